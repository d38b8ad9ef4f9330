"""Letting held orders go when what they waited for has come."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.catalog.queries import skus_by_code
from app.core import clock
from app.core.events import Actor
from app.hub import draft
from app.hub.changes import end_when_free
from app.inventory import service as inventory
from app.inventory.models import SkuBalance
from app.orders import locks
from app.orders import service as orders
from app.orders.models import Order, OrderLine
from app.orders.rules import HoldReason, OrderState, holds_of
from app.people.models import Warehouse


def waiting(session: Session, at: datetime) -> list[tuple[int, int]]:
    """Held orders that may be able to go: ``(warehouse, order)``, oldest first.

    Orders whose goods have plainly not come are left out, so that thousands of them cost
    one query.
    """
    site = Order.warehouse_id.in_(sa.select(Warehouse.id))  # opens ix_order_waiting
    lacking = (
        sa.select(OrderLine.order_id)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(
            SkuBalance,
            sa.and_(
                SkuBalance.sku_id == OrderLine.sku_id,
                SkuBalance.warehouse_id == Order.warehouse_id,
            ),
        )
        .where(site, Order.state == OrderState.HELD, _has(HoldReason.SHORT_STOCK))
        .where(OrderLine.sku_id.is_not(None), ~OrderLine.dropped)
        .group_by(OrderLine.order_id, OrderLine.sku_id, SkuBalance.free)
        .having(sa.func.sum(draft.missing()) > sa.func.coalesce(SkuBalance.free, 0))
    )
    came = (
        sa.select(OrderLine.order_id)
        .join(Sku, Sku.code == OrderLine.sku)
        .where(OrderLine.sku_id.is_(None))
    )
    rows = session.execute(
        sa.select(Order.warehouse_id, Order.id)
        .where(
            site,
            Order.state == OrderState.HELD,
            sa.or_(
                sa.and_(_has(HoldReason.SHORT_STOCK), Order.id.not_in(lacking)),
                sa.and_(_has(HoldReason.UNKNOWN_SKU), Order.id.in_(came)),
                sa.and_(_has(HoldReason.NOT_BEFORE), Order.not_before <= at),
                sa.and_(_has(HoldReason.PRESALE), Order.planned_ship_at <= at),
            ),
        )
        .order_by(Order.created_at, Order.number)
    )
    return [(warehouse_id, order_id) for warehouse_id, order_id in rows]


def _has(reason: HoldReason) -> sa.ColumnElement[bool]:
    return (" " + Order.holds + " ").contains(f" {reason} ", autoescape=True)


def retry(session: Session, actor: Actor, order_id: int) -> bool:
    """Clear the reasons of a held order that have passed; tell whether any did."""
    order = locks.order_by_id(session, order_id)
    before = holds_of(order.holds)
    if order.state is not OrderState.HELD:
        return False
    at = clock.now()
    passed = {
        HoldReason.NOT_BEFORE: order.not_before is None or order.not_before <= at,
        HoldReason.PRESALE: order.planned_ship_at is None or order.planned_ship_at <= at,
        HoldReason.UNKNOWN_SKU: HoldReason.UNKNOWN_SKU in before and _all_known(session, order),
    }
    if HoldReason.SHORT_STOCK in before or passed[HoldReason.UNKNOWN_SKU]:
        _promise(session, actor, order, passed)
    for reason in before:
        if passed.get(reason):
            orders.clear_hold(session, actor, order, reason)
    end_when_free(session, actor, order)
    return holds_of(order.holds) != before


def _promise(
    session: Session, actor: Actor, order: Order, passed: dict[HoldReason, bool]
) -> None:
    short = inventory.promise(session, actor, order.id, draft.wanted(session, order.id))
    passed[HoldReason.SHORT_STOCK] = not short
    if short:
        orders.hold(session, actor, order, HoldReason.SHORT_STOCK)


def _all_known(session: Session, order: Order) -> bool:
    """Look up the SKUs that were unknown when the order came."""
    lines = session.scalars(
        sa.select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.sku_id.is_(None))
    ).all()
    known = skus_by_code(session, [line.sku for line in lines])
    for line in lines:
        line.sku_id = known.get(line.sku)
    session.flush()
    return all(line.sku in known for line in lines)
