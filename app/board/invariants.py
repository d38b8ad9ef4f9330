"""The six invariants, recomputed from the tables. Each check gives one sentence a violation.

I1 is inventory's own (the books). I2–I6 look across the rooms, as only the board may.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.events import EventRow, EventSeal, verify
from app.core.outbox import OutboxRow, OutboxState, OutboxStream
from app.inventory.models import Move
from app.inventory.queries import invariant_units
from app.inventory.rules import CUSTOMER, parcel_place
from app.orders.events import OrderAccepted, OrderMoved
from app.orders.models import Order, OrderIdentity
from app.orders.rules import OrderState
from app.packing.models import Parcel, ParcelUnit, Weighing
from app.packing.rules import ParcelState
from app.people.models import Warehouse
from app.shipping.models import Label
from app.shipping.rules import LabelKind
from app.stations.models import PrintJob
from app.stations.rules import JobState

S, P = OrderState, ParcelState
LIVE = (LabelKind.LIVE, LabelKind.REPRINT)
PRINTED = (JobState.SENT, JobState.CONFIRMED, JobState.VERIFIED, JobState.UNKNOWN)


def check(session: Session) -> dict[str, list[str]]:
    """Recompute all six; an invariant holds when its list is empty."""
    return {name: found(session) for name, found in CHECKS.items()}


def _shipped_once(session: Session) -> list[str]:
    """I2: an order ships at most once; cancel and ship never both win."""
    return [
        *_told_twice(session),
        *_left_twice(session),
        *_cancelled_and_gone(session),
        *_shipped_but_here(session),
    ]


def _told_twice(session: Session) -> list[str]:
    query = (
        sa.select(OutboxRow.stream, sa.func.count())
        .where(OutboxRow.hub_type == "order.shipped")
        .group_by(OutboxRow.stream)
        .having(sa.func.count() > 1)
    )
    return [f"{stream} was reported shipped {n} times" for stream, n in session.execute(query)]


def _left_twice(session: Session) -> list[str]:
    """More units of a SKU left in a parcel than were put into it."""
    packed = (
        sa.select(
            (sa.literal(parcel_place("")) + Parcel.number).label("place"),
            ParcelUnit.sku_id,
            sa.func.sum(ParcelUnit.quantity).label("units"),
        )
        .join(Parcel, Parcel.id == ParcelUnit.parcel_id)
        .group_by(Parcel.number, ParcelUnit.sku_id)
        .subquery()
    )
    left = (
        sa.select(Move.from_place, Move.sku_id, sa.func.sum(Move.quantity).label("units"))
        .where(Move.to_place == CUSTOMER)
        .group_by(Move.from_place, Move.sku_id)
        .subquery()
    )
    query = (
        sa.select(left.c.from_place, left.c.units, packed.c.units)
        .outerjoin(
            packed,
            sa.and_(packed.c.place == left.c.from_place, packed.c.sku_id == left.c.sku_id),
        )
        .where(sa.func.coalesce(packed.c.units, 0) < left.c.units)
    )
    return [
        f"{place}: {units} units left, {there or 0} were packed"
        for place, units, there in session.execute(query)
    ]


def _cancelled_and_gone(session: Session) -> list[str]:
    query = (
        sa.select(Order.number, Parcel.number)
        .join(Parcel, Parcel.order_id == Order.id)
        .where(Order.state.in_((S.CANCELLED, S.PUTBACK)), Parcel.state == P.HANDED_OVER)
    )
    return [
        f"{order} is cancelled, yet {parcel} left" for order, parcel in session.execute(query)
    ]


def _shipped_but_here(session: Session) -> list[str]:
    inside = (
        sa.select(Parcel.id)
        .where(Parcel.order_id == Order.id, Parcel.state.not_in((P.HANDED_OVER, P.VOID)))
        .exists()
    )
    query = sa.select(Order.number).where(Order.state == S.SHIPPED, inside)
    return [f"{number} is shipped, yet a parcel is here" for number in session.scalars(query)]


def _told_in_order(session: Session) -> list[str]:
    """I3: within a stream 1, 2, 3… without a hole, and nothing sent past what waits."""
    last = sa.func.max(OutboxRow.seq)
    count = sa.func.count()
    waits = sa.func.min(sa.case((OutboxRow.state != OutboxState.SENT, OutboxRow.seq)))
    sent = sa.func.max(sa.case((OutboxRow.state == OutboxState.SENT, OutboxRow.seq)))
    query = (
        sa.select(OutboxRow.stream, last, count, OutboxStream.seq, waits, sent)
        .outerjoin(OutboxStream, OutboxStream.stream == OutboxRow.stream)
        .group_by(OutboxRow.stream, OutboxStream.seq)
        .having(
            sa.or_(
                last != count,
                OutboxStream.seq.is_(None),
                last != OutboxStream.seq,
                waits < sent,
            )
        )
    )
    return [
        f"{stream}: {n} reports numbered up to {top}; waits at {first}, sent up to {upto}"
        for stream, top, n, _, first, upto in session.execute(query)
    ]


def _labels(session: Session) -> list[str]:
    """I4: no label leaves in a state that forbids it; every live label has its archive."""
    return [*_unproven(session), *_not_archived(session), *_printed_unknown(session)]


def _unproven(session: Session) -> list[str]:
    """Live labels made before the parcel's weight was passed, or without a waybill."""
    weighed = (
        sa.select(Weighing.id)
        .where(
            Weighing.parcel_id == Label.parcel_id,
            Weighing.verdict == "pass",
            Weighing.at <= Label.made_at,
        )
        .exists()
    )
    query = (
        sa.select(Parcel.number, Label.version)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .where(Label.kind.in_(LIVE), sa.or_(~weighed, Label.waybill_id.is_(None)))
    )
    return [
        f"{number}: label {version} without a passed weight or a waybill"
        for number, version in session.execute(query)
    ]


