"""Files that go out: an import reads them back, and here adds nothing."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.catalog.service import save_product
from app.core.errors import Refused
from app.core.events import SYSTEM
from app.hub import files
from app.hub.files import contents, out
from app.inventory.models import Stock
from app.orders.models import Order
from app.packing.service import save_box
from app.people.service import save_person
from app.shipping.service import save_carrier
from app.stations.fitting import save_bench
from tests import builders
from tests.builders import order_body, post_order
from tests.floor import Floor

AT = "2026-11-22T08:00:00+08:00"
ENDINGS = ("csv", "xlsx", "json", "jsonl")
MASTER = ("products", "bins", "stock", "people", "stations", "carriers", "boxes")


def export(floor: Floor, kind: str, path: Path, *, check: bool = False) -> out.Exported:
    with floor.app.app_context():
        return out.save(kind, path, check=check)


def imported(floor: Floor, kind: str, path: Path) -> tuple[int, int, int, int]:
    with floor.app.app_context():
        told = files.load(kind, path).as_data()
    assert told["warnings"] == []
    return told["added"], told["updated"], told["unchanged"], len(told["refused"])


@pytest.fixture
def furnished(floor: Floor) -> Floor:
    """A site with something of every kind, odd names among it."""
    one = builders.sku(
        floor, "=A1", barcodes=["4006381333931", "x-1"], weight_g="120.5"
    )
    floor.write(_case_of)
    builders.sku(floor, "S2", weight_g=None, name="杯子, 蓝\n“大”", hazmat_class="3")
    shelf = builders.bin_(floor, "A-01-01-1")
    builders.bin_(floor, "Z-99-99-9")  # a long way down the walk
    builders.stock(floor, one, shelf, 7, lot="-L1")
    builders.stock(floor, one, shelf, 2, condition="B")

    def work(session: Any) -> None:
        save_person(
            session, SYSTEM, badge="WG-1", name="@顺子", roles="picker packer", pin_hash="x"
        )
        save_bench(
            session,
            SYSTEM,
            code="B1",
            scale_url="socket://127.0.0.1:1",
            protocol="toledo-continuous",
            scale_unit="kg",
            scale_options={"checksum": "on", "motion": "inverted"},
        )
        save_carrier(
            session, SYSTEM, code="SF", name="顺丰", cut_offs=["16:00", "20:00"], max_g=20_000
        )
        save_box(
            session,
            SYSTEM,
            code="M",
            tare_g=Decimal("120.5"),
            length_mm=300,
            width_mm=200,
            height_mm=150,
        )

    floor.write(work)
    return floor


def _case_of(session: Any) -> None:
    """A second barcode of the SKU names a case of six."""
    save_product(session, SYSTEM, sku="=A1", barcodes=["CASE-6"], pack_qty=6)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", MASTER)
def test_what_goes_out_comes_back_and_changes_nothing(
    furnished: Floor, tmp_path: Path, kind: str, ending: str
) -> None:
    path = tmp_path / f"{kind}.{ending}"
    before = furnished.read(sa.select(sa.func.sum(Stock.on_hand)))

    written = export(furnished, kind, path)

    assert written.rows > 0
    assert imported(furnished, kind, path) == (0, 0, written.rows, 0)
    assert furnished.read(sa.select(sa.func.sum(Stock.on_hand))) == before


def test_a_case_has_a_row_of_its_own(furnished: Floor, tmp_path: Path) -> None:
    export(furnished, "products", tmp_path / "p.csv")

    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["sku"], row["barcode"], row["pack_qty"]) for row in rows[:2]] == [
        ("'=A1", "4006381333931;x-1", "1"),  # a spreadsheet would compute it
        ("'=A1", "CASE-6", "6"),
    ]
    assert rows[0]["unit_weight_g"] == "120.5"


def full_order() -> dict[str, Any]:
    body = order_body("A1", ("S1", 2), ("S2", 1), created_at=AT)
    body["lines"][0] |= {"unit_price": "19.9", "name": "=1+1", "barcode": "B-S1"}
    body["lines"][1] |= {"gift": True, "gift_campaign": "double-12", "gift_cap": 3}
    return body | {
        "shop": "旗舰店",
        "paid_at": "2026-11-22T09:00:00+08:00",
        "ship_by": "2026-11-25T08:00:00+08:00",
        "not_before": "2026-11-23T08:00:00+08:00",
        "priority": "vip",
        "tags": ["gift", "vip"],
        "carrier": "SF",
        "buyer_note": 'Bitte, "schnell"\n谢谢',
        "currency": "CNY",
        "amount": 59.7,
        "trace_id": "t-1",
        "version": 3,
        "merged_from": ["M1", "M2"],
        "sender": {"name": "店"},
        "hold": {"reason": "risk"},
        "cross_border": True,
        "insured_amount": "100",
        "invoice": {"title": "公司", "tax_no": "91"},
        "recipient": body["recipient"] | {"postcode": "200120"},
    }


@pytest.mark.parametrize("ending", ENDINGS)
def test_orders_come_back_word_for_word(floor: Floor, tmp_path: Path, ending: str) -> None:
    post_order(floor, full_order())
    post_order(floor, order_body("A2", created_at=AT))
    path = tmp_path / f"o.{ending}"

    written = export(floor, "orders", path)

    assert written.rows == (2 if ending.startswith("json") else 3)
    assert imported(floor, "orders", path) == (0, 0, 2, 0)
    assert floor.count(Order) == 2


def test_a_cancelled_order_and_a_line_that_has_gone_stay_here(
    stocked: Floor, tmp_path: Path
) -> None:
    for number in ("A1", "A2"):
        post_order(stocked, order_body(number, ("S1", 1), ("S2", 1), created_at=AT))
    post_order(stocked, order_body("A2", ("S1", 2), created_at=AT, version=2))
    stocked.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer"})

    export(stocked, "orders", tmp_path / "o.json")

    (body,) = json.loads((tmp_path / "o.json").read_text("utf-8"))
    assert (body["external_order_no"], body["version"]) == ("A2", 2)
    assert body["lines"] == [{"line_no": 1, "sku": "S1", "quantity": 2}]


def test_to_try_it_writes_nothing(furnished: Floor, tmp_path: Path) -> None:
    told = export(furnished, "stock", tmp_path / "s.csv", check=True)

    assert (told.rows, told.check) == (2, True)
    assert list(tmp_path.glob("s.*")) == []


def test_a_file_that_is_there_stays_and_other_endings_are_not_known(
    furnished: Floor, tmp_path: Path
) -> None:
    (tmp_path / "b.csv").write_text("mine", "utf-8")

    for name, code in (
        ("b.csv", "file.exists"),
        ("b.pdf", "file.ending"),
        ("no/b.csv", "file.no_folder"),
    ):
        with pytest.raises(Refused) as refused:
            export(furnished, "bins", tmp_path / name)
        assert refused.value.code == code

    assert (tmp_path / "b.csv").read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.glob("*b.*")] == ["b.csv"]


def test_a_file_that_breaks_off_is_not_left_behind(
    furnished: Floor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(_: Any, __: int) -> Any:
        yield {"bin": "A-01-01-1"}
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(contents.TABLES, "bins", contents.Table(("bin",), torn))

    with pytest.raises(OSError, match="No space"):
        export(furnished, "bins", tmp_path / "b.csv")

    assert list(tmp_path.glob("*b.csv*")) == []
