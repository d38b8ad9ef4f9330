"""Walking the chain of facts: what was changed since it was sealed shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import words
from app.core.db import table_of
from app.core.events import FIRST, EventRow, EventSeal, chain_hash

EVENT, SEAL, WORDS = (table_of(one) for one in (EventRow, EventSeal, words.EventWords))
_AS_STORED = sa.types.NullType()


@dataclass(frozen=True)
class Verdict:
    """What ``audit verify`` found.

    Attributes:
        checked: events whose link was recomputed.
        unsealed: events not yet in the chain.
        broken_at: the first bad place, or None.
    """

    checked: int
    unsealed: int
    broken_at: int | None


def verify(session: Session, warehouse_id: int) -> Verdict:
    """Walk the chain from its first link."""
    at = sa.type_coerce(EVENT.c.at, _AS_STORED).label("at")  # a broken one is told
    others = [column for column in EVENT.c if column.name != "at"]
    rows = session.execute(
        sa.select(
            *(SEAL.c.seq, SEAL.c.prev, SEAL.c.hash, *others, at),
            *(WORDS.c.salt, WORDS.c.said),
        )
        .outerjoin(EVENT, EVENT.c.id == SEAL.c.event_id)
        .outerjoin(WORDS, WORDS.c.event_id == EVENT.c.id)
        .where(SEAL.c.warehouse_id == warehouse_id)
        .order_by(SEAL.c.seq)
        .execution_options(yield_per=2000)
    )
    prev, checked = FIRST, 0
    for row in rows:
        if not _holds(row, prev, checked + 1):
            return Verdict(checked, 0, checked + 1)
        prev, checked = row.hash, checked + 1
    total = session.scalar(
        sa.select(sa.func.count()).where(EVENT.c.warehouse_id == warehouse_id)
    )
    return Verdict(checked, (total or 0) - checked, None)


def _holds(row: Any, prev: str, seq: int) -> bool:
    """Tell whether an event and the words beside it are what was sealed at *seq*."""
    if row.id is None or (row.seq, row.prev) != (seq, prev):
        return False
    try:
        sealed = bool(row.hash == chain_hash(prev, seq, row))
    except (AttributeError, TypeError, ValueError):  # what no time or text can be
        return False
    return sealed and (row.salt is None or words.are_those_of(row))
