"""The bench's verbs around a parcel: open, take over, park, close a box, give up.

What happens to the units in a box is in checking.py, the scale in weighing.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.service import milligrams
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance, refuse_if_stopped
from app.packing import bench_locks, lane, locks, lookup, parcels
from app.packing.contents import load
from app.packing.events import BenchTaken, ParcelParked
from app.packing.models import Box, Parcel
from app.packing.rules import (
    AT_BENCH,
    GATE,
    MOST,
    PROVEN,
    WIDEST,
    ParcelAct,
    ParcelState,
)
from app.sorting.slots import unsorted
from app.stations.benches import BenchData
from app.stations.rules import ExceptionKind
from app.stations.service import end_exception, set_site_rule, site_rule
from app.waves import totes
from app.waves.models import Tote

AT_A_BENCH = frozenset(
    {OrderState.PICKED, OrderState.PACKING, OrderState.PACKED, OrderState.STAGED}
)


@dataclass(frozen=True)
class Opened:
    """What a bench has before it: a parcel, or a tote of single items waiting for a scan."""

    parcel_no: str | None = None
    tote: str | None = None


def open_at(
    session: Session, actor: Actor, bench: BenchData, code: str, person_id: int
) -> Opened:
    """Open what a scanned code means: tote, order, parcel, or an item of the single lane.

    Raises:
        Refused: ``packing.unknown_code``, ``packing.other_bench``, ``packing.bench_busy``,
            ``packing.not_picked``, ``packing.not_sorted``, ``order.intercepted`` and what
            lookup and lane say.
    """
    code = code.strip()
    found = lookup.find(session, actor, code)
    if found is None:
        return Opened(parcel_no=lane.bind(session, actor, bench, code, person_id))
    if found.order_id is None:
        assert found.tote_id is not None
        return Opened(tote=lane.begin(session, bench, found.tote_id, person_id))
    order = order_locks.order_by_id(session, found.order_id)
    _refuse_unfit(session, order)
    bench_locks.take(session, bench, order, person_id)
    return Opened(parcel_no=_resume(session, actor, bench, order, found.parcel_no))


def take_over(
    session: Session, actor: Actor, bench: BenchData, code: str, person_id: int
) -> Opened:
    """Fetch an order, or a tote of single items, from the bench that has it.

    Raises:
        Refused: as :func:`open_at`.
    """
    found = lookup.find(session, actor, code.strip())
    if found is None:
        raise Refused("packing.unknown_code", scanned=code)
    if found.order_id is None:
        assert found.tote_id is not None
        return Opened(tote=lane.fetch(session, bench, found.tote_id, person_id))
    order = order_locks.order_by_id(session, found.order_id)
    _refuse_unfit(session, order)
    left = bench_locks.leave(session, order.id, but=bench.id)
    if left is not None:
        fact = BenchTaken(order_no=order.number, bench=bench.code, from_bench=left)
        record(session, actor, fact, subject=order.number)
    bench_locks.take(session, bench, order, person_id)
    return Opened(parcel_no=_resume(session, actor, bench, order, found.parcel_no))


def _refuse_unfit(session: Session, order: Order) -> None:
    refuse_if_stopped(order)
    if order.state not in AT_A_BENCH:
        raise Refused("packing.not_picked", order_no=order.number, state=order.state)
    left = unsorted(session, order.warehouse_id, [order.id]).get(order.id)
    if left:
        raise Refused("packing.not_sorted", order_no=order.number, units=left)


def _resume(
    session: Session, actor: Actor, bench: BenchData, order: Order, wanted: str | None
) -> str:
    """Go on with an order's parcel, or begin one."""
    if order.state is OrderState.PICKED:
        advance(session, actor, order, OrderAct.OPEN)
    totes.resume(session, actor, order.id)
    parcel = _choose(session, actor, bench, order, wanted)
    parcel.parked_slot = None
    if parcel.state in AT_BENCH:
        parcel.bench_id = bench.id
        session.flush()
        parcels.settle(session, actor, order, parcel, load(session, order, parcel))
    else:
        leave_bench_when_done(session, order)  # it was only looked at
    return parcel.number


