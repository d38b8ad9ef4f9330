"""Verbs of asking a carrier: whose turn it is, and what its answer changes.

A turn is written down before the carrier is called, so that a call which was cut off is known;
what came of it is written down after. Neither calls anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.service import refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing.models import Parcel
from app.shipping import carrier_list, labelling, locks
from app.shipping.carriers.terms import (
    Absent,
    Bill,
    Cancelled,
    Declined,
    Given,
    Reason,
    Unknown,
)
from app.shipping.events import WaybillHeard
from app.shipping.models import Waybill
from app.shipping.rules import (
    CARRIER_LEASE_S,
    CARRIER_WAITS_S,
    MADE_NONE_AFTER,
    WAYBILL,
    WaybillAct,
    WaybillState,
)
from app.stations.rules import ExceptionKind
from app.stations.service import end_exception, raise_exception

Heard = Given | Declined | Unknown | Absent | Cancelled


@dataclass(frozen=True)
class Turn:
    """Who is to ask a carrier about what.

    Attributes:
        tries: how often it was queried or cancelled, this time included; 0 for the request.
        void: it is to be cancelled.
    """

    waybill_id: int
    parcel_no: str
    carrier: str
    bill: Bill
    tries: int
    void: bool


def claim(session: Session, actor: Actor, parcel_no: str) -> Turn | None:
    """Take the one turn to ask for a parcel's number; None when there is nothing to ask now.

    Raises:
        Refused: ``order.intercepted``, ``label.too_early``; ``label.waybill_unknown`` while
            an earlier request has no answer: it is queried, never repeated.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    labelling.refuse_before("label", parcel)
    waybill = locks.live_waybill(session, parcel.id)
    if waybill is None or waybill.number is not None:
        return None
    if waybill.state is WaybillState.UNKNOWN:
        name = carrier_list.named(session, actor, waybill.carrier)
        raise Refused("label.waybill_unknown", carrier=name, parcel_no=parcel_no)
    if waybill.state is not WaybillState.REQUESTED or waybill.tried_at is not None:
        return None
    waybill.tried_at, waybill.tries = clock.now(), 0
    waybill.refusal = waybill.said = None
    session.flush()
    return _turn(waybill, parcel_no)


def due(session: Session, limit: int) -> list[tuple[int, str, int]]:
    """What carriers must be asked again: keys, parcel numbers and sites, oldest try first."""
    rows = session.execute(
        sa.select(Waybill.id, Parcel.number, Parcel.warehouse_id)
        .join(Parcel, Parcel.id == Waybill.parcel_id)
        .where(_is_due(clock.now()))
        .order_by(Waybill.tried_at, Waybill.id)
        .limit(limit)
    )
    return [(key, number, site) for key, number, site in rows]


def _is_due(at: datetime) -> sa.ColumnElement[bool]:
    """Waited long enough, or left by a crash; a clock that was set back delays nothing.

    Each of the three has an index of its own: the loop asks every few seconds.
    """
    lease = timedelta(seconds=CARRIER_LEASE_S)
    set_back = Waybill.tried_at > at + lease
    left = sa.and_(
        Waybill.state == WaybillState.REQUESTED,
        Waybill.number.is_(None),
        sa.or_(Waybill.tried_at <= at - lease, set_back),
    )
    return sa.or_(left, Waybill.due_at <= at, sa.and_(Waybill.due_at > at, set_back))


def take_due(
    session: Session, actor: Actor, waybill_id: int, parcel_no: str
) -> Turn | None:
    """Take the turn to query or cancel; None when somebody else was faster.

    A request without an answer becomes unknown here at the latest.
    """
    at = clock.now()
    packing_locks.parcel_and_order(session, actor, parcel_no)
    waybill = locks.waybill_by_id(session, waybill_id)
    still = sa.select(Waybill.id).where(Waybill.id == waybill_id, _is_due(at))
    if session.scalar(still) is None:
        return None
    _lose(session, actor, waybill, parcel_no, "cut off")
    before = 0 if waybill.state is WaybillState.VOID else 1  # a query follows the request
    waybill.due_at = _next(at, waybill.tries + before)
    waybill.tries, waybill.tried_at = waybill.tries + 1, at
    session.flush()
    return _turn(waybill, parcel_no)


def note(session: Session, actor: Actor, turn: Turn, heard: Heard) -> Heard:
    """Write down what a carrier said; then the number is there, or why not, or when to ask.

    Returns:
        What stands now: a number that was known before, or is another parcel's, is not given.
    """
    packing_locks.parcel_and_order(session, actor, turn.parcel_no)
    waybill = locks.waybill_by_id(session, turn.waybill_id)
    if isinstance(heard, Given) and _is_anothers(session, waybill, heard.number):
        heard = Unknown("the number of another parcel")
    if waybill.state is WaybillState.VOID:
        _note_void(session, actor, waybill, turn, heard)
    elif waybill.number is None:
        _note_live(session, actor, waybill, turn, heard)
    elif isinstance(heard, Given) and heard.number != waybill.number:
        _tell(session, actor, waybill, turn.parcel_no, "declined", "second_number")
        heard = Given(waybill.number, waybill.route_code, waybill.carrier_ref)
    session.flush()
    return heard


def _note_live(
    session: Session, actor: Actor, waybill: Waybill, turn: Turn, heard: Heard
) -> None:
    if isinstance(heard, Given):
        _keep(session, actor, waybill, turn.parcel_no, heard)
    elif isinstance(heard, Declined):
        _miss(session, actor, waybill, turn.parcel_no, heard)
    elif isinstance(heard, Absent) and turn.tries >= MADE_NONE_AFTER:
        _miss(session, actor, waybill, turn.parcel_no, Declined(Reason.LOST))
    elif isinstance(heard, Unknown):
        _lose(session, actor, waybill, turn.parcel_no, heard.why)


