"""Putting orders on carts: savings first, then annealing, each cart priced by its exact walk.

Places are numbered in the order of aisle, stretch and depth; the depot is one of them.

Flat arrays, shared by all kernels:
    places: per place its aisle and its stretch (as in `exact_states`).
    depths: per place, its place along the aisle.
    stops: the places of the orders, order by order and ascending; then for each cart room
        for those of all its orders and the depot, ascending, a place as often as it is asked.
    orders: three numbers per order: where its stops begin and end, its cart.
    sizes: three numbers per order: what it takes of each limit.
    carts: two numbers per cart: its orders, the end of its stops.
    aboard: per cart, room for its orders.
    loads: four numbers per cart: what is taken of each limit, the metres of its walk.
    without: per order, the metres of its cart's walk without it; negative when not known.
    shape: numbers of orders, carts, room of a cart in orders, crossings, where a cart's stops
        begin and how far the next cart's are; the depot; 1 if two crossings enclose all;
        where in *lines* the metres are that a cart costs besides its walk; friends an
        order; of 16 moves those (from the fourth on) that go to the cart of a friend.
    near: per order its friends: those with which it would save most, the best first.
    lines: where the cross-aisles are along the aisles, then where each aisle is across.
"""

from __future__ import annotations

from math import log

from app.waves.planner.batch_cart_kernels import (
    befriend,
    cart_walk,
    fits,
    put_on,
    saving,
    take_off,
)
from app.waves.planner.batch_walk_kernels import (
    ABOARD,
    BEGIN,
    CARTS,
    DEPOT,
    GUIDED,
    NEAR,
    ORDERS,
    ROOM,
)
from app.waves.planner.compiled import Floats, Ints, entry
from app.waves.planner.walk_kernels import chance_below


@entry
def save(
    orders: Ints,
    sizes: Floats,
    carts: Ints,
    aboard: Ints,
    loads: Floats,
    without: Floats,
    alone: Floats,
    most: Floats,
    shape: Ints,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    table: Ints,
    ways: Floats,
    near: Ints,
    savings: Floats,
) -> float:
    """Put each order on a cart of its own, then join the two carts that save most, and so on.

    Args:
        orders: see the module, and so all that is not told here.
        sizes: see the module.
        carts: see the module.
        aboard: see the module.
        loads: see the module.
        without: see the module.
        alone: room for the metres of a walk for each order alone.
        most: the three limits of a cart.
        shape: see the module.
        places: see the module.
        depths: see the module.
        lines: see the module.
        stops: see the module.
        table: the states' moves, of `exact_states.tables`.
        ways: room for two rows of states and six prices.
        near: room for the friends of the orders.
        savings: room for what each two carts save, carts x carts.

    Returns:
        The metres of all walks.
    """
    count = shape[ORDERS]
    total = shape[CARTS]
    for cart in range(total):
        carts[2 * cart] = 0
        carts[2 * cart + 1] = shape[BEGIN] + cart * shape[ROOM] + 1
        stops[shape[BEGIN] + cart * shape[ROOM]] = shape[DEPOT]
        for limit in range(4):
            loads[4 * cart + limit] = 0.0
    for order in range(count):
        put_on(order, order, orders, sizes, carts, aboard, loads, without, shape, stops)
        alone[order] = cart_walk(
            order, -1, -1, orders, carts, shape, places, depths, lines, stops, table, ways
        )
        loads[4 * order + 3] = alone[order]
    for one in range(count):
        for other in range(one):
            savings[one * count + other] = saving(
                one, other, carts, loads, most, shape, places, depths, lines, stops, table, ways
            )
    befriend(count, shape[NEAR], savings, near)
    while True:
        best = 1e-9
        found = -1
        for one in range(count):
            if carts[2 * one] > 0:
                for other in range(one):
                    if savings[one * count + other] > best:
                        best = savings[one * count + other]
                        found = one * count + other
        if found < 0:
            break
        one = found // count
        other = found % count
        loads[4 * other + 3] += loads[4 * one + 3] - best
        for place in range(carts[2 * one]):
            order = aboard[one * shape[ABOARD] + place]
            put_on(order, other, orders, sizes, carts, aboard, loads, without, shape, stops)
        carts[2 * one] = 0
        carts[2 * one + 1] = shape[BEGIN] + one * shape[ROOM] + 1
        stops[shape[BEGIN] + one * shape[ROOM]] = shape[DEPOT]
        for limit in range(4):
            loads[4 * one + limit] = 0.0
        for cart in range(count):
            savings[max(cart, one) * count + min(cart, one)] = 0.0
            if cart != other and carts[2 * cart] > 0:
                savings[max(cart, other) * count + min(cart, other)] = saving(
                    cart,
                    other,
                    carts,
                    loads,
                    most,
                    shape,
                    places,
                    depths,
                    lines,
                    stops,
                    table,
                    ways,
                )
    metres = 0.0
    for cart in range(count):
        metres += loads[4 * cart + 3]
    return metres


