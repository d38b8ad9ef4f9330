"""Every row lock of the room, by ascending id (SQLite has one writer and needs none).

Here and in all rooms ``key_share=True``: FOR NO KEY UPDATE lets others insert rows that only
refer to the locked one; FOR UPDATE would make them wait, and deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.orders.models import Order


def order_by_id(session: Session, order_id: int) -> Order:
    """Lock one order.

    Raises:
        Refused: ``order.unknown``.
    """
    return _one(session, Order.id == order_id, str(order_id))


def order_by_number(session: Session, number: str) -> Order:
    """Lock the order with our *number*.

    Raises:
        Refused: ``order.unknown``.
    """
    return _one(session, Order.number == number, number)


def orders_by_ids(session: Session, ids: Iterable[int]) -> list[Order]:
    """Lock orders, by ascending id; unknown ids are left out."""
    return _many(session, Order.id.in_(set(ids)))


def family(session: Session, source_platform: str, external_order_no: str) -> list[Order]:
    """Lock the hub's order and its split parts: hub calls act on all of them."""
    return _many(
        session,
        sa.and_(
            Order.source_platform == source_platform,
            Order.external_order_no == external_order_no,
        ),
    )


def _one(session: Session, which: sa.ColumnElement[bool], name: str) -> Order:
    found = _many(session, which)
    if not found:
        raise Refused("order.unknown", order_no=name)
    return found[0]


def _many(session: Session, which: sa.ColumnElement[bool]) -> list[Order]:
    query = sa.select(Order).where(which).order_by(Order.id).with_for_update(key_share=True)
    return list(session.scalars(query.execution_options(populate_existing=True)))
