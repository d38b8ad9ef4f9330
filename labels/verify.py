"""Looking at the finished label as a scanner would: rasterise at 203 dpi, decode, compare."""

import io
import threading
from typing import Any

from labels.elements import DOTS_PER_MM
from labels.errors import LabelMismatchError
from labels.spec import Label

MM_PER_POINT = 25.4 / 72
PNG = b"\x89PNG\r\n\x1a\n"

_pdfium = threading.Lock()
"""pdfium may be used by one thread at a time."""


def raster(pdf: bytes, *, dots_per_mm: float = DOTS_PER_MM, page: int = 0) -> Any:
    """One page as a grey Pillow image, as a printer of that resolution would see it."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[page].render(scale=dots_per_mm * MM_PER_POINT, grayscale=True)
            image = bitmap.to_pil().copy()
            bitmap.close()
        finally:
            document.close()
    return image


def decode(png_or_pdf: bytes) -> list[str]:
    """Every bar code on the first page, Code 128 and QR, in reading order."""
    return [text for _, text in _codes(_image(png_or_pdf), thorough=True)]


def check(pdf: bytes, label: Label) -> None:
    """Compare the finished label with what it must say.

    A live label carries its waybill number in both Code 128s and in the QR code, and nothing
    else; a pre-print has no Code 128 at all.

    Raises:
        LabelMismatchError: a bug here, and a label that must not leave.
    """
    found = _codes(raster(pdf), thorough=False)
    bars = [text for kind, text in found if kind == "bars"]
    squares = [text for kind, text in found if kind == "qr"]
    if label.is_preprint:
        wanted, wanted_qr = [], [proof_text(label)]
    else:
        wanted, wanted_qr = [label.waybill] * 2, [label.waybill]
    if bars != wanted or squares != wanted_qr:
        raise LabelMismatchError(
            "waybill", f"must read {wanted} and {wanted_qr}, reads {bars} and {squares}"
        )


def proof_text(label: Label) -> str:
    """What the QR code of a pre-print says: the parcel and the code that proves the print."""
    return f"PREPRINT {label.parcel_no} {label.proof}".rstrip()


def _image(png_or_pdf: bytes) -> Any:
    if png_or_pdf.startswith(PNG):
        from PIL import Image

        return Image.open(io.BytesIO(png_or_pdf)).convert("L")
    return raster(png_or_pdf)


def _codes(image: Any, *, thorough: bool) -> list[tuple[str, str]]:
    """The codes of an image from the top down; `thorough` also looks sideways."""
    import zxingcpp

    wanted = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    kinds = zxingcpp.BarcodeFormats(wanted)
    found = zxingcpp.read_barcodes(
        image,
        formats=kinds,
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [
        ("bars" if code.format == zxingcpp.BarcodeFormat.Code128 else "qr", code.text)
        for code in found
    ]
