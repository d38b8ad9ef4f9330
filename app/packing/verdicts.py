"""What a weighing leaves behind: its row, and a parcel that is let through or stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.events import Actor, record
from app.orders.facts import about
from app.orders.models import Order
from app.packing import evidence, parcels
from app.packing.contents import Contents
from app.packing.events import ParcelBlocked, ParcelWeighed
from app.packing.models import Parcel, ParcelUnit, Weighing
from app.packing.rules import Cause, ParcelAct, likely_causes, whole_g
from app.stations.rules import ExceptionKind
from app.stations.service import end_exception, raise_exception


@dataclass(frozen=True)
class Measured:
    """One settled reading.

    Attributes:
        weight_g: exact grams.
        frame_id: names the frame, so that it cannot decide about two parcels.
        source: ``scale``, ``agent`` (its answer), ``pushed`` (the agent's own word) or
            ``manual``.
        reason: why it was typed in, for ``manual``.
    """

    weight_g: Decimal
    raw_hex: str
    frame_id: str | None
    source: str
    reason: str | None = None


@dataclass(frozen=True)
class Judged:
    """What the gate said; ``low_g`` and ``high_g`` are the lightest and heaviest that pass."""

    passed: bool
    grams: int
    expected_g: Decimal
    low_g: int
    high_g: int
    light: bool
    blocks: int
    causes: list[Cause]
    unusual: bool


def write_down(
    session: Session,
    actor: Actor,
    parcel: Parcel,
    contents: Contents,
    measured: Measured,
    *,
    passed: bool,
    causes: Sequence[Cause] = (),
    approved_by: str | None = None,
) -> Weighing:
    """Keep what was measured, with all that was known of the parcel then."""
    like = None if approved_by else evidence.equals(session, parcel, contents)
    row = Weighing(
        parcel_id=parcel.id,
        bench_id=parcel.bench_id,
        at=clock.now(),
        actor=actor.name,
        grams=whole_g(measured.weight_g),
        weight_g=measured.weight_g,
        expected_g=parcel.expected_g or Decimal(0),
        percent=contents.gate.percent,
        verdict="pass" if passed else "block",
        raw_hex=measured.raw_hex[:200],
        frame_id=measured.frame_id,
        source=measured.source,
        reason=measured.reason,
        approved_by=approved_by,
        evidence=evidence.seen(measured.weight_g, contents, causes, like),
    )
    session.add(row)
    session.flush()
    return row


def causes_of(
    session: Session, parcel: Parcel, contents: Contents, off_g: Decimal
) -> list[Cause]:
    """What would explain that the scale is off by so many grams, likeliest first."""
    boxes = evidence.other_boxes(session, parcel, contents)
    return likely_causes(off_g, contents.packed(), contents.gate.percent, boxes)


def judged(parcel: Parcel, contents: Contents, expected: Decimal, row: Weighing) -> Judged:
    """What the gate said, for who asked."""
    low_g, high_g = contents.gate.band(expected)
    passed = row.verdict == "pass"
    return Judged(
        passed=passed,
        grams=row.grams,
        expected_g=expected,
        low_g=low_g,
        high_g=high_g,
        light=parcel.light,
        blocks=parcel.blocks + (0 if passed else 1),
        causes=[Cause(**one) for one in row.evidence["causes"]],
        unusual=passed and row.evidence["unusual"],
    )


def _weighed(order: Order, parcel: Parcel, contents: Contents) -> dict[str, Any]:
    """What both verdicts tell: whose parcel weighed how much, and between what it should."""
    low_g, high_g = contents.gate.band(parcel.expected_g or Decimal(0))
    return about(order) | {
        "parcel_no": parcel.number,
        "grams": parcel.measured_g or 0,
        "expected_g": str(parcel.expected_g),
        "low_g": low_g,
        "high_g": high_g,
    }


def let_through(
    session: Session,
    actor: Actor,
    order: Order,
    parcel: Parcel,
    contents: Contents,
    *,
    approved_by: str | None = None,
    reason: str | None = None,
) -> None:
    """The parcel has passed, by its weight or on the word of *approved_by*; the hub is told."""
    forced = approved_by is not None
    parcels.move(session, actor, order, parcel, ParcelAct.FORCE if forced else ParcelAct.PASS)
    fact = ParcelWeighed(
        **_weighed(order, parcel, contents),
        light=parcel.light,
        forced=forced,
        approved_by=approved_by,
        reason=reason,
    )
    record(session, actor, fact, subject=parcel.number)
    resolution = "forced pass" if forced else "weighed again"
    end_exception(session, actor, ExceptionKind.WEIGHT_BLOCK, parcel.number, resolution)
    parcels.pack_if_complete(session, actor, order, contents)


def stop(
    session: Session, actor: Actor, order: Order, parcel: Parcel, contents: Contents
) -> None:
    """The parcel is blocked, every unit to be checked again; hub and supervisors are told."""
    parcels.move(session, actor, order, parcel, ParcelAct.BLOCK)
    parcels.unpack(session, actor, order)
    parcel.blocks += 1
    session.execute(
        sa.update(ParcelUnit).where(ParcelUnit.parcel_id == parcel.id).values(checked=0)
    )
    told = _weighed(order, parcel, contents)
    fact = ParcelBlocked(**told, blocks=parcel.blocks)
    record(session, actor, fact, subject=parcel.number)
    raise_exception(
        session,
        actor,
        ExceptionKind.WEIGHT_BLOCK,
        parcel.number,
        order_no=order.number,
        grams=parcel.measured_g,
        low_g=told["low_g"],
        high_g=told["high_g"],
    )
