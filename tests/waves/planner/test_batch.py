"""Orders to carts: nothing over a limit, and the metres are those of the walks."""

from __future__ import annotations

from itertools import accumulate
from random import Random

import pytest

from app.waves.planner import batch as batches
from app.waves.planner import batch_search, compiled
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.batch import NO_LIMIT, Limits, Parcel, batch
from app.waves.planner.routing import distance

ONE_BLOCK = Aisles((0.0, 5.0, 10.0), (0.0, 10.0))


def a_case(chance: Random) -> tuple[Aisles, list[Parcel], Limits, Spot]:
    deep = 12
    count = chance.randint(1, 4)
    crossings = sorted(chance.sample(range(deep + 1), chance.randint(1, 4)))
    steps = [0, *(chance.choice([1, 3, 5]) for _ in range(count - 1))]
    aisles = Aisles(tuple(accumulate(map(float, steps))), tuple(map(float, crossings)))

    def spot() -> Spot:
        return chance.randrange(count), float(chance.randint(0, deep))

    parcels = [
        Parcel(
            tuple(spot() for _ in range(chance.randint(1, 4))),
            (1.0, float(chance.randint(1, 5)), float(chance.randint(1, 5))),
        )
        for _ in range(chance.randint(1, 8))
    ]
    return aisles, parcels, (4.0, 9.0, NO_LIMIT), spot()


def walked(aisles: Aisles, parcels: list[Parcel], cart: tuple[int, ...], depot: Spot) -> float:
    return distance(aisles, [spot for order in cart for spot in parcels[order].spots], depot)


def shortest(aisles: Aisles, parcels: list[Parcel], limits: Limits, depot: Spot) -> float:
    """The least metres of all ways to put the orders on carts, by sets of orders."""
    best = [0.0] + [float("inf")] * (2 ** len(parcels) - 1)
    costs = {}
    for some in range(1, len(best)):
        orders = tuple(order for order in range(len(parcels)) if some >> order & 1)
        loads = [sum(parcels[order].takes[limit] for order in orders) for limit in range(3)]
        if all(load <= limit for load, limit in zip(loads, limits, strict=True)):
            costs[some] = walked(aisles, parcels, orders, depot)
    for some in range(1, len(best)):
        part = some
        while part:
            if part in costs:
                best[some] = min(best[some], best[some ^ part] + costs[part])
            part = (part - 1) & some
    return best[-1]


@pytest.mark.parametrize("few", [0, 8])
@pytest.mark.parametrize("seed", range(8))
def test_no_cart_is_over_a_limit_and_the_walks_are_near_the_shortest(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    aisles, parcels, limits, depot = a_case(Random(seed))

    monkeypatch.setattr(batches, "_FEW", few)
    found = batch(aisles, parcels, limits, depot, seed=seed, moves=3000)

    assert sorted(order for cart in found.carts for order in cart) == list(range(len(parcels)))
    for cart in found.carts:
        for limit in range(3):
            assert sum(parcels[order].takes[limit] for order in cart) <= limits[limit]
    assert found.metres == pytest.approx(
        sum(walked(aisles, parcels, cart, depot) for cart in found.carts)
    )
    least = shortest(aisles, parcels, limits, depot)
    assert least - 1e-6 <= found.metres <= (1.0 if found.proven else 1.1) * least + 1e-6
    assert found.proven == bool(few)


def test_one_way_aisles_are_walked_along_their_arrows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six aisles in turn inward and outward: who shares a cart is judged by such walks."""
    monkeypatch.setattr(batches, "_FEW", 0)
    arrows = Aisles(tuple(map(float, range(0, 30, 5))), (0.0, 20.0), (1, -1) * 3)
    chance = Random(2)
    parcels = [
        Parcel(((chance.randrange(6), float(chance.randint(1, 19))),), (1.0, 0.0, 0.0))
        for _ in range(8)
    ]
    limits, depot = (2.0, NO_LIMIT, NO_LIMIT), (0, 0.0)

    found = batch(arrows, parcels, limits, depot, seed=1, moves=400)
    again = batch(arrows, parcels, limits, depot, seed=1, moves=400)
    as_if = batch(Aisles(arrows.across, arrows.crossings), parcels, limits, depot, seed=1)

    assert found == again
    assert sorted(order for cart in found.carts for order in cart) == list(range(8))
    assert max(map(len, found.carts)) <= 2
    told = sum(walked(arrows, parcels, cart, depot) for cart in found.carts)
    assert found.metres == pytest.approx(told)
    assert found.metres < sum(walked(arrows, parcels, cart, depot) for cart in as_if.carts)
    assert found.metres <= 1.02 * shortest(arrows, parcels, limits, depot)


def test_compiled_and_plain_fill_the_same_carts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.build("app.waves.planner.batch_kernels")
    monkeypatch.setattr(batches, "_FEW", 0)
    cases = [(a_case(Random(seed)), seed) for seed in range(4)]

    fast = [batch(*case, seed=seed, moves=300) for case, seed in cases]
    monkeypatch.setattr(batch_search, "best", lambda kernel: kernel)

    assert [batch(*case, seed=seed, moves=300) for case, seed in cases] == fast


def test_a_handful_of_orders_is_left_to_the_search_when_time_is_short() -> None:
    aisles, parcels, limits, depot = a_case(Random(1))

    found = batch(aisles, parcels, limits, depot, deadline=0.0)

    assert not found.proven
    assert sorted(order for cart in found.carts for order in cart) == list(range(len(parcels)))


def test_an_order_that_no_cart_can_take_is_named() -> None:
    with pytest.raises(ValueError, match="order 1 is too much"):
        batch(
            ONE_BLOCK,
            [Parcel(((0, 1.0),), (1, 0, 0)), Parcel(((0, 1.0),), (9, 0, 0))],
            (5, NO_LIMIT, NO_LIMIT),
            (0, 0.0),
            moves=1,
        )


def test_no_orders_need_no_cart() -> None:
    assert batch(ONE_BLOCK, [], (5, 5, 5), (0, 0.0), moves=1).carts == ()


def test_many_orders_are_put_on_carts_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_PARTS", (20, 10))
    chance = Random(5)
    spots = [(chance.randrange(3), float(chance.randint(1, 9))) for _ in range(50)]
    parcels = [Parcel((spot,), (1, 0, 0)) for spot in spots]
    limits = (4.0, NO_LIMIT, NO_LIMIT)

    found = batch(ONE_BLOCK, parcels, limits, (0, 0.0), seed=1, moves=600)
    late = batch(ONE_BLOCK, parcels, limits, (0, 0.0), seed=1, deadline=0.0)

    for plan in (found, late):
        assert sorted(order for cart in plan.carts for order in cart) == list(range(50))
        assert max(map(len, plan.carts)) <= 4
        assert plan.metres == pytest.approx(
            sum(walked(ONE_BLOCK, parcels, cart, (0, 0.0)) for cart in plan.carts)
        )
        assert not plan.proven
    assert found == batch(ONE_BLOCK, parcels, limits, (0, 0.0), seed=1, moves=600)
    alone = sum(walked(ONE_BLOCK, parcels, (order,), (0, 0.0)) for order in range(50))
    assert found.metres < 0.5 * alone
