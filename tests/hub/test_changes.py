"""What the hub changes about an order that is here already, and the goods it tells of."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState
from app.packing.rules import ParcelState
from app.stations.models import FloorException
from app.waves.models import WaveOrder
from tests.builders import order_body, post_order
from tests.floor import Floor
from tests.hub.test_cancel import parcels, set_state
from tests.picking import shift

URL = "/api/v1/hub/orders"
ORDER = f"{URL}/tmall/A1"


def open_trouble(floor: Floor) -> list[str]:
    query = sa.select(FloorException.kind).where(FloorException.ended_at.is_(None))
    return [str(row[0]) for row in floor.read(query)]


@pytest.mark.parametrize(
    ("reason", "bit"),
    [
        ("risk", "risk"),
        ("refund_asked", "refund_asked"),
        ("recall", "recall"),
        ("not_before", "not_before"),
        ("goods_changed", "goods_changed"),
        ("buyer asked us to wait", "hub_hold"),
    ],
)
def test_hold_and_resume_are_one_bit(taken: Floor, reason: str, bit: str) -> None:
    held = taken.hub.post(f"{ORDER}/hold", {"reason": reason})
    taken.hub.post(f"{ORDER}/hold", {"reason": "recall"})
    resumed = taken.hub.post(f"{ORDER}/resume", {"reason": reason})

    assert held.json["mask"] == [bit]
    assert held.json["state"] == "ready"
    assert resumed.json["mask"] == ([] if bit == "recall" else ["recall"])


def test_a_stop_on_the_floor_is_somebody_s_work(taken: Floor) -> None:
    set_state(taken, OrderState.PICKING)
    taken.hub.post(f"{ORDER}/hold", {"reason": "risk"})
    assert open_trouble(taken) == ["intercept"]

    taken.hub.post(f"{ORDER}/resume", {"reason": "risk"})
    assert open_trouble(taken) == []


def test_priority_and_carrier_change_at_once(taken: Floor) -> None:
    hurried = taken.hub.post(f"{ORDER}/priority", {"priority": "urgent"})
    rerouted = taken.hub.post(f"{ORDER}/carrier", {"carrier": "YTO", "service": "fast"})

    assert (hurried.status_code, rerouted.status_code) == (200, 200)
    status = taken.hub.get(ORDER).json
    assert (status["priority"], status["carrier"], status["mask"]) == ("urgent", "YTO", [])


@pytest.mark.parametrize(
    ("call", "body", "bit"),
    [
        ("address", {"address": "南京路2号"}, "address_changed"),
        ("carrier", {"carrier": "YTO"}, "carrier_changed"),
    ],
)
def test_with_a_label_a_change_stops_the_order(
    taken: Floor, call: str, body: dict[str, Any], bit: str
) -> None:
    parcels(taken, ParcelState.LABELLED)
    set_state(taken, OrderState.PACKED)

    answer = taken.hub.post(f"{ORDER}/{call}", body)

    assert answer.json["mask"] == [bit]
    assert open_trouble(taken) == ["intercept"]


def test_a_waved_order_leaves_its_wave_for_another_carrier(taken: Floor) -> None:
    taken.person("supervisor").post("/api/v1/waves", {})
    assert taken.hub.get(ORDER).json["state"] == "waved"

    assert taken.hub.post(f"{ORDER}/carrier", {"carrier": "YTO"}).json["state"] == "ready"
    assert taken.count(WaveOrder) == 0


def test_an_address_without_anything_in_it_is_refused(taken: Floor) -> None:
    answer = taken.hub.post(f"{ORDER}/address", {})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/recipient")


def test_a_bad_new_address_holds_the_order(taken: Floor) -> None:
    answer = taken.hub.post(f"{ORDER}/address", {"phone": "?"})

    assert (answer.json["state"], answer.json["holds"]) == ("held", ["incomplete_address"])


@pytest.mark.parametrize("call", ["address", "hold", "resume", "priority", "carrier"])
@pytest.mark.parametrize(
    "state", [OrderState.SHIPPED, OrderState.CANCELLED, OrderState.PUTBACK]
)
def test_an_ended_order_cannot_be_changed(taken: Floor, call: str, state: OrderState) -> None:
    set_state(taken, state)
    body = {
        "address": {"address": "x1"},
        "priority": {"priority": "vip"},
        "carrier": {"carrier": "SF"},
    }.get(call, {"reason": "risk"})

    answer = taken.hub.post(f"{ORDER}/{call}", body)

    assert (answer.status_code, answer.json["code"]) == (409, "order.ended")


CALLS = [
    ("hold", {"reason": "risk"}),
    ("resume", {"reason": "risk"}),
    ("priority", {"priority": "vip"}),
    ("carrier", {"carrier": "SF"}),
    ("address", {"city": "苏州市"}),
]


@pytest.mark.parametrize(("call", "body"), CALLS)
def test_the_body_form_does_the_same(stocked: Floor, call: str, body: dict[str, Any]) -> None:
    post_order(stocked, order_body("单/1 号", source_platform="qimen:1:2"))
    number = {"source_platform": "qimen:1:2", "external_order_no": "单/1 号"}

    answer = stocked.hub.post(f"{URL}/{call}", body | number)

    assert answer.status_code == 200, answer.json
    assert answer.json["external_order_no"] == "单/1 号"
    unknown = stocked.hub.post(f"{URL}/{call}", body | number | {"external_order_no": "2"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "order.unknown")


def test_who_may_not_command_is_refused(taken: Floor) -> None:
    for role in ("picker", "packer", "returns", "dispatcher"):
        answer = taken.person(role).post(f"{ORDER}/hold", {"reason": "risk"})
        assert answer.status_code == 403
    assert (
        taken.person("supervisor").post(f"{ORDER}/hold", {"reason": "risk"}).status_code == 200
    )


# An order that was found short


@pytest.fixture
def short(floor: Floor) -> Floor:
    """Three of five units are there; the picker says so, and the hub must decide."""
    shift.open_shop(floor, ("RED", "A-01-01-1", 5))
    shift.release(floor, shift.order_body("1", ("RED", 5)))
    hand = shift.picker(floor)
    hand.take()
    hand.verdicts("A-01-01-1", "B-RED", "B-RED", "B-RED")
    hand.do("short", found=3, reason="none")
    if floor.count(Order, Order.state == "held") == 0:
        hand.scan("T001")
    assert floor.hub.get(f"{URL}/test/1").json["holds"] == ["short"]
    return floor


def decide(floor: Floor, decision: str) -> Any:
    return floor.hub.post(f"{URL}/test/1/short-decision", {"decision": decision})


def test_ship_what_is_there(short: Floor) -> None:
    answer = decide(short, "ship_available")

    assert (answer.status_code, answer.json["state"]) == (200, "picked")
    assert short.read(sa.select(OrderLine.quantity, OrderLine.cut)) == [(5, 2)]
    assert decide(short, "wait").json["code"] == "order.not_short"


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{URL}/test/2/short-decision", {}),
        (
            f"{URL}/short-decision",
            {"source_platform": "test", "external_order_no": "2"},
        ),
    ],
)
def test_of_nothing_picked_nothing_is_shipped(
    floor: Floor, path: str, named: dict[str, str]
) -> None:
    shift.open_shop(floor, ("RED", "A-01-01-1", 5))
    shift.release(floor, shift.order_body("2", ("RED", 5)))
    hand = shift.picker(floor)
    hand.take()
    hand.scan("A-01-01-1")
    hand.do("short", found=0, reason="none")

    answer = floor.hub.post(path, named | {"decision": "ship_available"})

    assert (answer.status_code, answer.json["code"]) == (409, "order.nothing_picked")
    assert floor.hub.get(f"{URL}/test/2").json["holds"] == ["short"]
    assert floor.count(OrderLine, OrderLine.cut > 0) == 0


def test_wait_for_stock(short: Floor) -> None:
    from app.hub import jobs

    assert decide(short, "wait").json["holds"] == ["short_stock"]
    row = {"sku": "RED", "bin": "B-05-02-1", "quantity": 2, "receipt_no": "R1"}
    from tests import builders

    builders.bin_(short, "B-05-02-1")
    short.hub.post("/api/v1/hub/stock", {"stock": [row]})
    with short.app.app_context():
        assert jobs.retry_holds() == 1

    assert short.hub.get(f"{URL}/test/1").json["state"] == "ready"


def test_cancel_a_short_order(short: Floor) -> None:
    assert decide(short, "cancel").json["state"] == "putback"


# Master data


def rows(floor: Floor, kind: str, *posted: dict[str, Any]) -> list[dict[str, Any]]:
    answer = floor.hub.post(f"/api/v1/hub/{kind}", {kind: list(posted)})
    assert answer.status_code == 200, answer.json
    return list(answer.json["results"])


def test_products_come_in_row_by_row(floor: Floor) -> None:
    good = {"sku": "S1", "name": "杯", "unit_weight_g": 12.5, "barcode": "B1;B2", "pack_qty": 6}
    results = rows(
        floor,
        "products",
        good,
        {"sku": "S2", "unit_weight_g": -1},
        {"sku": "S3", "unit_weight_g": "NaN"},
        {"sku": "S4", "barcode": "2855196860162"},
        {"name": "?"},
        good,
        good | {"name": "碗"},
    )

    assert [row["status"] for row in results] == [
        "added",
        "refused",
        "refused",
        "refused",
        "refused",
        "unchanged",
        "updated",
    ]
    assert results[4]["errors"][0]["pointer"] == "/sku"
    assert all(row["errors"][0]["detail"] for row in results if row["status"] == "refused")


def test_a_receipt_counts_once(stocked: Floor) -> None:
    row = {"sku": "S1", "bin": "A-01-01-1", "quantity": 3, "receipt_no": "R1"}
    results = rows(stocked, "stock", row, row, row | {"bin": "Z"}, row | {"sku": "S9"})

    assert [one["status"] for one in results] == ["added", "unchanged", "refused", "refused"]
    assert results[1]["replayed"]


def test_traces_are_kept_once(floor: Floor) -> None:
    row = {"waybill": "SF1", "kind": "signed", "at": clock.now().isoformat(), "carrier": "SF"}
    results = rows(floor, "traces", row, row, row | {"kind": "lost"})

    assert [one["status"] for one in results] == ["added", "unchanged", "refused"]
