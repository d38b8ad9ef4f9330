"""The cart with boxes, read, solved and written."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from random import Random

import pytest

from app.waves.planner.families import cart
from app.waves.planner.families.cart import Instance
from tests.conftest import SHARED_DATA

PUBLIC = SHARED_DATA / "waves" / "public"

# Locations 0 (start), 1, 2, 3 and 4 (end) in a row, ten metres apart; four products.
ROW = """//NbLocations
5
//NbProducts
4
2 //boxes
1
40 //box
1
//Idx Location Volume
1 1 10
2 2 10
3 3 10
4 3 1
//Orders
{orders}
//NbVerticesIntersections
0
0
4
//Arcs
{arcs}
0 2.5 -1.0 "depot"
"""
ARCS = "\n".join(f"{a} {b} {10 * abs(a - b)}" for a in range(5) for b in range(5) if a != b)


def text(*orders: str) -> str:
    rows = [f"{number} {order}" for number, order in enumerate(orders, 1)]
    return ROW.format(orders="\n".join([str(len(rows)), *rows]), arcs=ARCS)


def test_an_order_takes_whole_boxes_and_a_cart_has_only_so_many() -> None:
    instance = cart.read(text("1 1 1 3", "1 2 2 2 3 3", "1 1 4 1"))

    told = json.loads(cart.write(cart.solve(instance, moves=10)))["batches"]

    assert [boxes for boxes, _ in instance.orders] == [1, 2, 1]
    # there and on to the end is 40 m for either; the one with two boxes has a cart of its own
    assert sorted(batch["orders"] for batch in told) == [[0, 2], [1]]
    assert sorted(batch["route"] for batch in told) == [[1, 4], [2, 3]]
    assert cart.solve(instance, moves=10).metres == 80


def test_an_order_that_no_cart_can_take_is_named() -> None:
    with pytest.raises(ValueError, match="order 0 is too much"):
        cart.solve(cart.read(text("3 1 1 1")))


def test_a_box_that_holds_nothing_and_bins_without_a_way_are_refused() -> None:
    whole = text("1 1 1 1 1")

    with pytest.raises(ValueError, match="nothing fits into a box"):
        cart.read(whole.replace("40 //box", "0 //box"))
    with pytest.raises(ValueError, match="no way leads past"):
        cart.solve(cart.read(whole.replace(ARCS, "0 4 40")), moves=1)
    with pytest.raises(ValueError, match="has no end"):
        cart.read(whole.replace("40 //box", "inf //box"))


def test_half_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match="too early"):
        cart.read(ROW[:60])


def test_many_orders_fit_and_walk_no_more_than_each_alone() -> None:
    chance = Random(1)
    where = {product: 1 + product % 20 for product in range(40)}
    orders = tuple(
        (chance.randint(1, 3), tuple(sorted(chance.sample(range(40), 3)))) for _ in range(14)
    )
    metres = {(a, b): float(abs(a - b)) for a in range(22) for b in range(22) if a != b}
    instance = Instance(6, orders, where, 0, 21, metres)

    found = cart.solve(instance, moves=150, seed=2)

    assert sorted(order for carts, _ in found.batches for order in carts) == list(range(14))
    for carts, route in found.batches:
        assert sum(orders[order][0] for order in carts) <= 6
        assert set(route) == {product for order in carts for product in orders[order][1]}
    walks = [[0, *(where[p] for p in route), 21] for _, route in found.batches]
    assert found.metres == sum(abs(a - b) for walk in walks for a, b in pairwise(walk))
    assert cart.solve(instance, moves=150, seed=2) == found


@pytest.mark.shared_data
def test_the_public_carts_walk_as_short_as_can_be() -> None:
    with (PUBLIC / "best.csv").open(newline="") as rows:
        best = {r["instance"]: float(r["best"]) for r in csv.DictReader(rows)}

    for file in sorted((PUBLIC / "cart").glob("*.txt")):
        found = cart.solve(cart.read(file.read_text()), seed=1)
        assert found.metres == pytest.approx(best[file.stem])
