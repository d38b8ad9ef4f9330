r"""CAS: the 22 bytes of its indicators, the 18 bytes of the PD-II, and AP-1 of shop counters.

Wiring: RS-232, DB9 at the PC: 2 (RXD) to the scale's TXD, 3 (TXD) to its RXD, 5 to ground.
Settings: 9600 baud, 8 data bits, no parity, 1 stop bit. A line of 7 bits spoils the lamps.

**cas-22**: CI, NT, PDS and Caston indicators, frame after frame. ``ST|US|OL``, ``,``,
``GS|NT``, ``,``, the number of the device, the lamps, ``,``, 8 characters, a blank, the unit,
CR LF::

    53 54 2C 47 53 2C 31 C4 2C 30 30 30 30 31 33 2E 35 20 6B 67 0D 0A   000013.5 kg, at rest

The lamps: bit 7 always 1, 6 at rest, 4 hold, 3 printer, 2 gross, 1 tare, 0 zero. A weight
whose word and lamp do not both say "at rest" is not at rest. The number of the device may be
any byte, so frames are found by their length and not by their line end.

**cas-pd2**: the PD-II's 18 bytes. Asked with ``W`` it sends whenever the weight changed. STX,
``ST|US|OL,GS|NT,``, a sign, 6 characters, a blank, the unit, CR::

    \x02ST,GS,+  1.25 lb\r      at rest
    \x02OL,GS,+------ lb\r      overload; with ``-`` underload

Which frame a PD-II speaks is its setting "ECR type". Type 6 (Samsung ER-670) is **cas-ap1**;
type 2, seven bytes after ``W`` at 7E1, is **toledo-8217** with the unit g: ``02 30 31 32 30
35 0D`` is 1205 g. Types 0 and 1 (ENQ, DC2, five digits) name neither unit nor decimals nor
rest and are not spoken. No frame of one type passes for one of another.

**cas-ap1** ("type 5" of CAS; also DIGI, Ohaus Aviator): ENQ is answered ACK when there is a
weight and NAK when there is none; DC1 then fetches it. Between SOH and EOT stands STX, ``S``
at rest or ``U`` moving, a sign (blank, ``-``, or ``F`` for overload), 6 characters, the unit,
BCC, ETX::

    02 53 20 30 31 2E 32 33 34 6B 67 65 03      01.234 kg, at rest; BCC is the XOR of the data

Traps: the lamps are above 0x7F, so nothing here is decoded as ASCII before it was looked at.
How the indicators want ``ZE`` (zero) and ``TR`` (tare) to be addressed differs, so cas-22 is
only listened to.

Sources: CAS NT-200 p. 48, CI-400 p. 103, CI-600D p. 74, CI-150A p. 54; PD-II p. 19 (``W``,
types 0 and 1) and p. 23 (type 6), the library @kortoaus/cas-scale (type 2, tried on a PD-II),
the test vectors of the gropos POS (18 bytes, in none of the manual's pages that were found);
AP-1 specification (chomikuj AP-1.doc), Ohaus Aviator 7000 service manual p. 36.

Reasons of a rejected frame: ``frame``, ``digits``, ``unit``, ``pieces``, ``checksum`` and
``no_data`` (NAK) of cas-ap1.
"""

from __future__ import annotations

import re
from typing import Final

from devices.scales.framing import FixedParser
from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import GRAMS_PER, Reading, Rejected, out_of_range, weighed
from devices.scales.shown import PIECES, number, xor

STX: Final = b"\x02"
ENQ: Final = b"\x05"
ACK: Final = b"\x06"
DC1: Final = b"\x11"
NAK: Final = 0x15
LAMP_STABLE: Final = 0x40

_CAS22 = re.compile(
    rb"(?P<head>ST|US|OL),(?P<mode>GS|NT),.(?P<lamp>.),"
    rb"(?P<number>.{8}) (?P<unit>[ A-Za-z]{2})\r\n",
    re.DOTALL,
)
_PD2 = re.compile(
    rb"\x02(?P<head>ST|US|OL),(?P<mode>GS|NT),(?P<sign>[+-])(?P<number>.{6}) "
    rb"(?P<unit>[ A-Za-z]{2})\r",
    re.DOTALL,
)
_AP1 = re.compile(
    rb"\x02(?P<data>(?P<head>[SU])(?P<sign>[ F-])(?P<number>.{6})(?P<unit>[ A-Za-z]{2}))"
    rb"(?P<check>.)\x03",
    re.DOTALL,
)


def read_cas22(raw: bytes) -> Reading | Rejected:
    """Return what 22 bytes say."""
    frame = _CAS22.fullmatch(raw)
    if frame is None:
        return Rejected("frame", raw)
    net = frame["mode"] == b"NT"
    if frame["head"] == b"OL":
        return out_of_range(raw=raw, over=True, net=net)
    at_rest = frame["head"] == b"ST" and bool(frame["lamp"][0] & LAMP_STABLE)
    return _read(frame["number"], frame["unit"], stable=at_rest, net=net, raw=raw)


def read_pd2(raw: bytes) -> Reading | Rejected:
    """Return what 18 bytes of a PD-II say."""
    frame = _PD2.fullmatch(raw)
    if frame is None:
        return Rejected("frame", raw)
    net = frame["mode"] == b"NT"
    if frame["head"] == b"OL":
        return out_of_range(raw=raw, over=frame["sign"] == b"+", net=net)
    shown = frame["sign"] + frame["number"]
    return _read(shown, frame["unit"], stable=frame["head"] == b"ST", net=net, raw=raw)


def read_ap1(raw: bytes) -> Reading | Rejected:
    """Return what 13 bytes from STX to ETX say."""
    frame = _AP1.fullmatch(raw)
    if frame is None:
        return Rejected("frame", raw)
    if frame["check"][0] != xor(frame["data"]):
        return Rejected("checksum", raw)
    if frame["sign"] == b"F":
        return out_of_range(raw=raw, over=True)
    shown = frame["sign"].strip() + frame["number"]
    return _read(shown, frame["unit"], stable=frame["head"] == b"S", net=None, raw=raw)


def _read(
    shown: bytes, unit: bytes, *, stable: bool, net: bool | None, raw: bytes
) -> Reading | Rejected:
    told = unit.strip().decode().lower()
    if told not in GRAMS_PER:
        return Rejected("pieces" if told in PIECES else "unit", raw)
    value = number(shown.lstrip(b" "))
    if value is None:
        return Rejected("digits", raw)
    return weighed(value, told, stable=stable, net=net, raw=raw)


def _cas22(_options: Options, _unit: str | None) -> FixedParser:
    return FixedParser(b"SUO", 22, read_cas22)


def _pd2(_options: Options, _unit: str | None) -> FixedParser:
    return FixedParser(STX, 18, read_pd2)


def _ap1(_options: Options, _unit: str | None) -> FixedParser:
    return FixedParser(STX, 13, read_ap1, words={NAK: "no_data"})


CAS22: Final = Protocol(name="cas-22", parser=_cas22, line=Line(), line_end=b"\r\n")
"""The row of the 22 bytes in the table of protocols."""

PD2: Final = Protocol(name="cas-pd2", parser=_pd2, line=Line(), ask=b"W", line_end=b"\r")
"""The row of the PD-II in the table of protocols."""

AP1: Final = Protocol(name="cas-ap1", parser=_ap1, line=Line(), ask=ENQ, go_on={ACK: DC1})
"""The row of AP-1 in the table of protocols."""
