"""Four renderers of one sheet: the same dots in each language, read by decoders of others."""

import io
import itertools
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
import zplkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from zplkit.rendering import Limits

import labels
from devices.printers import pages
from labels import Form, make, readback, spec, verify, waybill, zpl
from labels.place import place
from tests.labels.random_parcels import FORMS, FORMS_IN_TURN, outcome, parcels
from tests.labels.samples import parcel

SIZES = list(labels.SIZES)
LABEL = spec.from_data(parcel(waybill='A^~>_\\"12345x', lang="zh"))
PACKED = [("z64", "native"), ("z64", "graphic"), ("acs", "native"), ("acs", "graphic")]


def picture(document):
    return verify.printed(document).convert("L")


def difference(one, other):
    assert one.size == other.size
    return ImageChops.difference(one, other).getbbox()


def rendered_elsewhere(document, like):
    """A ZPL label drawn by an independent renderer, and what it had to say of it."""
    options = zplkit.Options(width=like.width, height=like.height, dpi=203)
    made = zplkit.render(document, options, limits=Limits(graphic_bytes=1_000_000))
    (label,) = made.labels
    assert made.warnings == []
    return Image.open(io.BytesIO(label.png())).convert("L")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", [203, 300])
def test_every_language_prints_the_same_dots(size, dpi):
    png = picture(make(LABEL, Form("png", size, dpi)))
    box = (0, 0, *png.size)

    for document in (
        make(LABEL, Form("tspl", size, dpi)),
        *(make(LABEL, Form("zpl", size, dpi, *how)) for how in PACKED),
    ):
        assert difference(picture(document).crop(box), png) is None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("packing", "bars"), PACKED)
def test_an_independent_renderer_draws_every_dot_of_the_zpl(size, packing, bars):
    document = make(LABEL, Form("zpl", size, 203, packing, bars))
    png = picture(make(LABEL, Form("png", size)))

    elsewhere = rendered_elsewhere(document, png)

    assert difference(elsewhere, png) is None


def test_labels_drawn_at_the_same_time_do_not_mix():
    found = [spec.from_data(parcel(waybill=f"A{n}")) for n in range(8)]
    alone = [make(label, Form()) for label in found]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda label: make(label, Form()), found * 2))

    assert together == alone * 2


@pytest.mark.parametrize("draw", [verify.raster, lambda pdf: pages.draw(pdf, 8)])
def test_labels_and_virtual_printers_take_turns_at_pdfium(draw):
    pdf = make(LABEL, Form())

    with ThreadPoolExecutor(1) as pool:
        with vars(pypdfium2)["one_at_a_time"]:
            waiting = pool.submit(draw, pdf)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert waiting.result()


@pytest.mark.parametrize("language", ["zpl", "tspl"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_virtual_printer_puts_the_same_dots_on_its_page(language, dpi):
    document = make(LABEL, Form(language, "76x130", dpi))
    png = picture(make(LABEL, Form("png", "76x130", dpi)))

    (page,) = pages.draw(document, labels.files.DPI[dpi])

    assert difference(page.crop((0, 0, *png.size)), png) is None


@pytest.mark.parametrize("mode", ["live", "preprint", "reprint 2"])
def test_a_pdf_has_the_same_layout_as_the_dots(mode):
    label = spec.from_data(parcel(mode=mode))
    pdf = picture(make(label, Form("pdf"))).point(lambda shade: 255 * (shade > 127))
    png = picture(make(label, Form("png")))

    assert pdf.size == png.size
    apart = ImageChops.difference(pdf, png).histogram()[255] / (png.width * png.height)
    assert apart < 0.04  # edges of letters, and the grey of the watermark


def test_a_png_has_only_black_and_white_and_knows_its_resolution():
    image = Image.open(io.BytesIO(make(LABEL, Form("png", "76x130", 300))))

    assert image.mode == "1"
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_a_zpl_label_is_one_format_and_needs_no_font():
    document = make(LABEL, Form("zpl", "100x180", 300))

    assert (document.count(b"^XA"), document.count(b"^XZ")) == (1, 1)
    assert b"^A" not in document
    assert b"^CI" not in document
    assert document.count(b"^BCN") == 2
    assert all(int(part.split(b",")[1]) <= 99_999 for part in document.split(b"^GFA")[1:])


def test_a_tspl_label_is_one_job_of_the_right_size():
    document = make(LABEL, Form("tspl", "76x130"))

    assert document.startswith(b"SIZE 76 mm,130 mm\r\n")
    assert document.endswith(b"\r\nPRINT 1,1\r\n")


@given(st.binary(min_size=12, max_size=600), st.integers(1, 12))
def test_packed_graphics_come_back(raw, row):
    raw = raw[: len(raw) // row * row]

    assert readback._unpacked(zpl.acs(raw, row), row) == raw
    assert readback._unpacked(zpl.z64(raw), row) == raw


@pytest.mark.parametrize(
    ("language", "was", "becomes"),
    [
        ("zpl", b"^XZ", b"^PQ9^XZ"),
        ("zpl", b"^BY4", b"^BY3"),
        ("zpl", b"^FD>:", b"^FD>;"),
        ("zpl", b":Z64:e", b":Z64:f"),
        ("zpl", b"^FO0,0^GFA", b"^FO0,8^GFA"),
        ("tspl", b"PRINT 1,1", b"PRINT 1,2"),
        ("tspl", b"CLS", b"CUT"),
        ("tspl", b"\xff" * 90, b"\xff" * 89 + b"\xfe"),
        ("tspl", b"\xff" * 90, b"\xff" * 89),
    ],
)
def test_a_document_with_one_byte_changed_never_leaves(language, was, becomes):
    label = spec.from_data(parcel())
    sheet = place(waybill.page(label, "100x150"))
    made = make(label, Form(language))
    assert was in made

    with pytest.raises(labels.LabelMismatchError):
        verify.check(made.replace(was, becomes, 1), sheet, label)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"language": "epl"}, "format"),
        ({"packing": "zip"}, "packing"),
        ({"bars": "none"}, "bars"),
    ],
)
def test_a_form_that_no_renderer_draws_is_refused(form, field):
    with pytest.raises(labels.LabelInvalidError) as refused:
        Form(**form)

    assert refused.value.field == field


