"""What it costs to pick the same orders in different ways."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.waves.planner.carts import Picked, bulk_trips, cart_trips, cartfuls, zone_trips
from app.waves.planner.model import Policy, Price, Shape, Trip
from app.waves.planner.walk import Layout, work_s

_ORDER = tuple(Shape)
"""Of ways that cost the same, the first is walked."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to pick orders: its price and, where that is exact, its lists."""

    price: Price
    trips: tuple[Trip, ...] = ()

    @property
    def rank(self) -> tuple[float, int]:
        """Cheaper ways come first."""
        return self.price.seconds, _ORDER.index(self.price.way)


def offer(
    way: Shape, orders: Sequence[Picked], layout: Layout, policy: Policy, seed: int
) -> Offer:
    """The lists of *orders* in one way, and what they cost."""
    made = lists_of(way, orders, layout, policy, seed)
    price = Price(
        way,
        len(made),
        sum(trip.metres for trip in made),
        sum(trip.seconds for trip in made),
        _sorting_s(way, orders, _units(orders), policy),
    )
    return Offer(price, tuple(made))


def lists_of(
    way: Shape, orders: Sequence[Picked], layout: Layout, policy: Policy, seed: int
) -> list[Trip]:
    """The lists of *orders* in one way."""
    if way is Shape.CLUSTER:
        return cart_trips(orders, layout, policy, seed)
    if way is Shape.ZONE:
        return zone_trips(orders, layout, policy)
    return bulk_trips(way, orders, layout, policy)


def _sorting_s(way: Shape, orders: Sequence[Picked], units: int, policy: Policy) -> float:
    """Seconds until what was picked so lies at a bench, order by order."""
    if way is Shape.SINGLE:
        return policy.bind_s * units
    opening = policy.open_s * len(orders)
    if way is Shape.WALL:
        return opening + policy.put_s * units
    if way is Shape.ZONE:
        return opening + policy.merge_s * sum([zones_of(one) - 1 for one in orders])
    return opening


def _units(orders: Sequence[Picked]) -> int:
    return sum([pick.quantity for _, picks in orders for pick in picks])


def zones_of(picked: Picked) -> int:
    """In how many zones the units of an order lie."""
    return len({pick.place.zone for pick in picked[1]})


def at_least(
    way: Shape, orders: Sequence[Picked], layout: Layout, policy: Policy
) -> Offer:
    """What *orders* cost in one way at the very least: no walk has been looked for yet."""
    units = _units(orders)
    lists = list(_lists(way, orders, units, policy))
    metres = sum(layout.reach(bins) for bins, _ in lists)
    stops = sum(len(bins) for bins, _ in lists)
    count = sum(number for _, number in lists)
    pick_s = work_s(metres, stops, units, policy) + policy.setup_s * (count - 1)
    sort_s = _sorting_s(way, orders, units, policy)
    return Offer(Price(way, count, metres, pick_s, sort_s, exact=False))


def _lists(
    way: Shape, orders: Sequence[Picked], units: int, policy: Policy
) -> Iterator[tuple[set[int], int]]:
    """Bins, and over how many lists they are spread: at least so many."""
    if way is Shape.ZONE:
        for cart in cartfuls(orders, policy):
            yield from ((bins, 1) for bins in _by_zone(cart).values())
        return
    bins = {pick.shelf.bin_id for _, picks in orders for pick in picks}
    on_carts = way is Shape.CLUSTER
    full = len(orders) / policy.cart_slots if on_carts else units / policy.bulk_units
    yield bins, math.ceil(full)


def _by_zone(orders: Sequence[Picked]) -> dict[str, set[int]]:
    bins: dict[str, set[int]] = defaultdict(set)
    for _, picks in orders:
        for pick in picks:
            bins[pick.place.zone].add(pick.place.bin_id)
    return bins
