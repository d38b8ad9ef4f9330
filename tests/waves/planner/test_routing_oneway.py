"""Floors with one-way aisles, against all orders of the stops."""

from __future__ import annotations

from itertools import accumulate, pairwise, permutations
from random import Random

import pytest

from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.batch import NO_LIMIT, Parcel, batch
from app.waves.planner.routing import distance, route
from app.waves.planner.routing_graph import Graph


def floor(aisles: Aisles, spots: list[Spot]) -> Graph[Spot]:
    ways: dict[Spot, dict[Spot, float]] = {}
    for aisle, direction in enumerate(aisles.one_way):
        depths = sorted({*aisles.crossings, *(d for a, d in spots if a == aisle)})
        for low, high in pairwise(depths):
            if direction != -1:
                ways.setdefault((aisle, low), {})[aisle, high] = high - low
            if direction != 1:
                ways.setdefault((aisle, high), {})[aisle, low] = high - low
    for here in range(len(aisles.across) - 1):
        apart = aisles.across[here + 1] - aisles.across[here]
        for depth in aisles.crossings:
            ways.setdefault((here, depth), {})[here + 1, depth] = apart
            ways.setdefault((here + 1, depth), {})[here, depth] = apart
    return Graph(ways)


def a_case(chance: Random) -> tuple[Aisles, list[Spot], Spot, Spot]:
    """Aisles up and down by turns, some both ways, so that every spot can be reached."""
    count = chance.randint(3, 6)
    inner = chance.sample(range(1, 10), chance.randint(0, 2))
    steps = [0.0, *(chance.choice([1.0, 3.0, 5.0]) for _ in range(count - 1))]
    directions = [chance.choice([0, 1, -1]) for _ in range(count - 2)]
    aisles = Aisles(
        tuple(accumulate(steps)),
        tuple(map(float, sorted({0, 10, *inner}))),
        (1, -1, *directions),
    )

    def spot() -> Spot:
        return chance.randrange(count), float(chance.randint(0, 10))

    start = spot()
    end = start if chance.random() < 0.5 else spot()
    return aisles, [spot() for _ in range(chance.randint(0, 5))], start, end


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_the_stops_is_shorter(seed: int) -> None:
    chance = Random(seed)
    for _ in range(8):
        aisles, spots, start, end = a_case(chance)
        graph = floor(aisles, [start, *spots, end])
        far = {spot: graph.metres(spot) for spot in {start, *spots}}

        found = route(aisles, spots, start, end)

        walk = [start, *(spots[stop] for stop in found.order), end]
        assert found.proven
        assert sum(far[a][b] for a, b in pairwise(walk)) == pytest.approx(found.metres)
        assert found.metres == pytest.approx(
            min(
                sum(far[a][b] for a, b in pairwise([start, *some, end]))
                for some in permutations(spots)
            )
        )


def test_up_one_aisle_and_down_the_next() -> None:
    aisles = Aisles((0.0, 2.0, 4.0), (0.0, 10.0), (1, -1, 1))

    found = route(aisles, [(2, 5.0), (1, 5.0), (0, 5.0)], (0, 0.0))

    # up the first, down the second, up the third, and back down the second
    assert found.metres == 10 + 2 + 10 + 2 + 10 + 2 + 10 + 2
    assert found.order[0] == 2


def test_a_dead_end_that_cannot_be_left_is_told() -> None:
    with pytest.raises(ValueError, match="no way"):
        route(Aisles((0.0, 2.0), (0.0,), (0, 1)), [(1, 5.0)], (0, 0.0))


def test_carts_are_measured_along_the_arrows() -> None:
    aisles = Aisles((0.0, 2.0), (0.0, 10.0), (1, -1))
    parcels = [Parcel(((0, 1.0),), (1, 0, 0))]

    found = batch(aisles, parcels, (1, NO_LIMIT, NO_LIMIT), (0, 0.0), moves=5)

    assert found.metres == distance(aisles, [(0, 1.0)], (0, 0.0)) == 24
