"""A plan as people see it: its waves, their walks on the map, and whether they are in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.waves import pace, planner
from app.waves.drawing import DrawnStop, Floor, FloorMap, Point, Visit
from app.waves.models import PickList
from app.waves.planner.compiled import plain
from app.waves.queries import numbers_of
from app.waves.rules import ListState
from app.waves.why import WhyNot, why_not

MOST_COMPARED = 600
"""Orders whose first-come walk is measured; more would keep the page waiting."""


class PlannedList(msgspec.Struct):
    """A list as it would be walked."""

    mode: str
    zone: str | None
    zones: list[str]
    slots: int
    tasks: int
    units: int
    metres: int
    seconds: int
    stops: list[DrawnStop]
    way: list[Point]


class PricedWay(msgspec.Struct):
    """What picking a pool of orders in one way costs; *exact* or at least so much."""

    mode: str
    lists: int
    metres: int
    seconds: int
    exact: bool


class Pooled(msgspec.Struct):
    """Orders of a wave that are picked alike, and what the other ways would cost."""

    mode: str
    orders: int
    prices: list[PricedWay]


class Pace(msgspec.Struct):
    """Whether lists are walked before a cut-off.

    Attributes:
        pickers: people who walk a list now, at least one.
        needed: the fewest who are done in time; None: nobody can any more.
        picked_by: when those at work are done.
    """

    pickers: int
    needed: int | None
    picked_by: datetime


class PlannedWave(msgspec.Struct):
    """A wave as it would be locked."""

    grouping: dict[str, Any]
    cut_off_at: datetime
    orders: list[str]
    lines: int
    units: int
    expected_m: int
    expected_s: int
    first_come_m: int | None
    pace: Pace
    modes: list[Pooled]
    lists: list[PlannedList]


class Preview(msgspec.Struct):
    """A plan: waves, orders left out by reason, and accepted orders that are not ready."""

    waves: list[PlannedWave]
    left_out: dict[str, list[str]]
    waiting: dict[str, int]
    why_not: list[WhyNot]
    map: FloorMap


def preview(
    session: Session, warehouse_id: int, snapshot: planner.Snapshot, plan: planner.Plan
) -> Preview:
    """Show a plan."""
    keys = [key for wave in plan.waves for key in wave.orders]
    numbers = numbers_of(session, keys + [key for key, _ in plan.left_out])
    shown = Show(session, warehouse_id, snapshot, plan.waves)
    reasons = why_not(session, warehouse_id, snapshot, plan)
    left_out: dict[str, list[str]] = {}
    for key, why in plan.left_out:
        left_out.setdefault(str(why), []).append(numbers[key])
    return Preview(
        waves=[shown.wave(wave, numbers) for wave in plan.waves],
        left_out=left_out,
        waiting={
            one.reason: one.count
            for one in reasons
            if one.reason not in left_out and one.reason != "not_wanted"
        },
        why_not=reasons,
        map=shown.floor.map,
    )


class Show:
    """Draws the waves of one plan."""

    def __init__(
        self,
        session: Session,
        warehouse_id: int,
        snapshot: planner.Snapshot,
        waves: Sequence[planner.WavePlan],
    ) -> None:
        """Look up where the plan goes, and who is at work."""
        trips = [trip for wave in waves for trip in wave.trips]
        bins = {stop.bin_id for trip in trips for stop in trip.stops}
        self.floor = Floor(session, warehouse_id, bins)
        self._snapshot = snapshot
        self._layout = planner.Layout.of(snapshot.places, snapshot.ways)
        self._created = {order.id: (order.created_at, order.id) for order in snapshot.orders}
        self._pickers = at_work(session, warehouse_id)
        self._compared = sum(len(wave.orders) for wave in waves) <= MOST_COMPARED

    def wave(self, plan: planner.WavePlan, numbers: dict[int, str]) -> PlannedWave:
        """One wave of the plan."""
        return PlannedWave(
            grouping=asdict(plan.group),
            cut_off_at=plan.cut_off_at,
            orders=[numbers[key] for key in plan.orders],
            lines=plan.lines,
            units=plan.units,
            expected_m=round(plan.metres),
            expected_s=round(plan.seconds),
            first_come_m=self._first_come(plan.trips) if self._compared else None,
            pace=pace_of(
                [trip.seconds for trip in plan.trips], plan.cut_off_at, self._pickers
            ),
            modes=[_pooled(choice) for choice in plan.choices],
            lists=[self.trip(trip) for trip in plan.trips],
        )

    def trip(self, trip: planner.Trip) -> PlannedList:
        """One list of the plan."""
        drawn = self.floor.draw([Visit(stop.bin_id, stop.quantity) for stop in trip.stops])
        return PlannedList(
            mode=trip.shape,
            zone=trip.zone,
            zones=sorted({stop.zone for stop in drawn.stops}),
            slots=trip.slots,
            tasks=len(trip.stops),
            units=sum(stop.quantity for stop in trip.stops),
            metres=round(trip.metres),
            seconds=round(trip.seconds),
            stops=drawn.stops,
            way=drawn.way,
        )

    def _first_come(self, trips: Iterable[planner.Trip]) -> int:
        """The shortest walks for carts of orders as they came, in metres."""
        bins: dict[int, set[int]] = {}
        for trip in trips:
            for stop in trip.stops:
                for share in stop.shares:
                    bins.setdefault(share.order_id, set()).add(stop.bin_id)
        queue = sorted(bins, key=lambda key: self._created[key])
        size = self._snapshot.policy.cart_slots
        carts = [queue[first : first + size] for first in range(0, len(queue), size)]
        with plain():
            walks = [
                self._layout.metres(set().union(*(bins[key] for key in cart)))
                for cart in carts
            ]
        return round(sum(walks))


def _pooled(choice: planner.Choice) -> Pooled:
    prices = [
        PricedWay(one.way, one.lists, round(one.metres), round(one.seconds), one.exact)
        for one in choice.prices
    ]
    return Pooled(choice.way, choice.orders, prices)


def at_work(session: Session, warehouse_id: int) -> int:
    """People who walk a list now; at least one, who will come."""
    query = sa.select(sa.func.count(sa.distinct(PickList.person_id))).where(
        PickList.warehouse_id == warehouse_id, PickList.state == ListState.CLAIMED
    )
    return max(1, session.scalar(query) or 0)


def pace_of(lists_s: Sequence[float], cut_off_at: datetime, pickers: int) -> Pace:
    """Whether lists of so many seconds are walked by a cut-off."""
    now = clock.now()
    left_s = (cut_off_at - now).total_seconds()
    done_in = pace.picked_in_s(lists_s, pickers)
    return Pace(
        pickers, pace.pickers_needed(lists_s, left_s), now + timedelta(seconds=done_in)
    )


