"""Messages on their way to the hub: what waits, what is dead, and sending that again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import SYSTEM, EventRow
from app.core.outbox import OUTBOX, OutboxAct, OutboxRow, OutboxState
from app.stations import service as stations
from app.stations.rules import ExceptionKind


@dataclass(frozen=True)
class Letter:
    """One message for the hub.

    Attributes:
        id: its place in the list; the next page starts after it.
        stream: the order, return or SKU within which order is kept.
        wait_s: seconds from *last_try_at* to the next try.
    """

    id: str
    stream: str
    seq: int
    type: str
    state: str
    at: datetime
    tries: int
    last_try_at: datetime | None
    wait_s: int
    last_answer: str | None


def letters(
    session: Session, *, warehouse_id: int, state: OutboxState, after: int, limit: int
) -> list[Letter]:
    """Messages in *state*, oldest first."""
    rows = session.execute(
        sa.select(OutboxRow, EventRow.at)
        .join(EventRow, EventRow.id == OutboxRow.event_id)
        .where(
            EventRow.warehouse_id == warehouse_id,
            OutboxRow.state == state,
            OutboxRow.id > after,
        )
        .order_by(OutboxRow.id)
        .limit(limit)
    )
    return [_letter(row, at) for row, at in rows]


def _letter(row: OutboxRow, at: datetime) -> Letter:
    return Letter(
        id=str(row.id),
        stream=row.stream,
        seq=row.seq,
        type=row.hub_type,
        state=row.state,
        at=at,
        tries=row.tries,
        last_try_at=row.last_try_at,
        wait_s=row.wait_s,
        last_answer=row.last_answer,
    )


def replay(session: Session, stream: str) -> int:
    """Send a stream's dead letters again, and what waits behind them; return how many."""
    given_up = OutboxRow.state.in_([OutboxState.DEAD, OutboxState.PARKED])
    rows = session.scalars(
        sa.select(OutboxRow)
        .where(OutboxRow.stream == stream, given_up)
        .order_by(OutboxRow.id)
        .with_for_update()
    ).all()
    for row in rows:
        row.state = OUTBOX.after(row.state, OutboxAct.REPLAY)
        row.tries, row.wait_s, row.last_try_at, row.due_at = 0, 0, None, None
    stations.end_exception(session, SYSTEM, ExceptionKind.DEAD_LETTER, stream, "replayed")
    return len(rows)
