"""The voices of A&D's standard format and of the ST,GS family."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.voices.voice import Speech


def words(shown: Shown) -> tuple[str, str]:
    """Return ``ST``, ``US`` or ``OL``, and ``GS`` or ``NT``."""
    head = "OL" if shown.range else "ST" if shown.stable else "US"
    return head, "NT" if shown.net else "GS"


def sign(shown: Shown) -> str:
    """Return ``-`` below zero and below range, else ``+``."""
    below = shown.range == "-" if shown.range else shown.grams < 0
    return "-" if below else "+"


def st_gs_frame(shown: Shown, value: Decimal) -> bytes:
    """Return one line; out of range it has blanks in the place of digits."""
    head, mode = words(shown)
    digits, unit = ("", "") if shown.range else (str(abs(value)), shown.unit)
    return f"{head},{mode},{sign(shown)}{digits:>7}{unit:>2}\r\n".encode()


def and_frame(shown: Shown, value: Decimal) -> bytes:
    """Return one line; out of range its digits are made up."""
    head, _ = words(shown)
    digits = "999999.9" if shown.range else f"{abs(value):08f}"
    return f"{head},{sign(shown)}{digits}{shown.unit:>3}\r\n".encode()


ST_GS: Final = Speech(frame=st_gs_frame, streams=True, width=7)
"""Sends ``ST,GS,+  4.876kg`` again and again."""

AND: Final = Speech(
    frame=and_frame,
    commands={
        b"Q": "weigh",
        b"S": "weigh_at_rest",
        b"SI": "weigh",
        b"SIR": "stream",
        b"C": "stop",
        b"Z": "zero",
        b"R": "zero",
        b"T": "tare",
    },
    width=8,
)
"""Says ``ST,+001234.5  g`` when it is asked."""
