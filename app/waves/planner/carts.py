"""From orders to lists: in bulk by SKU, on carts, by zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from random import Random

from app.waves.planner.model import Demand, Policy, Shape, Share, Stop, Trip
from app.waves.planner.shelves import Pick
from app.waves.planner.walk import Layout, trip

Picked = tuple[Demand, list[Pick]]

_NEAR = 32  # neighbours that are tried as a cart's next order


def cart_trips(
    orders: Sequence[Picked], layout: Layout, policy: Policy, seed: int
) -> list[Trip]:
    """Carts with a tote for each order."""
    carts = fill_carts(orders, layout, policy.cart_slots)
    if layout.aisles.two_way:  # along arrows a walk takes too long to try so many
        exchange(carts, layout, Random(seed), policy.swaps)  # noqa: S311  not a secret
    return [
        trip(Shape.CLUSTER, _slotted(cart), layout, policy, slots=len(cart)) for cart in carts
    ]


def zone_trips(orders: Sequence[Picked], layout: Layout, policy: Policy) -> list[Trip]:
    """A list for each zone and cartful; the orders come together again at the bench."""
    made: list[Trip] = []
    for cart in cartfuls(orders, policy):
        made += _zones(cart, layout, policy)
    return made


def cartfuls(orders: Sequence[Picked], policy: Policy) -> Iterator[Sequence[Picked]]:
    """The orders that zones pick together, as they come."""
    for first in range(0, len(orders), policy.cart_slots):
        yield orders[first : first + policy.cart_slots]


def bulk_trips(
    shape: Shape, orders: Sequence[Picked], layout: Layout, policy: Policy
) -> list[Trip]:
    """Bulk picks by SKU: one stop per shelf for all orders that want of it."""
    wanted: dict[int, list[tuple[Demand, Pick]]] = defaultdict(list)
    for order, picks in orders:
        for pick in picks:
            wanted[pick.shelf.stock_id].append((order, pick))
    stops = [
        _stop(pairs[0][1], tuple([_share(order, pick) for order, pick in pairs]), slot=1)
        for pairs in wanted.values()
    ]
    stops.sort(key=lambda stop: (layout.spots[stop.bin_id], stop.stock_id))
    return [
        trip(shape, part, layout, policy, slots=1)
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


def fill_carts(orders: Sequence[Picked], layout: Layout, slots: int) -> list[list[Picked]]:
    """Fill carts with orders of the same aisles.

    A cart begins with the first order that waits; of those next to it by their aisles, the
    one that adds fewest aisles comes along.
    """
    waiting = by_aisles(orders, layout)
    aisles = [found for _, found in waiting]
    carts: list[list[Picked]] = []
    while waiting:
        cart = [waiting.pop(0)[0]]
        new = ~aisles.pop(0)
        while waiting and len(cart) < slots:
            added = [(near & new).bit_count() for near in aisles[:_NEAR]]
            best = added.index(min(added))
            cart.append(waiting.pop(best)[0])
            new &= ~aisles.pop(best)
        carts.append(cart)
    return carts


def by_aisles(orders: Iterable[Picked], layout: Layout) -> list[tuple[Picked, int]]:
    """The orders and their aisles as bits; those with the same aisles stand together."""
    bit = layout.bits
    found = []
    for picked in orders:
        aisles = 0
        for pick in picked[1]:
            aisles |= bit[pick.shelf.bin_id]
        found.append((picked, aisles))
    found.sort(key=itemgetter(1), reverse=True)
    return found


def exchange(carts: list[list[Picked]], layout: Layout, chance: Random, tries: int) -> float:
    """Exchange two orders between two carts wherever both walks together get shorter.

    Returns:
        The metres saved.
    """
    if len(carts) < 2 or not tries:
        return 0.0
    walks = [_metres(cart, layout) for cart in carts]
    before = sum(walks)
    for _ in range(tries):
        one, other = chance.sample(range(len(carts)), 2)
        i, j = chance.randrange(len(carts[one])), chance.randrange(len(carts[other]))
        new_one = [*carts[one][:i], carts[other][j], *carts[one][i + 1 :]]
        new_other = [*carts[other][:j], carts[one][i], *carts[other][j + 1 :]]
        new_walks = _metres(new_one, layout), _metres(new_other, layout)
        if sum(new_walks) < walks[one] + walks[other] - 1e-9:
            carts[one], carts[other] = new_one, new_other
            walks[one], walks[other] = new_walks
    return before - sum(walks)


def _metres(cart: Sequence[Picked], layout: Layout) -> float:
    return layout.metres({pick.place.bin_id for _, picks in cart for pick in picks})


def _slotted(cart: Sequence[Picked]) -> list[Stop]:
    return [
        Stop(
            shelf.stock_id,
            shelf.bin_id,
            shelf.sku_id,
            slot,
            (Share(order.id, line.line_id, line.reservation_id, quantity),),
        )
        for slot, (order, picks) in enumerate(cart, start=1)
        for line, shelf, _, quantity in picks
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


def _stop(pick: Pick, shares: tuple[Share, ...], slot: int) -> Stop:
    shelf = pick.shelf
    return Stop(shelf.stock_id, shelf.bin_id, shelf.sku_id, slot, shares)


def _share(order: Demand, pick: Pick) -> Share:
    line = pick.line
    return Share(order.id, line.line_id, line.reservation_id, pick.quantity)
