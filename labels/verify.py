"""Looking at the finished label as its printer and then a scanner would."""

import ctypes
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from labels.elements import DOTS_PER_MM, Sheet
from labels.errors import LabelMismatchError
from labels.spec import Label

MM_PER_POINT = 25.4 / 72
PDF = b"%PDF-"


def raster(pdf: bytes, *, dots_per_mm: float = DOTS_PER_MM, page: int = 0) -> Any:
    """One page as a grey Pillow image, as a printer of that resolution would see it."""
    with _rendered(pdf, dots_per_mm, page) as bitmap:
        return bitmap.to_pil().copy()


@contextmanager
def _rendered(pdf: bytes, dots_per_mm: float, page: int = 0) -> Iterator[Any]:
    """One page as pdfium's grey bitmap, which is gone afterwards."""
    import pypdfium2

    # pdfium may be used by one thread at a time; a virtual printer draws with it as well
    with vars(pypdfium2).setdefault("one_at_a_time", threading.Lock()):
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[page].render(
                scale=dots_per_mm * MM_PER_POINT,
                grayscale=True,
                may_draw_forms=False,
                bitmap_maker=_bitmap,
            )
            yield bitmap
            bitmap.close()
        finally:
            document.close()


_field: list[Any] = []
"""The dots of the page before: fresh memory from the system takes a tenth of a look."""


def _bitmap(width: int, height: int, **form: Any) -> Any:
    import pypdfium2

    if not _field or len(_field[0]) < width * height:
        _field[:] = [(ctypes.c_ubyte * (width * height))()]
    return pypdfium2.PdfBitmap.new_native(width, height, buffer=_field[0], **form)


def decode(document: bytes, *, thorough: bool = True) -> list[str]:
    """The bar codes of a file we made, on its first page, in reading order.

    Args:
        document: in any of our languages.
        thorough: also look sideways and at smaller copies, as for a scan of paper. A smaller
            copy of good bars may read as another number, so our own check does not.
    """
    return [text for _, text in _codes(printed(document), thorough=thorough)]


def check(document: bytes, sheet: Sheet, label: Label) -> None:
    """Compare a finished label with what it must say, dot by dot and as it reads.

    A file that consists of dots must have those of the sheet. A live label carries its waybill
    number in both Code 128s and in the QR code, and nothing else; a pre-print has no Code 128.

    Raises:
        LabelMismatchError: a bug here, and a label that must not leave.
    """
    if document.startswith(PDF):
        with _rendered(document, sheet.grid) as bitmap:
            size = bitmap.height, bitmap.width
            found = _read(memoryview(bitmap.buffer).cast("B")[: size[0] * size[1]], size)
    else:
        image = printed(document, sheet.grid)
        _same_dots(image, sheet)
        found = _codes(image, thorough=False)
    bars = [text for kind, text in found if kind == "bars"]
    squares = [text for kind, text in found if kind == "qr"]
    wanted = [] if label.is_preprint else [label.waybill] * 2
    if bars != wanted or squares != [label.square_says]:
        raise LabelMismatchError(
            "waybill",
            f"must read {wanted} and {label.square_says}, reads {bars} and {squares}",
        )


def printed(document: bytes, dots_per_mm: float = DOTS_PER_MM) -> Any:
    """A finished file as its printer's dots, a Pillow image.

    A PDF is rasterised, a PNG opened; ZPL and TSPL are read command by command.

    Raises:
        LabelMismatchError: ZPL or TSPL with something in it that we do not write.
    """
    if document.startswith(PDF):
        return raster(document, dots_per_mm=dots_per_mm)
    from labels import readback

    if document.startswith(b"^XA"):
        return readback.zpl(document)
    if document.startswith(b"SIZE "):
        return readback.tspl(document)
    from PIL import Image

    return Image.open(io.BytesIO(document))


def _same_dots(image: Any, sheet: Sheet) -> None:
    from labels import raster as dots

    drawn = dots.draw(sheet)
    whole = image.height == drawn.height and 0 <= image.width - drawn.width < 8
    if not whole or dots.differ(image.convert("1").crop((0, 0, *drawn.size)), drawn):
        raise LabelMismatchError("", "the finished file has other dots than the sheet")


def _codes(image: Any, *, thorough: bool) -> list[tuple[str, str]]:
    """The codes of an image from the top down; `thorough` also looks sideways."""
    image = image if image.mode in {"1", "L"} else image.convert("L")
    dots = memoryview(image.tobytes("raw", "L"))
    return _read(dots, (image.height, image.width), thorough=thorough)


def _read(
    dots: memoryview, size: tuple[int, int], *, thorough: bool = False
) -> list[tuple[str, str]]:
    """The codes in grey dots, a byte each; *size* is how high and how wide."""
    import zxingcpp

    found = zxingcpp.read_barcodes(
        dots.cast("B", shape=size),
        formats=_kinds(),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,  # a dot is there or it is not
        text_mode=zxingcpp.TextMode.Plain,
    )
    if len(found) > 1:
        found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [
        ("bars" if code.format == zxingcpp.BarcodeFormat.Code128 else "qr", code.text)
        for code in found
    ]


@lru_cache(maxsize=1)
def _kinds() -> Any:
    import zxingcpp

    return zxingcpp.BarcodeFormats(
        [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    )
