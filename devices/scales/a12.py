r"""Yaohua A12 bench indicators: a line with the unit in it, in two spellings.

Spoken by XK3190-A12, A12E, A27 and the many bench scales built around them. The newer
firmware (``yaohua-a12e``) writes capitals and a check value, the older one
(``yaohua-a12-lower``) small letters and none.

Wiring: RS-232, one way is enough: scale TXD to DB9 pin 2 at the PC, ground to pin 5.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit. It streams unasked.

Example frames of ``yaohua-a12e``, always 15 bytes::

    WG004.139kg3D\r\n      4.139 kg gross; 3D is the XOR of the 11 bytes before it
    WN-01.205kg20\r\n      -1.205 kg net: the sign takes the place of the first digit
    WG004139 kg33\r\n      4139 kg: without a point a blank follows the digits
             OL23\r\n      more than Max + 9 e
             LO23\r\n      less than -20 d

Example frames of ``yaohua-a12-lower``::

    ww000.000lb\r\n        0 lb gross
    wn-0000.1kg\r\n        -0.1 kg net
    wn00.000kg\r\n         0 kg net, one digit less
    wt000.000kg\r\n        the tare, which is no load

Sources: XK3190-A12(E) manual p. 13 (the whole first frame is printed there in hexadecimal; the
check value is called a checksum and is an XOR). The small spelling is known from the programs
of its users only: its width varies, and what it sends while it shows an overload is not known.

Traps: neither says whether the pan rests. In the small spelling a lost digit goes unseen, so a
weight counts only when frame after frame agrees.

Reasons of a rejected line: ``width``, ``checksum``, ``no_weight``, ``unit``, ``tare``,
``too_long``.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed
from devices.scales.shown import number, xor

WIDTH: Final = 13
OVER: Final = b"         OL"
UNDER: Final = b"         LO"

_CAPITALS = re.compile(rb"W(?P<mode>[GN])(?P<value>.{7})(?P<unit>..)", re.DOTALL)
_SMALL = re.compile(rb"w(?P<mode>[wnt])(?P<value>[-.\d]{6,7} ?)(?P<unit>[a-z]{1,2})")


def read_capitals(raw: bytes) -> Reading | Rejected:
    """Return what one whole line of the newer firmware says."""
    line = raw.rstrip(b"\r\n")
    if len(line) != WIDTH:
        return Rejected("width", raw)
    said, check = line[:11], line[11:]
    if check != b"%02X" % xor(said):
        return Rejected("checksum", raw)
    if said in {OVER, UNDER}:
        return out_of_range(raw=raw, over=said == OVER)
    found = _CAPITALS.fullmatch(said)
    return _weight(found, raw, net=b"N") if found else Rejected("no_weight", raw)


def read_small(raw: bytes) -> Reading | Rejected:
    """Return what one whole line of the older firmware says."""
    found = _SMALL.fullmatch(raw.strip())
    if found and found["mode"] == b"t":
        return Rejected("tare", raw)
    return _weight(found, raw, net=b"n") if found else Rejected("no_weight", raw)


def _weight(found: re.Match[bytes], raw: bytes, *, net: bytes) -> Reading | Rejected:
    value, unit = number(found["value"].strip()), found["unit"].strip().decode("latin-1")
    if value is None:
        return Rejected("no_weight", raw)
    if unit not in GRAMS_PER:
        return Rejected("unit", raw)
    return weighed(value, unit, stable=None, net=found["mode"] == net, raw=raw)


def _capitals(_options: Options, _unit: str | None) -> LineParser:
    return LineParser(read_capitals)


def _small(_options: Options, _unit: str | None) -> LineParser:
    return LineParser(read_small)


A12E: Final = Protocol(
    name="yaohua-a12e", parser=_capitals, line=Line(), says_stable=False, line_end=b"\r\n"
)
"""The row of the newer firmware in the table of protocols."""

A12_LOWER: Final = Protocol(
    name="yaohua-a12-lower", parser=_small, line=Line(), says_stable=False, line_end=b"\r\n"
)
"""The row of the older firmware in the table of protocols."""
