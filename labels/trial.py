"""The test label: does this printer print, straight, sharp, in the right language and size?

It stands for no order and no parcel, and says so in both languages.
"""

from __future__ import annotations

from labels import barcodes
from labels.elements import Box, Element, Page, Rule, Text
from labels.errors import LabelInvalidError
from labels.spec import SIZES
from labels.typeset import fit, printable

CODE = "WG:TEST"
"""The bar code on it: no parcel's and no command's, so that scanning it does nothing."""
NOT_A_WAYBILL = ("不是面单，不要贴在包裹上", "No waybill: keep it off parcels")
DOTS_PER_MM = 8


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
    if size not in SIZES:
        raise LabelInvalidError("size", f"{size!r} is not one of {', '.join(SIZES)}")
    told = printable(bench, "bench")
    if language in {"zpl", "tspl"}:
        plain = told if told.isascii() and told.isalnum() else "-"
        return {"zpl": _zpl, "tspl": _tspl}[language](*SIZES[size], plain, at)
    from labels import files, pdf

    made = pdf.draw([_page(size, told, at)], title="Wavegate test label")
    if language == "pdf":
        return made
    if language == "png":
        return files.png(made)
    raise LabelInvalidError("language", f"{language!r} is not one of pdf, png, zpl, tspl")


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


def _zpl(wide: int, high: int, bench: str, at: str) -> bytes:
    """Plain ASCII: Chinese needs a font that only some printers have."""
    across, down = wide * DOTS_PER_MM, high * DOTS_PER_MM
    lines = [
        f"^XA^CI28^PW{across}^LL{down}^LH0,0",
        f"^FO16,16^GB{across - 32},{down - 32},6^FS",
        f"^FO0,120^A0N,160,160^FB{across},1,0,C^FDTEST^FS",
        f"^FO0,320^A0N,44,40^FB{across},1,0,C^FD{NOT_A_WAYBILL[1]}^FS",
        f"^FO0,420^A0N,90,90^FB{across},1,0,C^FD{bench}^FS",
        f"^FO0,540^A0N,40,40^FB{across},1,0,C^FD{at}^FS",
        f"^FO{across // 2 - 180},640^BY3^BCN,120,Y,N,N^FD{CODE}^FS",
        "^PQ1,0,1,N^XZ",
    ]
    return "\n".join(lines).encode("ascii")


def _tspl(wide: int, high: int, bench: str, at: str) -> bytes:
    right, foot = wide * DOTS_PER_MM - 16, high * DOTS_PER_MM - 16
    lines = [
        f"SIZE {wide} mm,{high} mm",
        "GAP 2 mm,0",
        "DIRECTION 1",
        "CLS",
        f"BOX 16,16,{right},{foot},6",
        'TEXT 60,120,"5",0,3,3,"TEST"',
        f'TEXT 60,320,"3",0,1,1,"{NOT_A_WAYBILL[1]}"',
        f'TEXT 60,420,"5",0,1,1,"{bench}"',
        f'TEXT 60,540,"3",0,1,1,"{at}"',
        f'BARCODE 60,640,"128",120,1,0,3,3,"{CODE}"',
        "PRINT 1,1",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
