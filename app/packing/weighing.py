"""The gate: a settled weight lets a parcel through or stops it; no other decides anything."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import bench_locks, evidence, locks, parcels, verdicts
from app.packing.contents import Contents, load
from app.packing.models import Parcel, Weighing
from app.packing.rules import WEIGHABLE, ParcelState, whole_g
from app.packing.verdicts import Judged, Measured
from app.stations import agents
from app.stations.benches import BenchData


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
    found, contents = on_scale(session, actor, parcel_no, person_id)
    if not found.provable:
        raise Refused("packing.weight.unprovable", skus=", ".join(contents.weightless))
    return found


def on_scale(
    session: Session, actor: Actor, parcel_no: str, person_id: int
) -> tuple[OnScale, Contents]:
    """As :func:`look`, for a parcel that need not be provable; with what lies in it."""
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    contents = load(session, order, parcel)
    bench = refuse_unfit(session, order, parcel, contents, person_id)
    return OnScale(bench, contents.expected_g() is not None), contents


def refuse_unfit(
    session: Session, order: Order, parcel: Parcel, contents: Contents, person_id: int
) -> BenchData:
    """The bench at which a parcel may go on the scale.

    Raises:
        Refused: ``order.intercepted``, ``packing.too_early``, ``packing.closed``,
            ``packing.not_open``, ``packing.other_person``.
    """
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
    refuse_unfit(session, order, parcel, contents, person_id)
    expected = contents.expected_g()
    if expected is None:
        raise Refused("packing.weight.unprovable", skus=", ".join(contents.weightless))
    _refuse_used_frame(session, parcel, measured.frame_id)
    mark_agent(session, parcel, measured)
    gate = contents.gate
    passed = gate.accepts(measured.weight_g, expected)
    parcel.measured_g, parcel.expected_g = whole_g(measured.weight_g), expected
    parcel.light, parcel.forced = gate.is_light(expected), False
    parcel.weighed_at = clock.now()
    off_g = measured.weight_g - expected
    causes = [] if passed else verdicts.causes_of(session, parcel, contents, off_g)
    row = verdicts.write_down(
        session, actor, parcel, contents, measured, passed=passed, causes=causes
    )
    evidence.teach(session, row, parcel, contents)
    judged = verdicts.judged(parcel, contents, expected, row)
    if passed:
        verdicts.let_through(session, actor, order, parcel, contents)
    else:
        verdicts.stop(session, actor, order, parcel, contents)
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


def mark_agent(session: Session, parcel: Parcel, measured: Measured) -> None:
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
