"""Every row lock of the room, by ascending key: reservations, then stock, then balances."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.inventory.models import Bin, Holding, Reservation, SkuBalance, Stock

_RESERVATION, _STOCK, _BIN = table_of(Reservation), table_of(Stock), table_of(Bin)
_BALANCE, _HOLDING = table_of(SkuBalance), table_of(Holding)

_ONE_RESERVATION = (
    sa.select(_RESERVATION)
    .where(_RESERVATION.c.id == sa.bindparam("id"))
    .with_for_update(key_share=True)
)
_ONE_BIN = sa.select(_BIN).where(_BIN.c.id == sa.bindparam("id")).with_for_update(read=True)
_STOCK_ROWS = (
    sa.select(_STOCK.c.id, _STOCK.c.frozen)
    .where(_STOCK.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_STOCK.c.id)
    .with_for_update(key_share=True)
)
_FREE = (
    sa.select(_BALANCE.c.sku_id, _BALANCE.c.free)
    .where(
        _BALANCE.c.warehouse_id == sa.bindparam("warehouse"),
        _BALANCE.c.sku_id.in_(sa.bindparam("skus", expanding=True)),
    )
    .order_by(_BALANCE.c.sku_id)
    .with_for_update(key_share=True)
)


def reservation(session: Session, reservation_id: int) -> Any:
    """One reservation's row, or None."""
    return session.connection().execute(_ONE_RESERVATION, {"id": reservation_id}).first()


def frozen_by_stock(session: Session, stock_ids: Collection[int]) -> dict[int, bool]:
    """Lock stock rows; tell of each whether it is frozen."""
    rows = session.connection().execute(_STOCK_ROWS, {"ids": sorted(stock_ids)})
    return {row.id: row.frozen for row in rows}


def free_by_sku(
    session: Session, warehouse_id: int, sku_ids: Collection[int]
) -> dict[int, int]:
    """Lock balances; what can still be promised of each SKU."""
    rows = session.connection().execute(
        _FREE, {"warehouse": warehouse_id, "skus": sorted(sku_ids)}
    )
    return {row.sku_id: row.free for row in rows}


def holdings(session: Session, warehouse_id: int, *where: sa.ColumnElement[bool]) -> list[Any]:
    """Lock the holdings that fit *where*: those that go back first, then by place."""
    query = (
        sa.select(_HOLDING)
        .where(_HOLDING.c.warehouse_id == warehouse_id, *where)
        .order_by(
            _HOLDING.c.going_back.desc(),
            _HOLDING.c.place,
            _HOLDING.c.sku_id,
            _HOLDING.c.order_line_id,
        )
        .with_for_update(key_share=True)
    )
    return list(session.execute(query))


def bin_by_id(session: Session, bin_id: int) -> Any:
    """One bin's row, or None."""
    return session.connection().execute(_ONE_BIN, {"id": bin_id}).first()
