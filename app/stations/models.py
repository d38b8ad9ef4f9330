"""Benches, print jobs, exceptions and site rules as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.stations.rules import ExceptionKind, JobState


class Bench(Model):
    """A packing bench: its code binds a scale, a printer and a screen.

    ``scale_unit`` is the unit the scale is set to, ``scale_options`` are its protocol's.
    ``commissioned_g`` is the known weight it showed right when somebody commissioned it.
    """

    __tablename__ = "bench"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    code: Mapped[str] = mapped_column(sa.String(24))
    scale_url: Mapped[str | None] = mapped_column(sa.String(200))
    protocol: Mapped[str | None] = mapped_column(sa.String(32))
    division_g: Mapped[int] = mapped_column(default=1)
    printer_url: Mapped[str | None] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(8), default="pdf")
    label_size: Mapped[str] = mapped_column(sa.String(8), default="100x150")
    scale_unit: Mapped[str | None] = mapped_column(sa.String(4))
    scale_options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    scale_baudrate: Mapped[int | None]
    commissioned_at: Mapped[datetime | None]
    commissioned_by: Mapped[str | None] = mapped_column(sa.String(80))
    commissioned_g: Mapped[int | None]


class PrintJob(Model):
    """One label sent once to one printer.

    ``parcel_no`` names what the permit is asked for at the moment of sending; ``document``
    is the path below DATA_DIR of the bytes to send. ``sent_at`` is when a sender claimed it,
    ``done_at`` when it knew the outcome: one claimed and never done was lost in a crash.
    """

    __tablename__ = "print_job"
    __table_args__ = (sa.Index("ix_print_job_waiting", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"))
    parcel_no: Mapped[str] = mapped_column(sa.String(24), index=True)
    label_id: Mapped[int]
    document: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[JobState] = mapped_column(state_column(JobState), default=JobState.QUEUED)
    reason: Mapped[str | None] = mapped_column(sa.String(80))
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class FloorException(Model):
    """Trouble with an owner and an age; it ends by an action.

    One is open per (kind, subject): raising it again adds nothing.
    """

    __tablename__ = "floor_exception"
    __table_args__ = (
        sa.Index(
            "uq_floor_exception_open",
            "warehouse_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    kind: Mapped[ExceptionKind] = mapped_column(state_column(ExceptionKind))
    subject: Mapped[str] = mapped_column(sa.String(80))
    detail: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(sa.String(80))
    resolution: Mapped[str | None] = mapped_column(sa.String(200))


class SiteRule(Model):
    """A versioned, audited setting of the site; the row with the highest version holds."""

    __tablename__ = "site_rule"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(sa.String(80))
