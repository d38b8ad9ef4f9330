"""The URLs from the pre-print to the van."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from flask import Response, current_app, render_template
from msgspec import Meta
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock, db, problems
from app.core.api import Room, caller
from app.core.body import Strict
from app.core.errors import Refused
from app.core.events import Actor
from app.shipping import dispatch, finishing, labelling, manifests, queries, service
from app.shipping.queries import CageLine, Confirmed, Labels, ManifestShort, ManifestView
from app.shipping.rules import PRINTING, PRINTING_RULE, ManifestState
from app.stations.service import set_site_rule, site_rule

bp = Room("shipping", __name__)

Code = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(min_length=1, max_length=200)]
AT_ONCE = 20
"""Parcels handed over in one transaction: it stays short."""
SHEETS_SHOWN = 20
SEEN = ("label.unknown", "label.closed", "store.conflict")
"""Who has a label's bytes is written down first, so that even this reading may conflict."""
TOO_EARLY = ("packing.unknown_parcel", "order.intercepted", "label.too_early", "label.void")
DRAWING = (
    "label.no_carrier",
    "label.unprintable",
    "label.too_long",
    "label.no_font",
    "label.invalid",
    "label.mismatch",
)
NO_NUMBER = (
    "label.waybill_unknown",
    "label.carrier_balance",
    "label.carrier_address",
    "label.carrier_account",
    "label.carrier_weight",
    "label.carrier_unreachable",
)
"""The parcel is confirmed all the same; confirming again goes on from there."""


class Scanned(Strict):
    """A code as it was scanned."""

    code: Code


class Reason(Strict):
    """Why it is done."""

    reason: Words


class Preprinted(msgspec.Struct):
    """The newest pre-print in the archive."""

    parcel_no: str
    state: str
    label: str
    version: int
    sha256: str
    url: str


class PrintingRule(Strict):
    """How this site's label printers want it: see ``labels.Form``."""

    dpi: Literal[203, 300]
    packing: Literal["z64", "acs"]
    bars: Literal["native", "graphic"]


class Caged(msgspec.Struct):
    """A parcel that lies in its carrier's cage."""

    parcel_no: str
    cage: str
    say: str
    tone: str


class Cages(msgspec.Struct):
    """The cages on the dock."""

    cages: list[CageLine]


class NewManifest(Strict):
    """Whose vehicle it is."""

    carrier: Annotated[str, Meta(min_length=1, max_length=24)]
    vehicle: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class Signature(Strict):
    """Who took the parcels, as they sign."""

    signed_by: Annotated[str, Meta(min_length=1, max_length=80)] | None = None


class ManifestScan(msgspec.Struct):
    """What became of a parcel scanned at a vehicle."""

    parcel_no: str
    verdict: str
    say: str
    tone: str
    parcels: int


class ManifestPage(Strict):
    """Which hand-over sheets, and how many."""

    state: ManifestState | None = None
    after: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    newest: bool = False


class Manifests(msgspec.Struct):
    """Hand-over sheets, oldest first, or newest first where that was asked."""

    manifests: list[ManifestShort]


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _press() -> finishing.Press:
    return finishing.press(_settings())


@bp.post(
    "/api/v1/parcels/<parcel_no>/preprint",
    needs="pack.work",
    answer=Preprinted,
    errors=(*TOO_EARLY, *DRAWING, "label.after_confirm"),
)
def preprint(parcel_no: str) -> Preprinted:
    """Draw the watermarked form of the label and keep it in the archive."""
    actor = caller().actor
    with db.unkeyed():
        finishing.preprint(_press(), actor, parcel_no)

    def work(session: Session) -> Preprinted:
        line = queries.labels_of(session, actor, parcel_no).labels[-1]
        state = queries.confirmed(session, actor, parcel_no).state
        return Preprinted(parcel_no, state, line.id, line.version, line.sha256, line.url)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/parcels/<parcel_no>/confirm",
    needs="pack.work",
    answer=Confirmed,
    errors=(*TOO_EARLY, *DRAWING, *NO_NUMBER, "stock.not_in_totes"),
)
def confirm(parcel_no: str) -> Confirmed:
    """Second confirm: then the number is asked for, and one live label printed."""
    actor = caller().actor
    with db.unkeyed():
        db.in_transaction(lambda s: service.confirm(s, actor, parcel_no))
        finishing.finish(_press(), actor, parcel_no)
    return db.in_transaction(lambda s: queries.confirmed(s, actor, parcel_no))


@bp.post(
    "/api/v1/parcels/<parcel_no>/reprint",
    needs="label.reprint",
    body=Reason,
    answer=Confirmed,
    errors=(*TOO_EARLY, *DRAWING, "label.closed", "label.reprint_limit"),
)
def reprint(parcel_no: str, body: Reason) -> Confirmed:
    """Print the label again: same number, marked as a copy, counted."""
    actor, may_more = caller().actor, caller().may("label.reprint_more")
    with db.unkeyed():
        finishing.reprint(_press(), actor, parcel_no, body.reason, may_more=may_more)
    return db.in_transaction(lambda s: queries.confirmed(s, actor, parcel_no))


