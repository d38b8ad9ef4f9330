"""The bench's URLs, step by step: open, check, box, park; the scale's are in weigh_views.py."""

from __future__ import annotations

import functools
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.core import db, problems
from app.core.api import caller
from app.core.errors import Refused
from app.core.events import Actor
from app.packing import (
    bench_pages,
    checking,
    lookup,
    proposal_views,
    queries,
    service,
    shorts,
    telling,
    weigh_views,
)
from app.packing.bodies import (
    OneScan,
    OpenedBench,
    Parked,
    Scanned,
    ScanResult,
    ScanResults,
    Scans,
    ShortBody,
)
from app.packing.queries import AtBench, ParcelView
from app.packing.scans import Answer, Scan
from app.packing.urls import AT_WORK, bp, worker
from app.stations import devices
from app.stations.benches import BenchData
from app.stations.service import bench_by_code

__all__ = ["bench_pages", "bp", "proposal_views", "weigh_views"]

AT_ONCE = 20
"""Scans judged in one transaction: it stays short, and each id counts once anyway."""
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
    actor, person_id = worker()
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
    errors=AT_WORK,
)
def scan(parcel_no: str, body: Scans) -> ScanResults:
    """Scan items into the box; each scan_id counts once."""
    return _scans(parcel_no, body, checking.scan)


@bp.post(
    "/api/v1/parcels/<parcel_no>/unscan",
    needs="pack.work",
    body=Scans,
    answer=ScanResults,
    errors=AT_WORK,
)
def unscan(parcel_no: str, body: Scans) -> ScanResults:
    """Take items out of the box again; each scan_id counts once."""
    return _scans(parcel_no, body, checking.unscan)


Judge = Callable[[Session, Actor, str, int, list[Scan]], list[Answer]]


def _scans(parcel_no: str, body: Scans, judge: Judge) -> ScanResults:
    actor, person_id = worker()
    scans, speak = _each(body), telling.speaker()
    told: list[ScanResult] = []

    def judged(session: Session, some: list[Scan]) -> list[ScanResult]:
        return [speak(one) for one in judge(session, actor, parcel_no, person_id, some)]

    def last(session: Session) -> ScanResults:
        answers = judged(session, scans)
        return ScanResults([*told, *answers], queries.parcel_view(session, actor, parcel_no))

    with db.unkeyed():
        while len(scans) > AT_ONCE:
            some, scans = scans[:AT_ONCE], scans[AT_ONCE:]
            told += db.in_transaction(functools.partial(judged, some=some))
    return db.in_transaction(last)


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


@bp.post(
    "/api/v1/parcels/<parcel_no>/box",
    needs="pack.work",
    body=Scanned,
    answer=ParcelView,
    errors=(*AT_WORK, "packing.unknown_box", "packing.closed"),
)
def choose_box(parcel_no: str, body: Scanned) -> ParcelView:
    """Choose the box the goods travel in."""
    actor, person_id = worker()

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
    actor, person_id = worker()

    def work(session: Session) -> ParcelView:
        number = service.next_parcel(session, actor, order_no, person_id)
        return queries.parcel_view(session, actor, number)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/parcels/<parcel_no>/park",
    needs="pack.work",
    answer=Parked,
    errors=("packing.unknown_parcel", "packing.closed", "order.intercepted"),
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
    actor, person_id = worker()
    line_no = body.line_no if body else None
    return db.in_transaction(
        lambda s: Parked(parcel_no, shorts.short(s, actor, parcel_no, person_id, line_no))
    )
