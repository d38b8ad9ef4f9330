"""Verbs of labels: second confirm, issue, came out. None prints or calls out.

The documents are drawn and stored before these transactions, by shipping/finishing.py.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.events import Actor, record
from app.inventory.models import Holding
from app.inventory.rules import parcel_place
from app.inventory.service import tote_to_parcel
from app.orders.facts import about
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing import parcels
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import PARCEL, ParcelAct
from app.shipping import carrier_list, labelling, locks
from app.shipping.archive import Drawn
from app.shipping.carriers import Given
from app.shipping.events import LabelIssued, ParcelConfirmed
from app.shipping.models import Waybill
from app.shipping.rules import (
    WAYBILL,
    LabelKind,
    WaybillAct,
    WaybillState,
)

save_carrier = carrier_list.save_carrier


def confirm(session: Session, actor: Actor, parcel_no: str) -> None:
    """Second confirm: one transaction id into order, ledger and waybill, in one commit.

    The number is still empty; confirming again changes nothing.

    Raises:
        Refused: ``label.too_early`` with what is missing, ``label.no_carrier``,
            ``order.intercepted``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    labelling.refuse_before("confirm", parcel)
    if not PARCEL.allows(parcel.state, ParcelAct.CONFIRM):
        return
    carrier = carrier_list.carrier_for(session, order)
    if order.transaction_id is None:
        order.transaction_id = ids.transaction_id()
    parcel.transaction_id = order.transaction_id
    _into_parcel(session, actor, order, parcel)
    session.add(
        Waybill(
            parcel_id=parcel.id,
            carrier=carrier.code,
            state=WaybillState.REQUESTED,
            transaction_id=order.transaction_id,
            requested_at=clock.now(),
        )
    )
    parcels.move(session, actor, order, parcel, ParcelAct.CONFIRM)
    fact = ParcelConfirmed(
        order_no=order.number,
        parcel_no=parcel.number,
        carrier=carrier.code,
        transaction_id=order.transaction_id,
    )
    record(session, actor, fact, subject=parcel.number)
    session.flush()


def _into_parcel(session: Session, actor: Actor, order: Order, parcel: Parcel) -> None:
    """The ledger's side of the confirm; after a voided waybill the units lie there already."""
    inside: dict[int, int] = dict(
        session.execute(
            sa.select(Holding.order_line_id, Holding.quantity).where(
                Holding.warehouse_id == parcel.warehouse_id,
                Holding.place == parcel_place(parcel.number),
            )
        ).all()
    )
    units = session.scalars(
        sa.select(ParcelUnit)
        .where(ParcelUnit.parcel_id == parcel.id, ParcelUnit.quantity > 0)
        .order_by(ParcelUnit.order_line_id)
    ).all()
    for unit in units:
        missing = unit.quantity - inside.get(unit.order_line_id, 0)
        if missing > 0:
            tote_to_parcel(
                session,
                actor,
                order_id=order.id,
                order_line_id=unit.order_line_id,
                sku_id=unit.sku_id,
                quantity=missing,
                parcel_no=parcel.number,
                transaction_id=parcel.transaction_id or "",
            )


def issue(
    session: Session,
    actor: Actor,
    parcel_no: str,
    *,
    given: Given,
    drawn: Drawn,
) -> bool:
    """Write the carrier's number down, archive the live label and queue it, once.

    Returns:
        Whether it was this call that did it; another one may have been faster.

    Raises:
        Refused: ``order.intercepted``, ``label.too_early``, ``store.conflict``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    labelling.refuse_before("label", parcel)
    waybill = locks.live_waybill(session, parcel.id)
    if waybill is None or not WAYBILL.allows(waybill.state, WaybillAct.ISSUE):
        return False
    if waybill.number not in {None, given.number}:
        return False  # it was drawn for another: the one that is written down stands
    waybill.state = WAYBILL.after(waybill.state, WaybillAct.ISSUE)
    waybill.number, waybill.route_code = given.number, given.route_code
    waybill.issued_at = clock.now()
    label = labelling.add_label(
        session, actor, parcel, LabelKind.LIVE, drawn, waybill_id=waybill.id
    )
    labelling.queue(session, actor, parcel, label, drawn)
    fact = LabelIssued(
        **about(order),
        parcel_no=parcel.number,
        carrier=waybill.carrier,
        waybill=given.number,
        grams=parcel.measured_g or 0,
    )
    record(session, actor, fact, subject=parcel.number)
    return True


def label_came_out(session: Session, actor: Actor, parcel_no: str) -> None:
    """The printer took the live label."""
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    if PARCEL.allows(parcel.state, ParcelAct.LABEL):
        parcels.move(session, actor, order, parcel, ParcelAct.LABEL)
