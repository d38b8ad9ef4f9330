"""What each setting takes: a text becomes its value, or one sentence that says what to give."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

T = TypeVar("T")

PREFIX = "WAVEGATE_"


class SettingError(Exception):
    """A setting cannot be used; the sentence names it and says what it takes."""


def _refuse(name: str, value: str, wanted: str) -> SettingError:
    return SettingError(f"{PREFIX}{name.upper()}={value!r}: {wanted}")


def database_url(url: str, folder: Path) -> str:
    """A SQLAlchemy URL of SQLite or PostgreSQL; a relative path starts at *folder*."""
    if url.startswith("postgresql+psycopg://") and _has_good_port(url):
        return url
    prefix = "sqlite:///"
    if url.startswith(prefix) and url != prefix and ":memory:" not in url:
        return prefix + str((folder / url.removeprefix(prefix)).resolve())
    wanted = "give sqlite:///path/to/file.db or postgresql+psycopg://user@host/name"
    raise _refuse("database_url", without_password(url), wanted)


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    try:
        password = urlsplit(url).password
    except ValueError:  # no address at all
        return url
    return url.replace(f":{password}@", ":***@") if password else url


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def bind(value: str) -> str:
    """``address:port``."""
    host, _, port = value.rpartition(":")
    if not host or not _is_whole(port) or not 0 <= int(port) <= 65535:
        raise _refuse("bind", value, "give address:port, for example 127.0.0.1:8000")
    return value


def _is_whole(text: str) -> bool:
    """Digits as `int` reads them: some others count as digits too."""
    return text.isascii() and text.isdigit()


def _is_address(value: str, schemes: set[str]) -> bool:
    try:
        at = urlsplit(value)
        return at.scheme in schemes and bool(at.hostname) and at.port != 0
    except ValueError:
        return False


def redis_url(value: str) -> str:
    """Where a Redis is, or nothing."""
    unix = value.startswith("unix:///")
    if value and not unix and not _is_address(value, {"redis", "rediss"}):
        wanted = "give redis://host:6379/0, rediss://… or unix:///path"
        raise _refuse("redis_url", without_password(value), wanted)
    return value


def hub_url(value: str) -> str:
    """Where reports go, or nothing."""
    if value and not _is_address(value, {"http", "https"}):
        raise _refuse("hub_url", value, "give an http or https address")
    return value


def hub_secret(value: str) -> str:
    """``whsec_`` and the base64 of 24 to 64 bytes, or nothing."""
    if not value:
        return value
    try:
        length = len(base64.b64decode(value.removeprefix("whsec_"), validate=True))
    except binascii.Error:
        length = 0
    if not value.startswith("whsec_") or not 24 <= length <= 64:
        wanted = "give whsec_ and the base64 of 24 to 64 random bytes"
        raise SettingError(f"{PREFIX}HUB_SECRET: {wanted}")
    return value


def waits(value: str) -> tuple[int, ...]:
    """Seconds with commas."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts or not all(map(_is_whole, parts)):
        raise _refuse("hub_retry_s", value, "give seconds with commas, for example 60,300,900")
    return tuple(map(int, parts))


def accounts(value: str) -> Mapping[str, Mapping[str, str]]:
    """By carrier code, what its e-waybill adapter needs, as JSON."""
    try:
        found = json.loads(value or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(map(_is_account, found.values())):
        wanted = 'give {"SF": {"adapter": "kuaidi100", "url": "https://…", "key": "…", …}, …}'
        raise SettingError(f"{PREFIX}CARRIER_ACCOUNTS: {wanted}")  # its value is secret
    return found


def _is_account(one: object) -> bool:
    return (
        isinstance(one, dict)
        and all(isinstance(value, str) for value in one.values())
        and bool(one.get("adapter"))
        and urlsplit(one.get("url", "")).scheme in {"http", "https"}
    )


def percent(value: str) -> Decimal:
    """Above 0, at most 10."""
    try:
        percent = Decimal(value)
    except InvalidOperation:
        percent = Decimal(-1)
    if not (percent.is_finite() and 0 < percent <= 10):
        raise _refuse("tolerance_percent", value, "give a number above 0, at most 10")
    return percent


def letters(value: str, name: str, *, length: int) -> str:
    """So many letters from A to Z."""
    if len(value) != length or not value.isascii() or not value.isalpha():
        raise _refuse(name, value, f"give {length} letters, for example CN")
    return value


def choice(value: str, name: str, known: Mapping[str, T]) -> T:
    """What *known* has for this value."""
    if value not in known:
        raise _refuse(name, value, f"give one of: {', '.join(known)}")
    return known[value]


def zone(value: str) -> ZoneInfo:
    """A zone of the time zone database."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone
        raise _refuse("timezone", value, "give a name like Asia/Shanghai") from None
