"""Stored orders as the bodies they came in as, whole or one row a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.hub.draft import SHIP_WITHIN
from app.hub.files import flat
from app.hub.files.contents import AT_ONCE, Row
from app.hub.intake import RecipientBody
from app.orders.models import GiftCounter, Order, OrderIdentity, OrderLine, Recipient
from app.orders.rules import HoldReason, Mask, OrderState, Priority, holds_of, is_abroad

ASKED_FOR = {
    HoldReason.HUB: "hub",
    HoldReason.RISK_REVIEW: "risk",
    HoldReason.UNPAID: "unpaid",
}
"""Holds that nothing in the body would bring back but the hub's own word."""
_KEPT = sa.and_(
    Order.state.not_in((OrderState.CANCELLED, OrderState.PUTBACK)),
    Order.mask.bitwise_and(int(Mask.CANCELLED)) == 0,
    Order.purged_at.is_(None),
)
"""A cancelled order is left out: read in elsewhere, it would be shipped. One whose personal
data was deleted has nobody to go to."""


def bodies(session: Session, site: int) -> Iterator[Row]:
    """Every order but the cancelled ones, oldest first."""
    last = 0
    while some := session.scalars(
        sa.select(Order)
        .where(Order.warehouse_id == site, Order.id > last, _KEPT)
        .order_by(Order.id)
        .limit(AT_ONCE)
    ).all():
        last = some[-1].id
        yield from _some(session, some)
        session.expunge_all()


def _some(session: Session, orders: Sequence[Order]) -> Iterator[Row]:
    keys = [order.id for order in orders]
    to = session.scalars(sa.select(Recipient).where(Recipient.order_id.in_(keys)))
    recipients = {row.order_id: row for row in to}
    lines = defaultdict(list)
    query = sa.select(OrderLine).where(OrderLine.order_id.in_(keys))
    for line in session.scalars(query.order_by(OrderLine.order_id, OrderLine.line_no)):
        if line.gift_campaign or not line.dropped:  # else a newer version has it no more
            lines[line.order_id].append(line)
    members = defaultdict(list)
    named = sa.select(OrderIdentity).where(OrderIdentity.order_id.in_(keys))
    for row in session.scalars(named.where(OrderIdentity.member)):
        members[row.order_id].append(row.external_order_no)
    caps = _caps(session, orders)
    for order in orders:
        body = _head(order, recipients.get(order.id)) | {
            "merged_from": sorted(members[order.id]),
            "lines": [_line(line, order, caps) for line in lines[order.id]],
        }
        yield _filled(body)


def _caps(session: Session, orders: Sequence[Order]) -> dict[tuple[str, str], int]:
    platforms = {order.source_platform for order in orders}
    query = sa.select(GiftCounter).where(GiftCounter.source_platform.in_(platforms))
    return {(row.source_platform, row.campaign): row.cap for row in session.scalars(query)}


def _filled(row: Row) -> Row:
    """What is there: an absent field, ``false`` and an empty list all mean nothing."""
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value not in ([], {})
    }


def _head(order: Order, to: Recipient | None) -> Row:
    settings: Settings = current_app.extensions["settings"]
    abroad = is_abroad(order.country, to.province if to else None, settings.home_country)
    asked = [ASKED_FOR[one] for one in holds_of(order.holds) if one in ASKED_FOR]
    usual = order.ship_by == order.created_at + SHIP_WITHIN
    return {
        "source_platform": order.source_platform,
        "external_order_no": order.external_order_no,
        "shop": order.shop,
        "order_type": order.order_type,
        "created_at": _time(order.created_at),
        "paid_at": _time(order.paid_at),
        "ship_by": None if usual else _time(order.ship_by),
        "planned_ship_at": _time(order.planned_ship_at),
        "not_before": _time(order.not_before),
        "presale": order.presale,
        "priority": None if order.priority is Priority.NORMAL else str(order.priority),
        "tags": order.tags,
        "carrier": order.carrier,
        "service": order.service,
        "currency": order.currency,
        "amount": _amount(order.amount_minor),
        "insured_amount": _amount(order.insured_minor),
        "trace_id": order.trace_id,
        "parent_order_no": order.parent_order_no,
        "version": order.version if order.version > 1 else None,
        "cross_border": order.cross_border and not abroad,
        "hold": {"reason": asked[0]} if asked else None,
        **(_personal(order, to) if to else {}),
    }


def _personal(order: Order, to: Recipient) -> Row:
    fields = (name for name in RecipientBody.__struct_fields__ if name != "country")
    return {
        "recipient": _filled(
            {name: getattr(to, name) for name in fields} | {"country": order.country}
        ),
        "sender": _filled(to.sender or {}),
        "invoice": to.invoice,
        "buyer_note": to.buyer_note,
        "seller_note": to.seller_note,
    }


def _line(line: OrderLine, order: Order, caps: dict[tuple[str, str], int]) -> Row:
    campaign = line.gift_campaign
    return _filled(
        {
            "line_no": line.line_no,
            "sku": line.sku,
            "barcode": line.barcode,
            "name": line.name,
            "quantity": line.quantity,
            "unit_price": _amount(line.unit_price_minor),
            "gift": line.gift,
            "gift_campaign": campaign,
            "gift_cap": caps.get((order.source_platform, campaign)) if campaign else None,
            "lot": line.lot,
            "serial": line.serial,
            "image_url": line.image_url,
        }
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _amount(minor: int | None) -> str | None:
    return None if minor is None else f"{minor // 100}.{minor % 100:02}"


def columns(session: Session, site: int) -> list[str]:
    """The columns of the flattened table: those of the contract, then the invoices' own."""
    query = sa.select(Recipient.invoice).join(Order, Order.id == Recipient.order_id)
    found: set[str] = set()
    for (invoice,) in session.execute(
        query.where(Order.warehouse_id == site, Recipient.invoice.is_not(None), _KEPT)
    ):
        found |= {f"invoice_{name}" for name in invoice or {}}
    return [*flat.IN_ORDER, *sorted(found)]


def lines(orders: Iterable[Row]) -> Iterator[Row]:
    """Order bodies as one row a line."""
    for body in orders:
        head = flat.head_of(body)
        for line in body["lines"]:
            yield head | flat.line_of(line)
