"""Endpoints: one declaration makes the route, its guard, its checks and its OpenAPI entry.

A room's ``views.py`` declares its URLs::

    bp = Room("picking", __name__)

    @bp.post("/api/v1/scans", needs="pick.work", body=ScanBatch, answer=ScanResults,
             errors=("scan.gap",))
    def scans(body: ScanBatch) -> ScanResults:
        '''Judge scans, in the order of their device_seq.'''

The guard is the permission named by ``needs``; ``None`` means open to everybody. A write
by a person wants the CSRF token. A write may carry an Idempotency-Key.
"""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import quote

import msgspec
from flask import Blueprint, Request, Response, redirect, request
from typing_extensions import override

from app.core import body as bodies
from app.core import db, here, idempotency
from app.core.errors import Refused
from app.core.events import Actor
from app.core.fields import explain

View = TypeVar("View", bound=Callable[..., Any])
JSON = "application/json"


@dataclass(frozen=True)
class Caller:
    """Who calls: a person on a device, a machine with a token, or nobody.

    Attributes:
        kind: ``person``, ``machine`` or ``nobody``.
        actor: stands in every event the call records.
        language: zh or en.
        bench_id: the one bench a station agent speaks for.
        csrf_token: what a person's write must send as X-CSRF-Token.
    """

    kind: str
    actor: Actor
    language: str
    name: str = ""
    person_id: int | None = None
    device_id: int | None = None
    bench_id: int | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    csrf_token: str | None = None

    def may(self, permission: str) -> bool:
        """Tell whether the caller has *permission*."""
        return permission in self.permissions


@dataclass(frozen=True)
class Endpoint:
    """One URL as the OpenAPI document and the permission test see it."""

    method: str
    path: str
    needs: str | None
    summary: str
    body: type | None = None
    body_optional: bool = False
    query: type | None = None
    answer: Any = None
    status: int = 200
    errors: tuple[str, ...] = ()
    page: bool = False
    media: str = JSON


class Room(Blueprint):
    """A room's URLs. Paths are given whole, so that a search for one finds it."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, template_folder="templates")
        self.endpoints: list[Endpoint] = []

    def page(
        self, path: str, *, needs: str | None, errors: Sequence[str] = ()
    ) -> Callable[[View], View]:
        """Declare an HTML page; somebody who is not logged in is sent to the login."""

        def declare(view: View) -> View:
            self._list("GET", path, needs, view, errors=tuple(errors), page=True)

            @functools.wraps(view)
            def show(**params: str) -> Any:
                if needs is not None and caller().kind == "nobody":
                    here = quote(request.full_path.rstrip("?"))
                    return redirect(f"/login?next={here}")
                _allow(caller(), needs)
                return view(**params)

            self.add_url_rule(path, f"{view.__name__}", show, methods=["GET"])
            return view

        return declare

    @override
    def get(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]  # typed options instead of Flask's
        """Declare a reading endpoint."""
        return self._endpoint("GET", path, **options)

    @override
    def post(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]  # as above
        """Declare a writing endpoint."""
        return self._endpoint("POST", path, **options)

    @override
    def delete(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]  # as above
        """Declare an ending endpoint."""
        return self._endpoint("DELETE", path, **options)

    def _list(
        self, method: str, path: str, needs: str | None, view: Callable[..., Any], **more: Any
    ) -> None:
        summary = (view.__doc__ or "").strip().split("\n")[0]
        self.endpoints.append(Endpoint(method, path, needs, summary, **more))

    def _endpoint(
        self,
        method: str,
        path: str,
        *,
        needs: str | None,
        body: type | None = None,
        body_optional: bool = False,
        query: type | None = None,
        answer: Any = None,
        status: int = 200,
        errors: Sequence[str] = (),
        media: str = JSON,
    ) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self._list(
                method,
                path,
                needs,
                view,
                body=body,
                body_optional=body_optional,
                query=query,
                answer=answer,
                status=status,
                errors=tuple(errors),
                media=media,
            )

            def serve(**params: Any) -> Response:
                asked, who = here.asked(), caller()
                _allow(who, needs)
                if method != "GET":
                    check_csrf(asked, who)
                    check_length(asked, wanted=body is not None and not body_optional)
                if query is not None:
                    params["query"] = _query(query)
                if body is not None:
                    without = body_optional and not asked.content_length
                    params["body"] = None if without else bodies.typed(_json(asked), body)
                key = asked.environ.get("HTTP_IDEMPOTENCY_KEY") if method != "GET" else None
                if key is None:
                    return respond(view(**params), status)
                return _keyed(key, lambda: view(**params), status)

            self.add_url_rule(
                path, f"{method.lower()}_{view.__name__}", serve, methods=[method]
            )
            return view

        return declare


def caller() -> Caller:
    """Who calls; looked up once a request by the function that the web installed."""
    kept = here.kept()
    known: Caller | None = kept.get("caller")
    if known is None:
        identify = cast("Callable[[Request], Caller]", here.extensions()["identify"])
        known = kept.caller = identify(here.asked())
    return known


def _allow(who: Caller, permission: str | None) -> None:
    """Let the caller pass, or refuse with ``auth.required`` or ``auth.permission``."""
    if permission is None:
        return
    if who.kind == "nobody":
        raise Refused("auth.required")
    if not who.may(permission):
        raise Refused("auth.permission", permission=permission)


def check_csrf(asked: Request, who: Caller) -> None:
    """A person's write must carry the token that the page got with the login."""
    sent = asked.headers.get("X-CSRF-Token", "")
    if who.kind == "person" and not hmac.compare_digest(
        sent.encode(), (who.csrf_token or "").encode()
    ):
        raise Refused("auth.csrf")


