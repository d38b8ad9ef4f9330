"""The test label: does this printer print, straight, sharp, in the right language and size?

It stands for no order and no parcel, and says so in both languages.
"""

from __future__ import annotations

from labels import barcodes
from labels.elements import Box, Element, Page, Rule, Text
from labels.files import Form, write
from labels.place import place
from labels.spec import SIZES
from labels.typeset import fit, printable

CODE = "WG:TEST"
"""The bar code on it: no parcel's and no command's, so that scanning it does nothing."""
NOT_A_WAYBILL = ("不是面单，不要贴在包裹上", "No waybill: keep it off parcels")


def trial(language: str, size: str, bench: str, at: str) -> bytes:
    """One test label as a bench's printer takes it.

    Args:
        language: pdf, png, zpl or tspl.
        size: one of `SIZES`, millimetres.
        bench: its code.
        at: when, as it shall stand on the label.

    Raises:
        LabelError: no such language or size, or a bench code that no font has.
    """
    form = Form(language, size)
    page = _page(size, printable(bench, "bench"), at)
    return write(place(page), form, title="Wavegate test label")


def _page(size: str, bench: str, at: str) -> Page:
    wide, high = SIZES[size]
    middle, k = wide / 2, wide / 100
    name = fit(bench, room=wide - 20, size=12 * k, least=3, field="bench", bold=True)
    drawn: list[Element] = [
        Box(2, 2, wide - 4, high - 4, stroke=0.8),
        Text(middle, 30 * k, 20 * k, "测试 TEST", bold=True, anchor="middle"),
        Rule(6, 38 * k, wide - 6, 38 * k, stroke=0.5),
        Text(middle, 50 * k, 5.4 * k, NOT_A_WAYBILL[0], bold=True, anchor="middle"),
        Text(middle, 58 * k, 5.4 * k, NOT_A_WAYBILL[1], bold=True, anchor="middle"),
        Text(middle, 76 * k, name.size, bench, bold=True, anchor="middle", field="bench"),
        Text(middle, 85 * k, 4.4 * k, at, anchor="middle"),
        barcodes.bars(CODE, centre=middle, y=95 * k, height=16, room=wide - 12),
        Text(middle, 95 * k + 21, 4 * k, CODE, anchor="middle"),
        Text(middle, high - 7, 3.6 * k, f"{size} mm", anchor="middle"),
    ]
    return Page(wide, high, tuple(drawn))
