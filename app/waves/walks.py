"""A wave's lists on the map: as planned while it is locked, as walked afterwards."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.people.models import Person
from app.waves import planning, pool
from app.waves.drawing import DrawnStop, Floor, FloorMap, Point, Visit
from app.waves.expecting import GONE
from app.waves.lookup import wave_key
from app.waves.models import PickList, PickTask, Wave
from app.waves.previews import Pace, PlannedList, Pooled, Show, at_work, pace_of
from app.waves.rules import ListState, TaskState, WaveState
from app.waves.why import WhyNot, why_not

OVER = (ListState.DONE, ListState.CANCELLED)


class WalkedList(msgspec.Struct):
    """A list of a wave: what is planned of it, who walks it, and how far they are."""

    number: str | None
    state: str
    mode: str
    zones: list[str]
    slots: int
    tasks: int
    tasks_done: int
    units: int
    metres: int
    seconds: int
    badge: str | None
    plan_version: int
    stops: list[DrawnStop]
    way: list[Point]


class WaveWalks(msgspec.Struct):
    """The lists of a wave, whether they are in time, and the aisles they go through.

    Attributes:
        first_come_m: what carts filled as the orders came would walk; a locked wave's alone.
        why_not: the orders that a locked wave leaves out, by reason.
    """

    wave: str
    state: str
    cut_off_at: datetime
    pace: Pace
    first_come_m: int | None
    modes: list[Pooled]
    why_not: list[WhyNot]
    lists: list[WalkedList]
    map: FloorMap


def walks_of(session: Session, warehouse_id: int, number: str) -> WaveWalks:
    """The walks of a wave.

    Raises:
        Refused: ``wave.unknown``.
    """
    wave = session.get_one(Wave, wave_key(session, warehouse_id, number))
    if wave.state is WaveState.LOCKED:
        return _planned(session, wave)
    return _walked(session, wave)


def _planned(session: Session, wave: Wave) -> WaveWalks:
    site = wave.warehouse_id
    snapshot = pool.wave_orders(session, site, wave.number)
    plan = planning.one_wave(snapshot)
    shown = Show(session, site, snapshot, plan.waves)
    numbers = {order.id: order.number for order in snapshot.orders}
    drawn = [shown.wave(one, numbers) for one in plan.waves]
    seconds = [one.seconds for each in drawn for one in each.lists]
    return WaveWalks(
        wave=wave.number,
        state=wave.state,
        cut_off_at=wave.cut_off_at,
        pace=pace_of(seconds, wave.cut_off_at, at_work(session, site)),
        first_come_m=drawn[0].first_come_m if drawn else None,
        modes=[pooled for each in drawn for pooled in each.modes],
        why_not=why_not(session, site, snapshot, plan),
        lists=[_to_come(one) for each in drawn for one in each.lists],
        map=shown.floor.map,
    )


def _to_come(one: PlannedList) -> WalkedList:
    return WalkedList(
        number=None,
        state="planned",
        mode=one.mode,
        zones=one.zones,
        slots=one.slots,
        tasks=one.tasks,
        tasks_done=0,
        units=one.units,
        metres=one.metres,
        seconds=one.seconds,
        badge=None,
        plan_version=0,
        stops=one.stops,
        way=one.way,
    )


def _walked(session: Session, wave: Wave) -> WaveWalks:
    lists = session.execute(
        sa.select(PickList, Person.badge)
        .outerjoin(Person, Person.id == PickList.person_id)
        .where(PickList.wave_id == wave.id)
        .order_by(PickList.id)
    ).all()
    tasks: dict[int, list[PickTask]] = defaultdict(list)
    query = (
        sa.select(PickTask)
        .join(PickList, PickList.id == PickTask.pick_list_id)
        .where(PickList.wave_id == wave.id, PickTask.state.not_in(GONE))
        .order_by(PickTask.seq, PickTask.id)
    )
    for task in session.scalars(query):
        tasks[task.pick_list_id].append(task)
    bins = {task.bin_id for some in tasks.values() for task in some}
    floor = Floor(session, wave.warehouse_id, bins)
    drawn = [
        _list(floor, row, badge, tasks[row.id])
        for row, badge in lists
        if tasks[row.id] or row.state not in OVER
    ]
    left = [
        one.seconds * (one.tasks - one.tasks_done) / max(1, one.tasks)
        for one in drawn
        if one.state not in OVER
    ]
    return WaveWalks(
        wave=wave.number,
        state=wave.state,
        cut_off_at=wave.cut_off_at,
        pace=pace_of(left, wave.cut_off_at, at_work(session, wave.warehouse_id)),
        first_come_m=None,
        modes=[],
        why_not=[],
        lists=drawn,
        map=floor.map,
    )


def _list(floor: Floor, row: PickList, badge: str | None, tasks: list[PickTask]) -> WalkedList:
    done = {TaskState.DONE, TaskState.SHORT}
    drawn = floor.draw([Visit(one.bin_id, one.quantity, one.state in done) for one in tasks])
    return WalkedList(
        number=row.number,
        state=row.state,
        mode=row.mode,
        zones=sorted({stop.zone for stop in drawn.stops}),
        slots=row.slots,
        tasks=len(tasks),
        tasks_done=sum(one.state in done for one in tasks),
        units=sum(one.quantity for one in tasks),
        metres=row.expected_m,
        seconds=row.expected_s,
        badge=badge,
        plan_version=row.plan_version,
        stops=drawn.stops,
        way=drawn.way,
    )
