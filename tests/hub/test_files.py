"""Files that come in: csv, xlsx, json; twice adds nothing; --check changes nothing."""

import csv
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.catalog.models import Barcode, Sku
from app.core.errors import Refused
from app.hub import files
from app.hub.files import Report
from app.inventory.models import Bin, Stock
from app.orders.models import Order, OrderLine, Recipient
from app.packing.models import Box
from app.people.models import Person
from app.shipping.models import Carrier
from app.stations.models import Bench
from tests import builders
from tests.builders import order_body
from tests.conftest import SHARED_DATA
from tests.floor import Floor

PRODUCTS = SHARED_DATA / "orders" / "products.csv"
HEAD = (
    "source_platform,external_order_no,created_at,recipient_name,recipient_phone,"
    "recipient_country,recipient_address,line_sku,line_quantity"
)


def load(floor: Floor, kind: str, path: Path, *, check: bool = False) -> Report:
    with floor.app.app_context():
        return files.load(kind, path, check=check)


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding)
    return path


def counts(report: Report) -> tuple[int, int, int, int]:
    data = report.as_data()
    return data["added"], data["updated"], data["unchanged"], len(data["refused"])


@pytest.mark.shared_data
def test_one_file_is_bins_products_and_stock(floor: Floor, tmp_path: Path) -> None:
    lines = PRODUCTS.read_text("utf-8").splitlines(keepends=True)[:301]
    path = written(tmp_path, "products.csv", "".join([*lines, lines[1]]))
    units = sum(int(row["stock"]) for row in csv.DictReader(lines))

    for kind in ("bins", "products", "stock"):
        assert counts(load(floor, kind, path, check=True)) == (300, 0, 1, 0)
        assert floor.count(Sku) == (300 if kind == "stock" else 0)
        assert counts(load(floor, kind, path)) == (300, 0, 1, 0)
        assert counts(load(floor, kind, path)) == (0, 0, 301, 0)

    assert (floor.count(Bin), floor.count(Sku), floor.count(Stock)) == (300, 300, 300)
    assert floor.read(sa.select(sa.func.sum(Stock.on_hand))) == [(units,)]


def test_orders_of_a_table(floor: Floor, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "orders.csv",
        f"{HEAD},tags,amount,hold_reason,line_gift,priority\n"
        "t,1,2026-11-22 08:00,张三,13800138000,CN,大道1号,S1,2,gift;vip,3.50,risk,,vip\n"
        "t,1,2026-11-22 08:00,张三,13800138000,CN,大道1号,S2,1,gift;vip,3.50,risk,true,vip\n"
        "t,2,2026-11-22T08:00:00Z,李四,13800138000,CN,路2号,S1,1,,,,,\n",
        "utf-8-sig",
    )

    assert counts(load(floor, "orders", path, check=True)) == (2, 0, 0, 0)
    assert floor.count(Order) == 0
    assert counts(load(floor, "orders", path)) == (2, 0, 0, 0)
    assert counts(load(floor, "orders", path)) == (0, 0, 2, 0)

    rows = floor.read(sa.select(Order).order_by(Order.external_order_no))
    first, second = (row[0] for row in rows)
    assert first.created_at == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # the site's zone
    assert second.created_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert (first.tags, first.amount_minor, str(first.priority)) == (
        ["gift", "vip"],
        350,
        "vip",
    )
    assert "risk_review" in first.holds
    lines = floor.read(
        sa.select(OrderLine.line_no, OrderLine.gift).where(OrderLine.order_id == first.id)
    )
    assert sorted(lines) == [(1, False), (2, True)]


def test_a_wrong_row_is_named_and_the_others_go_in(floor: Floor, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "orders.csv",
        f"{HEAD},colour\n"
        "t,1,2026-11-22 08:00,张三,13800138000,CN,世纪大道1号,S1,2,red\n"
        "t,1,2026-11-22 08:00,张三,13800138000,CN,世纪大道1号,S2,x,red\n"
        "\n"
        "t,2,2026-11-22 08:00,李四,13800138000,CN,南京路2号,S1,1,red\n"
        "t,3,2026-11-22 08:00,王五,13800138000,CN,南京路2号,S1,1,\n"
        "t,3,2026-11-22 08:00,王六,13800138000,CN,南京路2号,S1,1,\n",
    )

    report = load(floor, "orders", path)

    assert counts(report)[:3] == (1, 0, 0)
    where = [(one.row, one.pointer, one.code) for one in report.refused]
    assert sorted(where) == [
        (3, "/lines/1/quantity", "field.type"),
        (7, "/recipient_name", "file.differs"),
    ]
    assert "colour" in report.warnings[0]
    say = floor.app.extensions["catalogue"].say
    assert "row 3" in report.as_text(say, "en")
    assert "第 3 行" in report.as_text(say, "zh")


