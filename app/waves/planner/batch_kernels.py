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

from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import FAR, aside, upward

ORDERS, CARTS, ABOARD, CROSSINGS, BEGIN, ROOM, DEPOT, PLAIN, A_CART, NEAR, GUIDED = range(11)
_NOWHERE = 1 << 60
_MODULUS = 2147483647


@kernel
def _chance(state: Ints, below: int) -> int:
    state[0] = state[0] * 48271 % _MODULUS
    return state[0] % below


@kernel
def _one_block(
    first: int,
    last: int,
    less: int,
    less_end: int,
    more: int,
    more_end: int,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
) -> float:
    """The shortest walk between two cross-aisles past a cart's stops, less some, plus others.

    It is `exact_kernels.walk` for two crossings, its five states written out: both ends odd,
    even below, even above, even at both and joined, even at both in two pieces.
    """
    low = lines[0]
    through = lines[1] - low
    twice = 2.0 * through
    odd = FAR
    below = FAR
    above = FAR
    joined = FAR
    apart = FAR
    begun = 0
    aisle = -1
    spot = -1
    bottom = 0.0
    top = 0.0
    widest = 0.0
    while True:
        here = stops[first] if first < last else _NOWHERE
        if less < less_end and here == stops[less]:
            first += 1
            less += 1
            continue
        extra = stops[more] if more < more_end else _NOWHERE
        if here <= extra:
            first += 1
        else:
            here = extra
            more += 1
        if here == spot:
            continue
        spot = here
        there = places[2 * here] if here < _NOWHERE else -2
        if there == aisle:
            widest = max(widest, depths[here] - top)
            top = depths[here]
            continue
        if aisle >= 0:
            if there == -2 and not begun:
                return 2.0 * (top - bottom)
            from_low = 2.0 * (top - low)
            from_high = 2.0 * (lines[1] - bottom)
            both = twice - 2.0 * widest if widest > 0.0 else FAR
            if begun:
                half = min(from_low, from_high, both)
                nearer = min(below, above, apart)
                new_odd = min(odd + half, min(nearer, joined) + through)
                joined = min(odd + through, nearer + twice, joined + half)
                apart = min(
                    below + min(from_high, both), above + min(from_low, both), apart + half
                )
                below += from_low
                above += from_high
                odd = new_odd
            else:
                begun = 1
                odd = through
                below = from_low
                above = from_high
                joined = twice
                apart = both
            if there == -2:
                break
            aside = 2.0 * (lines[2 + there] - lines[2 + aisle])
            odd += aside
            below = min(below, joined) + aside
            above = min(above, joined) + aside
            joined += 2.0 * aside
            apart += 2.0 * aside
        elif there == -2:
            return 0.0
        aisle = there
        bottom = depths[here]
        top = bottom
        widest = 0.0
    return min(below, above, joined)


@kernel
def _step(stretch: int, table: Ints, ways: Floats) -> int:
    states = table[0]
    upward(stretch, ways, 2 * states, table, ways, 0, states)
    for state in range(states):
        ways[state] = ways[states + state]
    return 0


@kernel
def _finish_stretch(
    stretch: int,
    bottom: float,
    top: float,
    widest: float,
    lines: Floats,
    crossings: int,
    table: Ints,
    ways: Floats,
) -> int:
    """Walk the stretch with stops from *bottom* to *top*, for every state."""
    states = table[0]
    price = 2 * states
    low = lines[stretch - 1] if stretch > 0 else bottom
    high = lines[stretch] if stretch < crossings else top
    ways[price] = FAR
    ways[price + 1] = high - low
    ways[price + 2] = 2.0 * (high - low)
    ways[price + 3] = 2.0 * (top - low)
    ways[price + 4] = 2.0 * (high - bottom)
    ways[price + 5] = 2.0 * (high - low - widest) if widest > 0.0 else FAR
    return _step(stretch, table, ways)


@kernel
def _skip_stretches(
    begin: int, end: int, lines: Floats, crossings: int, table: Ints, ways: Floats
) -> int:
    """Walk stretches without stops; in a dead end there is nothing to walk for then."""
    price = 2 * table[0]
    for stretch in range(max(begin, 1), min(end, crossings)):
        length = lines[stretch] - lines[stretch - 1]
        ways[price] = 0.0
        ways[price + 1] = length
        ways[price + 2] = 2.0 * length
        for option in range(3, 6):
            ways[price + option] = FAR
        _step(stretch, table, ways)
    return 0


@kernel
def _blocks(
    first: int,
    last: int,
    less: int,
    less_end: int,
    more: int,
    more_end: int,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    crossings: int,
    table: Ints,
    ways: Floats,
) -> float:
    """`_one_block` for any number of cross-aisles and for aisles that go on beyond them."""
    states = table[0]
    for state in range(states):
        ways[state] = FAR
    ways[0] = 0.0
    first_aisle = -1
    aisle = -1
    stretch = 0
    spot = -1
    begun = 0.0
    bottom = 0.0
    top = 0.0
    widest = 0.0
    while True:
        here = stops[first] if first < last else _NOWHERE
        if less < less_end and here == stops[less]:
            first += 1
            less += 1
            continue
        extra = stops[more] if more < more_end else _NOWHERE
        if here <= extra:
            first += 1
        else:
            here = extra
            more += 1
        if here == spot:
            continue
        spot = here
        there = places[2 * here] if here < _NOWHERE else -2
        part = places[2 * here + 1] if here < _NOWHERE else crossings + 1
        if there == aisle and part == stretch:
            widest = max(widest, depths[here] - top)
            top = depths[here]
            continue
        if aisle >= 0:
            if there == -2 and aisle == first_aisle:
                return 2.0 * (top - begun)
            _finish_stretch(stretch, bottom, top, widest, lines, crossings, table, ways)
            stretch += 1
            if there != aisle:
                _skip_stretches(stretch, crossings, lines, crossings, table, ways)
                stretch = 0
                if there == -2:
                    break
                apart = lines[crossings + there] - lines[crossings + aisle]
                aside(apart, table, ways, 0, states)
                for state in range(states):
                    ways[state] = ways[states + state]
        elif there == -2:
            return 0.0
        else:
            first_aisle = there
            begun = depths[here]
        _skip_stretches(stretch, part, lines, crossings, table, ways)
        aisle = there
        stretch = part
        bottom = depths[here]
        top = bottom
        widest = 0.0
    shortest = FAR
    for state in range(states):
        if table[table[2] + state]:
            shortest = min(shortest, ways[state])
    return shortest


