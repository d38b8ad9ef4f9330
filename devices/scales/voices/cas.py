"""The voices of CAS: cas-22, cas-pd2 and cas-ap1."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.cas import ACK, DC1, ENQ, NAK
from devices.scales.pan import Shown
from devices.scales.shown import xor
from devices.scales.voices.st_gs import sign, words
from devices.scales.voices.voice import Speech

DEVICE: Final = "1"
SOH: Final = b"\x01"
EOT: Final = b"\x04"


def cas22_frame(shown: Shown, value: Decimal) -> bytes:
    """Return 22 bytes with the lamps; out of range they have dashes in the place of digits."""
    head, mode = words(shown)
    digits = "-" * 8 if shown.range else f"{value:08f}"
    text = f"{head},{mode},{DEVICE}{chr(_lamps(shown))},{digits} {shown.unit:>2}\r\n"
    return text.encode("latin-1")


def _lamps(shown: Shown) -> int:
    zero = shown.grams == 0 and not shown.range
    return 0x80 | shown.stable << 6 | (not shown.net) << 2 | shown.net << 1 | zero


def pd2_frame(shown: Shown, value: Decimal) -> bytes:
    """Return 18 bytes; out of range they have dashes in the place of digits."""
    head, mode = words(shown)
    digits = "-" * 6 if shown.range else str(abs(value))
    return f"\x02{head},{mode},{sign(shown)}{digits:>6} {shown.unit:>2}\r".encode()


def ap1_ready(shown: Shown) -> bytes:
    """Say whether there is a weight to fetch."""
    return bytes([NAK]) if shown.range == "-" else ACK


def ap1_frame(shown: Shown, value: Decimal) -> bytes:
    """Return the weight between SOH and EOT, nothing below the range."""
    if shown.range == "-":
        return b""
    head = "S" if shown.stable and not shown.range else "U"
    minus = "F" if shown.range else "-" if shown.grams < 0 else " "
    digits = "000000" if shown.range else f"{abs(value):06f}"
    data = f"{head}{minus}{digits}{shown.unit:>2}".encode()
    return SOH + b"\x02" + data + bytes([xor(data)]) + b"\x03" + EOT


CAS22: Final = Speech(frame=cas22_frame, streams=True, width=7)
"""Sends 22 bytes again and again."""

PD2: Final = Speech(frame=pd2_frame, commands={b"W": "weigh"}, end=b"", width=6)
"""Answers W with 18 bytes."""

AP1: Final = Speech(
    frame=ap1_frame, status=ap1_ready, commands={ENQ: "status", DC1: "weigh"}, end=b"", width=6
)
"""Answers ENQ with ACK, and DC1 with the weight."""
