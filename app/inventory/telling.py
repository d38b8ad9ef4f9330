"""The hub hears what can be promised: the latest figure of a SKU, not each step to it."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.db import table_of
from app.core.events import SYSTEM, record
from app.inventory.events import StockChanged
from app.inventory.models import SkuBalance

_BALANCE, _SKU = table_of(SkuBalance), table_of(Sku)
AT_ONCE = 200
"""SKUs of one transaction."""


def tell_changes(session: Session) -> int:
    """Record ``stock.changed`` for SKUs whose figure the hub does not know; how many."""
    available = sa.case((_BALANCE.c.free > 0, _BALANCE.c.free), else_=0)
    rows = session.execute(
        sa.select(
            _BALANCE.c.warehouse_id, _BALANCE.c.sku_id, _SKU.c.code, available.label("units")
        )
        .join(_SKU, _SKU.c.id == _BALANCE.c.sku_id)
        .where(_BALANCE.c.told.is_distinct_from(available))
        .order_by(_BALANCE.c.warehouse_id, _BALANCE.c.sku_id)
        .limit(AT_ONCE)
        .with_for_update(of=_BALANCE, skip_locked=True, key_share=True)
    ).all()
    for row in rows:
        session.execute(
            sa.update(_BALANCE)
            .where(_BALANCE.c.warehouse_id == row.warehouse_id, _BALANCE.c.sku_id == row.sku_id)
            .values(told=row.units)
        )
        changed = StockChanged(stream=f"sku:{row.code}", sku=row.code, available=row.units)
        record(session, replace(SYSTEM, warehouse_id=row.warehouse_id), changed)
    return len(rows)
