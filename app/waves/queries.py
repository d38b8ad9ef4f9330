"""Waves to show: how far they are, their lists and orders, and who waits for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.orders.models import Order
from app.orders.rules import OrderState
from app.people.models import Person
from app.waves import sizes
from app.waves.lookup import IN_LIST, wave_key
from app.waves.models import PickList, PickTask, Wave, WaveOrder
from app.waves.rules import TaskState, WaveState


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
    release_at: datetime | None
    rule: str | None
    rule_version: int | None
    plan_version: int


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
        query = query.where(Wave.id < wave_key(session, warehouse_id, after))
    found = session.scalars(query.order_by(Wave.id.desc()).limit(limit)).all()
    keys = [wave.id for wave in found]
    by_state, tasks = _order_states(session, keys), _task_counts(session, keys)
    size = sizes.lines_and_units(session, keys)
    expected = sizes.metres_and_seconds(session, keys)
    return [
        _row(
            wave,
            by_state[wave.id],
            tasks.get(wave.id, (0, 0, 0)),
            size.get(wave.id, (wave.lines, wave.units)),
            expected.get(wave.id, (wave.expected_m, wave.expected_s)),
        )
        for wave in found
    ]


def _row(
    wave: Wave,
    by_state: dict[str, int],
    tasks: tuple[int, int, int],
    size: sizes.Size,
    expected: sizes.Size,
) -> WaveRow:
    return WaveRow(
        number=wave.number,
        state=wave.state,
        grouping=wave.grouping,
        cut_off_at=wave.cut_off_at,
        planned_at=wave.planned_at,
        planned_by=wave.planned_by,
        released_at=wave.released_at,
        done_at=wave.done_at,
        orders=sum(by_state.values()),
        lines=size[0],
        units=size[1],
        expected_m=expected[0],
        expected_s=expected[1],
        by_state=by_state,
        tasks=tasks[0],
        tasks_done=tasks[1],
        lists=tasks[2],
        release_at=wave.release_at,
        rule=wave.rule,
        rule_version=wave.rule_version,
        plan_version=wave.plan_version,
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
        .where(PickList.wave_id == wave_key(session, warehouse_id, number))
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
        .where(WaveOrder.wave_id == wave_key(session, warehouse_id, number))
        .order_by(Order.id)
    )
    return [(row.number, str(row.state)) for row in session.execute(query)]
