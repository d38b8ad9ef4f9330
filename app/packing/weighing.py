"""The gate: a settled weight lets a parcel through or stops it; no other decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.facts import about
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import bench_locks, evidence, locks, parcels
from app.packing.contents import Contents, load
from app.packing.events import ParcelBlocked, ParcelWeighed
from app.packing.models import Parcel, ParcelUnit, Weighing
from app.packing.rules import (
    OVERRIDE_FROM,
    WEIGHABLE,
    Cause,
    ParcelAct,
    ParcelState,
    likely_causes,
    whole_g,
)
from app.stations import agents
from app.stations.benches import BenchData
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


@dataclass(frozen=True)
class OnScale:
    """What must be known before the scale is read."""

    bench: BenchData
    provable: bool


def look(session: Session, actor: Actor, parcel_no: str, person_id: int) -> OnScale:
    """Refuse before the device is touched what the gate would refuse anyway.

    Raises:
        Refused: ``packing.too_early`` and what is missing, ``packing.not_open``,
            ``packing.other_person``, ``packing.weight.unprovable``, ``order.intercepted``.
    """
    found, contents = _on_scale(session, actor, parcel_no, person_id)
    if not found.provable:
        raise Refused("packing.weight.unprovable", skus=", ".join(contents.weightless))
    return found


def _on_scale(
    session: Session, actor: Actor, parcel_no: str, person_id: int
) -> tuple[OnScale, Contents]:
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    contents = load(session, order, parcel)
    bench = _refuse_unfit(session, order, parcel, contents, person_id)
    return OnScale(bench, contents.expected_g() is not None), contents


def _refuse_unfit(
    session: Session, order: Order, parcel: Parcel, contents: Contents, person_id: int
) -> BenchData:
    refuse_if_stopped(order)
    if parcel.state is ParcelState.OPEN:
        missing = parcels.missing_to_seal(contents)
        raise Refused("packing.too_early", parcel_no=parcel.number, missing=missing)
    if parcel.state not in WEIGHABLE:
        raise Refused("packing.closed", parcel_no=parcel.number, state=parcel.state)
    return bench_locks.held_by(session, order, person_id)


def weigh(
    session: Session, actor: Actor, parcel_no: str, person_id: int, measured: Measured
) -> Judged:
    """Let a parcel through the gate, or stop it for a re-check.

    Raises:
        Refused: ``packing.weight.unprovable``, ``packing.weight.other_parcel`` and what
            :func:`look` says.
    """
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    contents = load(session, order, parcel)
    _refuse_unfit(session, order, parcel, contents, person_id)
    expected = contents.expected_g()
    if expected is None:
        raise Refused("packing.weight.unprovable", skus=", ".join(contents.weightless))
    _refuse_used_frame(session, parcel, measured.frame_id)
    _mark_agent(session, parcel, measured)
    gate = contents.gate
    passed = gate.accepts(measured.weight_g, expected)
    parcel.measured_g, parcel.expected_g = whole_g(measured.weight_g), expected
    parcel.light, parcel.forced = gate.is_light(expected), False
    parcel.weighed_at = clock.now()
    causes = [] if passed else _causes(session, parcel, contents, measured.weight_g - expected)
    row = _write_down(
        session, actor, parcel, contents, measured, passed=passed, causes=causes
    )
    evidence.teach(session, row, parcel, contents)
    judged = _judged(parcel, contents, expected, row)
    if passed:
        _let_through(session, actor, order, parcel, contents)
    else:
        _stop(session, actor, order, parcel, contents)
    return judged


def packs_at(session: Session, actor: Actor, parcel_no: str, bench: BenchData) -> int:
    """Who packs this parcel at this bench.

    Raises:
        Refused: ``packing.unknown_parcel``, ``packing.not_open``, ``agent.other_bench``.
    """
    _, order = locks.parcel_and_order(session, actor, parcel_no)
    held = locks.lock_of_order(session, order.id)
    if held is None:
        raise Refused("packing.not_open", order_no=order.number)
    if held.bench_id != bench.id:
        raise Refused("agent.other_bench", bench=bench.code)
    return held.person_id


def _mark_agent(session: Session, parcel: Parcel, measured: Measured) -> None:
    """In the same commit: the next weight at this bench wants an empty pan in between.

    A server that dies after the commit has told the agent's scale so all the same.
    """
    if measured.source not in {"agent", "pushed"} or parcel.bench_id is None:
        return
    if measured.source == "pushed":
        why_not = agents.may_weigh(session, parcel.bench_id)
        if why_not is not None:
            raise Refused(f"packing.weight.{why_not}", bench="")
    frame_id = measured.frame_id or ""
    agents.mark(session, parcel.bench_id, frame_id.partition("/")[2])


def _refuse_used_frame(session: Session, parcel: Parcel, frame_id: str | None) -> None:
    if frame_id is None:
        return
    used = session.scalar(sa.select(Weighing.parcel_id).where(Weighing.frame_id == frame_id))
    if used is not None:
        code = "stale" if used == parcel.id else "other_parcel"
        raise Refused(f"packing.weight.{code}", parcel_no=parcel.number)


def _write_down(
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


def _causes(
    session: Session, parcel: Parcel, contents: Contents, off_g: Decimal
) -> list[Cause]:
    boxes = evidence.other_boxes(session, parcel, contents)
    return likely_causes(off_g, contents.packed(), contents.gate.percent, boxes)


def _judged(parcel: Parcel, contents: Contents, expected: Decimal, row: Weighing) -> Judged:
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


def _let_through(
    session: Session,
    actor: Actor,
    order: Order,
    parcel: Parcel,
    contents: Contents,
    *,
    approved_by: str | None = None,
    reason: str | None = None,
) -> None:
    forced = approved_by is not None
    parcels.move(session, actor, order, parcel, ParcelAct.FORCE if forced else ParcelAct.PASS)
    low_g, high_g = contents.gate.band(parcel.expected_g or Decimal(0))
    fact = ParcelWeighed(
        **about(order),
        parcel_no=parcel.number,
        grams=parcel.measured_g or 0,
        expected_g=str(parcel.expected_g),
        low_g=low_g,
        high_g=high_g,
        light=parcel.light,
        forced=forced,
        approved_by=approved_by,
        reason=reason,
    )
    record(session, actor, fact, subject=parcel.number)
    resolution = "forced pass" if forced else "weighed again"
    end_exception(session, actor, ExceptionKind.WEIGHT_BLOCK, parcel.number, resolution)
    parcels.pack_if_complete(session, actor, order, contents)


def _stop(
    session: Session, actor: Actor, order: Order, parcel: Parcel, contents: Contents
) -> None:
    parcels.move(session, actor, order, parcel, ParcelAct.BLOCK)
    parcels.unpack(session, actor, order)
    parcel.blocks += 1
    session.execute(
        sa.update(ParcelUnit).where(ParcelUnit.parcel_id == parcel.id).values(checked=0)
    )
    low_g, high_g = contents.gate.band(parcel.expected_g or Decimal(0))
    fact = ParcelBlocked(
        **about(order),
        parcel_no=parcel.number,
        grams=parcel.measured_g or 0,
        expected_g=str(parcel.expected_g),
        low_g=low_g,
        high_g=high_g,
        blocks=parcel.blocks,
    )
    record(session, actor, fact, subject=parcel.number)
    raise_exception(
        session,
        actor,
        ExceptionKind.WEIGHT_BLOCK,
        parcel.number,
        order_no=order.number,
        grams=parcel.measured_g,
        low_g=low_g,
        high_g=high_g,
    )


def refuse_override(session: Session, actor: Actor, parcel_no: str, person_id: int) -> OnScale:
    """Refuse a forced pass before anybody types a PIN for nothing.

    Raises:
        Refused: ``packing.override_early``: from the second block on, or for a parcel with a
            SKU whose weight nobody knows; and what :func:`look` says.
    """
    found, _ = _on_scale(session, actor, parcel_no, person_id)
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
    _refuse_unfit(session, order, parcel, contents, person_id)
    expected = contents.expected_g()
    if expected is not None or measured is None:
        _refuse_early(parcel)
        measured = _last(session, parcel)
    parcel.measured_g = whole_g(measured.weight_g)
    parcel.forced, parcel.weighed_at = True, clock.now()
    _mark_agent(session, parcel, measured)
    forced = Measured(measured.weight_g, measured.raw_hex, None, "forced", reason)
    row = _write_down(
        session, actor, parcel, contents, forced, passed=True, approved_by=approver
    )
    judged = _judged(parcel, contents, expected or Decimal(parcel.measured_g), row)
    _let_through(session, actor, order, parcel, contents, approved_by=approver, reason=reason)
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
