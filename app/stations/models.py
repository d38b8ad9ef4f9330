"""Benches, print jobs, exceptions and site rules as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.stations.rules import CallKind, CallState, ExceptionKind, JobState


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
    ``claim`` is the word of the station agent that took it, for this one try.
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
    claim: Mapped[str | None] = mapped_column(sa.String(40))


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
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
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


class AgentReading(Model):
    """What a bench's agent told last of its scale, and when it arrived.

    ``marked`` is the frame of the last committed weighing, ``heard_mark`` the one the agent
    is known to have heard of. ``zero_frame`` is the last frame that showed an empty pan.
    Frames are ``run/number``; a number grows within its run.
    """

    __tablename__ = "agent_reading"

    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"), primary_key=True)
    agent: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(16))
    grams: Mapped[int | None]
    stable: Mapped[bool]
    zero_seen: Mapped[bool]
    unit: Mapped[str | None] = mapped_column(sa.String(8))
    raw_hex: Mapped[str] = mapped_column(sa.String(200))
    rejected: Mapped[str | None] = mapped_column(sa.String(40))
    frame_id: Mapped[str] = mapped_column(sa.String(80))
    age_ms: Mapped[int | None]
    arrived_at: Mapped[datetime]
    zero_frame: Mapped[str | None] = mapped_column(sa.String(80))
    zero_at: Mapped[datetime | None]
    marked: Mapped[str | None] = mapped_column(sa.String(80))
    marked_at: Mapped[datetime | None]
    heard_mark: Mapped[str | None] = mapped_column(sa.String(80))


class AgentCall(Model):
    """One question to a bench's agent, for a moment; any process may ask, any may answer.

    ``given`` comes along with it: the page of a test print.
    """

    __tablename__ = "agent_call"
    __table_args__ = (sa.Index("ix_agent_call_open", "bench_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"))
    kind: Mapped[CallKind] = mapped_column(state_column(CallKind))
    state: Mapped[CallState] = mapped_column(state_column(CallState), default=CallState.ASKED)
    given: Mapped[dict[str, Any] | None]
    answer: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class EnrolmentCode(Model):
    """A code that an agent trades for its token, once; stored as a digest."""

    __tablename__ = "enrolment_code"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
