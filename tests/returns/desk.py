"""A returns desk with goods that left some days ago."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.orders.models import OrderIdentity
from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.people import pins
from app.people.models import Person
from app.shipping.models import Carrier, Waybill
from app.shipping.rules import WaybillState
from app.stations.models import Bench
from tests.builders import bare_order, bin_, sku
from tests.floor import Floor, Voice

WAYBILL = "SF1234567890123"
PIN = "4711"


@dataclass
class Desk:
    """One clerk, two products, bins of each kind, and an order that was shipped."""

    floor: Floor
    clerk: Voice
    mug: int
    food: int
    order_no: str

    def receive(self, code: str | None = None, **more: Any) -> dict[str, Any]:
        answer = self.clerk.post("/api/v1/returns", {"code": code} | more)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def scan(self, number: str, code: str = "B-MUG", **more: Any) -> str:
        answer = self.clerk.post(f"/api/v1/returns/{number}/units", {"code": code} | more)
        assert answer.status_code == 200, answer.json
        return str(answer.json["id"])

    def grade(self, number: str, unit: str, grade: str, **more: Any) -> Any:
        path = f"/api/v1/returns/{number}/units/{unit}/grade"
        return self.clerk.post(path, {"grade": grade} | more)

    def put_away(self, number: str, unit: str, bin_code: str) -> Any:
        path = f"/api/v1/returns/{number}/units/{unit}/put-away"
        return self.clerk.post(path, {"code": bin_code})

    def announce(self, **more: Any) -> dict[str, Any]:
        body = {"source_platform": "test", "lines": [{"sku": "MUG", "quantity": 2}]} | more
        answer = self.floor.hub.post("/api/v1/hub/returns", {"returns": [body]})
        assert answer.status_code == 200, answer.json
        return dict(answer.json["results"][0])

    def heard(self, kind: str) -> list[dict[str, Any]]:
        events = self.floor.hub.get("/api/v1/hub/events").json["events"]
        return [event["data"] for event in events if event["type"] == kind]


def open_desk(floor: Floor) -> Desk:
    mug, food = sku(floor, "MUG"), sku(floor, "FOOD", never_grade_a=True)
    bin_(floor, "A-01-01-1")
    bin_(floor, "R-01-01-1", kind="returns")
    order_id, _ = bare_order(floor, "WGO1", [(mug, 3)], state=OrderState.SHIPPED)
    floor.write(lambda s: _ship(s, order_id))
    hashed = pins.hashed(PIN)
    floor.write(
        lambda s: s.add(
            Person(
                warehouse_id=1, badge="WG-SECOND", name="S", pin_hash=hashed, roles="supervisor"
            )
        )
    )
    clerk = floor.person("returns", badge="WG-CLERK")
    return Desk(floor, clerk, mug, food, "WGO1")


def _ship(session: Any, order_id: int) -> None:
    session.add(
        OrderIdentity(source_platform="test", external_order_no="WGO1", order_id=order_id)
    )
    session.add(Carrier(warehouse_id=1, code="SF", name="Shunda", cage="C1"))
    bench = Bench(warehouse_id=1, code="01")
    session.add(bench)
    session.flush()
    parcel = Parcel(
        warehouse_id=1,
        number="WGP1",
        order_id=order_id,
        piece=1,
        state=ParcelState.HANDED_OVER,
        bench_id=bench.id,
        opened_at=clock.now(),
        opened_by="-",
    )
    session.add(parcel)
    session.flush()
    session.add(
        Waybill(
            parcel_id=parcel.id,
            carrier="SF",
            number=WAYBILL,
            state=WaybillState.ISSUED,
            transaction_id="T1",
            requested_at=clock.now(),
        )
    )
