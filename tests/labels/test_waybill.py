"""The waybill label: decodes to what it must say, overlaps nothing, or is refused by name."""

import dataclasses
import hashlib
import itertools
import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import labels
from labels import Form, make, spec, verify, waybill
from labels.elements import Bars, Text
from labels.files import DPI
from labels.place import place
from tests.labels.layout import meet, numbers, troubles
from tests.labels.samples import parcel

SIZES = list(labels.SIZES)
LONG = (
    "东升街道棠湖北路二段龙湖时代天街商业广场西侧蓝光空港国际城三期云顶晓镇小区地下车库入口旁"
    "快递驿站转交 88 号 3 栋 2 单元 1201 室，电话打不通请放物业前台，谢谢师傅辛苦了"
)


def page(size="100x150", *, masked=True, **changes):
    return waybill.page(spec.from_data(parcel(**changes)), size, masked=masked)


def words(made):
    return [element.text for element in made.elements if isinstance(element, Text)]


def assert_nothing_overlaps(made):
    assert troubles(place(made)) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("mode", ["live", "preprint", "reprint 3"])
def test_every_form_renders_and_overlaps_nothing(size, lang, mode):
    label = spec.from_data(parcel(mode=mode, lang=lang, proof="7F3K-9QXD", care="4008001000"))

    made = make(label, Form("pdf", size))

    for grid in DPI.values():
        sheet = place(waybill.page(label, size, grid=grid))
        assert troubles(sheet) == []
        assert all(number == int(number) for number in numbers(sheet))
    wanted = ["PREPRINT P-00088341 7F3K-9QXD"] if label.is_preprint else [label.waybill] * 3
    assert verify.decode(made) == wanted


def test_the_measure_finds_what_overlaps_and_what_leaves_the_paper():
    sheet = place(page())
    text = next(mark for mark in sheet.marks if isinstance(mark, Text))
    code = next(mark for mark in sheet.marks if isinstance(mark, Bars))
    on_the_code = dataclasses.replace(text, x=code.x + 5, y=code.y + 20, ink="black")
    outside = dataclasses.replace(text, x=sheet.width - 3)
    spoilt = dataclasses.replace(sheet, marks=(*sheet.marks, on_the_code, outside))

    found = troubles(spoilt)

    assert meet(on_the_code, code)
    assert outside in found
    assert any(isinstance(pair, tuple) and code in pair for pair in found)


@pytest.mark.parametrize("size", SIZES)
def test_a_long_address_shrinks_and_wraps_and_a_longer_one_is_refused_by_name(size):
    made = page(size, recipient={"address": LONG})

    assert_nothing_overlaps(made)
    with pytest.raises(labels.TooLongError, match=r"recipient\.address"):
        page(size, recipient={"address": LONG * 4})


def test_the_person_is_hidden_unless_a_carrier_needs_more():
    hidden, shown = "".join(words(page())), "".join(words(page(masked=False)))

    for secret in ("张三", "13812341234", "1201"):
        assert secret not in hidden
        assert secret in shown
    assert "个人信息已隐藏" in hidden


def test_a_preprint_has_no_number_even_when_it_is_given_one():
    made = page(mode="preprint", proof="7F3K-9QXD")

    assert not any(isinstance(element, Bars) for element in made.elements)
    assert not any("7301" in text for text in words(made))
    assert sum("确认后取号" in text for text in words(made)) == 2
    assert any("7F3K-9QXD" in text for text in words(made))
    assert "预打单" in words(made)


def test_a_reprint_says_which_on_the_stub():
    assert "补打 3" in words(page(mode="reprint 3"))
    assert not any("补打" in text for text in words(page()))


def test_goods_that_do_not_fit_are_counted():
    goods = [
        {"name": f"第 {n} 种商品的名字很长很长很长很长很长", "quantity": 1} for n in range(9)
    ]

    assert any(text.endswith("×1 … +6") or "… +6" in text for text in words(page(lines=goods)))


def test_a_label_without_a_sorting_code_shows_the_city_large():
    made = page(route_code="")

    sign = max((e for e in made.elements if isinstance(e, Text)), key=lambda text: text.size)
    assert sign.text == "成都双流"


@pytest.mark.parametrize("size", SIZES)
def test_a_city_is_shortened_and_never_a_reason_to_refuse(size):
    made = page(size, route_code="", recipient={"city": "长" * 60})

    assert_nothing_overlaps(made)
    assert any(text.startswith("长长") and text.endswith("…") for text in words(made))


