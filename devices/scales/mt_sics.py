r"""MT-SICS, the standard interface command set of Mettler Toledo.

Spoken by Mettler Toledo balances and bench scales, by Ohaus after ``PSI``, and by others.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground; or
the scale's own USB adapter or Ethernet port.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit, no handshake, lines end in CR LF.
Asked with ``SI`` (send the weight at once); the answer starts with ``S``, not ``SI``. Some
emulators echo the command word, so ``SI S …`` is taken as well.

Example frames::

    S S     100.00 g\r\n      stable 100.00 g: the value stands right-aligned in 10 characters
    S D     129.07 g\r\n      the pan moves
    S +\r\n                   overload
    S -\r\n                   underload
    S I\r\n                   not executable now (busy, or no rest within the scale's time)

Sources: Mettler Toledo AL-IC operating instructions p. 72, JS p. 30, AT p. 87; the test lines
of Atlantis-Software/mt-sics, test/sics0Test.js. The 10 characters are checked, because a value
that has lost a digit on the line is still a number; a value without any padding is taken too.

Reasons of a rejected line: ``not_executable``, ``error_answer`` (ES, ET, EL, S L), ``tare``,
``unit``, ``width``, ``no_weight``, ``too_long``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed

VALUE_WIDTH: Final = 10

_WEIGHT = re.compile(
    rb"S(?:I|IR|R|NR)? (?P<rest>[SD]) (?P<value> *-?\d{1,12}(?:\.\d{1,9})?) +(?P<unit>\S+) *"
)
_WORD = re.compile(rb"S(?:I|IR|R|NR)? (?P<word>[+\-IL])")
_TARE = re.compile(rb"T[AI]? [SDA] .*")


def read_line(raw: bytes) -> Reading | Rejected:
    """Return what one whole line says."""
    line = raw.rstrip(b"\r\n")
    if weight := _WEIGHT.fullmatch(line):
        return _read_weight(weight, raw)
    if word := _WORD.fullmatch(line):
        return _read_word(word["word"], raw)
    if line in {b"ES", b"ET", b"EL"}:
        return Rejected("error_answer", raw)
    return Rejected("tare" if _TARE.fullmatch(line) else "no_weight", raw)


def _read_weight(weight: re.Match[bytes], raw: bytes) -> Reading | Rejected:
    value, unit = weight["value"], weight["unit"].decode("ascii", "replace")
    if value.startswith(b" ") and len(value) != VALUE_WIDTH:
        return Rejected("width", raw)
    if unit not in GRAMS_PER:
        return Rejected("unit", raw)
    shown = Decimal(value.decode().strip())
    return weighed(shown, unit, stable=weight["rest"] == b"S", raw=raw)


def _read_word(word: bytes, raw: bytes) -> Reading | Rejected:
    if word in b"+-":
        return out_of_range(raw=raw, over=word == b"+")
    return Rejected("not_executable" if word == b"I" else "error_answer", raw)


def _parser(_options: Options, _unit: str | None) -> LineParser:
    return LineParser(read_line)


PROTOCOL: Final = Protocol(
    name="mt-sics",
    parser=_parser,
    line=Line(),
    ask=b"SI\r\n",
    zero=b"Z\r\n",
    tare=b"T\r\n",
    line_end=b"\r\n",
)
"""The row of MT-SICS in the table of protocols."""
