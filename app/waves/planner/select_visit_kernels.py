"""What a set of aisles gives, kept up to date while aisles come and go.

An order counts once every line of it is covered by the aisles at hand, and where covered
orders together want more of an item than is there, each missing unit is a penalty. Orders of
a single line need no guess: a table per item says how many units of them fit.

Flat arrays, shared by all kernels:
    aisles: per aisle where its pairs begin, then pairs of item and quantity.
    items: eight numbers per item: supply at hand, units wanted by covered orders, next line
        to be covered, first line, end of lines, start of its table, units of its single-line
        orders, units taken by a fill.
    table: per item, for 0, 1, 2 … units of supply the most that its single-line orders take.
    orders: per order where it begins, then its units and its pairs of item and quantity.
    lines: pairs of quantity and order, by item and rising quantity.
    missing: per order its lines not covered yet.
"""

from __future__ import annotations

from app.waves.planner.compiled import Ints, entry, kernel

PENALTY = 2
SUPPLY, WANTED, NEXT, FIRST, END, TABLE, ALONE, TAKEN = range(8)


@kernel
def _worth(supply: int, wanted: int, start: int, most: int, table: Ints) -> int:
    """Units that an item's single-line orders add, less the penalty of what is short."""
    left = supply - wanted
    if left < 0:
        return PENALTY * left
    return table[start + min(left, most)]


@kernel
def _join(order: int, sign: int, items: Ints, table: Ints, orders: Ints) -> int:
    """Count a covered order (sign 1), or no longer (-1); the change in value."""
    begin = orders[order]
    change = sign * orders[begin]
    for line in range(begin + 1, orders[order + 1], 2):
        item = 8 * orders[line]
        supply = items[item + SUPPLY]
        wanted = items[item + WANTED]
        more = wanted + sign * orders[line + 1]
        start = items[item + TABLE]
        most = items[item + ALONE]
        change += _worth(supply, more, start, most, table)
        change -= _worth(supply, wanted, start, most, table)
        items[item + WANTED] = more
    return change


@kernel
def _cover(
    item: int, supply: int, items: Ints, table: Ints, orders: Ints, lines: Ints, missing: Ints
) -> int:
    """Tell the orders whose line of an item is now covered; the change in value."""
    change = 0
    at = items[item + NEXT]
    end = items[item + END]
    while at < end and lines[2 * at] <= supply:
        order = lines[2 * at + 1]
        at += 1
        missing[order] -= 1
        if missing[order] == 0:
            change += _join(order, 1, items, table, orders)
    items[item + NEXT] = at
    return change


@kernel
def _uncover(
    item: int, supply: int, items: Ints, table: Ints, orders: Ints, lines: Ints, missing: Ints
) -> int:
    """Tell the orders whose line of an item is covered no more; the change in value."""
    change = 0
    at = items[item + NEXT]
    first = items[item + FIRST]
    while at > first and lines[2 * at - 2] > supply:
        at -= 1
        order = lines[2 * at + 1]
        if missing[order] == 0:
            change += _join(order, -1, items, table, orders)
        missing[order] += 1
    items[item + NEXT] = at
    return change


@entry
def visit(
    aisle: int,
    sign: int,
    aisles: Ints,
    items: Ints,
    table: Ints,
    orders: Ints,
    lines: Ints,
    missing: Ints,
) -> int:
    """Visit an aisle (sign 1), or no longer (-1); the change in value."""
    change = 0
    for pair in range(aisles[aisle], aisles[aisle + 1], 2):
        item = 8 * aisles[pair]
        before = items[item + SUPPLY]
        after = before + sign * aisles[pair + 1]
        wanted = items[item + WANTED]
        start = items[item + TABLE]
        most = items[item + ALONE]
        items[item + SUPPLY] = after
        change += _worth(after, wanted, start, most, table)
        change -= _worth(before, wanted, start, most, table)
        if items[item + END] > items[item + FIRST]:
            if sign > 0:
                change += _cover(item, after, items, table, orders, lines, missing)
            else:
                change += _uncover(item, after, items, table, orders, lines, missing)
    return change
