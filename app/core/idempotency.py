"""Idempotency keys: a write that is repeated gets its first answer again.

The answer is stored in the commit of the change, under (actor, route, key) with the hash of
the body, and kept for 24 hours. It is looked up before any device is touched.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock, db
from app.core.db import Model
from app.core.errors import Refused

KEPT = timedelta(hours=24)
LONGEST = 255
_in_flight: set[str] = set()
_guard = threading.Lock()


class IdempotencyKey(Model):
    """The first answer to a keyed write."""

    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(index=True)


@contextmanager
def keyed(
    session: Session, actor: str, route: str, key: str, body: bytes
) -> Iterator[bytes | None]:
    """Run a write under *key*.

    Yields:
        The stored answer of an earlier call, or None: then the write must run, and the
        result of its (next) transaction is stored as the answer.

    Raises:
        Refused: ``idempotency.other_payload`` (422), ``idempotency.in_flight`` (409),
            ``idempotency.bad_key`` (400).
    """
    key = key.strip('"')
    if not key or len(key) > LONGEST:
        raise Refused("idempotency.bad_key")
    scope = hashlib.sha256(f"{actor}\x1f{route}\x1f{key}".encode()).hexdigest()
    body_hash = hashlib.sha256(body).hexdigest()
    with _guard:
        if scope in _in_flight:
            raise Refused("idempotency.in_flight")
        _in_flight.add(scope)
    try:
        stored = _stored(session, scope)
        if stored is not None:
            if stored.body_hash != body_hash:
                raise Refused("idempotency.other_payload")
            yield stored.answer.encode()
            return
        token = db.on_result.set(
            lambda s, result: _keep(s, scope=scope, body_hash=body_hash, result=result)
        )
        try:
            yield None
        finally:
            db.on_result.reset(token)
    finally:
        with _guard:
            _in_flight.discard(scope)


def _stored(session: Session, scope: str) -> IdempotencyKey | None:
    session.rollback()  # a snapshot from before could lack the answer of a twin just ended
    row = session.get(IdempotencyKey, scope)
    return row if row is not None and clock.now() - row.at < KEPT else None


def _keep(session: Session, *, scope: str, body_hash: str, result: Any) -> None:
    at = clock.now()
    mine = IdempotencyKey.scope == scope
    session.execute(sa.delete(IdempotencyKey).where(mine, IdempotencyKey.at <= at - KEPT))
    if session.scalar(sa.select(sa.literal(1)).where(mine)):
        raise Refused("idempotency.in_flight")  # another process has just done the same write
    session.add(
        IdempotencyKey(
            scope=scope,
            body_hash=body_hash,
            answer=msgspec.json.encode(result).decode(),
            at=at,
        )
    )
    session.flush()


def forget_old(session: Session) -> None:
    """Drop the answers of keys that have expired."""
    session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.at < clock.now() - KEPT))
