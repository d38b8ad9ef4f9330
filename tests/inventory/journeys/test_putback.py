"""Put-back through the door: a unit is stock again once it was scanned into a bin."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM, EventRow
from app.inventory import service as inventory
from app.inventory.models import PutBackScan
from app.orders import locks, service
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.stations import service as stations
from app.stations.models import FloorException
from app.stations.rules import ExceptionKind
from tests import builders
from tests.floor import Floor, Voice
from tests.inventory.shelves import Job, Shelf, disagreements, outside


class Desk:
    """A cancelled order with three picked units, and somebody who puts them back."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.shelf = Shelf(floor, 10)
        self.order = self.shelf.order("WGO1", 3)
        hard = self.order.allocate(3)
        self.order.pick(hard, 2, "T001")
        self.order.pick(hard, 1, "T002")
        cancel(floor, self.order)
        self.person = floor.person("picker", badge="WG-7")
        self._scans = 0

    def scan(self, code: str, *, by: Voice | None = None, scan_id: str = "") -> dict[str, Any]:
        self._scans += 1
        body = {"scan_id": scan_id or f"d:{self._scans}", "code": code}
        answer = (by or self.person).post("/api/v1/putbacks/WGO1/scan", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    @property
    def state(self) -> str:
        return str(self.floor.read(sa.select(Order.state))[0][0])


def cancel(floor: Floor, order: Job) -> None:
    """What the hub's cancel does with an order whose units lie outside."""

    def work(session: Any) -> None:
        row = locks.order_by_id(session, order.order_id)
        inventory.unpromise(session, SYSTEM, row.id)
        service.advance(session, SYSTEM, row, OrderAct.PUT_BACK)
        stations.raise_exception(session, SYSTEM, ExceptionKind.PUT_BACK, row.number)

    floor.write(work)


@pytest.fixture
def desk(floor: Floor) -> Desk:
    return Desk(floor)


def test_a_unit_and_then_its_bin(desk: Desk) -> None:
    first = desk.scan("B-SKU-1")
    assert (first["verdict"], first["in_hand"], first["left"]) == ("ok", {"SKU-1": 1}, 3)
    assert desk.shelf.counts == (7, 0)

    second = desk.scan("A-01-01-1")

    assert (second["verdict"], second["in_hand"], second["left"]) == ("task_done", {}, 2)
    assert (desk.shelf.counts, desk.shelf.free) == ((8, 0), 8)
    assert desk.state == "putback"


def test_a_bin_and_then_one_unit(desk: Desk) -> None:
    assert desk.scan("A-01-01-1")["at_bin"] == "A-01-01-1"

    assert desk.scan("B-SKU-1")["verdict"] == "task_done"
    assert desk.scan("B-SKU-1")["verdict"] == "ok", "the next unit wants its own bin"
    assert desk.shelf.counts == (8, 0)


def test_several_units_go_into_one_bin_together(desk: Desk) -> None:
    for _ in range(3):
        desk.scan("B-SKU-1")

    last = desk.scan("A-01-01-1")

    assert (last["verdict"], last["tone"], last["left"]) == ("list_done", "done", 0)
    assert (desk.shelf.counts, outside(desk.floor)) == ((10, 0), {})


def test_the_last_unit_cancels_the_order_for_good(desk: Desk) -> None:
    for _ in range(3):
        desk.scan("B-SKU-1")
        desk.scan("A-01-01-1")

    assert desk.state == "cancelled"
    assert desk.floor.read(sa.select(FloorException.ended_at))[0][0] is not None
    facts = desk.floor.read(
        sa.select(EventRow.body).where(EventRow.tag == "orders.order.cancelled")
    )
    assert '"status": "cancelled"' in facts[-1][0]
    assert disagreements(desk.floor) == []
    assert desk.scan("B-SKU-1")["verdict"] == "already_done"


def test_a_scan_counts_once(desk: Desk) -> None:
    answers = [desk.scan("B-SKU-1", scan_id="d:1") for _ in range(3)]
    assert answers == [answers[0]] * 3
    answers = [desk.scan("A-01-01-1", scan_id="d:2") for _ in range(3)]
    assert answers == [answers[0]] * 3

    assert (desk.shelf.counts, desk.floor.count(PutBackScan)) == ((8, 0), 2)


@pytest.mark.parametrize(
    ("code", "verdict", "en"),
    [
        ("NONSENSE", "unknown_code", "Nobody knows the code NONSENSE"),
        ("B-SKU-2", "wrong_item", "This is SKU-2; it is not among what order WGO1 puts back"),
        ("CASE-4", "over_quantity", "Only 3 of SKU-1 have to be put back"),
        ("RET-1", "wrong_bin", "RET-1 is no bin for stock; scan a pick or reserve bin"),
    ],
)
def test_a_wrong_scan_is_named_and_changes_nothing(
    desk: Desk, code: str, verdict: str, en: str
) -> None:
    builders.sku(desk.floor, "SKU-2")
    builders.sku(desk.floor, "SKU-1", barcodes=["CASE-4"], pack_qty=4)
    builders.bin_(desk.floor, "RET-1", kind="returns")

    answer = desk.scan(code)

    assert (answer["verdict"], answer["say"], answer["left"]) == (verdict, en, 3)
    assert (desk.shelf.counts, outside(desk.floor)) == (
        (7, 0),
        {"tote:T001": 2, "tote:T002": 1},
    )


def test_the_answer_comes_in_the_language_of_the_person(desk: Desk) -> None:
    desk.person.headers["Accept-Language"] = "zh"

    assert desk.scan("B-SKU-1")["say"] == "SKU-1 已拿 1 件，请扫要放回的库位"


def test_what_one_person_holds_is_not_in_the_others_hand(desk: Desk) -> None:
    other = desk.floor.person("packer", badge="WG-8")
    desk.scan("B-SKU-1")

    assert desk.scan("A-01-01-1", by=other)["verdict"] == "ok"
    assert desk.shelf.counts == (7, 0)


def test_units_of_a_cancelled_wave_go_back_while_their_order_lives(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("WGO1", 2)
    order.picked(2)
    order.do(inventory.send_back, order.order_id)
    person = floor.person("supervisor")

    for n, code in enumerate(["B-SKU-1", "B-SKU-1", "A-01-01-1"]):
        answer = person.post(
            "/api/v1/putbacks/WGO1/scan", json={"scan_id": f"{n}", "code": code}
        )

    assert answer.get_json()["verdict"] == "list_done"
    assert floor.read(sa.select(Order.state)) == [(OrderState.READY,)]
    assert (shelf.counts, shelf.free) == ((10, 0), 10)


def test_the_list_says_what_waits_and_where_it_belongs(desk: Desk) -> None:
    [order] = desk.person.get("/api/v1/putbacks").get_json()["put_backs"]
    assert (order["order_no"], order["order_state"], order["units"]) == ("WGO1", "putback", 3)
    assert order["places"] == ["tote:T001", "tote:T002"]

    work = desk.person.get("/api/v1/putbacks/WGO1").get_json()

    assert [(u["sku"], u["quantity"], u["place"], u["bins"]) for u in work["units"]] == [
        ("SKU-1", 2, "tote:T001", ["A-01-01-1"]),
        ("SKU-1", 1, "tote:T002", ["A-01-01-1"]),
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"scan_id": "1"}, 422, "request.invalid"),
        ({"scan_id": "1", "code": ""}, 422, "request.invalid"),
        ({"scan_id": "1", "code": "x" * 501}, 422, "request.invalid"),
        ({"scan_id": "", "code": "x"}, 422, "request.invalid"),
        ({"scan_id": "x" * 81, "code": "x"}, 422, "request.invalid"),
        ({"scan_id": "1", "code": "x", "quantity": 2}, 422, "request.invalid"),
    ],
)
def test_a_broken_request_is_refused(
    desk: Desk, body: dict[str, Any], status: int, code: str
) -> None:
    answer = desk.person.post("/api/v1/putbacks/WGO1/scan", json=body)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_an_order_that_nobody_knows_is_refused(desk: Desk) -> None:
    answer = desk.person.post("/api/v1/putbacks/WGO9/scan", json={"scan_id": "1", "code": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (404, "order.unknown")

    answer = desk.person.get("/api/v1/putbacks/WGO9")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "order.unknown")


def test_only_people_of_the_floor_put_back(desk: Desk) -> None:
    answer = desk.floor.hub.post(
        "/api/v1/putbacks/WGO1/scan", json={"scan_id": "1", "code": "x"}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (403, "auth.permission")
