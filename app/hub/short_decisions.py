"""What becomes of an order that was found short: wait, ship what is there, or cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import cancel
from app.hub.changes import Change
from app.hub.rules import CancelStatus, ShortDecision
from app.inventory import service as inventory
from app.orders import service as orders
from app.orders.events import ShortDecided
from app.orders.models import Order, OrderLine
from app.orders.rules import HoldReason, OrderAct, holds_of
from app.shipping import dispatch
from app.stations import service as stations
from app.stations.rules import ExceptionKind


def decide_short(decision: ShortDecision) -> Change:
    """Decide what becomes of an order that was found short.

    Raises:
        Refused: ``order.not_short``, ``order.nothing_picked``.
    """

    def change(session: Session, actor: Actor, order: Order) -> None:
        if HoldReason.SHORT not in holds_of(order.holds):
            raise Refused("order.not_short", order_no=order.number)
        cut = _CARRY_OUT[decision](session, actor, order)
        stations.end_exception(session, actor, ExceptionKind.SHORT, order.number, str(decision))
        fact = ShortDecided(order_no=order.number, decision=str(decision), cut_units=cut)
        record(session, actor, fact, subject=order.number)

    return change


def _wait(session: Session, actor: Actor, order: Order) -> int:
    """Wait for stock like an order that was short from the beginning."""
    orders.hold(session, actor, order, HoldReason.SHORT_STOCK)
    orders.clear_hold(session, actor, order, HoldReason.SHORT)
    return 0


def _ship_available(session: Session, actor: Actor, order: Order) -> int:
    picked = Counter(inventory.units_shipped(session, order.id))
    # Units that go back to their bins are not there to be shipped.
    for held in inventory.holdings(session, order.id):
        picked[held.order_line_id] += 0 if held.going_back else held.quantity
    if not picked.total():
        raise Refused("order.nothing_picked", order_no=order.number)
    inventory.unpromise(session, actor, order.id)
    lines = session.scalars(
        sa.select(OrderLine).where(OrderLine.order_id == order.id, ~OrderLine.dropped)
    )
    cut = 0
    for line in lines:
        line.cut = line.quantity - picked[line.id]
        cut += line.cut
    orders.advance(session, actor, order, OrderAct.SHIP_AVAILABLE)
    session.flush()
    dispatch.go_on_without_more(session, actor, order)
    return cut


def _cancel(session: Session, actor: Actor, order: Order) -> int:
    done = cancel.cancel_parts(session, actor, [order], "short")
    if done.status is CancelStatus.TOO_LATE:
        raise Refused("order.ended", order_no=order.number, state=str(order.state))
    return 0


_CARRY_OUT: dict[ShortDecision, Callable[[Session, Actor, Order], int]] = {
    ShortDecision.WAIT: _wait,
    ShortDecision.SHIP_AVAILABLE: _ship_available,
    ShortDecision.CANCEL: _cancel,
}
