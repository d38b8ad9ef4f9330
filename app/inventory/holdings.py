"""Units outside the bins, and the ledger's lines: what the verbs of ledger.py are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor
from app.core.sql import Statement, stored
from app.inventory import locks
from app.inventory.models import Holding, Reservation
from app.inventory.rules import ReservationState

_HOLDING, _RESERVATION = table_of(Holding), table_of(Reservation)

_HOLD = Statement(
    """INSERT INTO holding
    (warehouse_id, place, sku_id, order_line_id, going_back, order_id, quantity)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (warehouse_id, place, sku_id, order_line_id, going_back)
    DO UPDATE SET quantity = holding.quantity + excluded.quantity"""
)
_POST = Statement(
    """INSERT INTO move (warehouse_id, at, sku_id, quantity, from_place, to_place, why, actor,
    order_id, transaction_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
)


@dataclass(frozen=True, slots=True)
class Units:
    """So many units of a SKU, and whose they are.

    Attributes:
        order_line_id: 0 for units that no order owns.
        going_back: the order does not want them any more; they go into a bin.
    """

    sku_id: int
    quantity: int
    order_line_id: int = 0
    order_id: int | None = None
    going_back: bool = False


@dataclass(frozen=True, slots=True)
class Held(Units):
    """Units outside the bins and the ledger's name of where they lie."""

    place: str = ""


def hold(session: Session, actor: Actor, place: str, units: Units) -> None:
    """Add *units* to what lies at *place*."""
    _HOLD.raw(
        db.connection(session),
        actor.warehouse_id,
        place,
        units.sku_id,
        units.order_line_id,
        units.going_back,
        units.order_id,
        units.quantity,
    )


def lift(session: Session, actor: Actor, place: str, units: Units) -> list[Units]:
    """Take *units* (of a SKU and a line) away from *place*, those that go back first.

    Raises:
        Refused: ``stock.not_there``: fewer of them lie there.
    """
    there = locks.holdings(
        session,
        actor.warehouse_id,
        _HOLDING.c.place == place,
        _HOLDING.c.sku_id == units.sku_id,
        _HOLDING.c.order_line_id == units.order_line_id,
    )
    missing = units.quantity
    if sum(row.quantity for row in there) < missing:
        raise Refused("stock.not_there", place=place, units=missing)
    lifted = []
    for row in there:
        part = min(row.quantity, missing)
        if part:
            lifted.append(lift_from(session, row, part))
            missing -= part
    return lifted


def lift_from(session: Session, row: Any, quantity: int) -> Units:
    """Take *quantity* units out of one locked holding; a row that runs empty is deleted."""
    this = sa.and_(*(column == row._mapping[column] for column in _HOLDING.primary_key))  # noqa: SLF001  a Row's documented door
    if quantity == row.quantity:
        session.execute(sa.delete(_HOLDING).where(this))
    else:
        left = _HOLDING.c.quantity - quantity
        session.execute(sa.update(_HOLDING).where(this).values(quantity=left))
    return Units(row.sku_id, quantity, row.order_line_id, row.order_id, row.going_back)


def post(
    session: Session,
    actor: Actor,
    units: Units,
    *,
    from_place: str,
    to_place: str,
    why: str,
    transaction_id: str | None = None,
) -> None:
    """Write the ledger's line of a change of place."""
    conn = db.connection(session)
    _POST.raw(
        conn,
        actor.warehouse_id,
        stored(conn, clock.now()),
        units.sku_id,
        units.quantity,
        from_place,
        to_place,
        why,
        actor.name,
        units.order_id,
        transaction_id,
    )


def is_empty(session: Session, actor: Actor, place: str) -> bool:
    """Tell whether nothing lies at *place*."""
    query = sa.select(sa.literal(1)).where(
        _HOLDING.c.warehouse_id == actor.warehouse_id, _HOLDING.c.place == place
    )
    return session.execute(query.limit(1)).first() is None


def lies_at(session: Session, actor: Actor, place: str) -> list[Held]:
    """What lies at *place*, by SKU and line."""
    query = (
        sa.select(_HOLDING)
        .where(_HOLDING.c.warehouse_id == actor.warehouse_id, _HOLDING.c.place == place)
        .order_by(_HOLDING.c.sku_id, _HOLDING.c.order_line_id, _HOLDING.c.going_back)
    )
    return [_held(row) for row in session.execute(query)]


def send_back(session: Session, actor: Actor, order_id: int) -> int:
    """Mark what an order has outside the bins as going back: it wants these units no more.

    Until they are scanned into a bin they cannot be packed, and nobody can promise them.

    Returns:
        The units that wait to be put back.
    """
    rows = locks.holdings(session, actor.warehouse_id, _HOLDING.c.order_id == order_id)
    for row in rows:
        if not row.going_back:
            wanted = lift_from(session, row, row.quantity)
            hold(session, actor, row.place, replace(wanted, going_back=True))
    return sum(row.quantity for row in rows)


def send_back_some(
    session: Session, actor: Actor, order_id: int, units: Mapping[int, int], place: str
) -> int:
    """Mark some units of an order as going back, by order line; those at *place* first.

    Returns:
        The units that wait to be put back because of it.
    """
    left = dict(units)
    rows = locks.holdings(
        session, actor.warehouse_id, _HOLDING.c.order_id == order_id, ~_HOLDING.c.going_back
    )
    for row in sorted(rows, key=lambda one: one.place != place):
        part = min(row.quantity, left.get(row.order_line_id, 0))
        if part:
            unwanted = replace(lift_from(session, row, part), going_back=True)
            hold(session, actor, row.place, unwanted)
            left[row.order_line_id] -= part
    return sum(units.values()) - sum(left.values())


def units_outside(session: Session, order_id: int) -> int:
    """Units of an order that lie in totes and parcels."""
    query = sa.select(sa.func.coalesce(sa.func.sum(_HOLDING.c.quantity), 0))
    return int(session.execute(query.where(_HOLDING.c.order_id == order_id)).scalar_one())


def units_shipped(session: Session, order_id: int) -> dict[int, int]:
    """Units of an order that have left in parcels, by order line."""
    query = (
        sa.select(_RESERVATION.c.order_line_id, sa.func.sum(_RESERVATION.c.quantity))
        .where(
            _RESERVATION.c.order_id == order_id,
            _RESERVATION.c.state == ReservationState.CONSUMED,
        )
        .group_by(_RESERVATION.c.order_line_id)
    )
    return {line_id: int(units) for line_id, units in session.execute(query)}


def holdings(session: Session, order_id: int) -> list[Held]:
    """Where the units of an order lie outside the bins, by place."""
    query = (
        sa.select(_HOLDING)
        .where(_HOLDING.c.order_id == order_id)
        .order_by(_HOLDING.c.place, _HOLDING.c.sku_id, _HOLDING.c.order_line_id)
    )
    return [_held(row) for row in session.execute(query)]


def _held(row: Any) -> Held:
    return Held(
        row.sku_id, row.quantity, row.order_line_id, row.order_id, row.going_back, row.place
    )
