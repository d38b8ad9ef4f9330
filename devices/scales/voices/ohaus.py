"""The voice of an Ohaus scale."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.voices.voice import Speech


def frame(shown: Shown, value: Decimal) -> bytes:
    """Return one line, with ``?`` while the pan moves."""
    if shown.range:
        return b"Err 8.3\r\n" if shown.range == "+" else b"Err 8.4\r\n"
    rest, net = " " if shown.stable else "?", "NET" if shown.net else ""
    return f"{value:>11} {shown.unit} {rest} {net}".rstrip().encode() + b"\r\n"


SPEECH: Final = Speech(
    frame=frame,
    commands={
        b"P": "weigh",
        b"IP": "weigh",
        b"SP": "weigh_at_rest",
        b"CP": "stream",
        b"0P": "stop",
        b"Z": "zero",
        b"T": "tare",
        b"0T": "clear",
    },
)
"""Prints when asked: P and IP at once, SP at rest, CP again and again until 0P."""
