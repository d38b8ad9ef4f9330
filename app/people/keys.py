"""Taking a way in away, and giving it back: badges, devices, machine tokens.

Whoever lost it is refused within a second, on every page and socket.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import changed
from app.core.errors import Refused
from app.core.events import Actor, record
from app.people import events
from app.people.models import Device, Login, MachineToken, Person, PinTry
from app.people.service import end_logins


def unlock(session: Session, actor: Actor, badge: str) -> int:
    """Forget the wrong PINs of a badge, so that it may be tried again; how many those were."""
    mine = sa.and_(PinTry.warehouse_id == actor.warehouse_id, PinTry.badge == badge)
    forgotten = changed(session, sa.delete(PinTry).where(mine))
    fact = events.BadgeUnlocked(badge=badge, tries=forgotten)
    record(session, actor, fact, subject=badge)
    return forgotten


def set_active(session: Session, actor: Actor, badge: str, *, active: bool) -> None:
    """Let somebody work here, or no longer: the badge opens nothing, its session ends.

    Raises:
        Refused: ``people.unknown_badge``; ``people.yourself``: nobody shuts themselves out.
    """
    person = session.scalar(
        sa.select(Person).where(
            Person.badge == badge, Person.warehouse_id == actor.warehouse_id
        )
    )
    if person is None:
        raise Refused("people.unknown_badge", badge=badge)
    if person.active is active:
        return
    if badge == actor.name:
        raise Refused("people.yourself", badge=badge)
    person.active = active
    if not active:
        end_logins(session, actor, person, "left")
    record(session, actor, events.PersonActive(badge=badge, active=active), subject=badge)


def revoke_device(session: Session, actor: Actor, name: str) -> None:
    """Let a device in no more: its token is void, and who works on it is logged out.

    Raises:
        Refused: ``people.unknown_device``.
    """
    device = session.scalar(
        sa.select(Device).where(Device.name == name, Device.warehouse_id == actor.warehouse_id)
    )
    if device is None:
        raise Refused("people.unknown_device", device=name)
    if device.revoked_at is not None:
        return
    device.revoked_at = clock.now()
    here = sa.select(Person).join(Login, Login.person_id == Person.id)
    for person in session.scalars(
        here.where(Login.device_id == device.id, Login.ended_at.is_(None))
    ).all():
        end_logins(session, actor, person, "device revoked")
    record(session, actor, events.DeviceRevoked(name=name), subject=name)


def revoke_tokens(session: Session, actor: Actor, name: str) -> int:
    """Let the machine called *name* in no more; how many tokens it had.

    Raises:
        Refused: ``people.unknown_token``.
    """
    mine = sa.and_(
        MachineToken.name == name,
        MachineToken.warehouse_id == actor.warehouse_id,
        MachineToken.revoked_at.is_(None),
    )
    gone = changed(
        session, sa.update(MachineToken).where(mine).values(revoked_at=clock.now())
    )
    if not gone:
        raise Refused("people.unknown_token", token=name)
    record(session, actor, events.TokensRevoked(name=name, tokens=gone), subject=name)
    return gone


def locked(session: Session, warehouse_id: int, since: datetime, most: int) -> list[str]:
    """The badges that were tried with a wrong PIN *most* times or more since then."""
    query = (
        sa.select(PinTry.badge)
        .where(PinTry.warehouse_id == warehouse_id, PinTry.at > since)
        .group_by(PinTry.badge)
        .having(sa.func.count() >= most)
        .order_by(PinTry.badge)
    )
    return list(session.scalars(query))
