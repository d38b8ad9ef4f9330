"""The voices of a Sartorius balance: SBI with 16 and with 22 characters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.voices.voice import Act, Speech


def line_16(shown: Shown, value: Decimal) -> bytes:
    """Return one line; while the pan moves it has no unit."""
    if shown.range:
        return b"      High    \r\n" if shown.range == "+" else b"      Low     \r\n"
    unit = shown.unit if shown.stable else ""
    return f"{'-' if value < 0 else '+'}{abs(value):>9} {unit:<3}\r\n".encode()


def line_22(shown: Shown, value: Decimal) -> bytes:
    """Return one line with six characters in front that say what the value is."""
    label = "Stat" if shown.range else "N" if shown.net else "G#"
    return f"{label:<6}".encode() + line_16(shown, value)


def _speech(line: Callable[[Shown, Decimal], bytes]) -> Speech:
    commands: dict[bytes, Act] = {
        b"\x1bP": "weigh",
        b"\x1bT": "tare",
        b"\x1bU": "tare",
        b"\x1bV": "zero",
    }
    return Speech(frame=line, commands=commands)


SBI_16: Final = _speech(line_16)
SBI_22: Final = _speech(line_22)
"""Both answer ESC P at once."""
