"""Scans as stored: each id once, with the verdict that every repeat gets again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Scan(Model):
    """One action of a PDA. ``answer`` is the JSON result, given again to a repeat."""

    __tablename__ = "scan"

    scan_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    warehouse_id: Mapped[int]
    pick_list_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pick_list.id"), index=True)
    task_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(sa.String(12))
    code: Mapped[str | None] = mapped_column(sa.String(200))
    verdict: Mapped[str] = mapped_column(sa.String(24))
    actor: Mapped[str] = mapped_column(sa.String(80))
    device: Mapped[str | None] = mapped_column(sa.String(80))
    device_seq: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(sa.Text)


class ScanCursor(Model):
    """Where a device is.

    ``last_seq`` is the last device_seq applied: the next must be one more (scan.gap).
    ``task_id`` is what its page shows on ``pick_list_id``. ``code``, ``verdict`` and
    ``at_ms`` (the trigger's time, milliseconds since 1970) are its last scan, by which a
    bounce is told.
    """

    __tablename__ = "scan_cursor"

    device: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    last_seq: Mapped[int] = mapped_column(sa.BigInteger)
    pick_list_id: Mapped[int | None]
    task_id: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(sa.String(200))
    at_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    verdict: Mapped[str | None] = mapped_column(sa.String(24))


class Shortage(Model):
    """A short pick: how many were found, why, and where; never asked twice."""

    __tablename__ = "shortage"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("pick_task.id"), unique=True)
    stock_id: Mapped[int] = mapped_column(sa.ForeignKey("stock.id"))
    missing: Mapped[int]
    found: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(24))
    actor: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
