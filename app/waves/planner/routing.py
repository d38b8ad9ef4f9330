"""Routes: in which order to visit bins, and how far the walk is.

On parallel aisles joined by cross-aisles the shortest walk is found exactly; on any other
layout see `routing_graph`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.waves.planner.aisles import Aisles, Route, Spot
from app.waves.planner.compiled import Floats, Ints, best, floats, ints
from app.waves.planner.exact_kernels import walk
from app.waves.planner.exact_states import tables
from app.waves.planner.exact_trace_kernels import trace


def route(aisles: Aisles, spots: Sequence[Spot], start: Spot, end: Spot | None = None) -> Route:
    """The shortest walk from *start* past all *spots* to *end* (back to *start* if None).

    It is exact for any number of cross-aisles, but time grows quickly beyond four; with
    one-way aisles see `one_way_route`.

    Raises:
        ValueError: a one-way aisle leads to no end.
    """
    if not spots and (end is None or end == start):
        return Route((), 0.0)
    one_aisle = len({aisle for aisle, _ in (start, *spots, end or start)}) == 1
    if one_aisle and (aisles.two_way or not aisles.one_way[start[0]]):
        return _one_aisle(spots, start, end or start)
    if not aisles.two_way:  # its kernels are wanted, and compiled, for such aisles alone
        from app.waves.planner.routing_oneway import one_way_route

        return one_way_route(aisles, spots, start, end or start)
    stops = [start, *spots, *([] if end is None else [end])]
    plan = _Plan(aisles, stops, is_open=end is not None)
    metres = plan.walk()
    order = tuple(stop - 1 for stop in plan.trace() if 0 < stop <= len(spots))
    return Route(order, metres)


def distance(aisles: Aisles, spots: Sequence[Spot], start: Spot) -> float:
    """The metres of the shortest walk from *start* past all *spots* and back."""
    if not aisles.two_way:
        return route(aisles, spots, start).metres
    if all(aisle == start[0] for aisle, _ in spots):
        return _one_aisle(spots, start, start).metres
    return _Plan(aisles, [start, *spots], is_open=False).walk()


def _one_aisle(spots: Sequence[Spot], start: Spot, end: Spot) -> Route:
    """First to the side of the start where the end is not, then through to the other one."""
    order = sorted(range(len(spots)), key=lambda spot: spots[spot][1])
    low = [spot for spot in order if spots[spot][1] <= start[1]]
    high = [spot for spot in order if spots[spot][1] > start[1]]
    way = [*reversed(low), *high] if start[1] <= end[1] else [*high, *reversed(low)]
    depths = [start[1], *(spots[spot][1] for spot in way), end[1]]
    return Route(tuple(way), sum(abs(here - there) for here, there in pairwise(depths)))


class _Plan:
    """One question to the kernels: the stops sorted, and room to work in."""

    def __init__(self, aisles: Aisles, spots: Sequence[Spot], *, is_open: bool) -> None:
        self._aisles = aisles
        self._sorted = sorted(range(len(spots)), key=spots.__getitem__)
        self._begin = self._sorted.index(0)
        count = len(spots)
        self._column, self._stretch, self._flip = ints(count), ints(count), ints(count)
        self._depth = floats(count)
        used: list[int] = []
        for place, index in enumerate(self._sorted):
            aisle, depth = spots[index]
            if not used or used[-1] != aisle:
                used.append(aisle)
            self._column[place] = len(used) - 1
            self._stretch[place] = aisles.stretch(depth)
            self._depth[place] = depth
            self._flip[place] = int(is_open and index in (0, count - 1))
        self._across = Floats("d", [aisles.across[aisle] for aisle in used])
        self._crossings = len(aisles.crossings)
        self._table = tables(self._crossings, is_open=is_open)
        states = self._table[0]
        self._old = floats(states)
        self._came = ints(len(used) * (self._crossings + 2) * states)

    def walk(self) -> float:
        """The length of the shortest walk."""
        return best(walk)(
            self._crossings,
            len(self._sorted),
            self._column,
            self._stretch,
            self._depth,
            self._flip,
            self._aisles.crossings_array,
            self._across,
            self._table,
            self._old,
            floats(len(self._old)),
            floats(13),
            self._came,
        )

    def trace(self) -> list[int]:
        """The spots as the walk comes by them."""
        count = len(self._sorted)
        nodes = len(self._across) * self._crossings + count
        order: Ints = ints(count)
        best(trace)(
            self._crossings,
            count,
            self._column,
            self._stretch,
            self._depth,
            self._flip,
            self._table,
            self._old,
            self._came,
            self._begin,
            ints(13 * nodes + 2),
            order,
        )
        return [self._sorted[stop] for stop in order]
