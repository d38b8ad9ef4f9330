"""The rows of an order that is about to be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from msgspec import to_builtins
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.db import table_of
from app.core.events import Actor
from app.hub import holds
from app.hub.fields import exact
from app.hub.intake import Intake
from app.hub.rules import Site
from app.inventory.models import Holding, Reservation
from app.inventory.rules import ReservationState
from app.orders.models import Order, OrderIdentity, OrderLine, Recipient
from app.orders.rules import (
    HoldReason,
    Priority,
    cut_off,
    identity,
    presale_plan,
)
from app.people.models import Warehouse
from app.shipping.models import Carrier

Wanted = tuple[int, int, int]
"""(line, SKU, units)"""
_SKU, _CARRIER = table_of(Sku), table_of(Carrier)
_PRODUCTS = sa.select(_SKU.c.code, _SKU.c.id, _SKU.c.hazmat_class).where(
    _SKU.c.code.in_(sa.bindparam("codes", expanding=True))
)
_CUT_OFFS = sa.select(_CARRIER.c.cut_offs).where(
    _CARRIER.c.warehouse_id == sa.bindparam("warehouse"),
    _CARRIER.c.code == sa.bindparam("code"),
)
_IDENTITY = sa.insert(table_of(OrderIdentity))
_RECIPIENT = sa.insert(table_of(Recipient))
_LINES = sa.insert(table_of(OrderLine)).returning(
    table_of(OrderLine).c.id, sort_by_parameter_order=True
)
SHIP_WITHIN = timedelta(hours=48)
AT_ONCE = 500
"""Keys of one IN list."""


@dataclass(frozen=True)
class Draft:
    """An order's columns and what was found about it.

    Attributes:
        columns: of the order row, without number, state and first answer.
        skus: SKU code to key.
        reasons: why it must wait; short stock is not known yet.
        detail: what a person needs to know to end the hold.
        presale_moved: it was planned too early and is planned later now.
    """

    columns: dict[str, Any]
    skus: Mapping[str, int]
    reasons: list[HoldReason]
    detail: dict[str, Any]
    presale_moved: bool


def warehouse_code(session: Session, warehouse_id: int) -> str | None:
    """The code of a site."""
    return session.scalar(sa.select(Warehouse.code).where(Warehouse.id == warehouse_id))


def prepare(session: Session, actor: Actor, intake: Intake, site: Site, at: datetime) -> Draft:
    """Look up what an order names, and decide what follows from it."""
    body = intake.body
    products = _products(session, {identity(line.sku) for line in body.lines})
    found = holds.find(session, actor, intake, site, known_skus=products, at=at)
    planned = body.planned_ship_at
    if body.presale:
        planned = presale_plan(planned, body.not_before, at)
    ship_by = body.ship_by or body.created_at + SHIP_WITHIN
    first_moment = max(
        moment for moment in (at, body.not_before, planned if body.presale else None) if moment
    )
    columns = {
        "content_hash": intake.content_hash,
        "version": intake.version,
        "shop": body.shop,
        "order_type": body.order_type,
        "created_at": body.created_at,
        "paid_at": body.paid_at,
        "ship_by": ship_by,
        "cut_off_at": cut_off(
            ship_by, cut_offs(session, actor, body.carrier), first_moment, site.zone
        ),
        "planned_ship_at": planned,
        "not_before": body.not_before,
        "presale": bool(body.presale),
        "priority": Priority(body.priority or "normal"),
        "tags": [identity(tag) for tag in body.tags or ()],
        "carrier": body.carrier,
        "service": body.service,
        "country": body.recipient.country.upper(),
        "cross_border": found.abroad,
        "hazmat_class": max((hazmat for _, hazmat in products.values()), default=""),
        "currency": body.currency,
        "amount_minor": _minor(body.amount),
        "insured_minor": _minor(body.insured_amount),
        "trace_id": body.trace_id,
        "parent_order_no": body.parent_order_no,
    }
    return Draft(
        columns,
        {code: sku_id for code, (sku_id, _) in products.items()},
        found.reasons,
        found.detail(),
        presale_moved=bool(body.presale) and planned != body.planned_ship_at,
    )


def cut_offs(session: Session, actor: Actor, carrier: str | None) -> list[str]:
    """The carrier's daily times, in the site's zone; none for an unknown carrier."""
    if carrier is None:
        return []
    named = {"warehouse": actor.warehouse_id, "code": carrier}
    return list(session.connection().execute(_CUT_OFFS, named).scalar() or ())


def _products(session: Session, codes: set[str]) -> dict[str, tuple[int, str]]:
    wanted, conn = sorted(codes), session.connection()
    return {
        row.code: (row.id, row.hazmat_class)
        for start in range(0, len(wanted), AT_ONCE)
        for row in conn.execute(_PRODUCTS, {"codes": wanted[start : start + AT_ONCE]})
    }


def _minor(amount: str | float | None) -> int | None:
    return None if amount is None else int(exact(amount) * 100)


def line_rows(
    order_id: int, intake: Intake, skus: Mapping[str, int], dropped: set[int]
) -> list[dict[str, Any]]:
    """The order's lines as rows."""
    return [
        {
            "order_id": order_id,
            "line_no": int(line.line_no),
            "sku": identity(line.sku),
            "sku_id": skus.get(identity(line.sku)),
            "barcode": line.barcode,
            "name": line.name,
            "quantity": line.quantity,
            "cut": 0,
            "unit_price_minor": _minor(line.unit_price),
            "gift": bool(line.gift),
            "gift_campaign": line.gift_campaign,
            "dropped": int(line.line_no) in dropped,
            "lot": line.lot,
            "serial": line.serial,
            "image_url": line.image_url,
        }
        for line in intake.body.lines
    ]


