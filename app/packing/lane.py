"""The single-item lane: a scanned item is bound to the order with the nearest cut-off.

Its units were picked in bulk into one tote; the ledger knows whose each one is. Scanning an
item at the bench chooses, in one transaction, among the orders whose unit lies in that tote.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance
from app.packing import bench_locks, locks, lookup, parcels
from app.packing.contents import load, save_line
from app.packing.models import BenchLock, Parcel
from app.packing.rules import ParcelState
from app.people.models import Person
from app.stations.benches import BenchData
from app.stations.service import bench_by_id
from app.waves.models import Tote

BINDABLE = (OrderState.PICKED, OrderState.PACKING)


def begin(session: Session, bench: BenchData, tote_id: int, person_id: int) -> str:
    """Put a tote of single items on a bench; return its code.

    Raises:
        Refused: ``packing.bench_busy``, ``packing.other_bench``.
    """
    tote = session.get_one(Tote, tote_id)
    held = locks.lock_of_tote(session, tote_id)
    if held is not None and held.bench_id != bench.id:
        raise Refused(
            "packing.other_bench",
            order_no=tote.code,
            bench=bench_by_id(session, held.bench_id).code,
            person=session.get_one(Person, held.person_id).name,
        )
    mine = locks.bench_lock(session, bench.id)
    if mine is not None and mine.order_id is not None and mine.tote_id != tote_id:
        busy = session.scalar(sa.select(Order.number).where(Order.id == mine.order_id))
        raise Refused("packing.bench_busy", bench=bench.code, order_no=busy)
    if mine is None:
        mine = BenchLock(bench_id=bench.id)
        session.add(mine)
    mine.tote_id, mine.person_id, mine.at = tote_id, person_id, clock.now()
    session.flush()
    return tote.code


def fetch(session: Session, bench: BenchData, tote_id: int, person_id: int) -> str:
    """Fetch a tote of single items from the bench that has it; return its code.

    A parcel that was begun there stays there: only the tote changes places.

    Raises:
        Refused: ``packing.bench_busy``.
    """
    held = locks.lock_of_tote(session, tote_id)
    if held is not None and held.bench_id != bench.id:
        if held.order_id is None:
            session.delete(held)
        else:
            held.tote_id = None
        session.flush()
    return begin(session, bench, tote_id, person_id)


def bind(session: Session, actor: Actor, bench: BenchData, code: str, person_id: int) -> str:
    """Bind a scanned item of the bench's tote to an order; return the parcel's number.

    Scanning it again while its parcel is at the bench changes nothing.

    Raises:
        Refused: ``packing.unknown_code``, ``packing.bench_busy``,
            ``packing.no_order_left``: the unit goes to the put-back tote.
    """
    mine = _lock_of(session, bench)
    if mine is None or mine.tote_id is None:
        raise Refused("packing.unknown_code", scanned=code)
    found = lookup.item(session, actor.warehouse_id, code)
    if found is None:
        raise Refused("packing.unknown_code", scanned=code)
    if mine.order_id is not None:
        return _bound_already(session, bench, mine.order_id, found.sku_id)
    tote = session.get_one(Tote, mine.tote_id)
    order = _nearest(session, tote, found.sku_id)
    if order is None:
        raise Refused("packing.no_order_left", scanned=code, tote=tote.code)
    if order.state is OrderState.PICKED:
        advance(session, actor, order, OrderAct.OPEN)
    mine.order_id, mine.person_id, mine.at = order.id, person_id, clock.now()
    session.flush()
    parcel = _parcel(session, actor, order, bench)
    contents = load(session, order, parcel)
    line = next(ln for ln in contents.lines if ln.facts.id == found.sku_id and ln.left)
    line.here, line.checked = line.here + 1, line.checked + 1
    save_line(session, parcel.id, line)
    parcels.settle(session, actor, order, parcel, contents)
    return parcel.number


def _lock_of(session: Session, bench: BenchData) -> BenchLock | None:
    """What a bench works on, locked after its order, as every step at a bench does.

    Raises:
        Refused: ``store.conflict``: the bench changed its order in this very moment.
    """
    query = sa.select(BenchLock.order_id).where(BenchLock.bench_id == bench.id)
    before = session.scalar(query)
    if before is not None:
        order_locks.order_by_id(session, before)
    mine = locks.bench_lock(session, bench.id)
    if mine is not None and mine.order_id != before:
        raise Refused("store.conflict")
    return mine


def _bound_already(session: Session, bench: BenchData, order_id: int, sku_id: int) -> str:
    order = order_locks.order_by_id(session, order_id)
    for parcel in parcels.live_parcels(session, order):
        if any(
            line.here and line.facts.id == sku_id for line in load(session, order, parcel).lines
        ):
            return parcel.number
    raise Refused("packing.bench_busy", bench=bench.code, order_no=order.number)


def _nearest(session: Session, tote: Tote, sku_id: int) -> Order | None:
    """The order with the nearest cut-off whose unit of this SKU lies in the tote."""
    at = clock.now()
    wanted = session.scalars(
        sa.select(Order.id)
        .join(Holding, Holding.order_id == Order.id)
        .where(Holding.warehouse_id == tote.warehouse_id, ~Holding.going_back)
        .where(Holding.place == tote_place(tote.code), Holding.sku_id == sku_id)
        .where(Order.state.in_(BINDABLE), Order.mask == 0)
        .where(sa.or_(Order.not_before.is_(None), Order.not_before <= at))
        .where(~sa.exists().where(BenchLock.order_id == Order.id))
        .order_by(Order.cut_off_at, Order.id)
    ).all()
    for order_id in wanted:
        order = order_locks.order_by_id(session, order_id)
        if order.state in BINDABLE and order.mask == 0 and _wants(session, order, sku_id):
            return order
    return None


def _wants(session: Session, order: Order, sku_id: int) -> bool:
    """Its unit may lie in a parked box already: the ledger moves it at the confirm."""
    live = parcels.live_parcels(session, order)
    if not live:
        return True
    return any(ln.left and ln.facts.id == sku_id for ln in load(session, order, live[-1]).lines)


def _parcel(session: Session, actor: Actor, order: Order, bench: BenchData) -> Parcel:
    """The empty box that an undo left behind, or a new one."""
    for parcel in parcels.live_parcels(session, order):
        if parcel.state is ParcelState.OPEN:
            parcel.bench_id = bench.id
            session.flush()
            return parcel
    return parcels.begin(session, actor, order, bench)


def unbind_when_empty(session: Session, order: Order, parcel: Parcel) -> None:
    """UNDO took the only unit out: the tote is on the bench again, the order free."""
    held = locks.lock_of_order(session, order.id)
    if held is not None and held.tote_id is not None and not parcels.units_in(session, parcel):
        bench_locks.leave(session, order.id)
