"""A label in, one finished file out, verified: the four renderers behind one door."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labels import pdf, spec, verify, waybill
from labels.elements import DOTS_PER_MM, Sheet
from labels.errors import LabelInvalidError
from labels.place import place

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("pdf", "zpl", "tspl", "png")
PACKINGS = ("z64", "acs")
BARS = ("native", "graphic")
DPI: dict[int, float] = {203: DOTS_PER_MM, 300: 300 / 25.4}
"""Dots in a millimetre by the printer's nominal resolution; a 203 dpi head has exactly 8."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a printer takes.

    Attributes:
        language: one of `FORMATS`.
        size: one of `SIZES`, millimetres.
        dpi: 203 or 300.
        packing: of ZPL's graphics: `z64`, or `acs` for clones that lack it.
        bars: in ZPL: `native` has the printer draw them, `graphic` sends them as dots.
    """

    language: str = "pdf"
    size: str = "100x150"
    dpi: int = 203
    packing: str = "z64"
    bars: str = "native"

    def __post_init__(self) -> None:
        """Refuse what no renderer draws."""
        for field, value, known in (
            ("format", self.language, FORMATS),
            ("size", self.size, tuple(spec.SIZES)),
            ("dpi", self.dpi, tuple(DPI)),
            ("packing", self.packing, PACKINGS),
            ("bars", self.bars, BARS),
        ):
            if value not in known:
                raise LabelInvalidError(
                    field, f"{value!r} is not one of {', '.join(map(str, known))}"
                )


def render(parcel_json: bytes, form: Form) -> bytes:
    """One label of one parcel.json.

    Raises:
        LabelError: names the field and why.
    """
    return make(spec.from_json(parcel_json), form)


def make(
    label: spec.Label, form: Form, *, masked: bool = True, verified: bool = True
) -> bytes:
    """One waybill label as its printer takes it.

    Args:
        label: what it must say.
        form: how.
        masked: hide name, phone and room; False only by permission and a carrier's need.
        verified: decode the finished bytes and compare; False only for measuring.

    Raises:
        LabelError: it cannot be drawn, or decoded again does not say what it must.
    """
    sheet = place(waybill.page(label, form.size, masked=masked, grid=DPI[form.dpi]))
    made = write(sheet, form, title=label.parcel_no)
    if verified:
        verify.check(made, sheet, label)
    return made


def write(sheet: Sheet, form: Form, *, title: str) -> bytes:
    """A sheet in a printer's language."""
    if form.language == "pdf":
        return pdf.draw([sheet], title=title)
    from labels import raster, tspl, zpl

    if form.language == "zpl":
        return zpl.draw(sheet, packing=form.packing, bars=form.bars)
    if form.language == "tspl":
        return tspl.draw(sheet)
    return _png(raster.draw(sheet), sheet.grid)


def png(made: bytes, *, dpi: int = 203, page: int = 0) -> bytes:
    """One page of a PDF as a grey PNG for a screen; it knows its resolution."""
    return _png(verify.raster(made, dots_per_mm=DPI[dpi], page=page), DPI[dpi])


def _png(image: "Image", grid: float) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(grid * 25.4, grid * 25.4), compress_level=4)
    return out.getvalue()