@kernel
def _length(
    first: int,
    last: int,
    less: int,
    less_end: int,
    more: int,
    more_end: int,
    shape: Ints,
    places: Ints,
    depths: Floats,
    lines: Floats,
    stops: Ints,
    table: Ints,
    ways: Floats,
) -> float:
    """What a cart with its stops, less some, plus others, walks; nothing if there are none."""
    if shape[PLAIN]:
        metres = _one_block(
            first, last, less, less_end, more, more_end, places, depths, lines, stops
        )
    else:
        metres = _blocks(
            first,
            last,
            less,
            less_end,
            more,
            more_end,
            places,
            depths,
            lines,
            stops,
            shape[CROSSINGS],
            table,
            ways,
        )
    return metres + lines[shape[A_CART]] if metres > 0.0 else 0.0


@kernel
def _walk(
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
    return _length(
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
def _put_on(
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
def _take_off(
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
def _fits(cart: int, less: int, more: int, sizes: Floats, loads: Floats, most: Floats) -> int:
    """Whether a cart can take an order (and give up another, or -1)."""
    for limit in range(3):
        load = loads[4 * cart + limit] + sizes[3 * more + limit]
        if less >= 0:
            load -= sizes[3 * less + limit]
        if load > most[limit] + 1e-6:
            return 0
    return 1


@kernel
def _saving(
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
    together = _length(
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
def _befriend(count: int, most: int, savings: Floats, near: Ints) -> int:
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
        _put_on(order, order, orders, sizes, carts, aboard, loads, without, shape, stops)
        alone[order] = _walk(
            order, -1, -1, orders, carts, shape, places, depths, lines, stops, table, ways
        )
        loads[4 * order + 3] = alone[order]
    for one in range(count):
        for other in range(one):
            savings[one * count + other] = _saving(
                one, other, carts, loads, most, shape, places, depths, lines, stops, table, ways
            )
    _befriend(count, shape[NEAR], savings, near)
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
            _put_on(order, other, orders, sizes, carts, aboard, loads, without, shape, stops)
        carts[2 * one] = 0
        carts[2 * one + 1] = shape[BEGIN] + one * shape[ROOM] + 1
        stops[shape[BEGIN] + one * shape[ROOM]] = shape[DEPOT]
        for limit in range(4):
            loads[4 * one + limit] = 0.0
        for cart in range(count):
            savings[max(cart, one) * count + min(cart, one)] = 0.0
            if cart != other and carts[2 * cart] > 0:
                savings[max(cart, other) * count + min(cart, other)] = _saving(
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
        one = _chance(chance, count)
        here = orders[3 * one + 2]
        other = -1
        kind = _chance(chance, 16)
        if kind < 4:
            there = _chance(chance, total)
            if carts[2 * there] == 0 and _chance(chance, 8) > 0:
                continue
        elif kind < shape[GUIDED]:
            friend = near[one * shape[NEAR] + _chance(chance, shape[NEAR])]
            there = orders[3 * friend + 2]
            other = aboard[there * shape[ABOARD] + _chance(chance, carts[2 * there])]
        else:
            other = _chance(chance, count)
            there = orders[3 * other + 2]
        if here == there or not _fits(there, other, one, sizes, loads, most):
            continue
        if other >= 0 and not _fits(here, one, other, sizes, loads, most):
            continue
        limit = loads[4 * here + 3] + loads[4 * there + 3]
        limit -= heat * log((_chance(chance, 1000000) + 1) / 1000000.0)
        if without[one] < 0.0:
            without[one] = _walk(
                here, one, -1, orders, carts, shape, places, depths, lines, stops, table, ways
            )
        new_here = without[one]
        least_there = alone[one]
        if other >= 0:
            if without[other] < 0.0:
                without[other] = _walk(
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
            new_here = _walk(
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
        new_there = _walk(
            there, other, one, orders, carts, shape, places, depths, lines, stops, table, ways
        )
        if new_here + new_there > limit:
            continue
        made += 1
        metres[0] += new_here + new_there - loads[4 * here + 3] - loads[4 * there + 3]
        _take_off(one, orders, sizes, carts, aboard, loads, without, shape, stops)
        if other >= 0:
            _take_off(other, orders, sizes, carts, aboard, loads, without, shape, stops)
            _put_on(other, here, orders, sizes, carts, aboard, loads, without, shape, stops)
        _put_on(one, there, orders, sizes, carts, aboard, loads, without, shape, stops)
        loads[4 * here + 3] = new_here
        loads[4 * there + 3] = new_there
        if metres[0] < metres[1] - 1e-7:
            metres[1] = metres[0]
            for order in range(count):
                kept[order] = orders[3 * order + 2]
    return made
