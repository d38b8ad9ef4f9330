"""Label sheets and paper pick lists: every code reads from an office scan at 200 dpi."""

from functools import cache

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

import labels
from labels import Pick, PickPaper, Tag, badge_cards, command_card, pick_paper, sheets


def scanned(pdf, page=0, *, degrees=1.0, noise=8):
    """A page as an office scanner hands it over: 200 dpi, askew, a little soft and dirty."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    picture = picture.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=255)
    dots = np.clip(np.asarray(picture, dtype=float) + dirt(noise, picture.size), 0, 255)
    return Image.fromarray(dots.astype("uint8"))


@cache
def dirt(noise, size):
    return np.random.default_rng(7).normal(0, noise, (size[1], size[0]))


def read(pdf, page=0, **scan):
    found = zxingcpp.read_barcodes(
        scanned(pdf, page, **scan),
        formats=zxingcpp.BarcodeFormat.Code128,
        try_downscale=False,  # at half the size it guesses, and one guess in a hundred checks
    )
    return sorted(one.text for one in found)


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


BINS = [
    Tag(f"{zone}-{n:02d}-0{n % 9}-{1 + n % 4}", note="A · 2")
    for zone in "AB"
    for n in range(12)
]
GOODS = [Tag(f"69012345678{n:02d}", "搪瓷马克杯 红色 350ml 𠮷", f"MUG-{n}") for n in range(30)]
MIXED = [
    Tag(code)
    for code in ("T101", "CART-07", "W1-A-03", "C1", "WG:BOX:M", "SKU.a/b+c_17", "X" * 12)
]


@pytest.mark.parametrize(
    ("tags", "size", "degrees"),
    [
        (BINS, "63x34", -1.5),
        (BINS, "95x60", 1.5),
        (GOODS, "48x25", 1.5),
        (MIXED, "70x50", 0),
        (MIXED, "187x20", -1.0),
        (MIXED, "60x120", 1.0),
    ],
)
def test_every_label_of_a_sheet_reads_from_a_scan(tags, size, degrees):
    pdf = sheets(tags, size=size)

    found = [code for page in range(pages(pdf)) for code in read(pdf, page, degrees=degrees)]

    assert sorted(found) == sorted(tag.code for tag in tags)


@pytest.mark.parametrize("size", ["", "63", "20x34", "63x10", "300x34", "63x34mm", "-63x34"])
def test_a_size_that_no_sheet_has_is_refused(size):
    with pytest.raises(labels.LabelInvalidError, match="size"):
        sheets(MIXED, size=size)


@pytest.mark.parametrize(
    ("tag", "why"),
    [(Tag("库位"), "ASCII"), (Tag(""), "empty"), (Tag("X" * 40), "wider than")],
)
def test_a_code_that_would_not_scan_is_refused_by_name(tag, why):
    with pytest.raises(labels.LabelError, match=why):
        sheets([tag])


def test_a_pick_list_reads_line_by_line_and_counts_its_pages():
    picks = tuple(
        Pick(f"A-01-{n:02d}-1", "MUG", "搪瓷马克杯", f"690123456{n:04d}", n, str(n % 4 + 1))
        for n in range(1, 15)
    )
    pdf = pick_paper(PickPaper("WGL0000018", (("波次", "WGW0000018"),), picks))

    assert pages(pdf) == 2
    for page, some in enumerate((picks[:11], picks[11:])):
        wanted = ["WGL0000018", *(one.bin for one in some), *(one.barcode for one in some)]
        assert read(pdf, page) == sorted(wanted)


def test_cards_read_from_a_scan_too():
    people = [{"badge": f"WG-{n:04d}", "name": "王芳", "roles": ["picker"]} for n in range(10)]
    boxes = [{"code": str(n), "size": "230×170×120 mm"} for n in range(10)]

    assert read(badge_cards(people)) == [f"WG-{n:04d}" for n in range(10)]
    assert len(read(command_card("zh", boxes))) == 16
