"""The sender: outbox rows to the hub, in order within each stream, each once in effect.

A row is claimed by a conditional UPDATE (the oldest unsent one of its stream alone), sent
outside of any transaction, and stamped after the hub's yes. A sender that dies in between
leaves a row that is due again; the message's id tells the hub that it is the same one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core import clock, db
from app.core.events import SYSTEM
from app.core.outbox import OUTBOX, OutboxAct, OutboxRow, OutboxState
from app.core.outside import outside
from app.hub import reports
from app.stations import service as stations
from app.stations.rules import ExceptionKind

if TYPE_CHECKING:
    import httpx

BATCH = 24
"""Streams that are told at the same time."""
TIMEOUT_S = 15.0
LEASE_S = 60
"""After a sender that died, its rows are due again then: longer than any call takes."""
ANSWER_KEPT = 200

S, A = OutboxState, OutboxAct


@dataclass(frozen=True)
class Target:
    """Where reports go.

    Attributes:
        url: WAVEGATE_HUB_URL.
        secret: ``whsec_…``; without one reports go unsigned.
        waits_s: seconds to wait after the 1st, 2nd… failed try; then dead letter.
    """

    url: str
    secret: str
    waits_s: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What the hub said to one message."""

    row_id: int
    delivered: bool
    answer: str
    retry_after_s: int = 0


def send_due(target: Target, client: httpx.Client) -> int:
    """Send what is due, at most one message a stream; return how many were tried."""
    if not _is_anything_due(db.reading(), clock.now()):
        return 0
    ids = db.in_transaction(lambda s: _claim(s, clock.now()))
    if not ids:
        return 0
    messages = reports.by_ids(db.reading(), ids)
    db.reading().rollback()
    with ThreadPoolExecutor(max_workers=min(8, len(messages))) as pool:
        outcomes = list(pool.map(lambda m: _send(target, client, m[0], m[1]), messages))
    db.in_transaction(lambda s: _stamp(s, outcomes, target.waits_s))
    return len(ids)


def _due(at: datetime) -> sa.ColumnElement[bool]:
    """Unsent and not waiting; a clock that was set back makes nothing wait for ever."""
    return sa.or_(
        OutboxRow.state == S.PENDING,
        sa.and_(
            OutboxRow.state == S.RETRY,
            sa.or_(OutboxRow.due_at <= at, OutboxRow.last_try_at > at),
        ),
    )


def _is_anything_due(session: Session, at: datetime) -> bool:
    """A look that costs the writer nothing; the claim decides."""
    found = session.scalar(sa.select(OutboxRow.id).where(_due(at)).limit(1)) is not None
    session.rollback()
    return found


def _claim(session: Session, at: datetime) -> list[int]:
    earlier = aliased(OutboxRow)
    rows = session.scalars(
        sa.select(OutboxRow)
        .where(_due(at))
        .where(
            ~sa.exists().where(
                earlier.stream == OutboxRow.stream,
                earlier.seq < OutboxRow.seq,
                earlier.state != S.SENT,
            )
        )
        .order_by(OutboxRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=OutboxRow)
    ).all()
    for row in rows:
        row.state = OUTBOX.after(row.state, A.TRY)
        row.tries += 1
        row.last_try_at = at
        _wait(row, LEASE_S)
    return [row.id for row in rows]


def _wait(row: OutboxRow, wait_s: int) -> None:
    assert row.last_try_at is not None
    row.wait_s = wait_s
    row.due_at = row.last_try_at + timedelta(seconds=wait_s)


def _send(target: Target, client: httpx.Client, row_id: int, report: dict[str, Any]) -> Outcome:
    import httpx

    outside("hub")
    body = json.dumps(report, ensure_ascii=False)
    try:
        answer = client.post(
            target.url,
            content=body.encode(),
            headers=_headers(target.secret, report["id"], body),
        )
    except httpx.HTTPError as error:
        return Outcome(row_id, delivered=False, answer=f"no answer: {type(error).__name__}")
    return Outcome(
        row_id,
        delivered=answer.is_success,
        answer=f"{answer.status_code} {answer.text[:120]}"[:ANSWER_KEPT],
        retry_after_s=_retry_after(answer.headers.get("Retry-After"), clock.now()),
    )


def _headers(secret: str, message_id: str, body: str) -> dict[str, str]:
    headers = {"Content-Type": "application/cloudevents+json"}
    if not secret:
        return headers
    from standardwebhooks import Webhook

    at = clock.now()
    return headers | {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }


def _retry_after(value: str | None, at: datetime) -> int:
    """Seconds from a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if not value:
        return 0
    if value.isascii() and value.isdigit():
        return min(int(value), 86_400)
    with contextlib.suppress(ValueError):
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0, min(int((until - at).total_seconds()), 86_400))
    return 0


def _stamp(session: Session, outcomes: Sequence[Outcome], waits_s: tuple[int, ...]) -> None:
    for outcome in outcomes:
        row = session.get_one(OutboxRow, outcome.row_id, with_for_update=True)
        if row.state is not S.RETRY:  # another sender was faster after our lease ran out
            continue
        row.last_answer = outcome.answer
        if outcome.delivered:
            row.state = OUTBOX.after(row.state, A.DELIVER)
            row.sent_at = clock.now()
        elif row.tries > len(waits_s):
            _give_up(session, row)
        else:
            _wait(row, max(waits_s[row.tries - 1], outcome.retry_after_s))


def _give_up(session: Session, row: OutboxRow) -> None:
    row.state = OUTBOX.after(row.state, A.GIVE_UP)
    behind = session.scalars(
        sa.select(OutboxRow).where(OutboxRow.stream == row.stream, OutboxRow.state == S.PENDING)
    )
    for waiting in behind:
        waiting.state = OUTBOX.after(waiting.state, A.PARK)
    stations.raise_exception(
        session,
        SYSTEM,
        ExceptionKind.DEAD_LETTER,
        row.stream,
        seq=row.seq,
        answer=row.last_answer,
    )


def replay(session: Session, stream: str) -> int:
    """Send a stream's dead letters again, and what waits behind them; return how many."""
    rows = session.scalars(
        sa.select(OutboxRow)
        .where(OutboxRow.stream == stream, OutboxRow.state.in_([S.DEAD, S.PARKED]))
        .order_by(OutboxRow.seq)
    ).all()
    for row in rows:
        row.state = OUTBOX.after(row.state, A.REPLAY)
        row.tries, row.wait_s, row.last_try_at, row.due_at = 0, 0, None, None
    stations.end_exception(session, SYSTEM, ExceptionKind.DEAD_LETTER, stream, "replayed")
    return len(rows)
