"""Facts that happened: recorded in the commit of the change, sealed into a hash chain.

Three readers follow them: the audit, the live board and the hub. ``record`` appends to
``event`` (and, for what the hub must hear, to ``outbox``) in the open transaction. ``seal``
then gives each event its gapless place ``seq`` and its hash: on SQLite the writer does it
just before each COMMIT, on PostgreSQL one sealer under an advisory lock follows within
200 ms. Every ``after=N`` outside is this ``seq``; what is not sealed is not shown.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock, db, outbox, words, writer
from app.core.db import BIG, Model, table_of
from app.core.sql import Statement, read_back, stored

SEAL_LOCK = 0x57474154
"""PostgreSQL's advisory lock of the one sealer."""
FIRST = "0" * 64
"""The hash before the first event."""


@dataclass(frozen=True)
class Actor:
    """Who does it, with what, where.

    Attributes:
        name: a badge (``WG-0017``), ``hub:<token name>``, ``agent:<bench>`` or ``system``.
        device: the enrolled device's name, or None.
        warehouse_id: the site; it leads every lookup by a code on the floor.
    """

    name: str
    device: str | None = None
    warehouse_id: int = 1


SYSTEM = Actor("system")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all facts. The *tag* is a stored format: it is never renamed.

    An event holds ids and figures, never personal data. *typed* names the fields that hold
    what somebody typed, who may have written anything: see :mod:`app.core.words`.
    """

    tag: ClassVar[str]
    typed: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class HubEvent(Event):
    """A fact that the hub must hear, in order within its *stream*.

    The stream is one order, one return or one SKU: ``order:WGO0000018``.
    """

    hub_type: ClassVar[str]
    stream: str


class EventRow(Model):
    """The audit trail: append-only."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    warehouse_id: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    device: Mapped[str | None] = mapped_column(sa.String(80))
    tag: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str | None] = mapped_column(sa.String(80), index=True)
    body: Mapped[str] = mapped_column(sa.Text)


class EventSeal(Model):
    """An event's place and hash in its warehouse's chain."""

    __tablename__ = "event_seal"

    warehouse_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BIG, primary_key=True)
    event_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("event.id"), unique=True)
    prev: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class _Fresh(NamedTuple):
    """An event that has no place yet; *at* as the driver hands it back."""

    id: int
    warehouse_id: int
    at: Any
    actor: str
    device: str | None
    tag: str
    subject: str | None
    body: str


_EVENT = table_of(EventRow)
_SEAL = table_of(EventSeal)
_ADD = Statement(
    "INSERT INTO event (warehouse_id, at, actor, device, tag, subject, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_LINK = Statement(
    "INSERT INTO event_seal (warehouse_id, seq, event_id, prev, hash) VALUES (?, ?, ?, ?, ?)"
)
_LAST = Statement("SELECT coalesce(max(event_id), 0) FROM event_seal")
_COLUMNS = "e.id, e.warehouse_id, e.at, e.actor, e.device, e.tag, e.subject, e.body"
_AFTER = Statement(f"SELECT {_COLUMNS} FROM event e WHERE e.id > ? ORDER BY e.id LIMIT ?")  # noqa: S608  a constant
_LEFT = Statement(
    f"SELECT {_COLUMNS} FROM event e WHERE e.id > ? AND NOT EXISTS "  # noqa: S608  a constant
    "(SELECT 1 FROM event_seal s WHERE s.event_id = e.id) ORDER BY e.id LIMIT ?"
)
_TIP = Statement(
    "SELECT seq, hash FROM event_seal WHERE warehouse_id = ? ORDER BY seq DESC LIMIT 1"
)


def record(session: Session, actor: Actor, *events: Event, subject: str | None = None) -> None:
    """Write *events*, and what of them the hub must hear, into the open transaction.

    Args:
        session: the open transaction.
        actor: who did it.
        events: facts in the past tense, in the order in which they happened.
        subject: the number the facts are about (order, parcel, wave…), by which a timeline
            finds them; a hub event's stream when None.
    """
    conn = db.connection(session)
    at = stored(conn, clock.now())
    for event in events:
        about = subject or (event.stream if isinstance(event, HubEvent) else None)
        body = dataclasses.asdict(event)
        beside = words.take_out(body, event.typed) if event.typed else None
        [key] = _ADD.raw(
            conn,
            actor.warehouse_id,
            at,
            actor.name,
            actor.device,
            event.tag,
            about,
            encode(body),
        ).fetchone()
        if beside is not None:
            words.keep(conn, key, beside)
        if isinstance(event, HubEvent):
            outbox.append(conn, stream=event.stream, hub_type=event.hub_type, event_id=key)


