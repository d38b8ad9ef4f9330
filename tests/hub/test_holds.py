"""Orders that wait: for which reasons, and how each ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.events import SYSTEM
from app.hub import jobs
from app.orders.models import Order, Recipient
from app.orders.rules import OrderState
from app.stations import service as stations
from app.stations.models import FloorException
from tests import builders
from tests.builders import order_body, post_order
from tests.floor import Floor

URL = "/api/v1/hub/orders"


def to(**fields: str) -> dict[str, Any]:
    return {"recipient": order_body()["recipient"] | fields}


def later(**after: int) -> str:
    return (clock.now() + timedelta(**after)).isoformat()


REASONS = [
    ({}, []),
    ({"hold": {"reason": "risk"}}, ["risk_review"]),
    ({"hold": {"reason": "unpaid"}}, ["unpaid"]),
    ({"hold": {"reason": "boss is thinking"}}, ["hub"]),
    ({"paid_at": None}, []),
    (to(country="US"), ["cross_border"]),
    (to(country="HK"), ["cross_border"]),
    (to(province="香港特别行政区"), ["cross_border"]),
    ({"cross_border": True}, ["cross_border"]),
    (to(address=" "), ["incomplete_address"]),
    (to(address="——"), ["incomplete_address"]),
    (to(name=""), ["incomplete_address"]),
    (to(phone="138"), ["incomplete_address"]),
    (to(address="宝贝\U000f0000路1号"), ["unprintable"]),
    ({"lines": [{"line_no": 1, "sku": "S9", "quantity": 1}]}, ["unknown_sku"]),
    ({"lines": [{"line_no": 1, "sku": "s1", "quantity": 1}]}, ["unknown_sku"]),
    ({"lines": [{"line_no": 1, "sku": "S0", "quantity": 1}]}, ["short_stock"]),
    ({"lines": [{"line_no": 1, "sku": "S2", "quantity": 6}]}, ["short_stock"]),
    ({"tags": ["gift", "#NOBODY"]}, ["unrouted"]),
    ({"tags": ["gift"]}, []),
    ({"not_before": "2020-01-01T00:00:00Z"}, []),
]


@pytest.mark.parametrize(("more", "reasons"), REASONS)
def test_what_holds_an_order(stocked: Floor, more: dict[str, Any], reasons: list[str]) -> None:
    result = post_order(stocked, order_body("A1", **more))

    assert result.get("reasons", []) == reasons
    assert result["status"] == ("held" if reasons else "accepted")
    heard = [e["type"] for e in stocked.hub.get("/api/v1/hub/events").json["events"]]
    assert ("order.held" in heard) == bool(reasons)


def test_several_reasons_are_all_told(stocked: Floor) -> None:
    body = order_body(
        "A1", ("S0", 1), **to(country="US"), presale=True, not_before=later(days=1), tags=["?"]
    )

    assert post_order(stocked, body)["reasons"] == [
        "presale",
        "not_before",
        "cross_border",
        "unrouted",
        "short_stock",
    ]


def planned(floor: Floor) -> datetime:
    [(at,)] = floor.read(sa.select(Order.planned_ship_at))
    return at


@pytest.mark.parametrize(
    ("plan_min", "not_before_min", "wanted_min"),
    [(None, None, 120), (-60, None, 120), (29, None, 120), (31, None, 31), (5, 300, 300)],
)
def test_presale_planned_too_early_goes_later(
    stocked: Floor, plan_min: int | None, not_before_min: int | None, wanted_min: int
) -> None:
    at = clock.now()
    body = order_body("A1", presale=True)
    if plan_min is not None:
        body["planned_ship_at"] = later(minutes=plan_min)
    if not_before_min is not None:
        body["not_before"] = later(minutes=not_before_min)

    post_order(stocked, body)

    assert abs(planned(stocked) - at - timedelta(minutes=wanted_min)) < timedelta(seconds=30)
    told = stocked.count(FloorException) == 1
    assert told == (wanted_min != plan_min)


def test_presale_and_not_before_end_by_the_clock(
    stocked: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_order(stocked, order_body("A1", not_before=later(hours=1)))
    post_order(stocked, order_body("A2", presale=True))
    assert work(stocked) == 0

    present = clock.now()
    monkeypatch.setattr(clock, "now", lambda: present + timedelta(minutes=61))
    assert work(stocked) == 1
    monkeypatch.setattr(clock, "now", lambda: present + timedelta(minutes=121))
    assert work(stocked) == 1
    assert states(stocked) == {"A1": "ready", "A2": "ready"}


def work(floor: Floor) -> int:
    with floor.app.app_context():
        return jobs.retry_holds()


def states(floor: Floor) -> dict[str, str]:
    rows = floor.read(sa.select(Order.external_order_no, Order.state))
    return {number: str(state) for number, state in rows}


def test_stock_goes_to_the_oldest_order_first(stocked: Floor) -> None:
    for number, hour in (("young", 9), ("old", 7), ("big", 6)):
        units = 9 if number == "big" else 3
        post_order(
            stocked,
            order_body(number, ("S0", units), created_at=f"2026-11-22T0{hour}:00:00Z"),
        )

    boss = stocked.machine("hub", "stock")
    row = {"sku": "S0", "bin": "A-01-01-1", "quantity": 4, "receipt_no": "R1"}
    assert (
        boss.post("/api/v1/hub/stock", {"stock": [row]}).json["results"][0]["status"] == "added"
    )
    assert work(stocked) == 1
    assert work(stocked) == 0

    assert states(stocked) == {"young": "held", "old": "ready", "big": "held"}


def test_a_cancel_lets_the_next_order_have_the_units(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S2", 5)))
    post_order(stocked, order_body("A2", ("S2", 5)))

    stocked.hub.post(f"{URL}/tmall/A1/cancel", {})
    work(stocked)

    assert states(stocked) == {"A1": "cancelled", "A2": "ready"}


def test_an_unknown_sku_ends_when_the_product_comes(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S9", 1), ("S1", 1)))
    assert work(stocked) == 0

    stocked.hub.post("/api/v1/hub/products", {"products": [{"sku": "S9"}]})
    assert work(stocked) == 1
    assert stocked.hub.get(f"{URL}/tmall/A1").json["holds"] == ["short_stock"]

    row = {"sku": "S9", "bin": "A-01-01-1", "quantity": 1, "receipt_no": "R1"}
    stocked.hub.post("/api/v1/hub/stock", {"stock": [row]})
    work(stocked)
    assert states(stocked) == {"A1": "ready"}
    assert stocked.count(FloorException, FloorException.ended_at.is_(None)) == 0


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"hold": {"reason": "risk"}}, "risk"),
        ({"hold": {"reason": "unpaid"}}, "unpaid"),
        ({"hold": {"reason": "thinking"}}, "thinking"),
        ({"cross_border": True}, "cross_border"),
        ({"tags": ["?"]}, "unrouted"),
        (to(phone="1"), "incomplete_address"),
    ],
)
def test_resume_ends_a_hold(stocked: Floor, more: dict[str, Any], reason: str) -> None:
    post_order(stocked, order_body("A1", **more))
    assert stocked.count(FloorException, FloorException.ended_at.is_(None)) == 1

    answer = stocked.hub.post(f"{URL}/tmall/A1/resume", {"reason": reason})

    assert (answer.json["state"], answer.json["holds"]) == ("ready", [])
    assert stocked.count(FloorException, FloorException.ended_at.is_(None)) == 0


def test_a_new_address_ends_what_the_old_one_held(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", **to(address=" ", country="US")))
    assert stocked.hub.get(f"{URL}/tmall/A1").json["holds"] == [
        "cross_border",
        "incomplete_address",
    ]

    answer = stocked.hub.post(
        f"{URL}/tmall/A1/address", {"recipient": {"address": "南京路2号", "country": "cn"}}
    )

    assert (answer.json["state"], answer.json["holds"]) == ("ready", [])
    [(row,)] = stocked.read(sa.select(Recipient))
    assert (row.name, row.address) == ("张三丰", "南京路2号")


def test_a_printable_spelling_ends_unprintable(stocked: Floor) -> None:
    odd = "宝贝\U000f0000路1号"
    post_order(stocked, order_body("A1", **to(address=odd)))
    boss = stocked.person("supervisor")

    still = boss.post(f"{URL}/tmall/A1/spelling", {"print_address": odd})
    assert (still.status_code, still.json["code"]) == (422, "order.still_unprintable")

    answer = boss.post(f"{URL}/tmall/A1/spelling", {"print_address": "上海市宝贝口路1号"})
    assert answer.json["state"] == "ready"
    [(row,)] = stocked.read(sa.select(Recipient))
    assert row.address == odd


def test_a_site_may_know_its_own_tags(stocked: Floor) -> None:
    rule = {"tags": ["#LIVE2026"]}
    stocked.write(lambda s: stations.set_site_rule(s, SYSTEM, "known_tags", rule))

    assert post_order(stocked, order_body("A1", tags=["#LIVE2026"]))["status"] == "accepted"
    assert post_order(stocked, order_body("A2", tags=["gift"]))["reasons"] == ["unrouted"]


def test_home_is_where_the_settings_say(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    settings = dataclasses.replace(floor.app.extensions["settings"], home_country="GB")
    monkeypatch.setitem(floor.app.extensions, "settings", settings)
    builders.stock(floor, builders.sku(floor, "S1"), builders.bin_(floor, "A-01-01-1"), 9)

    assert post_order(floor, order_body("A1", **to(country="GB")))["status"] == "accepted"
    assert post_order(floor, order_body("A2", **to(country="CN")))["status"] == "held"


def test_held_orders_keep_their_promise_but_for_want_of_stock(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S2", 5), cross_border=True))

    assert post_order(stocked, order_body("A2", ("S2", 1)))["reasons"] == ["short_stock"]
    assert [str(OrderState.HELD)] * 2 == list(states(stocked).values())
