"""The print loop: queued labels leave in order, one thread a printer, each label once.

A job is claimed in a transaction that also asks the permit, which locks the order until the
claim is committed, so that no label leaves in a state that forbids it. Then its bytes are
sent, then the outcome is written down. A job that failed printed nothing: it is tried again,
and what waits behind it at the same printer waits with it. A job whose outcome is unknown is
never sent again by itself.

The labels of a printer at a packing PC are taken by its agent, see :mod:`agent_labels`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.events import Actor
from app.core.vault import LockedError, Vault
from app.stations import agents, devices, locks, service
from app.stations.models import Bench, PrintJob
from app.stations.rules import PRINT_JOB, TO_SEND, ExceptionKind, JobAct, JobState

RETRY_S = 5.0
"""Between two tries of a label that did not print; a roll of paper takes a minute."""
LOST = timedelta(seconds=60)
"""A send ends within 10 s; a claim without an outcome after this was lost in a crash."""

Permit = Callable[[Session, str, int], str | None]
"""(session, parcel number, label key) -> why it must not be printed now, or None.

It locks what it looks at, so that a hold or a cancel waits until the claim is committed.
"""
CameOut = Callable[[Session, Actor, str], None]
"""(session, actor, parcel number): the printer took the label."""


@dataclass(frozen=True)
class Claimed:
    """A job that is this thread's to send."""

    id: int
    warehouse_id: int
    parcel_no: str
    document: str
    sha256: str
    language: str


@dataclass(frozen=True)
class Printing:
    """What the loop needs of the rooms downstream.

    Attributes:
        permit: asked in the transaction that claims a job.
        came_out: run in the transaction that notes the outcome.
        vault: where the documents lie.
    """

    permit: Permit
    came_out: CameOut
    vault: Vault


_busy: set[str] = set()
_guard = threading.Lock()


def begin(app: Flask, printing: Printing) -> list[threading.Thread]:
    """Set a thread on each printer that has labels waiting and none at work here."""
    threads = []
    for printer_url in _waiting_printers(db.reading()):
        with _guard:
            if printer_url in _busy:
                continue
            _busy.add(printer_url)
        thread = threading.Thread(
            target=_work_off, args=(app, printing, printer_url), name="printer", daemon=True
        )
        thread.start()
        threads.append(thread)
    return threads


def _waiting_printers(session: Session) -> list[str]:
    """The printers whose oldest waiting label may be tried now."""
    head = (
        sa.select(Bench.printer_url, sa.func.min(PrintJob.id).label("job_id"))
        .join(PrintJob, PrintJob.bench_id == Bench.id)
        .where(PrintJob.state.in_(TO_SEND))
        .where(Bench.printer_url.is_not(None))
        .where(Bench.printer_url.not_like(f"{agents.SCHEME}%"))
        .group_by(Bench.printer_url)
        .subquery()
    )
    rows = session.execute(
        sa.select(head.c.printer_url, PrintJob).join(PrintJob, PrintJob.id == head.c.job_id)
    ).all()
    at = clock.now()
    found = [url for url, job in rows if _is_due(job, at)]
    session.rollback()  # no snapshot may be pinned while nothing is printed
    return found


def _work_off(app: Flask, printing: Printing, printer_url: str) -> None:
    try:
        with app.app_context():
            while send_next(printing, printer_url):
                pass
    finally:
        with _guard:
            _busy.discard(printer_url)


def send_next(printing: Printing, printer_url: str) -> bool:
    """Send the printer's oldest waiting label; tell whether to go on with the next."""
    found, job = db.in_transaction(lambda s: claim(s, printer_url, printing.permit))
    if job is None:
        return found
    document = document_of(printing.vault, job)
    if document is None:
        db.in_transaction(lambda s: fail(s, job, "document_missing"))
        return False
    result = devices.print_bytes(printer_url, document, job.language)
    db.in_transaction(lambda s: settle(s, job, result.outcome, result.reason, printing))
    return result.outcome in {"sent", "confirmed"}


def settle(
    session: Session, job: Claimed, outcome: str, reason: str | None, printing: Printing
) -> None:
    """Write down what is known of a label that was sent; *outcome* is the printer's."""
    if outcome in {"sent", "confirmed"}:
        _sent(session, job, printing.came_out, confirmed=outcome == "confirmed")
    elif outcome == "failed":
        fail(session, job, reason or "error")
    else:
        lose(session, job.id, reason or "error")


def next_at(session: Session, printer_url: str) -> int | None:
    """The job that may be claimed at this printer now."""
    row = _oldest(session, printer_url)
    if row is None or not _is_due(row, clock.now()) or _is_sending(session, printer_url):
        return None
    return row.id


