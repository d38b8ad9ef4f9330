"""Promises: units that belong to an order line before anybody touched them.

Soft at accept (the SKU's balance), hard at release (a stock row), picked, then consumed at
hand-over or released. Each step is a guarded UPDATE: whoever comes second finds no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory import locks
from app.inventory.models import Reservation, SkuBalance, Stock
from app.inventory.rules import RESERVATION, ReservationAct, ReservationState

R, A = ReservationState, ReservationAct
Wanted = tuple[int, int, int]
"""(order_line_id, sku_id, quantity)"""

_RESERVATION, _STOCK = table_of(Reservation), table_of(Stock)
_BALANCE = table_of(SkuBalance)

_TAKE_FREE = (
    sa.update(_BALANCE)
    .where(
        _BALANCE.c.warehouse_id == sa.bindparam("warehouse"),
        _BALANCE.c.sku_id == sa.bindparam("sku"),
        _BALANCE.c.free >= sa.bindparam("units"),
    )
    .values(free=_BALANCE.c.free - sa.bindparam("units"))
)
_ADD_FREE = sa.text(
    "INSERT INTO sku_balance (warehouse_id, sku_id, free) VALUES (:warehouse, :sku, :units) "
    "ON CONFLICT (warehouse_id, sku_id) DO UPDATE SET free = sku_balance.free + excluded.free"
)
_UNRESERVE = (
    sa.update(_STOCK)
    .where(_STOCK.c.id == sa.bindparam("stock"))
    .values(reserved=_STOCK.c.reserved - sa.bindparam("units"))
)


def promise(
    session: Session, actor: Actor, order_id: int, wanted: Sequence[Wanted]
) -> list[int]:
    """Promise all units of an order at SKU level, or none.

    Returns:
        The order lines that are short; empty when everything was promised.
    """
    need = Counter[int]()
    for _, sku_id, quantity in wanted:
        need[sku_id] += quantity
    left = locks.free_by_sku(session, actor.warehouse_id, need)
    short = []
    for line_id, sku_id, quantity in wanted:
        left[sku_id] = left.get(sku_id, 0) - quantity
        if left[sku_id] < 0:
            short.append(line_id)
            left[sku_id] += quantity
    if short or not wanted:
        return short
    taken = session.connection().execute(
        _TAKE_FREE,
        [
            {"warehouse": actor.warehouse_id, "sku": sku_id, "units": need[sku_id]}
            for sku_id in sorted(need)
        ],
    )
    if taken.rowcount != len(need):
        raise Refused("store.conflict")
    session.connection().execute(
        sa.insert(_RESERVATION),
        [
            {
                "order_id": order_id,
                "order_line_id": line_id,
                "sku_id": sku_id,
                "quantity": quantity,
                "state": R.SOFT,
            }
            for line_id, sku_id, quantity in wanted
        ],
    )
    return []


def unpromise(session: Session, actor: Actor, order_id: int) -> int:
    """Give back all units of an order that are still in their bins, exactly once.

    Returns:
        The units given back; 0 the second time.
    """
    rows = session.execute(
        sa.update(_RESERVATION)
        .where(_RESERVATION.c.order_id == order_id, _RESERVATION.c.state.in_((R.SOFT, R.HARD)))
        .values(state=RESERVATION.after(R.HARD, A.RELEASE))
        .returning(_RESERVATION.c.sku_id, _RESERVATION.c.stock_id, _RESERVATION.c.quantity)
    ).all()
    reserved = Counter[int]()
    for row in rows:
        if row.stock_id is not None:
            reserved[row.stock_id] += row.quantity
    frozen = unreserve(session, reserved)
    free = Counter[int]()
    for row in rows:
        if not frozen.get(row.stock_id, False):
            free[row.sku_id] += row.quantity
    add_free(session, actor.warehouse_id, free)
    return sum(row.quantity for row in rows)


def settle_picked(
    session: Session, order_line_id: int, quantity: int, act: ReservationAct
) -> list[tuple[int | None, int]]:
    """End the promise of picked units: consumed, or released when they are back in a bin.

    What goes back was picked first (its wave was cancelled), so releasing starts with the
    oldest and consuming with the newest.

    Returns:
        From which stock rows the units came, ``(stock_id, units)``; ``(None, units)`` for
        units that no picked reservation covers.
    """
    order = _RESERVATION.c.id.desc() if act is A.CONSUME else _RESERVATION.c.id
    rows = session.execute(
        sa.select(_RESERVATION)
        .where(_RESERVATION.c.order_line_id == order_line_id, _RESERVATION.c.state == R.PICKED)
        .order_by(order)
        .with_for_update(key_share=True)
    ).all()
    ended = RESERVATION.after(R.PICKED, act)
    came_from: list[tuple[int | None, int]] = []
    for row in rows:
        units = min(row.quantity, quantity)
        if units == 0:
            break
        if units == row.quantity:
            change(session, row.id, state=ended)
        else:
            change(session, row.id, quantity=row.quantity - units)
            split_off(session, row, quantity=units, state=ended, stock_id=row.stock_id)
        came_from.append((row.stock_id, units))
        quantity -= units
    return [*came_from, (None, quantity)] if quantity else came_from


def add_free(session: Session, warehouse_id: int, units: Mapping[int, int]) -> None:
    """Change what can be promised, by SKU; *units* may be negative."""
    rows = [
        {"warehouse": warehouse_id, "sku": sku_id, "units": units[sku_id]}
        for sku_id in sorted(units)
        if units[sku_id]
    ]
    if rows:
        session.connection().execute(_ADD_FREE, rows)


def unreserve(session: Session, units: Mapping[int, int]) -> dict[int, bool]:
    """Take units off the reserved count of stock rows; tell which rows are frozen."""
    if not units:
        return {}
    frozen = locks.frozen_by_stock(session, units.keys())
    session.connection().execute(
        _UNRESERVE,
        [{"stock": stock_id, "units": units[stock_id]} for stock_id in sorted(units)],
    )
    return frozen


def split(session: Session, reservation_id: int, quantity: int) -> int:
    """Cut units off a promise into one of its own, in the same state on the same row.

    Returns:
        The new promise's key.

    Raises:
        Refused: ``stock.gone``: it has not more units than these (any more).
    """
    row = locks.reservation(session, reservation_id)
    if row is None or quantity >= row.quantity:
        raise Refused("stock.gone", stock_id=None)
    change(session, reservation_id, quantity=row.quantity - quantity)
    return split_off(session, row, quantity=quantity, state=row.state, stock_id=row.stock_id)


def split_off(session: Session, row: sa.Row[tuple[object, ...]], **values: object) -> int:
    """Insert a reservation beside *row*, for the same line, with other *values*."""
    same = {
        "order_id": row.order_id,
        "order_line_id": row.order_line_id,
        "sku_id": row.sku_id,
    }
    statement = sa.insert(_RESERVATION).returning(_RESERVATION.c.id)
    return int(session.execute(statement, same | values).scalar_one())


def change(session: Session, reservation_id: int, **values: object) -> int:
    """Write *values* into one reservation; return its key."""
    session.execute(
        sa.update(_RESERVATION).where(_RESERVATION.c.id == reservation_id).values(**values)
    )
    return reservation_id
