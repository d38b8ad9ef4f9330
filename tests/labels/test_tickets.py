"""Basket tickets: the basket's code scans, nothing overlaps, no name stops them."""

import sys
from datetime import UTC, datetime

import pypdfium2
import pytest

from labels import Basket, LabelError, tickets, verify
from labels.place import place
from labels.spec import SIZES
from tests.labels.layout import troubles

DUE = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
ONE = Basket(
    "T101", "WGW0000018", DUE, order_no="WGO0000034", pick_list="WGL0000026", slot=3,
    carrier="顺丰速运", urgent=True,
    lines=(("搪瓷马克杯 红 " * 9, "MUG-RED", 2), ("Café Crème® 250 g ࡐ", "CAF", 99_999)),
)  # fmt: skip
MANY = Basket(
    "WGL0000026", "WGW0000018", DUE, pick_list="WGL0000026", slot=12, orders=48,
    carrier="SF YTO 顺丰速运 " * 5,
    lines=tuple((f"羊毛袜 {n}", f"S-{n}", 1) for n in range(40)),
)  # fmt: skip


def page(basket, size, lang):
    return sys.modules["labels.tickets"]._page(basket, size, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_baskets_code_scans_and_nothing_overlaps(size, lang):
    pdf = tickets([ONE, MANY], size=size, lang=lang)

    found = [
        verify._codes(verify.raster(pdf, page=at), thorough=True)
        for at in range(len(pypdfium2.PdfDocument(pdf)))
    ]
    assert found == [[("bars", "T101")], [("bars", "WGL0000026")]]
    for basket in (ONE, MANY):
        assert troubles(place(page(basket, size, lang))) == []


def test_a_ticket_says_that_it_is_no_waybill_and_what_else_there_is():
    pdf = tickets([ONE, MANY], lang="en")
    document = pypdfium2.PdfDocument(pdf)
    one, many = (each.get_textpage().get_text_range() for each in document)
    document.close()

    for text in ("WGW0000018", "WGO0000034", "WGL0000026 · slot 3", "11-22 16:00", "URGENT"):
        assert text in one
    assert "no waybill" in one
    assert "48 orders" in many
    shown = many.count("S-")
    assert f"{40 - shown} more lines" in many


def test_a_code_that_no_scanner_reads_and_a_strange_size_are_refused():
    with pytest.raises(LabelError):
        tickets([Basket("箱", "W", DUE)])
    with pytest.raises(LabelError):
        tickets([ONE], size="A4")
