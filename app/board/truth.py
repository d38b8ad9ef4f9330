"""The queues of the truth clocks: which parcels to chase, which to audit, who does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.orders.models import Order
from app.packing.models import Parcel
from app.people.models import Person
from app.shipping.models import Carrier, TruthClock, Waybill
from app.stations.models import FloorException
from app.stations.rules import ExceptionKind

SHOWN = 200


class TruthLine(msgspec.Struct):
    """A parcel that somebody must look for; ``id`` is its exception, to take and to resolve.

    ``last_at`` is when its carrier was heard last.
    """

    id: str
    parcel_no: str
    reason: str
    raised_at: datetime
    owner: str | None
    waybill: str | None
    carrier: str
    order_no: str | None = None
    shipped_at: datetime | None = None
    last_at: datetime | None = None


class Truth(msgspec.Struct):
    """Silent for 24 hours: to chase; shipped by our word alone, or against it: to audit."""

    chase: list[TruthLine]
    audit: list[TruthLine]


def read(session: Session, warehouse_id: int) -> Truth:
    """Both queues, oldest first."""
    return Truth(
        _queue(session, warehouse_id, ExceptionKind.TRUTH_CHASE),
        _queue(session, warehouse_id, ExceptionKind.TRUTH_AUDIT),
    )


def _queue(session: Session, warehouse_id: int, kind: ExceptionKind) -> list[TruthLine]:
    rows = session.execute(
        sa.select(FloorException, Person.name)
        .outerjoin(Person, Person.id == FloorException.owner_id)
        .where(FloorException.warehouse_id == warehouse_id, FloorException.kind == kind)
        .where(FloorException.ended_at.is_(None))
        .order_by(FloorException.id)
        .limit(SHOWN)
    ).all()
    names = dict(
        session.execute(
            sa.select(Carrier.code, Carrier.name).where(Carrier.warehouse_id == warehouse_id)
        ).all()
    )
    known = _parcels(session, warehouse_id, [one.subject for one, _ in rows])
    return [_line(one, owner, names, known) for one, owner in rows]


def _parcels(
    session: Session, warehouse_id: int, numbers: list[str]
) -> dict[tuple[str, str | None], Any]:
    """What is known of each parcel and waybill."""
    query = (
        sa.select(
            Parcel.number,
            Waybill.number,
            Order.number,
            TruthClock.shipped_at,
            TruthClock.last_at,
        )
        .join(Waybill, Waybill.parcel_id == Parcel.id)
        .join(Order, Order.id == Parcel.order_id)
        .outerjoin(TruthClock, TruthClock.waybill_id == Waybill.id)
        .where(Parcel.warehouse_id == warehouse_id, Parcel.number.in_(numbers))
    )
    return {(row[0], row[1]): row[2:] for row in session.execute(query)}


def _line(
    row: FloorException,
    owner: str | None,
    names: dict[str, str],
    known: dict[tuple[str, str | None], Any],
) -> TruthLine:
    waybill, carrier = row.detail.get("waybill"), row.detail.get("carrier", "-")
    order_no, shipped_at, last_at = known.get((row.subject, waybill), (None, None, None))
    return TruthLine(
        id=str(row.id),
        parcel_no=row.subject,
        reason=row.detail.get("reason", "-"),
        raised_at=row.raised_at,
        owner=owner,
        waybill=waybill,
        carrier=names.get(carrier, carrier),
        order_no=order_no,
        shipped_at=shipped_at,
        last_at=last_at,
    )
