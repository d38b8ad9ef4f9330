r"""NCI, also called SCP-01 or ECR: the weight with its unit, and status bytes.

Spoken by Weigh-Tronix, Avery and Brecknell parcel scales, CAS ("NCI"), Ohaus Aviator and
Courier, Mettler DIVA, Adam.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground.
Settings: 9600 baud, 7 data bits, even parity, 1 stop bit. Commands end in CR: ``W`` weight,
``S`` status, ``Z`` zero, ``T`` tare, ``U`` next unit; ``H`` is ten times as fine and not asked.
The parity bit is masked away here, so a line read as 8N1 works as well.

Example frames (two status bytes, ``S`` before them or not)::

    \n01.205KG\r\nS00\r\x03         1.205 kg at rest
    \n01.205KG\r\n00\r\x03          the same from scales that do not say S
    \n01.205KG\r\nS0p4\r\x03        net, by a third status byte
    \n   1lb  2.5oz\r\nS00\r\x03     pounds and ounces: 18.5 oz
    \nS10\r\x03                     the pan moves: status alone
    \nS02\r\x03                     over capacity
    \n?\r\x03                       the scale does not know this command

Status bytes: bits 4 and 5 always 1, bit 6 = another one follows. First: 0 motion, 1 at zero,
2 and 3 memory faulty. Second: 0 under capacity, 1 over capacity, 2 memory, 3 calibration
faulty. Third: 2 net, 3 not zeroed since switched on.

Traps: ECR scales show a negative weight by its status alone. ``H`` answers in the same form
with ten times the figures. Lost status bytes are seen by their bit 6.

Sources: Mettler DIVA service manual pp. 35-37, Ohaus Aviator 7000 pp. 47-49, Avery Weigh-Tronix
7821 p. 25, Brecknell 3700LP pp. 10-11, CAS CI-100A p. 40, Adam MDW p. 14, Ohaus Courier 7000
p. 45 (pounds and ounces; read as ounces).

Reasons of a rejected frame: ``no_weight``, ``digits``, ``unit``, ``pieces``, ``faulty``,
``not_zeroed``, ``status`` (a status without trouble, as ``Z`` is answered),
``unknown_command``, ``too_long``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from devices.scales.framing import SEVEN_BITS, LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import (
    GRAMS_PER,
    Reading,
    Rejected,
    moving,
    out_of_range,
    weighed,
)
from devices.scales.shown import PIECES, number

ETX_OF_EITHER_PARITY: Final = b"\x03\x83"
FAULTY: Final = 0x0C

_FRAME = re.compile(
    rb"(?:\n(?P<shown>[^\n\r]*)\r)?\nS?(?P<status>[0-?][p-\x7f]{0,3}[0-?])\r\x03\Z"
)
_POUNDS = re.compile(
    rb"(?P<sign>-?) *(?P<lb>\d{1,3}) *lb *(?P<oz>\d{1,2}(?:\.\d{0,2})?) *oz", re.IGNORECASE
)
OUNCES: Final = 16
_SHOWN = re.compile(rb"(?P<number>-? *\d{1,6}(?:\.\d{0,6})?) *(?P<unit>[A-Za-z]{1,3})")


@dataclass(frozen=True)
class Status:
    """What the status bytes say."""

    moving: bool
    under: bool
    over: bool
    faulty: bool
    net: bool | None
    not_zeroed: bool


def status_of(told: bytes) -> Status:
    """Return what two, three or more status bytes say."""
    first, second, third = told[0], told[1], told[2] if len(told) > 2 else None
    return Status(
        moving=bool(first & 1),
        under=bool(second & 1),
        over=bool(second & 2),
        faulty=bool((first | second) & FAULTY),
        net=None if third is None else bool(third & 4),
        not_zeroed=third is not None and bool(third & 8),
    )


def read_frame(raw: bytes) -> Reading | Rejected:
    """Return what the bytes up to ETX say."""
    low = raw.translate(SEVEN_BITS)
    frame = _FRAME.search(low)
    if frame is None:
        unknown = low.endswith(b"\n?\r\x03")
        return Rejected("unknown_command" if unknown else "no_weight", raw)
    status, mine = status_of(frame["status"]), raw[frame.start() :]
    if status.faulty:
        return Rejected("faulty", mine)
    if status.over or status.under:
        return out_of_range(raw=mine, over=status.over, net=status.net)
    if frame["shown"] is not None:
        return _read_shown(frame["shown"], status, mine)
    if status.moving:
        return moving(raw=mine, net=status.net)
    return Rejected("not_zeroed" if status.not_zeroed else "status", mine)


def _read_shown(shown: bytes, status: Status, raw: bytes) -> Reading | Rejected:
    pounds = _POUNDS.fullmatch(shown.strip())
    if pounds is not None:
        return _read_pounds(pounds, status, raw)
    found = _SHOWN.fullmatch(shown.strip())
    value = number(found["number"]) if found else None
    if found is None or value is None:
        return Rejected("digits", raw)
    unit = found["unit"].decode().lower()
    if unit not in GRAMS_PER:
        return Rejected("pieces" if unit in PIECES else "unit", raw)
    return weighed(value, unit, stable=not status.moving, net=status.net, raw=raw)


def _read_pounds(shown: re.Match[bytes], status: Status, raw: bytes) -> Reading | Rejected:
    ounces = Decimal(shown["oz"].decode())
    if ounces >= OUNCES:
        return Rejected("digits", raw)
    value = int(shown["lb"]) * OUNCES + ounces
    minus = -value if shown["sign"] else value
    return weighed(minus, "oz", stable=not status.moving, net=status.net, raw=raw)


def _parser(_options: Options, _unit: str | None) -> LineParser:
    return LineParser(read_frame, end=ETX_OF_EITHER_PARITY)


PROTOCOL: Final = Protocol(
    name="nci",
    parser=_parser,
    line=Line(bytesize=7, parity="E"),
    ask=b"W\r",
    zero=b"Z\r",
    tare=b"T\r",
    line_end=b"\x03",
)
"""The row of NCI in the table of protocols."""