@entry
def anneal(
    moves: int,
    heat: float,
    orders: Ints,
    sizes: Floats,
    carts: Ints,
    aboard: Ints,
    loads: Floats,
    without: Floats,
    alone: Floats,
    most: Floats,
    shape: Ints,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    table: Ints,
    ways: Floats,
    near: Ints,
    chance: Ints,
    kept: Ints,
    metres: Floats,
) -> int:
    """Try *moves* times to put an order on another cart or to exchange two orders.

    Args:
        moves: how often.
        heat: the metres that a change for the worse may cost on average.
        orders: see `save`, and so all that is not told here.
        sizes: see `save`.
        carts: see `save`.
        aboard: see `save`.
        loads: see `save`.
        without: see `save`.
        alone: the metres of a walk for each order alone.
        most: see `save`.
        shape: see `save`.
        places: see `save`.
        depths: see `save`.
        lines: see `save`.
        stops: see `save`.
        table: see `save`.
        ways: see `save`.
        near: see `save`.
        chance: the seed; it goes on from call to call.
        kept: per order its cart in the best plan.
        metres: of all walks, and of those of the best plan.

    Returns:
        The changes made.
    """
    count = shape[ORDERS]
    total = shape[CARTS]
    made = 0
    for _ in range(moves):
        one = chance_below(chance, count)
        here = orders[3 * one + 2]
        other = -1
        kind = chance_below(chance, 16)
        if kind < 4:
            there = chance_below(chance, total)
            if carts[2 * there] == 0 and chance_below(chance, 8) > 0:
                continue
        elif kind < shape[GUIDED]:
            friend = near[one * shape[NEAR] + chance_below(chance, shape[NEAR])]
            there = orders[3 * friend + 2]
            other = aboard[there * shape[ABOARD] + chance_below(chance, carts[2 * there])]
        else:
            other = chance_below(chance, count)
            there = orders[3 * other + 2]
        if here == there or not fits(there, other, one, sizes, loads, most):
            continue
        if other >= 0 and not fits(here, one, other, sizes, loads, most):
            continue
        limit = loads[4 * here + 3] + loads[4 * there + 3]
        limit -= heat * log((chance_below(chance, 1000000) + 1) / 1000000.0)
        if without[one] < 0.0:
            without[one] = cart_walk(
                here, one, -1, orders, carts, shape, places, depths, lines, stops, table, ways
            )
        new_here = without[one]
        least_there = alone[one]
        if other >= 0:
            if without[other] < 0.0:
                without[other] = cart_walk(
                    there,
                    other,
                    -1,
                    orders,
                    carts,
                    shape,
                    places,
                    depths,
                    lines,
                    stops,
                    table,
                    ways,
                )
            least_there = max(least_there, without[other])
            if max(new_here, alone[other]) + least_there > limit:
                continue
            new_here = cart_walk(
                here,
                one,
                other,
                orders,
                carts,
                shape,
                places,
                depths,
                lines,
                stops,
                table,
                ways,
            )
        else:
            least_there = max(least_there, loads[4 * there + 3])
        if new_here + least_there > limit:
            continue
        new_there = cart_walk(
            there, other, one, orders, carts, shape, places, depths, lines, stops, table, ways
        )
        if new_here + new_there > limit:
            continue
        made += 1
        metres[0] += new_here + new_there - loads[4 * here + 3] - loads[4 * there + 3]
        take_off(one, orders, sizes, carts, aboard, loads, without, shape, stops)
        if other >= 0:
            take_off(other, orders, sizes, carts, aboard, loads, without, shape, stops)
            put_on(other, here, orders, sizes, carts, aboard, loads, without, shape, stops)
        put_on(one, there, orders, sizes, carts, aboard, loads, without, shape, stops)
        loads[4 * here + 3] = new_here
        loads[4 * there + 3] = new_there
        if metres[0] < metres[1] - 1e-7:
            metres[1] = metres[0]
            for order in range(count):
                kept[order] = orders[3 * order + 2]
    return made
