"""What somebody typed stands beside the record chain, not in it, so that it can be forgotten.

A reason may name a buyer, and an event is never changed. So the event keeps a salted hash in
the place of the words; words and salt stand in a row of their own. While it is there the
chain proves them; once it is deleted nobody can find out what they were, and the chain still
verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import UtcDateTime
from app.core.db import BIG, Model, changed, table_of
from app.core.sql import Statement

MARK = "said:"
"""Begins what stands in an event for words; nobody can type it there."""
AT_ONCE = 5000


class EventWords(Model):
    """What somebody typed in an event: ``said`` is a JSON object, field by field."""

    __tablename__ = "event_words"

    event_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("event.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    said: Mapped[str] = mapped_column(sa.Text)


_WORDS = table_of(EventWords)
_KEEP = Statement("INSERT INTO event_words (event_id, salt, said) VALUES (?, ?, ?)")


@dataclass(frozen=True)
class Beside:
    """Words that were taken out of an event, and the salt of their hashes."""

    salt: str
    said: dict[str, str]


def take_out(body: dict[str, Any], typed: Sequence[str]) -> Beside | None:
    """Put hashes in the place of the words in *body*; None when it has none.

    A field of an object within it is named with a dot: ``detail.reason``.
    """
    said, salt = dict[str, str](), secrets.token_hex(16)
    for name in typed:
        fields, last = _place(body, name)
        if fields.get(last):
            said[name] = str(fields[last])
            fields[last] = _hash(salt, name, said[name])
    return Beside(salt, said) if said else None


def keep(conn: sa.Connection, event_id: int, beside: Beside) -> None:
    """Write down the words of an event, in the commit of the event."""
    said = json.dumps(beside.said, ensure_ascii=False)
    _KEEP.raw(conn, event_id, beside.salt, said)


def bodies(session: Session, events: Iterable[Any]) -> dict[int, dict[str, Any]]:
    """What events say by their keys, with the words that are still there; None for others."""
    found = {event.id: json.loads(event.body) for event in events}
    typed = {key: names for key, body in found.items() if (names := _typed(body))}
    said = _said(session, list(typed))
    for key, names in typed.items():
        for name in names:
            fields, last = _place(found[key], name)
            fields[last] = said.get(key, {}).get(name)
    return found


def are_those_of(row: Any) -> bool:
    """Tell whether the words beside an event are what its hashes were taken over."""
    hashed = _typed(json.loads(row.body))
    try:
        said = dict(json.loads(row.said))
    except (TypeError, ValueError):  # somebody wrote there what is no JSON object
        return False
    return set(said) == set(hashed) and all(
        hmac.compare_digest(hashed[name], _hash(row.salt, name, text))
        for name, text in said.items()
    )


def forget(session: Session, events: Sequence[int]) -> int:
    """Delete what was typed in these events; how many had words."""
    return changed(session, sa.delete(EventWords).where(EventWords.event_id.in_(events)))


def forget_before(session: Session, warehouse_id: int, before: datetime, limit: int) -> int:
    """Delete what was typed before a moment, whatever it was about; how many had words.

    Only the oldest *limit* that are left are looked at: they are in the order of their time.
    """
    event = sa.table(
        "event", sa.column("id"), sa.column("warehouse_id"), sa.column("at", UtcDateTime())
    )
    oldest = sa.select(_WORDS.c.event_id).order_by(_WORDS.c.event_id).limit(limit).subquery()
    rows = session.scalars(
        sa.select(oldest.c.event_id)
        .join(event, event.c.id == oldest.c.event_id)
        .where(event.c.warehouse_id == warehouse_id, event.c.at < before)
    ).all()
    return forget(session, rows)


def _typed(body: dict[str, Any]) -> dict[str, str]:
    """The hashes in a body, by the names of their fields."""
    fields = dict(body)
    for name, inner in body.items():
        if isinstance(inner, dict):
            fields |= {f"{name}.{key}": value for key, value in inner.items()}
    return {
        name: text
        for name, text in fields.items()
        if isinstance(text, str) and text.startswith(MARK)
    }


def _place(body: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """The object that has the field, and its name in there."""
    outer, dot, inner = name.rpartition(".")
    fields = body.get(outer) if dot else body
    return (fields if isinstance(fields, dict) else {}), inner


def _said(session: Session, keys: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for at in range(0, len(keys), AT_ONCE):
        some = _WORDS.c.event_id.in_(keys[at : at + AT_ONCE])
        rows = session.execute(sa.select(_WORDS.c.event_id, _WORDS.c.said).where(some))
        found |= {key: json.loads(said) for key, said in rows}
    return found


def _hash(salt: str, name: str, text: str) -> str:
    return MARK + hashlib.sha256(f"{salt}\x1f{name}\x1f{text}".encode()).hexdigest()
