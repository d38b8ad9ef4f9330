"""Every row lock of the room (SQLite has one writer and needs none)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.people.models import Warehouse
from app.returns.models import Return, ReturnUnit


def desk(session: Session, warehouse_id: int) -> None:
    """Let one at a time decide whether a code is a return already known to the site."""
    session.execute(
        sa.select(Warehouse.id)
        .where(Warehouse.id == warehouse_id)
        .with_for_update(key_share=True)
    )


def return_by_number(session: Session, warehouse_id: int, number: str) -> Return:
    """Lock a return.

    Raises:
        Refused: ``returns.unknown``.
    """
    row = session.scalar(
        sa.select(Return)
        .where(Return.warehouse_id == warehouse_id, Return.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused("returns.unknown", return_no=number)
    return row


def unit(session: Session, row: Return, unit_id: str) -> ReturnUnit:
    """A unit of a locked return.

    Raises:
        Refused: ``returns.unknown_unit``.
    """
    digits = unit_id.isascii() and unit_id.isdigit() and len(unit_id) < 18
    found = session.get(ReturnUnit, int(unit_id)) if digits else None
    if found is None or found.return_id != row.id:
        raise Refused("returns.unknown_unit", return_no=row.number, unit=unit_id)
    return found


def units(session: Session, row: Return) -> list[ReturnUnit]:
    """All units of a locked return, in the order scanned."""
    query = sa.select(ReturnUnit).where(ReturnUnit.return_id == row.id).order_by(ReturnUnit.id)
    return list(session.scalars(query))
