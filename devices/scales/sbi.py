r"""Sartorius SBI: lines of a fixed width, where the unit is there only while the pan rests.

Spoken by Sartorius and Minebea Intec balances and bench scales, with 16 characters a line
(``sbi-16``) or with 22 (``sbi-22``), where six characters in front say what the value is.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground (the
DB25 of old balances has its own drawing); or the scale's USB port.
Settings: 9600 baud 8N1 is usual today, old balances have 1200 baud 7O1. The parity bit is
masked away here, so both work on a line opened with 8 data bits. Lines end in CR LF.
Asked with ``ESC P``; ``ESC T`` tares, ``ESC V`` sets to zero, ``ESC x1_`` asks for the model.

One line is a sign, blanks and the value to column 10, a blank, three characters of unit::

    +   123.56 g  \r\n           stable 123.56 g
    +   123.56    \r\n           the pan moves: no unit
    N     +   123.56 g  \r\n     the same with 22 characters: net (G or G# is gross)
    +  123.5[6] g \r\n           the last digit is not verified; it counts all the same
          High    \r\n           overload; Low is underload
       Cal.Int.   \r\n           adjusting itself
    Stat          H     \r\n     22 characters: overload (L underload, C adjusting)
    Stat     Err  54    \r\n     an error, with its number

Options: ``last_unit=g``, the unit of the last stable line, for a line without one. A parser
that stays on its line remembers the unit by itself; before the first one, the port's unit
counts. With none of the three the weight of a moving pan is unknown.

Sources: Sartorius GC803S p. 57, Entris II p. 3, Master p. 79, FB p. 66, Quintix p. 87,
Combics 1 p. 98.

Traps: N is printed by most balances whether or not something was tared; a count (Qnt, pcs), a
tare (T1, PT2) and a total (``*N``) look like a weight but for their six characters.

Reasons of a rejected line: ``width``, ``no_weight``, ``unit``, ``pieces``, ``tare``, ``total``,
``label`` (six characters that name something else), ``calibration``, ``error``, ``too_long``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from devices.scales.framing import SEVEN_BITS, LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, moving, out_of_range, weighed
from devices.scales.shown import PIECES, number

BODY: Final = 14
LABEL: Final = 6

NET: Final[dict[str, bool | None]] = {
    "": None,
    "N": True,
    "N1": True,
    "N2": True,
    "G": False,
    "G#": False,
}
NO_LOAD: Final = {
    "T": "tare",
    "T1": "tare",
    "T2": "tare",
    "PT": "tare",
    "PT2": "tare",
    "Cont.T": "tare",
    "Qnt": "pieces",
    "*G": "total",
    "*N": "total",
    "Total": "total",
    "Tot.cp": "total",
}
WORDS: Final = {"high": "+", "h": "+", "hh": "+", "low": "-", "l": "-", "ll": "-"}

_VALUE = re.compile(rb" *\d+(?:\.\d+)? | *\d+\.?\d*\[\.?\d+\] ?")


class SbiReader:
    """Reads lines and remembers the last unit, for those that have none."""

    def __init__(self, *, label: int, unit: str | None) -> None:
        """Begin before the first line.

        Args:
            label: characters that stand before the value: 0 or 6.
            unit: the unit of lines without one, until a line names one.
        """
        self._label = label
        self._unit = unit

    def read(self, raw: bytes) -> Reading | Rejected:
        """Return what one whole line says."""
        line = raw.translate(SEVEN_BITS).rstrip()
        if len(line) > self._label + BODY:
            return Rejected("width", raw)
        label = line[: self._label].decode("ascii").strip()
        body = line[self._label :].ljust(BODY)
        if body[:1] not in b"+- " or not _VALUE.fullmatch(body[1:11]):
            return _read_words(label, body.decode("ascii"), raw)
        if label not in NET:
            return Rejected(NO_LOAD.get(label, "label"), raw)
        value = number(body[:11].translate(None, b" []"))
        assert value is not None
        return self._weigh(value, body[11:].decode("ascii").strip(), NET[label], raw)

    def _weigh(
        self, value: Decimal, unit: str, net: bool | None, raw: bytes
    ) -> Reading | Rejected:
        if unit and unit not in GRAMS_PER:
            return Rejected("pieces" if unit.lower() in PIECES else "unit", raw)
        self._unit = unit or self._unit
        if self._unit is None:
            return moving(raw=raw, net=net)
        return weighed(value, self._unit, stable=bool(unit), net=net, raw=raw)


def _read_words(label: str, body: str, raw: bytes) -> Reading | Rejected:
    """Return what a line without a weight says; its words stand apart from the margin."""
    said = body.strip().lower()
    if label not in {"", "Stat"} or (not label and not body.startswith("   ")):
        return Rejected("no_weight", raw)
    if said in WORDS:
        return out_of_range(raw=raw, over=WORDS[said] == "+")
    if said == "c" or said.startswith("cal"):
        return Rejected("calibration", raw)
    return Rejected("error" if "err" in said else "no_weight", raw)


def _parser(label: int) -> Callable[[Options, str | None], LineParser]:
    def parser(options: Options, unit: str | None) -> LineParser:
        return LineParser(SbiReader(label=label, unit=options.get("last_unit", unit)).read)

    return parser


def _protocol(name: str, label: int) -> Protocol:
    return Protocol(
        name=name,
        parser=_parser(label),
        line=Line(),
        ask=b"\x1bP\r\n",
        zero=b"\x1bV\r\n",
        tare=b"\x1bT\r\n",
        options={"last_unit": tuple(GRAMS_PER)},
        line_end=b"\r\n",
    )


SBI_16: Final = _protocol("sbi-16", 0)
"""The row of SBI with 16 characters in the table of protocols."""

SBI_22: Final = _protocol("sbi-22", LABEL)
"""The row of SBI with 22 characters in the table of protocols."""
