"""Routes on any layout: crossings, bins and the ways between them, as a graph."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from typing import Generic, TypeVar

from app.waves.planner import tour_kernels
from app.waves.planner.aisles import Route
from app.waves.planner.compiled import Floats, Ints, best, ints

Node = TypeVar("Node", bound=Hashable)
_EXACT_STOPS = 9


@dataclass(frozen=True)
class Graph(Generic[Node]):
    """Ways: from a node to its neighbours, with the metres; a one-way aisle has one way."""

    ways: Mapping[Node, Mapping[Node, float]]

    def metres(self, start: Node) -> dict[Node, float]:
        """The shortest way from *start* to every node that can be reached (Dijkstra)."""
        found: dict[Node, float] = {}
        waiting: list[tuple[float, int, Node]] = [(0.0, 0, start)]
        count = 0
        while waiting:
            far, _, node = heappop(waiting)
            if node in found:
                continue
            found[node] = far
            for near, step in self.ways.get(node, {}).items():
                if near not in found:
                    count += 1
                    heappush(waiting, (far + step, count, near))
        return found


def graph_route(
    graph: Graph[Node],
    stops: Sequence[Node],
    start: Node,
    end: Node,
    *,
    kicks: int = 200,
    seed: int = 0,
) -> Route:
    """A short walk from *start* past all *stops* to *end*; the shortest for up to nine stops.

    Raises:
        ValueError: there is no way to a stop or to the end.
    """
    nodes = [start, *stops, end]
    far = {node: graph.metres(node) for node in dict.fromkeys(nodes[:-1])}
    table = [[far[here].get(there, inf) for there in nodes] for here in nodes[:-1]]
    if any(way == inf for row in table for way in row[1:]):
        raise ValueError("there is no way to a stop")
    return table_route([*table, [0.0] * len(nodes)], kicks=kicks, seed=seed)


def table_route(table: Sequence[Sequence[float]], *, kicks: int = 200, seed: int = 0) -> Route:
    """A short walk from the first place of *table* past all others to the last one.

    Args:
        table: the metres from each place to each place.
        kicks: how long to search where there are more than nine stops between.
        seed: the same seed and kicks give the same walk.
    """
    if len(table) - 2 <= _EXACT_STOPS:
        return _shortest(table)
    count = len(table)
    tour = Ints("q", [*_nearest(table), count - 1])
    length = best(tour_kernels.tour)(
        kicks,
        count,
        Floats("d", [way for row in table for way in row]),
        ints(count),
        tour,
        Ints("q", [seed % 2147483646 + 1]),
    )
    return Route(tuple(stop - 1 for stop in tour[1:-1]), length)


def _nearest(table: Sequence[Sequence[float]]) -> list[int]:
    """From the start to the nearest stop, from there to the nearest one left, and so on."""
    left = set(range(1, len(table) - 1))
    walk = [0]
    while left:
        row = table[walk[-1]]
        stop = min(left, key=lambda other: (row[other], other))
        left.remove(stop)
        walk.append(stop)
    return walk


def _shortest(table: Sequence[Sequence[float]]) -> Route:
    """Held and Karp: the shortest way to each stop past each set of stops."""
    count = len(table) - 2
    if count <= 0:
        return Route((), table[0][-1])
    best_to = {(1 << stop, stop): (table[0][stop + 1], -1) for stop in range(count)}
    for visited in range(1, 1 << count):
        for last in range(count):
            if (visited, last) not in best_to:
                continue
            far = best_to[visited, last][0]
            for stop in range(count):
                if not visited >> stop & 1:
                    key = (visited | 1 << stop, stop)
                    there = far + table[last + 1][stop + 1]
                    if key not in best_to or there < best_to[key][0]:
                        best_to[key] = (there, last)
    everything = (1 << count) - 1
    far, last = min((best_to[everything, s][0] + table[s + 1][-1], s) for s in range(count))
    order: list[int] = []
    visited = everything
    while last >= 0:
        order.append(last)
        visited, last = visited ^ 1 << last, best_to[visited, last][1]
    return Route(tuple(reversed(order)), far)
