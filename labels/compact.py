"""A loaded font's tables as flat arrays over the mapped file.

reportlab keeps a font as dicts and lists of small objects, and its file as bytes: 20 MB for
one with 34,000 Chinese characters, 33 MB for the next. Here it is three, and the file's
pages are the system's to keep or to drop.
"""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Final

from typing_extensions import override


class Glyphs(Mapping[int, int]):
    """Glyph numbers by code point, never changed."""

    __slots__ = ("_codes", "_glyphs")

    def __init__(self, found: Mapping[int, int]) -> None:
        codes = sorted(found)
        self._codes: Final = array("I", codes)
        self._glyphs: Final = array("H", [found[code] for code in codes])

    @override
    def __getitem__(self, code: int) -> int:
        at = bisect_left(self._codes, code)
        if at == len(self._codes) or self._codes[at] != code:
            raise KeyError(code)
        return self._glyphs[at]

    @override
    def __iter__(self) -> Iterator[int]:
        return iter(self._codes)

    @override
    def __len__(self) -> int:
        return len(self._codes)


class _Pairs:
    """A list of pairs of numbers below 65,536."""

    __slots__ = ("_flat",)

    def __init__(self, pairs: list[tuple[float, int]]) -> None:
        # The last widths come in thousandths; a subset takes their whole part, too.
        self._flat = array("H", [int(one) for pair in pairs for one in pair])

    def __getitem__(self, at: int) -> tuple[int, int]:
        return self._flat[2 * at], self._flat[2 * at + 1]


def compact(face: Any) -> None:
    """Pack the tables of a reportlab ``TTFontFace`` in place; it draws and embeds as before."""
    with open(face.filename, "rb") as file:  # noqa: PTH123  reportlab's own name of it
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    face._ttf_data = mapped  # noqa: SLF001  no other door
    face.charToGlyph = Glyphs(face.charToGlyph)  # charWidths stays: rl_accel wants a dict
    face.hmetrics = _Pairs(face.hmetrics)
    face.glyphPos = array("I", face.glyphPos)
    face.glyphToChar = {}  # only shaping asks for it
