"""Returns, their units and photos as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.returns.rules import Grade, ReturnState, UnitState


class Return(Model):
    """Goods that came back. ``expected`` lists what the hub announced: [{sku, quantity}]."""

    __tablename__ = "return"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    state: Mapped[ReturnState] = mapped_column(state_column(ReturnState))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    source_platform: Mapped[str | None] = mapped_column(sa.String(64))
    rma: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    return_waybill: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    matched_by: Mapped[str | None] = mapped_column(sa.String(24))
    blind: Mapped[bool] = mapped_column(default=False)
    expected: Mapped[list[Any]] = mapped_column(default=list)
    announced_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None] = mapped_column(sa.String(80))
    graded_at: Mapped[datetime | None]


class ReturnUnit(Model):
    """One unit on the desk. ``reported`` marks that the hub was told of its grade."""

    __tablename__ = "return_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    state: Mapped[UnitState] = mapped_column(state_column(UnitState))
    grade: Mapped[Grade | None] = mapped_column(state_column(Grade))
    reason: Mapped[str | None] = mapped_column(sa.String(80))
    graded_by: Mapped[str | None] = mapped_column(sa.String(80))
    second_by: Mapped[str | None] = mapped_column(sa.String(80))
    bin_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bin.id"))
    reported: Mapped[bool] = mapped_column(default=False)
    scanned_at: Mapped[datetime]


class ReturnPhoto(Model):
    """A photo of a return or of one of its units; the file lies below DATA_DIR.

    ``purged_at``: the file was deleted; its hash stays.
    """

    __tablename__ = "return_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("return_unit.id"))
    path: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(sa.String(80))
    purged_at: Mapped[datetime | None] = mapped_column(index=True)
