"""The scale's URLs: weigh, let pass on a supervisor's word, the tolerance in force."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from app.core import db
from app.core.api import caller
from app.core.errors import Refused
from app.core.events import Actor
from app.packing import overriding, queries, service, telling, weighing
from app.packing.bodies import GateBody, GateRule, Override, WeighBody, WeighResult
from app.packing.rules import GATE
from app.packing.urls import AT_WORK, bp, worker
from app.packing.verdicts import Measured
from app.people import pins
from app.stations import devices
from app.stations.benches import BenchData
from app.stations.service import bench_by_id, site_rule

NO_DECISION = tuple(
    f"packing.weight.{reason}"
    for reason in (
        "no_reading",
        "unstable",
        "stale",
        "negative",
        "zero",
        "overload",
        "unit_changed",
        "not_zeroed",
        "nan",
        "other_parcel",
        "unprovable",
        "not_commissioned",
    )
)


@bp.post(
    "/api/v1/parcels/<parcel_no>/weigh",
    needs="weigh.parcel",
    body=WeighBody,
    body_optional=True,
    answer=WeighResult,
    errors=(
        *AT_WORK,
        *NO_DECISION,
        "packing.too_early",
        "packing.closed",
        "agent.no_bench",
        "agent.other_bench",
    ),
)
def weigh(parcel_no: str, body: WeighBody | None) -> WeighResult:
    """Weigh the parcel: without a body, on this bench's scale."""
    if caller().kind == "machine":
        return _weigh_by_agent(parcel_no, body or WeighBody())
    actor, person_id = worker()
    if body == WeighBody():
        body = None
    if body is not None and not caller().may("weigh.manual"):
        raise Refused("auth.permission", permission="weigh.manual")
    found = weighing.look(db.reading(), actor, parcel_no, person_id)
    db.reading().rollback()  # no read snapshot or lock may wait for a device
    if body is not None:
        return _judge(parcel_no, telling.typed(body), person_id)
    with devices.turn(found.bench):
        reading = _read(found.bench)
        judged = _judge(parcel_no, _measured(reading), person_id)
        devices.mark_parcel(found.bench, reading.frame_no)
    return judged


def _weigh_by_agent(parcel_no: str, body: WeighBody) -> WeighResult:
    """The bench's agent saw the parcel come to rest; it weighs for whoever packs there."""
    who = caller()
    if who.bench_id is None:
        raise Refused("agent.no_bench")
    bench = bench_by_id(db.reading(), who.bench_id)
    if devices.lacks_proof(bench):
        raise Refused("packing.weight.not_commissioned", bench=bench.code)
    person_id = weighing.packs_at(db.reading(), who.actor, parcel_no, bench)
    weighing.look(db.reading(), who.actor, parcel_no, person_id)
    db.reading().rollback()
    if devices.lacks_proof(bench):
        raise Refused("packing.weight.not_commissioned", bench=bench.code)
    return _judge(parcel_no, telling.by_agent(body, bench.code), person_id)


def _read(bench: BenchData) -> devices.Reading:
    try:
        return devices.weigh(bench)
    except devices.NoWeightError as error:
        raise Refused(f"packing.weight.{error.reason}", bench=bench.code) from None


def _measured(reading: devices.Reading) -> Measured:
    return Measured(reading.weight_g, reading.raw_hex, reading.frame_id, reading.source)


def _judge(parcel_no: str, measured: Measured, person_id: int) -> WeighResult:
    actor = caller().actor
    tell = telling.teller()

    def work(session: Session) -> WeighResult:
        judged = weighing.weigh(session, actor, parcel_no, person_id, measured)
        return tell(judged, queries.parcel_view(session, actor, parcel_no))

    return db.in_transaction(work)


@bp.post(
    "/api/v1/parcels/<parcel_no>/override",
    needs="pack.work",
    body=Override,
    answer=WeighResult,
    errors=(
        *AT_WORK,
        *NO_DECISION,
        "packing.too_early",
        "packing.closed",
        "packing.override_early",
        "auth.bad_pin",
        "auth.locked",
    ),
)
def override(parcel_no: str, body: Override) -> WeighResult:
    """Let a blocked parcel pass on a supervisor's badge, PIN and reason."""
    actor, person_id = worker()
    found = overriding.refuse_override(db.reading(), actor, parcel_no, person_id)
    db.reading().rollback()
    device_id = caller().device_id
    assert device_id is not None  # a person always has one
    with db.unkeyed():
        approver = pins.approve(body.badge, body.pin, "weigh.override", device_id)
    tell = telling.teller()

    def force(measured: Measured | None) -> WeighResult:
        def work(session: Session) -> WeighResult:
            judged = overriding.override(
                session,
                actor,
                parcel_no,
                person_id,
                approver=approver,
                reason=body.reason,
                measured=measured,
            )
            return tell(judged, queries.parcel_view(session, actor, parcel_no))

        return db.in_transaction(work)

    if found.provable:
        return force(None)
    with devices.turn(found.bench):
        reading = _read(found.bench)
        judged = force(_measured(reading))
        devices.mark_parcel(found.bench, reading.frame_no)
    return judged


@bp.get("/api/v1/gate", needs="pack.work", answer=GateRule)
def show_gate() -> GateRule:
    """The tolerance in force."""
    return _gate(db.reading(), caller().actor)


@bp.post(
    "/api/v1/gate",
    needs="config.gate",
    body=GateBody,
    answer=GateRule,
    errors=("packing.gate_too_wide",),
)
def set_gate(body: GateBody) -> GateRule:
    """Set the tolerance: a new version of the rule, on record."""
    actor = caller().actor

    def work(session: Session) -> GateRule:
        service.set_gate(
            session,
            actor,
            Decimal(str(body.percent)),
            {code: Decimal(str(one)) for code, one in body.carriers.items()},
            {code: Decimal(str(one)) for code, one in body.skus.items()},
            light_divisions=body.light_divisions,
        )
        session.flush()
        return _gate(session, actor)

    return db.in_transaction(work)


def _gate(session: Session, actor: Actor) -> GateRule:
    rule = site_rule(session, actor.warehouse_id, "gate", GATE)
    return GateRule(
        percent=float(rule["percent"]),
        carriers={code: float(one) for code, one in rule["carriers"].items()},
        skus={code: float(one) for code, one in rule["skus"].items()},
        light_divisions=bool(rule["light_divisions"]),
    )
