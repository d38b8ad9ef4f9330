"""The letters in a PDF are those of the font, without what only a screen needs."""

import io
import struct

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from labels import fonts

SIZE = 400


def embedded(name, text):
    """The TrueType file that a PDF gets for the characters of a text."""
    return pdfmetrics.getFont(name).face.makeSubset([0, *map(ord, text)])


def shape(font, char):
    field = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    ImageDraw.Draw(field).text((SIZE // 2, SIZE), char, fill=255, font=font, anchor="ls")
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


def test_names_and_hints_are_left_out():
    file = embedded(fonts.face_for("杭", bold=False).name, "杭州")
    count = struct.unpack_from(">H", file, 4)[0]
    tables = {file[12 + 16 * at :][:4].decode() for at in range(count)}

    assert tables == {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    assert len(file) < 1000
