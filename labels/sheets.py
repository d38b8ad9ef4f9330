"""Sheets of labels for what stands on the floor: bins, totes, goods, carts, cages.

A4 paper, labels of any size in even rows. What a person reads stands above the bars, large;
what it is stands below. Bars are as wide as the label allows, so that an office printer and
an old scanner agree on them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from labels import barcodes
from labels.elements import Box, Element, Page, Text
from labels.errors import LabelInvalidError
from labels.place import place
from labels.report import shown
from labels.typeset import fit, shorten

A4 = (210.0, 297.0)
MARGIN, GAP = 8.0, 2.0
SMALLEST, LARGEST = (30.0, 18.0), (194.0, 281.0)
USUAL = "63x34"
MOST = 5000
"""Labels of one file: more is a mistake, and would take minutes."""
_SIZE = re.compile(r"(\d{2,3})x(\d{2,3})")


@dataclass(frozen=True, slots=True)
class Tag:
    """One label.

    Attributes:
        code: what the scanner reads.
        title: what a person reads from afar; the code itself when empty.
        note: one line below, such as a name or a place; it is cut, never refused.
    """

    code: str
    title: str = ""
    note: str = ""


def size_of(text: str) -> tuple[float, float]:
    """The size of ``63x34``: width and height in whole millimetres.

    Raises:
        LabelInvalidError: it is none, or no such label can stand on A4.
    """
    found = _SIZE.fullmatch(text)
    wide, high = map(float, found.groups()) if found else (0.0, 0.0)
    if not (SMALLEST[0] <= wide <= LARGEST[0] and SMALLEST[1] <= high <= LARGEST[1]):
        least, most = (f"{w:.0f}x{h:.0f}" for w, h in (SMALLEST, LARGEST))
        raise LabelInvalidError(
            "size", f"{text[:20]!r}: width x height in mm, {least} to {most}"
        )
    return wide, high


def sheets(tags: Sequence[Tag], *, size: str = USUAL, title: str = "Wavegate") -> bytes:
    """Labels in rows on as many A4 sheets as they need, with lines to cut along.

    Args:
        tags: in the order in which they are cut, row by row.
        size: of one label, width x height in millimetres.
        title: of the document.

    Raises:
        LabelError: a code that no bar code can hold or that is wider than the label, an
            impossible size, or too many labels.
    """
    from labels.pdf import draw

    wide, high = size_of(size)
    if len(tags) > MOST:
        raise LabelInvalidError("tags", f"{len(tags)} labels, at most {MOST} at a time")
    spots = _spots(wide, high)
    pages = [
        [
            mark
            for tag, (x, y) in zip(tags[at : at + len(spots)], spots, strict=False)
            for mark in _tag(tag, x, y, wide, high)
        ]
        for at in range(0, max(len(tags), 1), len(spots))
    ]
    return draw([place(Page(*A4, tuple(page))) for page in pages], title=title)


def _spots(wide: float, high: float) -> list[tuple[float, float]]:
    """The upper left corners of a sheet's labels, row by row, the block centred."""
    columns = int((A4[0] - 2 * MARGIN + GAP) // (wide + GAP))
    rows = int((A4[1] - 2 * MARGIN + GAP) // (high + GAP))
    left = (A4[0] - columns * wide - (columns - 1) * GAP) / 2
    top = (A4[1] - rows * high - (rows - 1) * GAP) / 2
    return [
        (left + column * (wide + GAP), top + row * (high + GAP))
        for row in range(rows)
        for column in range(columns)
    ]


def _tag(tag: Tag, x: float, y: float, wide: float, high: float) -> list[Element]:
    """One label with its upper left corner at (x, y): title, bars, code, note."""
    pad = max(1.6, min(4.0, high * 0.06))
    title = shown(tag.title) or tag.code
    big = fit(
        shorten(title, room=wide - 2 * pad, size=2.6, bold=True),
        room=wide - 2 * pad, size=min(high * 0.24, 18), least=2.4, field="title", bold=True,
    )  # fmt: skip
    small = max(2.2, min(3.4, high * 0.085))
    below = [text for text in (tag.code if title != tag.code else "", shown(tag.note)) if text]
    top, foot = y + pad + big.size * 1.05, y + high - pad - len(below) * small * 1.3
    bars = barcodes.bars(
        tag.code, centre=x + wide / 2, y=top + 0.8, height=foot - top - 1.4, room=wide - 1,
        field="code",
    )  # fmt: skip
    middle = x + wide / 2
    return [
        Box(x, y, wide, high, stroke=0.12, dashed=True),
        Text(
            *(middle, y + pad + big.size * 0.8, big.size, big.lines[0]),
            bold=True, anchor="middle",
        ),
        bars,
        *(
            Text(
                middle,
                foot + (at + 0.95) * small * 1.3,
                small,
                shorten(text, room=wide - 2 * pad, size=small),
                anchor="middle",
            )
            for at, text in enumerate(below)
        ),
    ]
