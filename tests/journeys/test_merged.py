"""A merged order that is on the floor already: posted again, in part cancelled, sent anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.inventory.models import Holding, Move, Stock
from app.orders.models import Order, OrderIdentity
from app.orders.rules import OrderState
from app.packing import shorts
from app.shipping.models import Waybill
from app.stations.models import FloorException
from app.waves import service as waves
from tests.floor import Floor
from tests.journeys.racing import Dock, broken
from tests.journeys.test_races import locked_wave
from tests.journeys.test_rest_of_order import left, told
from tests.packing.station import pick
from tests.picking.shift import order_body, picker

URL = "/api/v1/hub/orders"


@pytest.fixture
def dock(floor: Floor) -> Dock:
    return Dock(floor)


def merged(dock: Dock) -> tuple[str, str]:
    """Two units from two numbers, A1 and A2: the hub's number and ours."""
    ((no, order_no),) = dock.orders(1, units=2, merged_from=["A1", "A2"])
    return no, order_no


def body(no: str, units: int, *members: str, **more: Any) -> dict[str, Any]:
    return order_body(no, ("MUG", units), carrier="SF", merged_from=list(members), **more)


def post(dock: Dock, order: dict[str, Any]) -> Any:
    return dock.floor.hub.post(URL, order)


def cancel(dock: Dock, no: str) -> Any:
    return dock.floor.hub.post(f"{URL}/test/{no}/cancel", {"reason": "buyer"}).json


def waved(dock: Dock, _: str) -> None:
    locked_wave(dock.floor)


def released(dock: Dock, _: str) -> None:
    number, plan = locked_wave(dock.floor)
    dock.floor.write(lambda s: waves.release(s, SYSTEM, number, plan))


def half_picked(dock: Dock, order_no: str) -> None:
    released(dock, order_no)
    ann = picker(dock.floor)
    ann.take()
    assert ann.verdicts("A-01-01-1", "B-MUG") == ["ok", "ok"]


def picked(dock: Dock, order_no: str) -> None:
    dock.floor.write(lambda s: pick(s, order_no, f"T-{order_no}"))


def short(dock: Dock, order_no: str) -> None:
    def work(session: Any) -> None:
        pick(session, order_no, f"T-{order_no}")
        parcel = dock.open(session, order_no)
        shorts.short(session, dock.actor, parcel, dock.person, None)

    dock.floor.write(work)
    assert dock.state(order_no) is OrderState.HELD


def packed(dock: Dock, order_no: str) -> None:
    dock.archived(order_no, 2)


def staged(dock: Dock, order_no: str) -> None:
    dock.in_two_parcels(order_no)


Stage = Callable[[Dock, str], None]
FLOOR: tuple[Stage, ...] = (waved, released, half_picked, picked, short, packed, staged)


def put_back(dock: Dock, order_no: str) -> None:
    """Scan every unit of an order that waits for it into its bin."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Holding.quantity), 0))
    units = int(dock.floor.read(query.where(Holding.going_back))[0][0])
    hand = dock.floor.person("picker")
    codes = [*["B-MUG"] * units, "A-01-01-1"] if units else []
    for n, code in enumerate(codes):
        scan = {"scan_id": f"back:{n}", "code": code}
        answer = hand.post(f"/api/v1/putbacks/{order_no}/scan", scan)
        assert answer.status_code == 200, answer.json


def work_anew(dock: Dock, order_no: str) -> str:
    """Wave, pick and pack what is wanted now, one unit; the parcel's number."""
    released(dock, order_no)
    bob = picker(dock.floor)
    bob.take()
    assert bob.walk({1: "T900"})[-1] == "list_done"

    def pack(session: Any) -> str:
        parcel = dock.open(session, order_no)
        dock.fill(session, parcel, 1)
        dock.attach(session, parcel)
        return parcel

    parcel: str = dock.floor.write(pack)
    return parcel


