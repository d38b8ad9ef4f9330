"""Benches on the board: who works there, what the scale shows, how the last label went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board.figures import BenchLine
from app.orders.models import Order
from app.packing.models import BenchLock
from app.people.models import Person
from app.stations import benches as stations
from app.stations import devices
from app.stations.benches import BenchData
from app.stations.models import PrintJob
from app.stations.rules import JobState

LATEST_JOBS = 2000
"""Print jobs looked at, the newest first: a bench's last one is among them."""
FAILED = frozenset({JobState.FAILED, JobState.UNKNOWN})
WAITING = frozenset({JobState.QUEUED, JobState.SENT})
SCALE_WORKS = frozenset({"none", "ok", "unstable", "under_zero"})


@dataclass(frozen=True)
class Stored:
    """What the store knows of the benches; the scales are asked afterwards."""

    benches: list[BenchData]
    work: dict[int, tuple[str | None, str]]
    jobs: dict[int, Any]


def stored(session: Session, warehouse_id: int) -> Stored:
    """Read the benches, who works at them, and their last print jobs."""
    work = session.execute(
        sa.select(BenchLock.bench_id, Order.number, Person.name)
        .join(Person, Person.id == BenchLock.person_id)
        .outerjoin(Order, Order.id == BenchLock.order_id)
    )
    newest = sa.select(sa.func.max(PrintJob.id)).scalar_subquery()
    last = (
        sa.select(sa.func.max(PrintJob.id))
        .where(PrintJob.id > newest - LATEST_JOBS, PrintJob.warehouse_id == warehouse_id)
        .where(PrintJob.state != JobState.VOID)
        .group_by(PrintJob.bench_id)
    )
    jobs = session.execute(
        sa.select(PrintJob.bench_id, PrintJob.state, PrintJob.reason, PrintJob.queued_at).where(
            PrintJob.id.in_(last)
        )
    )
    return Stored(
        stations.benches(session, warehouse_id),
        {row.bench_id: (row.number, row.name) for row in work},
        {row.bench_id: row for row in jobs},
    )


def lines(known: Stored) -> list[BenchLine]:
    """Ask the scales what they show; outside of any transaction."""
    return [_line(bench, known) for bench in known.benches]


def _line(bench: BenchData, known: Stored) -> BenchLine:
    order_no, person = known.work.get(bench.id, (None, None))
    shown = devices.live(bench)
    scale: str = shown.state if shown else "none"
    if devices.lacks_proof(bench):
        scale = "not_commissioned"
    printer, since = _printer(bench, known.jobs.get(bench.id))
    return BenchLine(
        bench=bench.code,
        order_no=order_no,
        person=person,
        scale=scale,
        commissioned=None if bench.scale_url is None else bench.commissioned_at is not None,
        grams=shown.grams if shown else None,
        printer=printer,
        printer_since=since,
        works=scale in SCALE_WORKS and printer in {"ok", "waiting", "none"},
    )


def _printer(bench: BenchData, job: Any) -> tuple[str, datetime | None]:
    if bench.printer_url is None:
        return "none", None
    if job is None:
        return "ok", None
    if job.state in FAILED:
        return job.reason or str(job.state), job.queued_at
    return ("waiting", job.queued_at) if job.state in WAITING else ("ok", None)
