"""Going on after a pause: the badge is enough while the shift's session waits on its device.

A session that nobody used for a while opens nothing by itself. Its cookie, its device and
the badge together wake it; the PIN is asked again with the next shift, on any other device,
and after logging out.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.people import events
from app.people.access import SHIFT
from app.people.models import Device, Login, Person
from app.people.service import Entry, entry_of


def waiting(session: Session, secret: str, badge: str, device_id: int) -> Login | None:
    """The session that a cookie, a badge and a device can wake."""
    return session.scalar(
        sa.select(Login)
        .join(Person, Person.id == Login.person_id)
        .where(
            Login.token_digest == ids.digest(secret),
            Login.ended_at.is_(None),
            Login.began_at > clock.now() - SHIFT,
            Login.device_id == device_id,
            Person.badge == badge,
            Person.active,
        )
    )


def resume(session: Session, secret: str, badge: str, device_id: int) -> Entry:
    """Wake a session under new secrets; it ends with its shift all the same.

    Raises:
        Refused: ``auth.pin_wanted``: there is none that the badge alone can wake.
    """
    login = waiting(session, secret, badge, device_id)
    if login is None:
        raise Refused("auth.pin_wanted")
    person = session.get_one(Person, login.person_id)
    device = session.get_one(Device, device_id)
    fresh, csrf = ids.token("s"), secrets.token_urlsafe(32)
    login.token_digest, login.csrf_token = ids.digest(fresh), csrf
    login.seen_at = clock.now()
    actor = Actor(person.badge, device.name, person.warehouse_id)
    record(session, actor, events.Resumed(badge=person.badge), subject=person.badge)
    return entry_of(person, fresh, csrf)
