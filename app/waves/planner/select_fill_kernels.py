"""Which orders the aisles at hand really give: all that can be, chosen for certain.

The arrays are those of `select_visit_kernels`.
"""

from __future__ import annotations

from app.waves.planner.compiled import Ints, entry, kernel
from app.waves.planner.select_visit_kernels import ALONE, SUPPLY, TABLE, TAKEN


@kernel
def _take(order: int, sign: int, items: Ints, orders: Ints, chosen: Ints) -> int:
    """Choose an order (sign 1), or no longer (-1); its units."""
    begin = orders[order]
    for line in range(begin + 1, orders[order + 1], 2):
        items[8 * orders[line] + TAKEN] += sign * orders[line + 1]
    chosen[order] = 1 if sign > 0 else 0
    return orders[begin]


@kernel
def _evict(found: int, kept: int, items: Ints, orders: Ints, chosen: Ints, room: Ints) -> int:
    """Drop orders until no item is short: each time the one that frees most per unit lost.

    *room* holds the *found* orders that want a short item; the change in units.
    """
    change = 0
    while True:
        worst = -1
        most = 0.0
        for place in range(found):
            order = room[place]
            if chosen[order] == 0 or order == kept:
                continue
            begin = orders[order]
            freed = 0
            for line in range(begin + 1, orders[order + 1], 2):
                item = 8 * orders[line]
                short = items[item + TAKEN] - items[item + SUPPLY]
                if short > 0:
                    freed += min(short, orders[line + 1])
            if freed > most * orders[begin]:
                most = freed / orders[begin]
                worst = order
        if worst < 0:
            return change
        change -= _take(worst, -1, items, orders, chosen)


@kernel
def _fits(order: int, items: Ints, orders: Ints) -> int:
    for line in range(orders[order] + 1, orders[order + 1], 2):
        item = 8 * orders[line]
        if items[item + TAKEN] + orders[line + 1] > items[item + SUPPLY]:
            return 0
    return 1


@kernel
def _refit(found: int, items: Ints, orders: Ints, chosen: Ints, room: Ints) -> int:
    """Choose again what still fits, the biggest first; the change in units."""
    change = 0
    while True:
        best = -1
        most = 0
        for place in range(found):
            order = room[place]
            units = orders[orders[order]]
            if chosen[order] == 0 and units > most and _fits(order, items, orders):
                best = order
                most = units
        if best < 0:
            return change
        change += _take(best, 1, items, orders, chosen)


@kernel
def _exchange(found: int, items: Ints, orders: Ints, chosen: Ints, room: Ints) -> int:
    """Force each order left out in, and keep what then fits if that gives more units."""
    gained = 0
    for place in range(found):
        order = room[place]
        if chosen[order] == 1:
            continue
        for other in range(found):
            room[found + other] = chosen[room[other]]
        change = _take(order, 1, items, orders, chosen)
        change += _evict(found, order, items, orders, chosen, room)
        change += _refit(found, items, orders, chosen, room)
        if change > 0:
            gained += change
            continue
        for other in range(found):
            if room[found + other] != chosen[room[other]]:
                sign = 1 if room[found + other] == 1 else -1
                _take(room[other], sign, items, orders, chosen)
    return gained


@entry
def fill(
    count: int,
    kinds: int,
    hard: int,
    items: Ints,
    table: Ints,
    orders: Ints,
    missing: Ints,
    chosen: Ints,
    room: Ints,
) -> int:
    """The units that the aisles at hand really give.

    Args:
        count: orders of several lines.
        kinds: items.
        hard: rounds of exchanging orders.
        items: see the module; TAKEN is written.
        table: see the module.
        orders: see the module.
        missing: see the module.
        chosen: per order, 1 where it is taken; written.
        room: room for twice the orders.
    """
    units = 0
    for item in range(kinds):
        items[8 * item + TAKEN] = 0
    for order in range(count):
        chosen[order] = 0
        if missing[order] == 0:
            units += _take(order, 1, items, orders, chosen)
    found = 0
    for order in range(count):
        if chosen[order] == 1:
            for line in range(orders[order] + 1, orders[order + 1], 2):
                item = 8 * orders[line]
                if items[item + TAKEN] > items[item + SUPPLY]:
                    room[found] = order
                    found += 1
                    break
    if found > 0:
        units += _evict(found, -1, items, orders, chosen, room)
        units += _refit(found, items, orders, chosen, room)
        for _ in range(hard):
            more = _exchange(found, items, orders, chosen, room)
            units += more
            if more == 0:
                break
    for item in range(kinds):
        most = items[8 * item + ALONE]
        if most > 0:
            left = items[8 * item + SUPPLY] - items[8 * item + TAKEN]
            units += table[items[8 * item + TABLE] + min(left, most)]
    return units
