"""URLs that take a way in away or give it back: badges, devices, locks."""

from __future__ import annotations

import msgspec
from flask import render_template
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.api import Room, caller
from app.core.body import Strict
from app.people import access, keys, pins, queries

bp = Room("keys", __name__)


class OneBadge(Strict):
    """Whose badge."""

    badge: str


class Active(Strict):
    """Whose badge, and whether it opens anything."""

    badge: str
    active: bool


class OneDevice(Strict):
    """Which device."""

    name: str


class Unlocked(msgspec.Struct):
    """A badge, and how many wrong PINs were forgotten."""

    badge: str
    tries: int


class IsActive(msgspec.Struct):
    """A badge, and whether it opens anything."""

    badge: str
    active: bool


class Revoked(msgspec.Struct):
    """A device that is let in no more."""

    name: str
    state: str


@bp.post("/api/v1/people/unlock", needs="people.unlock", body=OneBadge, answer=Unlocked)
def unlock(body: OneBadge) -> Unlocked:
    """Let a badge be tried again after too many wrong PINs; it is on record."""
    actor, badge = caller().actor, body.badge.strip()[:40]
    return db.in_transaction(lambda s: Unlocked(badge, keys.unlock(s, actor, badge)))


@bp.post(
    "/api/v1/people/active",
    needs="people.manage",
    body=Active,
    answer=IsActive,
    errors=("people.unknown_badge", "people.yourself"),
)
def set_active(body: Active) -> IsActive:
    """Let somebody work here, or no longer; their session ends at once."""
    actor, badge = caller().actor, body.badge.strip()

    def work(session: Session) -> IsActive:
        keys.set_active(session, actor, badge, active=body.active)
        return IsActive(badge, body.active)

    answer = db.in_transaction(work)
    access.forget()
    return answer


@bp.post(
    "/api/v1/devices/revoke",
    needs="device.manage",
    body=OneDevice,
    answer=Revoked,
    errors=("people.unknown_device",),
)
def revoke_device(body: OneDevice) -> Revoked:
    """Let a device in no more; who works on it is logged out."""
    actor, name = caller().actor, body.name.strip()

    def work(session: Session) -> Revoked:
        keys.revoke_device(session, actor, name)
        return Revoked(name, "revoked")

    answer = db.in_transaction(work)
    access.forget()
    return answer


@bp.page("/locked", needs="people.unlock")
def locked_page() -> str:
    """The badges with too many wrong PINs."""
    since, site = clock.now() - pins.WINDOW, caller().actor.warehouse_id
    names = {one.badge: one.name for one in queries.people(db.reading(), site)}
    found = keys.locked(db.reading(), site, since, pins.PER_BADGE)
    return render_template(
        "people/locked.html", locked=[(badge, names.get(badge, "")) for badge in found]
    )
