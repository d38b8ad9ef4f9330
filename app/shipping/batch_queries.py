"""Batches of pre-prints, to show: how far they are, and whom they left out and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, latest_seq
from app.shipping.models import Batch, BatchSheet
from app.shipping.rules import BatchState, SheetState

MOST_REASONS = 200
"""Of parcels left out that one answer lists."""
SHOWN = 50

Say = Callable[[str, dict[str, Any]], str]
"""(code, what fills it in) -> the sentence in the reader's language."""


class LeftOut(msgspec.Struct):
    """A parcel, or an order without one, that got no pre-print, and why."""

    parcel_no: str | None
    order_no: str | None
    code: str
    say: str


class BatchShort(msgspec.Struct, kw_only=True):
    """How far a batch is: *archived* and *left_out* of *parcels* are behind it.

    ``binding`` says that all are drawn and the PDF is being put together; ``url`` is where
    it is to be had.
    """

    batch: str
    wave: str | None
    state: str
    parcels: int
    archived: int
    left_out: int
    binding: bool
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    url: str | None


class BatchView(BatchShort, kw_only=True):
    """A batch with its reasons; *next* is what the page has seen then."""

    reasons: list[LeftOut]
    next: int


def batches(
    session: Session, actor: Actor, *, after: str | None = None, limit: int = SHOWN
) -> list[BatchShort]:
    """Batches, the newest first; *after* is the last one of the page before.

    Raises:
        Refused: ``batch.unknown``.
    """
    query = sa.select(Batch).where(Batch.warehouse_id == actor.warehouse_id)
    if after is not None:
        query = query.where(Batch.id < _batch(session, actor, after).id)
    rows = session.scalars(query.order_by(Batch.id.desc()).limit(limit)).all()
    counts = _counts(session, [row.id for row in rows])
    return [BatchShort(**_short(row, counts.get(row.id, {}))) for row in rows]


def batch_view(session: Session, actor: Actor, number: str, say: Say) -> BatchView:
    """One batch.

    Raises:
        Refused: ``batch.unknown``.
    """
    batch = _batch(session, actor, number)
    left_out = session.execute(
        sa.select(
            BatchSheet.parcel_no, BatchSheet.order_no, BatchSheet.code, BatchSheet.details
        )
        .where(BatchSheet.batch_id == batch.id, BatchSheet.state == SheetState.LEFT_OUT)
        .order_by(BatchSheet.place)
        .limit(MOST_REASONS)
    )
    reasons = [
        LeftOut(parcel_no, order_no, code or "", say(code or "", details))
        for parcel_no, order_no, code, details in left_out
    ]
    short = _short(batch, _counts(session, [batch.id]).get(batch.id, {}))
    upto = latest_seq(session, actor.warehouse_id)
    return BatchView(**short, reasons=reasons, next=upto)


def _batch(session: Session, actor: Actor, number: str) -> Batch:
    found = session.scalar(
        sa.select(Batch).where(
            Batch.number == number, Batch.warehouse_id == actor.warehouse_id
        )
    )
    if found is None:
        raise Refused("batch.unknown", batch=number)
    return found


def _counts(session: Session, keys: Sequence[int]) -> dict[int, dict[SheetState, int]]:
    found: dict[int, dict[SheetState, int]] = {}
    rows = session.execute(
        sa.select(BatchSheet.batch_id, BatchSheet.state, sa.func.count())
        .where(BatchSheet.batch_id.in_(keys))
        .group_by(BatchSheet.batch_id, BatchSheet.state)
    )
    for key, state, count in rows:
        found.setdefault(key, {})[state] = count
    return found


def _short(batch: Batch, counts: dict[SheetState, int]) -> dict[str, Any]:
    working = batch.ended_at is None and batch.state is not BatchState.QUEUED
    has_file = batch.path is not None and batch.ended_at is not None
    return {
        "batch": batch.number,
        "wave": batch.wave,
        "state": batch.state,
        "parcels": sum(counts.values()),
        "archived": counts.get(SheetState.ARCHIVED, 0),
        "left_out": counts.get(SheetState.LEFT_OUT, 0),
        "binding": working and not counts.get(SheetState.WAITING),
        "made_at": batch.made_at,
        "made_by": batch.made_by,
        "ended_at": batch.ended_at,
        "url": f"/api/v1/batches/{batch.number}/sheet.pdf" if has_file else None,
    }
