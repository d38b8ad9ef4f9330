"""The returns desk's URLs: receive, scan units, photos, grade, put away."""

from __future__ import annotations

from contextlib import closing
from typing import cast

from flask import Response, current_app, render_template, request
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock, db
from app.core.api import Room, caller, check_length
from app.core.errors import Refused
from app.core.vault import LockedError, Vault, vault
from app.people import pins
from app.returns import photos, queries, service
from app.returns.queries import ReturnView
from app.returns.rules import Grade
from app.returns.shapes import (
    GradeWish,
    PhotoAnswer,
    PhotoOf,
    Receive,
    ReceivedAnswer,
    ReturnsPage,
    ReturnsQuery,
    Shelve,
    UnitAnswer,
    UnitsAnswer,
    UnitScan,
)

bp = Room("returns", __name__)

UNIT = ("returns.unknown", "returns.unknown_unit")


@bp.post(
    "/api/v1/returns",
    needs="return.work",
    body=Receive,
    answer=ReceivedAnswer,
    errors=("returns.unmatched", "returns.ambiguous", "returns.not_shipped"),
)
def receive(body: Receive) -> ReceivedAnswer:
    """Receive a box: match what is scanned on it, else take it blind."""
    actor = caller().actor

    def work(session: Session) -> ReceivedAnswer:
        got = service.receive(session, actor, body.code, blind=body.blind)
        view = queries.one(session, actor.warehouse_id, got.number)
        return ReceivedAnswer(
            return_no=view.return_no,
            again=got.again,
            state=view.state,
            blind=view.blind,
            matched_by=view.matched_by,
            view=view,
        )

    return db.in_transaction(work)


@bp.get("/api/v1/returns", needs="return.work", query=ReturnsQuery, answer=ReturnsPage)
def returns(query: ReturnsQuery) -> ReturnsPage:
    """Returns, the newest first."""
    site = caller().actor.warehouse_id
    return ReturnsPage(
        queries.returns(
            db.reading(), site, state=query.state, after=query.after, limit=query.limit
        )
    )


@bp.get(
    "/api/v1/returns/<number>",
    needs="return.work",
    answer=ReturnView,
    errors=("returns.unknown",),
)
def one(number: str) -> ReturnView:
    """A return with its units."""
    return queries.one(db.reading(), caller().actor.warehouse_id, number)


@bp.post(
    "/api/v1/returns/<number>/units",
    needs="return.work",
    body=UnitScan,
    answer=UnitsAnswer,
    errors=(
        "returns.unknown",
        "returns.unknown_code",
        "returns.too_many",
        "state.illegal_move",
    ),
)
def scan_unit(number: str, body: UnitScan) -> UnitsAnswer:
    """Scan a unit out of the box."""
    actor = caller().actor

    def work(session: Session) -> UnitsAnswer:
        keys = service.scan_unit(session, actor, number, body.code, body.quantity)
        view = queries.one(session, actor.warehouse_id, number)
        return UnitsAnswer(id=str(keys[0]), ids=[str(key) for key in keys], view=view)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/returns/<number>/units/<unit>/grade",
    needs="return.work",
    body=GradeWish,
    answer=UnitAnswer,
    errors=(
        *UNIT,
        "returns.never_a",
        "returns.second_person",
        "returns.reported",
        "state.illegal_move",
        "auth.bad_pin",
        "auth.locked",
    ),
)
def grade(number: str, unit: str, body: GradeWish) -> UnitAnswer:
    """Grade a unit A, B, C or S; scrap wants a second person's badge and PIN."""
    actor = caller().actor
    second = _second_person(body) if body.grade is Grade.S else None

    def work(session: Session) -> UnitAnswer:
        service.grade(
            session, actor, number, unit, body.grade, reason=body.reason, second_by=second
        )
        return _unit(session, actor.warehouse_id, number, unit)

    return db.in_transaction(work)