def _choose(
    session: Session, actor: Actor, bench: BenchData, order: Order, wanted: str | None
) -> Parcel:
    live = parcels.live_parcels(session, order)
    named = [one for one in live if one.number == wanted]
    unfinished = [one for one in live if one.state in AT_BENCH]
    if named or unfinished:
        return (named or unfinished)[0]
    if live and not load(session, order, live[-1]).left:
        return live[-1]
    return parcels.begin(session, actor, order, bench)


def next_parcel(session: Session, actor: Actor, order_no: str, person_id: int) -> str:
    """Close the box at hand and begin another for the same order; return its number.

    Raises:
        Refused: ``packing.nothing_left``, ``packing.too_early`` with what is missing.
    """
    order = order_locks.order_by_number(session, order_no)
    refuse_if_stopped(order)
    bench = bench_locks.held_by(session, order, person_id)
    opened = [
        one for one in parcels.live_parcels(session, order) if one.state is ParcelState.OPEN
    ]
    for parcel in opened:
        contents = load(session, order, parcel)
        if not contents.left:
            raise Refused("packing.nothing_left", order_no=order.number)
        missing = [one for one in parcels.missing_to_seal(contents) if one != "all_units"]
        if missing:
            raise Refused("packing.too_early", parcel_no=parcel.number, missing=missing)
        parcels.move(session, actor, order, parcel, ParcelAct.SEAL)
    return _next_or_refuse(session, actor, order, bench)


def _next_or_refuse(session: Session, actor: Actor, order: Order, bench: BenchData) -> str:
    live = parcels.live_parcels(session, order)
    if live and not load(session, order, live[-1]).left:
        raise Refused("packing.nothing_left", order_no=order.number)
    return parcels.begin(session, actor, order, bench).number


def park(session: Session, actor: Actor, parcel_no: str) -> int:
    """Put a parcel, and its order's totes, into a numbered slot; its bench is free.

    A stopped order may be parked, too: what is in hand must go somewhere.

    Returns:
        The number of the slot.

    Raises:
        Refused: ``packing.unknown_parcel``, ``packing.closed``; ``order.intercepted`` once
            the parcel is void: its units go back into bins.
    """
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    if parcel.state is ParcelState.VOID:
        refuse_if_stopped(order)
    if parcel.state not in AT_BENCH:
        raise Refused("packing.closed", parcel_no=parcel.number, state=parcel.state)
    if parcel.parked_slot is None:
        parcel.parked_slot = _free_slot(session, actor.warehouse_id)
        fact = ParcelParked(
            order_no=order.number, parcel_no=parcel.number, slot=parcel.parked_slot
        )
        record(session, actor, fact, subject=parcel.number)
    totes.park(session, actor, order.id, parcel.parked_slot)
    bench_locks.leave(session, order.id)
    session.flush()
    return parcel.parked_slot


def _free_slot(session: Session, warehouse_id: int) -> int:
    taken = set(
        session.scalars(
            sa.select(Parcel.parked_slot)
            .where(Parcel.warehouse_id == warehouse_id, Parcel.parked_slot.is_not(None))
            .union(
                sa.select(Tote.parked_slot).where(
                    Tote.warehouse_id == warehouse_id, Tote.parked_slot.is_not(None)
                )
            )
        )
    )
    return next(slot for slot in range(1, len(taken) + 2) if slot not in taken)


def leave_bench_when_done(session: Session, order: Order) -> bool:
    """Free the bench once none of the order's parcels needs it; tell whether it is free."""
    if any(one.state in AT_BENCH for one in parcels.live_parcels(session, order)):
        return False
    bench_locks.leave(session, order.id)
    return True


