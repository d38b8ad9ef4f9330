"""What somebody typed about a unit that came back; its grade stays."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.returns.models import Return, ReturnUnit


def numbers_of(session: Session, order_id: int) -> list[str]:
    """The numbers of an order's returns."""
    return list(session.scalars(sa.select(Return.number).where(Return.order_id == order_id)))


def forget_words(session: Session, order_id: int) -> None:
    """Delete why units of an order's returns got their grade."""
    _forget(session, Return.order_id == order_id)


def forget_words_before(session: Session, warehouse_id: int, before: datetime) -> int:
    """Delete why units got their grade that were scanned before a moment; how many."""
    return _forget(
        session, Return.warehouse_id == warehouse_id, ReturnUnit.scanned_at < before
    )


def _forget(session: Session, *which: sa.ColumnElement[bool]) -> int:
    found = sa.select(ReturnUnit.id).join(Return, Return.id == ReturnUnit.return_id)
    keys = session.scalars(found.where(ReturnUnit.reason.is_not(None), *which)).all()
    session.execute(
        sa.update(ReturnUnit).where(ReturnUnit.id.in_(keys)).values(reason=None)
    )
    return len(keys)
