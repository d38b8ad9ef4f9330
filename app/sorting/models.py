"""What is sorted at a put wall, as stored. Its slots are bins of the kind ``wall``.

A wall is the zone of its slots. While a slot has an order it is a tote of the waves room
with the slot's code, so that a bench, a put-back and the ledger know it as they know totes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class WallWork(Model):
    """Where the work at a wall stands; its lock is the wall's.

    Attributes:
        tote: the tote that is being sorted.
        put_id: the scan of the last unit put, while it can be undone.
        emptying: the slot whose units are in somebody's hands, on their way into a tote.
        asked_short: the tote was said to be empty once; the second time it counts.
    """

    __tablename__ = "wall_work"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    wall: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    tote: Mapped[str | None] = mapped_column(sa.String(40))
    put_id: Mapped[str | None] = mapped_column(sa.String(80))
    emptying: Mapped[str | None] = mapped_column(sa.String(40))
    asked_short: Mapped[bool] = mapped_column(default=False)


class WallScan(Model):
    """A scan at a wall: applied once by its id; a put says what went from where to where."""

    __tablename__ = "wall_scan"

    scan_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    wall: Mapped[str] = mapped_column(sa.String(8))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    code: Mapped[str] = mapped_column(sa.String(200))
    verdict: Mapped[str] = mapped_column(sa.String(24))
    answer: Mapped[dict[str, Any]]
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    order_line_id: Mapped[int | None]
    sku_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sku.id"))
    quantity: Mapped[int] = mapped_column(default=0)
    tote: Mapped[str | None] = mapped_column(sa.String(40))
    pick_list_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pick_list.id"))
    slot: Mapped[str | None] = mapped_column(sa.String(40))