@bp.post(
    "/api/v1/parcels/<parcel_no>/void",
    needs="waybill.void",
    body=Reason,
    answer=Confirmed,
    errors=("packing.unknown_parcel", "label.no_waybill"),
)
def void(parcel_no: str, body: Reason) -> Confirmed:
    """Give the number up; the unopened parcel is weighed again and wants a new pre-print."""
    actor = caller().actor

    def work(session: Session) -> Confirmed:
        service.void_waybill(session, actor, parcel_no, body.reason)
        return queries.confirmed(session, actor, parcel_no)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/parcels/<parcel_no>/attach",
    needs="pack.work",
    body=Scanned,
    answer=Confirmed,
    errors=(*TOO_EARLY, "label.wrong_waybill"),
)
def attach(parcel_no: str, body: Scanned) -> Confirmed:
    """Scan the label on the box: it must be this parcel's."""
    actor = caller().actor
    hand_over_now = _settings().shipped_when == "attached"

    def work(session: Session) -> Confirmed:
        dispatch.attach(session, actor, parcel_no, body.code, hand_over_now=hand_over_now)
        return queries.confirmed(session, actor, parcel_no)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/parcels/<parcel_no>/waybill",
    needs="pack.work",
    answer=Confirmed,
    errors=("packing.unknown_parcel",),
)
def show_waybill(parcel_no: str) -> Confirmed:
    """Where the parcel's number and its label stand: did it come out?"""
    return queries.confirmed(db.reading(), caller().actor, parcel_no)


@bp.get(
    "/api/v1/parcels/<parcel_no>/labels",
    needs="label.view",
    answer=Labels,
    errors=("packing.unknown_parcel",),
)
def labels(parcel_no: str) -> Labels:
    """The archive of a parcel's labels."""
    return queries.labels_of(db.reading(), caller().actor, parcel_no)


@bp.get(
    "/api/v1/parcels/<parcel_no>/labels/<label_id>.pdf",
    needs="label.view",
    media="application/pdf",
    errors=(*TOO_EARLY, *SEEN),
)
def label_pdf(parcel_no: str, label_id: str) -> Response:
    """A label's bytes, where the parcel's state allows them; who fetched them is on record."""
    return Response(_label_bytes(parcel_no, label_id), content_type="application/pdf")


@bp.get(
    "/api/v1/parcels/<parcel_no>/labels/<label_id>.png",
    needs="label.view",
    media="image/png",
    errors=(*TOO_EARLY, *SEEN),
)
def label_picture(parcel_no: str, label_id: str) -> Response:
    """A label as the bench's page shows it: the same rules as for its bytes."""
    import labels

    pdf = _label_bytes(parcel_no, label_id)
    return Response(labels.png(pdf), content_type="image/png")


def _label_bytes(parcel_no: str, label_id: str) -> bytes:
    if not (label_id.isascii() and label_id.isdigit() and len(label_id) < 18):
        raise Refused("label.unknown", parcel_no=parcel_no)
    actor, key = caller().actor, int(label_id)
    path = db.in_transaction(lambda s: labelling.show_label(s, actor, parcel_no, key))
    return _press().archive.read(path)


@bp.get("/api/v1/cages", needs="dispatch.work", answer=Cages)
def list_cages() -> Cages:
    """The cages on the dock, and how full they are."""
    return Cages(queries.cages(db.reading(), caller().actor))


@bp.post(
    "/api/v1/cages/<code>/scan",
    needs="dispatch.work",
    body=Scanned,
    answer=Caged,
    errors=(
        *TOO_EARLY,
        "cage.unknown",
        "cage.unknown_parcel",
        "cage.wrong",
        "label.no_waybill",
    ),
)
def scan_into_cage(code: str, body: Scanned) -> Caged:
    """Put a labelled parcel into its carrier's cage."""
    actor = caller().actor
    texts, language = problems.catalogue(), problems.language()

    def work(session: Session) -> Caged:
        parcel_no = dispatch.to_cage(session, actor, code, body.code)
        say = texts.say("cage.say.ok", language, parcel_no=parcel_no, cage=code)
        return Caged(parcel_no, code, say, texts.tone("cage.say.ok"))

    return db.in_transaction(work)


@bp.get("/api/v1/manifests", needs="dispatch.work", query=ManifestPage, answer=Manifests)
def list_manifests(query: ManifestPage) -> Manifests:
    """Hand-over sheets, oldest first unless the newest are asked for."""
    found = queries.manifests(
        db.reading(),
        caller().actor,
        state=query.state,
        after=query.after,
        limit=query.limit,
        newest=query.newest,
    )
    return Manifests(found)


@bp.post(
    "/api/v1/manifests",
    needs="dispatch.work",
    body=NewManifest,
    answer=ManifestView,
    errors=("manifest.unknown_carrier",),
)
def open_manifest(body: NewManifest) -> ManifestView:
    """Open a hand-over sheet for a carrier's vehicle."""
    actor = caller().actor

    def work(session: Session) -> ManifestView:
        number = manifests.open_manifest(session, actor, body.carrier, body.vehicle)
        return queries.manifest_view(session, actor, number)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/manifests/<number>",
    needs="dispatch.work",
    answer=ManifestView,
    errors=("manifest.unknown",),
)
def show_manifest(number: str) -> ManifestView:
    """A hand-over sheet with its parcels."""
    return queries.manifest_view(db.reading(), caller().actor, number)


