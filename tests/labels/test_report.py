"""A report: every row is there once, pages are numbered, and no character makes it fail."""

import io

import pypdfium2
from PIL import Image

from labels import Pictures, Report, Table, report


def said(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def picture():
    out = io.BytesIO()
    Image.new("L", (30, 60), 128).save(out, "PNG")
    return out.getvalue(), (30, 60), "a caption"


def whole(*parts):
    return Report("证据", "WGP0000018", (("name", "value"),), parts, "the foot")


def test_long_tables_go_on_under_their_titles():
    rows = tuple((f"row-{n:03d}", "words that wrap " * (n % 7)) for n in range(90))
    pages = said(report(whole(Table("Many", (("first", 1), ("second", 2)), rows)), lang="en"))

    text = "".join(pages)
    assert [text.count(name) for name, _ in rows] == [1] * len(rows)
    assert len(pages) > 2
    assert all("first" in page and "the foot" in page for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)


def test_pictures_and_empty_tables_stand_too():
    parts = (Pictures("Seen", (picture(),) * 9), Table("None", (("first", 1),), ()))
    (page,) = said(report(whole(*parts)))

    assert page.count("a caption") == 9
    assert "None" in page


def test_a_character_without_a_font_is_shown_by_its_number():
    text = "".join(said(report(whole(Table("x", (("y", 1),), (("𠮷\u202e\u0e33<b>",),))))))

    assert "<U+20BB7>" in text
    assert "<b>" in text
