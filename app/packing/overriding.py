"""A forced pass: what the gate cannot let through goes on a supervisor's word, on record."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.packing import locks, verdicts, weighing
from app.packing.contents import load
from app.packing.models import Parcel, Weighing
from app.packing.rules import OVERRIDE_FROM, ParcelState, whole_g
from app.packing.verdicts import Judged, Measured
from app.packing.weighing import OnScale
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception


def refuse_override(session: Session, actor: Actor, parcel_no: str, person_id: int) -> OnScale:
    """Refuse a forced pass before anybody types a PIN for nothing.

    Raises:
        Refused: ``packing.override_early``: from the second block on, or for a parcel with a
            SKU whose weight nobody knows; and what :func:`app.packing.weighing.look` says.
    """
    found, _ = weighing.on_scale(session, actor, parcel_no, person_id)
    parcel, _ = locks.parcel_and_order(session, actor, parcel_no)
    if found.provable:
        _refuse_early(parcel)
    return found


def _refuse_early(parcel: Parcel) -> None:
    if parcel.state is not ParcelState.BLOCKED or parcel.blocks < OVERRIDE_FROM:
        raise Refused("packing.override_early", parcel_no=parcel.number, blocks=parcel.blocks)


def override(
    session: Session,
    actor: Actor,
    parcel_no: str,
    person_id: int,
    *,
    approver: str,
    reason: str,
    measured: Measured | None,
) -> Judged:
    """Let a parcel pass on a supervisor's word.

    Args:
        session: the open transaction.
        actor: who works at the bench.
        parcel_no: the parcel.
        person_id: who works at the bench.
        approver: badge of who proved a moment ago to have ``weigh.override``.
        reason: in the approver's words.
        measured: a fresh reading, for a parcel that cannot be proven; else the weight of the
            last block stands.

    Raises:
        Refused: as :func:`refuse_override`.
    """
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    contents = load(session, order, parcel)
    weighing.refuse_unfit(session, order, parcel, contents, person_id)
    expected = contents.expected_g()
    if expected is not None or measured is None:
        _refuse_early(parcel)
        measured = _last(session, parcel)
    else:
        weighing.mark_agent(session, parcel, measured)
    parcel.measured_g = whole_g(measured.weight_g)
    parcel.forced, parcel.weighed_at = True, clock.now()
    forced = Measured(measured.weight_g, measured.raw_hex, None, "forced", reason)
    row = verdicts.write_down(
        session, actor, parcel, contents, forced, passed=True, approved_by=approver
    )
    judged = verdicts.judged(parcel, contents, expected or Decimal(parcel.measured_g), row)
    verdicts.let_through(
        session, actor, order, parcel, contents, approved_by=approver, reason=reason
    )
    raise_exception(
        session,
        actor,
        ExceptionKind.OVERRIDE,
        parcel.number,
        order_no=order.number,
        grams=parcel.measured_g,
        approved_by=approver,
        reason=reason,
    )
    return judged


def _last(session: Session, parcel: Parcel) -> Measured:
    row = session.scalars(
        sa.select(Weighing)
        .where(Weighing.parcel_id == parcel.id)
        .order_by(Weighing.id.desc())
        .limit(1)
    ).one()
    return Measured(row.weight_g, row.raw_hex, None, row.source)
