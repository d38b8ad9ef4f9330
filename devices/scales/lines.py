"""The lines a scale can stand on, each named by a URL, and how one is opened.

====================================  ====================================================
``/dev/serial/by-id/…``, ``COM3``     a serial path; opened for one owner alone
``usb://1A86:7523?serial=A1B2``       a USB adapter by its numbers, wherever it is plugged in
``usb://1A86:7523?location=1-2.3``    the adapter in this socket; cheap ones have no serial
``socket://host:port``                a scale with Ethernet, or a device server in raw mode
``rfc2217://host:port``               a device server that lets the host set the line
``spy:///dev/ttyUSB0?file=trace.txt`` a serial path, with all its bytes written down
``virtual://name``                    a virtual scale of this process (see `virtual`)
====================================  ====================================================

A USB adapter is looked for each time the line is opened: after it was pulled out it may be
another ``/dev/ttyUSB``. When two adapters fit, none is taken: the wrong scale would be read.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import serial
from serial.tools import list_ports

from devices.scales.protocol import Line, SettingError

try:
    import termios

    GONE: tuple[type[Exception], ...] = (serial.SerialException, OSError, termios.error)
except ImportError:  # Windows
    GONE = (serial.SerialException, OSError)
"""What pyserial raises when a line is gone: it has three families of it."""

READ_S: Final = 0.05
WRITE_S: Final = 1.0
FORMS: Final = (
    "a scale is a serial path or socket://host:port, usb://VID:PID?serial=…, "
    "rfc2217://host:port, spy://path or virtual://name"
)

_USB = re.compile(
    r"usb://(?P<vid>[0-9a-f]{4}):(?P<pid>[0-9a-f]{4})(?:\?(?P<told>.*))?", re.IGNORECASE
)
_ATTRIBUTE: Final = {"serial": "serial_number", "location": "location"}


def check_url(url: str) -> None:
    """Refuse a URL that can never be a scale; whether one is there shows later.

    Raises:
        SettingError: with the forms there are.
    """
    kind, found, rest = url.partition("://")
    if not found or kind == "virtual":
        return
    if kind in {"socket", "rfc2217"}:
        _check_host(kind, url)
    elif kind == "usb":
        _usb_wanted(url)
    elif kind != "spy":
        raise SettingError(f"{FORMS}, not {url!r}")
    elif "://" in rest or not rest.partition("?")[0]:
        raise SettingError(f"spy:// listens in on a serial path, not {url!r}")


def open_line(url: str, line: Line, baudrate: int) -> serial.SerialBase:
    """Open a line and throw away what waited in it: its age is unknown.

    Args:
        url: any form but ``virtual://``.
        line: data bits, parity and stop bits; a network line in raw mode has its own.
        baudrate: bits per second.

    Raises:
        serial.SerialException: it is not there, or another owner has it.
    """
    try:
        wire = _line_at(url, line, baudrate)
        try:
            wire.open()  # type: ignore[attr-defined] # as above
            flush_input(wire)
        except BaseException:
            close_line(wire)  # one that hung up while it was opened is half open
            raise
    except ValueError as error:  # a rate or a form that this kind of line does not have
        raise serial.SerialException(str(error)) from error
    return wire


def flush_input(wire: serial.SerialBase) -> None:
    """Throw away what waits to be read."""
    wire.reset_input_buffer()  # type: ignore[attr-defined] # the stubs know it on ports only


def close_line(wire: serial.SerialBase) -> None:
    """Let the line go."""
    try:
        wire.close()
    except GONE:
        return  # an unplugged adapter cannot be closed any better


def is_network(url: str) -> bool:
    """Whether a far end that vanished would never say so."""
    return url.startswith(("socket://", "rfc2217://"))


def usb_path(url: str) -> str:
    """Return the serial path at which a ``usb://`` adapter is now.

    Raises:
        serial.SerialException: no adapter fits, or more than one.
        SettingError: the URL is none of this kind.
    """
    wanted = _usb_wanted(url)
    found = [
        str(one.device)
        for one in list_ports.comports()
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    if len(found) != 1:
        raise serial.SerialException(f"{len(found)} adapters fit {url}: {', '.join(found)}")
    return found[0]


def _line_at(url: str, line: Line, baudrate: int) -> serial.SerialBase:
    remote = url.startswith("rfc2217://")
    return serial.serial_for_url(
        _path(url),
        do_not_open=True,
        baudrate=baudrate,
        bytesize=line.bytesize,
        parity=line.parity,
        stopbits=line.stopbits,
        timeout=READ_S,
        write_timeout=None if remote else WRITE_S,  # pyserial's rfc2217 takes none
        exclusive=True,
    )


def _path(url: str) -> str:
    if url.startswith("usb://"):
        return usb_path(url)
    if url.startswith("rfc2217://") and "ign_set_control" not in url:
        # ser2net never answers the control option, and pyserial would give up waiting
        return f"{url}{'&' if '?' in url else '?'}ign_set_control"
    return url


def _check_host(kind: str, url: str) -> None:
    try:
        where = urlsplit(url)
        complete = where.hostname and where.port
    except ValueError:
        complete = False
    if not complete:
        raise SettingError(f"a scale on the network is {kind}://host:port, not {url!r}")


def _usb_wanted(url: str) -> dict[str, object]:
    """What `list_ports` must say of the adapter: vid, pid and what else was told."""
    form = _USB.fullmatch(url)
    told = parse_qsl(form["told"] or "", keep_blank_values=True) if form else []
    if form is None or not all(key in _ATTRIBUTE and value for key, value in told):
        raise SettingError(
            f"an adapter is usb://VID:PID?serial=… or usb://VID:PID?location=…, not {url!r}"
        )
    numbers = {"vid": int(form["vid"], 16), "pid": int(form["pid"], 16)}
    return {**numbers, **{_ATTRIBUTE[key]: value for key, value in told}}
