"""Exceptions and print jobs, to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.people.models import Person
from app.stations.models import FloorException, PrintJob


@dataclass(frozen=True)
class ExceptionData:
    """A line of the list of exceptions; ``age_s`` in seconds."""

    id: str
    kind: str
    subject: str
    detail: dict[str, Any]
    raised_at: datetime
    age_s: int
    owner: str | None
    taken_at: datetime | None


def open_exceptions(
    session: Session, warehouse_id: int, *, after: int = 0, limit: int = 100
) -> list[ExceptionData]:
    """What is not ended yet, oldest first.

    Args:
        session: to read with.
        warehouse_id: the site.
        after: the id of the last one seen.
        limit: how many at most.
    """
    at = clock.now()
    rows = session.execute(
        sa.select(FloorException, Person.name)
        .outerjoin(Person, Person.id == FloorException.owner_id)
        .where(FloorException.warehouse_id == warehouse_id, FloorException.ended_at.is_(None))
        .where(FloorException.id > after)
        .order_by(FloorException.id)
        .limit(limit)
    )
    return [
        ExceptionData(
            id=str(row.id),
            kind=row.kind,
            subject=row.subject,
            detail=row.detail,
            raised_at=row.raised_at,
            age_s=int((at - row.raised_at).total_seconds()),
            owner=owner,
            taken_at=row.taken_at,
        )
        for row, owner in rows
    ]


def jobs_of_parcel(session: Session, parcel_no: str) -> list[PrintJob]:
    """The print jobs of a parcel's labels, oldest first."""
    return list(
        session.scalars(
            sa.select(PrintJob).where(PrintJob.parcel_no == parcel_no).order_by(PrintJob.id)
        )
    )
