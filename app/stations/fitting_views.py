"""URLs of the station page: set up a bench's devices, watch them, prove the scale."""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec
from flask import current_app, render_template
from sqlalchemy.orm import Session

import labels
from app.config import Settings
from app.core import clock, db
from app.core.api import caller
from app.core.errors import Refused
from app.core.events import Actor, record
from app.stations import benches, commissioning, devices, events, fitting
from app.stations.benches import BenchData
from app.stations.bodies import (
    Fitted,
    Guessed,
    Heard,
    KnownWeight,
    ListenBody,
    Port,
    Ports,
    Proof,
    ScaleBody,
    Station,
    TestPrint,
    Told,
    Weighed,
)
from app.stations.urls import bp

Answer = TypeVar("Answer")
DeviceFact = events.ScaleTested | events.ScaleTold | events.PrinterTested
FIT = "station.fit"
UNTOLD = ("station.scale.none", "station.scale.no_command", "station.scale.not_told")
KEPT_BYTES = 120
"""How much of what was heard is shown: a few frames of any protocol."""


@bp.page("/station", needs=FIT)
def stations_page() -> str:
    """Choose the bench whose devices to look at."""
    found = benches.benches(db.reading(), caller().actor.warehouse_id)
    return render_template("stations/stations.html", benches=found)


@bp.page("/station/<code>", needs=FIT, errors=("station.unknown_bench",))
def station_page(code: str) -> str:
    """A bench's devices, and the steps that prove its scale."""
    bench = benches.bench_by_code(db.reading(), caller().actor, code)
    data = {
        "bench": bench.code,
        "kinds": msgspec.to_builtins(commissioning.kinds()),
        "units": list(devices.UNITS),
        "now": clock.now().isoformat(),
    }
    return render_template("stations/station.html", bench=bench, page_data=data)


@bp.get("/api/v1/station/ports", needs=FIT, answer=Ports)
def ports() -> Ports:
    """The serial ports of the server."""
    return Ports([Port(p.url, p.path, p.name) for p in commissioning.serial_ports()])


@bp.get("/api/v1/station/<code>", needs=FIT, answer=Station, errors=("station.unknown_bench",))
def station(code: str) -> Station:
    """A bench's devices now; the page asks several times a second."""
    return _station(_bench(code))


@bp.post(
    "/api/v1/station/<code>/scale",
    needs=FIT,
    body=ScaleBody,
    answer=Fitted,
    errors=(
        "station.unknown_bench",
        "station.scale_url",
        "station.agent_url",
        "station.unknown_protocol",
        "station.scale_unit",
        "station.scale_options",
    ),
)
def fit_scale(code: str, body: ScaleBody) -> Fitted:
    """Set up the bench's scale; what was proved of another set-up holds no longer."""
    actor = caller().actor
    if (body.scale_url or "").startswith("spy://"):
        raise Refused("station.scale_url", url=body.scale_url)  # it writes files of its choice
    wanted = fitting.ScaleSettings(
        scale_url=body.scale_url,
        protocol=body.protocol,
        division_g=body.division_g,
        unit=body.unit,
        options=body.options,
        baudrate=body.baudrate,
    )

    def work(session: Session) -> Fitted:
        fitting.fit_scale(session, actor, code, wanted)
        session.flush()
        return _fitted(benches.bench_by_code(session, actor, code))

    return db.in_transaction(work)


@bp.post(
    "/api/v1/station/<code>/listen",
    needs=FIT,
    body=ListenBody,
    answer=Heard,
    errors=("station.unknown_bench", "station.scale_url", "station.commission.no_line"),
)
def listen(code: str, body: ListenBody) -> Heard:
    """Listen to a line for some seconds and say which protocols read all of it."""
    if body.scale_url.startswith("spy://"):
        raise Refused("station.scale_url", url=body.scale_url)
    heard, found = commissioning.hear(_bench(code), body.scale_url, body.baudrate)
    said = max((one.data for one in heard), key=len, default=b"")[-KEPT_BYTES:]
    return Heard(
        [Guessed(one.protocol, one.options, one.baudrate, one.shown) for one in found],
        found[0].protocol if len(found) == 1 else None,
        said.hex(),
        devices.readable(said),
    )


@bp.post(
    "/api/v1/station/<code>/empty",
    needs=FIT,
    answer=Fitted,
    errors=("station.unknown_bench", *commissioning.EMPTY_REFUSALS),
)
def empty(code: str) -> Fitted:
    """The pan is empty: from now on the scale must show that before a weight counts."""
    bench = _bench(code)
    commissioning.empty_pan(bench)
    return _fitted(bench)


@bp.post(
    "/api/v1/station/<code>/commission",
    needs=FIT,
    body=KnownWeight,
    answer=Fitted,
    errors=("station.unknown_bench", *commissioning.REFUSALS, *commissioning.UNPROVEN),
)
def commission(code: str, body: KnownWeight) -> Fitted:
    """A known weight lies on the pan: when the scale shows it, the scale is commissioned."""
    actor, bench = caller().actor, _bench(code)
    shown = commissioning.prove(bench, body.known_g)

    def work(session: Session) -> Fitted:
        fitting.commission(session, actor, bench, shown)
        session.flush()
        return _fitted(benches.bench_by_code(session, actor, code))

    return db.in_transaction(work)


