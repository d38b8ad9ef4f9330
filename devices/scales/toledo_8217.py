r"""Toledo 8217: the question ``W`` and its answer, as most scales of shop counters know it.

Spoken by Mettler Toledo Ariva, Viva, DIVA and the PS family, by scanners with a scale
(Magellan), and, under the name of 8217, by most POS scales; Brecknell's 8213 is its twin.

Wiring: RS-232; an Ariva-S brings its own USB serial port (0EB8:2200).
Settings: 9600 baud, 7 data bits, even parity, 1 stop bit, no handshake. A command is one letter
without an end: ``W`` weight, ``Z`` zero, ``C`` clear the tare; ``T`` and CR takes the tare.
The parity bit is masked away here, so a line read as 8N1 works as well.

Example frames::

    02 30 31 2E 32 30 35 0D        01.205: three decimals are kg
    02 30 32 2E 36 36 0D           02.66: two decimals are lb
    02 30 31 2E 32 30 35 4E 0D     01.205, net (N)
    02 3F 41 0D                    ? and a status byte instead of a weight: the pan moves

Status byte: bit 0 motion, 1 over capacity, 2 under zero, 3 outside the zero capture range (not
zeroed since switched on), 4 centre of zero, 5 net, 6 always 1, 7 parity.

Traps: the frame has no unit. What the port is set to goes first; without it the decimals tell,
2 lb and 3 kg, as the maker says. So a scale with a lb/kg key is to have it locked. The weight
comes only at rest and above zero; "no weight" is never zero. Two figures stand before the point
(three for lb), so one lost there is seen; one lost after it looks like lb. Other programs make
STX optional in the status frame, or turn every status into 0. ``Ehello`` is echoed.

Sources: Mettler DIVA service manual pp. 39-45 (PSC Magellan 8500), Odoo iot_drivers
serial_scale_driver.py (settings), Brecknell 3700LP p. 11 and 67xx-U p. 71 (widths).

Reasons of a rejected frame: ``no_weight``, ``digits``, ``no_unit``, ``not_zeroed``, ``status``
(a status without trouble, as ``Z`` is answered), ``too_long``.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales.framing import SEVEN_BITS, LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import Reading, Rejected, moving, out_of_range, weighed
from devices.scales.shown import number

CR_OF_EITHER_PARITY: Final = b"\r\x8d"
UNIT_OF_DECIMALS: Final = {2: "lb", 3: "kg"}

MOTION: Final = 0x01
OVER: Final = 0x02
UNDER: Final = 0x04
NOT_ZEROED: Final = 0x08
NET: Final = 0x20

_STATUS = re.compile(rb"\?([\x40-\x7f])")
_WEIGHT = re.compile(rb"[ \d]\d\.\d{2,3}|(?:\d\d| [ \d])\d\.\d\d|\d{5,6}")


def read_frame(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what the bytes from the last STX to CR say.

    Args:
        raw: the bytes since the last frame, parity and all.
        unit: the port's unit.
    """
    _, begun, body = raw.translate(SEVEN_BITS).rpartition(b"\x02")
    body = body.removesuffix(b"\r")
    if not begun:
        return Rejected("no_weight", raw)
    frame = raw[-len(body) - 2 :]
    if status := _STATUS.fullmatch(body):
        return _read_status(status[1][0], frame)
    shown = body.removesuffix(b"N")
    if not _WEIGHT.fullmatch(shown):
        return Rejected("digits" if shown[:1].isdigit() else "no_weight", frame)
    return _read_weight(shown, unit, net=shown != body, raw=frame)


def _read_weight(
    shown: bytes, unit: str | None, *, net: bool, raw: bytes
) -> Reading | Rejected:
    value = number(shown.strip())
    assert value is not None
    told = unit or UNIT_OF_DECIMALS.get(-int(value.as_tuple().exponent))
    if told is None:
        return Rejected("no_unit", raw)
    return weighed(value, told, stable=True, net=net, raw=raw)


def _read_status(status: int, raw: bytes) -> Reading | Rejected:
    if status & (OVER | UNDER):
        return out_of_range(raw=raw, over=bool(status & OVER), net=bool(status & NET))
    if status & MOTION:
        return moving(raw=raw, net=bool(status & NET))
    return Rejected("not_zeroed" if status & NOT_ZEROED else "status", raw)


def _parser(_options: Options, unit: str | None) -> LineParser:
    return LineParser(lambda raw: read_frame(raw, unit), end=CR_OF_EITHER_PARITY)


PROTOCOL: Final = Protocol(
    name="toledo-8217",
    parser=_parser,
    line=Line(bytesize=7, parity="E"),
    ask=b"W",
    zero=b"Z",
    tare=b"T\r",
    names_unit=False,
    line_end=b"\r",
)
"""The row of Toledo 8217 in the table of protocols."""
