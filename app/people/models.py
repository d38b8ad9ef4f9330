"""People, devices and machine tokens as stored."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Warehouse(Model):
    """One site; its key leads every code on the floor."""

    __tablename__ = "warehouse"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))


class Person(Model):
    """Somebody with a badge. ``roles`` is a space-separated list of rules.Role."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    badge: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    pin_hash: Mapped[str] = mapped_column(sa.String(200))
    roles: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str | None] = mapped_column(sa.String(2))
    active: Mapped[bool] = mapped_column(default=True)
    locked_until: Mapped[datetime | None]


class Device(Model):
    """An enrolled PDA, bench screen or desk; its token is stored as a digest."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Login(Model):
    """A person's session on a device; ended by log-out, idleness or the end of the shift."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    csrf_token: Mapped[str] = mapped_column(sa.String(64))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PinTry(Model):
    """A wrong PIN; counted per badge, device and site."""

    __tablename__ = "pin_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int]
    badge: Mapped[str] = mapped_column(sa.String(40), index=True)
    device_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class MachineToken(Model):
    """A bearer token of a hub, an agent or a reader; an agent speaks for one bench."""

    __tablename__ = "machine_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    role: Mapped[str] = mapped_column(sa.String(16))
    bench_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bench.id"))
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
