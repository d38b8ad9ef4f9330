"""Products: added, changed, refused; found again by any of their codes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog import codes, queries
from app.catalog.models import Barcode, Sku
from app.catalog.service import save_product
from app.core.errors import Refused
from app.core.events import SYSTEM, Actor, EventRow
from app.people.models import Warehouse
from tests.floor import Floor


def save(floor: Floor, sku: str, **more: Any) -> str:
    return str(floor.write(lambda s: save_product(s, SYSTEM, sku=sku, **more)))


def seek(floor: Floor, raw: str, warehouse_id: int = 1) -> tuple[int, int] | None:
    with Session(floor.app.extensions["store"].reader) as session:
        return queries.find_barcode(session, warehouse_id, codes.parse(raw).candidates)


def facts(floor: Floor, *ids: int) -> dict[int, queries.SkuFacts]:
    with Session(floor.app.extensions["store"].reader) as session:
        return queries.sku_facts(session, ids)


def test_saving_says_what_it_did(floor: Floor) -> None:
    assert save(floor, "SKU-1", name="杯子", barcodes=["9506000134352"]) == "added"
    assert save(floor, "SKU-1", name="杯子", barcodes=["9506000134352"]) == "unchanged"
    assert save(floor, "SKU-1", barcodes=["9506000134352"]) == "unchanged"
    assert save(floor, "SKU-1", unit_weight_g=Decimal("81.5")) == "updated"
    assert save(floor, "SKU-1", unit_weight_g=Decimal("81.50")) == "unchanged"
    assert save(floor, "SKU-1", unit_weight_g=Decimal("12.34567")) == "updated"
    assert save(floor, "SKU-1", unit_weight_g=Decimal("12.34567")) == "unchanged"
    assert save(floor, "SKU-1", barcodes=["CASE-1"], pack_qty=12) == "updated"

    tags = [row.tag for row in floor.read(sa.select(EventRow.tag))]
    assert tags == ["catalog.product.saved"] * 4


def test_what_is_not_given_stays(floor: Floor) -> None:
    save(
        floor,
        "SKU-1",
        name="Mug",
        looks={"colour": "蓝"},
        unit_weight_g=Decimal(300),
        wants_lot=True,
    )
    save(floor, "SKU-1", name="Blue mug")

    [row] = floor.read(sa.select(Sku.name, Sku.looks, Sku.unit_weight_g, Sku.wants_lot))
    assert tuple(row) == ("Blue mug", {"colour": "蓝"}, Decimal(300), True)


def test_a_product_without_a_name_is_called_by_its_code(floor: Floor) -> None:
    save(floor, "SKU-1")
    save(floor, "SKU-1", name="Mug")

    assert floor.read(sa.select(Sku.name)) == [("Mug",)]


def test_sku_case_matters(floor: Floor) -> None:
    save(floor, "85123A")
    save(floor, "85123a")

    assert floor.count(Sku) == 2


def test_each_barcode_is_worth_its_own_units(floor: Floor) -> None:
    save(floor, "SKU-1", barcodes=["9506000134352", " 614141000036 ", ""])
    save(floor, "SKU-1", barcodes=["15012345678907"], pack_qty=12)

    for raw in (
        "9506000134352",
        "09506000134352",
        "]C10109506000134352" + "10LOT",
        "614141000036",
        "0614141000036",
    ):
        assert seek(floor, raw) == (1, 1), raw
    assert seek(floor, "15012345678907") == (1, 12)
    assert seek(floor, "5012345678900") is None
    assert floor.count(Barcode) == 3


def test_the_code_as_scanned_comes_before_its_other_widths(floor: Floor) -> None:
    save(floor, "UPC", barcodes=["614141000036"])
    save(floor, "EAN", barcodes=["0614141000036"])

    assert seek(floor, "614141000036") == (1, 1)
    assert seek(floor, "0614141000036") == (2, 1)


def test_a_barcode_counts_in_its_warehouse_only(floor: Floor) -> None:
    floor.write(lambda s: s.add(Warehouse(id=2, code="WH2", name="Second")))
    other = Actor("system", warehouse_id=2)
    save(floor, "SKU-1", barcodes=["X1"])
    floor.write(lambda s: save_product(s, other, sku="SKU-2", barcodes=["X1"]))

    assert seek(floor, "X1", 1) == (1, 1)
    assert seek(floor, "X1", 2) == (2, 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"barcodes": ["9506000134353"]}, "catalog.bad_barcode"),
        ({"barcodes": ["x" * 81]}, "catalog.bad_barcode"),
        ({"barcodes": ["TAKEN"]}, "catalog.barcode_taken"),
        ({"unit_weight_g": Decimal(0)}, "catalog.bad_product"),
        ({"unit_weight_g": Decimal("1e-400")}, "catalog.bad_product"),
        ({"unit_weight_g": Decimal("NaN")}, "catalog.bad_product"),
        ({"unit_weight_g": Decimal(1_000_001)}, "catalog.bad_product"),
        ({"length_mm": 0}, "catalog.bad_product"),
        ({"pack_qty": 0}, "catalog.bad_product"),
        ({"pack_qty": 100_000}, "catalog.bad_product"),
        ({"name": " "}, "catalog.bad_product"),
        ({"name": "x" * 201}, "catalog.bad_product"),
        ({"sku": ""}, "catalog.bad_product"),
        ({"sku": "x" * 65}, "catalog.bad_product"),
        ({"sku": "a\tb"}, "catalog.bad_product"),
    ],
)
def test_a_wrong_product_is_refused_and_leaves_nothing(
    floor: Floor, more: dict[str, Any], code: str
) -> None:
    save(floor, "OTHER", barcodes=["TAKEN"])

    with pytest.raises(Refused) as refused:
        save(floor, **({"sku": "SKU-1"} | more))

    assert refused.value.code == code
    assert (floor.count(Sku), floor.count(Barcode)) == (1, 1)


def test_facts_show_the_barcode_of_a_single_unit(floor: Floor) -> None:
    save(
        floor,
        "SKU-1",
        name="Mug",
        barcodes=["15012345678907"],
        pack_qty=12,
        looks={"size": "M"},
    )
    save(floor, "SKU-1", barcodes=["9506000134352"], unit_weight_g=Decimal("81.5"))
    save(floor, "SKU-2")

    found = facts(floor, 1, 2, 99)

    assert sorted(found) == [1, 2]
    assert (found[1].barcode, found[1].barcode_tail, found[1].unit_weight_g) == (
        "9506000134352",
        "4352",
        Decimal("81.5"),
    )
    assert found[1].looks == {"size": "M"}
    assert (found[2].barcode, found[2].barcode_tail, found[2].unit_weight_g) == ("", "", None)


def test_skus_are_found_by_their_codes(floor: Floor) -> None:
    save(floor, "SKU-1")

    with Session(floor.app.extensions["store"].reader) as session:
        assert queries.skus_by_code(session, ["SKU-1", "sku-1"]) == {"SKU-1": 1}
        many = [f"N{n}" for n in range(2000)]
        assert queries.skus_by_code(session, many) == {}
