"""The voice of NCI, as ECR scales speak it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.pan import Shown
from devices.scales.voices.voice import Speech


def frame(shown: Shown, value: Decimal) -> bytes:
    """Return weight and status; the status alone unless at rest and not below zero."""
    if shown.range or not shown.stable or shown.grams < 0:
        return status(shown)
    return b"\n" + f"{value:06f}{shown.unit.upper()}".encode() + b"\r" + status(shown)


def status(shown: Shown) -> bytes:
    """Return two status bytes, and a third one with a tare."""
    under = shown.range == "-" or (shown.grams < 0 and not shown.range)
    first = 0x30 | (not shown.stable) | (shown.grams == 0) << 1
    second = 0x30 | under | (shown.range == "+") << 1 | shown.net << 6
    told = bytes([first, second, 0x34]) if shown.net else bytes([first, second])
    return b"\nS" + told + b"\r\x03"


SPEECH: Final = Speech(
    frame=frame,
    status=status,
    commands={b"W": "weigh", b"S": "status", b"Z": "zero", b"T": "tare"},
    end=b"\r",
)
"""Answers W with a weight, and everything else with the status."""
