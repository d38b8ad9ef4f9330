"""The order's verbs: one writer of state, holds and mask, each with its event."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.errors import Refused
from app.core.events import SYSTEM, EventRow
from app.orders import locks, service
from app.orders.models import Order
from app.orders.rules import HoldReason, Mask, OrderAct, OrderState
from tests import builders
from tests.floor import Floor


class Case:
    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.order_id, _ = builders.bare_order(floor, "WGO1", [])

    def do(self, verb: Any, *args: Any) -> None:
        self.floor.write(
            lambda s: verb(s, SYSTEM, locks.order_by_id(s, self.order_id), *args) and None
        )

    @property
    def row(self) -> Order:
        return self.floor.read(sa.select(Order))[0][0]

    @property
    def tags(self) -> list[str]:
        return [
            row[0] for row in self.floor.read(sa.select(EventRow.tag).order_by(EventRow.id))
        ]


@pytest.fixture
def case(floor: Floor) -> Case:
    return Case(floor)


def test_a_move_stamps_its_time_and_is_on_record(case: Case) -> None:
    before = case.row.state_at
    case.do(service.advance, OrderAct.PLAN)

    assert case.row.state is OrderState.WAVED
    assert case.row.state_at > before
    assert case.tags == ["orders.order.moved"]


def test_an_illegal_move_changes_nothing(case: Case) -> None:
    with pytest.raises(Refused, match=r"state\.illegal_move"):
        case.do(service.advance, OrderAct.SHIP)
    assert case.tags == []


def test_the_last_reason_to_go_makes_it_ready(case: Case) -> None:
    for reason in (HoldReason.UNPAID, HoldReason.RISK_REVIEW, HoldReason.UNPAID):
        case.do(service.hold, reason)
    assert (case.row.state, case.row.holds) == (OrderState.HELD, "unpaid risk_review")

    case.do(service.clear_hold, HoldReason.UNPAID)
    case.do(service.clear_hold, HoldReason.PRESALE)
    assert case.row.state is OrderState.HELD
    case.do(service.clear_hold, HoldReason.RISK_REVIEW)
    assert (case.row.state, case.row.holds) == (OrderState.READY, "")
    assert case.tags.count("orders.order.held") == 2


def test_a_held_order_that_is_cancelled_leaves_its_reasons(case: Case) -> None:
    case.do(service.hold, HoldReason.UNPAID)
    case.do(service.advance, OrderAct.CANCEL)

    assert (case.row.state, case.row.holds) == (OrderState.CANCELLED, "")


def test_the_mask_stops_every_station(case: Case) -> None:
    service.refuse_if_stopped(case.row)
    case.do(service.set_mask, Mask.RISK | Mask.RECALL)
    case.do(service.set_mask, Mask.RISK)
    with pytest.raises(Refused) as refused:
        service.refuse_if_stopped(case.row)
    assert refused.value.params["reasons"] == ["risk", "recall"]

    case.do(service.clear_mask, Mask.RISK)
    case.do(service.clear_mask, Mask.RISK | Mask.RECALL)
    service.refuse_if_stopped(case.row)
    assert case.tags == ["orders.mask.set", "orders.mask.cleared", "orders.mask.cleared"]


def test_not_before_stops_every_station(case: Case) -> None:
    def wait(session: Any) -> None:
        locks.order_by_id(session, case.order_id).not_before = clock.now() + timedelta(hours=1)

    case.floor.write(wait)

    with pytest.raises(Refused) as refused:
        service.refuse_if_stopped(case.row)
    assert refused.value.params["reasons"] == ["not_before"]


def test_an_unknown_order_is_told_by_its_number(floor: Floor) -> None:
    with pytest.raises(Refused) as refused:
        floor.write(lambda s: locks.order_by_number(s, "WGO9"))
    assert (refused.value.code, refused.value.params["order_no"]) == ("order.unknown", "WGO9")


def test_locks_come_by_ascending_key(floor: Floor) -> None:
    keys = [builders.bare_order(floor, f"WGO{n}", [])[0] for n in range(3)]

    found = floor.write(
        lambda s: [
            order.id for order in locks.orders_by_ids(s, [keys[2], keys[0], keys[1], 99])
        ]
    )

    assert found == sorted(keys)


def test_a_stop_is_told_in_words(case: Case) -> None:
    case.do(service.set_mask, Mask.RECALL)
    with pytest.raises(Refused) as refused:
        service.refuse_if_stopped(case.row)

    say = case.floor.app.extensions["catalogue"].say
    assert "召回" in say(refused.value.code, "zh", **refused.value.params)
