"""The sender: outbox rows to the hub, in order within each stream, each once in effect.

A row is claimed by a conditional UPDATE (the oldest unsent one of its stream alone), sent
outside of any transaction, and stamped after the hub's yes. A sender that dies in between
leaves a row that is due again; the message's id tells the hub that it is the same one.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, aliased

from app.core import clock, db
from app.core.events import SYSTEM
from app.core.outbox import OUTBOX, OutboxAct, OutboxRow, OutboxState
from app.hub import reports
from app.hub.line import Line, NoAnswerError
from app.stations import service as stations
from app.stations.events import ExceptionRaised
from app.stations.rules import ExceptionKind

BATCH = 24
"""Streams that are told at the same time."""
PATIENCE_S = 1.0
"""How long the others wait for a call that hangs before they go on without it."""
REST = 10
"""Times a vain look's duration until the next: 80,000 waiting ones take 60 ms (measured)."""
LEASE_S = 60
"""After a sender that died, its rows are due again then: longer than any call takes."""
ANSWER_KEPT = 200
LONGEST_WAIT_S = 86_400
"""Of what a hub may ask for by Retry-After."""

S, A = OutboxState, OutboxAct
log = structlog.get_logger()


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


class Sender:
    """Tells one hub. A stream whose call hangs keeps its place; the others go on."""

    def __init__(self, target: Target, line: Line) -> None:
        self._target = target
        self._line = line
        self._pool = ThreadPoolExecutor(BATCH, thread_name_prefix="hub")
        self._under_way: set[Future[Outcome]] = set()
        self._rests_until = 0.0

    def send_due(self) -> int:
        """Send what is due, at most one message a stream; how many were begun or ended."""
        begun = [self._begin(*message) for message in self._claimed()]
        self._under_way.update(begun)
        wait(begun, timeout=PATIENCE_S)
        ended = {call for call in self._under_way if call.done()}
        if ended:
            outcomes = [call.result() for call in ended]
            db.in_transaction(lambda s: _stamp(s, outcomes, self._target.waits_s))
            self._under_way -= ended  # not before: a store that was busy is asked again
        return len(begun) + len(ended)

    def close(self) -> None:
        """Let go; what hangs is due again when its lease has run out."""
        self._pool.shutdown(wait=False)

    def _claimed(self) -> list[tuple[int, dict[str, Any]]]:
        free = BATCH - len(self._under_way)
        if not free or not self._looks():
            return []
        ids = db.in_transaction(lambda s: _claim(s, clock.now(), free))
        messages = reports.by_ids(db.reading(), ids)
        db.reading().rollback()
        return messages

    def _looks(self) -> bool:
        """Look for work, seldom where a look takes long: through the backlog of an outage."""
        began = time.monotonic()
        if began < self._rests_until:
            return False
        found = _is_anything_due(db.reading(), clock.now())
        if not found:
            took_s = time.monotonic() - began
            self._rests_until = began + (REST + 1) * took_s
        return found

    def _begin(self, row_id: int, report: dict[str, Any]) -> Future[Outcome]:
        return self._pool.submit(_send, self._target, self._line, row_id, report)


def _due(at: datetime) -> sa.ColumnElement[bool]:
    """Unsent and not waiting; a clock that was set back makes nothing wait for ever."""
    return sa.or_(
        OutboxRow.state == S.PENDING,
        sa.and_(
            OutboxRow.state == S.RETRY,
            sa.or_(OutboxRow.due_at <= at, OutboxRow.last_try_at > at),
        ),
    )


def _next(at: datetime) -> sa.Select[OutboxRow]:
    """What may be sent: what is due and has nothing unsent before it in its stream."""
    earlier = aliased(OutboxRow)
    return (
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
    )


def _is_anything_due(session: Session, at: datetime) -> bool:
    """A look that costs the writer nothing; the claim decides."""
    found = session.scalar(_next(at).with_only_columns(OutboxRow.id).limit(1)) is not None
    session.rollback()
    return found


def _claim(session: Session, at: datetime, most: int) -> list[int]:
    free = _next(at).limit(most).with_for_update(skip_locked=True, of=OutboxRow)
    rows = session.scalars(free).all()
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


def _send(target: Target, line: Line, row_id: int, report: dict[str, Any]) -> Outcome:
    try:
        body = json.dumps(report, ensure_ascii=False).encode()
        answer = line.post(target.url, _headers(target.secret, report["id"], body), body)
    except NoAnswerError as error:
        return Outcome(row_id, delivered=False, answer=f"no answer: {error}"[:ANSWER_KEPT])
    except Exception as error:  # a bug with one report must not take the others with it
        log.exception("hub.report_not_sent", id=report["id"])
        return Outcome(row_id, delivered=False, answer=f"not sent: {type(error).__name__}")
    return Outcome(
        row_id,
        delivered=200 <= answer.status < 300,
        answer=f"{answer.status} {answer.text}"[:ANSWER_KEPT],
        retry_after_s=_retry_after(answer.retry_after, clock.now()),
    )


def _headers(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    headers = {"Content-Type": "application/cloudevents+json"}
    if not secret:
        return headers
    from standardwebhooks import Webhook

    at = clock.now()
    return headers | {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def _retry_after(value: str, at: datetime) -> int:
    """Seconds from a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), LONGEST_WAIT_S)
    with contextlib.suppress(ValueError, TypeError, OverflowError, IndexError):
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0, min(int((until - at).total_seconds()), LONGEST_WAIT_S))
    return 0


def _stamp(session: Session, outcomes: Sequence[Outcome], waits_s: tuple[int, ...]) -> None:
    for outcome in outcomes:
        row = session.get(OutboxRow, outcome.row_id, with_for_update=True)
        if row is None or row.state is not S.RETRY:  # another was faster after our lease
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
    if row.hub_type == ExceptionRaised.hub_type:
        return  # the trouble it tells of is on the board; one more would be told in vain, too
    stations.raise_exception(
        session,
        SYSTEM,
        ExceptionKind.DEAD_LETTER,
        row.stream,
        seq=row.seq,
        answer=row.last_answer,
    )
