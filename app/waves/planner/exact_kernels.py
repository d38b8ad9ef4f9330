"""The exact router's kernels: the shortest walk through parallel aisles, aisle by aisle.

The stops come sorted by aisle, then by depth; each is in a column (an aisle that has stops)
and in a stretch (between two crossings, or in a dead end outside the outermost ones).
"""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import FAR


@kernel
def _stretch_costs(
    low: float, high: float, first: int, last: int, depth: Floats, flip: Ints, cost: Floats
) -> int:
    """Price each option (see `exact_states.OPTIONS`) of the stretch with stops first … last-1.

    An edge on a side of even parity is walked twice or not at all, on an odd side once; a
    stop where the walk starts or ends flips the parity.
    """
    for option in range(13):
        cost[option] = FAR
    if first == last:
        cost[0] = 0.0
        cost[1] = high - low
        cost[2] = 2.0 * (high - low)
        return 0
    for begin in range(2):  # even, then odd, at the lower crossing
        odd = begin
        step = depth[first] - low
        total = step if odd else 2.0 * step
        first_gap = 0.0 if odd else step
        inner_gap = -1.0
        for stop in range(first, last - 1):
            odd ^= flip[stop]
            step = depth[stop + 1] - depth[stop]
            if odd:
                total += step
            else:
                total += 2.0 * step
                inner_gap = max(inner_gap, step)
        odd ^= flip[last - 1]
        step = high - depth[last - 1]
        total += step if odd else 2.0 * step
        broken = total - 2.0 * inner_gap if inner_gap >= 0.0 else FAR
        if begin == 0 and odd == 0:
            cost[2] = total
            cost[3] = total - 2.0 * step
            cost[4] = total - 2.0 * first_gap
            cost[5] = broken
        elif begin == 1 and odd == 1:
            cost[1] = total
            cost[12] = broken
        elif begin == 0:
            cost[7] = total
            cost[9] = total - 2.0 * first_gap
            cost[11] = broken
        else:
            cost[6] = total
            cost[8] = total - 2.0 * step
            cost[10] = broken
    return 0


@kernel
def _upward(
    stretch: int, table: Ints, cost: Floats, old: Floats, new: Floats, came: Ints, at: int
) -> int:
    """Walk one stretch from every state."""
    states = table[0]
    options = table[1]
    for state in range(states):
        new[state] = FAR
    for state in range(states):
        if old[state] < FAR:
            base = 8 + (stretch * states + state) * options
            for option in range(options):
                after = table[base + option]
                if after >= 0 and old[state] + cost[option] < new[after]:
                    new[after] = old[state] + cost[option]
                    came[at + after] = state * 65536 + option
    return 0


@kernel
def _sideways(apart: float, table: Ints, old: Floats, new: Floats, came: Ints, at: int) -> int:
    """Go on to the next aisle from every state."""
    states = table[0]
    for state in range(states):
        new[state] = FAR
    for state in range(states):
        if old[state] < FAR:
            for move in range(table[table[3] + state], table[table[3] + state + 1]):
                after = table[table[4] + move]
                price = old[state] + apart * table[table[5] + move]
                if price < new[after]:
                    new[after] = price
                    came[at + after] = state * 65536 + move
    return 0


@entry
def walk(
    crossings: int,
    stops: int,
    column: Ints,
    stretch: Ints,
    depth: Floats,
    flip: Ints,
    cross: Floats,
    across: Floats,
    table: Ints,
    old: Floats,
    new: Floats,
    cost: Floats,
    came: Ints,
) -> float:
    """The length of the shortest walk; *came* remembers how each state was reached.

    Args:
        crossings: cross-aisles.
        stops: places to visit, the start and the end among them.
        column: per stop, 0 for the first aisle with stops, and so on.
        stretch: per stop, 0 below the first cross-aisle, 1 above it, and so on.
        depth: per stop, its place along the aisle.
        flip: per stop, 1 where the walk starts or ends unless it does both there.
        cross: where the cross-aisles are along the aisles, ascending.
        across: per column, its place across the aisles.
        table: the states' moves, of `exact_states.tables`.
        old: room for the states' lengths.
        new: room for the states' lengths.
        cost: room for 13 prices.
        came: room for (crossings + 2) x states per column.
    """
    states = table[0]
    for state in range(states):
        old[state] = FAR
    old[0] = 0.0
    stop = 0
    columns = column[stops - 1] + 1
    for here in range(columns):
        for part in range(crossings + 1):
            first = stop
            while stop < stops and column[stop] == here and stretch[stop] == part:
                stop += 1
            at = (here * (crossings + 2) + part) * states
            if part in (0, crossings):
                if first == stop:
                    continue
                outermost = depth[first] if part == 0 else depth[stop - 1]
                if part == 0:
                    _stretch_costs(outermost, cross[0], first, stop, depth, flip, cost)
                else:
                    _stretch_costs(
                        cross[crossings - 1], outermost, first, stop, depth, flip, cost
                    )
            else:
                _stretch_costs(cross[part - 1], cross[part], first, stop, depth, flip, cost)
            _upward(part, table, cost, old, new, came, at)
            for state in range(states):
                old[state] = new[state]
        if here + 1 < columns:
            at = (here * (crossings + 2) + crossings + 1) * states
            _sideways(across[here + 1] - across[here], table, old, new, came, at)
            for state in range(states):
                old[state] = new[state]
    best = FAR
    for state in range(states):
        if table[table[2] + state] and old[state] < best:
            best = old[state]
    return best
