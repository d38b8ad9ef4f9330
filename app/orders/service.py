"""The order's verbs. Nothing else writes its state, its holds or its mask."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.events import (
    HoldCleared,
    HoldSet,
    OrderGoesOn,
    OrderHeld,
    OrderMoved,
    OrderStopped,
)
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import ORDER, HoldReason, Mask, OrderAct, OrderState, holds_of


def advance(session: Session, actor: Actor, order: Order, act: OrderAct) -> None:
    """Move *order* along its table; this is the only writer of ``order.state``.

    An order that leaves ``held`` leaves its reasons behind.

    Raises:
        Refused: ``state.illegal_move``.
    """
    before = order.state
    after = ORDER.after(before, act)
    if before is OrderState.HELD and after is not OrderState.HELD:
        order.holds = ""
    order.state = after
    order.state_at = clock.now()
    moved = OrderMoved(
        order_no=order.number, act=str(act), from_state=str(before), to_state=str(after)
    )
    record(session, actor, moved, subject=order.number)


def hold(session: Session, actor: Actor, order: Order, reason: HoldReason) -> None:
    """Give *order* a reason to wait and tell the hub; nothing happens when it has it already.

    Raises:
        Refused: ``state.illegal_move``: the order is too far along to be held.
    """
    if reason not in holds_of(order.holds):
        add_hold(session, actor, order, reason)
        tell_held(session, actor, order)


def add_hold(session: Session, actor: Actor, order: Order, reason: HoldReason) -> None:
    """Like :func:`hold`; the caller tells the hub, when all reasons are together."""
    reasons = holds_of(order.holds)
    if reason in reasons:
        return
    act = OrderAct.HOLD
    if reason is HoldReason.SHORT and ORDER.allows(order.state, OrderAct.RUN_SHORT):
        act = OrderAct.RUN_SHORT
    order.holds = " ".join([*reasons, reason])
    if order.state is not OrderState.HELD:
        advance(session, actor, order, act)
    record(session, actor, HoldSet(order_no=order.number, reason=reason), subject=order.number)


def tell_held(session: Session, actor: Actor, order: Order) -> None:
    """Tell the hub why *order* waits."""
    reasons = [str(reason) for reason in holds_of(order.holds)]
    record(session, actor, OrderHeld(**about(order), reasons=reasons), subject=order.number)


def clear_hold(session: Session, actor: Actor, order: Order, reason: HoldReason) -> None:
    """Take a reason away; with the last one the order is ready."""
    reasons = holds_of(order.holds)
    if reason not in reasons:
        return
    left = [other for other in reasons if other is not reason]
    record(
        session, actor, HoldCleared(order_no=order.number, reason=reason), subject=order.number
    )
    if left:
        order.holds = " ".join(left)
    else:
        advance(session, actor, order, OrderAct.CLEAR)


def set_mask(session: Session, actor: Actor, order: Order, bits: Mask) -> None:
    """Stop *order* at every station, whatever its state."""
    mask = Mask(order.mask) | bits
    if mask == order.mask:
        return
    order.mask = int(mask)
    record(
        session,
        actor,
        OrderStopped(order_no=order.number, reasons=mask.names),
        subject=order.number,
    )


def clear_mask(session: Session, actor: Actor, order: Order, bits: Mask) -> None:
    """Take reasons to stop *order* away; others may be left."""
    mask = Mask(order.mask) & ~bits
    if mask == order.mask:
        return
    order.mask = int(mask)
    record(
        session,
        actor,
        OrderGoesOn(order_no=order.number, reasons=mask.names),
        subject=order.number,
    )


def refuse_if_stopped(order: Order) -> None:
    """Let a station work on *order*, or say why not.

    Raises:
        Refused: ``order.intercepted`` with the reasons.
    """
    reasons = Mask(order.mask).names
    if order.not_before is not None and order.not_before > clock.now():
        reasons = sorted({*reasons, "not_before"})
    if reasons:
        raise Refused(
            "order.intercepted",
            order_no=order.number,
            reasons=reasons,
            why=reasons,  # said in words, order.why.…
        )
