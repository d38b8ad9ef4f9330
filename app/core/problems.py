"""Refusals on the wire: RFC 9457 application/problem+json, and a page for people."""

from __future__ import annotations

import uuid
from typing import Any, cast

import msgspec
import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from app.core import here
from app.core.api import caller
from app.core.body import LARGEST
from app.core.errors import Refused, StoreBusy
from app.core.fields import spoken
from app.i18n import Catalogue

log = structlog.get_logger()
_HTTP = {404: "request.not_found", 405: "request.method", 413: "request.too_large"}


def install(app: Flask) -> None:
    """Answer every error with a sentence."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StoreBusy, lambda _: _busy())
    app.register_error_handler(sa.exc.OperationalError, _store_trouble)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def catalogue() -> Catalogue:
    """The texts of all rooms."""
    return cast(Catalogue, here.extensions()["catalogue"])


def language() -> str:
    """The language to answer in, even when the look-up of the caller is what failed."""
    try:
        return caller().language
    except (sa.exc.SQLAlchemyError, StoreBusy):
        return str(current_app.extensions["settings"].language)


def unreadable(app: Flask, status: int) -> bytes:
    """The body for a request that could not be read so far as to say who asks, and for what."""
    code = "request.length_required" if status == 411 else "request.bad"
    texts, spoken_here = app.extensions["catalogue"], str(app.extensions["settings"].language)
    return msgspec.json.encode(_body(texts, spoken_here, code, []) | {"status": status})


def problem(code: str, *, errors: list[dict[str, Any]], **params: Any) -> dict[str, Any]:
    """The body of a refusal, in the caller's language."""
    return _body(catalogue(), language(), code, [_spoken(error) for error in errors], **params)


def _body(
    texts: Catalogue, lang: str, code: str, errors: list[dict[str, Any]], **params: Any
) -> dict[str, Any]:
    message = texts.get(code)
    return {
        "type": f"urn:wavegate:{code}",
        "title": code,
        "status": message.status if message else 409,
        "code": code,
        "detail": texts.say(code, lang, **params),
        "tone": str(texts.tone(code)),
        "errors": errors,
        "retryable": code in {"store.busy", "store.conflict", "idempotency.in_flight"},
        **{key: value for key, value in params.items() if not key.startswith("_")},
    }


def _spoken(error: dict[str, Any]) -> dict[str, Any]:
    """An error of a field with its sentence; one that has it already stays as it is."""
    if "detail" in error:
        return error
    lang = language()
    return spoken([error], lambda code, **params: catalogue().say(code, lang, **params))[0]


def _refused(error: Refused) -> Response:
    return _answer(problem(error.code, errors=error.errors, **error.params))


def _busy() -> Response:
    answer = _answer(problem("store.busy", errors=[]))
    answer.headers["Retry-After"] = "2"
    return answer


def _store_trouble(error: sa.exc.OperationalError) -> Response:
    log.warning("store.trouble", error=str(error.orig))
    return _busy()


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return cast(Response, error.get_response())
    code = _HTTP.get(error.code or 500, "request.bad")
    more = {"limit": LARGEST} if code == "request.too_large" else {}
    answer = _answer(problem(code, errors=[], **more) | {"status": error.code})
    if allow := dict(error.get_headers()).get("Allow"):
        answer.headers["Allow"] = allow
    return answer


def _bug(error: Exception) -> Response:
    request_id = getattr(g, "request_id", None) or uuid.uuid4().hex[:12]
    log.error("bug", request_id=request_id, path=request.path, exc_info=error)
    return _answer(problem("server.error", errors=[], request_id=request_id))


def _answer(body: dict[str, Any]) -> Response:
    status = int(body["status"])
    if not request.path.startswith("/api/") and _wants_html():
        page = render_template("problem.html", problem=body)
        return Response(page, status, content_type="text/html; charset=utf-8")
    answer = Response(
        msgspec.json.encode(body), status, content_type="application/problem+json"
    )
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _wants_html() -> bool:
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best == "text/html"
