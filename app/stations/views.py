"""The stations' URLs: benches with their devices, exceptions with their owners."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta
from sqlalchemy.orm import Session

from app.core import db
from app.core.api import caller
from app.core.body import Limit, Page, Place, Strict
from app.core.errors import Refused
from app.stations import benches, devices, fitting_views, queries, service
from app.stations.urls import bp

__all__ = ["bp", "fitting_views"]


class ExceptionsQuery(Page):
    """Where a list goes on: after the last id seen, so many."""

    MOST: ClassVar[int] = 500
    after: Place = 0
    limit: Limit = 100


class ExceptionLine(msgspec.Struct):
    """Trouble with an owner and an age."""

    id: str
    kind: str
    subject: str
    detail: dict[str, Any]
    raised_at: datetime
    age_s: int
    owner: str | None
    taken_at: datetime | None


class Exceptions(msgspec.Struct):
    """The open exceptions, oldest first."""

    exceptions: list[ExceptionLine]


class Resolution(Strict):
    """What was done about it."""

    resolution: Annotated[str, Meta(min_length=1, max_length=200)]


class Ended(msgspec.Struct):
    """An exception that is over."""

    id: str
    resolution: str


class BenchLine(msgspec.Struct):
    """A bench and what stands there; ``spare`` is the bench whose printer it uses now."""

    bench: str
    has_scale: bool
    has_printer: bool
    label_size: str
    spare: str | None


class Benches(msgspec.Struct):
    """The benches of the site."""

    benches: list[BenchLine]


class SpareChoice(Strict):
    """The bench whose printer to use; null for the bench's own again."""

    bench: Annotated[str, Meta(min_length=1, max_length=24)] | None


class SpareUsed(msgspec.Struct):
    """Where a bench's labels come out now; ``moved`` labels that waited went along."""

    bench: str
    spare: str | None
    moved: int


class ScaleNow(msgspec.Struct):
    """What a scale shows; ``grams`` is None when it shows no number."""

    state: str
    grams: int | None
    stable: bool
    zero_seen: bool


class PrinterNow(msgspec.Struct):
    """How a printer is: none, ready, unknown (it does not say), or its trouble.

    ``spare`` is the bench whose printer this is, null for the bench's own; ``stand_ins`` are
    the benches whose printer could take its labels.
    """

    state: str
    spare: str | None
    stand_ins: list[str]


@bp.get("/api/v1/exceptions", needs="board.view", query=ExceptionsQuery, answer=Exceptions)
def exceptions(query: ExceptionsQuery) -> Exceptions:
    """Trouble that nobody has ended yet."""
    found = queries.open_exceptions(
        db.reading(), caller().actor.warehouse_id, after=query.after, limit=query.limit
    )
    return Exceptions([_line(row) for row in found])


@bp.post(
    "/api/v1/exceptions/<exception_id>/take",
    needs="exception.work",
    answer=ExceptionLine,
    errors=("exception.unknown", "exception.ended"),
)
def take(exception_id: str) -> ExceptionLine:
    """Make an exception one's own."""
    who = caller()
    if who.person_id is None:
        raise Refused("auth.permission", permission="exception.work")
    person_id, key = who.person_id, _key(exception_id)

    def work(session: Session) -> ExceptionLine:
        service.take_exception(session, who.actor, key, person_id)
        site = who.actor.warehouse_id
        return _line(queries.open_exceptions(session, site, after=key - 1, limit=1)[0])

    return db.in_transaction(work)


@bp.post(
    "/api/v1/exceptions/<exception_id>/resolve",
    needs="exception.work",
    body=Resolution,
    answer=Ended,
    errors=("exception.unknown", "exception.ended"),
)
def resolve(exception_id: str, body: Resolution) -> Ended:
    """End an exception by saying what was done."""
    actor, key = caller().actor, _key(exception_id)

    def work(session: Session) -> Ended:
        service.resolve_exception(session, actor, key, body.resolution)
        return Ended(id=exception_id, resolution=body.resolution)

    return db.in_transaction(work)


@bp.get("/api/v1/benches", needs="session.own", answer=Benches)
def list_benches() -> Benches:
    """The benches of the site."""
    found = benches.benches(db.reading(), caller().actor.warehouse_id)
    return Benches(
        [
            BenchLine(
                row.code,
                row.scale_url is not None,
                row.printer_url is not None,
                row.label_size,
                row.spare,
            )
            for row in found
        ]
    )


@bp.get(
    "/api/v1/benches/<code>/scale",
    needs="pack.work",
    answer=ScaleNow,
    errors=("station.unknown_bench",),
)
def scale_now(code: str) -> ScaleNow:
    """What the bench's scale shows; a page without a socket asks again and again."""
    bench = service.bench_by_code(db.reading(), caller().actor, code)
    db.reading().rollback()
    shown = devices.live(bench)
    if shown is None:
        return ScaleNow(state="none", grams=None, stable=False, zero_seen=False)
    return ScaleNow(
        state=shown.state, grams=shown.grams, stable=shown.stable, zero_seen=shown.zero_seen
    )


@bp.get(
    "/api/v1/benches/<code>/printer",
    needs="pack.work",
    answer=PrinterNow,
    errors=("station.unknown_bench",),
)
def printer_now(code: str) -> PrinterNow:
    """How the bench's printer is; it is asked when this is, so a page asks now and then."""
    bench = service.bench_by_code(db.reading(), caller().actor, code)
    stand_ins = benches.stand_ins(db.reading(), bench)
    db.reading().rollback()
    return PrinterNow(devices.printer_state(bench), bench.spare, stand_ins)


@bp.post(
    "/api/v1/benches/<code>/spare",
    needs="pack.work",
    body=SpareChoice,
    answer=SpareUsed,
    errors=("station.unknown_bench", "station.spare_unfit"),
)
def use_spare(code: str, body: SpareChoice) -> SpareUsed:
    """Let a bench's labels come out at another bench's printer, or at its own again."""
    actor = caller().actor

    def work(session: Session) -> SpareUsed:
        moved = service.use_spare(session, actor, code, body.bench)
        return SpareUsed(service.bench_by_code(session, actor, code).code, body.bench, moved)

    return db.in_transaction(work)


def _key(exception_id: str) -> int:
    if not (exception_id.isascii() and exception_id.isdigit() and len(exception_id) < 18):
        raise Refused("exception.unknown", id=exception_id)
    return int(exception_id)


def _line(row: queries.ExceptionData) -> ExceptionLine:
    return ExceptionLine(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        detail=row.detail,
        raised_at=row.raised_at,
        age_s=row.age_s,
        owner=row.owner,
        taken_at=row.taken_at,
    )
