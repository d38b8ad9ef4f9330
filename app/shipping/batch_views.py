"""The URLs of paper for many: pre-prints of weighed parcels, basket tickets of a wave."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from flask import Response, current_app, render_template
from msgspec import Meta
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock, db, problems
from app.core.api import caller
from app.core.body import Strict
from app.core.errors import Refused
from app.shipping import batch_queries, batches, finishing, tickets
from app.shipping.batch_queries import BatchShort, BatchView, Say
from app.shipping.rules import BATCH_MOST
from app.shipping.urls import bp

Parcel = Annotated[str, Meta(min_length=1, max_length=40)]
LEAD = "label.batch"


class NewBatch(Strict):
    """Which parcels: all of a wave, or these."""

    wave: Annotated[str, Meta(min_length=1, max_length=24)] | None = None
    parcels: Annotated[tuple[Parcel, ...], Meta(max_length=BATCH_MOST)] = ()


class BatchPage(Strict):
    """A page of batches, the newest first."""

    after: Annotated[str, Meta(max_length=24)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Since(Strict):
    """What the page has seen already."""

    after: Annotated[int, Meta(ge=0)] = 0


class TicketPaper(Strict):
    """The stock that tickets are printed on, in millimetres."""

    size: Literal["76x130", "100x150", "100x180"] = "100x150"


class Batches(msgspec.Struct):
    """Batches, the newest first."""

    batches: list[BatchShort]


def _say() -> Say:
    """The reader's sentences; a transaction has another thread, which knows no reader."""
    texts, language = problems.catalogue(), problems.language()
    return lambda code, details: texts.say(code, language, **details)


def _shown(number: str) -> BatchView:
    return batch_queries.batch_view(db.reading(), caller().actor, number, _say())


@bp.post(
    "/api/v1/batches",
    needs=LEAD,
    body=NewBatch,
    answer=BatchView,
    errors=("wave.unknown", "batch.empty", "batch.too_many"),
)
def make_batch(body: NewBatch) -> BatchView:
    """Pre-print many weighed parcels in the background; others are left out, with why."""
    actor, say = caller().actor, _say()
    rows = batches.choose(db.reading(), actor, wave=body.wave, parcel_nos=body.parcels)

    def work(session: Session) -> BatchView:
        number = batches.make(session, actor, rows, body.wave)
        session.flush()
        return batch_queries.batch_view(session, actor, number, say)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/batches",
    needs=LEAD,
    query=BatchPage,
    answer=Batches,
    errors=("batch.unknown",),
)
def list_batches(query: BatchPage) -> Batches:
    """Batches and how far they are, the newest first."""
    actor = caller().actor
    found = batch_queries.batches(
        db.reading(), actor, after=query.after, limit=query.limit
    )
    return Batches(found)


@bp.get(
    "/api/v1/batches/<number>",
    needs=LEAD,
    query=Since,
    answer=BatchView,
    errors=("batch.unknown",),
)
def show_batch(number: str, query: Since) -> BatchView:  # noqa: ARG001  it is shown whole
    """How far a batch is, and whom it left out."""
    return _shown(number)


@bp.post(
    "/api/v1/batches/<number>/cancel",
    needs=LEAD,
    answer=BatchView,
    errors=("batch.unknown", "batch.over"),
)
def cancel_batch(number: str) -> BatchView:
    """Draw no more; what is archived already stays, and is bound."""
    actor, say = caller().actor, _say()

    def work(session: Session) -> BatchView:
        batches.cancel(session, actor, number)
        session.flush()
        return batch_queries.batch_view(session, actor, number, say)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/batches/<number>/sheet.pdf",
    needs=LEAD,
    media="application/pdf",
    errors=(
        "batch.unknown",
        "batch.not_ready",
        "batch.bound_again",
        "label.purged",
        "label.damaged",
        "store.conflict",
    ),
)
def batch_pdf(number: str) -> Response:
    """The pre-prints of a batch as one PDF; who fetched them is on record."""
    actor = caller().actor
    path = db.in_transaction(lambda s: batches.fetch(s, actor, number))
    if path is None:
        raise Refused("batch.bound_again", batch=number)
    settings: Settings = current_app.extensions["settings"]
    pdf = finishing.press(settings).archive.read(path)
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@bp.get(
    "/api/v1/waves/<number>/tickets.pdf",
    needs="wave.view",
    query=TicketPaper,
    media="application/pdf",
    errors=("wave.unknown", "batch.no_basket", "label.invalid", "label.too_long"),
)
def wave_tickets(number: str, query: TicketPaper) -> Response:
    """Basket tickets of a wave, a page for each tote or order; no waybill is on them."""
    import labels

    settings: Settings = current_app.extensions["settings"]
    found = tickets.baskets(db.reading(), caller().actor, number, settings.timezone)
    db.reading().rollback()  # they are drawn without a snapshot
    language: Literal["zh", "en"] = "en" if problems.language() == "en" else "zh"
    try:
        pdf = labels.tickets(found, size=query.size, lang=language)
    except labels.LabelError as error:
        raise Refused(error.code, field=error.field, why=error.detail) from None
    return Response(pdf, content_type="application/pdf")


@bp.page("/batches", needs=LEAD)
def batches_page() -> str:
    """Make a batch, and see those that were made."""
    found = batch_queries.batches(db.reading(), caller().actor)
    data = {"batches": msgspec.to_builtins(found), "now": clock.now().isoformat()}
    return render_template("shipping/batches.html", page_data=data)


@bp.page("/batches/<number>", needs=LEAD, errors=("batch.unknown",))
def batch_page(number: str) -> str:
    """Follow one batch, and fetch its PDF."""
    data = {"shown": msgspec.to_builtins(_shown(number)), "now": clock.now().isoformat()}
    return render_template("shipping/batch.html", number=number, page_data=data)