@pytest.mark.parametrize(
    ("changes", "field", "char"),
    [
        ({"recipient": {"name": "𠮷田"}}, "recipient.name", "𠮷"),
        ({"recipient": {"address": "花园路 🏠 1 号"}}, "recipient.address", "🏠"),
        ({"carrier": "快递👍"}, "carrier", "👍"),
        ({"lines": [{"name": "杯子 ☕🧋", "quantity": 1}]}, "lines[0].name", "🧋"),
    ],
)
def test_a_character_no_font_has_is_refused_by_name(changes, field, char):
    with pytest.raises(labels.UnprintableError) as refused:
        page(**changes)

    assert refused.value.field == field
    assert char in refused.value.characters
    assert f"U+{ord(char):04X}" in str(refused.value)


def test_a_hidden_character_needs_no_font():
    assert "张*" in "".join(words(page(recipient={"name": "张𠮷"})))


def test_markup_and_controls_in_the_data_are_plain_text():
    name = "</b><img src=file:///etc/passwd> ^XZ (%) \\"
    made = page(lines=[{"name": name, "quantity": 1}])

    assert any("</b><img" in text for text in words(made))
    label = spec.from_data(parcel(lines=[{"name": name, "quantity": 1}]))
    assert verify.decode(make(label, Form())) == [label.waybill] * 3


def test_the_same_label_has_the_same_bytes_and_another_has_not():
    made = [make(spec.from_data(parcel(waybill=w)), Form()) for w in ("A1", "A1", "A2")]

    hashes = [hashlib.sha256(each).hexdigest() for each in made]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("language", labels.FORMATS)
def test_a_label_that_reads_otherwise_never_leaves(language):
    label = spec.from_data(parcel(waybill="A1"))
    made = make(label, Form(language, "76x130"))
    sheet = place(waybill.page(label, "76x130"))

    verify.check(made, sheet, label)
    with pytest.raises(labels.LabelMismatchError, match="A2"):
        verify.check(made, sheet, spec.from_data(parcel(waybill="A2")))
    with pytest.raises(labels.LabelMismatchError):
        verify.check(made, sheet, spec.from_data(parcel(mode="preprint")))


@pytest.mark.parametrize(("dpi", "dots"), [(203, (800, 1200)), (300, (1181, 1772))])
def test_a_png_has_the_printers_dots(dpi, dots):
    body = json.dumps(parcel()).encode()

    image = Image.open(BytesIO(labels.render(body, Form("png", "100x150", dpi))))

    assert all(abs(a - b) <= 1 for a, b in zip(image.size, dots, strict=True))


def test_bars_stand_on_whole_dots():
    image = verify.raster(make(spec.from_data(parcel()), Form()))
    bars = next(e for e in page().elements if isinstance(e, Bars))
    row = image.crop((0, int((bars.y + 5) * 8), 800, int((bars.y + 5) * 8) + 1)).tobytes()

    assert set(row) == {0, 255}
    runs = [len(list(run)) for _, run in itertools.groupby(row)][1:-1]
    assert {run % bars.dots for run in runs} == {0}


@pytest.mark.parametrize(
    ("args", "field"),
    [(("gif",), "format"), (("pdf", "10x10"), "size"), (("png", "76x130", 72), "dpi")],
)
def test_a_form_we_do_not_print_is_refused(args, field):
    with pytest.raises(labels.LabelInvalidError) as refused:
        labels.render(json.dumps(parcel()).encode(), Form(*args))

    assert refused.value.field == field


NAMES = st.text(st.sampled_from("张王李赵㙍龘煜Añ®™é 𠮷👍"), min_size=1, max_size=60).filter(
    str.strip
)
ADDRESSES = st.text(
    st.sampled_from("东升街道棠湖路0123456789号栋单元室 -,ABCdef®™ñ👍"),
    min_size=1,
    max_size=200,
).filter(str.strip)
CODES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@st.composite
def parcels(draw):
    order_no = draw(CODES)
    return parcel(
        recipient={"name": draw(NAMES), "address": draw(ADDRESSES)},
        waybill=draw(CODES | st.text("0123456789", min_size=1, max_size=40)),
        order_no=order_no,
        parcel_no=order_no[:20],
        route_code=draw(st.text("0123456789-ABC", max_size=24)),
        lines=[
            {"name": each, "quantity": 99_999} for each in draw(st.lists(NAMES, max_size=9))
        ],
        lang=draw(st.sampled_from(["zh", "en"])),
        mode=draw(st.sampled_from(["live", "preprint", "reprint 1"])),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parcels(), st.sampled_from(SIZES))
def test_a_random_parcel_decodes_exactly_or_is_refused_by_name(data, size):
    label = spec.from_data(data)
    refusal = None
    made = b""
    try:
        made = make(label, Form("pdf", size))
    except (labels.UnprintableError, labels.TooLongError) as refused:
        refusal = refused.field
    if refusal is not None:
        assert refusal
        return
    assert_nothing_overlaps(waybill.page(label, size))
    assert verify.decode(made).count(label.waybill) == (0 if label.is_preprint else 3)
