"""Bins: units go in, from outside the site or from a tote, a parcel, the returns desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import locks
from app.inventory.events import UnitsPutBack
from app.inventory.holdings import Units, lift, post
from app.inventory.ledger import tell_when_empty
from app.inventory.models import Stock
from app.inventory.promises import add_free, settle_picked
from app.inventory.rules import PROMISABLE, Condition, ReservationAct, bin_place

_STOCK = table_of(Stock)

_ENTER_BIN = sa.text(
    "INSERT INTO stock (warehouse_id, sku_id, bin_id, lot, expiry, condition, "
    "on_hand, reserved, frozen) "
    "VALUES (:warehouse, :sku, :bin, :lot, :expiry, :condition, :units, 0, false) "
    "ON CONFLICT (sku_id, bin_id, lot, condition) DO UPDATE SET "
    "on_hand = stock.on_hand + excluded.on_hand, "
    "expiry = coalesce(stock.expiry, excluded.expiry) "
    "RETURNING frozen"
).bindparams(sa.bindparam("expiry", type_=sa.Date()))


def to_bin(
    session: Session,
    actor: Actor,
    *,
    place: str,
    sku_id: int,
    order_line_id: int,
    quantity: int,
    bin_id: int,
    condition: str = "A",
    why: str,
) -> None:
    """Put units that lie outside into a bin: put-back and put-away.

    An order's units go back under the lot that they were picked from, and their promise
    ends.

    Raises:
        Refused: ``stock.not_there``, ``stock.unknown_bin``.
    """
    bin_ = locks.bin_by_id(session, bin_id)
    if bin_ is None or bin_.warehouse_id != actor.warehouse_id:
        raise Refused("stock.unknown_bin", bin=str(bin_id))
    lifted = lift(session, actor, place, Units(sku_id, quantity, order_line_id))
    for units in lifted:
        post(session, actor, units, from_place=place, to_place=bin_place(bin_.code), why=why)
    for lot, expiry, part in _lots(session, order_line_id, quantity):
        enter_bin(
            session,
            actor,
            bin_,
            Units(sku_id, part),
            lot=lot,
            expiry=expiry,
            condition=Condition(condition),
        )
    back = UnitsPutBack(sku_id=sku_id, quantity=quantity, place=place, bin=bin_.code, why=why)
    record(session, actor, back, subject=place)
    tell_when_empty(session, actor, place)


def enter_bin(
    session: Session,
    actor: Actor,
    bin_: Any,
    units: Units,
    *,
    lot: str,
    expiry: date | None,
    condition: Condition,
) -> None:
    """Add units to a bin's stock row; they can be promised if the row allows it."""
    row = session.connection().execute(
        _ENTER_BIN,
        {
            "warehouse": actor.warehouse_id,
            "sku": units.sku_id,
            "bin": bin_.id,
            "lot": lot,
            "expiry": expiry,
            "condition": condition.value,
            "units": units.quantity,
        },
    )
    frozen = bool(row.scalar_one())
    can_promise = condition is Condition.A and bin_.kind in PROMISABLE and not frozen
    add_free(session, actor.warehouse_id, {units.sku_id: units.quantity if can_promise else 0})


def _lots(
    session: Session, order_line_id: int, quantity: int
) -> list[tuple[str, date | None, int]]:
    """End the promise of a line's units that come back; tell the lots they came from."""
    if order_line_id == 0:
        return [("", None, quantity)]
    came_from = settle_picked(session, order_line_id, quantity, ReservationAct.RELEASE)
    rows = session.execute(
        sa.select(_STOCK.c.id, _STOCK.c.lot, _STOCK.c.expiry).where(
            _STOCK.c.id.in_([stock_id for stock_id, _ in came_from])
        )
    )
    lots = {row.id: (row.lot, row.expiry) for row in rows}
    return [(*lots.get(stock_id, ("", None)), units) for stock_id, units in came_from]
