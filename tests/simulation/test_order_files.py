"""Order files of all kinds as a day's work."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.simulation import order_files, order_tables
from app.simulation.errors import OrderFileError
from tests.conftest import SHARED_DATA

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
INVOICES = f"""{HEAD}
1001,20001,RED MUG,6,2010-12-01T08:26:00,2.55,17850,United Kingdom
1001,20002,"BLUE MUG, LARGE",2,2010-12-01T08:26:00,3.39,17850,United Kingdom
1001,20001,RED MUG,1,2010-12-01T08:26:00,2.55,17850,United Kingdom
1001,POST,POSTAGE,1,2010-12-01T08:26:00,18.00,17850,United Kingdom
1002,20002,BLUE MUG,4,2010-12-01T09:00:00,3.39,12583,France
1003,20001,,-10,2010-12-01T09:10:00,0,,United Kingdom
1004,20003A,LAMP,1,2010-12-01T07:00:00,9.99,,EIRE
C1005,20002,BLUE MUG,-4,2010-12-01T10:00:00,3.39,12583,France
C1006,20001,RED MUG,-2,2010-12-01T11:00:00,2.55,17850,United Kingdom
C1007,20003A,LAMP,-1,2010-12-01T11:00:00,9.99,99999,United Kingdom
C1008,D,Discount,-1,2010-12-01T11:00:00,27.50,17850,United Kingdom
"""
GOODS = {"20001", "20002", "20003A"}


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    path = tmp_path / "invoices.csv"
    path.write_text("\ufeff" + INVOICES, "utf-8")
    return path


def test_invoices_become_orders_by_time_without_what_is_no_goods(invoices):
    work = order_files.read(invoices, GOODS)

    assert [order["external_order_no"] for order in work.orders] == ["1004", "1001", "1002"]
    assert work.dropped_lines == 3  # postage, a correction of stock, a discount
    lines = work.orders[1]["lines"]
    assert [(line["line_no"], line["sku"], line["quantity"]) for line in lines] == [
        (1, "20001", 6),
        (2, "20002", 2),
        (3, "20001", 1),
    ]
    assert lines[1]["name"] == "BLUE MUG, LARGE"
    assert lines[0]["unit_price"] == "2.55"


def test_a_credit_is_a_cancel_when_it_covers_the_invoice_else_a_return(invoices):
    work = order_files.read(invoices, GOODS)

    assert [(one.number, one.at[:16]) for one in work.cancels] == [("1002", "2010-12-01T10:00")]
    assert [(one.number, one.units) for one in work.comebacks] == [
        ("1001", {"20001": 2}),
        (None, {"20003A": 1}),
    ]


def test_a_recipient_is_made_up_and_is_the_same_for_the_same_customer(invoices):
    first = order_files.read(invoices, GOODS).orders
    again = order_files.read(invoices, GOODS).orders

    assert first == again
    assert [order["recipient"]["country"] for order in first] == ["IE", "GB", "FR"]
    assert len({order["recipient"]["phone"] for order in first}) == 3


def test_without_a_products_file_the_form_of_a_code_says_what_is_goods(invoices):
    assert order_files.read(invoices, set()).dropped_lines == 3


def bodies() -> list[dict[str, object]]:
    return [
        {
            "source_platform": "shop",
            "external_order_no": f"A{n}",
            "created_at": f"2026-11-22T0{9 - n}:00:00+08:00",
            "presale": False,
            "tags": ["vip", "live"],
            "recipient": {"name": "王小明", "phone": "13800138000", "country": "CN"},
            "lines": [
                {"line_no": 1, "sku": "RED", "quantity": 2},
                {"line_no": 2, "sku": "BLUE", "quantity": 1, "gift": True},
            ],
        }
        for n in (1, 2)
    ]


def flat_rows() -> list[dict[str, object]]:
    rows = []
    for body in bodies():
        recipient = {f"recipient_{key}": value for key, value in body["recipient"].items()}
        plain = {key: value for key, value in body.items() if isinstance(value, str)}
        rows += [
            {
                **plain,
                "presale": "0",
                "tags": "vip;live",
                **recipient,
                "line_no": line["line_no"],
                "line_sku": line["sku"],
                "line_quantity": line["quantity"],
                "line_gift": "1" if line.get("gift") else "",
            }
            for line in body["lines"]
        ]
    return rows


def write(path: Path) -> Path:
    rows = flat_rows()
    if path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(body) for body in bodies()) + "\n\n", "utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(path)
    return path


@pytest.mark.parametrize("name", ["orders.jsonl", "orders.csv", "orders.xlsx"])
def test_the_same_orders_come_out_of_every_kind_of_file(tmp_path, name):
    work = order_files.read(write(tmp_path / name), set())

    assert work.orders == list(reversed(bodies()))  # by created_at
    assert work.wanted == {"RED": 4, "BLUE": 2}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", '{"external_order_no": 1}\n', "a.jsonl:1: an order has source_platform"),
        ("a.jsonl", "{\n", "a.jsonl:1: no JSON"),
        ("a.csv", "order,number\n1,2\n", "an order has source_platform"),
        ("a.csv", "line_quantity\nmany\n", "a.csv:2: quantity takes a whole number"),
        ("a.jsonl", '{"a": NaN}\n', "a.jsonl:1: no JSON (NaN is no JSON number)"),
        ("a.jsonl", "7\n", "a.jsonl:1: an order is a JSON object"),
        ("a.json", '[{"lines": []}]', "a.json: an order has source_platform"),
        ("a.csv", "line_sku\na,b\n", "a.csv:2: more cells than the header"),
        ("a.csv", "", "there is no order in it"),
        ("a.xlsx", "no zip", "no xlsx"),
    ],
)
def test_a_file_that_is_no_order_file_is_refused_with_its_place(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_text(content, "utf-8")

    with pytest.raises(OrderFileError, match=re.escape(said)):
        order_files.read(path, set())


def test_a_table_may_say_more_and_write_as_spreadsheets_do(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Source_Platform;external_order_no;created_at;"
        "note to self;line_sku;line_quantity;gift_cap\n"
        "shop;A2;2026-11-22 08:30;x;RED;2.0;5\n"
        "shop;A1;2026-11-22T07:59:00+08:00;x;RED;1;\n",
        "utf-8",
    )

    work = order_files.read(path, set(), ZoneInfo("Asia/Shanghai"))

    assert work.ignored == ["note to self"]
    assert [one["external_order_no"] for one in work.orders] == ["A1", "A2"]
    assert work.orders[1]["created_at"] == "2026-11-22T08:30:00+08:00"
    assert work.orders[1]["lines"] == [
        {"line_no": 1, "sku": "RED", "quantity": 2, "gift_cap": 5}
    ]


def test_days_and_numbers_of_a_spreadsheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["source_platform", "external_order_no", "created_at", "line_sku"])
    book.active.append(["shop", 1001.0, datetime(2026, 11, 22), 7])  # noqa: DTZ001  a cell
    book.save(tmp_path / "orders.xlsx")

    (order,) = order_files.read(tmp_path / "orders.xlsx", set()).orders

    assert (order["external_order_no"], order["lines"][0]["sku"]) == ("1001", "7")
    assert order["created_at"] == "2026-11-22T00:00:00+00:00"


def test_a_line_that_the_floor_will_refuse_wants_nothing(tmp_path):
    path = tmp_path / "a.json"
    lines = [{"sku": "RED"}, {"quantity": 2}, {"sku": "RED", "quantity": "3"}]
    path.write_text(json.dumps({"orders": [bodies()[0] | {"lines": lines}]}, indent=1), "utf-8")

    assert order_files.read(path, set()).wanted == {}


@pytest.mark.shared_data
def test_the_real_orders_are_read_whole():
    folder = SHARED_DATA / "orders"
    goods = {row["sku"] for row in order_tables.read_rows(folder / "products.csv")}

    work = order_files.read(folder / "online_retail_2010-12-01_06.csv", goods)

    assert (len(work.orders), work.lines, work.dropped_lines) == (540, 13_781, 95)
    assert len(work.cancels) + len(work.comebacks) == 62
    assert sum(work.wanted.values()) == 113_003
