"""Where a printer is, as a URL.

==================================  =========================================================
``tcp://host:9100``                 raw TCP; the state is read back on the same connection.
                                    ``socket://`` is the same
``serial:///dev/ttyUSB0?baud=9600`` a serial line, 8N1; ``flow=rtscts`` or ``flow=xonxoff``;
                                    on Windows ``serial:///COM3``
``ipp://host:631/ipp/print``        IPP, ``ipps://`` over TLS; a CUPS queue is
                                    ``ipp://host:631/printers/NAME``
``file:///folder``                  a folder: one file a label
==================================  =========================================================

For tcp and serial, ``status=zpl``, ``tspl``, ``escpos`` or ``none`` says how the printer tells
its state, where that is not the way of its label language; ``counter=on`` asks a ZPL printer
for its label counter as well. An option that is none of these makes the URL none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit
from urllib.request import url2pathname

Kind = Literal["tcp", "serial", "ipp", "ipps", "file"]

_KINDS: Final[dict[str, Kind]] = {
    "tcp": "tcp",
    "socket": "tcp",
    "serial": "serial",
    "ipp": "ipp",
    "ipps": "ipps",
    "file": "file",
}
_PORTS: Final = {"tcp": 9100, "ipp": 631, "ipps": 631}
_TALK: Final = {"status": ("zpl", "tspl", "escpos", "none"), "counter": ("on", "off")}
_BAUDS: Final = ("2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400")
_OPTIONS: Final[dict[Kind, dict[str, tuple[str, ...]]]] = {
    "tcp": _TALK,
    "serial": _TALK | {"baud": _BAUDS, "flow": ("none", "rtscts", "xonxoff")},
    "ipp": {},
    "ipps": {},
    "file": {},
}


@dataclass(frozen=True, kw_only=True)
class Address:
    """A printer's URL, taken apart.

    Attributes:
        host: empty for serial and file.
        port: TCP port, 0 for serial and file.
        path: the serial device, the folder, or the path of an IPP printer.
        options: as written, all of them known.
    """

    kind: Kind
    host: str
    port: int
    path: str
    options: dict[str, str]


def address(url: str) -> Address | None:
    """Take a printer's URL apart; None when it can never be one."""
    try:
        parts = urlsplit(url)
        kind = _KINDS[parts.scheme]
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port or _PORTS.get(kind, 0)
    except (ValueError, KeyError):
        return None
    known = _OPTIONS[kind]
    if any(value not in known.get(name, ()) for name, value in options.items()):
        return None
    host, path = parts.hostname or "", parts.path
    if kind in {"serial", "file"}:
        path = _device(path) if kind == "serial" else url2pathname(path)
        host = ""
        if parts.netloc or path in {"", "/"}:
            return None
    elif not host or (kind == "tcp" and path not in {"", "/"}):
        return None
    return Address(kind=kind, host=host, port=port, path=path, options=options)


def is_url(url: str) -> bool:
    """Tell whether a URL can be a printer's; whether one is there shows later."""
    return address(url) is not None


def _device(path: str) -> str:
    """Windows names its ports without a slash."""
    return path[1:] if re.fullmatch(r"/COM\d+", path) else path