def pack_what_is_there(session: Session, actor: Actor, order: Order) -> None:
    """No more units will come to an order; all that it has may be packed already."""
    live = parcels.live_parcels(session, order)
    proven = [one for one in live if one.state in PROVEN]
    begun = [one for one in live if one not in proven and parcels.units_in(session, one)]
    if not proven or begun or load(session, order, proven[0]).left:
        return
    if order.state is OrderState.PICKED:
        advance(session, actor, order, OrderAct.OPEN)
    parcels.pack_if_complete(session, actor, order, load(session, order, proven[0]))


def empty_parcels(session: Session, actor: Actor, order: Order) -> list[str]:
    """Void an order's parcels that have not left, because it was cancelled.

    Their units stay where the ledger has them until they are scanned into a bin.

    Returns:
        The numbers of the parcels, to be opened and emptied.
    """
    emptied = []
    for parcel in parcels.live_parcels(session, order):
        if parcel.state is not ParcelState.HANDED_OVER:
            empty_parcel(session, actor, order, parcel)
            emptied.append(parcel.number)
    bench_locks.leave(session, order.id)
    return emptied


def empty_parcel(session: Session, actor: Actor, order: Order, parcel: Parcel) -> None:
    """Void a parcel that was stopped before it left; the ledger moves no unit of it."""
    parcels.void(session, actor, order, parcel)
    end_exception(session, actor, ExceptionKind.WEIGHT_BLOCK, parcel.number, "cancelled")


def save_box(
    session: Session,
    actor: Actor,
    *,
    code: str,
    tare_g: Decimal,
    length_mm: int,
    width_mm: int,
    height_mm: int,
    filler_g: Decimal = Decimal(0),
) -> str:
    """Add a box or change one; say ``added``, ``updated`` or ``unchanged``."""
    values = {
        "tare_g": milligrams(tare_g),
        "filler_g": milligrams(filler_g),
        "length_mm": length_mm,
        "width_mm": width_mm,
        "height_mm": height_mm,
    }
    row = session.scalar(
        sa.select(Box).where(Box.warehouse_id == actor.warehouse_id, Box.code == code)
    )
    if row is not None and all(getattr(row, key) == value for key, value in values.items()):
        return "unchanged"
    outcome = "added" if row is None else "updated"
    row = row or Box(warehouse_id=actor.warehouse_id, code=code)
    for key, value in values.items():
        setattr(row, key, value)
    session.add(row)
    return outcome


def set_gate(
    session: Session,
    actor: Actor,
    percent: Decimal,
    carriers: dict[str, Decimal],
    skus: dict[str, Decimal],
    *,
    light_divisions: bool,
) -> int:
    """Set the site's tolerance; return the rule's version.

    Raises:
        Refused: ``packing.gate_too_wide``: above 10 percent, or not above 0.
    """
    for one in (percent, *carriers.values(), *skus.values()):
        if not (one.is_finite() and 0 < one <= WIDEST):
            raise Refused("packing.gate_too_wide", percent=str(one), most=str(WIDEST))
    value = {
        "percent": str(percent),
        "carriers": {code: str(one) for code, one in carriers.items()},
        "skus": {code: str(one) for code, one in skus.items()},
        "light_divisions": light_divisions,
    }
    return set_site_rule(session, actor, "gate", value)


def seed_gate(session: Session, actor: Actor, percent: Decimal) -> None:
    """Give a new site its tolerance from the settings; an existing rule stays."""
    stored = site_rule(session, actor.warehouse_id, "gate", {})
    if not stored:
        set_site_rule(session, actor, "gate", GATE | {"percent": str(percent)})


def set_most_g(session: Session, actor: Actor, carrier: str, grams: int) -> None:
    """Let one parcel of *carrier* weigh at most so many grams."""
    rule = site_rule(session, actor.warehouse_id, "parcels", MOST)
    if rule["carriers"].get(carrier) != grams:
        carriers = rule["carriers"] | {carrier: grams}
        set_site_rule(session, actor, "parcels", rule | {"carriers": carriers})
