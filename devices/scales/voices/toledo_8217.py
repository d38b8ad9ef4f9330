"""The voice of Toledo 8217."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.reading import GRAMS_PER
from devices.scales.toledo_8217 import MOTION, NET, OVER, UNDER
from devices.scales.voices.voice import Speech

WIDTH_AND_PLACES: Final = {"kg": "06.3f", "g": "05.0f"}
POUNDS: Final = "05.2f"
ALWAYS: Final = 0x40
CENTRE_OF_ZERO: Final = 0x10


def frame(shown: Shown, _value: Decimal) -> bytes:
    """Return the weight when it is at rest and not below zero, else the status byte."""
    digits = _digits(shown)
    if shown.range or not shown.stable or shown.grams < 0 or digits is None:
        return status(shown)
    return f"\x02{digits}{'N' if shown.net else ''}\r".encode()


def status(shown: Shown) -> bytes:
    """Return the status byte in its frame."""
    over = shown.range == "+" or (not shown.range and _digits(shown) is None)
    under = shown.range == "-" or (shown.grams < 0 and not over)
    bits = (
        ALWAYS
        | (not shown.stable) * MOTION
        | over * OVER
        | under * UNDER
        | (shown.grams == 0) * CENTRE_OF_ZERO
        | shown.net * NET
    )
    return b"\x02?%c\r" % bits


def _digits(shown: Shown) -> str | None:
    """Return the weight in the columns its unit has; None when it has more figures."""
    form = WIDTH_AND_PLACES.get(shown.unit, POUNDS)
    digits = f"{abs(shown.grams) / GRAMS_PER[shown.unit]:{form}}"
    return digits if len(digits) == int(form[:2]) else None


SPEECH: Final = Speech(
    frame=frame,
    status=status,
    commands={b"W": "weigh", b"Z": "zero", b"T": "tare", b"C": "clear"},
    end=b"",
)
"""Answers single letters."""
