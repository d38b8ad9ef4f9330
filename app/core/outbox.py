"""What the hub must hear: one message an event, numbered 1, 2, 3… within its stream.

The row is written in the commit of the change. The hub room sends it; the table below says
what may happen to it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import BIG, Model, state_column
from app.core.machine import Machine
from app.core.sql import Statement


class OutboxState(StrEnum):
    """Where a message is on its way to the hub."""

    PENDING = "pending"
    RETRY = "retry"  # tried at least once; due again after wait_s
    SENT = "sent"  # the hub said yes
    DEAD = "dead"  # tried to the end of the schedule
    PARKED = "parked"  # waits behind a dead letter of its stream


class OutboxAct(StrEnum):
    """What happens to a message."""

    TRY = "try"
    DELIVER = "deliver"
    GIVE_UP = "give_up"
    PARK = "park"
    REPLAY = "replay"


S, A = OutboxState, OutboxAct

OUTBOX: Machine[OutboxState, OutboxAct] = Machine(
    "hub message",
    {
        (S.PENDING, A.TRY): S.RETRY,
        (S.RETRY, A.TRY): S.RETRY,
        (S.RETRY, A.DELIVER): S.SENT,
        (S.RETRY, A.GIVE_UP): S.DEAD,
        (S.PENDING, A.PARK): S.PARKED,
        (S.DEAD, A.REPLAY): S.PENDING,
        (S.PARKED, A.REPLAY): S.PENDING,
    },
)


class OutboxRow(Model):
    """A message for the hub. ``due_at`` is ``wait_s`` after ``last_try_at``, None at first."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("stream", "seq"),
        sa.Index("ix_outbox_unsent", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    event_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("event.id"), unique=True)
    stream: Mapped[str] = mapped_column(sa.String(120))
    seq: Mapped[int]
    hub_type: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[OutboxState] = mapped_column(
        state_column(OutboxState), default=OutboxState.PENDING
    )
    tries: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime | None]
    wait_s: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(sa.String(200))


class OutboxStream(Model):
    """The last number given out in a stream."""

    __tablename__ = "outbox_stream"

    stream: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    seq: Mapped[int]


_NEXT = Statement(
    "INSERT INTO outbox_stream (stream, seq) VALUES (?, 1) "
    "ON CONFLICT (stream) DO UPDATE SET seq = outbox_stream.seq + 1 RETURNING seq"
)
_ADD = Statement(
    "INSERT INTO outbox (event_id, stream, seq, hub_type, state, tries, wait_s) "
    "VALUES (?, ?, ?, ?, 'pending', 0, 0)"
)


def append(conn: sa.Connection, *, stream: str, hub_type: str, event_id: int) -> int:
    """Add the message of an event to its stream; return its number there."""
    seq: int = _NEXT.run(conn, stream).scalar_one()
    _ADD.run(conn, event_id, stream, seq, hub_type)
    return seq