@pytest.mark.parametrize("name", ["orders.json", "orders.jsonl"])
def test_orders_as_the_api_takes_them(floor: Floor, tmp_path: Path, name: str) -> None:
    bodies = [order_body(f"A{n}", created_at="2026-11-22T08:00:00") for n in range(3)]
    bodies[2]["lines"][0]["quantity"] = "2"
    text = (
        "\n".join(json.dumps(body) for body in bodies)
        if name.endswith("l")
        else json.dumps({"orders": bodies})
    )

    report = load(floor, "orders", written(tmp_path, name, text))

    assert counts(report) == (2, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].pointer) == (3, "/lines/0/quantity")
    posted = floor.hub.post(
        "/api/v1/hub/orders", bodies[0] | {"created_at": "2026-11-22T00:00:00Z"}
    )
    assert posted.json["results"][0]["replayed"], "a file and the API share one identity"


def test_a_spreadsheet(floor: Floor, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["sku", "name", "barcode", "pack_qty", "unit_weight_g", "length_mm"])
    sheet.append(["S1", "杯 ®", 2855196860161, 1, 12.5, 80])
    sheet.append([1001, "碗", "B-1;B-2", 1, 300, None])
    sheet.append([None, None, None, None, None, None])
    path = tmp_path / "products.xlsx"
    book.save(path)

    assert counts(load(floor, "products", path)) == (2, 0, 0, 0)
    assert counts(load(floor, "products", path)) == (0, 0, 2, 0)
    assert sorted(floor.read(sa.select(Sku.code))) == [("1001",), ("S1",)]
    assert ("2855196860161",) in floor.read(sa.select(Barcode.code))


def test_days_and_clocks_of_a_spreadsheet(floor: Floor, tmp_path: Path) -> None:
    import openpyxl

    def book(name: str, *rows: list[Any]) -> Path:
        made = openpyxl.Workbook()
        assert made.active is not None
        for row in rows:
            made.active.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    builders.sku(floor, "S1")
    builders.bin_(floor, "A-01-01-1")
    stock = book(
        "stock.xlsx",
        ["receipt_no", "sku", "bin", "quantity", "expiry"],
        ["R1", "S1", "A-01-01-1", 5, datetime(2027, 1, 31)],  # noqa: DTZ001  a cell has no zone
    )
    carriers = book("carriers.xlsx", ["code", "cutoffs"], ["SF", time(16, 30)])

    assert counts(load(floor, "stock", stock)) == (1, 0, 0, 0)
    assert floor.read(sa.select(Stock.expiry)) == [(date(2027, 1, 31),)]
    assert counts(load(floor, "carriers", carriers)) == (1, 0, 0, 0)
    assert floor.read(sa.select(Carrier.cut_offs)) == [(["16:30"],)]


def test_a_receipt_counts_once_and_its_rows_are_summed(floor: Floor, tmp_path: Path) -> None:
    builders.sku(floor, "S1")
    builders.bin_(floor, "A-01-01-1")
    row = "R1,S1,A-01-01-1"
    path = written(
        tmp_path,
        "stock.csv",
        f"receipt_no,sku,bin,quantity\n{row},5\n{row},7\n{row},7\n{row},3.0\n{row},0\n",
    )

    load(floor, "stock", path)
    load(floor, "stock", path)

    assert floor.read(sa.select(Stock.on_hand)) == [(15,)]


def test_people_keep_their_pin(floor: Floor, tmp_path: Path) -> None:
    head = "badge,name,roles,pin\n"
    path = written(
        tmp_path,
        "people.csv",
        f"{head}WG-1,张,picker;packer,123456\nWG-2,李,boss,123456\nWG-3,王,packer,12\n",
    )

    assert counts(load(floor, "people", path)) == (1, 0, 0, 2)
    assert counts(load(floor, "people", path)) == (0, 0, 1, 2)
    other = written(tmp_path, "people.csv", f"{head}WG-1,张,picker,654321\n")
    assert counts(load(floor, "people", other)) == (0, 1, 0, 0)
    assert floor.read(sa.select(Person.roles)) == [("picker",)]


