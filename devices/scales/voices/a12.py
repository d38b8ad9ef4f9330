"""The voices of the Yaohua A12 indicators: capitals with a check value, and small letters."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.a12 import OVER, UNDER
from devices.scales.pan import Shown
from devices.scales.shown import xor
from devices.scales.voices.voice import Speech, padded

WIDTH: Final = 7


def capitals(shown: Shown, value: Decimal) -> bytes:
    """Return a line such as ``WG004.139kg3D``, or that there is too much or too little."""
    said = _weight(shown, value)
    if shown.range:
        said = OVER if shown.range == "+" else UNDER
    return b"%b%02X\r\n" % (said, xor(said))


def small(shown: Shown, value: Decimal) -> bytes:
    """Return a line such as ``wn004.139kg``, and nothing while there is no weight to show."""
    line = f"w{'n' if shown.net else 'w'}{padded(value, WIDTH)}{shown.unit}\r\n"
    return b"" if shown.range else line.encode()


def _weight(shown: Shown, value: Decimal) -> bytes:
    text = padded(value, WIDTH)
    if "." not in text:
        text = f"{padded(value, WIDTH - 1)} "
    return f"W{'N' if shown.net else 'G'}{text}{shown.unit:>2}".encode()


A12E: Final = Speech(frame=capitals, streams=True, width=WIDTH)
A12_LOWER: Final = Speech(frame=small, streams=True, width=WIDTH)
"""Both stream what the display shows, whether or not the pan rests."""
