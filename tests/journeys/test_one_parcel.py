"""A cancel came too late for the order; the parcels that are still here can be stopped."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.inventory.models import Holding, SkuBalance, Stock
from app.orders.models import OrderLine
from app.orders.rules import OrderState
from app.packing import checking
from app.packing import service as packing
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.packing.scans import Scan
from app.shipping.models import Waybill
from app.stations.models import FloorException
from tests.floor import Floor
from tests.journeys.racing import Dock, broken
from tests.journeys.test_rest_of_order import left, told
from tests.packing.station import pick


@pytest.fixture
def dock(floor: Floor) -> Dock:
    return Dock(floor)


def stop(dock: Dock, parcel: str) -> Any:
    return dock.floor.hub.post(f"/api/v1/hub/parcels/{parcel}/intercept", {"reason": "buyer"})


def half_gone(dock: Dock) -> tuple[str, str, str]:
    """Two parcels of one unit each; the first has left. The hub's number, ours, the second."""
    ((no, order_no),) = dock.orders(1, units=2)
    one, two = dock.in_two_parcels(order_no)
    assert dock.close(dock.sheet(one)) == "closed"
    late = dock.floor.hub.post(f"/api/v1/hub/orders/test/{no}/cancel", {"reason": "buyer"})
    assert late.json == {"status": "too_late", "parcels_inside": [two]}
    return no, order_no, two


def put_back(dock: Dock, order_no: str) -> str:
    hand = dock.floor.person("picker")
    verdicts = []
    for n, code in enumerate(("B-MUG", "A-01-01-1")):
        scan = {"scan_id": f"back:{n}", "code": code}
        answer = hand.post(f"/api/v1/putbacks/{order_no}/scan", scan)
        assert answer.status_code == 200, answer.json
        verdicts.append(str(answer.json["verdict"]))
    return verdicts[-1]


def test_the_parcel_that_is_still_here_is_stopped_and_its_units_go_back(dock: Dock) -> None:
    no, order_no, two = half_gone(dock)

    for _ in range(2):
        answer = stop(dock, two)
        assert answer.json == {"parcel_no": two, "order_no": order_no, "status": "intercepting"}

    assert dock.state(order_no) is OrderState.SHIPPED
    assert told(dock, order_no).count("order.shipped") == 1
    assert dock.floor.count(FloorException, FloorException.kind == "put_back") == 1
    shown = dock.floor.hub.get(f"/api/v1/hub/orders/test/{no}").json
    assert [one["state"] for one in shown["parcels"]] == ["handed_over", "void"]
    assert [one["state"] for one in shown["waybills"]] == ["issued", "void"]
    assert put_back(dock, order_no) == "list_done"
    assert stop(dock, two).json["status"] == "cancelled"
    assert left(dock) == 1
    assert dock.floor.read(sa.select(OrderLine.cut)) == [(1,)]
    assert dock.floor.read(sa.select(Stock.on_hand)) == [(4999,)]
    assert dock.floor.count(Stock, Stock.reserved > 0) == 0
    assert dock.floor.read(sa.select(SkuBalance.free)) == [(4999,)]
    assert dock.floor.count(Holding) == 0
    assert broken(dock.floor) == {}


def test_the_order_is_reported_with_what_left_alone(dock: Dock) -> None:
    _, order_no, two = half_gone(dock)
    stop(dock, two)
    assert broken(dock.floor) == {}  # and every event is sealed, so that the feed shows it

    feed = dock.floor.hub.get("/api/v1/hub/events?limit=500").json["events"]

    (shipped,) = [one["data"] for one in feed if one["type"] == "order.shipped"]
    assert [one["quantity"] for one in shipped["lines"]] == [1]
    assert two not in {one["parcel_no"] for one in shipped["parcels"]}
    assert shipped["order_no"] == order_no


def test_a_stopped_parcel_comes_off_the_van(dock: Dock) -> None:
    _, order_no, two = half_gone(dock)
    sheet = dock.sheet(two)

    stop(dock, two)

    assert dock.close(sheet) == "manifest.intercepted"
    again = dock.floor.person("dispatcher").post(
        f"/api/v1/manifests/{sheet}/scan", {"code": f"WB{two}"}
    )
    assert again.json["verdict"] == "intercepted"
    assert left(dock) == 1
    assert broken(dock.floor) == {}
    assert dock.state(order_no) is OrderState.SHIPPED


def test_before_anything_has_left_the_order_itself_is_cancelled(dock: Dock) -> None:
    ((_, order_no),) = dock.orders(1, units=2)
    _, two = dock.in_two_parcels(order_no)

    answer = stop(dock, two)

    assert (answer.status_code, answer.json["code"]) == (409, "order.all_inside")
    assert dock.state(order_no) is OrderState.STAGED
    assert dock.floor.count(Waybill, Waybill.state == "void") == 0


def test_a_parcel_that_left_is_too_late_and_a_strange_one_unknown(dock: Dock) -> None:
    _, order_no, _ = half_gone(dock)
    gone = Parcel.state == ParcelState.HANDED_OVER
    ((one,),) = dock.floor.read(sa.select(Parcel.number).where(gone))

    assert stop(dock, one).json["status"] == "too_late"
    assert stop(dock, "P-0").json["code"] == "packing.unknown_parcel"
    assert dock.state(order_no) is OrderState.STAGED


def test_an_open_parcel_is_stopped_on_the_bench_and_the_rest_goes_on(dock: Dock) -> None:
    """Three units: one left, one lies unweighed in a box, one is still in the tote."""
    ((_, order_no),) = dock.orders(1, units=3)

    def first(session: Any) -> str:
        pick(session, order_no, f"T-{order_no}")
        parcel = dock.open(session, order_no)
        checking.scan(session, dock.actor, parcel, dock.person, [Scan(f"{parcel}-a", "B-MUG")])
        return parcel

    one: str = dock.floor.write(first)

    def second(session: Any) -> str:
        two = packing.next_parcel(session, dock.actor, order_no, dock.person)
        dock.prove(session, one, 1)
        dock.attach(session, one)
        dock.open(session, two)
        checking.scan(session, dock.actor, two, dock.person, [Scan(f"{two}-a", "B-MUG")])
        return two

    two: str = dock.floor.write(second)
    assert dock.close(dock.sheet(one)) == "closed"

    assert stop(dock, two).json["status"] == "intercepting"

    assert dock.state(order_no) is OrderState.PACKING

    def rest(session: Any) -> str:
        three = dock.open(session, order_no)
        dock.fill(session, three, 1)
        dock.attach(session, three)
        return three

    three: str = dock.floor.write(rest)
    assert dock.close(dock.sheet(three)) == "closed"
    assert dock.state(order_no) is OrderState.SHIPPED
    assert put_back(dock, order_no) == "list_done"
    assert left(dock) == 2
    assert broken(dock.floor) == {}
