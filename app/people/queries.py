"""People and devices, to show."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.people.models import Device, Person, Warehouse


@dataclass(frozen=True)
class PersonRow:
    """A line of the list of people."""

    badge: str
    name: str
    roles: list[str]
    active: bool


def people(session: Session, warehouse_id: int) -> list[PersonRow]:
    """Everybody of a site, by badge."""
    rows = session.scalars(
        sa.select(Person).where(Person.warehouse_id == warehouse_id).order_by(Person.badge)
    )
    return [PersonRow(row.badge, row.name, row.roles.split(), row.active) for row in rows]


def site_name(session: Session, warehouse_id: int) -> str:
    """What the site is called."""
    return session.get_one(Warehouse, warehouse_id).name


def name_of(session: Session, warehouse_id: int, badge: str) -> str | None:
    """The name on a badge of a site, for the login page."""
    return session.scalar(
        sa.select(Person.name).where(
            Person.badge == badge, Person.active, Person.warehouse_id == warehouse_id
        )
    )


def devices(session: Session, warehouse_id: int) -> list[str]:
    """The names of the enrolled devices of a site."""
    return list(
        session.scalars(
            sa.select(Device.name)
            .where(Device.warehouse_id == warehouse_id, Device.revoked_at.is_(None))
            .order_by(Device.name)
        )
    )