OTHERS: list[tuple[str, str, Any]] = [
    (
        "bins",
        "bin,zone,kind,x,y,level,sequence\nA-01-01-1,,,,,,\nQ-1,Q,quarantine,1,2,1,9\n",
        Bin,
    ),
    (
        "stations",
        "bench,scale_url,protocol,division_g,printer_url,language,size\nB1,socket://h:1,mt-sics,1,,pdf,76x130\nB2,,,,,,\n",
        Bench,
    ),
    ("carriers", "code,name,cutoffs,max_g\nSF,顺丰,16:00;20:00,30000\nYTO,,,\n", Carrier),
    (
        "boxes",
        "code,tare_g,length_mm,width_mm,height_mm\nM,120.5,300,200,150\nL,200,400,300,250\n",
        Box,
    ),
]


@pytest.mark.parametrize(("kind", "text", "model"), OTHERS)
def test_the_other_kinds(
    floor: Floor, tmp_path: Path, kind: str, text: str, model: Any
) -> None:
    path = written(tmp_path, f"{kind}.csv", text)

    assert counts(load(floor, kind, path, check=True)) == (2, 0, 0, 0)
    assert floor.count(model) == 0
    assert counts(load(floor, kind, path)) == (2, 0, 0, 0)
    assert counts(load(floor, kind, path)) == (0, 0, 2, 0)
    assert floor.count(model) == 2


BAD: list[tuple[str, str, bytes, str]] = [
    ("products", "p.txt", b"sku\nS1\n", "file.ending"),
    ("products", "p.csv", b"", "file.empty"),
    ("products", "p.csv", b"name\nx\n", "file.columns_missing"),
    ("products", "p.csv", b"sku,sku\nx,y\n", "file.header"),
    ("products", "p.csv", "sku,name\nS1,杯\n".encode("gbk"), "file.unreadable"),
    ("products", "p.csv", b'sku,name\nS1,"x\n', "file.unreadable"),
    ("products", "p.csv", b"sku,name\nS1,x,y,z\n", "file.unreadable"),
    ("products", "p.xlsx", b"PK no", "file.unreadable"),
    ("products", "p.json", b'{"a": 1}', "file.entries"),
    ("products", "p.json", b"[1]", "file.entries"),
    ("products", "p.json", b'[{"sku": NaN}]', "request.bad_json"),
    ("orders", "o.csv", b"source_platform\nt\n", "file.columns_missing"),
    ("stock", "s.csv", b"sku,bin\nS1,A\n", "file.columns_missing"),
]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_says_what_to_do(
    floor: Floor, tmp_path: Path, bad: tuple[str, str, bytes, str]
) -> None:
    kind, name, raw, code = bad
    path = tmp_path / name
    path.write_bytes(raw)

    with pytest.raises(Refused) as refused:
        load(floor, kind, path)

    assert refused.value.code == code
    say = floor.app.extensions["catalogue"].say
    assert say(code, "zh", **refused.value.params) != code


def test_a_cut_off_is_a_time_of_day(floor: Floor, tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", "code,cutoffs\nSF,25:00\n")

    assert load(floor, "carriers", path).refused[0].code == "field.clock"


WEIGHTLESS = ("-1", "NaN", "1e9")


@pytest.mark.parametrize("tare", WEIGHTLESS)
def test_a_box_weighs_nothing_or_more(floor: Floor, tmp_path: Path, tare: str) -> None:
    head = "code,tare_g,length_mm,width_mm,height_mm"
    path = written(tmp_path, "b.csv", f"{head}\nM,{tare},300,200,150\n")

    assert load(floor, "boxes", path).refused[0].code == "field.range"


def test_a_bin_stands_at_a_number(floor: Floor, tmp_path: Path) -> None:
    path = written(tmp_path, "b.csv", "bin,x,y\nA-01-01-1,nan,1\nA-01-01-2,1,-inf\n")

    wrong = load(floor, "bins", path).refused

    assert [(one.pointer, one.code) for one in wrong] == [
        ("/x", "field.range"),
        ("/y", "field.range"),
    ]


def test_an_empty_list_adds_nothing(floor: Floor, tmp_path: Path) -> None:
    assert counts(load(floor, "boxes", written(tmp_path, "b.json", "[]"))) == (0, 0, 0, 0)


def test_names_of_people_stay_where_they_belong(floor: Floor, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "o.csv",
        f"{HEAD}\nt,1,2026-11-22 08:00,=cmd()|张三,13800138000,CN,路1号,S1,2\n",
    )

    load(floor, "orders", path)

    assert floor.read(sa.select(Recipient.name)) == [("=cmd()|张三",)]
    assert "张三" not in str(floor.hub.get("/api/v1/hub/events").json)
