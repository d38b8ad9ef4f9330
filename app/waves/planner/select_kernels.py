"""The wave search's kernels: which aisles to visit, and the units their orders then give.

The search walks over sets of aisles; the arrays are those of `select_visit_kernels`.
"""

from __future__ import annotations

from math import exp

from app.waves.planner.compiled import Ints, entry, kernel
from app.waves.planner.select_fill_kernels import fill
from app.waves.planner.select_visit_kernels import ALONE, SUPPLY, TABLE, WANTED, visit

# Where `run` keeps the state of a search between two calls.
COUNT, VALUE, CHANCE, FOUND = range(4)
WISHES, PLACES = 4, 8
RUN = 12  # numbers in `run`

MODULUS = 2147483647


@kernel
def _score(value: int, count: int, least: int, most: int, price: float) -> float:
    """Units within the caps, less the price of each aisle; what is below the least is dear."""
    score = min(value, most) - price * count
    if value < least:
        score -= 2.0 * (least - value)
    return score


@entry
def grow(
    aisle_count: int,
    run: Ints,
    walk: Ints,
    aisles: Ints,
    items: Ints,
    table: Ints,
    orders: Ints,
    lines: Ints,
    missing: Ints,
) -> int:
    """Visit the aisle that adds most, too; the value then."""
    best = -1
    most = -1.0e18
    for place in range(run[COUNT], aisle_count):
        aisle = walk[place]
        change = visit(aisle, 1, aisles, items, table, orders, lines, missing)
        visit(aisle, -1, aisles, items, table, orders, lines, missing)
        # Where no order is whole yet, the aisle with most kinds of items comes nearest.
        useful = change + 0.001 * (aisles[aisle + 1] - aisles[aisle])
        if useful > most:
            most = useful
            best = place
    if best >= 0:
        aisle = walk[best]
        walk[best] = walk[run[COUNT]]
        walk[run[COUNT]] = aisle
        run[VALUE] += visit(aisle, 1, aisles, items, table, orders, lines, missing)
        run[COUNT] += 1
    return run[VALUE]


@kernel
def _draw(run: Ints) -> int:
    run[CHANCE] = run[CHANCE] * 48271 % MODULUS
    return run[CHANCE]


@kernel
def _holder(item: int, run: Ints, holders: Ints) -> int:
    first = holders[item]
    return holders[first + _draw(run) % (holders[item + 1] - first)]


@kernel
def _wish(
    size: int,
    order_count: int,
    alone_count: int,
    run: Ints,
    items: Ints,
    table: Ints,
    orders: Ints,
    missing: Ints,
    alone: Ints,
    holders: Ints,
) -> int:
    """Note in *run* aisles, at most *size*, that hold what an order drawn at random lacks."""
    for _ in range(8):
        drawn = _draw(run) % (order_count + alone_count)
        found = 0
        if drawn >= order_count:
            item = alone[drawn - order_count]
            start = items[8 * item + TABLE]
            most = items[8 * item + ALONE]
            left = min(most, max(0, items[8 * item + SUPPLY] - items[8 * item + WANTED]))
            if table[start + left] < table[start + most]:
                run[WISHES] = _holder(item, run, holders)
                return 1
        elif 0 < missing[drawn] <= size + 1:
            for line in range(orders[drawn] + 1, orders[drawn + 1], 2):
                item = orders[line]
                if orders[line + 1] > items[8 * item + SUPPLY]:
                    place = found if found < size else _draw(run) % size
                    run[WISHES + place] = _holder(item, run, holders)
                    found = min(size, found + 1)
            return found
    return 0


@kernel
def _swap(one: int, other: int, walk: Ints, seat: Ints) -> int:
    aisle = walk[one]
    walk[one] = walk[other]
    walk[other] = aisle
    seat[walk[one]] = one
    seat[walk[other]] = other
    return aisle


@entry
def anneal(
    moves: int,
    heat: float,
    price: float,
    record: float,
    least: int,
    most: int,
    fewest: int,
    highest: int,
    aisle_count: int,
    order_count: int,
    alone_count: int,
    run: Ints,
    walk: Ints,
    seat: Ints,
    best: Ints,
    aisles: Ints,
    items: Ints,
    table: Ints,
    orders: Ints,
    lines: Ints,
    missing: Ints,
    alone: Ints,
    holders: Ints,
    chosen: Ints,
    room: Ints,
) -> float:
    """Add, drop and exchange aisles at random; the units per aisle of the best set seen.

    Args:
        moves: tries.
        heat: temperature, in units.
        price: units an aisle must bring: those per aisle of the best wave known.
        record: units per aisle that a set must beat to be kept.
        least: units of a wave at least.
        most: units of a wave at most.
        fewest: aisles at least.
        highest: aisles at most.
        aisle_count: aisles.
        order_count: orders of several lines.
        alone_count: orders of a single line.
        run: see COUNT … FOUND.
        walk: all aisles, those visited first.
        seat: per aisle its place in *walk*.
        best: the best set's aisles; written when a better one is found.
        aisles: see the module, as all that follow.
        items: written.
        table: read.
        orders: read.
        lines: read.
        missing: written.
        alone: per order of a single line its item.
        holders: per item where it begins, then the aisles that hold it.
        chosen: see `fill`.
        room: see `fill`.
    """
    value = run[VALUE]
    count = run[COUNT]
    score = _score(value, count, least, most, price)
    for place in range(aisle_count):
        seat[walk[place]] = place
    for _ in range(moves):
        kind = _draw(run) % 100
        size = 1
        if order_count > 0 and kind % 4 == 0:
            size = 2 if kind % 8 == 0 else 3
        drops = 0 if count < highest and kind < 12 else min(size, count)
        adds = 0 if count > fewest and drops and kind < 24 else size
        adds = min(adds, aisle_count - count)
        if fewest == highest:
            drops = adds = min(drops, adds)
        elif drops and not adds:
            drops = min(drops, count - fewest)
        wishes = 0
        if adds and _draw(run) % 4 > 0:
            wishes = _wish(
                size,
                order_count,
                alone_count,
                run,
                items,
                table,
                orders,
                missing,
                alone,
                holders,
            )
        change = 0
        for _drop in range(drops):
            count -= 1
            gone = _swap(_draw(run) % (count + 1), count, walk, seat)
            change += visit(gone, -1, aisles, items, table, orders, lines, missing)
        for add in range(adds):
            into = count + _draw(run) % (aisle_count - count)
            if add < wishes and seat[run[WISHES + add]] >= count:
                into = seat[run[WISHES + add]]
            run[PLACES + add] = into
            come = _swap(into, count, walk, seat)
            count += 1
            change += visit(come, 1, aisles, items, table, orders, lines, missing)
        after = _score(value + change, count, least, most, price)
        if after < score and _draw(run) >= exp((after - score) / heat) * MODULUS:
            for add in range(adds - 1, -1, -1):
                count -= 1
                come = walk[count]
                visit(come, -1, aisles, items, table, orders, lines, missing)
                _swap(run[PLACES + add], count, walk, seat)
            for _drop in range(drops):
                visit(walk[count], 1, aisles, items, table, orders, lines, missing)
                count += 1
            continue
        value += change
        score = after
        if count == 0 or min(value, most) <= record * count:
            continue
        units = value
        if order_count > 0:
            units = fill(
                order_count, holders[0] - 1, 1, items, table, orders, missing, chosen, room
            )
        if (units >= least or fewest == highest) and min(units, most) > record * count:
            units = min(units, most)
            record = units / count
            run[FOUND] = count
            for place in range(count):
                best[place] = walk[place]
    run[VALUE] = value
    run[COUNT] = count
    return record
