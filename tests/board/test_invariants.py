"""Each invariant notices what breaks it, and none cries without a cause."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.board.invariants import CHECKS
from app.core import clock
from app.core.events import SYSTEM, EventRow, EventSeal, record
from app.core.outbox import OutboxRow, OutboxState
from app.inventory.models import Move, Stock
from app.orders.events import OrderAccepted, OrderHeld
from app.orders.facts import about
from app.orders.models import Order, OrderIdentity
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping.models import Label
from app.shipping.rules import LabelKind
from app.stations.models import Bench
from tests.builders import bare_order, bin_, sku, stock
from tests.floor import Floor
from tests.tampering import damaging


@pytest.fixture
def site(floor: Floor) -> Floor:
    """One order that was taken in, told, and cancelled; stock in a bin; a parcel."""
    mug = sku(floor, "MUG")
    stock(floor, mug, bin_(floor, "A-01-01-1"), 5)
    order_id, _ = bare_order(floor, "WGO1", [(mug, 1)])

    def work(session: Any) -> None:
        order = session.get_one(Order, order_id)
        session.add(
            OrderIdentity(source_platform="test", external_order_no="WGO1", order_id=order_id)
        )
        told = OrderAccepted(**about(order), status="accepted", version=1, lines=[])
        record(session, SYSTEM, told, OrderHeld(**about(order), reasons=["hub"]))
        advance(session, SYSTEM, order, OrderAct.CANCEL)
        bench = Bench(warehouse_id=1, code="01")
        session.add(bench)
        session.flush()
        session.add(
            Parcel(
                warehouse_id=1,
                number="WGP1",
                order_id=order_id,
                piece=1,
                state=ParcelState.VOID,
                bench_id=bench.id,
                opened_at=clock.now(),
                opened_by="-",
            )
        )

    floor.write(work)
    return floor


def broken(floor: Floor) -> list[str]:
    answer = floor.machine("reader", "r2").get("/api/v1/audit/invariants").json
    assert set(answer["invariants"]) == set(CHECKS)
    bad = [name for name, holds in answer["invariants"].items() if not holds]
    assert bool(bad) == bool(answer["violations"])
    return bad


def test_all_six_hold_on_a_sound_floor(site: Floor) -> None:
    assert broken(site) == []


def _move(session: Any) -> None:
    session.add(
        Move(
            warehouse_id=1,
            at=clock.now(),
            sku_id=1,
            quantity=1,
            from_place="parcel:WGP1",
            to_place="CUSTOMER",
            why="ship",
            actor="-",
        )
    )


def _label(session: Any) -> None:
    session.add(
        Label(
            parcel_id=1,
            version=1,
            kind=LabelKind.LIVE,
            path="x",
            sha256="x",
            hmac="x",
            made_at=clock.now(),
            made_by="-",
        )
    )


BREAKS = {
    "units appear in a bin": ("I1", sa.update(Stock).values(on_hand=6)),
    "a cancelled order's parcel left": (
        "I2",
        sa.update(Parcel).values(state=ParcelState.HANDED_OVER),
    ),
    "units left that were not packed": ("I2", _move),
    "a report is missing": (
        "I3",
        sa.update(OutboxRow)
        .where(OutboxRow.stream == "order:WGO1", OutboxRow.seq == 2)
        .values(seq=7),
    ),
    "a live label without archive": ("I4", _label),
    "an order lost its number": ("I5", sa.delete(OrderIdentity)),
    "a state changed without event": ("I6", sa.update(Order).values(state=OrderState.SHIPPED)),
    "an event was changed": (
        "I6",
        sa.update(EventRow).where(EventRow.id == 1).values(actor="somebody else"),
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_breaks_an_invariant_is_named(site: Floor, what: str) -> None:
    name, damage = BREAKS[what]
    site.write(damage if callable(damage) else damaging(damage))
    assert name in broken(site)


@pytest.mark.parametrize(("sent", "bad"), [(1, []), (2, ["I3"])])
def test_a_report_sent_past_one_that_waits_is_named(site: Floor, sent: int, bad: list) -> None:
    one = sa.update(OutboxRow).where(OutboxRow.stream == "order:WGO1", OutboxRow.seq == sent)
    site.write(lambda s: s.execute(one.values(state=OutboxState.SENT)))
    assert broken(site) == bad


def test_a_hole_in_the_seals_is_named(site: Floor) -> None:
    site.write(damaging(sa.delete(EventSeal).where(EventSeal.seq == 1)))
    assert broken(site) == ["I6"]
