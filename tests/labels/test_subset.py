"""The letters in a PDF are those of the font, without what only a screen needs."""

import io
import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from labels import embolden, fonts

SIZE = 400


def embedded(name, text):
    """The TrueType file that a PDF gets for the characters of a text."""
    return pdfmetrics.getFont(name).face.makeSubset([0, *map(ord, text)])


def shape(font, char, **pen):
    field = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    place = (SIZE // 2, SIZE)
    ImageDraw.Draw(field).text(place, char, fill=255, font=font, anchor="ls", **pen)
    return field.point(lambda shade: 255 * (shade > 127))


@pytest.mark.parametrize(("text", "bold"), [("杭 é ñ8®", False), ("8A ®éñ", True)])
def test_a_letter_is_embedded_as_its_font_draws_it(text, bold):
    face = fonts.face_for(text[0], bold=bold)
    file = io.BytesIO(embedded(face.name, text))
    whole = ImageFont.truetype(face.path, SIZE, layout_engine=ImageFont.Layout.BASIC)
    cut = ImageFont.truetype(file, SIZE, encoding="armn", layout_engine=ImageFont.Layout.BASIC)

    for code, char in enumerate(text, 1):
        ours, own = shape(cut, chr(code)), shape(whole, char)
        inked = own.histogram()[-1]
        apart = ImageChops.difference(ours, own).histogram()[-1]
        assert apart <= inked * 0.03, char  # a hint moves an edge by a dot
        assert (inked > 0) == (char != " ")
        assert cut.getlength(chr(code)) == pytest.approx(whole.getlength(char), abs=1)


def at_corner(field):
    """Pillow puts a letter with a pen some dots elsewhere."""
    left, top, *_ = field.getbbox()
    return ImageChops.offset(field, -left, -top)


def test_bold_chinese_is_as_thick_as_its_outline_drawn_with_a_pen():
    text = "杭鑫龘口é→"
    face = fonts.face_for("杭", bold=True)
    assert face.thick != face.name
    whole = ImageFont.truetype(face.path, SIZE, layout_engine=ImageFont.Layout.BASIC)
    file = io.BytesIO(embedded(face.thick, text))
    cut = ImageFont.truetype(file, SIZE, encoding="armn", layout_engine=ImageFont.Layout.BASIC)

    for code, char in enumerate(text, 1):
        drawn = shape(whole, char, stroke_width=SIZE * fonts.THICKEN / 2)
        ours, inked = shape(cut, chr(code)), drawn.histogram()[-1]
        apart = ImageChops.difference(at_corner(ours), at_corner(drawn)).histogram()[-1]
        assert apart < 0.1 * inked, char  # a pen's corners are round
        assert ours.histogram()[-1] == pytest.approx(inked, rel=0.05)
        assert inked > 1.2 * shape(whole, char).histogram()[-1]


SQUARE = [(0, 0), (0, 700), (700, 700), (700, 0)]
"""Clockwise, as TrueType wants it."""


def letter(*rings):
    """A letter of a `glyf` table with these corners."""
    points = [point for ring in rings for point in ring]
    ends = tuple(itertools.accumulate(map(len, rings), initial=-1))[1:]
    return embolden._written(ends, [embolden.ON_CURVE] * len(points), points)


def corners(outline):
    (count,) = struct.unpack_from(">h", outline)
    (end,) = struct.unpack_from(">H", outline, 8 + 2 * count)
    return embolden._points(outline, 12 + 2 * count, end + 1)[1]


@pytest.mark.parametrize("turned", [1, -1])
def test_ink_grows_and_a_hole_shrinks_whichever_way_the_font_runs(turned):
    hole = [(200, 200), (400, 200), (400, 400), (200, 400)]
    made = corners(embolden.bolder(letter(SQUARE[::turned], hole[::turned]), 30))

    assert made[:4] == [(-30, -30), (-30, 730), (730, 730), (730, -30)][::turned]
    assert made[4:] == [(230, 230), (370, 230), (370, 370), (230, 370)][::turned]


COORDINATE = st.integers(-3000, 3000)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=9)


@given(st.lists(RING, min_size=1, max_size=3), st.integers(0, 40))
def test_any_outline_is_moved_and_keeps_its_points(rings, by):
    """Also one of a single point, of points on each other, or that folds back onto itself."""
    made = corners(embolden.bolder(letter(*rings), by))

    before = [point for ring in rings for point in ring]
    assert len(made) == len(before)
    assert by or made == before


def test_names_and_hints_are_left_out():
    file = embedded(fonts.face_for("杭", bold=False).name, "杭州")
    count = struct.unpack_from(">H", file, 4)[0]
    tables = {file[12 + 16 * at :][:4].decode() for at in range(count)}

    assert tables == {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    assert len(file) < 1000
