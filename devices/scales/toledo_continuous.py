r"""Toledo continuous output: the indicator sends frame after frame, unasked.

Spoken by Mettler Toledo IND and ICS indicators, Kern FTC, Fairbanks, and very many Chinese
indicators.

Wiring: RS-232, one way is enough: scale TXD to DB9 pin 2 at the PC, ground to pin 5.
Settings: 9600 or 4800 baud, 7 data bits with even parity or 8 without, as set in the indicator.
The parity bit is masked away here, so both work on a line opened as 8N1.

One frame is ``STX SWA SWB SWC w w w w w w t t t t t t CR [CKS]``: 17 bytes, 18 with the check
byte; the short form leaves out the tare (11 bytes, 12 with the check byte).

=======  ==================================================================================
SWA      bits 0-2 decimal point: 0 = x100, 1 = x10, 2 = x1, 3 = .x, 4 = .xx, 5 = .xxx and so
         on; bits 3-4 increment; bit 5 always 1, bit 6 always 0
SWB      bit 0 net, 1 negative, 2 over capacity, 3 motion, 4 kg (1) or lb (0), 6 power-up
SWC      bits 0-2 unit: 0 as SWB says, 1 g, 2 t, 3 oz; bit 3 print key; bit 5 always 1;
         bit 6 keyboard tare
CKS      two's complement of the sum of the low 7 bits of all bytes from STX to CR
=======  ==================================================================================

Example: ``02 2D 30 20 30 30 31 32 30 35 30 30 30 30 30 30 0D`` is 1.205 kg, gross, at rest.

Options: ``checksum=on|off`` (off by default; on refuses frames whose check byte is wrong) and
``motion=normal|inverted``: a Chinese clone sends bit 3 as 1 = at rest, so the polarity is
confirmed when the port is commissioned.

Sources: Kern FTC manual p. 42, Mettler IND445 p. 50, Fairbanks FB3000 p. 55, Vector VI-200
p. 21, Cardinal 225 p. 126 (the short form), Triner TS-700 p. 13 (units of SWC), Rockwell user
guide p. 37. Decimal codes 0, 6 and 7 and the ounce of SWC are from memory of the same family.

Reasons of a rejected frame: ``frame``, ``checksum``, ``power_up`` (not zeroed since switched
on), ``unit``, ``digits``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from devices.scales.protocol import Line, Options, Protocol
from devices.scales.reading import Reading, Rejected, out_of_range, weighed

STX: Final = 0x02
CR: Final = 0x0D
SHORT: Final = 11
LONG: Final = 17
OTHER_UNITS: Final = {1: "g", 2: "t", 3: "oz"}

_SEVEN_BITS = bytes(value & 0x7F for value in range(256))
_DIGITS = frozenset(b" 0123456789")
_PRINTABLE = frozenset(range(0x20, 0x7F))


class ToledoParser:
    """Finds frames by their start, their shape and, where set, their check byte."""

    def __init__(self, *, checksum: bool = False, motion_inverted: bool = False) -> None:
        self._buffer = bytearray()
        self._checksum = checksum
        self._inverted = motion_inverted

    def feed(self, data: bytes) -> list[Reading | Rejected]:
        """Take the next bytes; return the frames they completed.

        A frame that turns out wrong is given up from its first byte only, so that a true
        frame which began inside it is still found. What waits is never longer than one frame.
        """
        self._buffer += data
        found: list[Reading | Rejected] = []
        low = bytes(self._buffer).translate(_SEVEN_BITS)
        at = low.find(STX)
        while at >= 0:
            length = _length(low, at)
            if length is None:
                break
            if length == 0:
                found.append(Rejected("frame", bytes(self._buffer[at : at + LONG])))
                at = low.find(STX, at + 1)
                continue
            end = at + length + self._checksum
            if end > len(low):
                break
            found.append(self._read(low[at:end], bytes(self._buffer[at:end])))
            good = isinstance(found[-1], Reading)
            at = low.find(STX, end if good else at + 1)
        del self._buffer[: at if at >= 0 else len(low)]
        return found

    def _read(self, low: bytes, raw: bytes) -> Reading | Rejected:
        if self._checksum and low[-1] != check_byte(low[:-1]):
            return Rejected("checksum", raw)
        swa, swb, swc = low[1:4]
        if swb & 0x40:
            return Rejected("power_up", raw)
        unit = OTHER_UNITS.get(swc & 7) if swc & 7 else ("kg" if swb & 0x10 else "lb")
        if unit is None:
            return Rejected("unit", raw)
        if swb & 0x04:
            return out_of_range(raw=raw, over=True, unit=unit)
        digits = low[4:10].decode("ascii").lstrip(" ")
        if not digits.isdigit():
            return Rejected("digits", raw)
        value = Decimal(digits).scaleb(2 - (swa & 7))
        moving = bool(swb & 0x08) is not self._inverted
        return weighed(
            -value if swb & 0x02 else value, unit, stable=not moving, net=bool(swb & 1), raw=raw
        )


def check_byte(frame: bytes) -> int:
    """Return the check byte (0-127) of a frame given from STX to CR."""
    return -sum(value & 0x7F for value in frame) & 0x7F


def _length(low: bytes, at: int) -> int | None:
    """Return the length of the frame at `at`: 0 when it is none, None when more must come."""
    allowed = _DIGITS
    for place, value in enumerate(low[at + 1 : at + LONG], start=1):
        if place in {SHORT - 1, LONG - 1} and value == CR:
            return place + 1
        if place == 1 and value & 0x60 != 0x20:
            return 0
        if place == 2 and value & 0x04:
            allowed = _PRINTABLE
        if place == 3 and not value & 0x20:
            return 0
        if place > 3 and (value not in allowed or place == LONG - 1):
            return 0
    return None


def _parser(options: Options, _unit: str | None) -> ToledoParser:
    return ToledoParser(
        checksum=options.get("checksum") == "on",
        motion_inverted=options.get("motion") == "inverted",
    )


def _frame_options(frame: bytes) -> dict[str, str]:
    return {"checksum": "on"} if len(frame) in {SHORT + 1, LONG + 1} else {}


PROTOCOL: Final = Protocol(
    name="toledo-continuous",
    parser=_parser,
    line=Line(),
    zero=b"Z",
    tare=b"T",
    options={"checksum": ("on", "off"), "motion": ("normal", "inverted")},
    frame_options=_frame_options,
)
"""The row of Toledo continuous in the table of protocols."""
