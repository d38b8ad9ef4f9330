"""Verbs of the station agents: enrol, tell a reading, ask and answer, take and report labels.

An agent pulls everything: it asks for what is open at its bench, and reports under the id it
was given. Whatever it sends, it may send again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.people.service import make_token
from app.stations import events, locks
from app.stations.models import AgentCall, AgentReading, Bench, EnrolmentCode
from app.stations.rules import AGENT_CALL, CallAct, CallKind, CallState

SCHEME = "agent://"
"""A scale or printer with this URL stands at the bench's packing PC."""
SEEN = timedelta(seconds=3)
"""An agent tells once a second; one that is not heard of for so long is gone."""
OPEN = timedelta(seconds=5)
"""How long an agent may find a question; one that it finds later came too late."""
KEPT = timedelta(hours=1)
CODE_GOOD = timedelta(minutes=15)
CODE_LETTERS = 15
"""Of 32 possible ones: 75 bits, good for a quarter of an hour."""


@dataclass(frozen=True)
class Shown:
    """What an agent tells of its scale; frames are ``run/number``, weights in grams."""

    state: str
    grams: int | None
    stable: bool
    zero_seen: bool
    unit: str | None
    raw_hex: str
    rejected: str | None
    frame_id: str
    age_ms: int | None
    marked: str | None


def is_agent(url: str | None) -> bool:
    """Tell whether a device stands at a packing PC."""
    return url is not None and url.startswith(SCHEME)


def own_url(url: str | None, bench: str) -> str | None:
    """``agent://`` as it is stored: with the bench whose agent it is.

    Raises:
        Refused: ``station.agent_url`` for the agent of another bench.
    """
    if url is None or not is_agent(url):
        return url
    if url not in {SCHEME, SCHEME + bench}:
        raise Refused("station.agent_url", url=url, bench=bench)
    return SCHEME + bench


def make_code(session: Session, actor: Actor, code: str) -> str:
    """Make an enrolment code for the agent of a bench, shown once.

    Raises:
        Refused: ``station.unknown_bench``.
    """
    bench = _bench(session, actor.warehouse_id, code)
    secret = "".join(secrets.choice(ids.ALPHABET) for _ in range(CODE_LETTERS))
    session.add(
        EnrolmentCode(
            digest=ids.digest(secret), bench_id=bench.id, expires_at=clock.now() + CODE_GOOD
        )
    )
    record(session, actor, events.AgentInvited(bench=bench.code), subject=bench.code)
    return "-".join(secret[at : at + 5] for at in range(0, CODE_LETTERS, 5))


def enrol(session: Session, code: str, name: str) -> tuple[str, str]:
    """Trade a code for a token, once; the bench's earlier agent is let go.

    Returns:
        The token and the bench's code.

    Raises:
        Refused: ``agent.bad_code``: wrong, used or too old.
    """
    digest = ids.digest(code.upper().replace("-", "").strip())
    at = clock.now()
    used = (
        sa.update(EnrolmentCode)
        .where(EnrolmentCode.digest == digest, EnrolmentCode.used_at.is_(None))
        .where(EnrolmentCode.expires_at > at)
        .values(used_at=at)
    )
    if not db.changed(session, used):
        raise Refused("agent.bad_code")
    bench = session.get_one(Bench, session.get_one(EnrolmentCode, digest).bench_id)
    actor = Actor(f"agent:{name}", None, bench.warehouse_id)
    return token(session, actor, name, bench), bench.code


def token_for(session: Session, actor: Actor, name: str, code: str) -> str:
    """Make the token of a bench's agent, shown once.

    Raises:
        Refused: ``station.unknown_bench``.
    """
    return token(session, actor, name, _bench(session, actor.warehouse_id, code))


def token(session: Session, actor: Actor, name: str, bench: Bench) -> str:
    """Make the token of this bench's agent; the earlier one's ends."""
    made = make_token(session, actor, name, "agent", bench.id)
    fact = events.AgentEnrolled(bench=bench.code, agent=name)
    record(session, actor, fact, subject=bench.code)
    return made


def _bench(session: Session, warehouse_id: int, code: str) -> Bench:
    row = session.scalar(
        sa.select(Bench).where(Bench.warehouse_id == warehouse_id, Bench.code == code.strip())
    )
    if row is None:
        raise Refused("station.unknown_bench", bench=code)
    return row


