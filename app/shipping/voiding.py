"""Giving paper up: a number is void for ever, its parcel gets a new label, or none."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.models import Order, Recipient
from app.orders.rules import Mask, OrderAct, OrderState, is_incomplete
from app.orders.service import advance, clear_mask
from app.packing import locks as packing_locks
from app.packing import parcels
from app.packing.models import Parcel
from app.packing.rules import PARCEL, ParcelAct, ParcelState
from app.shipping import locks, waybills
from app.shipping.events import WaybillVoided
from app.shipping.models import Waybill
from app.shipping.rules import WAYBILL, WaybillAct, WaybillState
from app.stations.rules import ExceptionKind
from app.stations.service import end_exception, void_jobs

NEW_LABEL_ENDS = Mask.ADDRESS_CHANGED | Mask.CARRIER_CHANGED
"""What stops an order only because of what stands on its paper."""
PAPER = (
    ParcelState.ARCHIVED,
    ParcelState.CONFIRMED,
    ParcelState.LABELLED,
    ParcelState.ATTACHED,
    ParcelState.CAGED,
)


def has_paper(session: Session, order_ids: list[int]) -> bool:
    """Tell whether paper with the recipient's address exists, a pre-print included."""
    waybill = sa.exists().where(
        Waybill.parcel_id == Parcel.id, Waybill.state != WaybillState.VOID
    )
    query = sa.select(sa.literal(1)).where(
        Parcel.order_id.in_(order_ids),
        Parcel.state != ParcelState.VOID,
        Parcel.state.in_(PAPER) | waybill,
    )
    return session.execute(query.limit(1)).first() is not None


