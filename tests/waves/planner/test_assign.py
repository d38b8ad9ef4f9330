"""Which shelves to take from: all that is wanted, no more than there is, by a short walk."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random
from time import monotonic

import pytest

from app.waves.planner import assign, assign_search, compiled
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.assign import Holding, choose
from app.waves.planner.routing import distance


def a_case(chance: Random) -> tuple[Aisles, list[Holding], dict[int, int], Spot]:
    crossings = sorted(chance.sample(range(13), chance.randint(1, 4)))
    aisles = Aisles((0.0, 3.0, 9.0, 12.0), tuple(map(float, crossings)))

    def spot() -> Spot:
        return chance.randrange(4), float(chance.randint(0, 12))

    holdings = [
        Holding(article, spot(), chance.randint(1, 3))
        for article in range(4)
        for _ in range(chance.randint(1, 4))
    ]
    there = Counter[int]()
    for held in holdings:
        there[held.article] += held.units
    wanted = {article: chance.randint(1, units) for article, units in there.items()}
    # a walk always leads by a crossing here, and so does the search's own measure
    return aisles, holdings, wanted, (0, float(crossings[0]))


def shortest(
    aisles: Aisles, holdings: list[Holding], wanted: dict[int, int], depot: Spot
) -> float:
    covers: list[list[list[Spot]]] = []
    for article, units in wanted.items():
        rows = [held for held in holdings if held.article == article]
        sets = [
            [row for row, used in zip(rows, use, strict=True) if used]
            for use in product([0, 1], repeat=len(rows))
        ]
        covers.append(
            [[row.spot for row in some] for some in sets if sum(r.units for r in some) >= units]
        )
    return min(
        distance(aisles, [spot for cover in covers_ for spot in cover], depot)
        for covers_ in product(*covers)
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_of_shelves_has_a_shorter_walk(seed: int) -> None:
    aisles, holdings, wanted, depot = a_case(Random(seed))

    found = choose(aisles, holdings, wanted, depot, seed=seed, rounds=60)

    taken = Counter[int]()
    for place, units in found.takes:
        assert 0 < units <= holdings[place].units
        taken[holdings[place].article] += units
    assert taken == wanted
    assert len({place for place, _ in found.takes}) == len(found.takes)
    spots = [holdings[place].spot for place, _ in found.takes]
    assert found.metres == pytest.approx(distance(aisles, spots, depot))
    assert found.metres == pytest.approx(shortest(aisles, holdings, wanted, depot))


def test_compiled_and_plain_choose_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.build("app.waves.planner.assign_kernels")
    cases = [(a_case(Random(seed)), seed) for seed in range(2)]

    fast = [choose(*case, seed=seed, rounds=70) for case, seed in cases]
    monkeypatch.setattr(assign_search, "best", lambda kernel: kernel)

    assert [choose(*case, seed=seed, rounds=70) for case, seed in cases] == fast


def test_a_plain_machine_in_a_hurry_takes_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assign_search, "best", lambda kernel: kernel)
    aisles = Aisles((0.0, 5.0), (0.0, 10.0))
    holdings = [Holding(1, (1, 9.0), 2), Holding(1, (0, 2.0), 1), Holding(1, (0, 4.0), 1)]

    found = choose(aisles, holdings, {1: 2}, (0, 0.0), deadline=0.0)

    assert found.takes == ((1, 1), (2, 1))
    assert found.metres == 8
    assert found.rounds == 0


def test_a_floor_too_big_for_the_time_is_narrowed_to_what_is_near() -> None:
    aisles = Aisles(tuple(5.0 * aisle for aisle in range(40)), (0.0, 100.0))
    holdings = [
        Holding(article, (aisle, float(article)), 1)
        for aisle in range(40)
        for article in range(1, 91)
    ]
    wanted = dict.fromkeys(range(1, 91), 20)
    question = aisles, holdings, wanted, (0, 0.0)
    near = assign._in_reach(aisles, holdings, (0, 0.0))

    assert assign._few_enough(question, near, None) == near
    begun = monotonic()
    some = assign._few_enough(question, near, begun + 0.3)
    assert some is None or 1800 <= len(some) < len(holdings)
    assert assign._few_enough(question, near, begun - 1.0) is None


def test_an_article_that_is_short_is_named() -> None:
    with pytest.raises(ValueError, match="article 7 is short by 2 units"):
        choose(Aisles((0.0,), (0.0,)), [Holding(7, (0, 1.0), 1)], {7: 3}, (0, 0.0), rounds=1)
