"""Intake on both databases: storms of repeated posts, races, the real week of orders."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from app.core.outbox import OutboxRow
from app.inventory.models import Reservation, SkuBalance
from app.orders.models import GiftCounter, Order, OrderIdentity, OrderLine
from tests import builders
from tests.builders import order_body
from tests.floor import Floor, Voice

URL = "/api/v1/hub/orders"


def at_once(floor: Floor, calls: list[Callable[[Voice], Any]]) -> list[Any]:
    """Make calls at the same moment, each over a connection of its own."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[Voice], Any]) -> Any:
        voice = Voice(floor.app.test_client(), floor.hub.headers)
        gate.wait()
        return call(voice)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def goods(floor: Floor, **units: int) -> None:
    shelf = builders.bin_(floor, "A-01-01-1")
    for code, count in units.items():
        builders.stock(floor, builders.sku(floor, code), shelf, count)


def test_four_posts_at_once_make_one_order(floor: Floor) -> None:
    goods(floor, S1=100)
    for n in range(6):
        body = order_body(f"A{n}", ("S1", 2))

        answers = at_once(floor, [lambda voice, b=body: voice.post(URL, b)] * 4)

        assert [answer.status_code for answer in answers] == [200] * 4
        results = [answer.json["results"][0] for answer in answers]
        assert Counter(result.pop("replayed") for result in results) == {False: 1, True: 3}
        assert all(result == results[0] for result in results)
    assert floor.count(Order) == floor.count(Reservation) == 6
    assert floor.count(OutboxRow) == 6
    other = floor.hub.post(URL, order_body("A0", ("S1", 3)))
    assert (other.status_code, other.json["code"]) == (409, "order.conflict")


def test_1276_posts_of_319_orders_make_319(floor: Floor) -> None:
    goods(floor, S1=10_000, S2=200)
    orders = [order_body(f"A{n}", ("S1", n % 3 + 1), ("S2", 1)) for n in range(319)]

    def post(part: int) -> list[Any]:
        voice = Voice(floor.app.test_client(), floor.hub.headers)
        shifted = orders[part * 40 :] + orders[: part * 40]
        found = []
        for start in range(0, len(shifted), 50):
            answer = voice.post(URL, {"orders": shifted[start : start + 50]})
            assert answer.status_code == 200
            found += answer.json["results"]
        return found

    with ThreadPoolExecutor(4) as pool:
        results = [result for found in pool.map(post, range(4)) for result in found]

    assert len(results) == 1276
    assert Counter(result.pop("replayed") for result in results) == {False: 319, True: 957}
    by_number: dict[str, Any] = {}
    for result in results:
        assert by_number.setdefault(result["external_order_no"], result) == result
    assert floor.count(Order) == floor.count(OrderIdentity) == 319
    assert Counter(result["status"] for result in by_number.values()) == {
        "accepted": 200,
        "held": 119,
    }
    assert floor.count(OutboxRow, OutboxRow.hub_type == "order.accepted") == 319


def test_a_cancel_and_its_create_at_once_leave_one_truth(floor: Floor) -> None:
    goods(floor, S1=100)
    seen = set()
    for n in range(12):
        cancel = f"{URL}/tmall/A{n}/cancel"
        created, cancelled = at_once(
            floor,
            [
                lambda voice, n=n: voice.post(URL, order_body(f"A{n}")),
                lambda voice, path=cancel: voice.post(path, {"reason": "buyer"}),
            ],
        )
        outcome = (created.status_code, cancelled.json["status"])
        assert outcome in {(200, "cancelled"), (409, "recorded")}
        seen.add(outcome)
    assert floor.count(Order, Order.state != "cancelled") == 0
    assert floor.read(sa.select(SkuBalance.free)) == [(100,)]
    assert seen


