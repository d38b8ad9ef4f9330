"""What somebody typed when trouble ended; that it ended, when and by whom stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.stations.models import FloorException


def forget_words(session: Session, warehouse_id: int, subjects: Sequence[str]) -> None:
    """Delete how trouble about these numbers ended, and what was told about it."""
    _forget(session, warehouse_id, FloorException.subject.in_(subjects))


def forget_words_before(session: Session, warehouse_id: int, before: datetime) -> int:
    """Delete how trouble ended that ended before a moment, whatever it was about."""
    return _forget(session, warehouse_id, FloorException.ended_at < before)


def _forget(session: Session, warehouse_id: int, which: sa.ColumnElement[bool]) -> int:
    keys = session.scalars(
        sa.select(FloorException.id).where(
            FloorException.warehouse_id == warehouse_id,
            FloorException.ended_at.is_not(None),
            FloorException.resolution != "",
            which,
        )
    ).all()
    session.execute(
        sa.update(FloorException)
        .where(FloorException.id.in_(keys))
        .values(resolution="", detail={})
    )
    return len(keys)
