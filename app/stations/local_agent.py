"""The local agent: it owns the scales of this machine while several processes serve.

A line has one owner, and of several servers none is it. So `serve` starts this process beside
them: it tells what the scales show and answers questions, as the agent of a packing PC does,
but through the database instead of HTTP.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import clock, db
from app.stations import agent_line, agents
from app.stations.agents import Shown
from app.stations.models import AgentCall, AgentReading, Bench
from app.stations.rules import CallKind, CallState
from devices.agent.scale import BenchScale, Weighed, moved

NAME = "this server"
LOOK_S = 0.1
EVERY_S = 1.0
SOONEST_S = 0.2
ONLY_ONE = 7_130_001
"""PostgreSQL's advisory lock of the one local agent."""
WAIT_S = 2.0


@dataclass(frozen=True)
class Asked:
    """A question to the scale of a bench."""

    id: int
    bench_id: int
    kind: CallKind
    given: dict[str, Any] | None
    marked: str | None


@dataclass
class Line:
    """The line to one bench's scale, and what was told of it."""

    url: str
    division_g: int
    scale: BenchScale
    left_alone_until: float = 0.0
    told: dict[str, Any] = field(default_factory=dict)
    told_at: float = 0.0

    def news(self) -> dict[str, Any] | None:
        """What it shows, when that is to be told now."""
        now, shown = time.monotonic(), self.scale.reading()
        waited = now - self.told_at
        if waited < EVERY_S and not (moved(shown, self.told) and waited >= SOONEST_S):
            return None
        self.told, self.told_at = shown, now
        return shown


class LocalAgent:
    """Serves the scales of all benches that stand at this machine, until it is ended."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lines: dict[int, Line] = {}
        self._fitted_at = -EVERY_S
        self._at_work: set[int] = set()
        self._guard = threading.Lock()

    def run(self, ended: threading.Event) -> None:
        """Tell and answer; what goes wrong in the database ends it, and `serve` begins anew."""
        with self._app.app_context():
            try:
                while not ended.wait(LOOK_S):
                    self._once()
            finally:
                for line in self._lines.values():
                    line.scale.close()

    def _once(self) -> None:
        if time.monotonic() - self._fitted_at >= EVERY_S:
            self._fitted_at = time.monotonic()
            self._fit(agent_line.read(_benches_here))
        self._tell()
        for asked in agent_line.read(lambda s: _questions(s, list(self._lines))):
            self._begin(asked)

    def _fit(self, benches: list[Bench]) -> None:
        """Open, close and set up the lines as the benches are now."""
        here = {bench.id: bench for bench in benches}
        for bench_id in [key for key in self._lines if key not in here]:
            self._lines.pop(bench_id).scale.close()
        for bench in benches:
            url = bench.scale_url or ""
            line = self._lines.get(bench.id)
            if line is None or line.url != url:
                if line is not None:
                    line.scale.close()
                line = self._lines[bench.id] = Line(url, bench.division_g, BenchScale(url))
            line.division_g = bench.division_g
            if time.monotonic() >= line.left_alone_until:
                line.scale.fit(_fitting(bench))

    def _tell(self) -> None:
        told = {key: shown for key, line in self._lines.items() if (shown := line.news())}
        if not told:
            return

        def work(session: Session) -> dict[int, str | None]:
            for bench_id, shown in told.items():
                division_g = self._lines[bench_id].division_g
                agents.note(session, bench_id, NAME, Shown(**shown), division_g)
            session.flush()
            return {key: session.get_one(AgentReading, key).marked for key in told}

        for bench_id, marked in db.in_transaction(work).items():
            self._lines[bench_id].scale.mark(marked)

    def _begin(self, asked: Asked) -> None:
        with self._guard:
            if asked.id in self._at_work:
                return
            self._at_work.add(asked.id)
        line = self._lines[asked.bench_id]
        threading.Thread(target=self._answer, args=(asked, line), daemon=True).start()

    def _answer(self, asked: Asked, line: Line) -> None:
        asked_at = time.monotonic()
        try:
            told = _do(asked, line).answer(asked_at)
            with self._app.app_context():
                db.in_transaction(
                    lambda s: agents.answer(s, asked.bench_id, asked.id, told).value
                )
        finally:
            with self._guard:
                self._at_work.discard(asked.id)


def _do(asked: Asked, line: Line) -> Weighed:
    if asked.kind is not CallKind.LET_GO:
        return line.scale.do(asked.kind.value, asked.marked)
    seconds = float((asked.given or {}).get("seconds", 0))
    line.left_alone_until = time.monotonic() + seconds
    if seconds:
        line.scale.fit(None)
    return Weighed({"outcome": "done"}, time.monotonic())


def _benches_here(session: Session) -> list[Bench]:
    """Benches whose scale stands here; with the printer at a packing PC its agent speaks."""
    at_agent = f"{agents.SCHEME}%"
    return list(
        session.scalars(
            sa.select(Bench)
            .where(Bench.scale_url.is_not(None), Bench.protocol.is_not(None))
            .where(Bench.scale_url.not_like(at_agent))
            .where(sa.func.coalesce(Bench.printer_url, "").not_like(at_agent))
        )
    )


def _questions(session: Session, bench_ids: list[int]) -> list[Asked]:
    rows = session.execute(
        sa.select(AgentCall, AgentReading.marked)
        .join(AgentReading, AgentReading.bench_id == AgentCall.bench_id)
        .where(AgentCall.bench_id.in_(bench_ids), AgentCall.state == CallState.ASKED)
        .where(AgentCall.asked_at > clock.now() - agents.OPEN)
        .order_by(AgentCall.id)
    )
    return [
        Asked(call.id, call.bench_id, call.kind, call.given, marked) for call, marked in rows
    ]


def _fitting(bench: Bench) -> dict[str, Any]:
    return {
        "protocol": bench.protocol,
        "division_g": bench.division_g,
        "unit": bench.scale_unit,
        "options": bench.scale_options,
        "baudrate": bench.scale_baudrate,
    }


@contextmanager
def only_one(app: Flask, ended: threading.Event) -> Iterator[None]:
    """Wait until no other local agent serves this PostgreSQL."""
    with app.app_context():
        engine = db.store().engine
    with engine.connect() as line:
        line.execution_options(isolation_level="AUTOCOMMIT")
        take = sa.text("SELECT pg_try_advisory_lock(:key)")
        while not line.execute(take, {"key": ONLY_ONE}).scalar() and not ended.is_set():
            ended.wait(WAIT_S)
        yield
