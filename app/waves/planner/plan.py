"""Plan: an immutable snapshot in, waves with lists out. Nothing is read, nothing written."""

from __future__ import annotations

from collections.abc import Iterator

from app.waves.planner.carts import Picked, trips
from app.waves.planner.model import Demand, Group, Plan, Snapshot, WavePlan, Why
from app.waves.planner.shelves import Shelves
from app.waves.planner.urgency import by_urgency, group_of
from app.waves.planner.walk import Layout


def plan(snapshot: Snapshot) -> Plan:
    """Group, order, allocate and batch the orders of *snapshot*.

    The urgent ones choose from the shelves first. An order is in one wave with all its
    units or in none, with the reason.
    """
    picked, left_out = _allocate(snapshot)
    groups: dict[Group, list[Picked]] = {}
    for order, picks in picked:
        group = group_of(order, snapshot.at, snapshot.policy)
        groups.setdefault(group, []).append((order, picks))
    layout = Layout.of(snapshot.places)
    waves = [
        _wave(group, part, snapshot, layout)
        for group, orders in groups.items()
        for part in _parts(orders, snapshot)
    ]
    waves.sort(key=lambda wave: (not wave.group.missed, wave.cut_off_at))
    most = snapshot.policy.waves
    left_out += [(order, Why.CAP) for wave in waves[most:] for order in wave.orders]
    return Plan(tuple(waves[:most]), tuple(left_out))


def one_wave(snapshot: Snapshot) -> Plan:
    """Plan the lists of one wave whose orders are chosen already (at its release)."""
    picked, left_out = _allocate(snapshot)
    if not picked:
        return Plan((), tuple(left_out))
    group = group_of(picked[0][0], snapshot.at, snapshot.policy)
    wave = _wave(group, picked, snapshot, Layout.of(snapshot.places))
    return Plan((wave,), tuple(left_out))


def _allocate(snapshot: Snapshot) -> tuple[list[Picked], list[tuple[int, Why]]]:
    """Give each order its units, the most urgent first; say who gets none."""
    picked: list[Picked] = []
    left_out: list[tuple[int, Why]] = []
    shelves = Shelves(snapshot)
    for order in by_urgency(snapshot.orders, snapshot.at, snapshot.policy):
        picks = shelves.take(order) if order.lines else None
        if picks is None:
            left_out.append((order.id, Why.NO_STOCK if order.lines else Why.NOTHING_TO_PICK))
        else:
            picked.append((order, picks))
    return picked, left_out


def _parts(picked: list[Picked], snapshot: Snapshot) -> Iterator[list[Picked]]:
    """Cut a group into waves of at most so many orders and lines, keeping the order."""
    part: list[Picked] = []
    lines = 0
    for order, picks in picked:
        full = len(part) >= snapshot.policy.wave_orders
        if part and (full or lines + len(picks) > snapshot.policy.wave_lines):
            yield part
            part, lines = [], 0
        part.append((order, picks))
        lines += len(picks)
    if part:
        yield part


def _wave(group: Group, picked: list[Picked], snapshot: Snapshot, layout: Layout) -> WavePlan:
    orders: list[Demand] = [order for order, _ in picked]
    made = trips(picked, layout, snapshot.policy, snapshot.seed)
    return WavePlan(
        group=group,
        cut_off_at=min(order.cut_off_at for order in orders),
        orders=tuple(order.id for order in orders),
        lines=sum(len(order.lines) for order in orders),
        units=sum(order.units for order in orders),
        trips=tuple(made),
        metres=sum(trip.metres for trip in made),
        seconds=sum(trip.seconds for trip in made),
    )
