"""Where promised units are taken from: a soft promise becomes units of one stock row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory import locks
from app.inventory.models import Bin, Stock
from app.inventory.promises import add_free, change, split_off, unreserve
from app.inventory.rules import (
    PROMISABLE,
    RESERVATION,
    Condition,
    ReservationAct,
    ReservationState,
)

R, A = ReservationState, ReservationAct
_STOCK, _BIN = table_of(Stock), table_of(Bin)

_RESERVE = (
    sa.update(_STOCK)
    .where(
        _STOCK.c.id == sa.bindparam("stock"),
        _STOCK.c.sku_id == sa.bindparam("sku"),
        _STOCK.c.condition == Condition.A,
        ~_STOCK.c.frozen,
        _STOCK.c.reserved + sa.bindparam("units") <= _STOCK.c.on_hand,
    )
    .values(reserved=_STOCK.c.reserved + sa.bindparam("units"))
)


@dataclass(frozen=True, slots=True)
class StockRow:
    """Free units in one bin, as the planner sees them.

    Attributes:
        x: metres across the aisles.
        y: metres along them.
        sequence: the bin's place on the serpentine walk.
        free: units that nobody has reserved.
    """

    stock_id: int
    sku_id: int
    bin_id: int
    bin: str
    zone: str
    aisle: int
    x: float
    y: float
    level: int
    sequence: int
    free: int
    lot: str
    expiry: date | None


def candidates(session: Session, warehouse_id: int, sku_ids: Sequence[int]) -> list[StockRow]:
    """Where the free units of SKUs lie: what expires first comes first, then by the walk."""
    free = _STOCK.c.on_hand - _STOCK.c.reserved
    query = (
        sa.select(
            _STOCK.c.id.label("stock_id"),
            _STOCK.c.sku_id,
            _BIN.c.id.label("bin_id"),
            _BIN.c.code.label("bin"),
            _BIN.c.zone,
            _BIN.c.aisle,
            _BIN.c.x,
            _BIN.c.y,
            _BIN.c.level,
            _BIN.c.sequence,
            free.label("free"),
            _STOCK.c.lot,
            _STOCK.c.expiry,
        )
        .join(_BIN, _BIN.c.id == _STOCK.c.bin_id)
        .where(
            _STOCK.c.warehouse_id == warehouse_id,
            _STOCK.c.condition == Condition.A,
            ~_STOCK.c.frozen,
            free > 0,
            _BIN.c.kind.in_(PROMISABLE),
        )
        .order_by(_STOCK.c.expiry.is_(None), _STOCK.c.expiry, _BIN.c.sequence, _STOCK.c.id)
    )
    keys = sorted(set(sku_ids))
    return [
        StockRow(**row)
        for start in range(0, len(keys), 500)
        for row in session.execute(
            query.where(_STOCK.c.sku_id.in_(keys[start : start + 500]))
        ).mappings()
    ]


def allocate(
    session: Session,
    actor: Actor,  # noqa: ARG001  every verb takes it
    reservation_id: int,
    stock_id: int,
    quantity: int,
) -> int:
    """Put *quantity* of a soft reservation on a stock row.

    Args:
        session: the open transaction.
        actor: who releases.
        reservation_id: the soft reservation; it is split when *quantity* is smaller.
        stock_id: the row to take from.
        quantity: units, at most the reservation's.

    Returns:
        The hard reservation's key.

    Raises:
        Refused: ``stock.gone``: the row has not so many free units (any more), or the
            promise itself was given back meanwhile. Nothing was changed.
    """
    soft = locks.reservation(session, reservation_id)
    if soft is None or soft.state != R.SOFT or quantity > soft.quantity:
        raise Refused("stock.gone", stock_id=stock_id)
    conn = session.connection()
    got = conn.execute(_RESERVE, {"stock": stock_id, "sku": soft.sku_id, "units": quantity})
    if got.rowcount != 1:
        raise Refused("stock.gone", stock_id=stock_id)
    hard = {"state": RESERVATION.after(soft.state, A.ALLOCATE), "stock_id": stock_id}
    if quantity == soft.quantity:
        return change(session, reservation_id, **hard)
    change(session, reservation_id, quantity=soft.quantity - quantity)
    return split_off(session, soft, quantity=quantity, **hard)


def deallocate(session: Session, actor: Actor, reservation_id: int) -> None:
    """Take a hard reservation off its stock row: its units are promised softly again.

    Raises:
        Refused: ``state.illegal_move``: it is not hard (any more).
    """
    hard = locks.reservation(session, reservation_id)
    if hard is None:
        raise Refused("stock.gone", stock_id=None)
    soft = RESERVATION.after(hard.state, A.DEALLOCATE)
    frozen = unreserve(session, {hard.stock_id: hard.quantity})
    if frozen[hard.stock_id]:  # the units stay out of reach, the promise stays
        add_free(session, actor.warehouse_id, {hard.sku_id: -hard.quantity})
    change(session, reservation_id, state=soft, stock_id=None)
