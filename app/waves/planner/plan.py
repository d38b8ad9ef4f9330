"""Plan: an immutable snapshot in, waves with lists out. Nothing is read, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.waves.planner.carts import Picked, by_aisles
from app.waves.planner.model import (
    Demand,
    Group,
    Plan,
    Policy,
    Price,
    Snapshot,
    WavePlan,
    Why,
)
from app.waves.planner.modes import Pool, choose, pool_of, prices_of
from app.waves.planner.shelves import Shelves
from app.waves.planner.urgency import by_urgency, group_of, grouper
from app.waves.planner.walk import Layout

LeftOut = list[tuple[int, Why]]


def plan(snapshot: Snapshot) -> Plan:
    """Group, order, allocate and batch the orders of *snapshot*.

    The urgent ones choose from the shelves first. An order is in one wave with all its
    units or in none, with the reason.
    """
    made, left_out = make_waves(snapshot, Layout.of(snapshot.places, snapshot.ways), {})
    return in_release_order(made, left_out, snapshot.policy.waves)


def one_wave(snapshot: Snapshot) -> Plan:
    """Plan the lists of one wave whose orders are chosen already (at its release)."""
    picked, left_out = allocate(snapshot, {})
    if not picked:
        return Plan((), tuple(left_out))
    group = group_of(picked[0][0], snapshot.at, snapshot.policy)
    wave = _wave(group, picked, snapshot, Layout.of(snapshot.places, snapshot.ways))
    return Plan((wave,), tuple(left_out))


def prices(snapshot: Snapshot) -> tuple[Price, ...]:
    """The ways to pick the orders of *snapshot* that have stock, the cheapest first.

    Only what can be done is priced: the single-item lane takes orders of one unit, the wall
    as many orders as it has slots, and zones are for orders that lie in several.
    """
    picked, _ = allocate(snapshot, {})
    layout = Layout.of(snapshot.places, snapshot.ways)
    return prices_of(picked, layout, snapshot.policy, snapshot.seed) if picked else ()


def make_waves(
    snapshot: Snapshot, layout: Layout, taken: Mapping[int, int]
) -> tuple[list[WavePlan], LeftOut]:
    """The waves of *snapshot* as they come, and who is in none.

    Args:
        snapshot: what to plan.
        layout: of its places.
        taken: by stock, units that other waves have.
    """
    picked, left_out = allocate(snapshot, taken)
    groups: dict[Group, list[Picked]] = {}
    group_of_order = grouper(snapshot.at, snapshot.policy)
    for order, picks in picked:
        groups.setdefault(group_of_order(order), []).append((order, picks))
    waves = [
        _wave(group, part, snapshot, layout)
        for group, orders in groups.items()
        for part in _parts(orders, snapshot.policy, layout)
    ]
    return waves, left_out


def in_release_order(waves: Iterable[WavePlan], left_out: LeftOut, most: int) -> Plan:
    """Missed cut-offs first, then the nearest; what is beyond *most* waves is left out."""
    ordered = sorted(waves, key=lambda wave: (not wave.group.missed, wave.cut_off_at))
    over = [(order, Why.CAP) for wave in ordered[most:] for order in wave.orders]
    return Plan(tuple(ordered[:most]), (*left_out, *over))


def allocate(snapshot: Snapshot, taken: Mapping[int, int]) -> tuple[list[Picked], LeftOut]:
    """Give each order its units, the most urgent first; say who gets none."""
    picked: list[Picked] = []
    left_out: LeftOut = []
    shelves = Shelves(snapshot, taken)
    for order in by_urgency(snapshot.orders, snapshot.at, snapshot.policy):
        picks = shelves.take(order) if order.lines else None
        if picks is None:
            left_out.append((order.id, Why.NO_STOCK if order.lines else Why.NOTHING_TO_PICK))
        else:
            picked.append((order, picks))
    return picked, left_out


def _parts(picked: Sequence[Picked], policy: Policy, layout: Layout) -> Iterator[list[Picked]]:
    """Cut a group into waves of at most so many orders and lines.

    Where there is a choice, the higher rank goes first, and then orders of the same aisles
    go together; inside a wave the orders stay by urgency.
    """
    lines = sum(len(picks) for _, picks in picked)
    if len(picked) <= policy.wave_orders and lines <= policy.wave_lines:
        yield list(picked)
        return
    place = {order.id: number for number, (order, _) in enumerate(picked)}
    for part in _cut(_together(picked, policy, layout), policy):
        part.sort(key=lambda one: place[one[0].id])
        yield part


def _together(picked: Sequence[Picked], policy: Policy, layout: Layout) -> Iterator[Picked]:
    pools: dict[tuple[int, Pool], list[Picked]] = {}
    for one in picked:
        pools.setdefault((-one[0].rank, pool_of(one, policy)), []).append(one)
    for _, pool in sorted(pools.items()):
        for one, _ in by_aisles(pool, layout):
            yield one


def _cut(picked: Iterable[Picked], policy: Policy) -> Iterator[list[Picked]]:
    part: list[Picked] = []
    lines = 0
    for order, picks in picked:
        full = len(part) >= policy.wave_orders
        if part and (full or lines + len(picks) > policy.wave_lines):
            yield part
            part, lines = [], 0
        part.append((order, picks))
        lines += len(picks)
    if part:
        yield part


def _wave(group: Group, picked: list[Picked], snapshot: Snapshot, layout: Layout) -> WavePlan:
    orders: list[Demand] = [order for order, _ in picked]
    policy = snapshot.policy
    every = len(snapshot.orders) <= policy.price_orders
    made, choices = choose(picked, layout, policy, snapshot.seed, every=every)
    return WavePlan(
        group=group,
        cut_off_at=min(order.cut_off_at for order in orders),
        orders=tuple(order.id for order in orders),
        lines=sum(len(order.lines) for order in orders),
        units=sum(order.units for order in orders),
        trips=tuple(made),
        metres=sum(trip.metres for trip in made),
        seconds=sum(trip.seconds for trip in made),
        choices=choices,
    )
