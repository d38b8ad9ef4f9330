"""The voice of a scale that nobody listed: a number and a unit, line by line."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.voices.voice import Speech


def frame(shown: Shown, value: Decimal) -> bytes:
    """Return what the generic protocol reads without a pattern; OL and UL are words to it."""
    if shown.range:
        return b"OL\r\n" if shown.range == "+" else b"UL\r\n"
    return f"{value:>10} {shown.unit}\r\n".encode()


SPEECH: Final = Speech(frame=frame, streams=True)
"""Streams what the display shows, whether or not the pan rests."""
