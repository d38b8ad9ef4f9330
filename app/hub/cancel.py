"""Cancelling: at any time, and never together with shipping."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from app.core import clock
from app.core.events import Actor, record
from app.hub import family, gifts
from app.hub.rules import CancelStatus, cancel_status
from app.inventory import service as inventory
from app.orders import locks
from app.orders import service as orders
from app.orders.events import (
    CancelRecorded,
    InterceptFailed,
    MemberCancelled,
    OrderCancelled,
)
from app.orders.facts import about
from app.orders.models import Order, OrderIdentity
from app.orders.rules import ORDER, HoldReason, Mask, OrderAct, OrderState, identity
from app.packing import service as packing
from app.shipping import voiding
from app.stations import service as stations
from app.stations.rules import ExceptionKind
from app.waves import service as waves


class Cancelled(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of a cancel; too late, it names the parcels that are still inside."""

    status: CancelStatus
    parcels_inside: list[str] | UnsetType = UNSET


def cancel(
    session: Session,
    actor: Actor,
    platform: str,
    no: str,
    *,
    reason: str = "",
    at: datetime | None = None,
) -> Cancelled:
    """Cancel an order, whatever its state; repeated, say how it stands.

    Args:
        session: the open transaction.
        actor: the hub's token, or a supervisor.
        platform: the source platform.
        no: the hub's number; one that never came is remembered.
        reason: why, in the hub's words.
        at: when it was cancelled at the hub; now when None.
    """
    known = family.identity_of(session, actor, platform, no)
    if known is None:
        early = OrderIdentity(
            source_platform=identity(platform),
            external_order_no=identity(no),
            cancel_reason=reason,
            cancelled_at=at or clock.now(),
        )
        return _record_early(session, actor, early)
    if known.order_id is None:
        left = known.member  # it was cancelled while it was part of a merged order
        return Cancelled(status=CancelStatus.CANCELLED if left else CancelStatus.RECORDED)
    waves.hold_lists(session, family.order_ids(session, known.order_id))
    order = locks.order_by_id(session, known.order_id)
    parts = locks.family(session, order.source_platform, order.external_order_no)
    if known.member:
        return _cancel_member(session, actor, known, order, reason)
    return cancel_parts(session, actor, parts, reason)


def cancel_parts(session: Session, actor: Actor, parts: list[Order], reason: str) -> Cancelled:
    """Cancel an order with its split parts, which the caller has locked."""
    inside, handed_over = family.parcels_inside(session, [order.id for order in parts])
    if handed_over or any(order.state is OrderState.SHIPPED for order in parts):
        for order in parts:
            _too_late(session, actor, order, reason, inside)
        return Cancelled(status=CancelStatus.TOO_LATE, parcels_inside=inside)
    for order in parts:
        if order.state not in {OrderState.CANCELLED, OrderState.PUTBACK}:
            _cancel_one(session, actor, order, reason)
    status = cancel_status([order.state for order in parts], handed_over=False)
    return Cancelled(status=status)


def _record_early(session: Session, actor: Actor, early: OrderIdentity) -> Cancelled:
    session.add(early)
    session.flush()
    fact = CancelRecorded(
        source_platform=early.source_platform, external_order_no=early.external_order_no
    )
    record(session, actor, fact)
    return Cancelled(status=CancelStatus.RECORDED)


def _cancel_member(
    session: Session, actor: Actor, member: OrderIdentity, order: Order, reason: str
) -> Cancelled:
    """Stop the merged order until a new version without this member comes.

    It leaves the floor at once: a version may come in only while no released wave has it.
    """
    inside, handed_over = family.parcels_inside(session, [order.id])
    if handed_over:
        return Cancelled(status=CancelStatus.TOO_LATE, parcels_inside=inside)
    if order.state in {OrderState.CANCELLED, OrderState.PUTBACK}:
        return Cancelled(status=cancel_status([order.state], handed_over=False))
    if member.cancelled_at is None:
        member.cancelled_at, member.cancel_reason = clock.now(), reason
        orders.set_mask(session, actor, order, Mask.GOODS_CHANGED)
        _take_back(session, actor, order)
        fact = MemberCancelled(
            order_no=order.number, external_order_no=member.external_order_no
        )
        record(session, actor, fact, subject=order.number)
    return Cancelled(status=CancelStatus.INTERCEPTING)


def _take_back(session: Session, actor: Actor, order: Order) -> None:
    """Take an order off the floor; what is picked of it goes back into bins."""
    voiding.void_waybills(session, actor, order)
    packing.empty_parcels(session, actor, order)
    waves.withdraw(session, actor, order)
    if ORDER.allows(order.state, OrderAct.TAKE_BACK):
        orders.advance(session, actor, order, OrderAct.TAKE_BACK)
    orders.clear_hold(session, actor, order, HoldReason.SHORT)
    stations.end_exception(session, actor, ExceptionKind.SHORT, order.number, "taken back")
    _fetch(session, actor, order, inventory.units_outside(session, order.id))


def _fetch(session: Session, actor: Actor, order: Order, units: int) -> None:
    """Let somebody bring units of an order back into bins."""
    if units:
        stations.raise_exception(
            session, actor, ExceptionKind.PUT_BACK, order.number, units=units
        )


def _too_late(
    session: Session, actor: Actor, order: Order, reason: str, inside: list[str]
) -> None:
    if order.cancel_reason is not None:
        return
    order.cancel_reason = reason
    record(
        session,
        actor,
        InterceptFailed(**about(order), parcels_inside=inside),
        subject=order.number,
    )


def _cancel_one(session: Session, actor: Actor, order: Order, reason: str) -> None:
    order.cancel_reason = reason
    orders.set_mask(session, actor, order, Mask.CANCELLED)
    gifts.give_back(session, order)  # counters before balances, as an accept takes them
    voiding.void_waybills(session, actor, order)
    packing.empty_parcels(session, actor, order)
    waves.withdraw(session, actor, order)
    inventory.unpromise(session, actor, order.id)
    outside = inventory.send_back(session, actor, order.id)
    act = OrderAct.PUT_BACK if outside else OrderAct.CANCEL
    orders.advance(session, actor, order, act)
    stations.end_exception(session, actor, ExceptionKind.HELD, order.number, "cancelled")
    stations.end_exception(session, actor, ExceptionKind.SHORT, order.number, "cancelled")
    stations.end_exception(session, actor, ExceptionKind.INTERCEPT, order.number, "cancelled")
    _fetch(session, actor, order, outside)
    status = cancel_status([order.state], handed_over=False)
    record(
        session, actor, OrderCancelled(**about(order), status=str(status)), subject=order.number
    )
