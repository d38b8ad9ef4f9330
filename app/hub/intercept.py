"""Stopping one parcel of an order whose others have left already."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import family
from app.hub.rules import CancelStatus
from app.inventory import service as inventory
from app.inventory.rules import parcel_place
from app.orders.events import ParcelIntercepted
from app.orders.models import Order, OrderLine
from app.packing import locks as packing_locks
from app.packing import service as packing
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import ParcelState
from app.shipping import dispatch, voiding
from app.stations import service as stations
from app.stations.rules import ExceptionKind


class Intercepted(msgspec.Struct, kw_only=True):
    """What became of a parcel that was to be stopped."""

    parcel_no: str
    order_no: str
    status: CancelStatus


def intercept(session: Session, actor: Actor, parcel_no: str, reason: str) -> Intercepted:
    """Keep one parcel here after the first of its order has left; repeated, say how it stands.

    What was in it goes back into bins and is cut from the order, which goes on without it.

    Args:
        session: the open transaction.
        actor: the hub's token, or a supervisor.
        parcel_no: the parcel, as ``parcels_inside`` named it.
        reason: why, in the hub's words.

    Raises:
        Refused: ``packing.unknown_parcel``; ``order.all_inside``: nothing has left yet, so
            the order itself can be cancelled.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    if parcel.state is ParcelState.HANDED_OVER:
        return _answer(parcel, order, CancelStatus.TOO_LATE)
    if parcel.state is not ParcelState.VOID:
        _, handed_over = family.parcels_inside(session, [order.id])
        if not handed_over:
            raise Refused("order.all_inside", order_no=order.number)
        _stop(session, actor, order, parcel, reason)
    waits = any(held.going_back for held in inventory.holdings(session, order.id))
    return _answer(
        parcel, order, CancelStatus.INTERCEPTING if waits else CancelStatus.CANCELLED
    )


def _answer(parcel: Parcel, order: Order, status: CancelStatus) -> Intercepted:
    return Intercepted(parcel_no=parcel.number, order_no=order.number, status=status)


def _stop(session: Session, actor: Actor, order: Order, parcel: Parcel, reason: str) -> None:
    voiding.give_number_up(session, actor, order, parcel, reason or "intercepted")
    packing.empty_parcel(session, actor, order, parcel)
    units = _cut(session, parcel)
    place = parcel_place(parcel.number)
    outside = inventory.send_back_some(session, actor, order.id, units, place)
    if outside:
        stations.raise_exception(
            session, actor, ExceptionKind.PUT_BACK, order.number, units=outside
        )
    fact = ParcelIntercepted(
        order_no=order.number, parcel_no=parcel.number, reason=reason, units=outside
    )
    record(session, actor, fact, subject=parcel.number)
    session.flush()
    packing.leave_bench_when_done(session, order)
    dispatch.go_on_without_more(session, actor, order)


def _cut(session: Session, parcel: Parcel) -> dict[int, int]:
    """Cut what lies in the parcel from its order's lines; the units by line."""
    rows = session.execute(
        sa.select(ParcelUnit.quantity, OrderLine)
        .join(OrderLine, OrderLine.id == ParcelUnit.order_line_id)
        .where(ParcelUnit.parcel_id == parcel.id, ParcelUnit.quantity > 0)
        .order_by(OrderLine.id)
    ).all()
    for units, line in rows:
        line.cut += units
    return {line.id: units for units, line in rows}
