"""The URLs of labels: pre-print, second confirm, reprint, void, attach, archive."""

from __future__ import annotations

import msgspec
from flask import Response, current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import db
from app.core.api import caller
from app.core.errors import Refused
from app.core.events import Actor
from app.people import pins
from app.shipping import (
    batch_views,
    dispatch,
    dock_views,
    finishing,
    permits,
    queries,
    service,
    voiding,
)
from app.shipping.bodies import Preprinted, PrintingRule, Reason, Scanned, Void
from app.shipping.queries import Confirmed, LabelOwner, Labels
from app.shipping.rules import PRINTING, PRINTING_RULE
from app.shipping.urls import TOO_EARLY, bp
from app.stations.service import set_site_rule, site_rule

__all__ = ["batch_views", "bp", "dock_views"]

SEEN = (
    "label.unknown",
    "label.closed",
    "label.replaced",
    "label.purged",
    "label.damaged",
    "store.conflict",
)
"""Who has a label's bytes is written down first, so that even this reading may conflict."""
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
    body=Void,
    answer=Confirmed,
    errors=(
        "packing.unknown_parcel",
        "label.no_waybill",
        "auth.prove_again",
        "auth.bad_pin",
        "auth.locked",
    ),
)
def void(parcel_no: str, body: Void) -> Confirmed:
    """Give the number up; the unopened parcel stands weighed and wants a new pre-print."""
    who = caller()
    actor, person_id, device_id = who.actor, who.person_id, who.device_id
    assert person_id is not None  # no machine has this permission
    assert device_id is not None
    with db.unkeyed():
        approver = pins.stands_for(
            "waybill.void", person_id, device_id, body.badge, body.pin
        )

    def work(session: Session) -> Confirmed:
        voiding.void_waybill(session, actor, parcel_no, body.reason, approver=approver)
        return queries.confirmed(session, actor, parcel_no)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/parcels/<parcel_no>/attach",
    needs="pack.work",
    body=Scanned,
    answer=Confirmed,
    errors=(*TOO_EARLY, "label.wrong_waybill", "label.voided"),
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
    "/api/v1/waybills/<number>",
    needs="pack.work",
    answer=LabelOwner,
    errors=("cage.unknown_parcel",),
)
def show_owner(number: str) -> LabelOwner:
    """Whose label this is: the way from a box in hand, its label void or not, to its parcel."""
    return queries.owner_of_label(db.reading(), caller().actor, number)


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
    path = db.in_transaction(lambda s: permits.show_label(s, actor, parcel_no, key))
    return _press().archive.read(path)


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
