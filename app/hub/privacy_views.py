"""How long whom an order was for is kept, and how it is deleted when somebody asks."""

from __future__ import annotations

from typing import Annotated, cast

from flask import Response, current_app
from msgspec import Meta
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import db
from app.core.api import Room, caller
from app.core.body import Strict
from app.hub import purging, unmasking

bp = Room("privacy", __name__)


class Retention(Strict):
    """Days after the end of an order."""

    days: Annotated[int, Meta(ge=1, le=3650)]


@bp.get("/api/v1/privacy/retention", needs="privacy.manage", answer=Retention)
def show_retention() -> Retention:
    """How many days after its end an order's personal data is kept."""
    return Retention(days=purging.days_kept(db.reading(), caller().actor.warehouse_id))


@bp.post("/api/v1/privacy/retention", needs="privacy.manage", body=Retention, answer=Retention)
def set_retention(body: Retention) -> Retention:
    """Set it: a new version of the rule, on record."""
    actor = caller().actor

    def work(session: Session) -> Retention:
        purging.keep_days(session, actor, body.days)
        return body

    return db.in_transaction(work)


class Unmasked(Strict):
    """Codes of carriers that cannot deliver a label with hidden names and phones."""

    carriers: list[Annotated[str, Meta(min_length=1, max_length=24)]]


@bp.get("/api/v1/privacy/unmasked-carriers", needs="pii.view", answer=Unmasked)
def show_unmasked() -> Unmasked:
    """Which carriers get labels on which nothing is hidden."""
    site = caller().actor.warehouse_id
    return Unmasked(carriers=unmasking.carriers(db.reading(), site))


@bp.post(
    "/api/v1/privacy/unmasked-carriers",
    needs="pii.view",
    body=Unmasked,
    answer=Unmasked,
    errors=("privacy.unknown_carrier",),
)
def set_unmasked(body: Unmasked) -> Unmasked:
    """Say which carriers cannot do without; a new version of the rule, on record."""
    actor = caller().actor

    def work(session: Session) -> Unmasked:
        unmasking.set_carriers(session, actor, body.carriers)
        session.flush()
        return Unmasked(carriers=unmasking.carriers(session, actor.warehouse_id))

    return db.in_transaction(work)


@bp.post(
    "/api/v1/privacy/orders/<number>/erase",
    needs="privacy.manage",
    status=204,
    errors=("order.unknown", "order.still_open"),
)
def erase(number: str) -> Response:
    """Delete an ended order's personal data now: its buyer asked for it."""
    settings = cast(Settings, current_app.extensions["settings"])
    purging.erase(settings, caller().actor, number)
    return Response(status=204)
