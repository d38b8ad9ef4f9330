"""The voice of a Dibal scale."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.dibal import ASK
from devices.scales.pan import Shown
from devices.scales.shown import xor
from devices.scales.voices.voice import Speech


def frame(shown: Shown, _value: Decimal) -> bytes:
    """Return 16 digits: grams, 0 for an overload, nothing at all below zero."""
    if shown.range == "-" or shown.grams < 0:
        return b""
    grams = 0 if shown.range else int(shown.grams)
    said = f"990{grams % 100_000:05d}0000000".encode()
    return b"%b%c\r\n" % (said, xor(said))


SPEECH: Final = Speech(frame=frame, commands={ASK.rstrip(): "weigh_at_rest"})
"""Answers the register's question once the pan rests."""
