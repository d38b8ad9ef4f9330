"""The way of the shortest walk that `exact_kernels.walk` found."""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import FAR


@kernel
def _widest(begin: int, first: int, last: int, depth: Floats, flip: Ints) -> int:
    """The stop before the widest gap that an even side may leave out; *first* - 1 for none."""
    odd, found, widest = begin, first - 1, -1.0
    for stop in range(first, last - 1):
        odd ^= flip[stop]
        step = depth[stop + 1] - depth[stop]
        if not odd and step > widest:
            widest = step
            found = stop
    return found


@kernel
def _draw_stretch(
    option: int,
    low: int,
    high: int,
    first: int,
    last: int,
    stop_node: int,
    depth: Floats,
    flip: Ints,
    room: Ints,
    nodes: int,
) -> int:
    """Draw the edges of a stretch walked as *option*; *low* and *high* are -1 in a dead end."""
    begin = 1 if option in (1, 6, 8, 10, 12) else 0
    gap = last + 1  # the stop before the gap
    if option in (4, 9):
        gap = first - 1
    elif option in (3, 8):
        gap = last - 1
    elif option in (5, 10, 11, 12):
        gap = _widest(begin, first, last, depth, flip)
    odd = begin
    node = low
    for stop in range(first, last + 1):
        following = stop_node + stop if stop < last else high
        if node >= 0 and following >= 0:
            room[node] = following
            room[nodes + following] = node
            copies = 1 if odd else 2
            room[2 * nodes + node] = 0 if stop - 1 == gap or option == 0 else copies
        if stop < last:
            odd ^= flip[stop]
        node = following
    return 0


@kernel
def _draw(
    crossings: int,
    stops: int,
    column: Ints,
    stretch: Ints,
    depth: Floats,
    flip: Ints,
    table: Ints,
    ends: Floats,
    came: Ints,
    room: Ints,
    nodes: int,
) -> int:
    """Draw the edges of the shortest walk: per node the next one, the one before, copies."""
    states = table[0]
    state = 0
    best = FAR
    for end in range(states):
        if table[table[2] + end] and ends[end] < best:
            best = ends[end]
            state = end
    columns = column[stops - 1] + 1
    last = stops
    for here in range(columns - 1, -1, -1):
        if here + 1 < columns:
            back = came[(here * (crossings + 2) + crossings + 1) * states + state]
            copies = table[table[6] + back % 65536]
            for crossing in range(crossings):
                room[3 * nodes + here * crossings + crossing] = (copies >> 2 * crossing) & 3
            state = back // 65536
        for part in range(crossings, -1, -1):
            first = last
            while first > 0 and column[first - 1] == here and stretch[first - 1] == part:
                first -= 1
            if part in (0, crossings) and first == last:
                continue
            back = came[(here * (crossings + 2) + part) * states + state]
            low = here * crossings + part - 1 if part > 0 else -1
            high = here * crossings + part if part < crossings else -1
            at = columns * crossings
            _draw_stretch(back % 65536, low, high, first, last, at, depth, flip, room, nodes)
            state = back // 65536
            last = first
    return columns


@entry
def trace(
    crossings: int,
    stops: int,
    column: Ints,
    stretch: Ints,
    depth: Floats,
    flip: Ints,
    table: Ints,
    ends: Floats,
    came: Ints,
    start: int,
    room: Ints,
    order: Ints,
) -> int:
    """Write the stops into *order* as the walk that `walk` found comes by them.

    Args:
        crossings: as in `walk`, and so are the stops and the table.
        stops: places to visit.
        column: per stop.
        stretch: per stop.
        depth: per stop.
        flip: per stop.
        table: the states' moves.
        ends: the states' lengths, as `walk` left them in *old*.
        came: how each state was reached.
        start: the stop to begin at.
        room: 13 per node and 2 more; a node for each stop and each crossing of a column.
        order: room for the stops.
    """
    nodes = (column[stops - 1] + 1) * crossings + stops
    for cell in range(2 * nodes):
        room[cell] = -1
    for cell in range(2 * nodes, 5 * nodes):
        room[cell] = 0
    columns = _draw(
        crossings, stops, column, stretch, depth, flip, table, ends, came, room, nodes
    )
    above, aside, seen = 2 * nodes, 3 * nodes, 4 * nodes
    way, path = 5 * nodes, 9 * nodes + 1
    first_stop = columns * crossings
    room[way] = first_stop + start
    length = 1
    found = 0
    while length > 0:
        node = room[way + length - 1]
        after = -1
        if room[above + node] > 0:
            after = room[node]
            room[above + node] -= 1
        elif room[nodes + node] >= 0 and room[above + room[nodes + node]] > 0:
            after = room[nodes + node]
            room[above + after] -= 1
        elif node < first_stop and room[aside + node] > 0:
            after = node + crossings
            room[aside + node] -= 1
        elif crossings <= node < first_stop and room[aside + node - crossings] > 0:
            after = node - crossings
            room[aside + after] -= 1
        if after >= 0:
            room[way + length] = after
            length += 1
            continue
        length -= 1
        if node >= first_stop:
            room[path + found] = node - first_stop
            found += 1
    # The walk came out backwards.
    count = 0
    for back in range(found - 1, -1, -1):
        stop = room[path + back]
        if not room[seen + stop]:
            room[seen + stop] = 1
            order[count] = stop
            count += 1
    return count
