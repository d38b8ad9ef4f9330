"""A parcel's steps: the one writer of its state, and what is missing for the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance, refuse_if_stopped
from app.packing import locks
from app.packing.contents import Contents
from app.packing.events import OrderPacked, ParcelMoved, ParcelOpened
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import PARCEL, PROVEN, ParcelAct, ParcelState
from app.stations.benches import BenchData


def move(session: Session, actor: Actor, order: Order, parcel: Parcel, act: ParcelAct) -> None:
    """Move *parcel* along its table; this is the only writer of ``parcel.state``.

    Raises:
        Refused: ``state.illegal_move``.
    """
    before = parcel.state
    parcel.state = PARCEL.after(before, act)
    fact = ParcelMoved(
        order_no=order.number,
        parcel_no=parcel.number,
        act=act,
        from_state=before,
        to_state=parcel.state,
    )
    record(session, actor, fact, subject=parcel.number)


def stopped(order: Order) -> dict[str, Any] | None:
    """Why no station may work on an order now, as a sentence needs it; None when it may."""
    try:
        refuse_if_stopped(order)
    except Refused as error:
        return error.params
    return None


def begin(session: Session, actor: Actor, order: Order, bench: BenchData) -> Parcel:
    """Begin the next parcel of an order at a bench."""
    piece = 1 + max((one.piece for one in locks.parcels_of(session, order.id)), default=0)
    parcel = Parcel(
        warehouse_id=order.warehouse_id,
        number=ids.token("new")[:24],  # its key makes the number
        order_id=order.id,
        piece=piece,
        state=ParcelState.OPEN,
        bench_id=bench.id,
        opened_at=clock.now(),
        opened_by=actor.name,
    )
    session.add(parcel)
    session.flush()
    parcel.number = ids.number("P", parcel.id)
    session.flush()
    fact = ParcelOpened(
        order_no=order.number, parcel_no=parcel.number, bench=bench.code, piece=piece
    )
    record(session, actor, fact, subject=parcel.number)
    return parcel


def missing_to_seal(contents: Contents) -> list[str]:
    """What must be done before the parcel can go on the scale."""
    found = []
    if not contents.here:
        found.append("units")
    if contents.unchecked:
        found.append("recheck")
    if contents.left:
        found.append("all_units")
    if contents.box_wanted:
        found.append("box")
    return found


def settle(
    session: Session, actor: Actor, order: Order, parcel: Parcel, contents: Contents
) -> None:
    """After a change inside: say what it should weigh, and seal it when all is in."""
    parcel.expected_g = contents.expected_g()
    if parcel.state is ParcelState.OPEN and not missing_to_seal(contents):
        move(session, actor, order, parcel, ParcelAct.SEAL)


def reopen(session: Session, actor: Actor, order: Order, parcel: Parcel) -> None:
    """Open a parcel again, because what is in it changes; it must be weighed anew."""
    if parcel.state is ParcelState.OPEN:
        return
    act = ParcelAct.RECHECK if parcel.state is ParcelState.BLOCKED else ParcelAct.UNSEAL
    move(session, actor, order, parcel, act)
    unpack(session, actor, order)


def unpack(session: Session, actor: Actor, order: Order) -> None:
    """An order with a parcel that is not proven any more is not packed any more."""
    if order.state in {OrderState.PACKED, OrderState.STAGED}:
        advance(session, actor, order, OrderAct.REOPEN)


def pack_if_complete(session: Session, actor: Actor, order: Order, contents: Contents) -> None:
    """The order is packed once every unit lies in a parcel that the gate let through."""
    if order.state is not OrderState.PACKING or contents.left:
        return
    _void_empty(session, actor, order)
    live = live_parcels(session, order)
    if any(one.state not in PROVEN for one in live):
        return
    advance(session, actor, order, OrderAct.PACK)
    shown = [
        {"parcel_no": one.number, "grams": one.measured_g, "carrier": order.carrier}
        for one in live
    ]
    record(session, actor, OrderPacked(**about(order), parcels=shown), subject=order.number)


def _void_empty(session: Session, actor: Actor, order: Order) -> None:
    """A box that was begun for nothing is no parcel."""
    for parcel in live_parcels(session, order):
        if parcel.state is ParcelState.OPEN and not units_in(session, parcel):
            void(session, actor, order, parcel)


def void(session: Session, actor: Actor, order: Order, parcel: Parcel) -> None:
    """End a parcel that will not travel; its shelf slot is free again."""
    move(session, actor, order, parcel, ParcelAct.VOID)
    parcel.parked_slot = None


def units_in(session: Session, parcel: Parcel) -> int:
    """Units that were scanned into a parcel."""
    query = sa.select(sa.func.coalesce(sa.func.sum(ParcelUnit.quantity), 0))
    return int(session.scalar(query.where(ParcelUnit.parcel_id == parcel.id)) or 0)


def live_parcels(session: Session, order: Order) -> Sequence[Parcel]:
    """The order's parcels that are not void, locked."""
    parcels = locks.parcels_of(session, order.id)
    return [one for one in parcels if one.state is not ParcelState.VOID]
