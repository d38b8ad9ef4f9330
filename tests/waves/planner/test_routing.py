"""The exact router against all orders of the stops, compiled and plain."""

from __future__ import annotations

from itertools import accumulate, pairwise, permutations
from random import Random

import pytest

from app.waves.planner import compiled, exact_kernels, routing
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.routing import distance, route


def apart(aisles: Aisles, here: Spot, there: Spot) -> float:
    if here[0] == there[0]:
        return abs(here[1] - there[1])
    aside = abs(aisles.across[here[0]] - aisles.across[there[0]])
    return aside + min(abs(here[1] - y) + abs(there[1] - y) for y in aisles.crossings)


def length(aisles: Aisles, walk: list[Spot]) -> float:
    return sum(apart(aisles, here, there) for here, there in pairwise(walk))


def shortest(aisles: Aisles, spots: list[Spot], start: Spot, end: Spot) -> float:
    return min(length(aisles, [start, *walk, end]) for walk in permutations(spots))


def a_case(chance: Random) -> tuple[Aisles, list[Spot], Spot, Spot]:
    deep = chance.choice([6, 12, 20])
    count = chance.randint(1, 6)
    crossings = sorted(chance.sample(range(deep + 1), chance.randint(1, 4)))
    steps = [0, *(chance.choice([1, 3, 5]) for _ in range(count - 1))]
    aisles = Aisles(tuple(accumulate(map(float, steps))), tuple(map(float, crossings)))

    def spot() -> Spot:
        return chance.randrange(count), float(chance.randint(0, deep))

    return aisles, [spot() for _ in range(chance.randint(0, 6))], spot(), spot()


@pytest.mark.parametrize("seed", range(12))
def test_no_order_of_the_stops_is_shorter(seed: int) -> None:
    chance = Random(seed)
    for _ in range(25):
        aisles, spots, start, end = a_case(chance)

        back = route(aisles, spots, start)
        away = route(aisles, spots, start, end)

        for found, last in ((back, start), (away, end)):
            assert sorted(found.order) == list(range(len(spots)))
            walk = [start, *(spots[stop] for stop in found.order), last]
            assert found.metres == pytest.approx(shortest(aisles, spots, start, last))
            assert length(aisles, walk) == pytest.approx(found.metres)
        assert distance(aisles, spots, start) == back.metres


def test_nothing_to_visit_is_no_walk_but_from_one_place_to_the_other() -> None:
    aisles = Aisles((0.0, 5.0), (0.0, 10.0))

    assert route(aisles, [], (0, 0.0)).metres == 0
    assert route(aisles, [], (0, 4.0), (1, 4.0)).metres == 13


def test_compiled_and_plain_walk_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    package = "app.waves.planner"
    assert compiled.build(f"{package}.exact_kernels", f"{package}.exact_trace_kernels")
    chance = Random(5)
    cases = [a_case(chance) for _ in range(100)]

    assert compiled.best(exact_kernels.walk) is not exact_kernels.walk
    fast = [route(*case) for case in cases]
    monkeypatch.setattr(routing, "best", lambda kernel: kernel)

    assert [route(*case) for case in cases] == fast


def test_another_machine_without_a_compiler_walks_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "_LOADED", {})
    monkeypatch.setattr(compiled, "_missed_at", {})
    monkeypatch.setattr(compiled, "_name", lambda _module: "")

    assert not compiled.ready("app.waves.planner.exact_kernels")
    assert compiled.best(exact_kernels.walk) is exact_kernels.walk
    assert route(Aisles((0.0, 5.0), (0.0, 10.0)), [(1, 3.0)], (0, 0.0)).metres == 16
