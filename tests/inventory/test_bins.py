"""Bins and receipts: placed by their names, counted once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.inventory.models import Bin, Stock
from app.inventory.rules import spot_of
from tests import builders
from tests.floor import Floor
from tests.inventory.shelves import Shelf, disagreements


def save(floor: Floor, code: str, **more: Any) -> str:
    return str(floor.write(lambda s: inventory.save_bin(s, SYSTEM, code=code, **more)))


def receipt(floor: Floor, **more: Any) -> str:
    row = {"receipt_no": "R-1", "sku": "SKU-1", "bin_code": "A-01-01-1", "quantity": 5} | more
    return str(floor.write(lambda s: inventory.import_stock(s, SYSTEM, **row)))


@pytest.mark.parametrize(
    ("code", "there"),
    [
        ("A-01-01-1", ("A", 1, 0.0, 1.0, 1)),
        ("A-08-15-4", ("A", 8, 21.0, 15.0, 4)),
        ("B-02-03-2", ("B", 2, 63.0, 3.0, 2)),
        ("c-19-04", ("C", 19, 174.0, 4.0, 1)),
    ],
)
def test_a_name_says_where_the_bin_is(code: str, there: tuple[object, ...]) -> None:
    spot = spot_of(code)

    assert spot is not None
    assert (spot.zone, spot.aisle, spot.x, spot.y, spot.level) == there


@pytest.mark.parametrize("code", ["STAGE-1", "A-01", "A-01-01-1-1", "1-01-01-1", "", "A-٠١-01"])
def test_another_name_says_nothing(code: str) -> None:
    assert spot_of(code) is None


def test_the_walk_goes_up_one_aisle_and_down_the_next() -> None:
    codes = [
        f"A-0{aisle}-0{bay}-{level}"
        for aisle in (1, 2, 3)
        for bay in (1, 2)
        for level in (1, 2)
    ]
    spots = {code: spot_of(code) for code in [*codes, "B-01-01-1"]}

    walk = sorted(spots, key=lambda code: spots[code].sequence)  # type: ignore[union-attr]

    assert [code[2:7] for code in walk[::2]] == [
        "01-01",
        "01-02",
        "02-02",
        "02-01",
        "03-01",
        "03-02",
        "01-01",
    ]
    assert walk[-1] == "B-01-01-1"


@given(st.integers(1, 999), st.integers(1, 998), st.integers(1, 9), st.sampled_from("ABCZ"))
def test_every_bin_has_its_own_place_on_the_walk(
    aisle: int, bay: int, level: int, zone: str
) -> None:
    here = spot_of(f"{zone}-{aisle}-{bay}-{level}")
    beyond = spot_of(f"{zone}-{aisle}-{bay + 1}-{level}")

    assert here is not None
    assert beyond is not None
    assert (beyond.sequence > here.sequence) == bool(aisle % 2)
    assert 0 < here.sequence < 2**31


def test_saving_a_bin_says_what_it_did(floor: Floor) -> None:
    assert save(floor, "A-01-01-1") == "added"
    assert save(floor, "A-01-01-1") == "unchanged"
    assert save(floor, "A-01-01-1", zone="A", kind="pick") == "unchanged"
    assert save(floor, "A-01-01-1", kind="reserve", x=7.5, sequence=3) == "updated"

    [row] = floor.read(sa.select(Bin.zone, Bin.kind, Bin.x, Bin.y, Bin.level, Bin.sequence))
    assert tuple(row) == ("A", "reserve", 7.5, 1.0, 1, 3)


def test_a_bin_of_another_name_stands_at_the_start(floor: Floor) -> None:
    save(floor, "STAGE-1", kind="staging")

    [row] = floor.read(sa.select(Bin.zone, Bin.aisle, Bin.x, Bin.y, Bin.sequence))
    assert tuple(row) == ("STAGE", 0, 0.0, 0.0, 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"code": ""}, "bin"),
        ({"code": "x" * 41}, "bin"),
        ({"code": "a\nb"}, "bin"),
        ({"zone": "x" * 9}, "zone"),
        ({"kind": "shelf"}, "kind"),
        ({"x": float("nan")}, "x"),
        ({"y": 1e9}, "y"),
        ({"level": 0}, "level"),
        ({"sequence": -1}, "sequence"),
        ({"sequence": 2**31}, "sequence"),
    ],
)
def test_a_wrong_bin_is_refused(floor: Floor, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        save(floor, **({"code": "A-01-01-1"} | more))

    assert (refused.value.code, refused.value.params["field"]) == ("stock.bad_bin", field)
    assert floor.count(Bin) == 0


def test_a_bin_with_units_in_it_keeps_its_use(floor: Floor) -> None:
    shelf = Shelf(floor, 10)

    with pytest.raises(Refused) as refused:
        save(floor, shelf.bin, kind="quarantine")
    assert (refused.value.code, refused.value.params["units"]) == ("stock.bin_in_use", 10)
    assert save(floor, shelf.bin, kind="reserve") == "updated"

    order = shelf.order("O1", 10)
    order.picked(10)
    assert save(floor, shelf.bin, kind="quarantine") == "updated"
    order.put_back(10)
    assert (shelf.free, shelf.counts) == (0, (10, 0))
    assert disagreements(floor) == []


def test_units_that_come_into_a_frozen_row_wait_for_the_count_too(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    floor.write(lambda s: inventory.freeze(s, SYSTEM, shelf.stock_id, "short"))

    builders.stock(floor, shelf.sku_id, shelf.bin_id, 5)

    assert (shelf.free, shelf.counts) == (0, (15, 0))
    assert disagreements(floor) == []


def test_a_receipt_counts_once(floor: Floor) -> None:
    shelf = Shelf(floor, 10)

    assert [receipt(floor) for _ in range(3)] == ["added", "unchanged", "unchanged"]
    assert shelf.counts == (15, 0)
    assert receipt(floor, receipt_no="R-2") == "added"
    assert receipt(floor, row="2") == "added"
    assert receipt(floor, lot="L1", expiry=date(2027, 1, 31)) == "added"
    assert receipt(floor, condition="B") == "added"

    rows = floor.read(sa.select(Stock.lot, Stock.condition, Stock.on_hand).order_by(Stock.id))
    assert [tuple(row) for row in rows] == [("", "A", 25), ("L1", "A", 5), ("", "B", 5)]
    assert shelf.free == 30
    assert disagreements(floor) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sku": "sku-1"}, "catalog.unknown_sku"),
        ({"bin_code": "Z-09-09-9"}, "stock.unknown_bin"),
        ({"quantity": 0}, "stock.bad_quantity"),
        ({"quantity": 10_000_001}, "stock.bad_quantity"),
        ({"condition": "D"}, "stock.bad_receipt"),
        ({"receipt_no": " "}, "stock.bad_receipt"),
        ({"receipt_no": "x" * 81}, "stock.bad_receipt"),
        ({"lot": "x" * 41}, "stock.bad_receipt"),
    ],
)
def test_a_wrong_receipt_row_is_refused_and_may_be_sent_again(
    floor: Floor, more: dict[str, Any], code: str
) -> None:
    shelf = Shelf(floor, 10)

    with pytest.raises(Refused) as refused:
        receipt(floor, **more)

    assert refused.value.code == code
    assert shelf.counts == (10, 0)
    assert receipt(floor) == "added"