@pytest.mark.parametrize("stage", FLOOR, ids=lambda one: one.__name__)
def test_without_a_cancelled_member_it_goes_out_and_comes_in_again(
    dock: Dock, stage: Stage
) -> None:
    """The member is cancelled on the floor, the new version comes, and that is shipped."""
    no, order_no = merged(dock)
    stage(dock, order_no)

    assert [cancel(dock, "A1") for _ in range(2)] == [{"status": "intercepting"}] * 2
    (row,) = dock.floor.read(sa.select(Order.state, Order.holds))
    assert tuple(row) == (OrderState.READY, "")
    assert dock.floor.count(Waybill, Waybill.state != "void") == 0
    resumed = dock.floor.hub.post(f"{URL}/test/{no}/resume", {"reason": "goods_changed"})
    assert (resumed.status_code, resumed.json["code"]) == (409, "order.member_cancelled")

    anew = body(no, 1, "A2", version=2)
    result = {
        "source_platform": "test",
        "external_order_no": no,
        "order_no": order_no,
        "status": "updated",
        "replayed": False,
    }
    assert [post(dock, anew).json["results"] for _ in range(2)] == [
        [result],
        [result | {"replayed": True}],
    ]
    put_back(dock, order_no)
    parcel = work_anew(dock, order_no)
    assert dock.close(dock.sheet(parcel)) == "closed"

    assert dock.state(order_no) is OrderState.SHIPPED
    assert (left(dock), told(dock, order_no).count("order.shipped")) == (1, 1)
    assert dock.floor.count(Order) == 1
    assert dock.floor.count(Holding, Holding.order_id.is_not(None)) == 0
    lost = sa.select(sa.func.coalesce(sa.func.sum(Holding.quantity), 0)).scalar_subquery()
    assert dock.floor.read(sa.select(Stock.on_hand + lost)) == [(4999,)]
    open_ = sa.select(FloorException.kind).where(FloorException.ended_at.is_(None))
    assert {str(kind) for (kind,) in dock.floor.read(open_)} <= {"print_failed"}  # no printer
    assert dock.floor.count(Stock, Stock.reserved > 0) == 0
    assert cancel(dock, "A1") == {"status": "cancelled"}
    assert broken(dock.floor) == {}


@pytest.mark.parametrize("stage", [released, picked, staged], ids=lambda one: one.__name__)
def test_posted_again_after_its_release_nothing_is_doubled(dock: Dock, stage: Stage) -> None:
    no, order_no = merged(dock)
    stage(dock, order_no)
    before = dock.state(order_no)

    again = post(dock, body(no, 2, "A1", "A2")).json["results"][0]
    assert (again["order_no"], again["status"], again["replayed"]) == (
        order_no,
        "accepted",
        True,
    )
    for order in (
        body(no, 3, "A1", "A2"),
        body(no, 1, "A2", version=2),
        body("M9", 2, "A1", "A2"),
        body("A1", 1),
    ):
        answer = post(dock, order)
        assert (answer.status_code, answer.json["code"]) == (409, "order.conflict"), order

    assert dock.state(order_no) is before
    assert dock.floor.count(Order) == 1
    assert dock.floor.count(OrderIdentity) == 3
    assert broken(dock.floor) == {}


def test_a_member_is_told_whose_it_is(dock: Dock) -> None:
    _, order_no = merged(dock)

    answer = post(dock, body("A1", 1))

    (error,) = answer.json["errors"]
    assert (error["pointer"], error["code"]) == ("/external_order_no", "order.merged")
    assert order_no in error["detail"]
    cancel(dock, "A1")
    assert post(dock, body("A1", 1)).json["code"] == "order.cancelled_before_create"


def test_after_the_first_parcel_has_left_a_member_comes_too_late(dock: Dock) -> None:
    _, order_no = merged(dock)
    one, two = dock.in_two_parcels(order_no)
    assert dock.close(dock.sheet(one)) == "closed"

    assert cancel(dock, "A1") == {"status": "too_late", "parcels_inside": [two]}

    assert dock.state(order_no) is OrderState.STAGED
    assert dock.floor.count(Move, Move.why == "ship") == 1
    assert broken(dock.floor) == {}


def test_a_whole_that_was_cancelled_is_not_taken_back_twice(dock: Dock) -> None:
    no, order_no = merged(dock)
    picked(dock, order_no)
    assert cancel(dock, no) == {"status": "intercepting"}

    assert cancel(dock, "A1") == {"status": "intercepting"}

    put_back(dock, order_no)
    assert [cancel(dock, one) for one in (no, "A1")] == [{"status": "cancelled"}] * 2
    assert broken(dock.floor) == {}
