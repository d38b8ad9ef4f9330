"""A bench's agent as the server's own line to the scale and printer at its packing PC.

`AgentPort` does what a `ScalePort` does, so that nobody else has to know where a scale stands.
Each call here is a call to the outside. A question is a row, any process may ask and any may
take the answer; a bell spares the waiting threads of one process most of the looking.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar, cast, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.outside import outside
from app.stations import agents
from app.stations.models import AgentCall, AgentReading, Bench
from app.stations.rules import CallKind, CallState
from devices.printers.result import Outcome, SendResult
from devices.scales.port import ScaleError
from devices.scales.watch import FRESH_S, Live, Reason, Settled, State, whole

T = TypeVar("T")

LOOK_S = 0.1
"""Between two looks for what another process wrote; this process rings the bell."""
WAIT_S = 4.5
"""For an answer: three seconds until the scale rests, the rest is the way there and back."""
PRINT_WAIT_S = 16.0
"""For a test page: it may wait for the label at hand, and then ten seconds for the printer."""
FRESH_MS = int(FRESH_S * 1000)
NOBODY = Live(
    state="disconnected",
    grams=None,
    stable=False,
    unit=None,
    age_s=None,
    raw_hex="",
    frame_id=0,
    zero_seen=False,
    rejected=None,
)

REASONS = frozenset(get_args(Reason))
STATES = frozenset(get_args(State))
OUTCOMES = frozenset(get_args(Outcome))


class _Bell:
    """Wakes the waiting threads of this process."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self.rings = 0

    def ring(self) -> None:
        with self._rung:
            self.rings += 1
            self._rung.notify_all()

    def wait(self, since: int, seconds: float) -> None:
        """Wait unless it rang after *since*."""
        with self._rung:
            self._rung.wait_for(lambda: self.rings != since, seconds)


_bell = _Bell()
ring = _bell.ring


def wait_for(look: Callable[[], T | None], within_s: float) -> T | None:
    """Look until there is something, or the time is up.

    Args:
        look: None while there is nothing; it holds no snapshot of the database.
        within_s: how long, seconds.
    """
    until = time.monotonic() + within_s
    while True:
        since = _bell.rings
        found = look()
        left = until - time.monotonic()
        if found is not None or left <= 0:
            return found
        _bell.wait(since, min(LOOK_S, left))


def read(look: Callable[[Session], T]) -> T:
    """Look at the database as it is now, in a snapshot that ends with the look."""
    with Session(db.store().reader) as session:
        return look(session)


@dataclass(frozen=True, kw_only=True)
class AgentSettled(Settled):
    """A weight that the bench's agent proved; ``run`` names the run its frame belongs to."""

    run: str


class AgentPort:
    """The scale of a bench's agent."""

    def __init__(self, bench_id: int) -> None:
        self._bench_id = bench_id

    def latest(self) -> Live:
        """What the agent told last; without an agent the scale is disconnected."""
        row = read(lambda s: s.get(AgentReading, self._bench_id))
        return _live(row) if row else NOBODY

    def settled(self) -> AgentSettled:
        """A weight that may decide, from frames that come from now on.

        Its age is what the agent says and all the time that the question and the answer were
        under way, by this server's clock.

        Raises:
            ScaleError: with the reason that stood at the end.
        """
        told = ask(self._bench_id, CallKind.WEIGH)
        if told is None:
            raise ScaleError("no_reading")
        if told["outcome"] != "done":
            reason = told.get("reason")
            raise ScaleError(cast(Reason, reason) if reason in REASONS else "no_reading")
        age_ms = told["age_ms"] + max(0, told["took_ms"] - told["held_ms"])
        if age_ms > FRESH_MS:
            raise ScaleError("stale")
        weight_g = Decimal(told["weight_g"])
        run, _, number = told["frame_id"].rpartition("/")
        return AgentSettled(
            grams=whole(weight_g),
            weight_g=weight_g,
            unit=None,
            raw_hex=told["raw_hex"],
            frame_id=int(number),
            age_s=age_ms / 1000,
            run=run,
        )

    def mark_parcel(self, frame_id: int | None = None) -> None:
        """Demand an empty pan from the newest frame on, at once.

        With the frame of a weighing nothing is left to do: its commit has marked it
        (`agents.mark`), and the agent hears of it with the next question.
        """
        if frame_id is None:
            with db.unkeyed():
                db.in_transaction(lambda s: agents.mark_newest(s, self._bench_id))

    def zero(self) -> bool:
        """Ask the scale to set itself to zero; False when it cannot."""
        return _did(self._bench_id, CallKind.ZERO)

    def tare(self) -> bool:
        """Ask the scale to take the load as tare; False when it cannot."""
        return _did(self._bench_id, CallKind.TARE)

    def close(self) -> None:
        """The line is the agent's."""


