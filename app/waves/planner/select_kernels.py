"""The wave search's kernels: which aisles to visit, and the units their orders then give.

The search walks over sets of aisles. What a set gives is kept up to date while aisles come
and go: an order counts once every line of it is covered by the aisles at hand, and where
covered orders together want more of an item than is there, each missing unit is a penalty.
Orders of a single line need no guess: a table per item says how many units of them fit.

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

from math import exp

from app.waves.planner.compiled import Ints, entry, kernel

PENALTY = 2
SUPPLY, WANTED, NEXT, FIRST, END, TABLE, ALONE, TAKEN = range(8)

# Where `run` keeps the state of a search between two calls.
COUNT, VALUE, CHANCE, FOUND = range(4)
WISHES, PLACES = 4, 8
RUN = 12  # numbers in `run`

MODULUS = 2147483647


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