def encode(body: dict[str, Any]) -> str:
    """The stored form of a body: what the hash is taken over."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)


def seal(conn: sa.Connection, *, limit: int = 5000) -> int:
    """Give every unsealed event its place and hash; return how many.

    On PostgreSQL the caller holds the advisory lock. Numbers are given in id order, which
    need not be commit order there: an event that commits late is sealed late, and so shown
    late, never under a number below one already served.
    """
    fresh = _unsealed(conn, limit)
    tips: dict[int, tuple[int, str]] = {}
    rows = []
    for row in fresh:
        seq, prev = tips.get(row.warehouse_id) or _tip(conn, row.warehouse_id)
        link = chain_hash(prev, seq + 1, row)
        rows.append((row.warehouse_id, seq + 1, row.id, prev, link))
        tips[row.warehouse_id] = (seq + 1, link)
    if rows:
        _LINK.run_many(conn, rows)
    return len(rows)


def _unsealed(conn: sa.Connection, limit: int) -> list[_Fresh]:
    [last] = _LAST.raw(conn).fetchone()
    if conn.dialect.name == "sqlite":  # one writer at a time: ids are in commit order
        rows = _AFTER.raw(conn, last, limit)
    else:  # a transaction that began long ago may commit an id far below the tip
        rows = _LEFT.raw(conn, last - 20_000, limit)
    return [_Fresh(*row) for row in rows]


def _tip(conn: sa.Connection, warehouse_id: int) -> tuple[int, str]:
    row = _TIP.raw(conn, warehouse_id).fetchone()
    return (row[0], row[1]) if row else (0, FIRST)


def chain_hash(prev: str, seq: int, row: Any) -> str:
    """The link of *row* at *seq*: SHA-256 over the link before it and the whole row."""
    parts = (
        prev,
        str(seq),
        str(row.id),
        str(row.warehouse_id),
        read_back(row.at).isoformat(),
        row.actor,
        row.device or "",
        row.tag,
        row.subject or "",
        row.body,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def feed(
    session: Session,
    *,
    warehouse_id: int,
    after: int,
    limit: int,
    tags: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Sealed facts with a place above *after*, oldest first."""
    query = (
        sa.select(_SEAL.c.seq, _EVENT)
        .join(_EVENT, _EVENT.c.id == _SEAL.c.event_id)
        .where(_SEAL.c.warehouse_id == warehouse_id, _SEAL.c.seq > after)
        .order_by(_SEAL.c.seq)
        .limit(limit)
    )
    if tags is not None:
        query = query.where(_EVENT.c.tag.in_(tags))
    rows = session.execute(query).all()
    bodies = words.bodies(session, rows)
    return [
        {
            "seq": row.seq,
            "tag": row.tag,
            "at": row.at,
            "actor": row.actor,
            "device": row.device,
            "subject": row.subject,
            "body": bodies[row.id],
        }
        for row in rows
    ]


def forget_words(session: Session, subjects: Sequence[str]) -> int:
    """Delete what was typed in the facts about these numbers; how many had words."""
    mine = sa.select(EventRow.id).where(EventRow.subject.in_(subjects))
    return words.forget(session, session.scalars(mine).all())


def latest_seq(session: Session, warehouse_id: int) -> int:
    """The place of the last sealed event, 0 when there is none."""
    last = sa.select(sa.func.max(_SEAL.c.seq)).where(_SEAL.c.warehouse_id == warehouse_id)
    return session.scalar(last) or 0


def seal_now(store: db.Store) -> int:
    """Seal on PostgreSQL, unless another process is at it; return how many."""
    with store.engine.begin() as conn:
        got = conn.execute(sa.text("SELECT pg_try_advisory_xact_lock(:k)"), {"k": SEAL_LOCK})
        return seal(conn) if got.scalar() else 0


writer.before_commit.append(seal)