def _keep(
    session: Session, actor: Actor, waybill: Waybill, parcel_no: str, given: Given
) -> None:
    waybill.number, waybill.route_code = given.number, given.route_code
    waybill.carrier_ref, waybill.due_at = given.carrier_ref, None
    _tell(session, actor, waybill, parcel_no, "given")
    _end_trouble(session, actor, parcel_no, "number known")


def _miss(
    session: Session, actor: Actor, waybill: Waybill, parcel_no: str, declined: Declined
) -> None:
    """The carrier's own word that there is no number: a person may ask for one again."""
    if WAYBILL.allows(waybill.state, WaybillAct.MISS):
        waybill.state = WAYBILL.after(waybill.state, WaybillAct.MISS)
    waybill.tried_at = waybill.due_at = None
    waybill.refusal, waybill.said = declined.reason, declined.said or None
    _tell(session, actor, waybill, parcel_no, "declined", declined.reason)
    _end_trouble(session, actor, parcel_no, "asked again")
    _trouble(session, actor, waybill, parcel_no, declined.reason)


def _lose(
    session: Session, actor: Actor, waybill: Waybill, parcel_no: str, why: str
) -> None:
    if not WAYBILL.allows(waybill.state, WaybillAct.LOSE) or waybill.number is not None:
        return
    waybill.state = WAYBILL.after(waybill.state, WaybillAct.LOSE)
    waybill.due_at = _next(clock.now(), 0)
    _tell(session, actor, waybill, parcel_no, "unknown", why)
    _trouble(session, actor, waybill, parcel_no, "no_answer")


def _note_void(
    session: Session, actor: Actor, waybill: Waybill, turn: Turn, heard: Heard
) -> None:
    """A waybill that nobody wants any more: what was made of it is cancelled."""
    parcel_no, none_made = turn.parcel_no, isinstance(heard, Declined) and not turn.void
    if isinstance(heard, Absent):
        none_made = waybill.number is not None or turn.tries >= MADE_NONE_AFTER
    if isinstance(heard, Given):  # it was voided while the carrier was asked
        _keep(session, actor, waybill, parcel_no, heard)
        waybill.due_at = clock.now()
    elif isinstance(heard, Cancelled) or none_made:
        waybill.cancelled_at, waybill.due_at = clock.now(), None
        _tell(session, actor, waybill, parcel_no, "cancelled")
        about = _about(waybill, parcel_no)
        end_exception(session, actor, ExceptionKind.WAYBILL_UNKNOWN, about, "cancelled")
    elif isinstance(heard, Declined) and heard.reason is Reason.TOO_LATE:
        waybill.refusal, waybill.said, waybill.due_at = heard.reason, heard.said or None, None
        _tell(session, actor, waybill, parcel_no, "declined", heard.reason)
        _trouble(session, actor, waybill, parcel_no, heard.reason)
    elif turn.tries >= len(CARRIER_WAITS_S):
        _trouble(session, actor, waybill, parcel_no, "not_cancelled")


def cancel_at_carrier(waybill: Waybill) -> None:
    """Have a void waybill cancelled, if its carrier was ever asked for it."""
    if waybill.tried_at is not None:
        waybill.tries, waybill.due_at = 0, clock.now()


def _turn(waybill: Waybill, parcel_no: str) -> Turn:
    bill = Bill(
        f"{waybill.transaction_id}-{waybill.id}",
        waybill.number,
        waybill.carrier_ref,
        waybill.void_reason or "",
    )
    void = waybill.state is WaybillState.VOID
    return Turn(waybill.id, parcel_no, waybill.carrier, bill, waybill.tries, void)


def _next(at: datetime, tries: int) -> datetime:
    return at + timedelta(seconds=CARRIER_WAITS_S[min(tries, len(CARRIER_WAITS_S) - 1)])


def _is_anothers(session: Session, waybill: Waybill, number: str) -> bool:
    found = session.scalar(
        sa.select(Waybill.id).where(
            Waybill.carrier == waybill.carrier,
            Waybill.number == number,
            Waybill.id != waybill.id,
        )
    )
    return found is not None


def _tell(  # noqa: PLR0917  the parts of one fact
    session: Session,
    actor: Actor,
    waybill: Waybill,
    parcel_no: str,
    heard: str,
    why: str | None = None,
) -> None:
    fact = WaybillHeard(
        parcel_no=parcel_no,
        carrier=waybill.carrier,
        heard=heard,
        why=why,
        waybill=waybill.number,
    )
    record(session, actor, fact, subject=parcel_no)


def _about(waybill: Waybill, parcel_no: str) -> str:
    """What the trouble is about; a void number's is not the parcel's any more."""
    if waybill.state is WaybillState.VOID:
        return f"{parcel_no} {waybill.number or waybill.id}"
    return parcel_no


def _trouble(
    session: Session, actor: Actor, waybill: Waybill, parcel_no: str, why: str
) -> None:
    """Tell the supervisors; *why* is a word ``board.reason.…``."""
    raise_exception(
        session,
        actor,
        ExceptionKind.WAYBILL_UNKNOWN,
        _about(waybill, parcel_no),
        parcel_no=parcel_no,
        carrier=waybill.carrier,
        reason=why,
    )


def _end_trouble(session: Session, actor: Actor, parcel_no: str, how: str) -> None:
    end_exception(session, actor, ExceptionKind.WAYBILL_UNKNOWN, parcel_no, how)