def claim(
    session: Session,
    printer_url: str,
    permit: Permit,
    *,
    claim: str | None = None,
    only: int | None = None,
) -> tuple[bool, Claimed | None]:
    """Claim the printer's oldest waiting job.

    Args:
        session: the open transaction.
        printer_url: the printer.
        permit: asked for it.
        claim: the word of the agent that takes it, for this one try.
        only: the job that it must be.

    Returns:
        ``(found, claimed)``: claimed is None when there is nothing to send now; found tells
        that a job was taken out of the way, so that the next may be looked at.
    """
    job_id = next_at(session, printer_url)
    if job_id is None or only not in {None, job_id}:
        return False, None
    row = session.get_one(PrintJob, job_id)
    actor = Actor("system", None, row.warehouse_id)
    why_not = permit(session, row.parcel_no, row.label_id)
    row = locks.job_by_id(session, row.id)
    bench = session.get_one(Bench, row.bench_id)
    if row.state not in TO_SEND or bench.printer_url != printer_url:
        return True, None  # sent, voided or given to a spare while the permit was asked
    if why_not is not None:
        service.move_job(session, actor, row, JobAct.VOID, why_not)
        return True, None
    if row.state is JobState.FAILED:
        service.move_job(session, actor, row, JobAct.RETRY)
    service.move_job(session, actor, row, JobAct.SEND)
    row.sent_at, row.done_at, row.claim = clock.now(), None, claim
    return True, claimed(session, row)


def claimed(session: Session, row: PrintJob) -> Claimed:
    """A job as whoever sends it needs it."""
    language = session.get_one(Bench, row.bench_id).language
    return Claimed(row.id, row.warehouse_id, row.parcel_no, row.document, row.sha256, language)


def _oldest(session: Session, printer_url: str) -> PrintJob | None:
    return session.scalar(
        sa.select(PrintJob)
        .join(Bench, Bench.id == PrintJob.bench_id)
        .where(Bench.printer_url == printer_url)
        .where(PrintJob.state.in_(TO_SEND))
        .order_by(PrintJob.id)
        .limit(1)
    )


def _is_due(row: PrintJob, at: datetime) -> bool:
    return row.state is JobState.QUEUED or clock.is_due(row.done_at, RETRY_S, at)


def _is_sending(session: Session, printer_url: str) -> bool:
    """Another process is at this printer: two at once would mix up the order."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists()
                .where(PrintJob.bench_id == Bench.id, Bench.printer_url == printer_url)
                .where(PrintJob.state == JobState.SENT, PrintJob.done_at.is_(None))
            )
        )
    )


def document_of(vault: Vault, job: Claimed) -> bytes | None:
    """The bytes of a label as they were filed; None when they are not there any more."""
    try:
        found = vault.read(job.document)
    except (OSError, LockedError):
        return None
    return found if hashlib.sha256(found).hexdigest() == job.sha256 else None


def _sent(session: Session, job: Claimed, came_out: CameOut, *, confirmed: bool) -> None:
    actor = Actor("system", None, job.warehouse_id)
    came_out(session, actor, job.parcel_no)  # locks the order, which comes before its jobs
    row = locks.job_by_id(session, job.id)
    row.done_at = clock.now()
    if confirmed and PRINT_JOB.allows(row.state, JobAct.CONFIRM):
        service.move_job(session, actor, row, JobAct.CONFIRM)
    service.end_exception(session, actor, ExceptionKind.PRINT_FAILED, job.parcel_no, "printed")


def fail(session: Session, job: Claimed, reason: str) -> None:
    """Note that a label certainly did not come out; it is tried again."""
    row, actor = locks.job_by_id(session, job.id), Actor("system", None, job.warehouse_id)
    row.done_at = clock.now()
    if PRINT_JOB.allows(row.state, JobAct.FAIL):
        service.move_job(session, actor, row, JobAct.FAIL, reason)
        service.raise_exception(
            session, actor, ExceptionKind.PRINT_FAILED, job.parcel_no, reason=reason
        )


def lose(session: Session, job_id: int, reason: str) -> None:
    """Note that nobody knows whether the label came out."""
    row = locks.job_by_id(session, job_id)
    actor = Actor("system", None, row.warehouse_id)
    row.done_at = clock.now()
    if PRINT_JOB.allows(row.state, JobAct.LOSE):
        service.move_job(session, actor, row, JobAct.LOSE, reason)
        service.raise_exception(
            session, actor, ExceptionKind.PRINT_UNKNOWN, row.parcel_no, reason=reason
        )


def lose_forgotten(session: Session, at: datetime) -> int:
    """Claims without an outcome were lost with their process; return how many."""
    return _lose_those(session, PrintJob.sent_at < at - LOST)


def lose_those_of_the_dead(session: Session) -> int:
    """Give up what was being sent when the only server died: its printers are free again.

    Only for a server that is alone with its database and has sent nothing yet. What an agent
    took is the agent's still.
    """
    return _lose_those(session, PrintJob.claim.is_(None))


def _lose_those(session: Session, which: sa.ColumnElement[bool]) -> int:
    forgotten = session.scalars(
        sa.select(PrintJob.id)
        .where(PrintJob.state == JobState.SENT, PrintJob.done_at.is_(None))
        .where(which)
        .order_by(PrintJob.id)
        .limit(100)
    ).all()
    for job_id in forgotten:
        lose(session, job_id, "crashed")
    return len(forgotten)
