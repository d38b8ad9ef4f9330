"""URLs of the evidence of a parcel: a page, a PDF, the pictures in it; each look on record."""

from __future__ import annotations

from typing import Any, Literal, cast

from flask import Response, current_app, render_template

from app.board import dossier, evidence, weighed
from app.board.dossier import Telling
from app.board.events import EvidenceSeen
from app.board.evidence import Evidence
from app.board.urls import bp
from app.config import Settings
from app.core import db, problems
from app.core.api import caller
from app.core.errors import Refused
from app.core.events import record
from app.core.vault import LockedError, Vault, vault

NEEDS = "evidence.view"
PARCEL = ("packing.unknown_parcel",)


@bp.page("/parcels/<parcel_no>/evidence", needs=NEEDS, errors=PARCEL)
def evidence_page(parcel_no: str) -> str:
    """Show everything that proves what happened to a parcel."""
    _note(parcel_no, "page")
    found, how = _read(parcel_no), _telling()
    last = found.weighings[-1] if found.weighings else None
    return render_template(
        "board/evidence.html",
        found=found,
        facts=dossier.facts(found, how),
        tables=dossier.tables(found, how),
        chain=dossier.chain_line(found, how),
        last=last,
        band=weighed.band(found),
        off=weighed.off(last.weight_g, last.expected_g) if last else "",
        frame=(weighed.spaced(last.raw_hex), weighed.readable(last.raw_hex)) if last else None,
    )


@bp.get(
    "/api/v1/parcels/<parcel_no>/evidence.pdf",
    needs=NEEDS,
    media="application/pdf",
    errors=(*PARCEL, "label.invalid"),
)
def evidence_pdf(parcel_no: str) -> Response:
    """Everything that proves what happened to a parcel, as one document."""
    import labels

    _note(parcel_no, "pdf")
    found, how = _read(parcel_no), _telling()
    pictures = {
        "signed_by": _signature(found),
        "photos": _photos(found),
        "labels": _labels(found, how),
    }
    data = dossier.as_report(found, how, pictures)
    language: Literal["zh", "en"] = "en" if caller().language == "en" else "zh"
    try:
        pdf = labels.report(data, lang=language)
    except labels.LabelError as error:
        raise Refused("label.invalid", field=error.field, why=error.detail) from None
    return Response(pdf, content_type="application/pdf")


@bp.get(
    "/api/v1/parcels/<parcel_no>/evidence/labels/<version>.png",
    needs=NEEDS,
    media="image/png",
    errors=(*PARCEL, "label.unknown", "label.purged", "label.damaged"),
)
def evidence_label(parcel_no: str, version: str) -> Response:
    """A version of the label, small: to be recognised, not to be scanned.

    One that is void or replaced is crossed out.
    """
    import labels

    path, good = evidence.label_path(db.reading(), caller().actor, parcel_no, version)
    pdf = _open(path, "label.purged", "label.damaged")
    return Response(labels.thumb(pdf, crossed=not good)[0], content_type="image/png")


@bp.get(
    "/api/v1/parcels/<parcel_no>/evidence/photos/<photo>.jpg",
    needs=NEEDS,
    media="image/jpeg",
    errors=(*PARCEL, "returns.photo_unknown", "returns.photo_damaged"),
)
def evidence_photo(parcel_no: str, photo: str) -> Response:
    """A photo of what came back of the parcel's order."""
    path = evidence.photo_path(db.reading(), caller().actor, parcel_no, photo)
    jpeg = _open(path, "returns.photo_unknown", "returns.photo_damaged")
    return Response(jpeg, content_type="image/jpeg")


def _read(parcel_no: str) -> Evidence:
    who = caller()
    return evidence.read(db.reading(), who.actor, parcel_no, in_full=who.may("pii.view"))


def _note(parcel_no: str, form: str) -> None:
    """Who looked at whose parcel is on record before it is shown."""
    who = caller()
    evidence.check(db.reading(), who.actor, parcel_no)
    fact = EvidenceSeen(parcel_no=parcel_no, form=form, in_full=who.may("pii.view"))
    db.in_transaction(lambda s: record(s, who.actor, fact, subject=parcel_no))


def _telling() -> Telling:
    language = caller().language

    def say(code: str, **params: Any) -> str:
        return problems.catalogue().say(code, language, **params)

    return Telling(say, _settings().timezone)


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _open(path: str, gone: str, damaged: str) -> bytes:
    try:
        return vault(_settings()).read(path)
    except FileNotFoundError:
        raise Refused(gone) from None
    except LockedError:
        raise Refused(damaged) from None


def _labels(found: Evidence, how: Telling) -> list[tuple[bytes, tuple[int, int], str]]:
    import labels

    files, shown = vault(_settings()), []
    for one in found.labels:
        path, good = evidence.label_path(
            db.reading(), caller().actor, found.parcel.number, str(one.version)
        )
        pdf = _there(files, path)
        if pdf is not None:
            worth = "" if good else f" · {how.word(one.standing)}"
            caption = f"{one.version} · {how.word(one.kind)}{worth} · {one.sha256[:12]}"
            shown.append((*labels.thumb(pdf, crossed=not good), caption))
    return shown


def _photos(found: Evidence) -> list[tuple[bytes, tuple[int, int], str]]:
    import labels

    files, shown = vault(_settings()), []
    for row, number in found.photos:
        jpeg = _there(files, row.path)
        if jpeg is not None:
            shown.append((*labels.small(jpeg, 480), f"{number} · {row.sha256[:12]}"))
    return shown


def _signature(found: Evidence) -> list[tuple[bytes, tuple[int, int], str]]:
    import labels

    sheet = found.manifest
    if sheet is None or sheet.signature is None:
        return []
    return [(*labels.small(sheet.signature, 480), f"{sheet.number} · {sheet.signed_by or ''}")]


def _there(files: Vault, path: str) -> bytes | None:
    """A picture for the document; one that is gone or damaged leaves its hash alone."""
    try:
        return files.read(path)
    except (FileNotFoundError, LockedError):
        return None