def void_waybill(
    session: Session, actor: Actor, parcel_no: str, reason: str, *, approver: str
) -> None:
    """Give a number, or a pre-print, up: the unopened parcel is weighed, and wants a new one.

    *approver* is the badge of who proved a moment ago to have ``waybill.void``.

    Once no paper of the order is left that says an old address or carrier, the order is no
    longer stopped for that.

    Raises:
        Refused: ``packing.unknown_parcel``, ``label.no_waybill``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    waybill = locks.live_waybill(session, parcel.id)
    preprint = waybill is None and parcel.state is ParcelState.ARCHIVED
    allowed = PARCEL.allows(parcel.state, ParcelAct.VOID_WAYBILL)
    if not allowed or (waybill is None and not preprint):
        raise Refused("label.no_waybill", parcel_no=parcel.number)
    if waybill is not None:
        _void(session, actor, order, parcel, waybill, reason, approver=approver)
    else:
        _tell(session, actor, order, parcel, reason, approver=approver)
    _back_to_weighed(session, actor, order, parcel)
    session.flush()
    _go_on_with_new_paper(session, actor, order)


def _back_to_weighed(session: Session, actor: Actor, order: Order, parcel: Parcel) -> None:
    parcels.move(session, actor, order, parcel, ParcelAct.VOID_WAYBILL)
    parcel.cage = None
    if order.state is OrderState.STAGED:
        advance(session, actor, order, OrderAct.REOPEN)
        advance(session, actor, order, OrderAct.PACK)  # every parcel is still proven


def _go_on_with_new_paper(session: Session, actor: Actor, order: Order) -> None:
    """A new label says the new address; one that nobody can deliver to waits for a person."""
    to = session.get_one(Recipient, order.id)
    doubtful = order.cross_border or is_incomplete(to.name, to.phone, to.address)
    if doubtful or has_paper(session, [order.id]):
        return
    clear_mask(session, actor, order, NEW_LABEL_ENDS)
    if not order.mask:
        end_exception(session, actor, ExceptionKind.INTERCEPT, order.number, "new label")


def give_up_refused(session: Session, actor: Actor, order: Order, reason: str) -> None:
    """Take parcels back whose carrier refused a number: there is no paper that says anything.

    With another address, or another carrier, they are confirmed anew.
    """
    for parcel in parcels.live_parcels(session, order):
        waybill = locks.live_waybill(session, parcel.id)
        if waybill is None or waybill.refusal is None or waybill.number is not None:
            continue
        if waybill.state is WaybillState.REQUESTED and waybill.tried_at is None:
            _void(session, actor, order, parcel, waybill, reason)
            _back_to_weighed(session, actor, order, parcel)
    session.flush()


def give_up_paper(session: Session, actor: Actor, order: Order, reason: str) -> None:
    """Take back every parcel whose paper may say what is no longer so.

    An order that the hub lets go on after such a change goes on with new labels only.
    """
    for parcel in parcels.live_parcels(session, order):
        if parcel.state in PAPER:
            give_number_up(session, actor, order, parcel, reason)
            _back_to_weighed(session, actor, order, parcel)
    session.flush()


def void_waybills(session: Session, actor: Actor, order: Order) -> None:
    """Give up the numbers of an order that was cancelled, and print nothing more of it."""
    for parcel in parcels.live_parcels(session, order):
        if parcel.state is not ParcelState.HANDED_OVER:
            give_number_up(session, actor, order, parcel, "cancelled")


def give_number_up(
    session: Session, actor: Actor, order: Order, parcel: Parcel, reason: str
) -> None:
    """Void the number of a parcel that was stopped, if it has one, and its print jobs."""
    waybill = locks.live_waybill(session, parcel.id)
    if waybill is not None:
        _void(session, actor, order, parcel, waybill, reason)


def _void(  # noqa: PLR0917  the rows of one waybill, all locked
    session: Session,
    actor: Actor,
    order: Order,
    parcel: Parcel,
    waybill: Waybill,
    reason: str,
    *,
    approver: str | None = None,
) -> None:
    waybill.state = WAYBILL.after(waybill.state, WaybillAct.VOID)
    waybill.voided_at, waybill.void_reason = clock.now(), reason
    waybills.cancel_at_carrier(waybill)
    session.flush()
    void_jobs(session, actor, parcel.number, "waybill void")
    end_exception(
        session, actor, ExceptionKind.WAYBILL_UNKNOWN, parcel.number, "waybill void"
    )
    _tell(session, actor, order, parcel, reason, waybill, approver=approver)


def _tell(  # noqa: PLR0917  the parts of one fact
    session: Session,
    actor: Actor,
    order: Order,
    parcel: Parcel,
    reason: str,
    waybill: Waybill | None = None,
    *,
    approver: str | None,
) -> None:
    fact = WaybillVoided(
        order_no=order.number,
        parcel_no=parcel.number,
        carrier=waybill.carrier if waybill else order.carrier or "",
        waybill=waybill.number if waybill else None,
        reason=reason,
        approved_by=approver,
    )
    record(session, actor, fact, subject=parcel.number)


@dataclass(frozen=True)
class VoidLabel:
    """A label that was given up while its parcel travels on."""

    parcel_no: str
    reason: str


def void_label(session: Session, actor: Actor, code: str) -> VoidLabel | None:
    """The void label with this number; None for a good one, and for an ended parcel's."""
    same = sa.and_(Waybill.number == code.strip(), Parcel.warehouse_id == actor.warehouse_id)
    rows = session.execute(
        sa.select(Waybill.state, Waybill.void_reason, Parcel.number, Parcel.state)
        .join(Parcel, Parcel.id == Waybill.parcel_id)
        .where(same)
        .order_by(Waybill.id.desc())
    ).all()
    if not rows or any(row[0] is not WaybillState.VOID for row in rows):
        return None
    _, reason, parcel_no, state = rows[0]
    return None if state is ParcelState.VOID else VoidLabel(parcel_no, reason or "-")


def refuse_voided(session: Session, actor: Actor, code: str) -> None:
    """Refuse the scan of a void label, for ever.

    Raises:
        Refused: ``label.voided`` with the parcel, and why.
    """
    found = void_label(session, actor, code)
    if found is not None:
        raise Refused(
            "label.voided",
            parcel_no=found.parcel_no,
            scanned=code.strip()[:80],
            reason=found.reason,
        )
