"""Bar codes: the right text, on whole dots, with quiet zones, no symbol more than needed."""

import itertools

import pytest
import zxingcpp
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.graphics.barcode.code128 import Code128 as ReportlabCode128

from labels import LabelInvalidError, TooLongError, barcodes, zpl

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


@given(CODES | st.text("0123456789", min_size=1, max_size=40))
def test_code_128_is_never_longer_than_reportlabs(text):
    theirs = ReportlabCode128(text, barWidth=1, quiet=0)
    theirs.validate()
    theirs.encode()

    assert len(barcodes.symbols(text)) + 2 <= len(theirs.encoded)


def fewest(text, now):
    """Every way through the code sets A, B and C with shifts, each tried; nothing is kept."""
    if not text:
        return 0
    ways = []
    if text[:2].isdigit() and len(text) > 1:
        ways.append((now != "C") + 1 + fewest(text[2:], "C"))
    for letters in "AB":
        if letters == "A" and text[0].islower():
            continue
        ways.append((now != letters) + 1 + fewest(text[1:], letters))
        if now in "AB" and now != letters:
            ways.append(2 + fewest(text[1:], now))  # a shift holds for one character
    return min(ways)


def test_no_way_through_the_code_sets_is_shorter():
    for length in range(1, 7):
        for letters in itertools.product("4Ab", repeat=length):
            text = "".join(letters)
            least = 1 + min(fewest(text, first) for first in "ABC")
            assert len(barcodes.symbols(text)) == least, text


@given(CODES)
def test_a_printer_is_told_each_symbol_and_no_sign_that_means_something_else(text):
    said = zpl.field_data(barcodes.symbols(text))

    assert not set(said) & set("^~")
    assert said.startswith((">:", ">;"))


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
