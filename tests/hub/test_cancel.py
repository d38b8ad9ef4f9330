"""Cancelling: at any time, and never together with shipping."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.outbox import OutboxRow
from app.inventory.models import Holding, Reservation, SkuBalance, Stock
from app.orders.models import Order
from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.stations.models import Bench, FloorException
from app.waves.models import WaveOrder
from tests.floor import Floor
from tests.inventory.shelves import disagreements
from tests.picking import shift
from tests.picking.shift import order_body, picker, release, send

URL = "/api/v1/hub/orders/test/1"


@pytest.fixture
def shop(floor: Floor) -> Floor:
    shift.open_shop(floor)
    return floor


def cancel(floor: Floor) -> dict[str, Any]:
    answer = floor.hub.post(f"{URL}/cancel", {"reason": "buyer", "at": "2026-11-22T08:00:00Z"})
    assert answer.status_code == 200
    return dict(answer.json)


def state(floor: Floor) -> str:
    return str(floor.read(sa.select(Order.state))[0][0])


def all_units_are_free(floor: Floor) -> bool:
    free = {row[0] for row in floor.read(sa.select(SkuBalance.free))}
    reserved = floor.count(Stock, Stock.reserved > 0)
    return free == {20} and not reserved and not disagreements(floor)


def heard(floor: Floor, kind: str) -> list[dict[str, Any]]:
    events = floor.hub.get("/api/v1/hub/events").json["events"]
    return [event["data"] for event in events if event["type"] == kind]


def test_a_ready_order_is_cancelled_once(shop: Floor) -> None:
    send(shop, order_body("1", ("RED", 2)))

    assert cancel(shop) == cancel(shop) == {"status": "cancelled"}

    assert state(shop) == "cancelled"
    assert all_units_are_free(shop)
    assert [data["status"] for data in heard(shop, "order.cancelled")] == ["cancelled"]


def test_a_held_order_can_be_cancelled(shop: Floor) -> None:
    shop.hub.post("/api/v1/hub/orders", order_body("1", ("RED", 99), tags=["?"]))

    assert cancel(shop) == {"status": "cancelled"}
    assert shop.count(FloorException, FloorException.ended_at.is_(None)) == 0


def test_a_waved_order_leaves_its_wave(shop: Floor) -> None:
    send(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 1), ("RED", 1)))
    shop.person("supervisor").post("/api/v1/waves", {})

    assert cancel(shop) == {"status": "cancelled"}
    assert shop.count(WaveOrder) == 1


def test_before_the_first_pick_nothing_has_to_go_back(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)))

    assert cancel(shop) == {"status": "cancelled"}
    assert all_units_are_free(shop)


def test_picked_units_go_back_into_a_bin_by_scan(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)))
    hand = picker(shop)
    hand.take()
    assert hand.verdicts("A-01-01-1", "B-RED", "B-RED", "T001")[-1] == "task_done"

    assert cancel(shop) == cancel(shop) == {"status": "intercepting"}
    assert state(shop) == "putback"
    assert not all_units_are_free(shop)
    [order_no] = [row[0] for row in shop.read(sa.select(Order.number))]

    for n, code in enumerate(("B-RED", "B-RED", "A-01-01-1")):
        scan = {"scan_id": f"d:{n}", "code": code}
        back = hand.voice.post(f"/api/v1/putbacks/{order_no}/scan", scan)
        assert back.status_code == 200, back.json

    assert cancel(shop) == {"status": "cancelled"}
    assert shop.count(Holding) == 0
    assert all_units_are_free(shop)
    statuses = [data["status"] for data in heard(shop, "order.cancelled")]
    assert statuses == ["intercepting", "cancelled"]


def test_a_fully_picked_order_goes_to_put_back(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)))
    hand = picker(shop)
    hand.take()
    hand.walk()
    assert state(shop) == "picked"

    assert cancel(shop) == {"status": "intercepting"}
    assert shop.count(Reservation, Reservation.state == "hard") == 0
    assert disagreements(shop) == []


def parcels(floor: Floor, *states: ParcelState) -> None:
    """Parcels in these states, as the dock would leave them."""
    from app.core import clock

    def work(session: Any) -> None:
        session.add(Bench(id=1, warehouse_id=1, code="B1"))
        session.flush()
        for piece, parcel_state in enumerate(states, 1):
            session.add(
                Parcel(
                    warehouse_id=1,
                    number=f"P{piece}",
                    order_id=1,
                    piece=piece,
                    state=parcel_state,
                    bench_id=1,
                    opened_at=clock.now(),
                    opened_by="WG-1",
                )
            )

    floor.write(work)


def set_state(floor: Floor, to: OrderState) -> None:
    floor.write(lambda s: s.execute(sa.update(Order).values(state=to)) and None)


def test_after_the_first_parcel_left_it_is_too_late(shop: Floor) -> None:
    send(shop, order_body("1", ("RED", 2)))
    parcels(shop, ParcelState.HANDED_OVER, ParcelState.CAGED, ParcelState.VOID)
    set_state(shop, OrderState.STAGED)

    for _ in range(2):
        assert cancel(shop) == {"status": "too_late", "parcels_inside": ["P2"]}
    assert state(shop) == "staged"
    assert len(heard(shop, "order.intercept_failed")) == 1
    can = shop.hub.get(URL).json["can"]
    assert can == {"cancel": False, "address": False, "carrier": False}


def test_a_shipped_order_cannot_be_cancelled(shop: Floor) -> None:
    send(shop, order_body("1", ("RED", 2)))
    set_state(shop, OrderState.SHIPPED)

    assert cancel(shop) == {"status": "too_late", "parcels_inside": []}
    assert shop.count(OutboxRow, OutboxRow.hub_type == "order.cancelled") == 0


def test_a_cancel_of_odd_numbers_goes_into_the_body(floor: Floor) -> None:
    named = {"source_platform": "tmall:1", "external_order_no": "单/1", "reason": "buyer"}

    assert floor.hub.post("/api/v1/hub/orders/cancel", named).json == {"status": "recorded"}
    in_path = floor.hub.post("/api/v1/hub/orders/tmall:1/A1/cancel", {})
    assert (in_path.status_code, in_path.json["code"]) == (422, "order.body_form")