def printer_state(warehouse_id: int, url: str) -> str:
    """How the printer of an agent is; offline without the agent."""
    bench_id = _bench_at(warehouse_id, url)
    told = ask(bench_id, CallKind.PRINTER) if bench_id else None
    return str(told.get("state") or "unknown") if told else "offline"


def test_print(warehouse_id: int, url: str, page: bytes, language: str) -> SendResult:
    """Have the agent print a page that is no label.

    Without the agent nothing was printed; without its answer nobody knows.
    """
    bench_id = _bench_at(warehouse_id, url)
    if bench_id is None or not _is_there(bench_id):
        return SendResult(outcome="failed", reason="offline")
    given = {
        "document": base64.b64encode(page).decode(),
        "sha256": hashlib.sha256(page).hexdigest(),
        "language": language,
    }
    told = ask(bench_id, CallKind.TEST_PRINT, given, within_s=PRINT_WAIT_S)
    if told is None or told.get("state") not in OUTCOMES:
        return SendResult(outcome="unknown", reason="no_answer")
    return SendResult(outcome=cast(Outcome, told["state"]), reason=told.get("reason"))


def let_go(bench_id: int, seconds: float) -> None:
    """Have the local agent leave a scale's line alone for so long; 0 ends it."""
    ask(bench_id, CallKind.LET_GO, {"seconds": seconds})


def _bench_at(warehouse_id: int, url: str) -> int | None:
    code = url.removeprefix(agents.SCHEME)
    at = sa.select(Bench.id).where(Bench.warehouse_id == warehouse_id, Bench.code == code)
    return read(lambda s: s.scalar(at))


def _is_there(bench_id: int) -> bool:
    row = read(lambda s: s.get(AgentReading, bench_id))
    return row is not None and agents.is_fresh(row, clock.now())


def ask(
    bench_id: int,
    kind: CallKind,
    given: dict[str, Any] | None = None,
    *,
    within_s: float = WAIT_S,
) -> dict[str, Any] | None:
    """Ask a bench's agent, and wait for the answer; None when there is none in time."""
    outside("agent")
    if not _is_there(bench_id):
        return None
    with db.unkeyed():
        call_id = db.in_transaction(lambda s: agents.ask(s, bench_id, kind, given))
        ring()
        told = wait_for(lambda: read(lambda s: _answer(s, call_id)), within_s)
        if told is None:
            db.in_transaction(lambda s: agents.lose(s, call_id))
    return told


def _answer(session: Session, call_id: int) -> dict[str, Any] | None:
    call = session.get_one(AgentCall, call_id)
    return call.answer if call.state is CallState.DONE else None


def _did(bench_id: int, kind: CallKind) -> bool:
    told = ask(bench_id, kind)
    return told is not None and told["outcome"] == "done"


def _live(row: AgentReading) -> Live:
    at = clock.now()
    if row.state not in STATES or not agents.is_fresh(row, at):
        return NOBODY
    since_s = (at - row.arrived_at).total_seconds()
    heard = row.marked in {None, row.heard_mark}
    return Live(
        state=cast(State, row.state),
        grams=row.grams,
        stable=row.stable,
        unit=row.unit,
        age_s=None if row.age_ms is None else row.age_ms / 1000 + since_s,
        raw_hex=row.raw_hex,
        frame_id=int("0" + row.frame_id.rpartition("/")[2]),
        zero_seen=row.zero_seen and (heard or agents.zero_since_mark(row)),
        rejected=row.rejected,
    )
