"""What the hub compares: counts and hashes, available units, refused orders."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.events import EventRow, EventSeal, latest_seq
from app.hub.bodies import ChangedAfter
from app.inventory.events import StockChanged
from app.inventory.models import SkuBalance
from app.orders.models import Order, RefusedIntake


class DigestHour(msgspec.Struct):
    """The orders created in one UTC hour.

    ``sha256`` is over the sorted lines ``platform TAB no TAB version LF``.
    """

    hour: datetime
    count: int
    sha256: str


def digest(
    session: Session, warehouse_id: int, begin: datetime, end: datetime
) -> list[DigestHour]:
    """Counts and hashes of the orders created from *begin* to before *end*."""
    hours: dict[datetime, list[bytes]] = defaultdict(list)
    rows = session.execute(
        sa.select(
            Order.created_at, Order.source_platform, Order.external_order_no, Order.version
        ).where(
            Order.warehouse_id == warehouse_id,
            Order.split_no == 0,
            Order.created_at >= begin,
            Order.created_at < end,
        )
    )
    for row in rows:
        hour = row.created_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        line = f"{row.source_platform}\t{row.external_order_no}\t{row.version}\n"
        hours[hour].append(line.encode())
    return [
        DigestHour(
            hour, len(hours[hour]), hashlib.sha256(b"".join(sorted(hours[hour]))).hexdigest()
        )
        for hour in sorted(hours)
    ]


def units(
    session: Session, warehouse_id: int, asked: ChangedAfter
) -> tuple[list[dict[str, Any]], int]:
    """Available units of each SKU that changed after a place in the feed; all after 0.

    Args:
        session: to read with.
        warehouse_id: the site.
        asked: the place, and which page.

    Returns:
        The SKUs and the place to go on from.
    """
    upto = latest_seq(session, warehouse_id)
    # a product that never had stock has no balance, and none is what the hub must hear of it
    here = sa.and_(SkuBalance.sku_id == Sku.id, SkuBalance.warehouse_id == warehouse_id)
    query = (
        sa.select(Sku.code, sa.func.coalesce(SkuBalance.free, 0))
        .outerjoin(SkuBalance, here)
        .where(Sku.code > asked.after)
        .order_by(Sku.code)
        .limit(asked.limit)
    )
    if asked.changed_after > 0:
        changed = (
            sa.select(EventRow.subject)
            .join(EventSeal, EventSeal.event_id == EventRow.id)
            .where(
                EventSeal.warehouse_id == warehouse_id,
                EventSeal.seq > asked.changed_after,
                EventRow.tag == StockChanged.tag,
            )
        )
        query = query.where(("sku:" + Sku.code).in_(changed))
    found = [{"sku": code, "available": max(0, free)} for code, free in session.execute(query)]
    return found, max(upto, asked.changed_after)


class RefusedOrder(msgspec.Struct, kw_only=True):
    """An order that was refused, as a person mends it."""

    id: str
    source_platform: str | None
    external_order_no: str | None
    code: str
    errors: list[dict[str, Any]]
    first_at: datetime
    last_at: datetime
    times: int
    order: Any


def refused(
    session: Session, warehouse_id: int, *, after: int, limit: int
) -> list[RefusedOrder]:
    """Refused orders that nobody has settled, oldest first."""
    rows = session.scalars(
        sa.select(RefusedIntake)
        .where(
            RefusedIntake.warehouse_id == warehouse_id,
            RefusedIntake.settled_at.is_(None),
            RefusedIntake.id > after,
        )
        .order_by(RefusedIntake.id)
        .limit(limit)
    )
    return [
        RefusedOrder(
            id=str(row.id),
            source_platform=row.source_platform,
            external_order_no=row.external_order_no,
            code=row.code,
            errors=row.errors,
            first_at=row.first_at,
            last_at=row.last_at,
            times=row.times,
            order=json.loads(row.body),
        )
        for row in rows
    ]
