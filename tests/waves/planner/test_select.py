from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.waves.planner import compiled, select_wave
from app.waves.planner.families import sbpo
from app.waves.planner.select_pool import Pool, Row, units_of
from app.waves.planner.select_search import Budget
from app.waves.planner.select_wave import choose

FILE = """3 3 2
2 0 1 1 2
1 1 4
2 2 1 1 1
2 0 1 1 3
2 1 3 2 1
4 5
"""


def rows(least: int, most: int, units: int) -> st.SearchStrategy[tuple[Row, ...]]:
    row = st.dictionaries(st.integers(0, 3), st.integers(1, units), min_size=1, max_size=3)
    one = row.map(lambda found: tuple(sorted(found.items())))
    return st.lists(one, min_size=least, max_size=most).map(tuple)


pools = st.builds(Pool, rows(2, 6, 3), rows(2, 5, 4), st.just(4), st.integers(1, 4), st.just(9))


def gives(pool: Pool, aisles: tuple[int, ...]) -> int:
    """The most units of a wave from these aisles, by trying every set of orders."""
    best = 0
    for size in range(1, len(pool.orders) + 1):
        for orders in combinations(range(len(pool.orders)), size):
            units = sum(units_of(pool.orders[order]) for order in orders)
            if units <= pool.most and not short(pool, orders, aisles):
                best = max(best, units)
    return best


def short(pool: Pool, orders: tuple[int, ...], aisles: tuple[int, ...]) -> bool:
    left = dict.fromkeys(range(pool.kinds), 0)
    for aisle in aisles:
        for item, units in pool.aisles[aisle]:
            left[item] += units
    for order in orders:
        for item, units in pool.orders[order]:
            left[item] -= units
    return min(left.values()) < 0


@given(pool=pools)
@settings(max_examples=25, deadline=None)
def test_a_small_wave_is_near_the_best_there_is_and_all_of_it_is_there(pool: Pool) -> None:
    with pytest.MonkeyPatch.context() as searching:
        searching.setattr(select_wave, "FEW", 0)
        found = choose(pool, seed=1, budget=Budget(moves=300), searches=1)
    whole = choose(pool, seed=1, budget=Budget(moves=0))

    best = 0.0
    for size in range(1, len(pool.aisles) + 1):
        for aisles in combinations(range(len(pool.aisles)), size):
            units = gives(pool, aisles)
            if units >= pool.least:
                best = max(best, units / size)
    assert whole.ratio == pytest.approx(best)
    assert not short(pool, whole.orders, whole.aisles)
    if not best:
        assert not found.orders
        return
    assert not short(pool, found.orders, found.aisles)
    assert found.units == sum(units_of(pool.orders[order]) for order in found.orders)
    assert pool.least <= found.units <= pool.most
    assert len(set(found.orders)) == len(found.orders)
    assert 0.75 * best <= found.ratio <= best + 1e-9


def shop(orders: int) -> Pool:
    """A pool whose orders want one to three of forty items from twelve aisles."""
    asked = tuple(
        tuple(((n * 7 + part * 11) % 40, 1 + (n + part) % 2) for part in range(n % 3 + 1))
        for n in range(orders)
    )
    aisles = tuple(
        tuple((item, 2 + (item + aisle) % 4) for item in range(aisle, 40, 4 + aisle % 3))
        for aisle in range(12)
    )
    return Pool(asked, aisles, 40, 10, 30)


def test_the_same_seed_and_moves_give_the_same_wave() -> None:
    budget = Budget(moves=1500)
    first, again = (choose(shop(60), seed=5, budget=budget) for _ in range(2))

    assert first == again
    assert not short(shop(60), first.orders, first.aisles)


def test_compiled_or_not_it_is_the_same_wave(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.build(*select_wave._KERNELS)
    fast = choose(shop(60), seed=3, budget=Budget(moves=800), searches=1)
    monkeypatch.setattr(compiled, "best", lambda function: function)

    assert choose(shop(60), seed=3, budget=Budget(moves=800), searches=1) == fast


def test_more_moves_bring_no_worse_wave() -> None:
    ratios = [choose(shop(90), seed=2, budget=Budget(moves=n)).ratio for n in (1, 400, 4000)]

    assert ratios == sorted(ratios)
    assert ratios[0] > 0


@pytest.mark.parametrize("few", [0, select_wave.FEW])
def test_where_no_wave_has_the_least_units_there_is_none(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(select_wave, "FEW", few)
    poor = Pool((((0, 2),), ((1, 1),)), (((0, 1), (1, 1)),), 2, 2, 9)

    assert choose(poor, seed=1, budget=Budget(moves=50)).orders == ()


def test_a_benchmark_file_is_read_solved_and_written() -> None:
    found = sbpo.solve(sbpo.read(FILE), seed=1, moves=200)

    assert found.units == 5
    assert found.aisles == (0, 1)
    assert sbpo.write(found).split() == ["2", *map(str, found.orders), "2", "0", "1"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ends too soon"),
        ("1 1 1", "ends too soon"),
        ("1 1 1\n1 9 1\n1 0 1\n0 1\n", "an item is not among the 1"),
        (FILE + "7", "goes on"),
        (FILE.replace("4 5", "-4 5"), "a number is not among"),
        (FILE.replace("4 5", "4 5000000000000"), "a number is not among"),
    ],
)
def test_what_is_no_benchmark_file_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        sbpo.read(text)


@pytest.mark.parametrize("units", ["9 10", "5 4", "0 0"])
def test_where_a_file_asks_for_what_no_wave_has_that_is_said(units: str) -> None:
    with pytest.raises(ValueError, match=f"no wave of {units.replace(' ', ' to ')} units"):
        sbpo.solve(sbpo.read(FILE.replace("4 5", units)), seed=1, moves=50)


def test_so_many_units_that_no_table_holds_them_are_chosen_from_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(select_wave, "FEW", 0)
    many = 10**9
    orders: tuple[Row, ...] = (((0, many),), ((0, 2 * many),), ((0, many), (1, 1)))
    pool = Pool(orders, (((0, 4 * many), (1, 1)),), 2, 1, 3 * many)

    found = choose(pool, seed=1, budget=Budget(moves=50))

    assert found.orders == (0, 1)
    assert found.units == 3 * many
