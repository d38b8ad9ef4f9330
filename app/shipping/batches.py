"""What people do with batches: pre-prints of many weighed parcels, bound into one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core import clock, ids
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping import locks
from app.shipping.batch_binding import pages
from app.shipping.batch_steps import left_out, note, refuse_unless_weighed
from app.shipping.models import Batch, BatchSheet
from app.shipping.rules import BATCH, BATCH_MOST, BatchAct, BatchState, SheetState
from app.waves.models import Wave, WaveOrder

_NOT_ON_THE_FLOOR = (OrderState.HELD, OrderState.READY, OrderState.CANCELLED)


Row = dict[str, Any]
"""The columns of a parcel's place in a batch."""


def choose(
    session: Session, actor: Actor, *, wave: str | None, parcel_nos: Sequence[str]
) -> list[Row]:
    """All parcels of a wave, or those named: waiting if weighed, else left out with why.

    It only reads, and thousands of rows: outside of the transaction that makes the batch.

    Raises:
        Refused: ``wave.unknown``, ``batch.empty``, ``batch.too_many``.
    """
    rows = _of_wave(session, actor, wave) if wave else _of_list(session, actor, parcel_nos)
    if not rows:
        raise Refused("batch.empty")
    if len(rows) > BATCH_MOST:
        raise Refused("batch.too_many", most=BATCH_MOST)
    return rows


def make(session: Session, actor: Actor, rows: Sequence[Row], wave: str | None) -> str:
    """Make a batch of rows that were chosen; return its number."""
    batch = Batch(
        warehouse_id=actor.warehouse_id,
        number=ids.token("new")[:24],  # its key makes the number
        wave=wave,
        made_at=clock.now(),
        made_by=actor.name,
        device=actor.device,
    )
    session.add(batch)
    session.flush()
    batch.number = ids.number("B", batch.id)
    sheets = [{"batch_id": batch.id, "place": at, **row} for at, row in enumerate(rows, 1)]
    session.execute(sa.insert(table_of(BatchSheet)), sheets)
    note(session, actor, batch, "made")
    return batch.number


def _of_wave(session: Session, actor: Actor, number: str) -> list[Row]:
    """Every parcel of the orders whose last wave this is; an order without one is told of."""
    wave_id = session.scalar(
        sa.select(Wave.id).where(
            Wave.warehouse_id == actor.warehouse_id, Wave.number == number
        )
    )
    if wave_id is None:
        raise Refused("wave.unknown", wave=number)
    later = aliased(WaveOrder)
    gone = sa.exists().where(
        later.order_id == WaveOrder.order_id, later.wave_id > WaveOrder.wave_id
    )
    found = session.execute(
        sa.select(Order, Parcel)
        .join(WaveOrder, WaveOrder.order_id == Order.id)
        .outerjoin(
            Parcel, sa.and_(Parcel.order_id == Order.id, Parcel.state != ParcelState.VOID)
        )
        .where(WaveOrder.wave_id == wave_id, ~gone)
        .where(Order.state.not_in(_NOT_ON_THE_FLOOR))
        .order_by(Order.id, Parcel.piece)
    ).all()
    return [_row(order, parcel) for order, parcel in found]


def _of_list(
    session: Session, actor: Actor, parcel_nos: Sequence[str]
) -> list[Row]:
    wanted = list(dict.fromkeys(number.strip() for number in parcel_nos))
    known: dict[str, tuple[Order, Parcel]] = {}
    for at in range(0, len(wanted), 500):
        found = session.execute(
            sa.select(Order, Parcel)
            .join(Parcel, Parcel.order_id == Order.id)
            .where(Parcel.warehouse_id == actor.warehouse_id)
            .where(Parcel.number.in_(wanted[at : at + 500]))
        )
        known |= {parcel.number: (order, parcel) for order, parcel in found}
    return [
        _row(*known[number]) if number in known else _unknown(number)
        for number in wanted
        if number
    ]


def _unknown(number: str) -> Row:
    refusal = Refused("packing.unknown_parcel", parcel_no=number)
    return {"parcel_no": number, "order_no": None, **left_out(refusal)}


def _row(order: Order, parcel: Parcel | None) -> Row:
    """A parcel's row: waiting, or left out with the reason."""
    if parcel is None:
        refusal = Refused("batch.no_parcel", order_no=order.number)
        return {"parcel_no": None, "order_no": order.number, **left_out(refusal)}
    about = {"parcel_no": parcel.number, "order_no": order.number}
    try:
        refuse_unless_weighed(order, parcel)
    except Refused as refusal:
        return about | left_out(refusal)
    return about | {"state": SheetState.WAITING, "code": None, "details": {}}


def cancel(session: Session, actor: Actor, number: str) -> None:
    """Draw no more of a batch; what is archived stays, and is bound.

    Raises:
        Refused: ``batch.unknown``, ``batch.over``.
    """
    batch = locks.batch_by_number(session, actor, number)
    if batch.state is BatchState.CANCELLED:
        return
    if not BATCH.allows(batch.state, BatchAct.CANCEL):
        raise Refused("batch.over", batch=number)
    batch.state = BATCH.after(batch.state, BatchAct.CANCEL)
    refusal = Refused("batch.was_cancelled", batch=number)
    session.execute(
        sa.update(BatchSheet)
        .where(BatchSheet.batch_id == batch.id, BatchSheet.state == SheetState.WAITING)
        .values(**left_out(refusal))
    )
    note(session, actor, batch, "cancelled")


def fetch(session: Session, actor: Actor, number: str) -> str | None:
    """Let somebody have the finished PDF, on record; return the document's path.

    None where a page of it may not be seen any more, or its file is gone: it is bound again.

    Raises:
        Refused: ``batch.unknown``; ``batch.not_ready``: it is not finished, or holds nothing.
    """
    batch = locks.batch_by_number(session, actor, number)
    seen = {page.place for page in pages(session, batch.id)}
    if batch.ended_at is None or not seen:
        raise Refused("batch.not_ready", batch=number)
    if batch.path is not None and _bound(session, batch) <= seen:
        note(session, actor, batch, "seen")
        return batch.path
    batch.path = batch.sha256 = batch.ended_at = None
    if BATCH.allows(batch.state, BatchAct.BIND_AGAIN):
        batch.state = BATCH.after(batch.state, BatchAct.BIND_AGAIN)
    return None


def _bound(session: Session, batch: Batch) -> set[int]:
    return set(
        session.scalars(
            sa.select(BatchSheet.place).where(
                BatchSheet.batch_id == batch.id, BatchSheet.bound
            )
        )
    )
