"""Why an order is in no wave: for all that wait, and for one that somebody asks about."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core import clock
from app.core.errors import Refused
from app.orders.models import Order
from app.orders.rules import Mask, OrderState
from app.waves import planner, pool
from app.waves.queries import numbers_of
from app.waves.service import wave_of

MOST_NAMED = 50
"""Orders that are named for a reason; the rest is counted."""
MOST_SKUS = 3


class WhyNot(msgspec.Struct):
    """A reason, how many orders it keeps out, and the first of them.

    Attributes:
        detail: SKUs that are short, or the earliest date.
    """

    reason: str
    count: int
    orders: list[str]
    detail: str = ""


class WhyOne(msgspec.Struct):
    """Where an order is, or why it is in no wave; without a reason the next wave takes it."""

    order_no: str
    state: str
    wave: str | None
    reasons: list[str]
    detail: str


def why_not(
    session: Session,
    warehouse_id: int,
    snapshot: planner.Snapshot,
    plan: planner.Plan,
) -> list[WhyNot]:
    """All accepted orders that a plan leaves out, by reason, the most frequent first."""
    found = [*_left_out(session, snapshot, plan), *_waiting(session, warehouse_id)]
    if other := _unwanted(session, warehouse_id, snapshot):
        found.append(other)
    return sorted(found, key=lambda one: (-one.count, one.reason))


def _left_out(
    session: Session, snapshot: planner.Snapshot, plan: planner.Plan
) -> list[WhyNot]:
    keys: dict[str, list[int]] = defaultdict(list)
    for key, why in plan.left_out:
        keys[str(why)].append(key)
    numbers = numbers_of(session, [key for some in keys.values() for key in some[:MOST_NAMED]])
    short = _short_skus(session, snapshot, set(keys.get(planner.Why.NO_STOCK, ())))
    return [
        WhyNot(
            reason=why,
            count=len(some),
            orders=[numbers[key] for key in some[:MOST_NAMED]],
            detail=short if why == planner.Why.NO_STOCK else "",
        )
        for why, some in keys.items()
    ]


def _short_skus(session: Session, snapshot: planner.Snapshot, orders: set[int]) -> str:
    """The SKUs that orders want and too few are left of."""
    if not orders:
        return ""
    free: dict[int, int] = defaultdict(int)
    for shelf in snapshot.shelves:
        free[shelf.sku_id] += shelf.free
    wanted: dict[int, int] = defaultdict(int)
    for order in snapshot.orders:
        for line in order.lines:
            wanted[line.sku_id] += line.quantity
    theirs = {
        line.sku_id for order in snapshot.orders if order.id in orders for line in order.lines
    }
    short = sorted(sku_id for sku_id in theirs if free[sku_id] < wanted[sku_id])
    query = sa.select(Sku.code).where(Sku.id.in_(short[:MOST_SKUS])).order_by(Sku.id)
    return ", ".join(session.scalars(query))


def _waiting(session: Session, warehouse_id: int) -> list[WhyNot]:
    """Held and stopped orders, and those whose day has not come."""
    orders: dict[str, list[str]] = defaultdict(list)
    earliest = None
    query = (
        sa.select(Order.number, Order.state, Order.holds, Order.mask, Order.not_before)
        .where(
            Order.warehouse_id == warehouse_id,
            sa.or_(
                Order.state == OrderState.HELD,
                sa.and_(
                    Order.state == OrderState.READY,
                    sa.or_(Order.mask != 0, Order.not_before > clock.now()),
                ),
            ),
        )
        .order_by(Order.id)
    )
    for row in session.execute(query):
        if row.state is OrderState.HELD:
            reasons = row.holds.split()
        else:
            reasons = ["intercepted" if row.mask else "not_before"]
        for reason in reasons:
            orders[reason].append(row.number)
        if "not_before" in reasons and row.not_before is not None:
            earliest = min(row.not_before, earliest or row.not_before)
    return [
        WhyNot(
            reason=reason,
            count=len(numbers),
            orders=numbers[:MOST_NAMED],
            detail=earliest.isoformat() if reason == "not_before" and earliest else "",
        )
        for reason, numbers in orders.items()
    ]


def _unwanted(
    session: Session, warehouse_id: int, snapshot: planner.Snapshot
) -> WhyNot | None:
    """Ready orders that the rules do not ask for."""
    seen = {order.id for order in snapshot.orders}
    ready = sa.select(Order.id, Order.number).where(
        Order.warehouse_id == warehouse_id,
        Order.state == OrderState.READY,
        Order.mask == 0,
        sa.or_(Order.not_before.is_(None), Order.not_before <= snapshot.at),
    )
    rows = session.execute(ready.order_by(Order.id))
    others = [row.number for row in rows if row.id not in seen]
    return WhyNot("not_wanted", len(others), others[:MOST_NAMED]) if others else None


def why_one(session: Session, warehouse_id: int, number: str) -> WhyOne:
    """Where one order is, or why it is in no wave.

    Raises:
        Refused: ``wave.order_unknown``.
    """
    order = session.scalar(
        sa.select(Order).where(
            Order.warehouse_id == warehouse_id,
            sa.or_(Order.number == number, Order.external_order_no == number),
        )
    )
    if order is None:
        raise Refused("wave.order_unknown", order_no=number)
    told = WhyOne(order.number, str(order.state), None, [], "")
    if order.state is OrderState.HELD:
        told.reasons = order.holds.split()
    elif order.mask:
        told.reasons, told.detail = ["intercepted"], ", ".join(Mask(order.mask).names)
    elif order.state is not OrderState.READY:
        told.wave = wave_of(session, order.id)
    elif order.not_before is not None and order.not_before > clock.now():
        told.reasons, told.detail = ["not_before"], order.not_before.isoformat()
    else:
        _judge_stock(session, warehouse_id, order.id, told)
    return told


def _judge_stock(session: Session, warehouse_id: int, order_id: int, told: WhyOne) -> None:
    snapshot = pool.one_order(session, warehouse_id, order_id)
    _, left_out = planner.allocate(snapshot, {})
    told.reasons = [str(why) for _, why in left_out]
    told.detail = _short_skus(session, snapshot, {order_id}) if left_out else ""
