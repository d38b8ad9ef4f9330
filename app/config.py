"""Settings: read once at start, from the environment, then wavegate.toml, then defaults.

Nothing else in the project reads the environment.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

T = TypeVar("T")

PREFIX = "WAVEGATE_"
FILE = "wavegate.toml"

DEFAULTS: Mapping[str, str] = {
    "database_url": "sqlite:///var/wavegate.db",
    "redis_url": "",
    "data_dir": "var",
    "secret_key": "",
    "old_secret_keys": "",
    "bind": "127.0.0.1:8000",
    "hub_url": "",
    "hub_secret": "",
    "hub_retry_s": "60,300,900,3600,7200,18000,36000,86400",
    "carrier_accounts": "",
    "tolerance_percent": "10",
    "home_country": "CN",
    "allow_http": "0",
    "shipped_when": "handed_over",
    "language": "zh",
    "timezone": "Asia/Shanghai",
}


SECRETS = frozenset({"secret_key", "old_secret_keys", "hub_secret", "carrier_accounts"})


class SettingError(Exception):
    """A setting cannot be used; the sentence names it and says what it takes."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a site can set, checked.

    Attributes:
        database_url: SQLAlchemy URL; a relative SQLite path has been made absolute.
        data_dir: folder of labels, photos, snapshots and backups; absolute.
        old_secret_keys: earlier secret keys; files they locked can still be read.
        hub_retry_s: seconds to wait after each failed try, then dead letter.
        carrier_accounts: by carrier code, what its e-waybill adapter needs, secrets among it.
        tolerance_percent: seeds a new site's weight gate; at most 10.
        sources: where each value came from: environment, file or default.
    """

    database_url: str
    redis_url: str
    data_dir: Path
    secret_key: str
    old_secret_keys: tuple[str, ...] = field(repr=False)
    bind: str
    hub_url: str
    hub_secret: str
    hub_retry_s: tuple[int, ...]
    carrier_accounts: Mapping[str, Mapping[str, str]] = field(repr=False)
    tolerance_percent: Decimal
    home_country: str
    allow_http: bool
    shipped_when: str
    language: str
    timezone: ZoneInfo
    sources: Mapping[str, str]

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None when the site runs on PostgreSQL."""
        prefix = "sqlite:///"
        if not self.database_url.startswith(prefix):
            return None
        return Path(self.database_url.removeprefix(prefix))

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The TCP port to listen on."""
        return int(self.bind.rpartition(":")[2])


def load(env: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        env: the environment; the process's own when None.
        folder: where wavegate.toml is looked for and relative paths start; the
            current folder when None.

    Raises:
        SettingError: a value is unknown, malformed or out of range.
    """
    env = os.environ if env is None else env
    folder = (folder or Path.cwd()).resolve()
    from_file = _read_file(folder / FILE)
    raw: dict[str, str] = {}
    sources: dict[str, str] = {}
    for name, default in DEFAULTS.items():
        key = PREFIX + name.upper()
        if env.get(key):
            raw[name], sources[name] = env[key], "environment"
        elif name in from_file:
            raw[name], sources[name] = from_file[name], FILE
        else:
            raw[name], sources[name] = default, "default"
    return _checked(raw, sources, folder)


def shown(settings: Settings) -> list[tuple[str, str, str]]:
    """List (name, value, source) for ``wavegate doctor``; secrets are not shown."""
    rows = []
    for f in fields(settings):
        if f.name == "sources":
            continue
        value = getattr(settings, f.name)
        if f.name in SECRETS:
            value = "(set)" if value else "(none)"
        if f.name == "database_url":
            value = _without_password(value)
        if isinstance(value, (tuple, bool)):  # as it is set
            value = ",".join(map(str, value)) if isinstance(value, tuple) else int(value)
        rows.append((PREFIX + f.name.upper(), str(value), settings.sources[f.name]))
    return rows


def _read_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: not a readable TOML file ({error})") from None
    names = {key.lower().removeprefix(PREFIX.lower()): value for key, value in data.items()}
    if unknown := sorted(set(names) - set(DEFAULTS)):
        raise SettingError(f"{path}: unknown setting {unknown[0]}")
    return {
        key: ",".join(map(str, value)) if isinstance(value, list) else _plain(value)
        for key, value in names.items()
    }


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def _checked(raw: dict[str, str], sources: dict[str, str], folder: Path) -> Settings:
    return Settings(
        database_url=_database_url(raw["database_url"], folder),
        redis_url=raw["redis_url"],
        data_dir=(folder / raw["data_dir"]).resolve(),
        secret_key=raw["secret_key"],
        old_secret_keys=tuple(filter(None, raw["old_secret_keys"].split(","))),
        bind=_bind(raw["bind"]),
        hub_url=_hub_url(raw["hub_url"]),
        hub_secret=_hub_secret(raw["hub_secret"]),
        hub_retry_s=_waits(raw["hub_retry_s"]),
        carrier_accounts=_accounts(raw["carrier_accounts"]),
        tolerance_percent=_percent(raw["tolerance_percent"]),
        home_country=_one(raw["home_country"].upper(), "home_country", length=2),
        allow_http=_choice(raw["allow_http"], "allow_http", {"0": False, "1": True}),
        shipped_when=_choice(
            raw["shipped_when"],
            "shipped_when",
            {"handed_over": "handed_over", "attached": "attached"},
        ),
        language=_choice(raw["language"], "language", {"zh": "zh", "en": "en"}),
        timezone=_zone(raw["timezone"]),
        sources=sources,
    )


def _refuse(name: str, value: str, wanted: str) -> SettingError:
    return SettingError(f"{PREFIX}{name.upper()}={value!r}: {wanted}")


def _database_url(url: str, folder: Path) -> str:
    if url.startswith("postgresql+psycopg://") and _has_good_port(url):
        return url
    prefix = "sqlite:///"
    if url.startswith(prefix) and url != prefix and ":memory:" not in url:
        return prefix + str((folder / url.removeprefix(prefix)).resolve())
    wanted = "give sqlite:///path/to/file.db or postgresql+psycopg://user@host/name"
    raise _refuse("database_url", _without_password(url), wanted)


def _without_password(url: str) -> str:
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _bind(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise _refuse("bind", value, "give address:port, for example 127.0.0.1:8000")
    return value


def _hub_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise _refuse("hub_url", value, "give an http or https address")
    return value


def _hub_secret(value: str) -> str:
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


def _waits(value: str) -> tuple[int, ...]:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts or not all(part.isdigit() for part in parts):
        raise _refuse("hub_retry_s", value, "give seconds with commas, for example 60,300,900")
    return tuple(map(int, parts))


def _accounts(value: str) -> Mapping[str, Mapping[str, str]]:
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


def _percent(value: str) -> Decimal:
    try:
        percent = Decimal(value)
    except InvalidOperation:
        percent = Decimal(-1)
    if not (percent.is_finite() and 0 < percent <= 10):
        raise _refuse("tolerance_percent", value, "give a number above 0, at most 10")
    return percent


def _one(value: str, name: str, *, length: int) -> str:
    if len(value) != length or not value.isalpha():
        raise _refuse(name, value, f"give {length} letters, for example CN")
    return value


def _choice(value: str, name: str, known: Mapping[str, T]) -> T:
    if value not in known:
        raise _refuse(name, value, f"give one of: {', '.join(known)}")
    return known[value]


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise _refuse("timezone", value, "give a name like Asia/Shanghai") from None
