"""What is wrong with an order body is told by its field."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.orders.models import Order, OrderLine, Recipient, RefusedIntake
from tests.builders import order_body, post_order
from tests.floor import Floor

URL = "/api/v1/hub/orders"
LONG = "x" * 65


def changed(path: str, value: Any) -> dict[str, Any]:
    """An order with one field changed; ``lines/0/sku`` goes into the first line."""
    body = order_body()
    parts = path.split("/")
    place: Any = body
    for part in parts[:-1]:
        place = place[int(part)] if part.isdigit() else place[part]
    if value is ...:
        del place[parts[-1]]
    else:
        place[parts[-1]] = value
    return body


WRONG = [
    ("source_platform", ..., "field.missing"),
    ("source_platform", "", "field.length"),
    ("source_platform", " \u3000", "field.blank"),
    ("source_platform", 7, "field.type"),
    ("external_order_no", LONG, "field.length"),
    ("external_order_no", "\ufdfa" * 4, "field.length"),  # NFKC makes 72 characters of it
    ("external_order_no", "A\t1", "field.control_character"),
    ("external_order_no", "A\u0085B", "field.control_character"),
    ("external_order_no", None, "field.type"),
    ("created_at", "2026-11-22T08:00:00", "field.offset"),
    ("created_at", "yesterday", "field.time"),
    ("created_at", 1_700_000_000, "field.type"),
    ("created_at", "0001-01-01T00:00:00+08:00", "field.year"),
    ("ship_by", "9999-12-31T23:59:59-08:00", "field.year"),
    ("paid_at", "2026-11-22", "field.time"),
    ("not_before", "2026-11-22T08:00:00", "field.offset"),
    ("planned_ship_at", "", "field.time"),
    ("presale", "yes", "field.type"),
    ("priority", "asap", "field.choice"),
    ("tags", "gift", "field.type"),
    ("tags", ["gift\n"], None),  # trimmed, as all keys are
    ("tags", ["gi\nft"], "field.control_character"),
    ("carrier", "x" * 25, "field.length"),
    ("carrier", "S\x1fF", "field.control_character"),
    ("currency", "rmb", "field.form"),
    ("amount", "19.999", "field.form"),
    ("amount", 19.999, "field.decimals"),
    ("amount", 0.1 + 0.2, "field.decimals"),
    ("amount", -1, "field.range"),
    ("amount", "-1", "field.form"),
    ("amount", "1e3", "field.form"),
    ("amount", "１９", "field.form"),
    ("amount", "19\n", "field.form"),
    ("amount", True, "field.type"),
    ("amount", 10**15, "field.range"),
    ("insured_amount", 0.001, "field.decimals"),
    ("version", 0, "field.range"),
    ("version", "2", "field.type"),
    ("trace_id", "x" * 81, "field.length"),
    ("merged_from", ["A\x002"], "request.bad_json"),
    ("merged_from", ["A\x012"], "field.control_character"),
    ("warehouse", "WH9", "field.other_warehouse"),
    ("hold", {}, "field.missing"),
    ("hold", {"reason": ""}, "field.length"),
    ("invoice", "Ltd", "field.type"),
    ("surprise", 1, "field.unknown"),
    ("recipient", ..., "field.missing"),
    ("recipient/name", ..., "field.missing"),
    ("recipient/name", "x" * 121, "field.length"),
    ("recipient/country", "China", "field.length"),
    ("recipient/country", "CN\n", "field.length"),
    ("recipient/age", 30, "field.unknown"),
    ("sender", {"fax": "1"}, "field.unknown"),
    ("lines", [], "field.length"),
    ("lines", {}, "field.type"),
    ("lines/0/line_no", ..., "field.missing"),
    ("lines/0/line_no", 0, "field.range"),
    ("lines/0/line_no", "x", "field.form"),
    ("lines/0/sku", "", "field.length"),
    ("lines/0/sku", " ", "field.blank"),
    ("lines/0/sku", "S\u00071", "field.control_character"),
    ("lines/0/quantity", 0, "field.range"),
    ("lines/0/quantity", 100_000, "field.range"),
    ("lines/0/quantity", "2", "field.type"),
    ("lines/0/quantity", 1.5, "field.type"),
    ("lines/0/quantity", True, "field.type"),
    ("lines/0/unit_price", "9.999", "field.form"),
    ("lines/0/gift", 1, "field.type"),
    ("lines/0/gift_cap", -1, "field.range"),
    ("lines/0/colour", "red", "field.unknown"),
]


def test_a_wrong_type_is_told_in_words(floor: Floor) -> None:
    zh = {"Accept-Language": "zh"}
    for body, detail in (
        ({"orders": None}, "要 列表，给的是 空值"),
        (changed("amount", True), "要 整数、数字、文字，给的是 true 或 false"),
        (changed("created_at", 1_700_000_000), "要 带时区的时间，给的是 整数"),
        (changed("lines/0/line_no", 1.5), "要 整数、文字，给的是 小数"),
    ):
        answer = floor.hub.post(URL, body, headers=zh)

        assert [error["detail"] for error in answer.json["errors"]] == [detail]


@pytest.mark.parametrize(("path", "value", "code"), WRONG)
def test_a_wrong_field_is_named(floor: Floor, path: str, value: Any, code: str | None) -> None:
    answer = floor.hub.post(URL, changed(path, value))

    if code is None:
        assert answer.status_code == 200
    elif code.startswith("request."):
        assert (answer.status_code, answer.json["code"]) == (400, code)
    else:
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
        [error] = answer.json["errors"]
        assert error["pointer"].startswith(f"/{path}")
        assert error["code"] == code
        assert error["detail"] != code
        assert answer.json["results"][0]["status"] == "refused"
        assert floor.count(Order) == 0


def test_a_line_number_stands_once(floor: Floor) -> None:
    body = order_body("A1", ("S1", 1), ("S2", 1))
    body["lines"][1]["line_no"] = "1"

    answer = floor.hub.post(URL, body)

    assert answer.json["errors"][0]["pointer"] == "/lines/1/line_no"


def test_sentences_come_in_the_caller_s_language(floor: Floor) -> None:
    for language, word in (("zh", "缺少"), ("en", "missing")):
        answer = floor.hub.post(
            URL, changed("created_at", ...), headers={"Accept-Language": language}
        )
        assert word in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"orders": [], "orders": []}',
        b'{"orders": NaN}',
        b"[" * 5000,
        b'{"a": "\\ud800"}',
        b"\xff",
        b"[]",
    ],
)
def test_a_body_that_is_no_good_json_is_refused_whole(floor: Floor, raw: bytes) -> None:
    answer = floor.hub.post(URL, data=raw, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert answer.json["code"] in {"request.bad_json", "request.invalid"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"orders": {}}, "/orders"),
        ({"orders": [{}] * 501}, "/orders"),
        ({"orders": [], "more": 1}, "/more"),
    ],
)
def test_a_broken_envelope_is_refused_whole(floor: Floor, body: Any, pointer: str) -> None:
    answer = floor.hub.post(URL, body)

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_each_order_of_an_envelope_stands_alone(floor: Floor) -> None:
    posted = [order_body("A1"), 5, changed("lines/0/quantity", 0), order_body("A2")]

    answer = floor.hub.post(URL, {"orders": posted})

    assert answer.status_code == 200
    results = answer.json["results"]
    assert [r["status"] for r in results] == ["held", "refused", "refused", "held"]
    assert results[2]["errors"][0]["pointer"] == "/lines/0/quantity"
    assert results[2]["external_order_no"] == "A1"
    assert results[1]["external_order_no"] is None


def test_thirty_fields_and_every_character_come_through(stocked: Floor) -> None:
    name, note = "Zoë 𠮷野家 ®™ 👨‍👩‍👧", "谢谢 🎁\nline two"
    body = order_body(
        "N°1 ✓",
        warehouse="WH1",
        shop="旗舰店",
        order_type="b2c",
        paid_at="2026-11-22T08:00:00+08:00",
        ship_by="2030-11-23T08:00:00+08:00",
        priority="vip",
        tags=["gift"],
        carrier="SF",
        service="next_day",
        buyer_note=note,
        seller_note=note,
        currency="CNY",
        amount="19.90",
        trace_id="t-1",
        parent_order_no="P1",
        version=3,
        sender={"name": "旗舰店", "phone": "021"},
        cross_border=False,
        insured_amount=100,
        invoice={"title": "某公司", "lines": [1, 2.5]},
    )
    body["recipient"]["name"] = name
    body["lines"][0] |= {
        "barcode": "B-S1",
        "name": "杯子",
        "unit_price": 0,
        "gift": True,
        "lot": "L1",
    }

    result = post_order(stocked, body)

    order = stocked.read(sa.select(Order))[0][0]
    assert result["order_no"] == order.number
    assert order.external_order_no == "N°1 ✓"
    assert (order.amount_minor, order.insured_minor, order.version) == (1990, 10_000, 3)
    recipient = stocked.read(sa.select(Recipient))[0][0]
    assert (recipient.name, recipient.buyer_note) == (name, note)
    assert recipient.invoice == {"title": "某公司", "lines": [1, 2.5]}
    [line] = stocked.read(sa.select(OrderLine))[0]
    assert (line.unit_price_minor, line.gift, line.lot) == (0, True, "L1")


def test_a_refused_order_is_kept_with_its_age_and_can_be_mended(stocked: Floor) -> None:
    broken = changed("lines/0/quantity", 0)
    for _ in range(2):
        stocked.hub.post(URL, broken)
    boss = stocked.person("supervisor")

    [kept] = boss.get("/api/v1/hub/refused-orders").json["orders"]
    assert (kept["times"], kept["code"], kept["external_order_no"]) == (
        2,
        "request.invalid",
        "A1",
    )
    assert kept["errors"][0]["pointer"] == "/lines/0/quantity"

    kept["order"]["lines"][0]["quantity"] = 1
    mended = boss.post(f"/api/v1/hub/refused-orders/{kept['id']}/replay", kept["order"])
    assert mended.json["results"][0]["status"] == "accepted"
    assert boss.get("/api/v1/hub/refused-orders").json["orders"] == []


def test_a_refused_order_can_be_dismissed(floor: Floor) -> None:
    floor.hub.post(URL, changed("lines/0/quantity", 0))
    boss = floor.person("supervisor")
    [kept] = boss.get("/api/v1/hub/refused-orders").json["orders"]

    assert boss.post(f"/api/v1/hub/refused-orders/{kept['id']}/dismiss").status_code == 200
    assert floor.count(RefusedIntake, RefusedIntake.settled_at.is_(None)) == 0


@pytest.mark.parametrize("refusal", ["7", "0", "x1", "9" * 21])
def test_a_refused_order_nobody_kept_is_not_settled(floor: Floor, refusal: str) -> None:
    boss = floor.person("supervisor")

    for verb, body in {"dismiss": None, "replay": order_body("A1")}.items():
        answer = boss.post(f"/api/v1/hub/refused-orders/{refusal}/{verb}", body)
        assert (answer.status_code, answer.json["code"]) == (404, "order.refusal_unknown")
    assert floor.count(Order) == 0
