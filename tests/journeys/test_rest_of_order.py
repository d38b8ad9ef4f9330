"""One parcel is ready or gone, and the rest of the order is not there: wait, cut or cancel."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.core.outbox import OutboxRow
from app.hub import jobs
from app.inventory import service as inventory
from app.inventory.models import Holding, Move, Reservation, Stock
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState
from app.packing import checking, shorts
from app.packing import service as packing
from app.packing.models import BenchLock
from app.packing.scans import Scan
from app.shipping import manifests
from app.waves import service as waves
from app.waves.models import Tote
from tests.floor import Floor
from tests.journeys.racing import Dock, broken
from tests.journeys.test_races import locked_wave
from tests.packing.station import pick
from tests.picking.shift import order_body, picker


@pytest.fixture
def dock(floor: Floor) -> Dock:
    return Dock(floor)


def half_packed(dock: Dock) -> tuple[str, str, str, str]:
    """Two units, one in a labelled parcel, the other not found: the order is short.

    Returns:
        The hub's number, ours, the labelled parcel, the empty one.
    """
    ((no, order_no),) = dock.orders(1, units=2)

    def first(session: Any) -> str:
        pick(session, order_no, f"T-{order_no}")
        parcel = dock.open(session, order_no)
        checking.scan(session, dock.actor, parcel, dock.person, [Scan(f"{parcel}-a", "B-MUG")])
        return parcel

    one = dock.floor.write(first)

    def rest(session: Any) -> str:
        two = packing.next_parcel(session, dock.actor, order_no, dock.person)
        dock.prove(session, one, 1)
        dock.attach(session, one)
        dock.open(session, two)
        shorts.short(session, dock.actor, two, dock.person, None)
        return two

    two = dock.floor.write(rest)
    assert dock.state(order_no) is OrderState.HELD
    return no, order_no, one, two


def decide(dock: Dock, no: str, decision: str) -> Any:
    path = f"/api/v1/hub/orders/test/{no}/short-decision"
    return dock.floor.hub.post(path, {"decision": decision})


def told(dock: Dock, order_no: str) -> list[str]:
    query = sa.select(OutboxRow.hub_type).where(OutboxRow.stream == f"order:{order_no}")
    return [row[0] for row in dock.floor.read(query.order_by(OutboxRow.seq))]


def left(dock: Dock) -> int:
    query = sa.select(sa.func.coalesce(sa.func.sum(Move.quantity), 0)).where(Move.why == "ship")
    return int(dock.floor.read(query)[0][0])


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_packed_goes_on_when_the_rest_is_cut(dock, gone):
    no, order_no, one, _ = half_packed(dock)
    if gone:
        assert dock.close(dock.sheet(one)) == "closed"

    assert decide(dock, no, "ship_available").status_code == 200

    if not gone:
        assert dock.state(order_no) is OrderState.STAGED
        assert dock.close(dock.sheet(one)) == "closed"
    assert dock.state(order_no) is OrderState.SHIPPED
    assert told(dock, order_no)[-1] == "order.shipped"
    assert left(dock) == 1
    assert dock.floor.read(sa.select(OrderLine.cut))[0][0] == 1
    assert broken(dock.floor) == {}


def test_an_order_that_left_in_part_cannot_be_cancelled_by_its_short(dock):
    no, order_no, one, _ = half_packed(dock)
    assert dock.close(dock.sheet(one)) == "closed"

    answer = decide(dock, no, "cancel")

    assert (answer.status_code, answer.json["code"]) == (409, "order.ended")
    assert dock.state(order_no) is OrderState.HELD
    assert broken(dock.floor) == {}


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_what_left_is_not_promised_and_picked_again(dock, when):
    """The rest waits for stock; the first parcel leaves before, meanwhile or with it."""
    no, order_no, one, two = half_packed(dock)
    sheet = dock.sheet(one)
    if when == "before":
        assert dock.close(sheet) == "closed"
    assert decide(dock, no, "wait").status_code == 200
    if when == "while":
        assert dock.close(sheet) == "closed"
    with dock.floor.app.app_context():
        jobs.retry_holds()
    assert dock.state(order_no) is OrderState.READY
    alive = dock.floor.read(
        sa.select(sa.func.sum(Reservation.quantity)).where(Reservation.state == "soft")
    )
    assert alive[0][0] == 1

    number, plan = locked_wave(dock.floor)
    dock.floor.write(lambda s: waves.release(s, SYSTEM, number, plan))
    ann = picker(dock.floor)
    ann.take()
    assert ann.walk({1: "T500"})[-1] == "list_done"
    assert dock.state(order_no) is OrderState.PICKED

    def pack(session: Any) -> None:
        dock.open(session, two)
        dock.fill(session, two, 1)
        dock.attach(session, two)

    dock.floor.write(pack)
    if when == "after":
        assert dock.close(sheet) == "closed"
        assert dock.state(order_no) is OrderState.STAGED
    assert dock.close(dock.sheet(two)) == "closed"
    assert dock.state(order_no) is OrderState.SHIPPED
    assert told(dock, order_no).count("order.shipped") == 1
    assert left(dock) == 2
    assert dock.floor.count(Holding, Holding.order_id.is_not(None)) == 0
    assert broken(dock.floor) == {}


def test_a_second_wave_that_is_cancelled_leaves_what_was_packed_before(dock):
    no, order_no, one, _ = half_packed(dock)
    decide(dock, no, "wait")
    with dock.floor.app.app_context():
        jobs.retry_holds()
    number, plan = locked_wave(dock.floor)
    dock.floor.write(lambda s: waves.release(s, SYSTEM, number, plan))

    outcome = dock.floor.write(lambda s: waves.cancel(s, SYSTEM, number))

    assert outcome["ready"] == [order_no]
    assert dock.floor.count(Holding, Holding.going_back) == 0
    assert dock.close(dock.sheet(one)) == "closed"
    assert left(dock) == 1
    assert broken(dock.floor) == {}


def test_a_second_wave_without_stock_leaves_the_order_short_and_is_released(dock):
    no, order_no, _, _ = half_packed(dock)
    decide(dock, no, "wait")
    with dock.floor.app.app_context():
        jobs.retry_holds()
    number, _ = locked_wave(dock.floor)
    stock_id = dock.floor.read(sa.select(Stock.id))[0][0]
    dock.floor.write(lambda s: inventory.freeze(s, SYSTEM, stock_id, "damaged"))

    answer = dock.floor.person("supervisor").post(f"/api/v1/waves/{number}/release")

    assert answer.status_code == 200, answer.json
    assert answer.json["left_out"] == {order_no: "no_stock"}
    (row,) = dock.floor.read(sa.select(Order.state, Order.holds))
    assert tuple(row) == (OrderState.HELD, "short")
    assert broken(dock.floor) == {}


def test_a_new_version_is_refused_while_goods_wait_for_the_rest(dock):
    no, order_no, _, _ = half_packed(dock)
    decide(dock, no, "wait")

    body = order_body(no, ("MUG", 1), carrier="SF", version=2)
    answer = dock.floor.hub.post("/api/v1/hub/orders", body)

    assert (answer.status_code, answer.json["code"]) == (409, "order.conflict")
    assert dock.state(order_no) is OrderState.HELD
    assert broken(dock.floor) == {}


def test_a_bench_that_looked_at_a_finished_order_is_free(dock):
    ((_, order_no), (_, other)) = dock.orders(2)
    dock.attached(order_no)

    dock.floor.write(lambda s: dock.open(s, order_no))

    assert dock.floor.count(BenchLock) == 0
    dock.archived(other)


def test_the_totes_of_a_parked_order_tell_it(dock):
    ((_, order_no),) = dock.orders(1)
    parcel = dock.archived(order_no)
    (tote,) = dock.floor.read(sa.select(Tote.state, Tote.parked_slot))
    assert tuple(tote) == ("parked", 1)

    dock.floor.write(lambda s: dock.open(s, parcel))

    (tote,) = dock.floor.read(sa.select(Tote.state, Tote.parked_slot))
    assert tuple(tote) == ("in_use", None)
    heard = dock.floor.read(
        sa.text("SELECT body FROM event WHERE tag = 'waves.tote.moved' ORDER BY id")
    )
    assert [("parked" in row[0], "in_use" in row[0]) for row in heard] == [
        (True, False),
        (False, True),
    ]


def test_a_parcel_taken_off_while_its_sheet_closes_stays(dock):
    """It was stopped, came off the van and may go again: it is not on this van."""
    ((no, order_no), (_, other)) = dock.orders(2)
    parcels = [dock.attached(order_no), dock.attached(other)]
    sheet = dock.sheet(*parcels)
    waiting = dock.floor.write(lambda s: manifests.begin_close(s, dock.actor, sheet))
    dock.floor.hub.post(f"/api/v1/hub/orders/test/{no}/hold", {"reason": "risk"})
    dock.floor.write(lambda s: manifests.to_manifest(s, dock.actor, sheet, f"WB{parcels[0]}"))
    dock.floor.hub.post(f"/api/v1/hub/orders/test/{no}/resume", {"reason": "risk"})

    dock.floor.write(lambda s: manifests.hand_over_some(s, dock.actor, sheet, waiting))

    assert dock.state(order_no) is OrderState.STAGED
    assert dock.state(other) is OrderState.SHIPPED
