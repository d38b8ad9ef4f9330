"""Settings: read once at start, from the environment, then wavegate.toml, then defaults.

Nothing else in the project reads the environment.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app import config_values as values
from app.config_values import PREFIX, SettingError

__all__ = ["FILE", "PREFIX", "SECRET_FILE", "SettingError", "Settings", "load", "shown"]

FILE = "wavegate.toml"
SECRET_FILE = "secret.key"  # noqa: S105  where the key is kept
"""In the data folder, when WAVEGATE_SECRET_KEY is not set."""

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
            value = _hidden(settings, f.name)
        if f.name in {"database_url", "redis_url"}:
            value = values.without_password(value)
        if isinstance(value, (tuple, bool)):  # as it is set
            value = ",".join(map(str, value)) if isinstance(value, tuple) else int(value)
        rows.append((PREFIX + f.name.upper(), str(value), settings.sources[f.name]))
    return rows


def _hidden(settings: Settings, name: str) -> str:
    if getattr(settings, name):
        return "(set)"
    if name != "secret_key":
        return "(none)"
    kept = settings.data_dir / SECRET_FILE
    return f"(kept in {kept})" if kept.is_file() else "(made at the first start)"


def _read_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
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
        database_url=values.database_url(raw["database_url"], folder),
        redis_url=values.redis_url(raw["redis_url"]),
        data_dir=(folder / raw["data_dir"]).resolve(),
        secret_key=raw["secret_key"],
        old_secret_keys=tuple(filter(None, raw["old_secret_keys"].split(","))),
        bind=values.bind(raw["bind"]),
        hub_url=values.hub_url(raw["hub_url"]),
        hub_secret=values.hub_secret(raw["hub_secret"]),
        hub_retry_s=values.waits(raw["hub_retry_s"]),
        carrier_accounts=values.accounts(raw["carrier_accounts"]),
        tolerance_percent=values.percent(raw["tolerance_percent"]),
        home_country=values.letters(raw["home_country"].upper(), "home_country", length=2),
        allow_http=values.choice(raw["allow_http"], "allow_http", {"0": False, "1": True}),
        shipped_when=values.choice(
            raw["shipped_when"],
            "shipped_when",
            {"handed_over": "handed_over", "attached": "attached"},
        ),
        language=values.choice(raw["language"], "language", {"zh": "zh", "en": "en"}),
        timezone=values.zone(raw["timezone"]),
        sources=sources,
    )
