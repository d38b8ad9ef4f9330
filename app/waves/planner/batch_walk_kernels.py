"""How far a cart walks past its stops; the arrays are those of `batch_kernels`."""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, kernel
from app.waves.planner.walk_kernels import FAR, aside, upward

ORDERS, CARTS, ABOARD, CROSSINGS, BEGIN, ROOM, DEPOT, PLAIN, A_CART, NEAR, GUIDED = range(11)
_NOWHERE = 1 << 60


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
def length_past(
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
