"""An urgent order jumps in: onto a list that is being walked, or as a wave of its own.

It goes where it adds the fewest metres to what is left of a walk, exactly; where no list has
room, or a picker who walks for it alone is quicker, a flash wave takes it. A started task
stays, and so does the one that a device shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.waves import (
    leaving,
    locks,
    mixing,
    planner,
    planning,
    pool,
    releasing,
    service,
    suffix,
    tasks,
)
from app.waves.events import OrderWaved, TaskMoved
from app.waves.models import PickList, PickTask, Wave, WaveOrder
from app.waves.planner.compiled import plain
from app.waves.rules import Mode, TaskState, WaveState

AT_WORK = (WaveState.RELEASED, WaveState.PICKING)
MOST_LISTS = 60
"""Lists that are looked at, the nearest cut-off first."""
TRIED = 3
"""Of the best ones so many are locked, in case the first has filled up meanwhile."""


@dataclass(frozen=True)
class Jumped:
    """Where an urgent order went.

    Attributes:
        pick_list: the list it was put onto; of a flash wave the one made for it.
        flash: whether it got a wave of its own.
        added_m: metres that it adds to the walk.
    """

    order_no: str
    wave: str
    pick_list: str
    flash: bool
    added_m: int


@dataclass(frozen=True)
class Offer:
    """Where an order could go, as it looked from outside.

    Attributes:
        plan: a wave of its own.
        lists: ``(metres it adds, list)``, the fewest first.
    """

    order_id: int
    plan: planner.Plan
    lists: Sequence[tuple[float, int]]


def offer(session: Session, warehouse_id: int, number: str) -> Offer:
    """Try an order on every list that has room; nothing is written.

    Raises:
        Refused: ``wave.order_unknown``, ``wave.order_not_ready``, ``wave.order_no_stock``.
    """
    order = session.scalar(
        sa.select(Order).where(Order.warehouse_id == warehouse_id, Order.number == number)
    )
    if order is None:
        raise Refused("wave.order_unknown", order_no=number)
    _check(session, order)
    snapshot = pool.one_order(session, warehouse_id, order.id)
    plan = planning.one_wave(snapshot)
    if not plan.waves:
        raise Refused("wave.order_no_stock", order_no=number)
    (wave,) = plan.waves
    bins = {stop.bin_id for trip in wave.trips for stop in trip.stops}
    with plain():
        found = [
            (_added(session, row, bins), row.id)
            for row in _with_room(session, order, snapshot)
        ]
    return Offer(order.id, plan, [one for one in sorted(found) if one[0] <= _alone(plan)])


def _check(session: Session, order: Order) -> None:
    """Refuse an order that is held, stopped, too early, or on the floor already."""
    locked = order.state is OrderState.WAVED and _locked_wave(session, order.id) is not None
    early = order.not_before is not None and order.not_before > clock.now()
    if (order.state is not OrderState.READY and not locked) or order.mask or early:
        raise Refused(
            "wave.order_not_ready", order_no=order.number, state=str(order.state)
        )


def _locked_wave(session: Session, order_id: int) -> Wave | None:
    query = (
        sa.select(Wave)
        .join(WaveOrder, WaveOrder.wave_id == Wave.id)
        .where(WaveOrder.order_id == order_id, WaveOrder.active)
        .where(Wave.state == WaveState.LOCKED)
    )
    return session.scalar(query)


def _added(session: Session, row: PickList, bins: set[int]) -> float:
    left = suffix.ahead(session, row, more=bins)
    return left.metres(left.bins | bins) - left.metres(left.bins)


def _alone(plan: planner.Plan) -> float:
    """What a wave of its own would walk, with the cart fetched for it, in metres."""
    policy = planner.Policy()
    return sum(wave.metres for wave in plan.waves) + policy.setup_s * policy.walk_m_s


def _with_room(
    session: Session, order: Order, snapshot: planner.Snapshot
) -> Iterator[PickList]:
    query = (
        sa.select(PickList, Wave)
        .join(Wave, Wave.id == PickList.wave_id)
        .where(PickList.warehouse_id == order.warehouse_id, Wave.state.in_(AT_WORK))
        .where(PickList.state.in_(tasks.LIVE_LISTS))
        .order_by(Wave.cut_off_at, PickList.id)
        .limit(MOST_LISTS)
    )
    policy, (demand,) = snapshot.policy, snapshot.orders
    for row, wave in session.execute(query).all():
        fits = mixing.belongs(wave, order, policy)
        if fits and _has_room(session, row, demand, policy):
            yield row


def _has_room(
    session: Session, row: PickList, demand: planner.Demand, policy: planner.Policy
) -> bool:
    """A slot of the cart is free, or a bulk list takes one unit more; work is left on it."""
    units, left = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(PickTask.quantity), 0),
            sa.func.sum(sa.case((PickTask.state.in_(locks.UNFINISHED), 1), else_=0)),
        ).where(PickTask.pick_list_id == row.id, PickTask.state != TaskState.CANCELLED)
    ).one()
    if not left:
        return False
    if row.mode is Mode.CLUSTER:
        return row.slots < policy.cart_slots
    return row.mode is Mode.SINGLE and demand.units == 1 and units < policy.bulk_units


def now(actor: Actor, number: str) -> Jumped:
    """Look where an order could go, and put it there.

    Raises:
        Refused: ``wave.order_unknown``, ``wave.order_not_ready``, ``wave.order_no_stock``.
    """
    made = offer(db.reading(), actor.warehouse_id, number)
    return db.in_transaction(lambda session: jump_in(session, actor, made))


def jump_in(session: Session, actor: Actor, made: Offer) -> Jumped:
    """Put an order onto the best list that still has room, or make a flash wave of it.

    Raises:
        Refused: ``wave.order_not_ready``, ``wave.order_no_stock``.
    """
    tried = made.lists[:TRIED]
    locks.lists_by_ids(session, [list_id for _, list_id in tried])
    rows = [(added, locks.list_by_id(session, list_id)) for added, list_id in tried]
    waits_in = _locked_wave(session, made.order_id)
    waves = {row.wave_id for _, row in rows} | ({waits_in.id} if waits_in else set())
    for wave_id in sorted(waves):
        locks.wave_by_id(session, wave_id)
    order = order_locks.order_by_id(session, made.order_id)
    _check(session, order)
    _out_of_locked(session, actor, order, waves)
    snapshot = pool.one_order(session, actor.warehouse_id, order.id)
    for added, row in rows:
        is_live = row.state in tasks.LIVE_LISTS and snapshot.orders
        if is_live and _has_room(session, row, snapshot.orders[0], snapshot.policy):
            return _put_onto(session, actor, row, order, made.plan, added=added)
    return _flash(session, actor, order, made.plan)


def _out_of_locked(session: Session, actor: Actor, order: Order, waves: set[int]) -> None:
    """Take an order out of the locked wave it waits in, if that is locked for us, too."""
    wave = _locked_wave(session, order.id)
    if wave is not None and wave.id not in waves:  # somebody moved it this very moment
        raise Refused("wave.order_not_ready", order_no=order.number, state=str(order.state))
    if wave is not None:
        leaving.leave(session, actor, wave, order, "jumped in")
        wave.orders -= 1
        session.flush()


def _put_onto(
    session: Session,
    actor: Actor,
    row: PickList,
    order: Order,
    plan: planner.Plan,
    *,
    added: float,
) -> Jumped:
    trips = [trip for wave in plan.waves for trip in wave.trips]
    placed = releasing.allocate(session, actor, trips, {order.id})
    if order.id not in placed.orders:
        raise Refused("wave.order_no_stock", order_no=order.number)
    stops = [stop for _, kept in placed.trips for stop in kept]
    if row.mode is Mode.CLUSTER:
        row.slots += 1
    stops = [(stop._replace(slot=row.slots), shares) for stop, shares in stops]
    new = releasing.write_tasks(
        session, row.id, stops, bulk=row.mode is Mode.SINGLE, after=_last(session, row.id)
    )
    wave = locks.wave_by_id(session, row.wave_id)
    _join(session, actor, wave, order, stops)
    for key in new:
        _tell_new(session, actor, row, session.get_one(PickTask, key))
    suffix.replan(session, actor, row, f"{order.number} jumped in", new=new)
    return Jumped(order.number, wave.number, row.number, flash=False, added_m=round(added))


def _last(session: Session, list_id: int) -> int:
    query = sa.select(sa.func.max(PickTask.seq)).where(PickTask.pick_list_id == list_id)
    return session.scalar(query) or 0


def _tell_new(session: Session, actor: Actor, row: PickList, task: PickTask) -> None:
    fact = TaskMoved(
        pick_list=row.number,
        task=task.id,
        state=task.state,
        sku_id=task.sku_id,
        quantity=task.quantity,
        why="jumped in",
    )
    record(session, actor, fact, subject=row.number)


def _join(
    session: Session,
    actor: Actor,
    wave: Wave,
    order: Order,
    stops: Sequence[releasing.Kept],
) -> None:
    session.add(WaveOrder(wave_id=wave.id, order_id=order.id))
    orders.advance(session, actor, order, OrderAct.PLAN)
    orders.advance(session, actor, order, OrderAct.RELEASE)
    record(
        session, actor, OrderWaved(**about(order), wave=wave.number), subject=order.number
    )
    wave.orders += 1
    wave.lines += len({share.line_id for _, shares in stops for share, _ in shares})
    wave.units += sum(share.quantity for _, shares in stops for share, _ in shares)
    tasks.record_wave(session, actor, wave)


def _flash(session: Session, actor: Actor, order: Order, plan: planner.Plan) -> Jumped:
    (locked,) = service.lock(session, actor, plan.waves)
    released = service.release(session, actor, locked.wave, plan)
    if not released.lists:
        raise Refused("wave.order_no_stock", order_no=order.number)
    metres = round(sum(wave.metres for wave in plan.waves))
    return Jumped(order.number, locked.wave, released.lists[0], flash=True, added_m=metres)
