"""Whose bytes may leave: a label is paper only while nothing newer has taken its place.

What is replaced or given up stays in the archive and in the evidence, too small to be stuck on.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing.models import Parcel
from app.packing.rules import MAY_PRINT_LIVE, ParcelState
from app.shipping.events import LabelSeen
from app.shipping.labelling import refuse_before
from app.shipping.models import Label, Waybill
from app.shipping.rules import (
    PREPRINT_MAY_BE_SEEN,
    LabelKind,
    Standing,
    WaybillState,
    missing_before,
)

_newer = aliased(Label)


def replaced() -> sa.ColumnElement[bool]:
    """Whether a newer paper took a label's place: a pre-print, or a copy of its number."""
    same = sa.or_(
        sa.and_(Label.kind == LabelKind.PREPRINT, _newer.kind == LabelKind.PREPRINT),
        _newer.waybill_id == Label.waybill_id,
    )
    newer = sa.and_(_newer.parcel_id == Label.parcel_id, _newer.version > Label.version)
    return sa.exists().where(newer, same)


def standing(
    label: Label, waybill: WaybillState | None, parcel: ParcelState, *, is_replaced: bool
) -> Standing:
    """What a label is worth now, its order's stops aside."""
    if label.kind is LabelKind.PREPRINT:
        given_up = "preprint" in missing_before("confirm", parcel)
    else:
        given_up = waybill is WaybillState.VOID
    if given_up or parcel is ParcelState.VOID:
        return Standing.VOID
    return Standing.REPLACED if is_replaced else Standing.GOOD


def may_print(session: Session, parcel_no: str, label_id: int) -> str | None:
    """The permit at the moment of sending: why this label must not be printed, or None."""
    order_id = session.scalar(sa.select(Parcel.order_id).where(Parcel.number == parcel_no))
    if order_id is None:
        return "unknown"
    order = order_locks.order_by_id(session, order_id)  # a hold waits for the claim
    try:
        _permitted(session, order, parcel_no, label_id)
    except Refused as error:
        return "unknown" if error.code == "label.unknown" else error.code
    return None


def show_label(session: Session, actor: Actor, parcel_no: str, label_id: int) -> str:
    """Let somebody have a label's bytes, on record; return the document's path.

    Raises:
        Refused: ``label.unknown``, ``label.too_early``, ``label.closed``,
            ``label.replaced``, ``order.intercepted``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    label = _permitted(session, order, parcel.number, label_id)
    seen = LabelSeen(parcel_no=parcel.number, version=label.version, kind=label.kind)
    record(session, actor, seen, subject=parcel.number)
    return label.path


def _permitted(session: Session, order: Order, parcel_no: str, label_id: int) -> Label:
    """The label, when its bytes may leave now."""
    row = session.execute(
        sa.select(Parcel, Label, Waybill, replaced())
        .join(Label, Label.parcel_id == Parcel.id)
        .outerjoin(Waybill, Waybill.id == Label.waybill_id)
        .where(Parcel.number == parcel_no, Label.id == label_id)
    ).first()
    if row is None:
        raise Refused("label.unknown", parcel_no=parcel_no)
    parcel, label, waybill, is_replaced = row
    _refuse_bytes(parcel, order, label, waybill)
    if is_replaced:
        raise Refused("label.replaced", parcel_no=parcel.number, version=label.version)
    return label


def _refuse_bytes(parcel: Parcel, order: Order, label: Label, waybill: Waybill | None) -> None:
    """No label bytes leave in a state that forbids them."""
    refuse_if_stopped(order)
    if label.kind is LabelKind.PREPRINT:
        refuse_before("confirm", parcel)
        allowed = parcel.state in PREPRINT_MAY_BE_SEEN
    else:
        refuse_before("label", parcel)
        issued = waybill is not None and waybill.state is WaybillState.ISSUED
        allowed = issued and parcel.state in MAY_PRINT_LIVE
    if not allowed:
        raise Refused("label.closed", parcel_no=parcel.number)
