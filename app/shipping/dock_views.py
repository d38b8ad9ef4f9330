"""The URLs of the dock: cages, hand-over sheets, the page of both."""

from __future__ import annotations

import base64

import msgspec
from flask import Response, current_app, render_template
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock, db, problems
from app.core.api import caller
from app.core.errors import Refused
from app.shipping import dispatch, dock, manifests
from app.shipping.bodies import (
    Caged,
    Cages,
    ManifestPage,
    Manifests,
    ManifestScan,
    NewManifest,
    Scanned,
    SheetLanguage,
    Signature,
)
from app.shipping.dock import ManifestView
from app.shipping.urls import TOO_EARLY, bp

AT_ONCE = 20
"""Parcels handed over in one transaction: it stays short."""
SHEETS_SHOWN = 20


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


@bp.get("/api/v1/cages", needs="dispatch.work", answer=Cages)
def list_cages() -> Cages:
    """The cages on the dock, and how full they are."""
    return Cages(dock.cages(db.reading(), caller().actor))


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
        "cage.left",
        "label.voided",
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
    found = dock.manifests(
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
        number = manifests.open_manifest(
            session, actor, body.carrier, body.vehicle, body.driver
        )
        return dock.manifest_view(session, actor, number)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/manifests/<number>",
    needs="dispatch.work",
    answer=ManifestView,
    errors=("manifest.unknown",),
)
def show_manifest(number: str) -> ManifestView:
    """A hand-over sheet with its parcels."""
    return dock.manifest_view(db.reading(), caller().actor, number)


@bp.get(
    "/api/v1/manifests/<number>/sheet.pdf",
    needs="dispatch.work",
    query=SheetLanguage,
    media="application/pdf",
    errors=("manifest.unknown", "manifest.still_open"),
)
def manifest_pdf(query: SheetLanguage, number: str) -> Response:
    """The closed hand-over sheet on paper, for two signatures."""
    import labels

    actor = caller().actor
    head = dock.sheet_data(db.reading(), actor, number)
    view = dock.manifest_view(db.reading(), actor, number)
    db.reading().rollback()  # it is drawn without a snapshot
    sheet = labels.Manifest(
        number=number,
        carrier=head.carrier,
        vehicle=view.vehicle or "",
        site=head.site,
        closed_at=head.closed_at.astimezone(_settings().timezone),
        handed_by=head.handed_by,
        driver=head.driver,
        signed_by=head.signed_by,
        signature=head.signature,
        parcels=tuple(
            labels.Handed(one.waybill or "", one.parcel_no, one.grams or 0)
            for one in view.parcels
        ),
    )
    language = query.lang or ("en" if problems.language() == "en" else "zh")
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
        "label.voided",
    ),
)
def scan_onto_manifest(number: str, body: Scanned) -> ManifestScan:
    """Scan a parcel onto the vehicle; one that must stop since then comes off."""
    actor = caller().actor
    texts, language = problems.catalogue(), problems.language()

    def work(session: Session) -> ManifestScan:
        found = manifests.to_manifest(session, actor, number, body.code)
        session.flush()
        size = len(dock.manifest_view(session, actor, number).parcels)
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
    errors=(
        "manifest.unknown",
        "manifest.empty",
        "manifest.intercepted",
        "manifest.bad_signature",
    ),
)
def close_manifest(number: str, body: Signature | None) -> ManifestView:
    """The vehicle leaves: every parcel scanned onto it is shipped."""
    actor = caller().actor
    drawn = _drawn(body.signature) if body and body.signature else None
    with db.unkeyed():
        waiting = db.in_transaction(lambda s: manifests.begin_close(s, actor, number))
        for start in range(0, len(waiting), AT_ONCE):
            _hand_over(number, waiting[start : start + AT_ONCE])

    def work(session: Session) -> ManifestView:
        manifests.end_close(session, actor, number, body.signed_by if body else None, drawn)
        session.flush()
        return dock.manifest_view(session, actor, number)

    return db.in_transaction(work)


def _drawn(text: str) -> bytes:
    """The signature of a request, as it is kept.

    Raises:
        Refused: ``manifest.bad_signature``.
    """
    from labels import LabelError, signature

    try:
        return signature.clean(base64.b64decode(text.rpartition(",")[2], validate=True))
    except (LabelError, ValueError):
        raise Refused("manifest.bad_signature") from None


@bp.get(
    "/api/v1/manifests/<number>/signature.png",
    needs="dispatch.work",
    media="image/png",
    errors=("manifest.unknown", "manifest.unsigned"),
)
def show_signature(number: str) -> Response:
    """What the driver drew when the sheet was closed."""
    png = dock.signature(db.reading(), caller().actor, number)
    return Response(png, content_type="image/png")


def _hand_over(number: str, parcel_nos: list[str]) -> None:
    actor = caller().actor
    db.in_transaction(lambda s: manifests.hand_over_some(s, actor, number, parcel_nos))


@bp.page("/dispatch", needs="dispatch.work")
def dispatch_page() -> str:
    """The dock: into cages, onto vehicles, away."""
    actor = caller().actor
    sheets = dock.manifests(
        db.reading(), actor, state=None, after=0, limit=SHEETS_SHOWN, newest=True
    )
    data = {
        "cages": msgspec.to_builtins(dock.cages(db.reading(), actor)),
        "sheets": msgspec.to_builtins(sheets),
        "now": clock.now().isoformat(),
    }
    return render_template("shipping/dispatch.html", page_data=data)
