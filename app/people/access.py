"""Who calls: from a bearer token, or from a person's cookie on an enrolled device."""

from __future__ import annotations

import functools
import threading
import time
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Request, current_app
from sqlalchemy.orm import Session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app.core import clock, db, ids
from app.core.api import Caller
from app.core.events import Actor
from app.core.sql import Statement, read_back
from app.people.models import Login, MachineToken
from app.people.rules import Role, permissions_of

IDLE = timedelta(minutes=15)
SHIFT = timedelta(hours=12)
REMEMBERED_S = 1.0
"""How long a look-up is believed: a revoked role is refused within a second."""
REMEMBERED_MOST = 5000

SENT = ("HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE")
"""All that a caller is known by, as the request brought it."""

_WHO = Statement(
    """SELECT l.id, l.began_at, l.seen_at, l.csrf_token,
      p.id, p.badge, p.name, p.language, p.roles, p.warehouse_id, d.id, d.name
    FROM login l JOIN person p ON p.id = l.person_id JOIN device d ON d.id = l.device_id
    WHERE l.token_digest = ? AND l.ended_at IS NULL AND p.active AND d.revoked_at IS NULL"""
)
"""Past the ORM: asked each second for every PDA at work, it was a tenth of their scans' CPU."""

_remembered: dict[str, tuple[float, Caller]] = {}
_guard = threading.Lock()


def session_cookie() -> str:
    """The cookie's name: the __Host- prefix binds it to TLS and this host."""
    settings = current_app.extensions["settings"]
    local = settings.host in {"127.0.0.1", "localhost", "::1"}
    return "wavegate_session" if settings.allow_http or local else "__Host-wavegate_session"


def identify(request: Request) -> Caller:
    """Find out who calls; nobody when there is no valid token or cookie."""
    key = ids.digest("\n".join([request.environ.get(name, "") for name in SENT]))
    found = _remembered.get(key)
    if found is not None and time.monotonic() - found[0] < REMEMBERED_S:
        return found[1]
    caller = _look_up(request)
    with _guard:
        if len(_remembered) >= REMEMBERED_MOST:
            _remembered.clear()
        _remembered[key] = (time.monotonic(), caller)
    return caller


def _look_up(request: Request) -> Caller:
    language = _language(request)
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":  # its case does not matter, RFC 9110 11.1
        return _machine(db.reading(), ids.digest(secret.strip()), language)
    cookie = request.cookies.get(session_cookie())
    return _person(ids.digest(cookie), language) if cookie else nobody(language)


def nobody(language: str) -> Caller:
    """A caller with no rights."""
    return Caller("nobody", Actor("nobody"), language)


def forget() -> None:
    """Believe no earlier look-up: somebody logged out or lost a role in this process."""
    with _guard:
        _remembered.clear()


def _language(request: Request) -> str:
    chosen = request.cookies.get("wavegate_language")
    if chosen in {"zh", "en"}:
        return chosen
    default: str = current_app.extensions["settings"].language
    return _spoken(request.headers.get("Accept-Language", "")) or default


class _Who(NamedTuple):
    """A row of _WHO; moments as the driver hands them back."""

    login_id: int
    began_at: Any
    seen_at: Any
    csrf_token: str
    person_id: int
    badge: str
    name: str
    language: str | None
    roles: str
    warehouse_id: int
    device_id: int
    device: str


@functools.lru_cache(maxsize=256)
def _spoken(accept: str) -> str | None:
    """The better of zh and en in an Accept-Language header, None when it names neither."""
    return parse_accept_header(accept, LanguageAccept).best_match(["zh", "en"])


def _machine(session: Session, digest: str, language: str) -> Caller:
    row = session.scalar(
        sa.select(MachineToken).where(
            MachineToken.token_digest == digest, MachineToken.revoked_at.is_(None)
        )
    )
    if row is None:
        return nobody(language)
    role = Role(row.role)
    return Caller(
        "machine",
        Actor(f"{role}:{row.name}", None, row.warehouse_id),
        language,
        name=row.name,
        bench_id=row.bench_id,
        roles=frozenset({role}),
        permissions=permissions_of(frozenset({role})),
    )


def _person(digest: str, language: str) -> Caller:
    row = _WHO.look(db.store().reader, digest)
    if row is None:
        return nobody(language)
    who = _Who(*row)
    at, began, seen = clock.now(), read_back(who.began_at), read_back(who.seen_at)
    if at - began > SHIFT or at - seen > IDLE:
        return nobody(language)
    roles = frozenset(Role(name) for name in who.roles.split())
    if at - seen > timedelta(minutes=1):
        _seen(who.login_id)
    return Caller(
        "person",
        Actor(who.badge, who.device, who.warehouse_id),
        who.language or language,
        name=who.name,
        person_id=who.person_id,
        device_id=who.device_id,
        roles=roles,
        permissions=permissions_of(roles),
        csrf_token=who.csrf_token,
    )


def _seen(login_id: int) -> None:
    seen = sa.update(Login).where(Login.id == login_id).values(seen_at=clock.now())
    db.in_transaction(lambda s: db.changed(s, seen))