@bp.post(
    "/api/v1/station/<code>/test-weight",
    needs=FIT,
    body=KnownWeight,
    answer=Weighed,
    errors=("station.unknown_bench", *commissioning.REFUSALS),
)
def test_weight(code: str, body: KnownWeight) -> Weighed:
    """Compare what the scale shows with a known weight; it is on record either way."""
    actor, bench = caller().actor, _bench(code)
    shown = commissioning.known_weight(bench, body.known_g)
    right = commissioning.is_right(bench, shown)
    fact = events.ScaleTested(
        bench=bench.code, known_g=shown.known_g, shown_g=shown.shown_g, right=right
    )
    told = Weighed(shown.known_g, shown.shown_g, shown.shown_g - shown.known_g, right)
    return _on_record(actor, fact, told)


@bp.post(
    "/api/v1/station/<code>/zero",
    needs=FIT,
    answer=Told,
    errors=("station.unknown_bench", *UNTOLD),
)
def zero(code: str) -> Told:
    """Tell the scale to set itself to zero."""
    return _tell(_bench(code), "zero")


@bp.post(
    "/api/v1/station/<code>/tare",
    needs=FIT,
    answer=Told,
    errors=("station.unknown_bench", *UNTOLD),
)
def tare(code: str) -> Told:
    """Tell the scale to take the load as tare."""
    return _tell(_bench(code), "tare")


@bp.post(
    "/api/v1/station/<code>/test-print",
    needs=FIT,
    answer=TestPrint,
    errors=("station.unknown_bench", "station.printer.none"),
)
def test_print(code: str) -> TestPrint:
    """Print one label that is plainly no waybill; what became of it is on record."""
    actor, bench = caller().actor, _bench(code)
    if bench.printer_url is None:
        raise Refused("station.printer.none", bench=bench.code)
    settings: Settings = current_app.extensions["settings"]
    at = clock.now().astimezone(settings.timezone).strftime("%Y-%m-%d %H:%M:%S")
    document = labels.trial(bench.language, bench.label_size, bench.code, at)
    sent = devices.print_test(bench, document)
    fact = events.PrinterTested(bench=bench.code, outcome=sent.outcome, reason=sent.reason)
    return _on_record(actor, fact, TestPrint(sent.outcome, sent.reason))


def _tell(bench: BenchData, command: Literal["zero", "tare"]) -> Told:
    kind = _kind(bench)
    if bench.scale_url is None or kind is None:
        raise Refused("station.scale.none", bench=bench.code)
    if not getattr(kind, command):
        raise Refused("station.scale.no_command")
    if not (devices.zero(bench) if command == "zero" else devices.tare(bench)):
        raise Refused("station.scale.not_told")
    actor = caller().actor
    fact = events.ScaleTold(bench=bench.code, command=command)
    return _on_record(actor, fact, Told(bench.code))


def _on_record(actor: Actor, fact: DeviceFact, told: Answer) -> Answer:
    """Record what was done; a request repeated by its key gets this answer again."""

    def work(session: Session) -> Answer:
        record(session, actor, fact, subject=fact.bench)
        return told

    return db.in_transaction(work)


def _bench(code: str) -> BenchData:
    found = benches.bench_by_code(db.reading(), caller().actor, code)
    db.reading().rollback()  # no read snapshot may wait for a device
    return found


def _station(bench: BenchData) -> Station:
    shown = devices.live(bench)
    kind = _kind(bench)
    return Station(
        bench=bench.code,
        scale_url=bench.scale_url,
        protocol=bench.protocol,
        division_g=bench.division_g,
        unit=bench.scale_unit,
        options=dict(bench.scale_options),
        baudrate=bench.scale_baudrate,
        commissioned=_proof(bench),
        needs_proof=devices.lacks_proof(bench),
        can_zero=kind is not None and kind.zero,
        can_tare=kind is not None and kind.tare,
        state=shown.state if shown else "none",
        grams=shown.grams if shown else None,
        stable=shown is not None and shown.stable,
        zero_seen=shown is not None and shown.zero_seen,
        unit_shown=shown.unit if shown else None,
        age_ms=None if shown is None or shown.age_s is None else int(shown.age_s * 1000),
        raw_hex=shown.raw_hex if shown else "",
        raw_text=devices.readable(bytes.fromhex(shown.raw_hex)) if shown else "",
        rejected=shown.rejected if shown else None,
        printer_url=bench.printer_url,
        language=bench.language,
        label_size=bench.label_size,
        spare=bench.spare,
    )


def _kind(bench: BenchData) -> commissioning.ScaleKind | None:
    return next((one for one in commissioning.kinds() if one.name == bench.protocol), None)


def _fitted(bench: BenchData) -> Fitted:
    return Fitted(bench.code, _proof(bench), devices.lacks_proof(bench))


def _proof(bench: BenchData) -> Proof | None:
    if bench.commissioned_at is None:
        return None
    return Proof(bench.commissioned_at, bench.commissioned_by or "", bench.commissioned_g or 0)
