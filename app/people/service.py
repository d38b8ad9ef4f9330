"""People's verbs: log in and out, add people, enrol devices, make tokens.

A PIN is checked in :mod:`app.people.pins`, outside of any transaction: argon2 takes tens of
milliseconds, and a job of the writer must stay short.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.people import events
from app.people.models import Device, Login, MachineToken, Person, PinTry, Warehouse
from app.people.rules import MACHINE_ROLES, PEOPLE_ROLES, Role, permissions_of


@dataclass(frozen=True)
class Entry:
    """What somebody gets at login: *secret* goes into the cookie and is not kept."""

    secret: str
    csrf_token: str
    person: str
    badge: str
    language: str | None
    roles: list[str]
    permissions: list[str]


def make_warehouse(session: Session, code: str, name: str) -> int:
    """Make the site on a cold database, or find it."""
    found = session.scalar(sa.select(Warehouse.id).where(Warehouse.code == code))
    if found is not None:
        return found
    row = Warehouse(code=code, name=name)
    session.add(row)
    session.flush()
    return row.id


def log_in(session: Session, person_id: int, device_id: int) -> Entry:
    """Begin a session; the person's earlier one, on whatever device, ends (one PDA each)."""
    person = session.get_one(Person, person_id)
    device = session.get_one(Device, device_id)
    actor = Actor(person.badge, device.name, person.warehouse_id)
    end_logins(session, actor, person, "logged in elsewhere")
    secret, csrf = ids.token("s"), secrets.token_urlsafe(32)
    at = clock.now()
    session.add(
        Login(
            token_digest=ids.digest(secret),
            person_id=person.id,
            device_id=device.id,
            csrf_token=csrf,
            began_at=at,
            seen_at=at,
        )
    )
    session.execute(sa.delete(PinTry).where(PinTry.badge == person.badge))
    record(session, actor, events.LoggedIn(badge=person.badge), subject=person.badge)
    return entry_of(person, secret, csrf)


def entry_of(person: Person, secret: str, csrf: str) -> Entry:
    """What a person gets with a session's new secrets."""
    roles = frozenset(Role(name) for name in person.roles.split())
    return Entry(
        secret=secret,
        csrf_token=csrf,
        person=person.name,
        badge=person.badge,
        language=person.language,
        roles=sorted(roles),
        permissions=sorted(permissions_of(roles)),
    )


def log_out(session: Session, person_id: int, why: str = "logged out") -> None:
    """End the person's session; ending it twice is no error."""
    person = session.get_one(Person, person_id)
    end_logins(session, Actor(person.badge, None, person.warehouse_id), person, why)


def end_logins(session: Session, actor: Actor, person: Person, why: str) -> None:
    """End all sessions of a person; its pages hear of it."""
    open_logins = session.scalars(
        sa.select(Login).where(Login.person_id == person.id, Login.ended_at.is_(None))
    ).all()
    for login in open_logins:
        login.ended_at = clock.now()
    if open_logins:
        fact = events.LoggedOut(badge=person.badge, why=why)
        record(session, actor, fact, subject=person.badge)


def note_wrong_pin(session: Session, badge: str, device_id: int, why: str) -> None:
    """Count a wrong PIN against the badge, the device and the site."""
    device = session.get_one(Device, device_id)
    session.add(
        PinTry(
            warehouse_id=device.warehouse_id, badge=badge, device_id=device_id, at=clock.now()
        )
    )
    actor = Actor("nobody", device.name, device.warehouse_id)
    record(session, actor, events.LoginRefused(badge=badge, why=why), subject=badge)


def save_person(
    session: Session,
    actor: Actor,
    *,
    badge: str,
    name: str,
    roles: str,
    pin_hash: str | None,
    language: str | None = None,
) -> str:
    """Add a person or change one; say ``added``, ``updated`` or ``unchanged``.

    Args:
        session: the open transaction.
        actor: who does it.
        badge: the code on the badge; it is the identity.
        name: as colleagues say it.
        roles: role names, separated by blanks, commas or semicolons.
        pin_hash: from :func:`app.people.pins.hashed`; None keeps the PIN there is.
        language: zh, en or None for the site's.

    Raises:
        Refused: ``people.unknown_role``, ``people.pin_missing``.
    """
    wanted = _roles(roles)
    person = session.scalar(sa.select(Person).where(Person.badge == badge))
    if person is None:
        if pin_hash is None:
            raise Refused("people.pin_missing", badge=badge)
        person = Person(
            warehouse_id=actor.warehouse_id,
            badge=badge,
            name=name,
            pin_hash=pin_hash,
            roles=wanted,
            language=language,
        )
        session.add(person)
        outcome = "added"
    elif (person.name, person.roles, pin_hash) == (name, wanted, None):
        return "unchanged"
    else:
        person.name, person.roles = name, wanted
        person.pin_hash = pin_hash or person.pin_hash
        outcome = "updated"
    record(session, actor, events.PersonSaved(badge=badge, roles=wanted), subject=badge)
    return outcome


def _roles(text: str) -> str:
    names = sorted(set(text.replace(",", " ").replace(";", " ").lower().split()))
    for name in names:
        if name not in PEOPLE_ROLES:
            raise Refused(
                "people.unknown_role", role=name, known=", ".join(sorted(PEOPLE_ROLES))
            )
    if not names:
        raise Refused("people.unknown_role", role="", known=", ".join(sorted(PEOPLE_ROLES)))
    return " ".join(names)


def enrol_device(session: Session, actor: Actor, name: str) -> str:
    """Give a device its token, shown once; enrolling a name again replaces its token."""
    secret = ids.token("wgd")
    device = session.scalar(sa.select(Device).where(Device.name == name))
    if device is None:
        device = Device(warehouse_id=actor.warehouse_id, name=name, enrolled_at=clock.now())
        session.add(device)
    device.token_digest = ids.digest(secret)
    device.revoked_at = None
    session.flush()
    record(session, actor, events.DeviceEnrolled(name=name), subject=name)
    return secret


def device_by_token(session: Session, secret: str) -> Device | None:
    """The enrolled device that carries *secret*."""
    return session.scalar(
        sa.select(Device).where(
            Device.token_digest == ids.digest(secret), Device.revoked_at.is_(None)
        )
    )


def make_token(
    session: Session, actor: Actor, name: str, role: str, bench_id: int | None = None
) -> str:
    """Make a bearer token for a machine, shown once.

    Args:
        session: the open transaction.
        actor: who does it.
        name: who will use it.
        role: of `MACHINE_ROLES`.
        bench_id: the one bench an agent speaks for; its earlier agents are let go.

    Raises:
        Refused: ``people.unknown_role``.
    """
    if role not in MACHINE_ROLES:
        raise Refused("people.unknown_role", role=role, known=", ".join(sorted(MACHINE_ROLES)))
    secret = ids.token("wg")
    if bench_id is not None:
        session.execute(
            sa.update(MachineToken)
            .where(MachineToken.bench_id == bench_id, MachineToken.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )
    session.add(
        MachineToken(
            warehouse_id=actor.warehouse_id,
            name=name,
            role=role,
            bench_id=bench_id,
            token_digest=ids.digest(secret),
            created_at=clock.now(),
        )
    )
    record(session, actor, events.TokenMade(name=name, role=role), subject=name)
    return secret


def set_language(session: Session, person_id: int, language: str) -> None:
    """Remember the language a person chose."""
    session.get_one(Person, person_id).language = language
