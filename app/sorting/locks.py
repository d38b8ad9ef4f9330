"""Every row lock of the room. A wall is locked before the orders whose units it takes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.sorting.models import WallWork

_NEW = sa.text(
    "INSERT INTO wall_work (warehouse_id, wall, asked_short) VALUES (:site, :wall, false) "
    "ON CONFLICT DO NOTHING"
)
_WORK = table_of(WallWork)


def work_at(session: Session, warehouse_id: int, wall: str) -> WallWork:
    """Lock the work at a wall; a wall that is new begins with none."""
    session.execute(_NEW, {"site": warehouse_id, "wall": wall})
    query = sa.select(WallWork).where(
        _WORK.c.warehouse_id == warehouse_id, _WORK.c.wall == wall
    )
    return session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one()
