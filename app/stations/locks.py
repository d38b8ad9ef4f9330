"""Every row lock of the stations, by ascending id."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.stations.models import AgentCall, AgentReading, Bench, FloorException, PrintJob
from app.stations.rules import TO_SEND, ExceptionKind


def open_exception(
    session: Session, warehouse_id: int, kind: ExceptionKind, subject: str
) -> FloorException | None:
    """The open exception of this kind about *subject*."""
    return session.scalar(
        sa.select(FloorException)
        .where(
            FloorException.warehouse_id == warehouse_id,
            FloorException.kind == kind,
            FloorException.subject == subject,
            FloorException.ended_at.is_(None),
        )
        .with_for_update(key_share=True)
    )


def exception_by_id(
    session: Session, warehouse_id: int, exception_id: int
) -> FloorException | None:
    """An exception of this site, ended or not."""
    return session.scalar(
        sa.select(FloorException)
        .where(FloorException.id == exception_id, FloorException.warehouse_id == warehouse_id)
        .with_for_update(key_share=True)
    )


def jobs_of_parcel(session: Session, parcel_no: str) -> Sequence[PrintJob]:
    """The print jobs of a parcel."""
    return session.scalars(
        sa.select(PrintJob)
        .where(PrintJob.parcel_no == parcel_no)
        .order_by(PrintJob.id)
        .with_for_update(key_share=True)
    ).all()


def jobs_to_send(session: Session, bench_id: int) -> Sequence[PrintJob]:
    """The print jobs that wait at a bench's printer and are certainly not on paper."""
    return session.scalars(
        sa.select(PrintJob)
        .where(PrintJob.bench_id == bench_id, PrintJob.state.in_(TO_SEND))
        .order_by(PrintJob.id)
        .with_for_update(key_share=True)
    ).all()


def job_by_id(session: Session, job_id: int) -> PrintJob:
    """A print job."""
    query = sa.select(PrintJob).where(PrintJob.id == job_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def agent_reading(session: Session, bench_id: int) -> AgentReading | None:
    """What a bench's agent told last; locked after everything else of a weighing."""
    return session.scalar(
        sa.select(AgentReading)
        .where(AgentReading.bench_id == bench_id)
        .with_for_update(key_share=True)
    )


def agent_call(session: Session, call_id: int) -> AgentCall | None:
    """A question to a bench's agent."""
    return session.scalar(
        sa.select(AgentCall).where(AgentCall.id == call_id).with_for_update(key_share=True)
    )


def bench_by_code(session: Session, warehouse_id: int, code: str) -> Bench | None:
    """A bench, to change its devices."""
    query = sa.select(Bench).where(Bench.warehouse_id == warehouse_id, Bench.code == code)
    return session.scalar(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
