"""The six invariants, recomputed from the tables. Each check gives one sentence a violation.

I1 is inventory's own (the books). I2–I6 look across the rooms, as only the board may.
A query is built once: to build them all took longer than to ask them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.audit import verify
from app.core.events import EventRow, EventSeal
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
Query = sa.Select[*tuple[Any, ...]]
LIVE = (LabelKind.LIVE, LabelKind.REPRINT)
PRINTED = (JobState.SENT, JobState.CONFIRMED, JobState.VERIFIED, JobState.UNKNOWN)


def check(session: Session) -> dict[str, list[str]]:
    """Recompute all six; an invariant holds when its list is empty."""
    return {name: found(session) for name, found in CHECKS.items()}


def _shipped_once(session: Session) -> list[str]:
    """I2: an order ships at most once; cancel and ship never both win."""
    return [
        *_say(session, _told_twice(), "{} was reported shipped {} times"),
        *_say(session, _left_twice(), "{}: {} units left, {} were packed"),
        *_say(session, _cancelled_and_gone(), "{} is cancelled, yet {} left"),
        *_say(session, _shipped_but_here(), "{} is shipped, yet a parcel is here"),
    ]


def _say(session: Session, query: Query, sentence: str) -> list[str]:
    return [sentence.format(*row) for row in session.execute(query)]


@functools.cache
def _told_twice() -> Query:
    return (
        sa.select(OutboxRow.stream, sa.func.count())
        .where(OutboxRow.hub_type == "order.shipped")
        .group_by(OutboxRow.stream)
        .having(sa.func.count() > 1)
    )


@functools.cache
def _left_twice() -> Query:
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
    there = sa.func.coalesce(packed.c.units, 0)
    return (
        sa.select(left.c.from_place, left.c.units, there)
        .outerjoin(
            packed,
            sa.and_(packed.c.place == left.c.from_place, packed.c.sku_id == left.c.sku_id),
        )
        .where(there < left.c.units)
    )


@functools.cache
def _cancelled_and_gone() -> Query:
    return (
        sa.select(Order.number, Parcel.number)
        .join(Parcel, Parcel.order_id == Order.id)
        .where(Order.state.in_((S.CANCELLED, S.PUTBACK)), Parcel.state == P.HANDED_OVER)
    )


@functools.cache
def _shipped_but_here() -> Query:
    inside = (
        sa.select(Parcel.id)
        .where(Parcel.order_id == Order.id, Parcel.state.not_in((P.HANDED_OVER, P.VOID)))
        .exists()
    )
    return sa.select(Order.number).where(Order.state == S.SHIPPED, inside)


def _told_in_order(session: Session) -> list[str]:
    """I3: within a stream 1, 2, 3… without a hole, and nothing sent past what waits."""
    sentence = "{}: {} reports numbered up to {}; waits at {}, sent up to {}"
    return _say(session, _out_of_order(), sentence)


@functools.cache
def _out_of_order() -> Query:
    last, count = sa.func.max(OutboxRow.seq), sa.func.count()
    waits = sa.func.min(sa.case((OutboxRow.state != OutboxState.SENT, OutboxRow.seq)))
    sent = sa.func.max(sa.case((OutboxRow.state == OutboxState.SENT, OutboxRow.seq)))
    return (
        sa.select(OutboxRow.stream, count, last, waits, sent)
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


def _labels(session: Session) -> list[str]:
    """I4: no label leaves in a state that forbids it; every live label has its archive."""
    return [
        *_say(session, _unproven(), "{}: label {} without a passed weight or a waybill"),
        *_say(session, _not_archived(), "{}: label {} without its archive"),
        *_say(session, _printed_unknown(), "print job {}: not a live label of {}"),
    ]


@functools.cache
def _unproven() -> Query:
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
    return (
        sa.select(Parcel.number, Label.version)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .where(Label.kind.in_(LIVE), sa.or_(~weighed, Label.waybill_id.is_(None)))
    )


@functools.cache
def _not_archived() -> Query:
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
    return (
        sa.select(Parcel.number, Label.version)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .where(Label.kind.in_(LIVE), sa.or_(~archived, Label.path == "", Label.sha256 == ""))
    )


@functools.cache
def _printed_unknown() -> Query:
    """Print jobs whose bytes are not those of a live label of their parcel."""
    return (
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


def _kept(session: Session) -> list[str]:
    """I5: what was acknowledged is there: each order with its number, lines and answer."""
    return [
        *_say(session, _unreported(), "{} was acknowledged and not reported"),
        *_say(session, _lost_numbers(), "the number {} names no order"),
    ]


@functools.cache
def _unreported() -> Query:
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
    return sa.select(Order.number).where(~sa.or_(told, by_stream) | ~named)


@functools.cache
def _lost_numbers() -> Query:
    return (
        sa.select(OrderIdentity.external_order_no)
        .outerjoin(Order, Order.id == OrderIdentity.order_id)
        .where(OrderIdentity.order_id.is_not(None), Order.id.is_(None))
    )


def _recorded(session: Session) -> list[str]:
    """I6: every change of state has its event, every event its seal, and the chain holds."""
    unsealed = _say(session, _without_seal(), "{} events have no seal")
    return [*_states_without_event(session), *unsealed, *_broken(session)]


def _states_without_event(session: Session) -> list[str]:
    found = []
    for number, state, body in session.execute(_last_moves()):
        known = [json.loads(body)["to_state"]] if body else [S.READY, S.HELD]
        if state not in known:
            found.append(f"{number} is {state}; its last event says {known[0]}")
    return found


@functools.cache
def _last_moves() -> Query:
    last = (
        sa.select(EventRow.subject, sa.func.max(EventRow.id).label("id"))
        .where(EventRow.tag == OrderMoved.tag)
        .group_by(EventRow.subject)
        .subquery()
    )
    return (
        sa.select(Order.number, Order.state, EventRow.body)
        .outerjoin(last, last.c.subject == Order.number)
        .outerjoin(EventRow, EventRow.id == last.c.id)
    )


@functools.cache
def _without_seal() -> Query:
    """How many events below the last seal of their warehouse have none themselves."""
    last = sa.select(sa.func.max(EventSeal.event_id)).scalar_subquery()
    return (
        sa.select(sa.func.count())
        .select_from(EventRow)
        .outerjoin(EventSeal, EventSeal.event_id == EventRow.id)
        .where(EventSeal.event_id.is_(None), EventRow.id < last)
        .having(sa.func.count() > 0)
    )


def _broken(session: Session) -> list[str]:
    sites = session.scalars(sa.select(Warehouse.id)).all()
    ends = [(site, verify(session, site).broken_at) for site in sites]
    return [
        f"the chain of warehouse {site} breaks at {at}" for site, at in ends if at is not None
    ]


CHECKS: dict[str, Callable[[Session], list[str]]] = {
    "I1": invariant_units,
    "I2": _shipped_once,
    "I3": _told_in_order,
    "I4": _labels,
    "I5": _kept,
    "I6": _recorded,
}
