"""Orders on carts and off them; the arrays are those of `batch_kernels`."""

from __future__ import annotations

from app.waves.planner.batch_walk_kernels import ABOARD, BEGIN, ROOM, length_past
from app.waves.planner.compiled import Floats, Ints, kernel


@kernel
def cart_walk(
    cart: int,
    less: int,
    more: int,
    orders: Ints,
    carts: Ints,
    shape: Ints,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    table: Ints,
    ways: Floats,
) -> float:
    """The walk of a cart, less an order (-1 for none), plus another one."""
    first = shape[BEGIN] + cart * shape[ROOM]
    return length_past(
        first,
        carts[2 * cart + 1],
        orders[3 * less] if less >= 0 else 0,
        orders[3 * less + 1] if less >= 0 else 0,
        orders[3 * more] if more >= 0 else 0,
        orders[3 * more + 1] if more >= 0 else 0,
        shape,
        places,
        depths,
        lines,
        stops,
        table,
        ways,
    )


@kernel
def put_on(
    order: int,
    cart: int,
    orders: Ints,
    sizes: Floats,
    carts: Ints,
    aboard: Ints,
    loads: Floats,
    without: Floats,
    shape: Ints,
    stops: Ints,
) -> int:
    """Put an order on a cart; the cart's walk is not known any more."""
    aboard[cart * shape[ABOARD] + carts[2 * cart]] = order
    carts[2 * cart] += 1
    orders[3 * order + 2] = cart
    for limit in range(3):
        loads[4 * cart + limit] += sizes[3 * order + limit]
    own = carts[2 * cart + 1] - 1
    new = orders[3 * order + 1] - 1
    first = shape[BEGIN] + cart * shape[ROOM]
    at = own + 1 + new - orders[3 * order]
    carts[2 * cart + 1] = at + 1
    while new >= orders[3 * order]:
        if own >= first and stops[own] > stops[new]:
            stops[at] = stops[own]
            own -= 1
        else:
            stops[at] = stops[new]
            new -= 1
        at -= 1
    for place in range(carts[2 * cart]):
        without[aboard[cart * shape[ABOARD] + place]] = -1.0
    return 0


@kernel
def take_off(
    order: int,
    orders: Ints,
    sizes: Floats,
    carts: Ints,
    aboard: Ints,
    loads: Floats,
    without: Floats,
    shape: Ints,
    stops: Ints,
) -> int:
    """Take an order off its cart; the cart's walk is not known any more."""
    cart = orders[3 * order + 2]
    carts[2 * cart] -= 1
    left = carts[2 * cart]
    for place in range(left + 1):
        if aboard[cart * shape[ABOARD] + place] == order:
            aboard[cart * shape[ABOARD] + place] = aboard[cart * shape[ABOARD] + left]
            break
    for limit in range(3):
        loads[4 * cart + limit] -= sizes[3 * order + limit]
    gone = orders[3 * order]
    first = shape[BEGIN] + cart * shape[ROOM]
    kept = first
    for stop in range(first, carts[2 * cart + 1]):
        if gone < orders[3 * order + 1] and stops[gone] == stops[stop]:
            gone += 1
        else:
            stops[kept] = stops[stop]
            kept += 1
    carts[2 * cart + 1] = kept
    for place in range(left):
        without[aboard[cart * shape[ABOARD] + place]] = -1.0
    return cart


@kernel
def fits(cart: int, less: int, more: int, sizes: Floats, loads: Floats, most: Floats) -> int:
    """Whether a cart can take an order (and give up another, or -1)."""
    for limit in range(3):
        load = loads[4 * cart + limit] + sizes[3 * more + limit]
        if less >= 0:
            load -= sizes[3 * less + limit]
        if load > most[limit] + 1e-6:
            return 0
    return 1


@kernel
def saving(
    one: int,
    other: int,
    carts: Ints,
    loads: Floats,
    most: Floats,
    shape: Ints,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    table: Ints,
    ways: Floats,
) -> float:
    """What the walks of two carts save as one; 0 where one cart cannot take both."""
    for limit in range(3):
        if loads[4 * one + limit] + loads[4 * other + limit] > most[limit] + 1e-6:
            return 0.0
    together = length_past(
        shape[BEGIN] + one * shape[ROOM],
        carts[2 * one + 1],
        0,
        0,
        shape[BEGIN] + other * shape[ROOM],
        carts[2 * other + 1],
        shape,
        places,
        depths,
        lines,
        stops,
        table,
        ways,
    )
    return loads[4 * one + 3] + loads[4 * other + 3] - together


@kernel
def befriend(count: int, most: int, savings: Floats, near: Ints) -> int:
    """Find the friends of each order."""
    for one in range(count):
        for place in range(most):
            best = -1.0
            found = -1
            for other in range(count):
                if other != one:
                    saved = savings[max(one, other) * count + min(one, other)]
                    taken = 0
                    if saved > best:
                        for before in range(place):
                            if near[one * most + before] == other:
                                taken = 1
                        if not taken:
                            best = saved
                            found = other
            near[one * most + place] = found
    return 0
