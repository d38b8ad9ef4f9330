"""What the hub, or a supervisor, changes about an order that is here already."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import draft, family, holds, members
from app.hub.rules import ENDED, ON_THE_FLOOR, Site
from app.orders import service as orders
from app.orders.events import OrderEdited
from app.orders.models import Order, Recipient
from app.orders.rules import (
    HoldReason,
    Mask,
    OrderAct,
    OrderState,
    Priority,
    cut_off,
    hold_named,
    holds_of,
    is_abroad,
    is_incomplete,
)
from app.shipping import voiding
from app.stations import service as stations
from app.stations.rules import ExceptionKind
from app.waves import service as waves

Change = Callable[[Session, Actor, Order], None]


class Standing(msgspec.Struct, kw_only=True):
    """How an order stands after a call."""

    source_platform: str
    external_order_no: str
    order_no: str
    state: str
    mask: list[str]
    holds: list[str]


def apply(
    session: Session,
    actor: Actor,
    platform: str,
    no: str,
    change: Change,
    *,
    partly_gone: bool = False,
) -> Standing:
    """Do *change* to an order and its split parts; with *partly_gone* also to the rest of one.

    Raises:
        Refused: ``order.unknown``, ``order.ended``, or what *change* refuses.
    """
    parts = family.find(session, actor, platform, no)
    _, handed_over = family.parcels_inside(session, [order.id for order in parts])
    for order in parts:
        if order.state in ENDED or (handed_over and not partly_gone):
            raise Refused("order.ended", order_no=order.number, state=str(order.state))
        change(session, actor, order)
    return standing(parts[0])


def standing(order: Order) -> Standing:
    """How *order* stands."""
    return Standing(
        source_platform=order.source_platform,
        external_order_no=order.external_order_no,
        order_no=order.number,
        state=str(order.state),
        mask=Mask(order.mask).names,
        holds=[str(reason) for reason in holds_of(order.holds)],
    )


def hold(reason: str) -> Change:
    """Stop the order for *reason*: one bit of the mask."""
    bit, _ = hold_named(reason)
    return lambda session, actor, order: _stop(session, actor, order, bit)


def resume(reason: str) -> Change:
    """Take *reason* away: its bit of the mask, and the hold it was given at intake.

    What was printed before another address or carrier was told is given up with it.

    Raises:
        Refused: ``order.member_cancelled``: only a new version can say what is left of it.
    """
    bit, held = hold_named(reason)

    def change(session: Session, actor: Actor, order: Order) -> None:
        if bit is Mask.GOODS_CHANGED and members.has_cancelled(session, order):
            raise Refused("order.member_cancelled", order_no=order.number)
        if bit & voiding.NEW_LABEL_ENDS & Mask(order.mask):
            voiding.give_up_paper(session, actor, order, bit.names[0])
        orders.clear_mask(session, actor, order, bit)
        orders.clear_hold(session, actor, order, held)
        end_when_free(session, actor, order)

    return change


def _stop(session: Session, actor: Actor, order: Order, bit: Mask) -> None:
    orders.set_mask(session, actor, order, bit)
    if order.state in ON_THE_FLOOR:
        stations.raise_exception(
            session,
            actor,
            ExceptionKind.INTERCEPT,
            order.number,
            reasons=Mask(order.mask).names,
        )


def end_when_free(session: Session, actor: Actor, order: Order) -> None:
    """End the exceptions of an order that nothing stops any more."""
    if not order.mask:
        stations.end_exception(session, actor, ExceptionKind.INTERCEPT, order.number, "resumed")
    if not order.holds:
        for kind in (ExceptionKind.HELD, ExceptionKind.SHORT):
            stations.end_exception(session, actor, kind, order.number, "resumed")


def prioritise(priority: str) -> Change:
    """Let it hurry more, or less."""

    def change(session: Session, actor: Actor, order: Order) -> None:
        order.priority = Priority(priority)
        _edited(session, actor, order, "priority")

    return change


def reroute(carrier: str, service: str | None, site: Site) -> Change:
    """Give it to another carrier.

    A waved order leaves its wave, whose carrier group it may not fit; one with a label is
    stopped until the label is made anew.
    """

    def change(session: Session, actor: Actor, order: Order) -> None:
        if (order.carrier, order.service) == (carrier, service or order.service):
            return
        order.carrier, order.service = carrier, service or order.service
        first = max(moment for moment in (clock.now(), order.not_before) if moment)
        order.cut_off_at = cut_off(
            order.ship_by, draft.cut_offs(session, actor, carrier), first, site.zone
        )
        _leave_wave(session, actor, order)
        _stop_old_paper(session, actor, order, Mask.CARRIER_CHANGED)
        _edited(session, actor, order, "carrier")

    return change


def _stop_old_paper(session: Session, actor: Actor, order: Order, bit: Mask) -> None:
    """Paper that says what is no longer so must be made anew before the order goes on."""
    voiding.give_up_refused(session, actor, order, bit.names[0])
    if voiding.has_paper(session, [order.id]):
        _stop(session, actor, order, bit)


def _leave_wave(session: Session, actor: Actor, order: Order) -> None:
    if order.state is OrderState.WAVED:
        waves.withdraw(session, actor, order, keep=True)
        orders.advance(session, actor, order, OrderAct.UNPLAN)


def readdress(fields: Mapping[str, str], site: Site) -> Change:
    """Change what is given of the recipient; the rest stays.

    An order with a label is stopped until the label is made anew.
    """

    def change(session: Session, actor: Actor, order: Order) -> None:
        to = session.get_one(Recipient, order.id)
        for name, value in fields.items():
            if name == "country":
                order.country = value.upper()
            else:
                setattr(to, name, value)
        to.print_name = to.print_address = None
        abroad = is_abroad(order.country, to.province, site.home_country)
        if abroad != order.cross_border:
            _leave_wave(session, actor, order)
        order.cross_border = abroad
        _stop_old_paper(session, actor, order, Mask.ADDRESS_CHANGED)
        _judge_recipient(session, actor, order, to)
        _edited(session, actor, order, *sorted(fields))

    return change


def respell(name: str | None, address: str | None) -> Change:
    """Enter a printable spelling beside the original.

    Raises:
        Refused: ``order.still_unprintable``, with the characters.
    """

    def change(session: Session, actor: Actor, order: Order) -> None:
        to = session.get_one(Recipient, order.id)
        to.print_name, to.print_address = name or to.print_name, address or to.print_address
        if left := _unprintable(to):
            raise Refused("order.still_unprintable", characters=" ".join(left))
        _judge_recipient(session, actor, order, to)
        _edited(session, actor, order, "print_name", "print_address")

    return change


def _judge_recipient(session: Session, actor: Actor, order: Order, to: Recipient) -> None:
    """Hold for, or let go, what follows from the recipient; on the floor holds come late."""
    found = {
        HoldReason.CROSS_BORDER: order.cross_border,
        HoldReason.INCOMPLETE_ADDRESS: is_incomplete(to.name, to.phone, to.address),
        HoldReason.UNPRINTABLE: bool(_unprintable(to)),
    }
    if order.state in ON_THE_FLOOR:
        if any(found.values()) and not order.mask:
            _stop(session, actor, order, Mask.ADDRESS_CHANGED)
        return
    before = set(holds_of(order.holds))
    # A border that a supervisor has cleared is not asked about again.
    fresh = [
        reason
        for reason, so in found.items()
        if so and reason not in before and reason is not HoldReason.CROSS_BORDER
    ]
    if fresh:
        _leave_wave(session, actor, order)
    for missing in fresh:
        orders.hold(session, actor, order, missing)
    for reason, so in found.items():
        if not so:
            orders.clear_hold(session, actor, order, reason)
    end_when_free(session, actor, order)


def _unprintable(to: Recipient) -> list[str]:
    street = to.print_address or to.address  # the label says the region as the hub does
    parts = (to.province, to.city, to.district, street)
    address = " ".join(part for part in parts if part)
    return holds.unprintable(to.print_name or to.name, address)


def _edited(session: Session, actor: Actor, order: Order, *fields: str) -> None:
    record(
        session,
        actor,
        OrderEdited(order_no=order.number, fields=list(fields)),
        subject=order.number,
    )