WILD = st.text(min_size=1, max_size=40).filter(str.strip) | st.sampled_from(
    ["^XZ^XA", "~JA", "\\&", '"\r\nPRINT 9,9\r\n', "a\x00b", "^FS^FO0,0^GB80,80,80^FS", "%%EOF"]
)
CODE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)


@st.composite
def wild_parcels(draw):
    person = {key: draw(WILD) for key in ("name", "address", "city", "phone")}
    return parcel(
        recipient=person,
        sender={"name": draw(WILD)},
        carrier=draw(WILD),
        waybill=draw(CODE.filter(lambda code: code == code.strip())),
        order_no=draw(WILD),
        parcel_no=draw(WILD | CODE),
        route_code=draw(WILD)[:24],
        lines=[{"name": draw(WILD), "quantity": 1}],
        mode=draw(st.sampled_from(["live", "preprint", "reprint 9"])),
        proof=draw(WILD),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wild_parcels(), st.sampled_from(SIZES))
def test_no_input_breaks_out_of_a_field_or_crashes_a_renderer(data, size):
    blame = ""
    try:
        label = spec.from_data(data)
        made = {language: make(label, Form(language, size)) for language in labels.FORMATS}
    except (labels.LabelInvalidError, labels.UnprintableError, labels.TooLongError) as refused:
        blame = refused.field or "the label as a whole"
    if blame:
        assert blame.split(".")[0].split("[")[0] in data
        return

    png = picture(made["png"])
    assert difference(rendered_elsewhere(made["zpl"], png), png) is None
    assert made["tspl"].count(b"\r\nPRINT ") == 1 or verify.decode(made["tspl"])
    wanted = [label.square_says] if label.is_preprint else [label.waybill] * 3
    assert verify.decode(made["pdf"]) == wanted


PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_500_random_parcels_decode_exactly_or_are_refused_by_name(part):
    mine = list(parcels())[part::PARTS]
    printed, refused = [], set()
    for data, form in zip(mine, itertools.cycle(FORMS_IN_TURN), strict=False):
        said = outcome(data, form)
        printed += [form] if said == "printed" else []
        refused |= {said}

    assert len(mine) * PARTS == 500
    assert {form for form in FORMS if form.dpi == 203} <= set(printed)
    assert {"label.unprintable recipient.address", "label.too_long waybill"} <= refused


def test_a_decoder_that_shares_no_code_reads_the_same(tmp_path):
    chosen, files = [], []
    for data, form in zip(parcels(), FORMS, strict=False):
        if outcome(data, form) != "printed":
            continue
        label = spec.from_data(data)
        files.append(tmp_path / f"{len(files)}.png")
        picture(make(label, form)).save(files[-1])
        chosen.append(label)

    command = [sys.executable, "-m", "tests.labels.zbar", *map(str, files)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    assert len(chosen) > len(FORMS) / 2
    for label, found in zip(chosen, told, strict=True):
        bars = [] if label.is_preprint else [["ZBAR_CODE128", label.waybill]]
        assert sorted(found) == sorted([*bars, ["ZBAR_QRCODE", label.square_says]])