@bp.get(
    "/api/v1/manifests/<number>/sheet.pdf",
    needs="dispatch.work",
    media="application/pdf",
    errors=("manifest.unknown", "manifest.still_open"),
)
def manifest_pdf(number: str) -> Response:
    """The closed hand-over sheet on paper, for two signatures."""
    import labels

    actor = caller().actor
    head = queries.sheet_data(db.reading(), actor, number)
    view = queries.manifest_view(db.reading(), actor, number)
    db.reading().rollback()  # it is drawn without a snapshot
    sheet = labels.Manifest(
        number=number,
        carrier=head.carrier,
        vehicle=view.vehicle or "",
        site=head.site,
        closed_at=head.closed_at.astimezone(_settings().timezone),
        handed_by=head.handed_by,
        parcels=tuple(
            labels.Handed(one.waybill or "", one.parcel_no, one.grams or 0)
            for one in view.parcels
        ),
    )
    language: Literal["zh", "en"] = "en" if problems.language() == "en" else "zh"
    pdf = labels.manifest(sheet, lang=language)
    return Response(pdf, content_type="application/pdf")


@bp.post(
    "/api/v1/manifests/<number>/scan",
    needs="dispatch.work",
    body=Scanned,
    answer=ManifestScan,
    errors=(
        *TOO_EARLY,
        "manifest.unknown",
        "manifest.closed",
        "manifest.other_carrier",
        "manifest.other",
        "cage.unknown_parcel",
        "label.no_waybill",
    ),
)
def scan_onto_manifest(number: str, body: Scanned) -> ManifestScan:
    """Scan a parcel onto the vehicle; one that must stop since then comes off."""
    actor = caller().actor
    texts, language = problems.catalogue(), problems.language()

    def work(session: Session) -> ManifestScan:
        found = manifests.to_manifest(session, actor, number, body.code)
        session.flush()
        size = len(queries.manifest_view(session, actor, number).parcels)
        code = f"manifest.say.{found.verdict}"
        say = texts.say(code, language, parcel_no=found.parcel_no, parcels=size)
        return ManifestScan(found.parcel_no, found.verdict, say, texts.tone(code), size)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/manifests/<number>/close",
    needs="dispatch.work",
    body=Signature,
    body_optional=True,
    answer=ManifestView,
    errors=("manifest.unknown", "manifest.empty", "manifest.intercepted"),
)
def close_manifest(number: str, body: Signature | None) -> ManifestView:
    """The vehicle leaves: every parcel scanned onto it is shipped."""
    actor = caller().actor
    with db.unkeyed():
        waiting = db.in_transaction(lambda s: manifests.begin_close(s, actor, number))
        for start in range(0, len(waiting), AT_ONCE):
            _hand_over(number, waiting[start : start + AT_ONCE])

    def work(session: Session) -> ManifestView:
        manifests.end_close(session, actor, number, body.signed_by if body else None)
        session.flush()
        return queries.manifest_view(session, actor, number)

    return db.in_transaction(work)


def _hand_over(number: str, parcel_nos: list[str]) -> None:
    actor = caller().actor
    db.in_transaction(lambda s: manifests.hand_over_some(s, actor, number, parcel_nos))


@bp.get("/api/v1/label-printing", needs="station.fit", answer=PrintingRule)
def show_label_printing() -> PrintingRule:
    """How the site's label printers want their labels."""
    return _printing(db.reading(), caller().actor)


@bp.post(
    "/api/v1/label-printing", needs="station.fit", body=PrintingRule, answer=PrintingRule
)
def set_label_printing(body: PrintingRule) -> PrintingRule:
    """Say how they want it, from the next label on: a new version of the rule, on record."""
    actor, value = caller().actor, msgspec.to_builtins(body)

    def work(session: Session) -> PrintingRule:
        set_site_rule(session, actor, PRINTING_RULE, value)
        session.flush()
        return _printing(session, actor)

    return db.in_transaction(work)


def _printing(session: Session, actor: Actor) -> PrintingRule:
    rule = site_rule(session, actor.warehouse_id, PRINTING_RULE, PRINTING)
    return msgspec.convert(rule, PrintingRule)


@bp.page("/dispatch", needs="dispatch.work")
def dispatch_page() -> str:
    """The dock: into cages, onto vehicles, away."""
    actor = caller().actor
    sheets = queries.manifests(
        db.reading(), actor, state=None, after=0, limit=SHEETS_SHOWN, newest=True
    )
    data = {
        "cages": msgspec.to_builtins(queries.cages(db.reading(), actor)),
        "sheets": msgspec.to_builtins(sheets),
        "now": clock.now().isoformat(),
    }
    return render_template("shipping/dispatch.html", page_data=data)
