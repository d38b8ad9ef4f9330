"""From the orders of a wave to lists: single items in bulk, carts, zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from random import Random

from app.waves.planner.model import Demand, Policy, Shape, Share, Stop, Trip
from app.waves.planner.shelves import Pick
from app.waves.planner.walk import Layout, metres, trip

Picked = tuple[Demand, list[Pick]]


def shape_of(picked: Picked, policy: Policy) -> Shape:
    """How an order is best picked."""
    order, picks = picked
    if len(order.lines) == 1 and order.units == 1:
        return Shape.SINGLE
    zones = {pick.place.zone for pick in picks}
    if len(zones) > 1 and len(order.lines) > policy.zone_lines:
        return Shape.ZONE
    return Shape.CLUSTER


def trips(wave: Sequence[Picked], layout: Layout, policy: Policy, seed: int) -> list[Trip]:
    """The lists of a wave: single items, then carts, then zones."""
    pools: dict[Shape, list[Picked]] = defaultdict(list)
    for picked in wave:
        pools[shape_of(picked, policy)].append(picked)
    made = _bulk(pools[Shape.SINGLE], layout, policy)
    for cart in _carts(pools[Shape.CLUSTER], layout, policy, seed):
        made.append(trip(Shape.CLUSTER, _slotted(cart), layout, policy, slots=len(cart)))
    zoned = pools[Shape.ZONE]
    for first in range(0, len(zoned), policy.cart_slots):
        made += _zones(zoned[first : first + policy.cart_slots], layout, policy)
    return made


def _bulk(singles: Sequence[Picked], layout: Layout, policy: Policy) -> list[Trip]:
    """Bulk picks by SKU: one stop per shelf for all orders that want the unit."""
    wanted: dict[int, list[tuple[Demand, Pick]]] = defaultdict(list)
    for order, (pick,) in singles:
        wanted[pick.shelf.stock_id].append((order, pick))
    stops = [
        _stop(pairs[0][1], [_share(order, pick) for order, pick in pairs], slot=1)
        for pairs in wanted.values()
    ]
    stops.sort(key=lambda stop: (layout.places[stop.bin_id].sequence, stop.stock_id))
    return [
        trip(Shape.SINGLE, part, layout, policy, slots=1)
        for part in _cut(stops, policy.bulk_units)
    ]


def _cut(stops: Iterable[Stop], most: int) -> list[list[Stop]]:
    parts: list[list[Stop]] = []
    room = 0
    for stop in stops:
        if stop.quantity > room:
            parts.append([])
            room = most
        parts[-1].append(stop)
        room -= stop.quantity
    return parts


def _carts(
    orders: Sequence[Picked], layout: Layout, policy: Policy, seed: int
) -> list[list[Picked]]:
    """Fill carts with orders of the same aisles, the most urgent first; then try swaps."""
    waiting = [(picked, _aisles(picked[1])) for picked in orders]
    carts: list[list[Picked]] = []
    while waiting:
        first, aisles = waiting.pop(0)
        cart, covered = [first], set(aisles)
        while waiting and len(cart) < policy.cart_slots:
            best = min(
                range(len(waiting)),
                key=lambda k: (len(waiting[k][1] - covered), -len(waiting[k][1]), k),
            )
            picked, more = waiting.pop(best)
            cart.append(picked)
            covered |= more
        carts.append(cart)
    _swap(carts, _measure(layout), Random(seed), policy.swaps)  # noqa: S311  not a secret
    return carts


def _aisles(picks: Iterable[Pick]) -> set[tuple[str, int]]:
    return {(pick.place.zone, pick.place.aisle) for pick in picks}


def _measure(layout: Layout) -> Callable[[Sequence[Picked]], float]:
    def measure(cart: Sequence[Picked]) -> float:
        walk = {pick.place for _, picks in cart for pick in picks}
        ordered = sorted(walk, key=lambda place: (place.sequence, place.bin_id))
        return metres(ordered, layout.length)

    return measure


def _swap(
    carts: list[list[Picked]],
    measure: Callable[[Sequence[Picked]], float],
    chance: Random,
    tries: int,
) -> None:
    """Exchange two orders between two carts wherever both walks together get shorter."""
    if len(carts) < 2:
        return
    walks = [measure(cart) for cart in carts]
    for _ in range(tries):
        one, other = chance.sample(range(len(carts)), 2)
        i, j = chance.randrange(len(carts[one])), chance.randrange(len(carts[other]))
        new_one = [*carts[one][:i], carts[other][j], *carts[one][i + 1 :]]
        new_other = [*carts[other][:j], carts[one][i], *carts[other][j + 1 :]]
        new_walks = measure(new_one), measure(new_other)
        if sum(new_walks) < walks[one] + walks[other]:
            carts[one], carts[other] = new_one, new_other
            walks[one], walks[other] = new_walks


def _slotted(cart: Sequence[Picked]) -> list[Stop]:
    return [
        _stop(pick, [_share(order, pick)], slot)
        for slot, (order, picks) in enumerate(cart, start=1)
        for pick in picks
    ]


def _zones(orders: Sequence[Picked], layout: Layout, policy: Policy) -> list[Trip]:
    """A list for each zone; the orders come together again at the bench."""
    made: list[Trip] = []
    for zone in sorted({pick.place.zone for _, picks in orders for pick in picks}):
        here = [
            (order, [pick for pick in picks if pick.place.zone == zone])
            for order, picks in orders
        ]
        here = [(order, picks) for order, picks in here if picks]
        made.append(
            trip(Shape.ZONE, _slotted(here), layout, policy, slots=len(here), zone=zone)
        )
    return made


def _stop(pick: Pick, shares: Sequence[Share], slot: int) -> Stop:
    return Stop(pick.shelf.stock_id, pick.shelf.bin_id, pick.shelf.sku_id, slot, tuple(shares))


def _share(order: Demand, pick: Pick) -> Share:
    return Share(order.id, pick.line.line_id, pick.line.reservation_id, pick.quantity)
