"""A unit is not in the totes, where it should be: the hub decides about its order."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory.missing import lose
from app.orders.facts import about
from app.orders.rules import HoldReason
from app.orders.service import hold, refuse_if_stopped
from app.packing import bench_locks, locks, parcels, service
from app.packing.contents import load, save_line
from app.packing.events import ParcelShort
from app.packing.rules import ParcelState
from app.picking.events import OrderShort
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception


def short(
    session: Session, actor: Actor, parcel_no: str, person_id: int, line_no: int | None
) -> int:
    """Say that what is left to scan is not in the totes; park what there is.

    Args:
        session: the open transaction.
        actor: who packs.
        parcel_no: the parcel at the bench.
        person_id: who packs.
        line_no: the line that is short; every line that lacks units when None.

    Returns:
        The slot where the parcel waits for the hub's decision.

    Raises:
        Refused: ``packing.nothing_missing``, ``packing.closed``, ``packing.not_open``,
            ``packing.other_person``, ``order.intercepted``.
    """
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    bench_locks.held_by(session, order, person_id)
    if parcel.state is not ParcelState.OPEN or parcel.transaction_id is not None:
        raise Refused("packing.closed", parcel_no=parcel.number, state=parcel.state)
    lines = load(session, order, parcel).lines
    missing = {
        line.id: line.left + line.here - line.checked
        for line in lines
        if line_no in {None, line.line_no} and line.left + line.here > line.checked
    }
    if not missing:
        raise Refused("packing.nothing_missing", parcel_no=parcel.number)
    gone = [line for line in lines if line.id in missing]
    for line in gone:
        line.here = line.checked
        save_line(session, parcel.id, line)
        lose(
            session,
            actor,
            order_line_id=line.id,
            order_no=order.number,
            quantity=missing[line.id],
        )
    parcel.expected_g = None
    shown = [
        {"line_no": line.line_no, "sku": line.facts.code, "missing": missing[line.id]}
        for line in gone
    ]
    fact = ParcelShort(order_no=order.number, parcel_no=parcel.number, lines=shown)
    record(session, actor, fact, subject=parcel.number)
    record(session, actor, OrderShort(**about(order), lines=shown), subject=order.number)
    slot = service.park(session, actor, parcel.number)
    parcels.unpack(session, actor, order)
    hold(session, actor, order, HoldReason.SHORT)
    raise_exception(
        session,
        actor,
        ExceptionKind.SHORT,
        order.number,
        parcel_no=parcel.number,
        slot=slot,
        lines=shown,
    )
    return slot
