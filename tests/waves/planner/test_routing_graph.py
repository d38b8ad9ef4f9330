"""Routes on any layout, against all orders of the stops."""

from __future__ import annotations

from itertools import pairwise, permutations
from random import Random

import pytest

from app.waves.planner import compiled, routing_graph
from app.waves.planner.routing_graph import Graph, graph_route, table_route


def a_floor(chance: Random, nodes: int) -> Graph[int]:
    """Places on a ring, with short cuts that mostly lead one way."""
    ways: dict[int, dict[int, float]] = {node: {} for node in range(nodes)}
    for node in range(nodes):
        ways[node][(node + 1) % nodes] = float(chance.randint(1, 9))
        if chance.random() < 0.7:
            ways[(node + 1) % nodes][node] = float(chance.randint(1, 9))
        ways[node][chance.randrange(nodes)] = float(chance.randint(2, 20))
    return Graph(ways)


def length(graph: Graph[int], walk: list[int]) -> float:
    return sum(graph.metres(here)[there] for here, there in pairwise(walk))


@pytest.mark.parametrize("seed", range(10))
def test_no_order_of_few_stops_is_shorter(seed: int) -> None:
    chance = Random(seed)
    graph = a_floor(chance, 12)
    stops = chance.sample(range(12), chance.randint(0, 6))

    found = graph_route(graph, stops, 0, 11)

    assert sorted(found.order) == list(range(len(stops)))
    assert length(graph, [0, *(stops[stop] for stop in found.order), 11]) == found.metres
    least = min(length(graph, [0, *walk, 11]) for walk in permutations(stops))
    assert found.metres == pytest.approx(least)


def table_of(chance: Random, count: int) -> tuple[list[list[float]], list[int]]:
    """Stops on a circle: walking round it is the shortest way, and known."""
    angles = [0.0, *(chance.random() for _ in range(count - 2)), 1.0]
    table = [[min(abs(a - b), 1.2 - abs(a - b)) for b in angles] for a in angles]
    return table, sorted(range(count - 2), key=lambda stop: angles[stop + 1])


@pytest.mark.parametrize("count", [12, 25, 40])
def test_many_stops_are_walked_in_a_good_order(count: int) -> None:
    table, way = table_of(Random(count), count)
    whole = [0, *(stop + 1 for stop in way), count - 1]
    round_it = sum(table[here][there] for here, there in pairwise(whole))

    found = table_route(table, kicks=30, seed=1)

    assert sorted(found.order) == sorted(way)
    walk = [0, *(stop + 1 for stop in found.order), count - 1]
    assert sum(table[a][b] for a, b in pairwise(walk)) == pytest.approx(found.metres)
    assert found.metres <= round_it + 1e-9


def test_a_stop_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(ValueError, match="no way"):
        graph_route(Graph({0: {1: 1.0}, 1: {}, 2: {}}), [2], 0, 1)


def test_compiled_and_plain_walk_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.build("app.waves.planner.tour_kernels")
    table, _ = table_of(Random(3), 20)
    for row in table:
        row[5] += 0.1  # one stop is dearer to go to than to leave

    fast = table_route(table, kicks=20, seed=4)
    monkeypatch.setattr(routing_graph, "best", lambda kernel: kernel)

    assert table_route(table, kicks=20, seed=4) == fast