def test_the_gift_cap_holds_in_a_race(floor: Floor) -> None:
    goods(floor, S1=1000, S2=1000)

    def body(n: int) -> dict[str, Any]:
        found = order_body(f"A{n}", ("S1", 1), ("S2", 1))
        found["lines"][1] |= {"gift": True, "gift_campaign": "c", "gift_cap": 5}
        return found

    answers = at_once(floor, [lambda v, n=n: v.post(URL, body(n)) for n in range(16)])

    assert {answer.json["results"][0]["status"] for answer in answers} == {"accepted"}
    assert floor.count(OrderLine, OrderLine.gift, ~OrderLine.dropped) == 5
    assert floor.read(sa.select(GiftCounter.taken)) == [(5,)]


def test_the_last_unit_is_promised_once(floor: Floor) -> None:
    goods(floor, S1=3)

    answers = at_once(
        floor, [lambda v, n=n: v.post(URL, order_body(f"A{n}", ("S1", 1))) for n in range(8)]
    )

    statuses = Counter(answer.json["results"][0]["status"] for answer in answers)
    assert statuses == {"accepted": 3, "held": 5}
    assert floor.read(sa.select(SkuBalance.free)) == [(0,)]


def test_two_merged_orders_cannot_share_a_member(floor: Floor) -> None:
    for n in range(6):
        answers = at_once(
            floor,
            [
                lambda v, n=n, no=no: v.post(
                    URL, order_body(f"M{n}{no}", merged_from=[f"A{n}", f"B{n}"])
                )
                for no in "xy"
            ],
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert floor.count(OrderIdentity, OrderIdentity.member) == 12


def test_characters_of_four_bytes_survive_in_the_database(floor: Floor) -> None:
    body = order_body("𠮷-🎁-®™", buyer_note="👨‍👩‍👧")
    floor.hub.post(URL, body)

    answer = floor.hub.post(
        f"{URL}/status", {"source_platform": "tmall", "external_order_no": "𠮷-🎁-®™"}
    )

    assert answer.json["external_order_no"] == "𠮷-🎁-®TM"  # NFKC
    assert floor.hub.post(URL, body).json["results"][0]["replayed"]


def test_amounts_of_twelve_digits_are_taken_as_they_are(floor: Floor) -> None:
    goods(floor, S1=100)
    body = order_body("A1", amount="999999999999.99", insured_amount=999_999_999_999)
    body["lines"][0]["unit_price"] = "999999999999.99"

    assert floor.hub.post(URL, body).json["results"][0]["status"] == "accepted"
    assert floor.read(sa.select(Order.amount_minor, Order.insured_minor)) == [
        (99_999_999_999_999, 99_999_999_999_900)
    ]
    assert floor.read(sa.select(OrderLine.unit_price_minor)) == [(99_999_999_999_999,)]


def test_free_json_holds_no_number_that_json_cannot_write(floor: Floor) -> None:
    odd = {"rows": ["@"]}
    for path, pointer, body in (
        (URL, "/invoice/rows/0", order_body("A1", invoice=odd)),
        (
            "/api/v1/hub/products",
            "/looks/rows/0",
            {"products": [{"sku": "S9", "looks": odd}]},
        ),
    ):
        raw = json.dumps(body).replace('"@"', "1e400")

        answer = floor.hub.post(path, data=raw, content_type="application/json")

        [result] = answer.json["results"]
        assert [error["pointer"] for error in result["errors"]] == [pointer]
    assert floor.count(Order) == 0


def test_a_number_that_no_order_can_have_leaves_no_tombstone(floor: Floor) -> None:
    for number in (" ", "A\u00011", "\ufdfa" * 64):
        named = {"source_platform": "tmall", "external_order_no": number}
        for call in ("cancel", "status"):
            answer = floor.hub.post(f"{URL}/{call}", named)
            assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")
            assert answer.json["errors"][0]["pointer"] == "/external_order_no"

    assert floor.count(OrderIdentity) == 0


def test_a_cancel_needs_no_reason(floor: Floor) -> None:
    floor.hub.post(URL, order_body("A1"))

    answer = floor.hub.post(f"{URL}/tmall/A1/cancel", {"reason": None, "at": None})

    assert answer.json == {"status": "cancelled"}