def _second_person(body: GradeWish) -> str | None:
    """Prove the second person at the edge: argon2 never runs inside a transaction."""
    device_id = caller().device_id
    if not body.badge or body.pin is None or device_id is None:
        raise Refused("returns.second_person")
    return pins.approve(body.badge, body.pin, "return.scrap", device_id)


@bp.post(
    "/api/v1/returns/<number>/units/<unit>/put-away",
    needs="return.work",
    body=Shelve,
    answer=UnitAnswer,
    errors=(
        *UNIT,
        "returns.not_graded",
        "returns.put_away_already",
        "returns.wrong_bin",
        "returns.no_bin",
        "stock.unknown_bin",
    ),
)
def put_away(number: str, unit: str, body: Shelve) -> UnitAnswer:
    """Put a graded unit into the bin that was scanned: A becomes stock."""
    actor = caller().actor
    code = body.code or body.bin
    if code is None:
        raise Refused("returns.no_bin")

    def work(session: Session) -> UnitAnswer:
        service.put_away(session, actor, number, unit, code)
        return _unit(session, actor.warehouse_id, number, unit)

    return db.in_transaction(work)


def _unit(session: Session, site: int, number: str, unit: str) -> UnitAnswer:
    view = queries.one(session, site, number)
    found = next(one for one in view.units if one.id == str(int(unit)))
    return UnitAnswer(
        id=found.id, state=found.state, grade=found.grade, bin=found.bin, view=view
    )


@bp.post(
    "/api/v1/returns/<number>/finish",
    needs="return.work",
    answer=ReturnView,
    errors=("returns.unknown", "returns.ungraded", "state.illegal_move"),
)
def finish(number: str) -> ReturnView:
    """Close grading though announced units are missing."""
    actor = caller().actor

    def work(session: Session) -> ReturnView:
        service.finish(session, actor, number)
        return queries.one(session, actor.warehouse_id, number)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/returns/<number>/photos",
    needs="return.work",
    query=PhotoOf,
    answer=PhotoAnswer,
    errors=(
        *UNIT,
        "returns.photo_missing",
        "returns.photo_unreadable",
        "returns.too_many_photos",
    ),
)
def add_photo(number: str, query: PhotoOf) -> PhotoAnswer:
    """Archive a photo: the field ``photo`` of a form, JPEG, PNG or WebP."""
    check_length(request, wanted=True)
    actor = caller().actor
    queries.one(db.reading(), actor.warehouse_id, number)  # nothing is kept for no return
    jpeg = photos.redraw(_sent_photo())
    db.reading().rollback()
    kept = photos.keep(_vault(), jpeg)
    attached = False
    try:
        with db.unkeyed():  # the same picture again gets its first answer by itself
            key, attached = db.in_transaction(
                lambda s: photos.attach(s, actor, number, query.unit, kept)
            )
    finally:
        if not attached:  # refused, or the same picture again: nobody was told of this file
            _vault().forget(kept.path)
    return PhotoAnswer(str(key), kept.sha256)


def _sent_photo() -> bytes:
    sent = request.files.get("photo")
    if sent is None:
        return b""
    with closing(sent):
        raw: bytes = sent.read()
        return raw


@bp.get(
    "/api/v1/returns/<number>/photos/<photo>.jpg",
    needs="return.work",
    errors=("returns.photo_unknown", "returns.photo_damaged"),
    media="image/jpeg",
)
def photo(number: str, photo: str) -> Response:
    """An archived photo."""
    path = photos.path_of(db.reading(), caller().actor.warehouse_id, number, photo)
    try:
        jpeg = _vault().read(path)
    except FileNotFoundError:
        raise Refused("returns.photo_unknown", photo=photo) from None
    except LockedError:
        raise Refused("returns.photo_damaged", photo=photo) from None
    return Response(jpeg, content_type="image/jpeg")


def _vault() -> Vault:
    return vault(cast(Settings, current_app.extensions["settings"]))


@bp.page("/returns", needs="return.work")
def desk_page() -> str:
    """Work at the returns desk."""
    return render_template("returns/desk.html", page_data={"now": clock.now().isoformat()})
