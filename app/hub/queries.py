"""What the hub asks about one order: how it stands, and all that happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import words
from app.core.errors import Refused
from app.core.events import Actor, EventRow
from app.hub import rules
from app.orders.models import Order, OrderIdentity, OrderLine
from app.orders.rules import Mask, OrderState, holds_of, identity
from app.packing.models import Parcel, ParcelUnit, Weighing
from app.packing.rules import PROVEN, ParcelState
from app.shipping.models import Waybill
from app.shipping.rules import WaybillState

S, P = OrderState, ParcelState


class OrderStatus(msgspec.Struct, kw_only=True):
    """How an order stands: everything the hub may want to know of it."""

    source_platform: str
    external_order_no: str
    order_no: str
    state: str
    state_at: datetime
    version: int
    mask: list[str]
    holds: list[str]
    flags: dict[str, bool]
    can: dict[str, bool]
    created_at: datetime
    ship_by: datetime
    cut_off_at: datetime
    priority: str
    carrier: str | None
    transaction_id: str | None
    lines: list[dict[str, Any]]
    parcels: list[dict[str, Any]]
    waybills: list[dict[str, Any]]
    weights: list[dict[str, Any]]
    timeline: list[dict[str, Any]]


def order_of(session: Session, actor: Actor, platform: str, no: str) -> Order:
    """The order of a number; for a member the merged one.

    Raises:
        Refused: ``order.unknown``.
    """
    order = session.scalar(
        sa.select(Order)
        .join(OrderIdentity, OrderIdentity.order_id == Order.id)
        .where(
            OrderIdentity.source_platform == identity(platform),
            OrderIdentity.external_order_no == identity(no),
            OrderIdentity.split_no == 0,
            Order.warehouse_id == actor.warehouse_id,
        )
    )
    if order is None:
        raise Refused("order.unknown", order_no=no)
    return order


def status(session: Session, actor: Actor, platform: str, no: str) -> OrderStatus:
    """How an order stands.

    Raises:
        Refused: ``order.unknown``.
    """
    order = order_of(session, actor, platform, no)
    parcels = session.scalars(
        sa.select(Parcel).where(Parcel.order_id == order.id).order_by(Parcel.piece)
    ).all()
    waybills = session.scalars(
        sa.select(Waybill)
        .where(Waybill.parcel_id.in_([parcel.id for parcel in parcels]))
        .order_by(Waybill.id)
    ).all()
    live = {bill.parcel_id: bill for bill in waybills if bill.state is not WaybillState.VOID}
    here = [parcel for parcel in parcels if parcel.state is not P.VOID]
    handed_over = any(parcel.state is P.HANDED_OVER for parcel in here)
    return OrderStatus(
        source_platform=order.source_platform,
        external_order_no=order.external_order_no,
        order_no=order.number,
        state=str(order.state),
        state_at=order.state_at,
        version=order.version,
        mask=Mask(order.mask).names,
        holds=[str(reason) for reason in holds_of(order.holds)],
        flags=_flags(order, here),
        can=rules.may(order.state, handed_over=handed_over, waybill=bool(live)),
        created_at=order.created_at,
        ship_by=order.ship_by,
        cut_off_at=order.cut_off_at,
        priority=str(order.priority),
        carrier=order.carrier,
        transaction_id=order.transaction_id,
        lines=_lines(session, order),
        parcels=[_parcel(session, parcel, live.get(parcel.id)) for parcel in parcels],
        waybills=[_waybill(bill, parcels) for bill in waybills],
        weights=_weights(session, parcels),
        timeline=timeline(session, [order.number, *(p.number for p in parcels)]),
    )


def _flags(order: Order, parcels: list[Parcel]) -> dict[str, bool]:
    """The steps an order has behind it, all of its parcels taken together."""
    states = {parcel.state for parcel in parcels}

    def all_in(*wanted: ParcelState) -> bool:
        return bool(states) and states <= set(wanted)

    out = (P.ATTACHED, P.CAGED, P.HANDED_OVER)
    printed = (P.LABELLED, *out)
    archived = (P.ARCHIVED, P.CONFIRMED, *printed)
    picked = {S.PICKED, S.PACKING, S.PACKED, S.STAGED, S.SHIPPED}
    packed = order.state in {S.PACKED, S.STAGED, S.SHIPPED}
    return {
        "picked": order.state in picked,
        "sorted": order.state in picked,  # sorted while picking; a put wall comes later
        "checked": packed and P.OPEN not in states,
        "weighed": packed and all_in(*PROVEN),
        "archived": all_in(*archived),
        "labelled": all_in(*printed),
        "attached": all_in(*out),
    }


def _lines(session: Session, order: Order) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(
            OrderLine.line_no,
            OrderLine.sku,
            OrderLine.quantity,
            OrderLine.cut,
            OrderLine.gift,
            OrderLine.dropped,
        )
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.line_no)
    )
    return [dict(row) for row in rows.mappings()]


def _parcel(session: Session, parcel: Parcel, waybill: Waybill | None) -> dict[str, Any]:
    units = session.execute(
        sa.select(OrderLine.line_no, OrderLine.sku, ParcelUnit.quantity)
        .join(OrderLine, OrderLine.id == ParcelUnit.order_line_id)
        .where(ParcelUnit.parcel_id == parcel.id, ParcelUnit.quantity > 0)
        .order_by(OrderLine.line_no)
    )
    return {
        "parcel_no": parcel.number,
        "state": str(parcel.state),
        "waybill": waybill.number if waybill else None,
        "carrier": waybill.carrier if waybill else None,
        "grams": parcel.measured_g,
        "handed_over_at": parcel.handed_over_at,
        "lines": [dict(row) for row in units.mappings()],
    }


def _waybill(bill: Waybill, parcels: Any) -> dict[str, Any]:
    numbers = {parcel.id: parcel.number for parcel in parcels}
    return {
        "number": bill.number,
        "carrier": bill.carrier,
        "state": str(bill.state),
        "parcel_no": numbers[bill.parcel_id],
    }


def _weights(session: Session, parcels: Any) -> list[dict[str, Any]]:
    numbers = {parcel.id: parcel.number for parcel in parcels}
    rows = session.scalars(
        sa.select(Weighing).where(Weighing.parcel_id.in_(numbers)).order_by(Weighing.id)
    )
    return [
        {
            "parcel_no": numbers[row.parcel_id],
            "grams": row.grams,
            "expected_g": float(row.expected_g),
            "verdict": row.verdict,
            "at": row.at,
        }
        for row in rows
    ]


def timeline(session: Session, subjects: list[str]) -> list[dict[str, Any]]:
    """Everything that happened to an order and its parcels, oldest first."""
    rows = session.scalars(
        sa.select(EventRow).where(EventRow.subject.in_(subjects)).order_by(EventRow.id)
    ).all()
    bodies = words.bodies(session, rows)
    return [
        {
            "at": row.at,
            "tag": row.tag,
            "subject": row.subject,
            "operator": row.actor,
            "device": row.device,
            "body": bodies[row.id],
        }
        for row in rows
    ]
