"""The picking families: read a file, solve it, write what the benchmark reads."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app.waves.planner.families import jobprp, sprp, sprp_ss
from tests.conftest import SHARED_DATA

PUBLIC = SHARED_DATA / "waves" / "public"

SMALL = """NAME : small
LAYOUT : single-block
NUM_AISLES : 2
NUM_CELLS : 4
DEPOT_AISLE : 0
DEPOT_LOCATION : top
DISTANCE_AISLE_TO_AISLE : 5
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 1
DISTANCE_BOTTOM_TO_CELL : 1
DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 2
ARTICLE_SECTION
NUM_ARTICLES : 2
ID 0
ID 1
SKU_SECTION
NUM_SKUS : 3
ID 0 AISLE 0 CELL 3 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 1 CELL 0 QUANTITY 2 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 1 CELL 3 QUANTITY 2 LEFT_RIGHT_HAND_SIDE left
ORDER_SECTION
NUM_ARTICLES : 2
ID 0 QUANTITY 1
ID 1 QUANTITY {units}
EOF
"""


def best_known(family: str) -> dict[tuple[str, int], float]:
    with (PUBLIC / "best.csv").open(newline="") as rows:
        return {
            (row["instance"], int(row["blocks"])): float(row["best"])
            for row in csv.DictReader(rows)
            if row["family"] == family
        }


def files(family: str) -> list[Path]:
    return sorted((PUBLIC / family).glob("*.txt"))


def test_a_list_is_walked_in_order_and_the_way_to_the_depot_counts_twice() -> None:
    solution = sprp.solve(sprp.read(SMALL.format(units=3)))

    assert solution.metres == 4 + 20
    assert json.loads(sprp.write(solution)) == {"picks": [[0, 1], [2, 1], [1, 2]]}


def test_two_blocks_have_a_cross_aisle_in_the_middle() -> None:
    assert sprp.solve(sprp.read(SMALL.format(units=2), blocks=2)).metres == 4 + 20


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SMALL.format(units=5), "article 1 is short by 1 units"),
        (SMALL.replace("NUM_CELLS : 4", ""), "lacks 'NUM_CELLS'"),
        (SMALL.replace("NUM_CELLS : 4", "NUM_CELLS : 0"), "no cell"),
        (SMALL.replace("CELL 3 ", "CELL 4 "), "CELL 4 is not among the 4"),
        (SMALL.replace("ID 0 AISLE 0", "ID 0 AISLE -1"), "AISLE -1 is not among the 2"),
        (SMALL.replace("DEPOT_AISLE : 0", "DEPOT_AISLE : 2"), "DEPOT_AISLE 2"),
        (SMALL.replace("AISLE_TO_AISLE : 5", "AISLE_TO_AISLE : nan"), "AISLE_TO_AISLE is nan"),
        (SMALL.format(units=-1), "QUANTITY is -1"),
        (SMALL.partition("ORDER_SECTION")[0], "lacks orders"),
    ],
)
def test_a_file_that_cannot_be_solved_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        sprp.solve(sprp.read(text))


def test_the_nearer_place_is_chosen_and_none_is_taken_beyond_its_stock() -> None:
    near = sprp_ss.solve(sprp_ss.read(SMALL.format(units=2)), rounds=5)
    both = sprp_ss.solve(sprp_ss.read(SMALL.format(units=3)), rounds=5)

    assert sorted(near.picks) == [(0, 1), (1, 2)]
    assert near.metres == 4 + 2 * (4 + 5 + 1)
    assert sorted(both.picks) == [(0, 1), (1, 2), (2, 1)]


def test_where_nothing_is_ordered_nobody_walks() -> None:
    text = SMALL.format(units=0).replace("ID 0 QUANTITY 1\n", "ID 0 QUANTITY 0\n")

    assert sprp.solve(sprp.read(text)).picks == ()
    assert sprp_ss.solve(sprp_ss.read(text)).picks == ()


TWO_ORDERS = SMALL.format(units=1).replace(
    "ORDER_SECTION\nNUM_ARTICLES : 2\nID 0 QUANTITY 1\n",
    "PICKER_CAPACITY : 3\nORDER_SECTION\nNUM_ORDERS : 2\nNUM_ARTICLES_IN_ORDER : 1\n"
    "ID 0 QUANTITY 2\nNUM_ARTICLES_IN_ORDER : 1\n",
)


@pytest.mark.parametrize(
    ("capacity", "carts", "metres"),
    [(3, [[0, 1]], 4 + 20), (2, [[0], [1]], 4 + 8 + 4 + 12)],
)
def test_orders_share_a_cart_as_far_as_it_can_carry(
    capacity: int, carts: list[list[int]], metres: float
) -> None:
    text = TWO_ORDERS.replace("PICKER_CAPACITY : 3", f"PICKER_CAPACITY : {capacity}")

    solution = jobprp.solve(jobprp.read(text), moves=200)

    told = json.loads(jobprp.write(solution))["batches"]
    assert sorted(cart["orders"] for cart in told) == carts
    assert sorted(article for cart in told for article in cart["route"]) == [0, 1]
    assert solution.metres == metres


def test_for_an_order_of_nothing_nobody_walks_to_the_depot() -> None:
    empty = TWO_ORDERS.replace("ID 0 QUANTITY 2\n", "").replace("ID 1 QUANTITY 1\n", "")

    assert jobprp.solve(jobprp.read(empty), moves=1).metres == 0


def test_a_cart_that_carries_nothing_and_an_article_that_lies_nowhere_are_refused() -> None:
    with pytest.raises(ValueError, match="order 0 is too much"):
        jobprp.solve(jobprp.read(TWO_ORDERS.replace("CAPACITY : 3", "CAPACITY : 0")), moves=1)
    with pytest.raises(ValueError, match="article 9 lies nowhere"):
        jobprp.solve(jobprp.read(TWO_ORDERS.replace("ID 0 QUANTITY 2", "ID 9 QUANTITY 2")))


@pytest.mark.shared_data
@pytest.mark.parametrize("blocks", [1, 2])
def test_every_public_list_is_walked_as_short_as_can_be(blocks: int) -> None:
    best = best_known("sprp")

    for file in files("sprp"):
        solution = sprp.solve(sprp.read(file.read_text(), blocks=blocks))
        assert solution.metres == pytest.approx(best[file.stem, blocks])
