r"""A&D standard format: a word, a sign and a number of nine characters, a unit of three.

Spoken by A&D balances and bench scales: EK, EK-L, FX, GX, SK, SW, HV and others.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground; the
older ones with DB25 need the maker's cable.
Settings: 2400 baud, 7 data bits, even parity, 1 stop bit, as delivered; lines end in CR LF.
The parity bit is masked away here. Commands end in CR LF: ``Q`` weight at once, ``S`` weight at
rest, ``SI`` and ``SIR`` at once and again and again, ``C`` ends that, ``Z`` (or ``R``) zero,
``T`` tare.

Example frames::

    ST,+001234.5  g\r\n       at rest, 1234.5 g
    US,+0007.890 kg\r\n       moving
    QT,+00012345 PC\r\n       a count of pieces: no weight
    ST,+000123.4  %\r\n       percent: no weight
    OL,+999999.9  g\r\n       out of range; the digits mean nothing
    OL,-99999999 PC\r\n       out of range below
    ST,NT,+0012.34kg\r\n      the indicators AD-43xx and AD-44xx: see the ST,GS family

Traps: US is said of moving counts as well, so the unit is looked at; OL carries digits. The
width is checked, because a number that has lost a digit on the line is still a number.

Sources: A&D EK-L p. 28-30, EK-AEP p. 28, SW p. 34, GH p. 44, AD-4404 p. 82. The factory
setting of 2400 baud 7E1 is from memory of the same family.

Reasons of a rejected line: ``no_weight``, ``pieces``, ``percent``, ``width``, ``digits``,
``unit``, ``too_long``, and those of the ST,GS family for its lines.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales import st_gs
from devices.scales.framing import SEVEN_BITS, LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed
from devices.scales.shown import PIECES, number

VALUE_WIDTH: Final = 9
UNIT_WIDTH: Final = 3
LF_OF_EITHER_PARITY: Final = b"\n\x8a"

_LINE = re.compile(rb"(?P<head>ST|US|OL|QT),(?P<value>[+-][0-9.E+]*)(?P<unit>[ a-zA-Z%]*)")


def read_line(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what one whole line says.

    Args:
        raw: the line with its end.
        unit: the port's unit, which only lines of the ST,GS family may need.
    """
    low = raw.translate(SEVEN_BITS).rstrip(b"\r\n")
    line = _LINE.fullmatch(low)
    if line is None:
        return st_gs.read_line(low, unit, raw)
    if line["head"] == b"OL":
        return out_of_range(raw=raw, over=line["value"].startswith(b"+"))
    unit_told = line["unit"].strip().decode()
    if refusal := _refusal(line, unit_told):
        return Rejected(refusal, raw)
    value = number(line["value"])
    if value is None:
        return Rejected("digits", raw)
    return weighed(value, unit_told, stable=line["head"] == b"ST", raw=raw)


def _refusal(line: re.Match[bytes], unit: str) -> str | None:
    if line["head"] == b"QT" or unit.lower() in PIECES:
        return "pieces"
    if unit not in GRAMS_PER:
        return "percent" if unit == "%" else "unit"
    narrow = (len(line["value"]), len(line["unit"])) != (VALUE_WIDTH, UNIT_WIDTH)
    return "width" if narrow else None


def _parser(_options: Options, unit: str | None) -> LineParser:
    return LineParser(lambda raw: read_line(raw, unit), end=LF_OF_EITHER_PARITY)


PROTOCOL: Final = Protocol(
    name="and",
    parser=_parser,
    line=Line(baudrate=2400, bytesize=7, parity="E"),
    ask=b"Q\r\n",
    zero=b"Z\r\n",
    tare=b"T\r\n",
    line_end=b"\r\n",
)
"""The row of the A&D standard format in the table of protocols."""