MOST_SWALLOWED = 8 * bodies.LARGEST


def check_length(asked: Request, *, wanted: bool) -> None:
    """Refuse a body of unknown length (it could be cut unseen) and one too large."""
    if "HTTP_TRANSFER_ENCODING" in asked.environ:
        raise Refused("request.length_required")
    length = asked.content_length
    if length is None and wanted:
        raise Refused("request.length_required")
    if (length or 0) > bodies.LARGEST:
        _swallow(asked, length or 0)
        raise Refused("request.too_large", limit=bodies.LARGEST)


def _swallow(asked: Request, length: int) -> None:
    """Take a body that is somewhat too large off the line: its sender then hears why.

    One who is still sending when the line closes sees a broken line and no answer.
    """
    left = length if length <= MOST_SWALLOWED else 0
    while left and (part := asked.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(part)


def _json(asked: Request) -> Any:
    """The body as plain JSON values, read strictly."""
    if asked.mimetype != JSON:
        raise Refused("request.not_json")
    return bodies.loads(asked.get_data())


def _query(kind: type) -> Any:
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            twice = {"pointer": f"?{name}", "code": "field.given_twice"}
            raise Refused("request.invalid", errors=[twice])
    try:
        return msgspec.convert(request.args.to_dict(), kind, strict=False)
    except msgspec.ValidationError as error:
        where = explain(error)
        where["pointer"] = "?" + where["pointer"].lstrip("/")
        raise Refused("request.invalid", errors=[where]) from None


def _keyed(key: str, view: Callable[[], Any], status: int) -> Response:
    with idempotency.keyed(
        db.reading(), caller().actor.name, request.path, key, request.get_data()
    ) as stored:
        if stored is not None:
            return Response(stored, status, content_type=JSON)
        return respond(view(), status)


def respond(answer: Any, status: int = 200) -> Response:
    """Turn plain data into a JSON answer; a ready Response passes."""
    if isinstance(answer, Response):
        return answer
    return Response(msgspec.json.encode(answer), status, content_type=JSON)
