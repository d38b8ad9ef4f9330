"""Truth clocks: did what we called shipped leave, and where is it?

What they raise is ended by a trace or by a person.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import table_of
from app.core.events import Actor, record
from app.orders.models import Order
from app.packing.models import Parcel
from app.shipping import locks
from app.shipping.events import TraceHeard
from app.shipping.models import Trace, TruthClock, Waybill
from app.shipping.rules import WaybillState
from app.shipping.truth_rules import (
    Seen,
    Silent,
    Untrue,
    audit_at,
    chase_at,
    seen,
    untrue,
)
from app.stations.rules import ExceptionKind
from app.stations.service import end_exception, raise_exception


def start(session: Session, actor: Actor, waybill: Waybill, parcel_no: str) -> None:
    """A parcel was handed over: from now on its carrier should be heard of."""
    row = _clock(session, waybill, actor.warehouse_id)
    row.shipped_at = clock.now()
    _judge(session, actor, row, waybill, parcel_no)


def hear(  # noqa: PLR0917  the parts of one trace
    session: Session, actor: Actor, number: str, carrier: str | None, kind: str, at: datetime
) -> str:
    """Keep what a carrier says of a waybill, once; say ``added`` or ``unchanged``."""
    table = table_of(Trace)
    known = sa.select(table.c.id).where(
        table.c.waybill == number, table.c.kind == kind, table.c.at == at
    )
    if session.execute(known).first() is not None:
        return "unchanged"
    row = {"waybill": number, "carrier": carrier, "kind": kind, "at": at}
    session.execute(sa.insert(table).values(row | {"received_at": clock.now()}))
    for waybill, parcel_no, order_no in _meant(session, actor, number, carrier):
        fact = TraceHeard(
            order_no=order_no, parcel_no=parcel_no, waybill=number, kind=kind, at=at
        )
        record(session, actor, fact, subject=parcel_no)
        if waybill.state is WaybillState.VOID:
            _audit(session, actor, waybill, parcel_no, Untrue.VOID_LABEL)
        else:
            clock_ = _clock(session, waybill, actor.warehouse_id)
            _judge(session, actor, clock_, waybill, parcel_no)
    return "added"


def _meant(
    session: Session, actor: Actor, number: str, carrier: str | None
) -> list[tuple[Waybill, str, str]]:
    query = (
        sa.select(Waybill, Parcel.number, Order.number)
        .join(Parcel, Parcel.id == Waybill.parcel_id)
        .join(Order, Order.id == Parcel.order_id)
        .where(Waybill.number == number, Parcel.warehouse_id == actor.warehouse_id)
        .order_by(Waybill.id)
    )
    if carrier is not None:
        query = query.where(Waybill.carrier == carrier)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _clock(session: Session, waybill: Waybill, warehouse_id: int) -> TruthClock:
    row = locks.truth_clock(session, waybill.id)
    if row is None:
        row = TruthClock(waybill_id=waybill.id, warehouse_id=warehouse_id)
        session.add(row)
        session.flush()
    return row


def _judge(
    session: Session, actor: Actor, row: TruthClock, waybill: Waybill, parcel_no: str
) -> None:
    """Set a parcel's clocks by all that is known of it; end what a trace has ended."""
    what = _seen(session, row, waybill)
    news = what.last is not None and (row.last_at is None or what.last > row.last_at)
    row.first_at, row.last_at, row.signed_at = what.first, what.last, what.signed
    row.chase_due_at, row.audit_due_at = chase_at(what), audit_at(what)
    session.flush()
    if news or what.signed:
        end_exception(session, actor, ExceptionKind.TRUTH_CHASE, parcel_no, "trace")
    if (wrong := untrue(what)) is not None:
        _audit(session, actor, waybill, parcel_no, wrong)
    elif what.shipped and (what.first or what.signed):
        end_exception(session, actor, ExceptionKind.TRUTH_AUDIT, parcel_no, "trace")


def _seen(session: Session, row: TruthClock, waybill: Waybill) -> Seen:
    """A trace from tomorrow is one from when it was heard."""
    mine = sa.or_(Trace.carrier.is_(None), Trace.carrier == waybill.carrier)
    traces = session.execute(
        sa.select(Trace.kind, Trace.at, Trace.received_at).where(
            Trace.waybill == waybill.number, mine
        )
    )
    return seen(row.shipped_at, [(kind, min(at, heard)) for kind, at, heard in traces])


def _audit(
    session: Session, actor: Actor, waybill: Waybill, parcel_no: str, wrong: Untrue
) -> None:
    detail = {"waybill": waybill.number, "carrier": waybill.carrier, "reason": str(wrong)}
    raise_exception(session, actor, ExceptionKind.TRUTH_AUDIT, parcel_no, **detail)


def due(session: Session, limit: int) -> list[tuple[int, int]]:
    """Clocks that have run out: waybills and their sites, the longest silence first."""
    at = clock.now()
    rows = session.execute(
        sa.select(TruthClock.waybill_id, TruthClock.warehouse_id)
        .where(sa.or_(TruthClock.chase_due_at <= at, TruthClock.audit_due_at <= at))
        .order_by(sa.func.coalesce(TruthClock.chase_due_at, TruthClock.audit_due_at))
        .limit(limit)
    )
    return [(key, site) for key, site in rows]


def look(session: Session, actor: Actor, waybill_id: int) -> None:
    """Put a parcel whose clock has run out into its queue, once for each silence."""
    row, at = locks.truth_clock(session, waybill_id), clock.now()
    if row is None:
        return
    waybill = session.get_one(Waybill, waybill_id)
    parcel_no = session.get_one(Parcel, waybill.parcel_id).number
    if row.audit_due_at is not None and row.audit_due_at <= at:
        row.audit_due_at = None
        wrong = Untrue.NOT_PICKED_UP if row.shipped_at else Untrue.BEFORE_SHIPPED
        if waybill.state is not WaybillState.VOID:
            _audit(session, actor, waybill, parcel_no, wrong)
    if row.chase_due_at is not None and row.chase_due_at <= at:
        row.chase_due_at = None
        since = Silent.SINCE_TRACE if row.last_at else Silent.SINCE_SHIPPED
        detail = {"waybill": waybill.number, "carrier": waybill.carrier, "reason": str(since)}
        raise_exception(session, actor, ExceptionKind.TRUTH_CHASE, parcel_no, **detail)
    session.flush()
