"""Labels whose printer stands at a packing PC: its agent takes them one by one.

The permit is asked when the agent takes a label, in the transaction that claims it, as the
print loop does before it sends. A claim is the agent's word for one try, so whatever is
repeated on the way changes nothing: the same claim gets the same label while it is not
reported, and a report counts only with the claim that has the label.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.stations import agents, printing, service
from app.stations.models import AgentReading, Bench, PrintJob
from app.stations.printing import Claimed, Printing
from app.stations.rules import ExceptionKind, JobState

PATIENCE = timedelta(seconds=10)
"""An agent that starts anew is back sooner."""


@dataclass(frozen=True)
class Ending:
    """How a try at a label ended: outcome and reason as `devices.printers.result`."""

    claim: str
    outcome: str
    reason: str | None


def offered(session: Session, bench: Bench) -> int | None:
    """The label that this bench's agent may ask for now."""
    if not agents.is_agent(bench.printer_url):
        return None
    return printing.next_at(session, bench.printer_url or "")


def take(
    session: Session, bench: Bench, job_id: int, claim: str, printing_needs: Printing
) -> Claimed | None:
    """Claim a label for the bench's agent.

    Returns:
        The label; None when it must not be printed any more, or not by this claim.

    Raises:
        Refused: ``agent.unknown_job``.
    """
    row = _label(session, bench, job_id)
    permit = printing_needs.permit
    if row.claim == claim:
        waits = row.state is JobState.SENT and row.done_at is None
        if not waits or permit(session, row.parcel_no, row.label_id) is not None:
            return None  # the agent has not begun: it reports that nothing was printed
        return printing.claimed(session, row)
    _, job = printing.claim(session, bench.printer_url or "", permit, claim=claim, only=job_id)
    return job


def report(
    session: Session,
    bench: Bench,
    job_id: int,
    ending: Ending,
    printing_needs: Printing,
) -> JobState:
    """Note a label's fate, once; also late, when it was given up as unknown meanwhile.

    Args:
        session: the open transaction.
        bench: the agent's.
        job_id: the label.
        ending: of which try, and how.
        printing_needs: what printing needs of the rooms downstream.

    Raises:
        Refused: ``agent.unknown_job``.
    """
    row = _label(session, bench, job_id)
    told_before = row.done_at is not None and row.state is not JobState.UNKNOWN
    if row.claim != ending.claim or told_before:
        return row.state
    late = row.state is JobState.UNKNOWN
    if not (late and ending.outcome in {"sent", "unknown"}):
        job = printing.claimed(session, row)
        printing.settle(session, job, ending.outcome, ending.reason, printing_needs)
    if late and row.state is not JobState.UNKNOWN:
        actor = Actor("system", None, bench.warehouse_id)
        kind = ExceptionKind.PRINT_UNKNOWN
        service.end_exception(session, actor, kind, row.parcel_no, "the agent told late")
    return row.state


def fail_unattended(session: Session) -> int:
    """Say of labels that wait for an agent that is gone that they did not print.

    They are tried again once it is back; until then a supervisor knows.
    """
    at = clock.now()
    heard = sa.exists().where(
        AgentReading.bench_id == Bench.id, AgentReading.arrived_at > at - PATIENCE
    )
    rows = session.scalars(
        sa.select(PrintJob)
        .join(Bench, Bench.id == PrintJob.bench_id)
        .where(Bench.printer_url.like(f"{agents.SCHEME}%"), ~heard)
        .where(PrintJob.state == JobState.QUEUED, PrintJob.queued_at < at - PATIENCE)
        .order_by(PrintJob.id)
        .limit(100)
    ).all()
    for row in rows:
        printing.fail(session, printing.claimed(session, row), "offline")
    return len(rows)


def _label(session: Session, bench: Bench, job_id: int) -> PrintJob:
    row = session.scalar(
        sa.select(PrintJob)
        .join(Bench, Bench.id == PrintJob.bench_id)
        .where(PrintJob.id == job_id, Bench.printer_url == agents.SCHEME + bench.code)
        .where(Bench.warehouse_id == bench.warehouse_id)
    )
    if row is None:
        raise Refused("agent.unknown_job")
    return row
