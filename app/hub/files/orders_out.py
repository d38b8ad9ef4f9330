"""Stored orders as the bodies they came in as, whole or one row a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.hub import as_stored
from app.hub.files import flat
from app.hub.files.contents import AT_ONCE, Row
from app.orders.models import Order, Recipient
from app.orders.rules import Mask, OrderState

_KEPT = sa.and_(
    Order.state.not_in((OrderState.CANCELLED, OrderState.PUTBACK)),
    Order.mask.bitwise_and(int(Mask.CANCELLED)) == 0,
    Order.purged_at.is_(None),
)
"""A cancelled order is left out: read in elsewhere, it would be shipped. One whose personal
data was deleted has nobody to go to."""


def bodies(session: Session, site: int) -> Iterator[Row]:
    """Every order but the cancelled ones, oldest first."""
    settings: Settings = current_app.extensions["settings"]
    last = 0
    while some := session.scalars(
        sa.select(Order)
        .where(Order.warehouse_id == site, Order.id > last, _KEPT)
        .order_by(Order.id)
        .limit(AT_ONCE)
    ).all():
        last = some[-1].id
        yield from as_stored.bodies(session, some, settings.home_country)
        session.expunge_all()


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
