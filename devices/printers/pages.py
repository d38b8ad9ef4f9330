"""What a virtual printer puts on paper: the pages of a document as pictures.

PDF pages are drawn whole. Of ZPL, TSPL and ESC/POS only the graphics are drawn (``^GFA`` in
hexadecimal or Z64 at its ``^FO``; ``BITMAP``; ``GS v 0``), and of ZPL the Code 128 that names
its own symbols: Wavegate prints Chinese as graphics, and a virtual printer has no fonts. One
pixel is one dot; black is 0.

* ``^GFA,b,c,d,data``: c bytes in rows of d, 1 is black; Z64 is
  ``:Z64:<base64 of zlib>:<CRC-16/XMODEM of the base64, hexadecimal>``.
* ``BITMAP x,y,w,h,mode,bytes``: w bytes a row, h rows, 0 is black.
* ``GS v 0 m xL xH yL yH bytes``: x bytes a row, y rows, 1 is black.

Sources: ZPL II guide 45541L-004 pp. 368-370; TSPL manual, BITMAP; Citizen CT-S2000, GS v 0.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
import zlib
from typing import Final

import pypdfium2
from PIL import Image, ImageChops

from devices.printers.framing import bitmaps, rasters
from devices.printers.zpl_bars import modules

MM_PER_INCH: Final = 25.4
POINTS_PER_INCH: Final = 72
A_HAIR_LESS: Final = 1 - 1e-6  # pdfium rounds up: 800.0001 dots would become 801
WHITE: Final = 255
MOST_DOTS: Final = 40_000_000
LABEL_MM: Final = (100, 150)

# pdfium is not made for two threads at once. Its lock lies on the library itself, as labels/
# draws with it too, in the same process when the printer is a virtual one.
_DRAWING: threading.Lock = vars(pypdfium2).setdefault("one_at_a_time", threading.Lock())
_FIELD = re.compile(
    rb"\^F[OT](\d+),(\d+)[^^]*|\^GFA,(\d+),(\d+),(\d+),([^^~]*)"
    rb"|\^BY(\d+)\^BCN,(\d+),N,N,N,N\^FD([^^~]*)"
)
_WIDTH, _LENGTH = re.compile(rb"\^PW(\d+)"), re.compile(rb"\^LL(\d+)")
_SIZE = re.compile(rb"SIZE\s+([\d.]+)\s*mm\s*,\s*([\d.]+)\s*mm")


class UnprintableError(ValueError):
    """Nothing can be drawn of this document."""


def draw(data: bytes, dots_per_mm: float) -> list[Image.Image]:
    """Return the pages of a document, in the language it begins in.

    Raises:
        UnprintableError: it is damaged, or in no language known here.
    """
    try:
        if data.startswith(b"%PDF-"):
            return _pdf(data, dots_per_mm)
        if data.startswith(b"^XA"):
            return [_zpl(data, dots_per_mm)]
        if data.startswith(b"\x1b@"):
            return [_escpos(data)]
        return [_tspl(data, dots_per_mm)]
    except (pypdfium2.PdfiumError, ValueError, binascii.Error, zlib.error) as problem:
        raise UnprintableError(str(problem)) from None


def _pdf(data: bytes, dots_per_mm: float) -> list[Image.Image]:
    scale = dots_per_mm * MM_PER_INCH / POINTS_PER_INCH * A_HAIR_LESS
    with _DRAWING, pypdfium2.PdfDocument(data) as document:
        pages = []
        for page in document:
            pages.append(page.render(scale=scale, grayscale=True).to_pil())
            page.close()
        return pages


def _zpl(data: bytes, dots_per_mm: float) -> Image.Image:
    sheet = _sheet(_dots(_WIDTH, data), _dots(_LENGTH, data), dots_per_mm)
    at = (0, 0)
    for found in _FIELD.finditer(data):
        if found[1]:
            at = (int(found[1]), int(found[2]))
        elif found[7]:
            _bars(sheet, at, int(found[7]), int(found[8]), found[9].decode("ascii"))
        else:
            row = int(found[5])
            raw = _graphic(found[6])[: int(found[4])]
            _ink(sheet, at, row, raw, black=1)
    return sheet


def _bars(sheet: Image.Image, at: tuple[int, int], dots: int, high: int, data: str) -> None:
    for place, module in enumerate(modules(data)):
        if module == "1":
            left = at[0] + place * dots
            sheet.paste(0, (left, at[1], left + dots, at[1] + high))


def _graphic(field: bytes) -> bytes:
    """Return the bytes of a ``^GFA`` field."""
    if not field.startswith(b":Z64:"):
        return bytes.fromhex(re.sub(rb"\s", b"", field).decode("ascii"))
    _, _, body, check = field.strip().split(b":")
    if int(check, 16) != binascii.crc_hqx(body, 0):
        raise UnprintableError("the checksum of a graphic is wrong")
    return zlib.decompress(base64.b64decode(body))


def _tspl(data: bytes, dots_per_mm: float) -> Image.Image:
    size = _SIZE.search(data)
    if size is None:
        raise UnprintableError("no SIZE in millimetres")
    wide, high = (round(float(mm) * dots_per_mm) for mm in (size[1], size[2]))
    sheet = _sheet(wide, high, dots_per_mm)
    for x, y, row, raw in bitmaps(data):
        _ink(sheet, (x, y), row, raw, black=0)
    return sheet


def _escpos(data: bytes) -> Image.Image:
    blocks = [(row, raw) for row, raw in rasters(data) if row]
    wide = max((row * 8 for row, _ in blocks), default=8)
    high = max(sum(len(raw) // row for row, raw in blocks), 1)
    sheet, y = _sheet(wide, high, 1), 0
    for row, raw in blocks:
        _ink(sheet, (0, y), row, raw, black=1)
        y += len(raw) // row
    return sheet


def _sheet(wide: int | None, high: int | None, dots_per_mm: float) -> Image.Image:
    size = (
        wide or round(LABEL_MM[0] * dots_per_mm),
        high or round(LABEL_MM[1] * dots_per_mm),
    )
    if size[0] * size[1] > MOST_DOTS:
        raise UnprintableError("larger than any label")
    return Image.new("L", size, WHITE)


def _dots(pattern: re.Pattern[bytes], data: bytes) -> int | None:
    found = pattern.search(data)
    return int(found[1]) if found else None


def _ink(sheet: Image.Image, at: tuple[int, int], row: int, raw: bytes, *, black: int) -> None:
    """Put a graphic onto the sheet; what lies outside is lost, as on paper."""
    high = len(raw) // row if row else 0
    if not high:
        raise UnprintableError("an empty graphic")
    picture = Image.frombytes("1", (row * 8, high), raw[: row * high]).convert("L")
    picture = ImageChops.invert(picture) if black else picture
    sheet.paste(0, (*at, at[0] + row * 8, at[1] + high), ImageChops.invert(picture))
