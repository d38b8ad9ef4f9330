"""Verbs of the stations: exceptions, site rules, benches, print jobs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.stations import benches, events, fitting, locks, site
from app.stations.models import Bench, FloorException, PrintJob
from app.stations.rules import PRINT_JOB, WAITING, ExceptionKind, JobAct, JobState

bench_by_code = benches.bench_by_code
bench_by_id = benches.bench_by_id
save_bench = fitting.save_bench
site_rule = site.site_rule
set_site_rule = site.set_site_rule


def raise_exception(
    session: Session, actor: Actor, kind: ExceptionKind, subject: str, **detail: Any
) -> None:
    """Raise trouble; while it is open, raising it again adds nothing."""
    if locks.open_exception(session, actor.warehouse_id, kind, subject) is not None:
        return
    row = FloorException(
        warehouse_id=actor.warehouse_id,
        kind=kind,
        subject=subject,
        detail=detail,
        raised_at=clock.now(),
    )
    session.add(row)
    session.flush()
    fact = events.ExceptionRaised(
        stream=f"exception:{row.id}",
        exception_id=str(row.id),
        kind=kind,
        about=subject,
        detail=detail,
    )
    record(session, actor, fact, subject=subject)


def end_exception(
    session: Session, actor: Actor, kind: ExceptionKind, subject: str, resolution: str
) -> None:
    """End it by what was done; nothing happens when none is open."""
    row = locks.open_exception(session, actor.warehouse_id, kind, subject)
    if row is not None:
        _end(session, actor, row, resolution)


def take_exception(session: Session, actor: Actor, exception_id: int, person_id: int) -> None:
    """Make it one's own; taking it from somebody else is allowed and on record.

    Raises:
        Refused: ``exception.unknown``, ``exception.ended``.
    """
    row = _exception(session, actor, exception_id)
    if row.owner_id != person_id:
        row.owner_id, row.taken_at = person_id, clock.now()
        fact = events.ExceptionTaken(exception_id=row.id, kind=row.kind, about=row.subject)
        record(session, actor, fact, subject=row.subject)


def resolve_exception(
    session: Session, actor: Actor, exception_id: int, resolution: str
) -> None:
    """End it by hand, saying what was done.

    Raises:
        Refused: ``exception.unknown``, ``exception.ended``.
    """
    _end(session, actor, _exception(session, actor, exception_id), resolution)


def _exception(session: Session, actor: Actor, exception_id: int) -> FloorException:
    row = locks.exception_by_id(session, actor.warehouse_id, exception_id)
    if row is None:
        raise Refused("exception.unknown", id=exception_id)
    if row.ended_at is not None:
        raise Refused("exception.ended", by=row.ended_by or "")
    return row


def _end(session: Session, actor: Actor, row: FloorException, resolution: str) -> None:
    row.ended_at, row.ended_by = clock.now(), actor.name
    row.resolution = resolution[:200]
    session.flush()  # before the same trouble is raised anew in this transaction
    fact = events.ExceptionEnded(
        exception_id=row.id, kind=row.kind, about=row.subject, resolution=row.resolution
    )
    record(session, actor, fact, subject=row.subject)


def queue_print(
    session: Session,
    actor: Actor,
    *,
    bench_id: int,
    parcel_no: str,
    label_id: int,
    document: str,
    sha256: str,
) -> int:
    """Queue one label for a bench's printer; return the job's key.

    Args:
        session: the open transaction.
        actor: who asked for it.
        bench_id: where it was packed; it comes out there or at the spare printer in force.
        parcel_no: what the permit is asked for at the moment of sending.
        label_id: which label of the archive.
        document: path of the bytes, below DATA_DIR.
        sha256: of these bytes.
    """
    at = benches.printing_bench(session, bench_id)
    job = PrintJob(
        warehouse_id=actor.warehouse_id,
        bench_id=at.id,
        parcel_no=parcel_no,
        label_id=label_id,
        document=document,
        sha256=sha256,
        state=JobState.QUEUED,
        queued_at=clock.now(),
    )
    session.add(job)
    session.flush()
    _record_job(session, actor, job)
    if at.printer_url is None:
        raise_exception(
            session, actor, ExceptionKind.PRINT_FAILED, parcel_no, reason="no_printer"
        )
    return job.id


def use_spare(session: Session, actor: Actor, code: str, other: str | None) -> int:
    """Let a bench's labels come out at another bench's printer; return how many moved along.

    What waits at the bench's own printer goes with it and keeps its order; a label that may
    be on paper stays where it is. Going back moves nothing: what waits at the spare printer
    comes out there.

    Args:
        session: the open transaction.
        actor: who decided it.
        code: the bench.
        other: the bench whose printer it shall use; None for its own again.

    Raises:
        Refused: ``station.unknown_bench``, ``station.spare_unfit``.
    """
    mine = bench_by_code(session, actor, code)
    uses = benches.spares(session, actor.warehouse_id)
    if other is None:
        left = {bench: spare for bench, spare in uses.items() if bench != mine.code}
        if left != uses:
            set_site_rule(session, actor, benches.SPARES, left)
        return 0
    theirs = bench_by_code(session, actor, other)
    if not benches.may_stand_in(mine, theirs):
        raise Refused("station.spare_unfit", bench=theirs.code)
    set_site_rule(session, actor, benches.SPARES, uses | {mine.code: theirs.code})
    waiting = locks.jobs_to_send(session, mine.id)
    for job in waiting:
        job.bench_id = theirs.id
        _record_job(session, actor, job)
    return len(waiting)


def verify_jobs(session: Session, actor: Actor, parcel_no: str) -> None:
    """The label was scanned back: it came out, whatever the printer said."""
    for job in locks.jobs_of_parcel(session, parcel_no):
        if PRINT_JOB.allows(job.state, JobAct.VERIFY):
            move_job(session, actor, job, JobAct.VERIFY)
    end_exception(session, actor, ExceptionKind.PRINT_UNKNOWN, parcel_no, "scanned back")


def void_jobs(session: Session, actor: Actor, parcel_no: str, why: str) -> None:
    """Let no job of this parcel print any more; what is on paper already stays known."""
    for job in locks.jobs_of_parcel(session, parcel_no):
        if job.state in WAITING:
            move_job(session, actor, job, JobAct.VOID, why)
    for kind in (ExceptionKind.PRINT_UNKNOWN, ExceptionKind.PRINT_FAILED):
        end_exception(session, actor, kind, parcel_no, why)


def move_job(
    session: Session, actor: Actor, job: PrintJob, act: JobAct, reason: str | None = None
) -> None:
    """The only writer of a print job's state."""
    job.state = PRINT_JOB.after(job.state, act)
    job.reason = reason
    _record_job(session, actor, job)


def _record_job(session: Session, actor: Actor, job: PrintJob) -> None:
    bench = session.get_one(Bench, job.bench_id).code
    fact = events.PrintMoved(
        job=job.id, parcel_no=job.parcel_no, bench=bench, state=job.state, reason=job.reason
    )
    record(session, actor, fact, subject=job.parcel_no)
