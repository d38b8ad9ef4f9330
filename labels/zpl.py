"""The ZPL renderer: text as graphics, so that no printer needs a font; bars as ^BC or graphics.

No text of the label stands in the bytes but the waybill number, spelt as Code 128 symbols, so
there is nothing that could end a field. Graphics go in bands, as one ^GF holds 99,999 bytes.

Source: ZPL II Programming Guide, P1012728-011: ^BC with its invocation codes, ^BY, ^GF and the
Z64 encoding with its CRC-16.
"""

import base64
import binascii
import re
import zlib
from typing import TYPE_CHECKING

from labels import barcodes, raster
from labels.elements import Bars, Sheet

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 99_999
"""Of one graphic, decoded."""
INVOKE = {barcodes.START_B: ">:", barcodes.START_C: ">;"}
CHANGE = {("C", barcodes.TO_B): ">6", ("B", barcodes.TO_C): ">5"}
ESCAPED = {"^": "><", ">": ">0", "~": ">="}
"""Signs that mean something to the printer, as the guide's table has them."""
_INVERTED = bytes(range(255, -1, -1))
"""In ^GF 1 is black, in a picture 0."""


def draw(sheet: Sheet, *, packing: str = "z64", bars: str = "native") -> bytes:
    """Draw a sheet as one ZPL format, one label.

    Args:
        sheet: what stands where.
        packing: of graphics: `z64`, or `acs` for clones that lack it.
        bars: `native` lets the printer draw Code 128 from our symbols, `graphic` does not.
    """
    native = bars == "native"
    picture = raster.draw(sheet, bars=not native)
    fields = [f"^XA^PW{sheet.width}^LL{sheet.height}^LH0,0"]
    fields += _graphics(picture, packing)
    if native:
        fields += [_bars(mark) for mark in sheet.marks if isinstance(mark, Bars)]
    return "\n".join([*fields, "^XZ", ""]).encode("ascii")


def _bars(bars: Bars) -> str:
    return (
        f"^FO{bars.x:.0f},{bars.y:.0f}^BY{bars.dots}^BCN,{bars.height:.0f},N,N,N,N"
        f"^FD{field_data(barcodes.symbols(bars.text))}^FS"
    )


def field_data(symbols: tuple[int, ...]) -> str:
    """Code 128 symbols as ^BC takes them, so that the printer chooses none itself."""
    start, *others = symbols
    now = "C" if start == barcodes.START_C else "B"
    said = [INVOKE[start]]
    for symbol in others:
        if (change := CHANGE.get((now, symbol))) is not None:
            now = "B" if now == "C" else "C"
            said.append(change)
        elif now == "C":
            said.append(f"{symbol:02d}")
        else:
            said.append(ESCAPED.get(chr(symbol + 32), chr(symbol + 32)))
    return "".join(said)


def _graphics(picture: "Image", packing: str) -> list[str]:
    row = -(-picture.width // 8)
    raw = raster.white_padded(picture).translate(_INVERTED)
    high = MOST_BYTES // row
    fields = []
    for top in range(0, picture.height, high):
        band = raw[top * row : (top + high) * row]
        data = z64(band) if packing == "z64" else acs(band, row)
        fields.append(f"^FO0,{top}^GFA,{len(band)},{len(band)},{row},{data}^FS")
    return fields


def z64(raw: bytes) -> str:
    """Bytes as zlib (half the time of its default for a tenth more), base64 and a CRC."""
    body = base64.b64encode(zlib.compress(raw, 4))
    return f":Z64:{body.decode()}:{binascii.crc_hqx(body, 0):04X}"


def acs(raw: bytes, row: int) -> str:
    """Bytes as hexadecimal with run lengths: `G`-`Y` 1 to 19, `g`-`z` 20 to 400 of the next.

    `,` fills a row with white, `!` with black, `:` says that it is as the one above.
    """
    said: list[str] = []
    above = b""
    for at in range(0, len(raw), row):
        line = raw[at : at + row]
        said.append(":" if line == above else _acs_row(line.hex().upper()))
        above = line
    return "".join(said)


def _acs_row(digits: str) -> str:
    body, end = digits, ""
    for digit, sign in (("0", ","), ("F", "!")):
        if digits.endswith(digit):
            body, end = digits.rstrip(digit), sign
    return _RUN.sub(lambda run: _count(len(run[0])) + run[1], body) + end


def _count(length: int) -> str:
    hundreds, rest = divmod(length, 400)
    twenties, ones = divmod(rest, 20)
    said = "z" * hundreds
    said += chr(ord("f") + twenties) if twenties else ""
    return said + (chr(ord("F") + ones) if ones else "")


_RUN = re.compile(r"(.)\1{2,}")
"""Three and more of one digit: shorter as a count."""
