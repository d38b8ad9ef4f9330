r"""Ohaus: a line as it would be printed, asked for with a letter.

Spoken by Ohaus Defender, Ranger, Scout, Navigator, Courier and Valor, unless they were switched
to MT-SICS with ``PSI`` (``POH`` switches back).

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground; or
the scale's USB or Ethernet kit.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit, no handshake; lines end in CR LF, or in
one of them where the menu says so.
Asked with ``P`` (print); set the scale to print unstable weights, too (``0S``), or it stays
silent until the pan rests. ``IP`` would print at once but is switched off in legal-for-trade
mode and unknown to the small scales.

Example frames::

         192.21 g\r\n             stable 192.21 g
           0.01 g ?\r\n           the pan moves
         176.30 g ? 00:00:15\r\n  interval printing adds the time
    -     1.205 kg    NET\r\n     Defender 3000: the sign stands by itself, then net
          1.205 kg   ?  G\r\n     moving, gross
    Net:       1.205 kg\r\n       with a label in front, as the Print key writes it
         207.80 g TOTAL\r\n       a sum, no load
              3 PCS\r\n           a count, no load
          0.120 kg    T\r\n       a tare, no load
    Err 8.3\r\n                   more than the scale can weigh; Err 8.4 less

Sources: Ohaus RS232 interface manual EN-3, Defender 3000 p. EN-35, Defender 5000 p. EN-51,
Ranger RC p. 36, Ranger 7000 p. EN-64, T71P p. 56. That Err 8.3 and 8.4 go out on the line as
the display shows them is from memory.

Traps: the widths of the fields differ from model to model, so a line is split at its blanks; a
digit lost on the line goes unseen. The unit can be switched off in the menu: then the port's
unit is taken, and ``G`` is never read as grams.

Reasons of a rejected line: ``error_answer``, ``no_weight``, ``no_unit``, ``unit``, ``pieces``,
``tare``, ``total``, ``legend`` (words nobody explained), ``width``, ``too_long``.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed
from devices.scales.shown import PIECES, number

NET: Final = {"G": False, "B/G": False, "GROSS": False, "N": True, "NET": True}
NO_LOAD: Final = {"T": "tare", "PT": "tare", "TARE": "tare", "TOTAL": "total"}
CHECKWEIGHING: Final = frozenset({"UNDER", "ACCEPT", "OVER"})
NARROWEST: Final = 7
"""Characters of the narrowest weight field; a line that names no unit is no shorter."""
OVER: Final = frozenset({"ERR8.3", "ERROR8.3", "OVERLOAD"})
UNDER: Final = frozenset({"ERR8.4", "ERROR8.4", "UNDERLOAD"})

_LINE = re.compile(
    r"(?:(?P<label>[A-Za-z/]+):?\s+)?(?P<value>[+-]?\s*[\d.]+)(?P<rest>[\s?].*)?"
)
_TIME = re.compile(r"\d\d:\d\d:\d\d")


def read_line(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what one whole line says; the port's unit is for lines that name none."""
    line = raw.decode("latin-1").strip()
    word = "".join(line.upper().split())
    if word in OVER | UNDER:
        return out_of_range(raw=raw, over=word in OVER)
    found = _LINE.fullmatch(line)
    value = number(found["value"].encode("latin-1")) if found else None
    if found is None or value is None:
        return Rejected("error_answer" if word == "ES" else "no_weight", raw)
    rest = found["rest"] or ""
    words = [one for one in rest.replace("?", " ").split() if not _TIME.fullmatch(one)]
    if words and not _is_legend(words[0]):
        unit = words.pop(0)
    elif len(raw.rstrip(b"\r\n")) < NARROWEST:
        return Rejected("width", raw)
    legends = [_legend(one) for one in ([found["label"]] if found["label"] else []) + words]
    if refusal := _refusal(legends, unit):
        return Rejected(refusal, raw)
    net = next((NET[one] for one in legends if one in NET), None)
    return weighed(value, str(unit), stable="?" not in rest, net=net, raw=raw)


def _refusal(legends: list[str], unit: str | None) -> str | None:
    """Return why this is no weight of the load, or None when it is one."""
    for one in legends:
        if one in NO_LOAD or not _is_legend(one):
            return NO_LOAD.get(one, "legend")
    if unit is None:
        return "no_unit"
    if unit in GRAMS_PER:
        return None
    return "pieces" if unit.lower() in PIECES else "unit"


def _legend(word: str) -> str:
    """Return a word as it stands in the tables; G is gross, while g is a unit."""
    return word if len(word) == 1 else word.upper()


def _is_legend(word: str) -> bool:
    return _legend(word) in NET.keys() | NO_LOAD.keys() | CHECKWEIGHING


def _parser(_options: Options, unit: str | None) -> LineParser:
    return LineParser(lambda raw: read_line(raw, unit), end=b"\r\n")


PROTOCOL: Final = Protocol(
    name="ohaus",
    parser=_parser,
    line=Line(),
    ask=b"P\r\n",
    zero=b"Z\r\n",
    tare=b"T\r\n",
    line_end=b"\r\n",
)
"""The row of Ohaus in the table of protocols."""
