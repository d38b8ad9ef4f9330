"""How a wave is picked: each pool of its orders in the way that costs least.

The pools are made before anything is priced: orders of one unit, orders that are too long
for one picker's cart, and all others. A site may forbid ways; carts are walked all the same
where nothing else can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from operator import attrgetter, itemgetter

from app.waves.planner.carts import Picked
from app.waves.planner.model import Choice, Policy, Price, Shape, Trip
from app.waves.planner.prices import Offer, at_least, offer, zones_of
from app.waves.planner.walk import Layout


class Pool(IntEnum):
    """Orders of a wave that are picked alike, in the order of their lists."""

    SINGLE = 0
    CART = 1
    LONG = 2


def pool_of(picked: Picked, policy: Policy) -> Pool:
    """The pool of an order."""
    order = picked[0]
    lines = order.lines
    if len(lines) == 1 and lines[0].quantity == 1 and Shape.SINGLE not in policy.without:
        return Pool.SINGLE
    if len(lines) > policy.zone_lines and zones_of(picked) > 1:
        return Pool.LONG
    return Pool.CART


def choose(
    wave: Sequence[Picked], layout: Layout, policy: Policy, seed: int, *, every: bool
) -> tuple[list[Trip], tuple[Choice, ...]]:
    """The lists of a wave, and what else they could have been.

    Args:
        wave: its orders, the most urgent first.
        layout: of the site.
        policy: its rules.
        seed: for the carts.
        every: whether to price every way exactly, also one that is too dear anyhow.
    """
    pools: dict[Pool, list[Picked]] = {pool: [] for pool in Pool}
    for picked in wave:
        pools[pool_of(picked, policy)].append(picked)
    site = _Site(layout, policy, seed, 0 if Shape.WALL in policy.without else policy.wall_slots)
    trips: list[Trip] = []
    choices = []
    for pool, orders in pools.items():
        if not orders:
            continue
        best, prices = _cheapest(site, orders, _ways(pool, orders, site), every=every)
        trips += best.trips
        choices.append(Choice(best.price.way, len(orders), prices))
        if best.price.way is Shape.WALL:
            site = replace(site, slots=max(site.slots - len(orders), 0))
    return trips, tuple(choices)


def prices_of(
    orders: Sequence[Picked], layout: Layout, policy: Policy, seed: int
) -> tuple[Price, ...]:
    """What *orders* cost in each way that could take all of them, the cheapest first."""
    possible = {
        Shape.SINGLE: all(order.units == 1 for order, _ in orders),
        Shape.CLUSTER: True,
        Shape.WALL: len(orders) <= policy.wall_slots,
        Shape.ZONE: any(zones_of(one) > 1 for one in orders),
    }
    ways = [way for way, can in possible.items() if can and way not in policy.without]
    found = [offer(way, orders, layout, policy, seed) for way in ways]
    return tuple(one.price for one in sorted(found, key=attrgetter("rank")))


@dataclass(frozen=True, slots=True)
class _Site:
    """What a way is priced on; *slots* of the wall are still free."""

    layout: Layout
    policy: Policy
    seed: int
    slots: int

    def offer(self, way: Shape, orders: Sequence[Picked], *, exact: bool) -> Offer:
        """What a way costs; the orders that find no slot on the wall go beside it."""
        if way is not Shape.WALL or len(orders) <= self.slots:
            return self._one(way, orders, exact=exact)
        on_wall, rest = most_alike(orders, self.slots)
        beside = self._one(_beside(rest, self.policy), rest, exact=exact)
        return _both(self._one(way, on_wall, exact=exact), beside)

    def _one(self, way: Shape, orders: Sequence[Picked], *, exact: bool) -> Offer:
        if exact:
            return offer(way, orders, self.layout, self.policy, self.seed)
        return at_least(way, orders, self.layout, self.policy)


def _ways(pool: Pool, orders: Sequence[Picked], site: _Site) -> tuple[Shape, ...]:
    """The ways that *orders* can be picked, the likeliest first."""
    cart = () if Shape.CLUSTER in site.policy.without else (Shape.CLUSTER,)
    if pool is Pool.SINGLE:
        return (Shape.SINGLE, *cart)
    wall = (Shape.WALL,) if site.slots else ()
    forbidden = Shape.ZONE in site.policy.without
    apart = not forbidden and any(zones_of(one) > 1 for one in orders)
    zone = (Shape.ZONE,) if apart else ()
    if pool is Pool.LONG:
        return (*zone, *wall) or (Shape.CLUSTER,)
    return (*cart, *wall, *zone) or (Shape.CLUSTER,)


def _beside(rest: Sequence[Picked], policy: Policy) -> Shape:
    """How orders are picked that find no slot on the wall."""
    is_long = pool_of(rest[0], policy) is Pool.LONG
    return Shape.ZONE if is_long and Shape.ZONE not in policy.without else Shape.CLUSTER


def _both(wall: Offer, beside: Offer) -> Offer:
    one, other = wall.price, beside.price
    price = Price(
        Shape.WALL,
        one.lists + other.lists,
        one.metres + other.metres,
        one.pick_s + other.pick_s,
        one.sort_s + other.sort_s,
        exact=one.exact and other.exact,
    )
    return Offer(price, (*wall.trips, *beside.trips))


def most_alike(orders: Sequence[Picked], slots: int) -> tuple[list[Picked], list[Picked]]:
    """The orders whose shelves the most others want, too: so many as there are *slots*.

    Returns:
        They, and the rest, both in the order given.
    """
    wanted = Counter(pick.shelf.stock_id for _, picks in orders for pick in picks)

    def alone(place: int) -> tuple[float, int]:
        picks = orders[place][1]
        return -sum(wanted[pick.shelf.stock_id] for pick in picks) / len(picks), place

    chosen = set(sorted(range(len(orders)), key=alone)[:slots])
    return (
        [one for place, one in enumerate(orders) if place in chosen],
        [one for place, one in enumerate(orders) if place not in chosen],
    )


def _cheapest(
    site: _Site, orders: Sequence[Picked], ways: Sequence[Shape], *, every: bool
) -> tuple[Offer, tuple[Price, ...]]:
    """The cheapest way, and the prices of all, the cheapest first."""
    best = site.offer(ways[0], orders, exact=True)
    prices = [(best.rank, best.price)]
    for way in ways[1:]:
        found = site.offer(way, orders, exact=every)
        if not every and found.rank < best.rank:
            found = site.offer(way, orders, exact=True)
        prices.append((found.rank, found.price))
        best = min(best, found, key=attrgetter("rank"))
    return best, tuple(price for _, price in sorted(prices, key=itemgetter(0)))