def insert_identity(session: Session, order: Order) -> None:
    """Reserve the order's number, for ever."""
    session.connection().execute(
        _IDENTITY,
        {
            "source_platform": order.source_platform,
            "external_order_no": order.external_order_no,
            "split_no": 0,
            "order_id": order.id,
            "member": False,
        },
    )


def insert_recipient(session: Session, order_id: int, intake: Intake) -> None:
    """Store the personal data of an order."""
    session.connection().execute(_RECIPIENT, {"order_id": order_id} | _recipient(intake))


def insert_lines(session: Session, rows: Sequence[dict[str, Any]]) -> list[Wanted]:
    """Store an order's lines; what of them is to be promised."""
    keys = session.connection().execute(_LINES, list(rows)).scalars()
    return [
        (key, row["sku_id"], row["quantity"])
        for key, row in zip(keys, rows, strict=True)
        if row["sku_id"] and not row["dropped"]
    ]


def _recipient(intake: Intake) -> dict[str, Any]:
    body, to = intake.body, intake.body.recipient
    return {
        "name": to.name,
        "phone": to.phone,
        "province": to.province,
        "city": to.city,
        "district": to.district,
        "address": to.address,
        "postcode": to.postcode,
        "print_name": None,
        "print_address": None,
        "sender": to_builtins(body.sender) if body.sender else None,
        "invoice": body.invoice,
        "buyer_note": body.buyer_note,
        "seller_note": body.seller_note,
    }


def overwrite_recipient(session: Session, order_id: int, intake: Intake) -> None:
    """Put a new version's recipient over the old one."""
    row = session.get_one(Recipient, order_id)
    for name, value in _recipient(intake).items():
        setattr(row, name, value)


def overwrite_lines(session: Session, order_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Put a new version's lines over the old ones.

    A line that is gone stays as a dropped one: old promises name it.
    """
    old = {
        line.line_no: line
        for line in session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order_id))
    }
    for row in rows:
        line = old.pop(row["line_no"], None) or OrderLine(order_id=order_id)
        for name, value in row.items():
            setattr(line, name, value)
        session.add(line)
    for line in old.values():
        line.dropped = True
        line.gift_campaign = None
    session.flush()


_PROMISED = frozenset(ReservationState) - {ReservationState.RELEASED}
"""What has left in a parcel counts as well: it is not wanted a second time."""


def missing() -> sa.ColumnElement[int]:
    """Units of an order line that are not promised, for a query over lines."""
    promised = (
        sa.select(sa.func.coalesce(sa.func.sum(Reservation.quantity), 0))
        .where(Reservation.order_line_id == OrderLine.id, Reservation.state.in_(_PROMISED))
        .correlate(OrderLine)
        .scalar_subquery()
    )
    # Units on their way back to a bin are covered by the promise they were picked under,
    # but the order will not have them.
    going_back = (
        sa.select(sa.func.coalesce(sa.func.sum(Holding.quantity), 0))
        .where(Holding.order_line_id == OrderLine.id, Holding.going_back)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    return OrderLine.quantity - OrderLine.cut - promised + going_back


def wanted(session: Session, order_id: int) -> list[Wanted]:
    """What of a stored order still has to be promised, by line."""
    rows = session.execute(
        sa.select(OrderLine.id, OrderLine.sku_id, missing())
        .where(OrderLine.order_id == order_id, ~OrderLine.dropped)
        .order_by(OrderLine.line_no)
    )
    return [(line, sku_id, units) for line, sku_id, units in rows if sku_id and units > 0]