def note(session: Session, bench_id: int, agent: str, shown: Shown, division_g: int) -> None:
    """Keep what the agent told, in place of what it told before."""
    row = locks.agent_reading(session, bench_id)
    if row is None:
        row = AgentReading(bench_id=bench_id)
        session.add(row)
    row.agent, row.arrived_at = agent, clock.now()
    row.state, row.grams = shown.state, shown.grams
    row.stable, row.zero_seen = shown.stable, shown.zero_seen
    row.unit, row.raw_hex, row.rejected = shown.unit, shown.raw_hex, shown.rejected
    row.frame_id, row.age_ms = shown.frame_id, shown.age_ms
    row.heard_mark = shown.marked
    if shown.stable and shown.grams is not None and abs(shown.grams) * 2 <= division_g:
        row.zero_frame, row.zero_at = shown.frame_id, row.arrived_at


def mark(session: Session, bench_id: int, frame_id: str) -> None:
    """In the commit of a weighing: the pan must be empty before the next weight counts."""
    row = locks.agent_reading(session, bench_id)
    if row is not None:
        row.marked, row.marked_at = frame_id, clock.now()


def mark_newest(session: Session, bench_id: int) -> None:
    """The pan must be empty from now on before a weight counts."""
    row = locks.agent_reading(session, bench_id)
    if row is not None:
        mark(session, bench_id, row.frame_id)


def may_weigh(session: Session, bench_id: int) -> str | None:
    """Why a weight that the bench's agent sends by itself counts not, or None.

    Returns:
        ``no_reading`` while the agent does not tell what the scale shows, ``not_zeroed``
        when the pan was not seen empty since the last weighing.
    """
    row = locks.agent_reading(session, bench_id)
    if row is None or not is_fresh(row, clock.now()):
        return "no_reading"
    return None if zero_since_mark(row) else "not_zeroed"


def is_fresh(row: AgentReading, at: datetime) -> bool:
    """Tell whether the agent was heard of a moment ago."""
    return timedelta(0) <= at - row.arrived_at <= SEEN


def zero_since_mark(row: AgentReading) -> bool:
    """Tell whether the pan was seen empty after the frame of the last weighing."""
    if row.zero_at is None or row.zero_frame is None:
        return False
    if row.marked is None or row.marked_at is None:
        return True
    zero, marked = row.zero_frame.rpartition("/"), row.marked.rpartition("/")
    if zero[0] == marked[0] and zero[2].isdecimal() and marked[2].isdecimal():
        return int(zero[2]) > int(marked[2])  # a zero may have been on its way for a while
    return row.zero_at > row.marked_at


def ask(
    session: Session, bench_id: int, kind: CallKind, given: dict[str, Any] | None = None
) -> int:
    """Ask the bench's agent something; *given* comes along. Return the question's key."""
    call = AgentCall(
        bench_id=bench_id,
        kind=kind,
        given=given,
        state=CallState.ASKED,
        asked_at=clock.now(),
    )
    session.add(call)
    session.flush()
    return call.id


def open_calls(session: Session, bench_id: int) -> list[AgentCall]:
    """What the bench's agent is asked, oldest first."""
    return list(
        session.scalars(
            sa.select(AgentCall)
            .where(AgentCall.bench_id == bench_id, AgentCall.state == CallState.ASKED)
            .where(AgentCall.asked_at > clock.now() - OPEN)
            .order_by(AgentCall.id)
        )
    )


def answer(session: Session, bench_id: int, call_id: int, told: dict[str, Any]) -> CallState:
    """Take the agent's answer; the first one counts, and only while somebody waits.

    Raises:
        Refused: ``agent.unknown_job``: this bench's agent was not asked that.
    """
    call = locks.agent_call(session, call_id)
    if call is None or call.bench_id != bench_id:
        raise Refused("agent.unknown_job")
    if AGENT_CALL.allows(call.state, CallAct.ANSWER):
        call.done_at = clock.now()
        call.state = AGENT_CALL.after(call.state, CallAct.ANSWER)
        call.answer = told | {"took_ms": _ms(call.done_at - call.asked_at)}
    return call.state


def lose(session: Session, call_id: int) -> None:
    """Nobody waits for the answer any more."""
    call = locks.agent_call(session, call_id)
    if call is not None and AGENT_CALL.allows(call.state, CallAct.LOSE):
        call.state, call.done_at = AGENT_CALL.after(call.state, CallAct.LOSE), clock.now()


def forget_old_calls(session: Session) -> None:
    """Drop questions of earlier; what a weighing needs of them stands with it."""
    session.execute(sa.delete(AgentCall).where(AgentCall.asked_at < clock.now() - KEPT))


def _ms(span: timedelta) -> int:
    return max(0, int(span.total_seconds() * 1000))
