"""The bench's URLs, step by step: open, check, box, weigh, park."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import msgspec
import sqlalchemy as sa
from flask import Response, render_template
from sqlalchemy.orm import Session

from app.core import clock, db, problems
from app.core.api import Room, caller
from app.core.errors import Refused
from app.core.events import Actor
from app.packing import checking, lookup, queries, service, shorts, telling, weighing
from app.packing.bodies import (
    Boxes,
    BoxLine,
    GateBody,
    GateRule,
    OneScan,
    OpenedBench,
    Override,
    Parked,
    Scanned,
    ScanResult,
    ScanResults,
    Scans,
    ShortBody,
    WeighBody,
    WeighResult,
)
from app.packing.checking import Answer, Scan
from app.packing.models import Box
from app.packing.queries import AtBench, ParcelView
from app.packing.rules import GATE
from app.packing.weighing import Measured
from app.people import pins
from app.stations import devices
from app.stations.benches import BenchData, benches
from app.stations.service import bench_by_code, bench_by_id, site_rule

bp = Room("packing", __name__)

BOXES_ON_CARD = 10

AT_ONCE = 20
"""Scans judged in one transaction: it stays short, and each id counts once anyway."""
AT_WORK = (
    "packing.unknown_parcel",
    "packing.not_open",
    "packing.other_person",
    "order.intercepted",
)
OPENING = (
    "station.unknown_bench",
    "station.not_ready",
    "packing.unknown_code",
    "packing.tote_empty",
    "packing.tote_going_back",
    "packing.not_picked",
    "packing.not_sorted",
    "packing.tote_for_wall",
    "packing.other_bench",
    "packing.bench_busy",
    "packing.no_order_left",
    "order.intercepted",
)
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
    "/api/v1/benches/<code>/open",
    needs="pack.work",
    body=Scanned,
    answer=OpenedBench,
    errors=OPENING,
)
def open_bench(code: str, body: Scanned) -> OpenedBench:
    """Open a tote, an order or a parcel at a bench; in the single lane, an item."""
    return _open(code, body, service.open_at)


@bp.post(
    "/api/v1/benches/<code>/take-over",
    needs="pack.work",
    body=Scanned,
    answer=OpenedBench,
    errors=OPENING,
)
def take_over(code: str, body: Scanned) -> OpenedBench:
    """Fetch an order from the bench that has it."""
    return _open(code, body, service.take_over)


@bp.get(
    "/api/v1/benches/<code>",
    needs="pack.work",
    answer=AtBench,
    errors=("station.unknown_bench",),
)
def at_bench(code: str) -> AtBench:
    """What the bench is working on; a page that was reloaded goes on with it."""
    bench = bench_by_code(db.reading(), caller().actor, code)
    return queries.at_bench(db.reading(), bench.id, bench.code)


Opening = Callable[[Session, Actor, BenchData, str, int], service.Opened]


def _open(code: str, body: Scanned, verb: Opening) -> OpenedBench:
    actor, person_id = _worker()
    bench = bench_by_code(db.reading(), actor, code)
    if not _is_here(bench, actor, body.code.strip()):
        db.reading().rollback()  # no read snapshot may wait for a device
        _refuse_unready(bench)

    def work(session: Session) -> OpenedBench:
        found = verb(session, actor, bench, body.code, person_id)
        if found.parcel_no is None:
            assert found.tote is not None
            lane = queries.lane_view(session, bench.code, bench.warehouse_id, found.tote)
            return OpenedBench(None, None, [], lane.tote, lane.units, None)
        view = queries.parcel_view(session, actor, found.parcel_no)
        return OpenedBench(view.order_no, view.parcel_no, view.lines, view.tote, None, view)

    return db.in_transaction(work)


def _is_here(bench: BenchData, actor: Actor, code: str) -> bool:
    """A reload, or an item of the tote on the bench: a parcel may lie on the scale."""
    here = queries.at_bench(db.reading(), bench.id, bench.code)
    if here.person is None:
        return False
    found = lookup.find(db.reading(), actor, code)
    if found is None:
        return here.tote is not None
    return queries.has(db.reading(), bench.id, found.order_id, found.tote_id)


def _refuse_unready(bench: BenchData) -> None:
    """The scale answers and reads zero, the printer is ready, or the bench does not open."""
    found = {
        "/scale": devices.scale_trouble(bench),
        "/printer": devices.printer_trouble(bench),
    }
    texts, language = problems.catalogue(), problems.language()
    errors = [
        {"pointer": where, "code": code, "detail": texts.say(code, language)}
        for where, code in found.items()
        if code is not None
    ]
    if errors:
        what = ("; " if language == "en" else "；").join(one["detail"] for one in errors)
        raise Refused("station.not_ready", errors=errors, bench=bench.code, what=what)


@bp.get(
    "/api/v1/parcels/<parcel_no>",
    needs="pack.work",
    answer=ParcelView,
    errors=("packing.unknown_parcel",),
)
def show_parcel(parcel_no: str) -> ParcelView:
    """A parcel with all that its next step needs."""
    return queries.parcel_view(db.reading(), caller().actor, parcel_no)


@bp.post(
    "/api/v1/parcels/<parcel_no>/scan",
    needs="pack.work",
    body=Scans,
    answer=ScanResults,
    errors=("packing.unknown_parcel", "packing.not_open", "packing.other_person"),
)
def scan(parcel_no: str, body: Scans) -> ScanResults:
    """Scan items into the box; each scan_id counts once."""
    return _scans(parcel_no, body, checking.scan)


@bp.post(
    "/api/v1/parcels/<parcel_no>/unscan",
    needs="pack.work",
    body=Scans,
    answer=ScanResults,
    errors=("packing.unknown_parcel", "packing.not_open", "packing.other_person"),
)
def unscan(parcel_no: str, body: Scans) -> ScanResults:
    """Take items out of the box again; each scan_id counts once."""
    return _scans(parcel_no, body, checking.unscan)


Judge = Callable[[Session, Actor, str, int, list[Scan]], list[Answer]]


def _scans(parcel_no: str, body: Scans, judge: Judge) -> ScanResults:
    actor, person_id = _worker()
    scans, speak = _each(body), telling.speaker()
    told: list[ScanResult] = []

    def work(session: Session, some: list[Scan]) -> ScanResults:
        answers = judge(session, actor, parcel_no, person_id, some)
        view = queries.parcel_view(session, actor, parcel_no)
        return ScanResults([*told, *(speak(answer) for answer in answers)], view)

    with db.unkeyed():
        while len(scans) > AT_ONCE:
            some, scans = scans[:AT_ONCE], scans[AT_ONCE:]
            told = db.in_transaction(functools.partial(work, some=some)).results
    return db.in_transaction(functools.partial(work, some=scans))


def _each(body: Scans) -> list[Scan]:
    single = body.scan_id is not None and body.code is not None
    if single == (body.scans is not None):
        raise Refused(
            "request.invalid", errors=[{"pointer": "/scans", "code": "field.either"}]
        )
    if body.scans is not None:
        return [_scan(one) for one in body.scans]
    assert body.scan_id is not None
    assert body.code is not None
    return [Scan(body.scan_id, body.code, body.quantity, body.at)]


def _scan(one: OneScan) -> Scan:
    return Scan(one.scan_id, one.code, one.quantity, one.at)


@bp.get("/api/v1/boxes", needs="pack.work", answer=Boxes)
def list_boxes() -> Boxes:
    """The boxes of the site, lightest first."""
    rows = db.reading().scalars(
        sa.select(Box)
        .where(Box.warehouse_id == caller().actor.warehouse_id)
        .order_by(Box.tare_g, Box.code)
    )
    return Boxes(
        [
            BoxLine(row.code, float(row.tare_g), row.length_mm, row.width_mm, row.height_mm)
            for row in rows
        ]
    )


@bp.post(
    "/api/v1/parcels/<parcel_no>/box",
    needs="pack.work",
    body=Scanned,
    answer=ParcelView,
    errors=(*AT_WORK, "packing.unknown_box", "packing.closed"),
)
def choose_box(parcel_no: str, body: Scanned) -> ParcelView:
    """Choose the box the goods travel in."""
    actor, person_id = _worker()

    def work(session: Session) -> ParcelView:
        checking.box(session, actor, parcel_no, person_id, body.code)
        return queries.parcel_view(session, actor, parcel_no)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/orders/<order_no>/parcels",
    needs="pack.work",
    answer=ParcelView,
    errors=(
        "order.unknown",
        "order.intercepted",
        "packing.not_open",
        "packing.other_person",
        "packing.nothing_left",
        "packing.too_early",
    ),
)
def next_parcel(order_no: str) -> ParcelView:
    """Close the box at hand and begin another one for the same order."""
    actor, person_id = _worker()

    def work(session: Session) -> ParcelView:
        number = service.next_parcel(session, actor, order_no, person_id)
        return queries.parcel_view(session, actor, number)

    return db.in_transaction(work)


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
    actor, person_id = _worker()
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
    actor, person_id = _worker()
    found = weighing.refuse_override(db.reading(), actor, parcel_no, person_id)
    db.reading().rollback()
    device_id = caller().device_id
    assert device_id is not None  # a person always has one
    with db.unkeyed():
        approver = pins.approve(body.badge, body.pin, "weigh.override", device_id)
    tell = telling.teller()

    def force(measured: Measured | None) -> WeighResult:
        def work(session: Session) -> WeighResult:
            judged = weighing.override(
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


@bp.post(
    "/api/v1/parcels/<parcel_no>/park",
    needs="pack.work",
    answer=Parked,
    errors=("packing.unknown_parcel", "packing.closed"),
)
def park(parcel_no: str) -> Parked:
    """Put the parcel into a numbered slot and free the bench."""
    actor = caller().actor
    return db.in_transaction(lambda s: Parked(parcel_no, service.park(s, actor, parcel_no)))


@bp.post(
    "/api/v1/parcels/<parcel_no>/short",
    needs="pack.work",
    body=ShortBody,
    body_optional=True,
    answer=Parked,
    errors=(*AT_WORK, "packing.closed", "packing.nothing_missing"),
)
def short(parcel_no: str, body: ShortBody | None) -> Parked:
    """Say that what is left to scan is not there; the hub decides about the order."""
    actor, person_id = _worker()
    line_no = body.line_no if body else None
    return db.in_transaction(
        lambda s: Parked(parcel_no, shorts.short(s, actor, parcel_no, person_id, line_no))
    )


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


def _worker() -> tuple[Actor, int]:
    """Who packs: a person; a machine has no hands."""
    who = caller()
    if who.person_id is None:
        raise Refused("auth.permission", permission="pack.work")
    return who.actor, who.person_id


@bp.page("/bench", needs="pack.work")
def benches_page() -> str:
    """Which bench is this?"""
    codes = [row.code for row in benches(db.reading(), caller().actor.warehouse_id)]
    return render_template("packing/benches.html", benches=codes)


@bp.page("/commands.pdf", needs="pack.work")
def command_card() -> Response:
    """The card by the packer's hand: every command, and the smallest boxes, as bar codes."""
    import labels

    boxes = [
        labels.CardBox(code=one.box, size=f"{one.length_mm}×{one.width_mm}×{one.height_mm} mm")
        for one in list_boxes().boxes[:BOXES_ON_CARD]
    ]
    language: Literal["zh", "en"] = "en" if caller().language == "en" else "zh"
    return Response(labels.command_card(language, boxes), content_type="application/pdf")


@bp.page("/bench/<code>", needs="pack.work", errors=("station.unknown_bench",))
def bench_page(code: str) -> str:
    """The bench's page; it goes on with what the bench is working on."""
    actor = caller().actor
    bench = bench_by_code(db.reading(), actor, code)
    here = queries.at_bench(db.reading(), bench.id, bench.code)
    parcel = here.parcel_no and queries.parcel_view(db.reading(), actor, here.parcel_no)
    lane = None
    if here.tote and not parcel:
        lane = queries.lane_view(db.reading(), bench.code, actor.warehouse_id, here.tote)
    data = {
        "bench": bench.code,
        "parcel": msgspec.to_builtins(parcel) if parcel else None,
        "lane": msgspec.to_builtins(lane) if lane else None,
        "size": bench.label_size,
        "boxes": msgspec.to_builtins(list_boxes().boxes),
        "now": clock.now().isoformat(),
    }
    return render_template(
        "packing/bench.html", bench=bench.code, person=caller().name, page_data=data
    )
