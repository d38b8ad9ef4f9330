"""The best wave of a handful of orders and aisles: every set of them is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from app.waves.planner.select_pool import Choice, Pool, Row, units_of

FEW = 14  # orders and aisles together


def best_of_few(pool: Pool) -> Choice:
    """The best wave there is; an empty one where none has as many units as are asked for."""
    best = Choice((), (), 0)
    for count in range(1, len(pool.aisles) + 1):
        if pool.most <= best.ratio * count:
            break  # more aisles cannot give more units each
        for aisles in combinations(range(len(pool.aisles)), count):
            supply = _supply([pool.aisles[aisle] for aisle in aisles])
            for orders, units in _fillings(pool, supply, 0, pool.most):
                if orders and units >= pool.least and units > best.ratio * count:
                    best = Choice(orders, aisles, units)
    return best


def _supply(aisles: Sequence[Row]) -> dict[int, int]:
    supply: dict[int, int] = {}
    for aisle in aisles:
        for item, units in aisle:
            supply[item] = supply.get(item, 0) + units
    return supply


def _fillings(
    pool: Pool, supply: dict[int, int], first: int, room: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    """The sets of orders, from *first* on, that *supply* and *room* hold, and their units."""
    yield (), 0
    for number in range(first, len(pool.orders)):
        order = pool.orders[number]
        units = units_of(order)
        if units > room or any(supply.get(item, 0) < need for item, need in order):
            continue
        left = supply | {item: supply[item] - need for item, need in order if need}
        for rest, more in _fillings(pool, left, number + 1, room - units):
            yield (number, *rest), units + more
