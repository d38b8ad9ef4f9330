"""An order comes in once: replays, conflicts, versions, tombstones, merged numbers, gifts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.outbox import OutboxRow
from app.inventory.models import Reservation, SkuBalance
from app.inventory.rules import ReservationState
from app.orders.models import GiftCounter, Order, OrderIdentity, OrderLine
from app.orders.rules import OrderState
from tests.builders import order_body, post_order
from tests.floor import Floor

URL = "/api/v1/hub/orders"
AT = "2026-11-22T08:00:00+08:00"


def order_row(floor: Floor, number: str = "A1") -> Any:
    [(order,)] = floor.read(sa.select(Order).where(Order.external_order_no == number))
    return order


def test_a_replay_gets_the_first_answer(stocked: Floor) -> None:
    body = order_body("A1", ("S1", 2))

    first = post_order(stocked, body)
    again = post_order(stocked, body)

    assert first["status"] == "accepted"
    assert again == first | {"replayed": True}
    assert stocked.count(Order) == 1
    assert stocked.count(OutboxRow, OutboxRow.hub_type == "order.accepted") == 1


SAME = [
    ("created_at", AT, "2026-11-22T00:00:00Z"),
    ("amount", "19.9", 19.90),
    ("amount", 20, "20.00"),
    ("priority", None, "normal"),
    ("tags", None, []),
    ("presale", None, False),
    ("trace_id", "t-1", "t-2"),
    ("version", 1, None),
    ("source_platform", "tmall", " ｔｍａｌｌ "),
    ("external_order_no", "A1", "Ａ1"),
    ("sender", None, {"name": None}),
]


@pytest.mark.parametrize(("field", "first", "then"), SAME)
def test_the_same_content_in_other_words_is_a_replay(
    floor: Floor, field: str, first: Any, then: Any
) -> None:
    body = order_body("A1", created_at=AT)
    answers = [post_order(floor, body | {field: value}) for value in (first, then)]

    assert [answer["replayed"] for answer in answers] == [False, True]


OTHER = [
    ("created_at", "2026-11-22T08:00:01+08:00"),
    ("amount", "19.91"),
    ("priority", "vip"),
    ("buyer_note", ""),
    ("lines", [{"line_no": 1, "sku": "S1", "quantity": 3}]),
    ("lines", [{"line_no": 1, "sku": "s1", "quantity": 2}]),
]


@pytest.mark.parametrize(("field", "value"), OTHER)
def test_other_content_is_refused(floor: Floor, field: str, value: Any) -> None:
    body = order_body("A1", ("S1", 2), created_at=AT, amount="19.90")
    number = post_order(floor, body)["order_no"]

    answer = floor.hub.post(URL, body | {field: value})

    assert (answer.status_code, answer.json["code"]) == (409, "order.conflict")
    assert answer.json["order_no"] == number
    assert answer.json["results"][0]["status"] == "refused"
    assert post_order(floor, body)["replayed"]


def test_case_matters_in_a_number(floor: Floor) -> None:
    assert not post_order(floor, order_body("a1"))["replayed"]
    assert not post_order(floor, order_body("A1"))["replayed"]


def test_a_higher_version_comes_in_before_release(stocked: Floor) -> None:
    body = order_body("A1", ("S1", 2), ("S2", 5), created_at=AT)
    first = post_order(stocked, body)
    changed = order_body("A1", ("S1", 4), created_at=AT, version=2)
    changed["recipient"]["name"] = "李四"

    updated = post_order(stocked, changed)

    assert updated == first | {"status": "updated"}
    assert post_order(stocked, changed) == updated | {"replayed": True}
    assert post_order(stocked, body) == first | {"replayed": True}
    assert order_row(stocked).version == 2
    promised = stocked.read(
        sa.select(Reservation.quantity).where(Reservation.state == ReservationState.SOFT)
    )
    assert promised == [(4,)]
    assert sorted(stocked.read(sa.select(SkuBalance.free))) == [(5,), (96,)]


def test_an_updated_order_can_become_held_and_ready_again(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S1", 2), created_at=AT))

    short = post_order(stocked, order_body("A1", ("S1", 200), created_at=AT, version=2))
    fine = post_order(stocked, order_body("A1", ("S1", 20), created_at=AT, version=3))

    assert (short["status"], short["reasons"]) == ("updated", ["short_stock"])
    assert "reasons" not in fine
    assert order_row(stocked).state is OrderState.READY


def test_a_lower_or_equal_version_is_a_conflict(floor: Floor) -> None:
    post_order(floor, order_body("A1", ("S1", 2), created_at=AT, version=5))

    for version in (4, 5, None):
        answer = floor.hub.post(
            URL, order_body("A1", ("S1", 3), created_at=AT, version=version)
        )
        assert answer.json["code"] == "order.conflict"


@pytest.mark.parametrize("state", [OrderState.PICKING, OrderState.PACKED, OrderState.SHIPPED])
def test_after_release_no_version_comes_in(stocked: Floor, state: OrderState) -> None:
    post_order(stocked, order_body("A1", created_at=AT))
    stocked.write(lambda s: s.execute(sa.update(Order).values(state=state)) and None)

    answer = stocked.hub.post(URL, order_body("A1", ("S1", 3), created_at=AT, version=2))

    assert answer.json["code"] == "order.conflict"


def test_the_same_content_under_a_higher_version_keeps_the_version(floor: Floor) -> None:
    body = order_body("A1", created_at=AT)
    post_order(floor, body)

    assert post_order(floor, body | {"version": 7})["replayed"]
    assert order_row(floor).version == 7


def test_a_cancel_that_comes_first_wins(floor: Floor) -> None:
    cancel = "/api/v1/hub/orders/tmall/A1/cancel"
    for _ in range(2):
        assert floor.hub.post(cancel, {"reason": "buyer"}).json == {"status": "recorded"}

    bare = floor.hub.post(URL, order_body("A1"))
    listed = floor.hub.post(URL, {"orders": [order_body("A1")]})

    assert (bare.status_code, bare.json["code"]) == (409, "order.cancelled_before_create")
    assert listed.json["results"][0]["code"] == "order.cancelled_before_create"
    assert floor.count(Order) == 0


def test_another_site_s_order_is_out_of_reach(floor: Floor) -> None:
    from app.people.models import MachineToken, Warehouse

    post_order(floor, order_body("A1"))
    other = floor.machine("hub", "other")
    floor.write(lambda s: s.add(Warehouse(id=2, code="WH2", name="Other")))
    floor.write(
        lambda s: (
            s.execute(
                sa.update(MachineToken)
                .where(MachineToken.name == "other")
                .values(warehouse_id=2)
            )
            and None
        )
    )

    assert other.post(URL, order_body("A1")).json["code"] == "order.conflict"
    assert other.get(f"{URL}/tmall/A1").status_code == 404
    for call in ("cancel", "hold"):
        assert other.post(f"{URL}/tmall/A1/{call}", {"reason": "x"}).status_code == 404


def test_a_person_without_the_right_may_not_post(floor: Floor) -> None:
    assert floor.person("supervisor").post(URL, order_body()).status_code == 403
    assert floor.machine("reader").post(URL, order_body()).status_code == 403
    assert floor.nobody.post(URL, order_body()).status_code == 401


def test_an_idempotency_key_keeps_the_whole_answer(floor: Floor) -> None:
    key = {"Idempotency-Key": '"k1"'}
    posted = {"orders": [order_body("A1"), {"bad": 1}, order_body("A2")]}

    first = floor.hub.post(URL, posted, headers=key)
    again = floor.hub.post(URL, posted, headers=key)
    other = floor.hub.post(URL, {"orders": []}, headers=key)

    assert len(first.json["results"]) == 3
    assert again.json == first.json
    assert (other.status_code, other.json["code"]) == (422, "idempotency.other_payload")


# Merged orders


def test_merged_numbers_are_reserved(stocked: Floor) -> None:
    merged = post_order(stocked, order_body("M1", merged_from=["A1", "A2", "M1"]))
    assert merged["status"] == "accepted"

    answer = stocked.hub.post(URL, order_body("A1"))
    assert (answer.status_code, answer.json["code"]) == (409, "order.conflict")
    status = stocked.hub.get(f"{URL}/tmall/A2").json
    assert status["external_order_no"] == "M1"


def test_an_order_that_exists_cannot_be_merged(floor: Floor) -> None:
    post_order(floor, order_body("A1"))

    answer = floor.hub.post(URL, order_body("M1", merged_from=["A1", "A2"]))

    assert answer.json["code"] == "order.conflict"
    assert floor.count(OrderIdentity) == 1


def test_cancelling_a_member_stops_the_whole_until_a_new_version(stocked: Floor) -> None:
    post_order(stocked, order_body("M1", ("S1", 3), merged_from=["A1", "A2"], created_at=AT))

    for _ in range(2):
        cancelled = stocked.hub.post(f"{URL}/tmall/A1/cancel", {"reason": "buyer"})
        assert cancelled.json == {"status": "intercepting"}
    assert stocked.hub.get(f"{URL}/tmall/M1").json["mask"] == ["goods_changed"]

    update = order_body("M1", ("S1", 2), merged_from=["A2"], created_at=AT, version=2)
    assert post_order(stocked, update)["status"] == "updated"
    assert stocked.hub.get(f"{URL}/tmall/M1").json["mask"] == []
    assert stocked.hub.post(f"{URL}/tmall/A1/cancel", {}).json == {"status": "cancelled"}
    assert (
        stocked.hub.post(URL, order_body("A1")).json["code"] == "order.cancelled_before_create"
    )


def test_a_member_that_left_may_come_alone(stocked: Floor) -> None:
    post_order(stocked, order_body("M1", merged_from=["A1", "A2"], created_at=AT))
    post_order(stocked, order_body("M1", merged_from=["A2"], created_at=AT, version=2))

    assert post_order(stocked, order_body("A1"))["status"] == "accepted"


# Gifts


def gifted(number: str, units: int = 1, cap: int | None = 3) -> dict[str, Any]:
    body = order_body(number, ("S1", 1), ("S2", units))
    body["lines"][1] |= {"gift": True, "gift_campaign": "double-12", "gift_cap": cap}
    return body


def dropped(floor: Floor) -> list[bool]:
    query = sa.select(OrderLine.dropped).where(OrderLine.gift).order_by(OrderLine.id)
    return [row[0] for row in floor.read(query)]


def test_gifts_beyond_the_cap_are_dropped_and_the_order_goes_on(stocked: Floor) -> None:
    results = [post_order(stocked, gifted(f"A{n}")) for n in range(5)]

    assert {result["status"] for result in results} == {"accepted"}
    assert dropped(stocked) == [False, False, False, True, True]
    feed = stocked.hub.get("/api/v1/hub/events").json["events"]
    lines = [event["data"]["lines"] for event in feed if event["type"] == "order.accepted"]
    assert [line[1].get("dropped", False) for line in lines] == dropped(stocked)


def test_a_cancelled_gift_can_be_given_again(stocked: Floor) -> None:
    for number in ("A1", "A2"):
        post_order(stocked, gifted(number, cap=1))
    stocked.hub.post(f"{URL}/tmall/A1/cancel", {})
    stocked.hub.post(f"{URL}/tmall/A1/cancel", {})
    post_order(stocked, gifted("A3", cap=1))

    assert dropped(stocked) == [False, True, False]
    assert stocked.read(sa.select(GiftCounter.taken)) == [(1,)]


def test_a_gift_line_is_dropped_whole(stocked: Floor) -> None:
    post_order(stocked, gifted("A1", units=2))
    post_order(stocked, gifted("A2", units=2))

    assert dropped(stocked) == [False, True]


def test_an_order_of_dropped_gifts_alone_waits_for_the_hub(stocked: Floor) -> None:
    body = order_body("A1", ("S2", 1))
    body["lines"][0] |= {"gift": True, "gift_campaign": "double-12", "gift_cap": 0}

    assert post_order(stocked, body)["reasons"] == ["hub"]


# Dates


def test_ship_by_is_two_days_after_creation(floor: Floor) -> None:
    post_order(floor, order_body("A1", created_at=AT))

    assert order_row(floor).ship_by == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_the_cut_off_is_the_carrier_s_next_one_but_never_after_ship_by(floor: Floor) -> None:
    from app.shipping.models import Carrier

    floor.write(
        lambda s: s.add(
            Carrier(
                warehouse_id=1, code="SF", name="SF", cut_offs=["00:30", "12:30"], cage="C1"
            )
        )
    )
    at = clock.now()
    post_order(floor, order_body("A1", carrier="SF"))
    post_order(floor, order_body("A2", carrier="SF", ship_by=at.isoformat()))
    post_order(floor, order_body("A3", carrier="nobody"))

    soon, due, unknown = (order_row(floor, f"A{n}") for n in (1, 2, 3))
    assert at <= soon.cut_off_at <= at + timedelta(hours=12, minutes=1)
    assert soon.cut_off_at.minute == 30
    assert due.cut_off_at == due.ship_by
    assert unknown.cut_off_at == unknown.ship_by
