"""parcel.json in, one finished file out: what `wavegate label render` does."""

import io

from labels import pdf, spec, verify
from labels.errors import LabelInvalidError

FORMATS = ("pdf", "png")
DPI = {203: 8, 300: 300 / 25.4}
"""Dots in a millimetre by the printer's nominal resolution; a 203 dpi head has exactly 8."""


def render(
    parcel_json: bytes, fmt: str = "pdf", size: str = "100x150", dpi: int = 203
) -> bytes:
    """One label of one parcel.json.

    Args:
        parcel_json: the file's bytes.
        fmt: `pdf` or `png`.
        size: one of `SIZES`, in millimetres.
        dpi: 203 or 300; a PDF is the same for both.

    Raises:
        LabelError: names the field and why.
    """
    if fmt not in FORMATS:
        raise LabelInvalidError("format", f"{fmt!r} is not one of {', '.join(FORMATS)}")
    if dpi not in DPI:
        raise LabelInvalidError("dpi", f"{dpi} is not one of 203, 300")
    made = pdf.render(spec.from_json(parcel_json), size)
    return made if fmt == "pdf" else png(made, dpi=dpi)


def png(made: bytes, *, dpi: int = 203, page: int = 0) -> bytes:
    """One page of a PDF as the printer's dots, in a grey PNG that knows its resolution."""
    image = verify.raster(made, dots_per_mm=DPI[dpi], page=page)
    out = io.BytesIO()
    real = DPI[dpi] * 25.4
    image.save(out, "PNG", dpi=(real, real))
    return out.getvalue()
