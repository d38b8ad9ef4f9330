"""Facts about people and devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Event):
    """Somebody logged in with badge and PIN."""

    tag: ClassVar[str] = "people.login.began"
    badge: str


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """Somebody went on after a pause, by the badge on the same device."""

    tag: ClassVar[str] = "people.login.resumed"
    badge: str


@dataclass(frozen=True, kw_only=True)
class LoggedOut(Event):
    """Somebody logged out, or was logged out."""

    tag: ClassVar[str] = "people.login.ended"
    badge: str
    why: str


@dataclass(frozen=True, kw_only=True)
class LoginRefused(Event):
    """A badge and PIN did not match, or are locked."""

    tag: ClassVar[str] = "people.login.refused"
    badge: str
    why: str


@dataclass(frozen=True, kw_only=True)
class DeviceEnrolled(Event):
    """A PDA, bench screen or desk got its token."""

    tag: ClassVar[str] = "people.device.enrolled"
    name: str


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """A machine got a bearer token."""

    tag: ClassVar[str] = "people.token.made"
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonSaved(Event):
    """A person was added or changed; roles as they are now."""

    tag: ClassVar[str] = "people.person.saved"
    badge: str
    roles: str


@dataclass(frozen=True, kw_only=True)
class BadgeUnlocked(Event):
    """A supervisor let a badge be tried again after too many wrong PINs."""

    tag: ClassVar[str] = "people.badge.unlocked"
    badge: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class PersonActive(Event):
    """Somebody works here again, or no longer."""

    tag: ClassVar[str] = "people.person.active"
    badge: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class DeviceRevoked(Event):
    """A device is let in no more."""

    tag: ClassVar[str] = "people.device.revoked"
    name: str


@dataclass(frozen=True, kw_only=True)
class TokensRevoked(Event):
    """A machine is let in no more."""

    tag: ClassVar[str] = "people.token.revoked"
    name: str
    tokens: int
