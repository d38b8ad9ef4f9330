"""The voices of the Yaohua indicators: tF=0, 1 and 2, and the reversed text with ``=`` last.

Each streams whatever the display shows, at rest or not, and falls silent while it shows no
weight: what the real ones send then is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.shown import xor
from devices.scales.voices.voice import Speech, padded
from devices.scales.yaohua import ETX, STX

WIDTH: Final = 7
MOST_DECIMALS: Final = 4


def tf0(value: Decimal) -> bytes:
    """Return 12 bytes: sign, 6 digits, how many of them are decimals, and the XOR of these."""
    whole, _, decimals = padded(abs(value), WIDTH, MOST_DECIMALS).partition(".")
    digits = f"{whole}{decimals}"[-6:]
    said = f"{'-' if value < 0 else '+'}{digits}{len(decimals)}".encode()
    return STX + b"%b%02X" % (said, xor(said)) + ETX


def tf1(value: Decimal) -> bytes:
    """Return 9 bytes: ``=``, the digits from the last to the first, ``0`` or ``-``."""
    return f"={padded(abs(value), WIDTH)[::-1]}{'-' if value < 0 else '0'}".encode()


def tf2(value: Decimal) -> bytes:
    """Return 9 bytes: ``=``, ``0`` or ``-``, the digits."""
    return f"={'-' if value < 0 else '0'}{padded(abs(value), WIDTH)}".encode()


def reversed_trailing(value: Decimal) -> bytes:
    """Return the text from its last character to its first, then ``=``."""
    return f"{padded(value, WIDTH)[::-1]}=".encode()


def _stream(number: Callable[[Decimal], bytes]) -> Speech:
    def frame(shown: Shown, value: Decimal) -> bytes:
        return b"" if shown.range else number(value)

    return Speech(frame=frame, streams=True, width=WIDTH)


TF0: Final = _stream(tf0)
TF1: Final = _stream(tf1)
TF2: Final = _stream(tf2)
REVERSED_TRAILING: Final = _stream(reversed_trailing)
"""Each by the name of its protocol."""