def _not_archived(session: Session) -> list[str]:
    """Live labels without a pre-print in the archive before them."""
    before = aliased(Label)
    archived = (
        sa.select(before.id)
        .where(
            before.parcel_id == Label.parcel_id,
            before.kind == LabelKind.PREPRINT,
            before.version < Label.version,
        )
        .exists()
    )
    query = (
        sa.select(Parcel.number, Label.version)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .where(Label.kind.in_(LIVE), sa.or_(~archived, Label.path == "", Label.sha256 == ""))
    )
    return [
        f"{number}: label {version} without its archive"
        for number, version in session.execute(query)
    ]


def _printed_unknown(session: Session) -> list[str]:
    """Print jobs whose bytes are not those of a live label of their parcel."""
    query = (
        sa.select(PrintJob.id, PrintJob.parcel_no)
        .outerjoin(Label, Label.id == PrintJob.label_id)
        .outerjoin(Parcel, Parcel.id == Label.parcel_id)
        .where(
            PrintJob.state.in_(PRINTED),
            sa.or_(
                Label.id.is_(None),
                Label.kind.not_in(LIVE),
                Label.sha256 != PrintJob.sha256,
                Parcel.number != PrintJob.parcel_no,
            ),
        )
    )
    return [
        f"print job {job}: not a live label of {parcel}"
        for job, parcel in session.execute(query)
    ]


def _kept(session: Session) -> list[str]:
    """I5: what was acknowledged is there: each order with its number, lines and answer."""
    told = (
        sa.select(EventRow.id)
        .where(EventRow.subject == Order.number, EventRow.tag == OrderAccepted.tag)
        .exists()
    )
    by_stream = (
        sa.select(OutboxRow.id)
        .where(OutboxRow.stream == sa.literal("order:") + Order.number, OutboxRow.seq == 1)
        .exists()
    )
    named = sa.select(OrderIdentity.order_id).where(OrderIdentity.order_id == Order.id).exists()
    query = sa.select(Order.number).where(~sa.or_(told, by_stream) | ~named)
    orders = [f"{no} was acknowledged and not reported" for no in session.scalars(query)]
    return orders + _lost_numbers(session)


def _lost_numbers(session: Session) -> list[str]:
    query = (
        sa.select(OrderIdentity.external_order_no)
        .outerjoin(Order, Order.id == OrderIdentity.order_id)
        .where(OrderIdentity.order_id.is_not(None), Order.id.is_(None))
    )
    return [f"the number {no} names no order" for no in session.scalars(query)]


def _recorded(session: Session) -> list[str]:
    """I6: every change of state has its event, every event its seal, and the chain holds."""
    return [*_states_without_event(session), *_unsealed(session), *_broken(session)]


def _states_without_event(session: Session) -> list[str]:
    last = (
        sa.select(EventRow.subject, sa.func.max(EventRow.id).label("id"))
        .where(EventRow.tag == OrderMoved.tag)
        .group_by(EventRow.subject)
        .subquery()
    )
    query = (
        sa.select(Order.number, Order.state, EventRow.body)
        .outerjoin(last, last.c.subject == Order.number)
        .outerjoin(EventRow, EventRow.id == last.c.id)
    )
    found = []
    for number, state, body in session.execute(query):
        known = [json.loads(body)["to_state"]] if body else [S.READY, S.HELD]
        if state not in known:
            found.append(f"{number} is {state}; its last event says {known[0]}")
    return found


def _unsealed(session: Session) -> list[str]:
    """Events below the last seal of their warehouse that have none themselves."""
    last = sa.select(sa.func.max(EventSeal.event_id)).scalar_subquery()
    query = (
        sa.select(sa.func.count())
        .select_from(EventRow)
        .outerjoin(EventSeal, EventSeal.event_id == EventRow.id)
        .where(EventSeal.event_id.is_(None), EventRow.id < last)
    )
    count = session.scalar(query)
    return [f"{count} events have no seal"] if count else []


def _broken(session: Session) -> list[str]:
    verdicts = {
        site: verify(session, site) for site in session.scalars(sa.select(Warehouse.id))
    }
    return [
        f"the chain of warehouse {site} breaks at {verdict.broken_at}"
        for site, verdict in verdicts.items()
        if verdict.broken_at is not None
    ]


CHECKS: dict[str, Callable[[Session], list[str]]] = {
    "I1": invariant_units,
    "I2": _shipped_once,
    "I3": _told_in_order,
    "I4": _labels,
    "I5": _kept,
    "I6": _recorded,
}
