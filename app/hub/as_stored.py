"""Stored orders as the bodies that the hub would send for them today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.hub import intake
from app.hub.draft import SHIP_WITHIN
from app.hub.intake import RecipientBody
from app.hub.rules import Site
from app.orders.models import GiftCounter, Order, OrderIdentity, OrderLine, Recipient
from app.orders.rules import HoldReason, Priority, holds_of, is_abroad

Body = dict[str, Any]

ASKED_FOR = {
    HoldReason.HUB: "hub",
    HoldReason.RISK_REVIEW: "risk",
    HoldReason.UNPAID: "unpaid",
}
"""Holds that nothing in the body would bring back but the hub's own word."""


def content_hash(session: Session, order: Order, site: Site) -> str | None:
    """The fingerprint of an order as it stands; None when its personal data is deleted."""
    session.flush()
    (body,) = bodies(session, [order], site.home_country)
    try:
        return intake.read(body, order.warehouse_id).content_hash
    except Refused:
        return None


def bodies(
    session: Session, orders: Sequence[Order], home_country: str
) -> Iterator[Body]:
    """Orders as the bodies that would bring them here, in the order given."""
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
        body = _head(order, recipients.get(order.id), home_country) | {
            "merged_from": sorted(members[order.id]),
            "lines": [_line(line, order, caps) for line in lines[order.id]],
        }
        yield _filled(body)


def _caps(session: Session, orders: Sequence[Order]) -> dict[tuple[str, str], int]:
    platforms = {order.source_platform for order in orders}
    query = sa.select(GiftCounter).where(GiftCounter.source_platform.in_(platforms))
    return {(row.source_platform, row.campaign): row.cap for row in session.scalars(query)}


def _filled(row: Body) -> Body:
    """What is there: an absent field, ``false`` and an empty list all mean nothing."""
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value not in ([], {})
    }


def _head(order: Order, to: Recipient | None, home_country: str) -> Body:
    abroad = is_abroad(order.country, to.province if to else None, home_country)
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


def _personal(order: Order, to: Recipient) -> Body:
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


def _line(line: OrderLine, order: Order, caps: dict[tuple[str, str], int]) -> Body:
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
