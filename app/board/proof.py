"""What the record chain says of some of its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import EventRow, EventSeal, chain_hash


@dataclass(frozen=True)
class Proven:
    """The parcel's place in the record chain.

    Attributes:
        first: the place of its first fact; 0 when none is sealed.
        last: of its last one.
        facts: how many are sealed.
        intact: each of them still has the hash that it was sealed with.
        head: the place of the chain's last link when this was read.
        head_hash: that link.
    """

    first: int
    last: int
    facts: int
    intact: bool
    head: int
    head_hash: str


def read(session: Session, warehouse_id: int, places: list[int]) -> Proven:
    """What the chain says of the facts at these places.

    Each fact is hashed again with the link before it: one that was changed since shows,
    without a walk over the whole chain (`wavegate audit verify` is that).
    """
    mine = EventSeal.warehouse_id == warehouse_id
    rows: list[Any] = list(
        session.execute(
            sa.select(EventSeal, EventRow)
            .join(EventRow, EventRow.id == EventSeal.event_id)
            .where(mine, EventSeal.seq.in_(places))
        )
    )
    head = session.execute(
        sa.select(EventSeal.seq, EventSeal.hash)
        .where(mine)
        .order_by(EventSeal.seq.desc())
        .limit(1)
    ).first()
    return Proven(
        first=min(places, default=0),
        last=max(places, default=0),
        facts=len(rows),
        intact=all(seal.hash == chain_hash(seal.prev, seal.seq, event) for seal, event in rows),
        head=head.seq if head else 0,
        head_hash=head.hash if head else "",
    )
