"""Whose box is this? The code on it against announced returns, waybills and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.codes import parse
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import OrderState, identity
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.returns.models import Return
from app.returns.rules import ReturnState, waybill_forms
from app.shipping.models import Carrier, Waybill


@dataclass(frozen=True)
class Match:
    """What a code stands for.

    Attributes:
        by: return_no, return_waybill, rma, outbound_waybill or order_no.
        return_id: the return it names, where there is one.
        order_id: the order it names, where there is one.
    """

    by: str
    return_id: int | None = None
    order_id: int | None = None


def match(session: Session, actor: Actor, raw: str) -> Match | None:
    """Find what the code on a box stands for; None: nobody knows it.

    Raises:
        Refused: ``returns.ambiguous`` (several orders have this number),
            ``returns.not_shipped`` (the order never left).
    """
    site = actor.warehouse_id
    carriers = session.scalars(sa.select(Carrier.code).where(Carrier.warehouse_id == site))
    forms = waybill_forms(parse(raw).code, list(carriers))
    known = _return(session, site, forms)
    if known is not None:
        return known
    found = _shipped_order(session, site, forms)
    if found is None:
        return None
    by, order = found
    _refuse_if_inside(session, order)
    return Match(by, _open_return(session, order.id), order.id)


def _return(session: Session, site: int, forms: list[str]) -> Match | None:
    columns = (
        ("return_no", Return.number),
        ("return_waybill", Return.return_waybill),
        ("rma", Return.rma),
    )
    for by, column in columns:
        row = session.execute(
            sa.select(Return.id, Return.order_id)
            .where(Return.warehouse_id == site, column.in_(forms))
            .order_by(Return.id.desc())
            .limit(1)
        ).first()
        if row is not None:
            return Match(by, row.id, row.order_id)
    return None


def _shipped_order(session: Session, site: int, forms: list[str]) -> tuple[str, Any] | None:
    waybills = session.execute(
        sa.select(Waybill.number, Order.id, Order.number.label("order_no"), Order.state)
        .join(Parcel, Parcel.id == Waybill.parcel_id)
        .join(Order, Order.id == Parcel.order_id)
        .where(Order.warehouse_id == site, Waybill.number.in_(forms))
    ).all()
    if waybills:
        best = min(waybills, key=lambda row: forms.index(row.number))
        return "outbound_waybill", best
    number = identity(forms[0])
    orders = session.execute(
        sa.select(Order.id, Order.number.label("order_no"), Order.state).where(
            Order.warehouse_id == site,
            sa.or_(Order.number == number, Order.external_order_no == number),
        )
    ).all()
    if len(orders) > 1:
        raise Refused(
            "returns.ambiguous", scanned=number, orders=[row.order_no for row in orders]
        )
    return ("order_no", orders[0]) if orders else None


def _refuse_if_inside(session: Session, order: Any) -> None:
    """Goods that never left go back through put-back, not over the returns desk."""
    if order.state == OrderState.SHIPPED:
        return
    left = sa.select(Parcel.id).where(
        Parcel.order_id == order.id, Parcel.state == ParcelState.HANDED_OVER
    )
    if session.execute(left.limit(1)).first() is None:
        raise Refused("returns.not_shipped", order_no=order.order_no)


def _open_return(session: Session, order_id: int) -> int | None:
    """The return of this order that still wants something, announced or on the desk."""
    return session.scalar(
        sa.select(Return.id)
        .where(Return.order_id == order_id, Return.state != ReturnState.CLOSED)
        .order_by(Return.id.desc())
        .limit(1)
    )
