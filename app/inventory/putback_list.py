"""What waits to be put back: orders, units, and the bins they belong into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts, sku_facts
from app.core.db import table_of
from app.core.errors import Refused
from app.inventory.models import Bin, Holding, Stock
from app.inventory.rules import PROMISABLE, Condition
from app.orders.models import Order
from app.orders.rules import OrderState

_STOCK, _BIN, _HOLDING, _ORDER = map(table_of, (Stock, Bin, Holding, Order))
_WAITS = sa.or_(_HOLDING.c.going_back, _ORDER.c.state == OrderState.PUTBACK)
"""Its order is cancelled, or does not want the units any more."""


@dataclass(frozen=True, slots=True)
class PutBackOrder:
    """An order whose units wait to be put back.

    Attributes:
        since: when the order came into its present state.
        places: where the units lie, by the ledger's names.
    """

    order_no: str
    order_state: str
    since: datetime
    units: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutBackUnit:
    """Units of one SKU at one place; *bins* of the SKU, in the order of the walk."""

    sku: SkuFacts
    quantity: int
    place: str
    bins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutBackWork:
    """All that waits to be put back of one order."""

    order_no: str
    order_state: str
    units: tuple[PutBackUnit, ...]


def orders_to_put_back(session: Session, warehouse_id: int) -> list[PutBackOrder]:
    """Orders with units that must go back into bins, the longest waiting first."""
    query = (
        sa.select(
            _ORDER.c.number,
            _ORDER.c.state,
            _ORDER.c.state_at,
            _HOLDING.c.place,
            sa.func.sum(_HOLDING.c.quantity).label("units"),
        )
        .join(_ORDER, _ORDER.c.id == _HOLDING.c.order_id)
        .where(_HOLDING.c.warehouse_id == warehouse_id, _WAITS)
        .group_by(_ORDER.c.number, _ORDER.c.state, _ORDER.c.state_at, _HOLDING.c.place)
        .order_by(_ORDER.c.state_at, _ORDER.c.number, _HOLDING.c.place)
    )
    found: dict[str, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.number, []).append(row)
    return [
        PutBackOrder(
            order_no=number,
            order_state=str(rows[0].state),
            since=rows[0].state_at,
            units=sum(row.units for row in rows),
            places=tuple(row.place for row in rows),
        )
        for number, rows in found.items()
    ]


def units_to_put_back(session: Session, warehouse_id: int, order_no: str) -> PutBackWork:
    """What must go back of one order, by place.

    Raises:
        Refused: ``order.unknown``.
    """
    order = session.execute(
        sa.select(_ORDER.c.id, _ORDER.c.state).where(
            _ORDER.c.number == order_no, _ORDER.c.warehouse_id == warehouse_id
        )
    ).first()
    if order is None:
        raise Refused("order.unknown", order_no=order_no)
    rows = session.execute(
        sa.select(
            _HOLDING.c.place, _HOLDING.c.sku_id, sa.func.sum(_HOLDING.c.quantity).label("units")
        )
        .join(_ORDER, _ORDER.c.id == _HOLDING.c.order_id)
        .where(_HOLDING.c.order_id == order.id, _WAITS)
        .group_by(_HOLDING.c.place, _HOLDING.c.sku_id)
        .order_by(_HOLDING.c.place, _HOLDING.c.sku_id)
    ).all()
    skus = {row.sku_id for row in rows}
    facts, bins = sku_facts(session, skus), _bins(session, warehouse_id, skus)
    units = [
        PutBackUnit(facts[row.sku_id], row.units, row.place, tuple(bins.get(row.sku_id, ())))
        for row in rows
    ]
    return PutBackWork(order_no, str(order.state), tuple(units))


def _bins(session: Session, warehouse_id: int, sku_ids: set[int]) -> dict[int, list[str]]:
    query = (
        sa.select(_STOCK.c.sku_id, _BIN.c.code)
        .join(_BIN, _BIN.c.id == _STOCK.c.bin_id)
        .where(
            _STOCK.c.warehouse_id == warehouse_id,
            _STOCK.c.sku_id.in_(sku_ids),
            _STOCK.c.condition == Condition.A,
            _BIN.c.kind.in_(PROMISABLE),
        )
        .group_by(_STOCK.c.sku_id, _BIN.c.code, _BIN.c.sequence)
        .order_by(_BIN.c.sequence, _BIN.c.code)
    )
    found: dict[int, list[str]] = {}
    for row in session.execute(query):
        found.setdefault(row.sku_id, []).append(row.code)
    return found
