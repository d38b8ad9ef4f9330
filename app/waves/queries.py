"""What the planner sees, and waves to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.inventory import service as inventory
from app.inventory.models import Reservation
from app.inventory.rules import ReservationState
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState, Priority
from app.people.models import Person
from app.stations.service import site_rule
from app.waves import planner
from app.waves.models import PickList, PickTask, Wave, WaveOrder
from app.waves.rules import TaskState, WaveState

MOST_ORDERS = 3000
"""Orders that one plan looks at, the nearest cut-off first."""
IN_LIST = 500
RANK = {Priority.URGENT: 2, Priority.VIP: 1, Priority.NORMAL: 0}


@dataclass(frozen=True)
class Wish:
    """Which of the ready orders to plan; None wishes nothing.

    Attributes:
        orders: these order numbers alone.
        carrier: this carrier alone.
        country: this destination alone.
        priority: normal, vip or urgent alone.
        tag: orders with this tag alone.
        cut_off_before: cut-offs up to this moment.
        most_orders: the most orders of a wave.
        most_waves: the most waves of the plan.
        seed: the planner's seed.
    """

    orders: Sequence[str] | None = None
    carrier: str | None = None
    country: str | None = None
    priority: str | None = None
    tag: str | None = None
    cut_off_before: datetime | None = None
    most_orders: int | None = None
    most_waves: int = 10
    seed: int = 0


def policy(session: Session, warehouse_id: int) -> planner.Policy:
    """The site's wave rules: the planner's defaults, overlaid by the rule ``waves``."""
    known = {field.name for field in fields(planner.Policy)}
    stored = site_rule(session, warehouse_id, "waves", {})
    values = {key: value for key, value in stored.items() if key in known}
    if "weights" in values:
        values["weights"] = tuple(values["weights"])
    return replace(planner.Policy(), **values)


def ready_orders(session: Session, warehouse_id: int, wish: Wish) -> planner.Snapshot:
    """The snapshot of what could be waved now."""
    at = clock.now()
    query = _unstopped(warehouse_id, at).where(Order.state == OrderState.READY)
    if wish.orders is not None:
        query = query.where(Order.number.in_(wish.orders))
    if wish.carrier is not None:
        query = query.where(Order.carrier == wish.carrier)
    if wish.country is not None:
        query = query.where(Order.country == wish.country)
    if wish.priority is not None:
        query = query.where(Order.priority == Priority(wish.priority))
    if wish.cut_off_before is not None:
        query = query.where(Order.cut_off_at <= wish.cut_off_before)
    rows = session.execute(query.order_by(Order.cut_off_at, Order.id).limit(MOST_ORDERS)).all()
    if wish.tag is not None:
        rows = [row for row in rows if wish.tag in (row.tags or [])]
    rules = policy(session, warehouse_id)
    if wish.most_orders is not None:
        rules = replace(rules, wave_orders=wish.most_orders)
    rules = replace(rules, waves=wish.most_waves)
    return _snapshot(session, warehouse_id, at, rows, rules=rules, seed=wish.seed)


def wave_orders(session: Session, warehouse_id: int, number: str) -> planner.Snapshot:
    """The snapshot of a locked wave's orders, for its release.

    Raises:
        Refused: ``wave.unknown``.
    """
    at = clock.now()
    wave_id = _wave_id(session, warehouse_id, number)
    query = (
        _unstopped(warehouse_id, at)
        .join(WaveOrder, WaveOrder.order_id == Order.id)
        .where(WaveOrder.wave_id == wave_id, WaveOrder.active)
        .where(Order.state == OrderState.WAVED)
    )
    rows = session.execute(query.order_by(Order.id)).all()
    rules = policy(session, warehouse_id)
    return _snapshot(session, warehouse_id, at, rows, rules=rules, seed=wave_id)


def _wave_id(session: Session, warehouse_id: int, number: str) -> int:
    found = session.scalar(
        sa.select(Wave.id).where(Wave.warehouse_id == warehouse_id, Wave.number == number)
    )
    if found is None:
        raise Refused("wave.unknown", wave=number)
    return found


def _unstopped(warehouse_id: int, at: datetime) -> sa.Select[Any]:
    return sa.select(
        Order.id,
        Order.number,
        Order.cut_off_at,
        Order.created_at,
        Order.priority,
        Order.amount_minor,
        Order.carrier,
        Order.cross_border,
        Order.hazmat_class,
        Order.tags,
    ).where(
        Order.warehouse_id == warehouse_id,
        Order.mask == 0,
        sa.or_(Order.not_before.is_(None), Order.not_before <= at),
    )


def _snapshot(
    session: Session,
    warehouse_id: int,
    at: datetime,
    rows: Sequence[Any],
    *,
    rules: planner.Policy,
    seed: int,
) -> planner.Snapshot:
    lines = _open_lines(session, [row.id for row in rows])
    wanted = sorted({line.sku_id for some in lines.values() for line in some})
    shelves = inventory.candidates(session, warehouse_id, wanted)
    return planner.Snapshot(
        at=at,
        orders=tuple(_demand(row, tuple(lines.get(row.id, ()))) for row in rows),
        shelves=tuple(
            planner.Shelf(s.stock_id, s.sku_id, s.bin_id, s.free, s.lot, s.expiry)
            for s in shelves
        ),
        places={
            s.bin_id: planner.Place(s.bin_id, s.zone, s.aisle, s.x, s.y, s.sequence)
            for s in shelves
        },
        policy=rules,
        seed=seed,
    )


def _demand(row: Any, lines: tuple[planner.Line, ...]) -> planner.Demand:
    return planner.Demand(
        id=row.id,
        number=row.number,
        cut_off_at=row.cut_off_at,
        created_at=row.created_at,
        lines=lines,
        rank=RANK[row.priority],
        amount=row.amount_minor or 0,
        far=1.0 if row.cross_border else 0.0,
        carrier=row.carrier or "",
        cross_border=row.cross_border,
        hazmat_class=row.hazmat_class,
    )


def _open_lines(session: Session, order_ids: Sequence[int]) -> dict[int, list[planner.Line]]:
    """What is promised softly: it is still to be picked."""
    found: dict[int, list[planner.Line]] = defaultdict(list)
    query = (
        sa.select(
            Reservation.order_id,
            Reservation.id,
            Reservation.order_line_id,
            Reservation.sku_id,
            Reservation.quantity,
            OrderLine.lot,
        )
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .where(Reservation.state == ReservationState.SOFT)
        .order_by(Reservation.id)
    )
    for start in range(0, len(order_ids), IN_LIST):
        some = order_ids[start : start + IN_LIST]
        for row in session.execute(query.where(Reservation.order_id.in_(some))):
            found[row.order_id].append(
                planner.Line(row.id, row.order_line_id, row.sku_id, row.quantity, row.lot or "")
            )
    return found


def numbers_of(session: Session, order_ids: Sequence[int]) -> dict[int, str]:
    """Order numbers by key."""
    found: dict[int, str] = {}
    for start in range(0, len(order_ids), IN_LIST):
        some = order_ids[start : start + IN_LIST]
        query = sa.select(Order.id, Order.number).where(Order.id.in_(some))
        found.update((row.id, row.number) for row in session.execute(query))
    return found


def waiting(session: Session, warehouse_id: int) -> dict[str, int]:
    """Why accepted orders are in no wave: open reasons to hold, and intercepts, counted."""
    counts: dict[str, int] = defaultdict(int)
    held = sa.select(Order.holds, sa.func.count()).where(
        Order.warehouse_id == warehouse_id, Order.state == OrderState.HELD
    )
    for holds, count in session.execute(held.group_by(Order.holds)):
        for reason in holds.split():
            counts[reason] += count
    stopped = sa.select(sa.func.count()).where(
        Order.warehouse_id == warehouse_id, Order.state == OrderState.READY, Order.mask != 0
    )
    if number := session.scalar(stopped):
        counts["intercepted"] = number
    return dict(counts)


def carriers_waiting(session: Session, warehouse_id: int) -> list[str]:
    """The carriers that ready orders name."""
    query = (
        sa.select(Order.carrier)
        .where(
            Order.warehouse_id == warehouse_id,
            Order.state == OrderState.READY,
            Order.carrier.is_not(None),
        )
        .distinct()
    )
    return sorted(str(carrier) for carrier in session.scalars(query))


@dataclass(frozen=True)
class WaveRow:
    """A wave and how far it is: orders by state, task lines picked of all."""

    number: str
    state: str
    grouping: dict[str, Any]
    cut_off_at: datetime
    planned_at: datetime
    planned_by: str
    released_at: datetime | None
    done_at: datetime | None
    orders: int
    lines: int
    units: int
    expected_m: int
    expected_s: int
    by_state: dict[str, int]
    tasks: int
    tasks_done: int
    lists: int


def waves(
    session: Session,
    warehouse_id: int,
    *,
    states: Sequence[WaveState] | None = None,
    number: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[WaveRow]:
    """Waves, the newest first; *after* is the last number of the page before."""
    query = sa.select(Wave).where(Wave.warehouse_id == warehouse_id)
    if states is not None:
        query = query.where(Wave.state.in_(states))
    if number is not None:
        query = query.where(Wave.number == number)
    if after is not None:
        query = query.where(Wave.id < _wave_id(session, warehouse_id, after))
    found = session.scalars(query.order_by(Wave.id.desc()).limit(limit)).all()
    keys = [wave.id for wave in found]
    by_state, tasks = _order_states(session, keys), _task_counts(session, keys)
    return [_row(wave, by_state[wave.id], tasks.get(wave.id, (0, 0, 0))) for wave in found]


def _row(wave: Wave, by_state: dict[str, int], tasks: tuple[int, int, int]) -> WaveRow:
    return WaveRow(
        number=wave.number,
        state=wave.state,
        grouping=wave.grouping,
        cut_off_at=wave.cut_off_at,
        planned_at=wave.planned_at,
        planned_by=wave.planned_by,
        released_at=wave.released_at,
        done_at=wave.done_at,
        orders=wave.orders,
        lines=wave.lines,
        units=wave.units,
        expected_m=wave.expected_m,
        expected_s=wave.expected_s,
        by_state=by_state,
        tasks=tasks[0],
        tasks_done=tasks[1],
        lists=tasks[2],
    )


def _order_states(session: Session, wave_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    query = (
        sa.select(WaveOrder.wave_id, Order.state, sa.func.count())
        .join(Order, Order.id == WaveOrder.order_id)
        .where(WaveOrder.wave_id.in_(wave_ids))
        .group_by(WaveOrder.wave_id, Order.state)
    )
    for wave_id, state, count in session.execute(query):
        found[wave_id][str(state)] = count
    return found


def _task_counts(session: Session, wave_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    done = sa.func.sum(sa.case((PickTask.state == TaskState.DONE, 1), else_=0))
    query = (
        sa.select(
            PickList.wave_id,
            sa.func.count(),
            done,
            sa.func.count(sa.distinct(PickList.id)),
        )
        .join(PickTask, PickTask.pick_list_id == PickList.id)
        .where(PickList.wave_id.in_(wave_ids), PickTask.state != TaskState.CANCELLED)
        .group_by(PickList.wave_id)
    )
    return {row[0]: (row[1], int(row[2] or 0), row[3]) for row in session.execute(query)}


@dataclass(frozen=True)
class ListRow:
    """A list of a wave, to show."""

    number: str
    mode: str
    zone: str | None
    state: str
    slots: int
    badge: str | None
    tasks: int
    tasks_done: int
    expected_m: int
    expected_s: int


def lists_of(session: Session, warehouse_id: int, number: str) -> list[ListRow]:
    """The lists of a wave.

    Raises:
        Refused: ``wave.unknown``.
    """
    done = sa.func.sum(sa.case((PickTask.state == TaskState.DONE, 1), else_=0))
    query = (
        sa.select(PickList, Person.badge, sa.func.count(PickTask.id), done)
        .outerjoin(Person, Person.id == PickList.person_id)
        .outerjoin(PickTask, PickTask.pick_list_id == PickList.id)
        .where(PickList.wave_id == _wave_id(session, warehouse_id, number))
        .group_by(PickList.id, Person.badge)
        .order_by(PickList.id)
    )
    return [
        ListRow(
            number=row.number,
            mode=row.mode,
            zone=row.zone,
            state=row.state,
            slots=row.slots,
            badge=badge,
            tasks=tasks,
            tasks_done=int(tasks_done or 0),
            expected_m=row.expected_m,
            expected_s=row.expected_s,
        )
        for row, badge, tasks, tasks_done in session.execute(query)
    ]


def orders_of(session: Session, warehouse_id: int, number: str) -> list[tuple[str, str]]:
    """The orders of a wave: number and state.

    Raises:
        Refused: ``wave.unknown``.
    """
    query = (
        sa.select(Order.number, Order.state)
        .join(WaveOrder, WaveOrder.order_id == Order.id)
        .where(WaveOrder.wave_id == _wave_id(session, warehouse_id, number))
        .order_by(Order.id)
    )
    return [(row.number, str(row.state)) for row in session.execute(query)]
