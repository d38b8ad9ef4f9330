"""Bar codes: the right text, on whole dots, with quiet zones, no symbol more than needed."""

import pytest
import zxingcpp
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labels import LabelInvalidError, TooLongError, barcodes

CODES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


def read(rows, kind, default=""):
    side = len(rows[0]) + 20
    picture = Image.new("L", (side, len(rows) + 20), 255)
    for y, row in enumerate(rows):
        for x, bit in enumerate(row):
            if bit == "1":
                picture.putpixel((x + 10, y + 10), 0)
    picture = picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcode(picture, formats=kind, text_mode=zxingcpp.TextMode.Plain)
    return found.text if found else default


@given(CODES | st.text("0123456789", min_size=1, max_size=40))
def test_code_128_reads_back_and_is_never_longer_than_python_barcode(text):
    bits = barcodes.code128(text)

    assert read([bits] * 30, zxingcpp.BarcodeFormat.Code128) == text
    theirs = Code128(text).build()[0]
    if read([theirs] * 30, zxingcpp.BarcodeFormat.Code128, default=None) == text:
        assert len(bits) <= len(theirs)


@pytest.mark.parametrize(
    ("text", "modules"),
    [("SF1234567890123", 145), ("12345678901234", 112), ("BC73012345678905", 145)],
)
def test_an_odd_number_needs_no_symbol_more(text, modules):
    assert len(barcodes.code128(text)) == modules


@given(CODES)
def test_qr_reads_back(text):
    assert read(barcodes.qr_rows(text), zxingcpp.BarcodeFormat.QRCode) == text


@pytest.mark.parametrize("text", ["", "1" * 41, "ñ", "运单", "a\x1d", "a\n", " a", "a "])
def test_what_a_scanner_cannot_read_is_refused(text):
    with pytest.raises(LabelInvalidError):
        barcodes.code128(text)


@pytest.mark.parametrize(("room", "dots"), [(100, 4), (76, 3), (62, 3), (61, 2)])
def test_bars_are_as_wide_as_the_room_allows_with_ten_modules_of_quiet(room, dots):
    bars = barcodes.bars("BC73012345678905", centre=room / 2, y=10, height=10, room=room)

    assert bars.dots == dots
    assert bars.x - bars.quiet >= -1 / 16
    assert bars.x + bars.width + bars.quiet <= room + 1 / 16
    assert bars.x * 8 == int(bars.x * 8)


def test_a_code_too_wide_for_the_label_is_refused_by_name():
    with pytest.raises(TooLongError, match="waybill"):
        barcodes.bars("X" * 40, centre=38, y=1, height=9, room=76, field="waybill")
