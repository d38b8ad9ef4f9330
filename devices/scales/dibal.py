r"""Dibal: a cash register's question, answered with 16 digits.

Spoken by Dibal G310, DPOS and their relatives.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit, lines end in CR LF.
Asked with ``98`` + price in 5 digits + check; price 0 will do: ``98000001``.

The answer is ``99``, a status digit (0 = good), 5 digits of grams, 7 digits of no interest and
a check: the exclusive or of the 15 characters before it, so one of ``0`` to ``?``::

    9900031600000004\r\n      316 g
    9910000000000001\r\n      status 1: not weighed

Sources: SBZ Systems' notes on the G310 and DPOS; the Dibal terminal protocol in the DPOS400
manual p. 58 has the same check and the same status digit.

Traps: with an overload the scale answers a weight of 0 (so the DPOS400 manual, p. 41, says of
a sister protocol; a negative weight is -0 there, and these digits have no sign). No byte tells
that from an empty pan: what is too heavy gets no weight and passes for no parcel, but an
overload between two parcels passes for the empty pan between them. The scale waits up to 7 s
for rest before it answers and says nowhere whether it found it. Grams are the only unit: a port
set to another one refuses every weight.

Reasons of a rejected line: ``no_weight``, ``checksum``, ``status``, ``too_long``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import Reading, Rejected, weighed
from devices.scales.shown import xor

ASK: Final = b"98000001\r\n"

_ANSWER = re.compile(rb"99(?P<status>\d)(?P<grams>\d{5})\d{7}(?P<check>[0-?])")


def read_line(raw: bytes) -> Reading | Rejected:
    """Return what one whole line says."""
    line = raw.rstrip(b"\r\n")
    found = _ANSWER.fullmatch(line)
    if not found:
        return Rejected("no_weight", raw)
    if found["check"][0] != xor(line[:-1]):
        return Rejected("checksum", raw)
    if found["status"] != b"0":
        return Rejected("status", raw)
    return weighed(Decimal(found["grams"].decode()), "g", stable=None, raw=raw)


def _parser(_options: Options, _unit: str | None) -> LineParser:
    return LineParser(read_line)


PROTOCOL: Final = Protocol(
    name="dibal",
    parser=_parser,
    line=Line(),
    ask=ASK,
    says_stable=False,
    line_end=b"\r\n",
)
"""The row of Dibal in the table of protocols."""
