"""Orders that were refused: kept with their age where a person can fix and replay them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.hub.intake import INT_32, named
from app.orders.models import RefusedIntake


def keep(session: Session, actor: Actor, raw: Any, error: Refused) -> None:
    """Keep a refused body; the same body again makes its row younger."""
    body = json.dumps(raw, ensure_ascii=False, sort_keys=True)
    fingerprint = hashlib.sha256(f"{actor.warehouse_id}\n{body}".encode()).hexdigest()
    at = clock.now()
    row = session.scalar(
        sa.select(RefusedIntake)
        .where(RefusedIntake.body_hash == fingerprint)
        .with_for_update(key_share=True)
    )
    if row is None:
        platform, number = named(raw)
        row = RefusedIntake(
            warehouse_id=actor.warehouse_id,
            source_platform=platform,
            external_order_no=number,
            body_hash=fingerprint,
            body=body,
            first_at=at,
            times=0,
        )
        session.add(row)
    row.code = error.code
    row.errors = error.errors
    row.last_at = at
    row.times += 1
    row.settled_at = None
    if row.purged_at is not None:  # sent again: there is something to mend once more
        row.body, row.purged_at = body, None


def by_id(session: Session, actor: Actor, refusal: str) -> RefusedIntake:
    """One refused body of this site.

    Raises:
        Refused: ``order.refusal_unknown``.
    """
    key = int(refusal) if refusal.isascii() and refusal.isdigit() else 0
    row = session.get(RefusedIntake, key) if 0 < key <= INT_32 else None
    if row is None or row.warehouse_id != actor.warehouse_id:
        raise Refused("order.refusal_unknown", id=refusal[:20])
    return row


def settle(session: Session, actor: Actor, refusal: str) -> str:
    """Take a refused body off the list: it was replayed, or is not wanted."""
    row = by_id(session, actor, refusal)
    if row.settled_at is None:
        row.settled_at = clock.now()
    return "settled"
