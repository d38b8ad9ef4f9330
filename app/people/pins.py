"""Badge and PIN, checked at the edge: argon2 outside of transactions, tries counted.

A six-digit PIN is weak alone; it is the second half beside an enrolled device. So wrong
tries are limited: 5 in 15 minutes a badge, 20 a device, 60 a site in 5 minutes.
"""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.core import clock, db
from app.core.errors import Refused
from app.people import service
from app.people.models import Device, Login, Person, PinTry
from app.people.rules import Role, permissions_of

if TYPE_CHECKING:
    from argon2 import PasswordHasher

WINDOW = timedelta(minutes=15)
SITE_WINDOW = timedelta(minutes=5)
PER_BADGE, PER_DEVICE, PER_SITE = 5, 20, 60
_turns = [threading.Lock() for _ in range(16)]
"""A badge's PINs are tried one after the other: tries at once would all be counted too late."""
FRESH = timedelta(minutes=15)
"""A PIN typed at the log-in proves no longer who stands there now."""


@dataclass(frozen=True)
class Proven:
    """Somebody whose badge and PIN matched just now."""

    person_id: int
    badge: str
    roles: frozenset[Role]


@functools.cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # OWASP's least for argon2id: 19 MiB, two passes, one lane; about 25 ms here.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(pin: str) -> str:
    """The stored form of a PIN.

    Raises:
        Refused: ``people.bad_pin_form``: 4 to 8 digits are wanted.
    """
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise Refused("people.bad_pin_form")
    return _hasher().hash(pin)


def matches(stored: str, pin: str) -> bool:
    """Tell whether *stored* is the hash of *pin*."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(stored, pin)
    except (Argon2Error, InvalidHashError):
        return False


def check(badge: str, pin: str, device_id: int) -> Proven:
    """Prove who somebody is.

    Raises:
        Refused: ``auth.bad_pin`` (the same for an unknown badge, and for one of another site
            than the device's) or ``auth.locked``.
    """
    badge = badge.strip()
    with _turns[hash(badge) % len(_turns)]:
        return _check(badge, pin, device_id)


def _check(badge: str, pin: str, device_id: int) -> Proven:
    from argon2.exceptions import Argon2Error, InvalidHashError

    db.reading().rollback()  # what was tried while this one waited counts, too
    _refuse_if_locked(badge, device_id)
    here = sa.select(Device.warehouse_id).where(Device.id == device_id).scalar_subquery()
    person = db.reading().scalar(
        sa.select(Person).where(
            Person.badge == badge, Person.active, Person.warehouse_id == here
        )
    )
    try:
        _hasher().verify(person.pin_hash if person else _nobodys_hash(), pin)
    except (Argon2Error, InvalidHashError):
        person = None
    if person is None:
        db.in_transaction(
            lambda s: service.note_wrong_pin(s, badge[:40], device_id, "wrong PIN")
        )
        raise Refused("auth.bad_pin")
    roles = frozenset(Role(name) for name in person.roles.split())
    return Proven(person.id, person.badge, roles)


def approve(badge: str, pin: str, permission: str, device_id: int) -> str:
    """Let a colleague approve something here and now; return the approver's badge.

    Raises:
        Refused: ``auth.bad_pin``, ``auth.locked`` or ``auth.permission``.
    """
    proven = check(badge, pin, device_id)
    if permission not in permissions_of(proven.roles):
        raise Refused("auth.permission", permission=permission)
    return proven.badge


def stands_for(
    permission: str, person_id: int, device_id: int, badge: str | None, pin: str | None
) -> str:
    """Who answers for an act that wants a proof at that moment; the badge.

    Whoever gives badge and PIN with it, a colleague perhaps; else the person who calls, while
    their own log-in is fresh.

    Raises:
        Refused: ``auth.prove_again``; as :func:`approve` for a badge and a PIN.
    """
    if badge and pin:
        return approve(badge, pin, permission, device_id)
    found = db.reading().execute(
        sa.select(Person.badge, Login.began_at)
        .join(Login, Login.person_id == Person.id)
        .where(Person.id == person_id, Login.ended_at.is_(None))
    ).first()
    if found is None or not timedelta(0) <= clock.now() - found.began_at <= FRESH:
        raise Refused("auth.prove_again")
    return str(found.badge)


@functools.cache
def _nobodys_hash() -> str:
    """Verified for an unknown badge, so that it takes as long as a known one."""
    return _hasher().hash("00000000")


def _refuse_if_locked(badge: str, device_id: int) -> None:
    at = clock.now()
    tries = sa.select(sa.func.count()).select_from(PinTry)
    session = db.reading()
    limits = (
        (tries.where(PinTry.badge == badge[:40], PinTry.at > at - WINDOW), PER_BADGE),
        (tries.where(PinTry.device_id == device_id, PinTry.at > at - WINDOW), PER_DEVICE),
        (tries.where(PinTry.at > at - SITE_WINDOW), PER_SITE),
    )
    if any((session.scalar(query) or 0) >= most for query, most in limits):
        raise Refused("auth.locked", minutes=int(WINDOW.total_seconds() // 60))
