"""A font with just the letters of one document, and nothing that paper has no use for.

reportlab copies a font's names and its programs for coarse screens (hints) into every PDF, and
cuts each letter out anew. Here a letter is cut out once a process, without hints: a label's
PDF is a third smaller, and a rasteriser runs no program for each of its letters.

Which tables a PDF needs of a TrueType font: ISO 32000-1, 9.9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from struct import pack, unpack_from
from typing import Any

from labels.embolden import bolder

WIDE, SCALED, MORE, SCALED_TWICE, TURNED, HINTED = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100
"""Flags of a part of a letter that is made of others."""
NO_HINTS = b"\0\2" + bytes(12)
"""In `maxp`: no twilight zone, storage, functions, stack or programs."""
LONG_OFFSETS = b"\0\1\0\0"
"""The end of a `head` table: each of `loca`'s offsets has four bytes."""
KEEP = 4096
"""Cut letters at hand, 200 bytes each; a label has about 150."""

Cut = tuple[bytes, tuple[tuple[int, int], ...]]
"""A letter's outline, and at which of its bytes stands the number of which other letter."""


def embed_little(face: Any, *, thicker: float = 0) -> None:
    """Have a reportlab ``TTFontFace`` embed what this module cuts out.

    Args:
        face: of a font.
        thicker: how much thicker each stroke becomes, in sizes.
    """
    cut = lru_cache(maxsize=KEEP)(partial(_cut, face, thicker * face.unitsPerEm / 2))
    face.makeSubset = partial(_subset, face, cut, dict(_same(face)))


def _same(face: Any) -> Iterator[tuple[str, bytes]]:
    """The tables that are all but the same in every subset."""
    whole = face.get_table("maxp")
    yield "maxp", whole[:14] + NO_HINTS + whole[28:]
    yield from ((tag, face.get_table(tag)) for tag in ("hhea", "head"))


def _subset(
    face: Any, cut: Callable[[int], Cut], same: dict[str, bytes], codes: Sequence[int]
) -> bytes:
    """A TrueType file of these characters: the first is the one of code 0, and so on."""
    from reportlab.pdfbase.ttfonts import TTFontMaker

    places: dict[int, int] = {0: 0}
    known = face.charToGlyph
    chosen = [places.setdefault(known.get(code, 0), len(places)) for code in codes]
    outlines = list(_outlines(cut, places))
    widths = [number for glyph in places for number in face.hmetrics[glyph]]
    starts = [0]
    for outline in outlines:
        starts.append(starts[-1] + len(outline))
    count = len(places)
    made = TTFontMaker()
    made.tables = {
        "cmap": pack(
            f">{11 + len(chosen)}H",
            *(0, 1, 1, 0, 0, 12, 6, 10 + 2 * len(chosen), 0, 0, len(chosen)),
            *chosen,
        ),
        "glyf": b"".join(outlines),
        "head": same["head"][:8] + bytes(4) + same["head"][12:50] + LONG_OFFSETS,
        "hhea": same["hhea"][:34] + pack(">H", count),
        "hmtx": pack(f">{2 * count}H", *widths),
        "loca": pack(f">{count + 1}L", *starts),
        "maxp": same["maxp"][:4] + pack(">H", count) + same["maxp"][6:],
    }
    file: bytes = made.makeStream()
    return file


def _outlines(cut: Callable[[int], Cut], places: dict[int, int]) -> Iterator[bytes]:
    """The outlines in order; the parts that some are made of get their places behind them."""
    order = list(places)
    for glyph in order:
        outline, parts = cut(glyph)
        if parts:
            renumbered = bytearray(outline)
            for at, part in parts:
                if part not in places:
                    places[part] = len(places)
                    order.append(part)
                renumbered[at : at + 2] = pack(">H", places[part])
            outline = bytes(renumbered)
        yield outline


def _cut(face: Any, outwards: float, glyph: int) -> Cut:
    """A letter; the parts of one made of others are moved outwards by themselves."""
    first = face.get_table_pos("glyf")[0]
    start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    whole = face._ttf_data[first + start : first + end]  # noqa: SLF001  no other door
    if not whole:
        return b"", ()
    (contours,) = unpack_from(">h", whole)
    if contours < 0:
        outline, parts = _made_of_others(whole)
    else:
        outline, parts = _without_hints(whole, 10 + 2 * contours), ()
        outline = bolder(outline, outwards) if outwards and contours else outline
    return outline + bytes(-len(outline) % 4), parts


def _without_hints(whole: bytes, at: int) -> bytes:
    (length,) = unpack_from(">H", whole, at)
    return whole[:at] + bytes(2) + whole[at + 2 + length :]


def _made_of_others(whole: bytes) -> Cut:
    found = bytearray(whole)
    parts: list[tuple[int, int]] = []
    at, flags = 10, MORE
    while flags & MORE:
        flags, part = unpack_from(">HH", found, at)
        found[at : at + 2] = pack(">H", flags & ~HINTED)
        parts.append((at + 2, part))
        at += 8 if flags & WIDE else 6
        at += 2 if flags & SCALED else 4 if flags & SCALED_TWICE else 8 if flags & TURNED else 0
    return bytes(found[:at]), tuple(parts)
