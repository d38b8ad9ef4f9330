"""The application factory: extensions, rooms, error handlers, socket."""

from __future__ import annotations

import importlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import sqlalchemy as sa
from flask import Flask, Response, redirect, request
from typing_extensions import override

from app import config
from app.core import db, here, logs, openapi, problems
from app.core.api import JSON, Endpoint, Room, caller, respond
from app.core.errors import Refused
from app.hub import privacy_pages, privacy_views, spelling_views
from app.i18n import Catalogue
from app.people import access, homes, key_views
from app.shipping import jobs as shipping
from app.simulation import views as demo
from app.stations import agent_views

ROOMS = (
    "core",
    "people",
    "stations",
    "catalog",
    "orders",
    "inventory",
    "waves",
    "picking",
    "sorting",
    "packing",
    "shipping",
    "returns",
    "hub",
    "board",
    "simulation",
)
DIST = Path(__file__).parent / "static" / "dist"
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
HOST = re.compile(r"[a-z0-9.-]+(:[0-9]+)?", re.IGNORECASE)
YEAR_S = 31_536_000


class _App(Flask):
    """Flask, told that nothing here is async: it would ask each function at each request."""

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Settings, start: bytes | None = None) -> Flask:
    """Build the application; nothing is read at import time.

    Args:
        settings: of the site.
        start: the start file of a demo; its pages exist on a demo floor alone.
    """
    logs.configure()
    app = _App("app", static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024
    app.json.sort_keys = False  # type: ignore[attr-defined]  # DefaultJSONProvider has it
    app.extensions["settings"] = settings
    app.extensions["catalogue"] = gather_texts()
    app.extensions["identify"] = access.identify
    app.extensions["printing"] = shipping.needs_of_printing(settings)
    db.install(app, settings.database_url)
    problems.install(app)
    endpoints: list[Endpoint] = []
    others = (agent_views, key_views, privacy_views, privacy_pages, spelling_views)
    for module in [*_modules("views"), *others]:
        if module is demo:
            if start is None:
                continue
            app.extensions["start"] = demo.read_start(start)
        room: Room = module.bp
        app.register_blueprint(room)
        endpoints += room.endpoints
    app.extensions["endpoints"] = endpoints + _install_operation(app)
    _install_pages(app)
    app.before_request(_begin)
    app.after_request(_headers)
    return app


def gather_texts() -> Catalogue:
    """Every room's messages, in one catalogue."""
    found = Catalogue()
    for module in _modules("messages"):
        found.add(module.MESSAGES)
    found.add(importlib.import_module("app.i18n.common").MESSAGES)
    return found


def _modules(name: str) -> list[ModuleType]:
    folder = Path(__file__).parent
    return [
        importlib.import_module(f"app.{room}.{name}")
        for room in ROOMS
        if (folder / room / f"{name}.py").is_file()
    ]


class Health(msgspec.Struct):
    """How the server is."""

    status: str


OPERATION = [
    Endpoint("GET", "/healthz", None, "Is the process alive?", answer=Health),
    Endpoint("GET", "/readyz", None, "Can it read its database?", answer=Health),
    Endpoint("GET", "/metrics", None, "Figures for Prometheus.", media="text/plain"),
    Endpoint("GET", "/openapi.json", None, "This document."),
]


def _install_operation(app: Flask) -> list[Endpoint]:
    """What people who run the server ask: is it alive, can it work, what does it offer."""

    @app.get("/healthz")
    def healthz() -> Response:
        return respond(Health("ok"))

    @app.get("/readyz")
    def readyz() -> Response:
        db.reading().execute(sa.text("SELECT 1"))
        return respond(Health("ready"))

    @app.get("/metrics")
    def metrics() -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    @app.get("/openapi.json")
    def openapi_document() -> Response:
        return respond(openapi.document(app.extensions["endpoints"], problems.catalogue()))

    @app.get("/")
    def start() -> Any:
        who = caller()
        if who.kind == "person":
            return redirect(homes.home_of(who.permissions))
        return redirect("/start" if "start" in app.extensions else "/login")

    return OPERATION


def _install_pages(app: Flask) -> None:
    manifest: dict[str, str] = {}

    def asset(source: str) -> str:
        if not manifest or app.debug:
            manifest.update(json.loads((DIST / "manifest.json").read_text("utf-8")))
        return f"/static/dist/{manifest[source]}"

    def texts(*prefixes: str) -> dict[str, str]:
        return problems.catalogue().texts(problems.language(), prefixes)

    def page_values() -> dict[str, Any]:
        who = caller()
        return {
            "t": lambda code, **params: problems.catalogue().say(code, who.language, **params),
            "lang": who.language,
            "caller": who if who.kind == "person" else None,
            "theme": request.cookies.get("wavegate_theme", "auto"),
            "zone": app.extensions["settings"].timezone.key,
            "asset": asset,
            "texts": texts,
        }

    app.context_processor(page_values)


def _begin() -> None:
    environ = here.asked().environ
    sent = environ.get("HTTP_X_REQUEST_ID", "")[:40]
    here.kept().request_id = (
        sent if sent.isascii() and sent.isalnum() else f"{random.getrandbits(48):012x}"
    )
    if "\x00" in environ["PATH_INFO"] or "%00" in environ["QUERY_STRING"]:
        raise Refused("request.bad")  # no name here has a NUL, and PostgreSQL takes none


def _policy() -> str:
    """What a page may load and reach: this server alone.

    In an old WebView ``'self'`` does not stand for this server's sockets: they are named.
    """
    host = request.host
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return CSP.format(sockets=sockets)


def _headers(response: Response) -> Response:
    headers = response.headers
    if response.mimetype != JSON:  # nothing in a JSON answer is ever loaded or followed
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("Referrer-Policy", "same-origin")
    headers.add("X-Content-Type-Options", "nosniff")
    headers.add("X-Request-Id", here.kept().get("request_id", ""))
    if here.asked().path.startswith("/static/dist/"):
        headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    elif not headers.getlist("Cache-Control"):  # setdefault raises an HTTP error inside
        headers.add("Cache-Control", "no-store")
    return response
