r"""The ``ST,GS`` family: one line a reading, in words separated by commas.

Spoken by A&D AD-43xx and AD-44xx, CAS, Excell, Kern KXS, Tiger, Selleton, Dini Argeo, and most
Chinese bench scales.

Wiring: RS-232, one way is enough for a stream: scale TXD to DB9 pin 2 at the PC, ground to 5.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit; lines end in CR LF. Most send line
after line, some only when the print key is pressed; set the scale to its stream.

Example frames::

    ST,GS,+ 4.876kg\r\n        at rest, gross, 4.876 kg
    US,NT,-  0.005kg\r\n       moving, net
    ST,NT,   1.234,kg\r\n      the same with a comma before the unit
    ST,GS-  1.234,kg\r\n       the sign in the place of a comma
    01ST,GS,     0.0,kg\r\n    with the number of the instrument on a shared line
    OL,GS,+        \r\n        overload

Words: ST at rest, US moving, OL overload (``-``: underload), UL underload, TL not level, QT a
count; GS gross, NT net, TR the tare itself.

Traps: the widths differ from maker to maker, so a digit lost on the line cannot be seen in one
line; a weight counts only when two lines agree. Overload may come with blanks, dashes or made
up digits: none of them is read.

Sources: A&D AD-4404 p. 82 and AD-4329A p. 35, Tiger TI-02-P p. 21, Selleton SL-7515 p. 14,
Dini Argeo LTP p. 43, CAS CI-600D p. 74 (its 18 bytes "AND").

Reasons of a rejected line: ``no_weight``, ``tare``, ``pieces``, ``not_level``, ``digits``,
``unit``, ``no_unit``, ``too_long``.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed
from devices.scales.shown import PIECES, number

_LINE = re.compile(
    rb"(?:\d\d)?(?P<head>ST|US|OL|UL|TL|QT), ?(?P<mode>GS|NT|TR)(?P<shown>[, +-].*)"
)
_SHOWN = re.compile(rb"(?P<number>[+-]? *\d{1,9}(?:\.\d{0,6})?)[, ]*(?P<unit>[A-Za-z%]*)")


def read_line(text: bytes, unit: str | None, raw: bytes) -> Reading | Rejected:
    """Return what one whole line says.

    Args:
        text: the line, its parity bits taken away where it has any.
        unit: the port's unit, for lines that end with the number.
        raw: the line as it came.
    """
    line = _LINE.fullmatch(text.rstrip(b"\r\n"))
    if line is None:
        return Rejected("no_weight", raw)
    head, net = line["head"], line["mode"] == b"NT"
    if line["mode"] == b"TR":
        return Rejected("tare", raw)
    if head in {b"OL", b"UL"}:
        over = head == b"OL" and not line["shown"].lstrip(b", ").startswith(b"-")
        return out_of_range(raw=raw, over=over, net=net)
    if head in {b"QT", b"TL"}:
        return Rejected("pieces" if head == b"QT" else "not_level", raw)
    return _read_shown(line["shown"], unit, stable=head == b"ST", net=net, raw=raw)


def _read_shown(
    shown: bytes, unit: str | None, *, stable: bool, net: bool, raw: bytes
) -> Reading | Rejected:
    found = _SHOWN.fullmatch(shown.strip(b", "))
    value = number(found["number"]) if found else None
    if found is None or value is None:
        return Rejected("digits", raw)
    told = found["unit"].decode().lower() or unit
    if told in PIECES:
        return Rejected("pieces", raw)
    if told not in GRAMS_PER:
        return Rejected("unit" if told else "no_unit", raw)
    return weighed(value, told, stable=stable, net=net, raw=raw)


def _parser(_options: Options, unit: str | None) -> LineParser:
    return LineParser(lambda raw: read_line(raw, unit, raw))


PROTOCOL: Final = Protocol(name="st-gs", parser=_parser, line=Line(), line_end=b"\r\n")
"""The row of the ST,GS family in the table of protocols."""
