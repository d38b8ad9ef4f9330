"""The site's aisles as the planner walks them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.inventory.models import Bin
from app.waves import planner
from app.waves.planner import Layout


def layout_of(session: Session, warehouse_id: int, bins: Collection[int]) -> Layout:
    """The site's aisles with the spots of *bins*.

    Each aisle reaches as far as its deepest bin, so that a few bins are walked in the same
    building as many.
    """
    ends = (
        sa.select(
            -sa.func.min(Bin.id).label("id"),
            Bin.zone,
            Bin.aisle,
            sa.func.min(Bin.x).label("x"),
            sa.func.max(Bin.y).label("y"),
            sa.func.min(Bin.sequence).label("sequence"),
        )
        .where(Bin.warehouse_id == warehouse_id)
        .group_by(Bin.zone, Bin.aisle)
    )
    these = sa.select(Bin.id, Bin.zone, Bin.aisle, Bin.x, Bin.y, Bin.sequence).where(
        Bin.id.in_(bins)
    )
    rows = [*session.execute(ends), *session.execute(these)]
    return Layout.of({row[0]: planner.Place(*row) for row in rows})
