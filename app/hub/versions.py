"""A higher version of an order that is here already: it comes in until the wave's release."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import clock
from app.core.events import Actor, record
from app.hub import draft, family, gifts, members
from app.hub.changes import end_when_free
from app.hub.intake import Intake
from app.hub.outcomes import OrderResult, answer, promise_or_hold
from app.hub.rules import BEFORE_RELEASE, Site, Status
from app.inventory import service as inventory
from app.orders import service as orders
from app.orders.events import OrderUpdated
from app.orders.models import Order
from app.orders.rules import HoldReason, Mask, OrderAct, OrderState, holds_of
from app.waves import service as waves


def may_change(session: Session, order: Order) -> bool:
    """Until its release; with goods that wait in totes or parcels for the rest it is later."""
    if order.state not in BEFORE_RELEASE or HoldReason.SHORT in holds_of(order.holds):
        return False
    if any(not held.going_back for held in inventory.holdings(session, order.id)):
        return False
    inside, handed_over = family.parcels_inside(session, [order.id])
    return not inside and not handed_over


def update(
    session: Session, actor: Actor, order: Order, intake: Intake, site: Site
) -> OrderResult:
    """Put a new version over an order, and judge it anew from its goods on."""
    if order.state is OrderState.WAVED:
        waves.withdraw(session, actor, order)
        orders.advance(session, actor, order, OrderAct.UNPLAN)
    gifts.give_back(session, order)
    dropped = gifts.take(session, intake)
    inventory.unpromise(session, actor, order.id)
    found = draft.prepare(session, actor, intake, site, clock.now())
    for name, value in found.columns.items():
        setattr(order, name, value)
    draft.overwrite_recipient(session, order.id, intake)
    members.change(session, order, intake)
    draft.overwrite_lines(
        session, order.id, draft.line_rows(order.id, intake, found.skus, dropped)
    )
    for reason in found.reasons:
        orders.add_hold(session, actor, order, reason)
    wanted = draft.wanted(session, order.id)
    follows = promise_or_hold(session, actor, order, found.reasons, wanted)
    for reason in holds_of(order.holds):
        if reason not in found.reasons and reason is not follows:
            orders.clear_hold(session, actor, order, reason)
    orders.clear_mask(session, actor, order, Mask.GOODS_CHANGED)
    end_when_free(session, actor, order)
    record(
        session,
        actor,
        OrderUpdated(order_no=order.number, version=order.version),
        subject=order.number,
    )
    if order.holds:
        orders.tell_held(session, actor, order)
    return answer(session, actor, order, found, Status.UPDATED)
