"""What an agent is told: one folder with ``agent.toml``, and the token in a file of its own.

::

    server = "https://wavegate.example"
    scale = "/dev/serial/by-id/usb-FTDI_…"   # a URL as in `devices.scales.port`
    printer = "tcp://192.168.1.20:9100"      # a URL as in `devices.printers.address`
    page = 8317                              # the port of its page on 127.0.0.1, 0 for none
    ca = "site-ca.pem"                       # only where the site signs its own certificates

What the scale speaks, its division and the printer's language are the server's: they stand
once, with the bench.
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from devices.printers import address
from devices.scales.port import check_url
from devices.scales.protocol import SettingError

FILE: Final = "agent.toml"
TOKEN_FILE: Final = "token"  # noqa: S105 - a file's name
PAGE: Final = 8317
LARGEST_PORT: Final = 65_535


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an agent can be told, checked.

    Attributes:
        folder: holds the settings, the token and the ledger.
        server: where to dial.
        token: this bench's; empty before the enrolment.
        scale: the scale as this PC sees it, None when there is none.
        printer: the printer as this PC sees it, None when there is none.
        page: TCP port of the local page on 127.0.0.1, 0 for none.
        ca: certificates to trust besides the system's.
    """

    folder: Path
    server: str
    token: str
    scale: str | None = None
    printer: str | None = None
    page: int = PAGE
    ca: Path | None = None


STORED: Final = tuple(f.name for f in fields(Settings) if f.name not in {"folder", "token"})


def home() -> Path:
    """The folder of an agent that was told none."""
    return Path.home() / ".wavegate-agent"


def load(folder: Path, *, token: str | None = None, **given: Any) -> Settings:
    """Read the folder's settings; what is *given* and not None goes before them.

    Raises:
        SettingError: a setting cannot be used; the sentence names it.
    """
    told = _read(folder / FILE) | {name: one for name, one in given.items() if one is not None}
    server = str(told.get("server") or "").rstrip("/")
    parts = urlsplit(server)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            f"server: name it, for example https://wavegate.example, with --server or in "
            f"{folder / FILE}"
        )
    settings = Settings(
        folder=folder,
        server=server,
        token=token or _stored_token(folder),
        scale=_text(told, "scale"),
        printer=_text(told, "printer"),
        page=_port(told.get("page", PAGE)),
        ca=folder / str(told["ca"]) if told.get("ca") else None,
    )
    _check(settings)
    return settings


def save(settings: Settings) -> None:
    """Write the settings and the token; only this user can read the token."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {name: getattr(settings, name) for name in STORED}
    lines = [f"{name} = {_toml(one)}\n" for name, one in told.items() if one is not None]
    (settings.folder / FILE).write_text("".join(lines), "utf-8")
    store_token(settings.folder, settings.token)


def store_token(folder: Path, token: str) -> None:
    """Keep the token for the next start, in a file nobody else can read."""
    part = folder / f"{TOKEN_FILE}.part"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / TOKEN_FILE)


def _stored_token(folder: Path) -> str:
    path = folder / TOKEN_FILE
    return path.read_text("ascii").strip() if path.is_file() else ""


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: not a readable TOML file ({error})") from None
    if unknown := sorted(set(told) - set(STORED)):
        raise SettingError(f"{path}: unknown setting {unknown[0]}; known: {', '.join(STORED)}")
    return told


def _text(told: dict[str, Any], name: str) -> str | None:
    return str(told[name]).strip() or None if name in told else None


def _port(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_PORT:
        raise SettingError(f"page: a port from 0 (no page) to {LARGEST_PORT}, not {value!r}")
    return value


def _check(settings: Settings) -> None:
    if settings.scale is not None:
        try:
            check_url(settings.scale)
        except SettingError as error:
            raise SettingError(f"scale: {error}") from None
    if settings.printer is not None and address.address(settings.printer) is None:
        raise SettingError(f"printer: {settings.printer!r} is no printer's URL")
    if settings.ca is not None and not settings.ca.is_file():
        raise SettingError(f"ca: there is no file {settings.ca}")


def _toml(value: object) -> str:
    """A string in TOML is one in JSON, but for characters that no URL or path has."""
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
