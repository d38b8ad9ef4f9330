r"""Yaohua (耀华) XK3190 continuous output: the usual Chinese indicators, in four formats.

Spoken by XK3190-A9, D2+, D10, DS (tF=0), by D2+, A26, A22 (tF=1), by A26 and A23p (tF=2), and
by no end of look-alikes.

Wiring: RS-232, one way is enough: scale TXD to DB9 pin 2 at the PC, ground to pin 5. On the A9
the plug has 15 pins and carries the big display, too: look at the drawing before you solder.
Settings: 600 to 9600 baud as set in the indicator, 8 data bits, no parity, 1 stop bit; truck
scales often have 1200. It streams unasked.

``yaohua-tf0``, 12 bytes: ``STX sign d d d d d d p X X ETX``; p counts the decimals (0-4), X X
is the XOR of the 8 bytes after STX in hexadecimal::

    02 2B 30 30 31 35 36 30 30 31 39 03      +001560, no decimals: 1560
    02 2B 30 30 32 30 30 30 32 31 42 03      +002000, two decimals: 20.00

``yaohua-tf1``, 9 bytes: ``=``, 7 characters written backwards, then ``0`` or ``-``::

    =000.3000                                3.000
    =00.1000-                                -1.00

``yaohua-tf2``, 9 bytes: ``=``, ``0`` or ``-``, then 7 characters written forwards::

    =0003.000                                3.000
    =-0001.00                                -1.00

``yaohua-reversed-trailing``: the shown text backwards with ``=`` last, any length; it is what
many reading programs in China take for "the" Yaohua format, and weighbridge-simulator speaks::

    502.100=                                 001.205
    5.21-=                                   -12.5

Sources: XK3190-A26 manual pp. 12-13, A23p p. 24, A22 p. 13, A9+ p. 11, DS3 p. 8; captures of a
truck scale at 1200 baud.

Traps: no frame has a unit, so the port's unit is needed. The same bytes ``=000.3000`` mean
3.000 in tF=1 and 0.3 in tF=2: nothing can find the format out, the operator chooses it and
confirms it with a known weight. None says whether the pan rests; the XOR does not see swapped
digits (1560 and 1650 have the same), so a weight counts only when frame after frame agrees.
What the indicator sends while it shows an overload is not known: what is no number is rejected.

Reasons of a rejected frame: ``frame``, ``checksum``, ``decimals``, ``digits``, ``no_unit``,
``too_long``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from devices.scales.framing import FixedParser, LineParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import Reading, Rejected, weighed
from devices.scales.shown import number, xor

STX: Final = b"\x02"
ETX: Final = b"\x03"
TF0_SIZE: Final = 12
TF1_SIZE: Final = 9

_DIGITS = re.compile(rb"\d{6}")
_SHOWN = re.compile(rb" *\d+(?:\.\d+)? *")


def read_tf0(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what 12 bytes from STX say, in the port's unit."""
    sign, digits, decimals, check = raw[1:2], raw[2:8], raw[8:9], raw[9:11]
    if raw[11:] != ETX or sign not in {b"+", b"-"}:
        return Rejected("frame", raw)
    if check != b"%02X" % xor(raw[1:9]):
        return Rejected("checksum", raw)
    if not _DIGITS.fullmatch(digits):
        return Rejected("digits", raw)
    if decimals not in {b"0", b"1", b"2", b"3", b"4"}:
        return Rejected("decimals", raw)
    value = Decimal(digits.decode()).scaleb(-int(decimals))
    return _in_unit(-value if sign == b"-" else value, unit, raw)


def read_tf1(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what ``=``, 7 characters backwards and a sign say, in the port's unit."""
    return _read_signed(raw[8:9], raw[7:0:-1], raw, unit)


def read_tf2(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what ``=``, a sign and 7 characters say, in the port's unit."""
    return _read_signed(raw[1:2], raw[2:], raw, unit)


def read_reversed(raw: bytes, unit: str | None) -> Reading | Rejected:
    """Return what a text written backwards with ``=`` last says, in the port's unit."""
    value = number(raw[-2::-1].strip())
    return Rejected("digits", raw) if value is None else _in_unit(value, unit, raw)


def _read_signed(sign: bytes, shown: bytes, raw: bytes, unit: str | None) -> Reading | Rejected:
    if sign not in {b"0", b"-"}:
        return Rejected("frame", raw)
    if not _SHOWN.fullmatch(shown):
        return Rejected("digits", raw)
    value = Decimal(shown.decode().strip())
    return _in_unit(-value if sign == b"-" else value, unit, raw)


def _in_unit(value: Decimal, unit: str | None, raw: bytes) -> Reading | Rejected:
    if unit is None:
        return Rejected("no_unit", raw)
    return weighed(value, unit, stable=None, raw=raw)


def _tf0(_options: Options, unit: str | None) -> FixedParser:
    return FixedParser(STX, TF0_SIZE, lambda raw: read_tf0(raw, unit))


def _tf1(_options: Options, unit: str | None) -> FixedParser:
    return FixedParser(b"=", TF1_SIZE, lambda raw: read_tf1(raw, unit))


def _tf2(_options: Options, unit: str | None) -> FixedParser:
    return FixedParser(b"=", TF1_SIZE, lambda raw: read_tf2(raw, unit))


def _reversed(_options: Options, unit: str | None) -> LineParser:
    return LineParser(lambda raw: read_reversed(raw, unit), end=b"=")


TF0: Final = Protocol(
    name="yaohua-tf0", parser=_tf0, line=Line(), says_stable=False, names_unit=False
)
"""The row of tF=0 in the table of protocols."""

TF1: Final = Protocol(
    name="yaohua-tf1", parser=_tf1, line=Line(), says_stable=False, names_unit=False
)
"""The row of tF=1 in the table of protocols."""

TF2: Final = Protocol(
    name="yaohua-tf2", parser=_tf2, line=Line(), says_stable=False, names_unit=False
)
"""The row of tF=2 in the table of protocols."""

REVERSED_TRAILING: Final = Protocol(
    name="yaohua-reversed-trailing",
    parser=_reversed,
    line=Line(),
    says_stable=False,
    names_unit=False,
    line_end=b"=",
)
"""The row of the reversed text with ``=`` last in the table of protocols."""
