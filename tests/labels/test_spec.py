"""parcel.json is let in whole or refused with the field that is to blame."""

import json
import subprocess
import sys

import pytest

from labels import LabelInvalidError, spec
from tests.labels.samples import parcel


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"waybill": None}, "waybill"),
        ({"waybill": ""}, "waybill"),
        ({"waybill": "单号1"}, "waybill"),
        ({"waybill": "SF\n1"}, "waybill"),
        ({"waybill": "1" * 41}, "waybill"),
        ({"recipient": None}, ""),
        ({"recipient": {"name": ""}}, "recipient.name"),
        ({"recipient": {"address": "  "}}, "recipient.address"),
        ({"carrier": " "}, "carrier"),
        ({"grams": 0}, "grams"),
        ({"grams": "806"}, "grams"),
        ({"grams": 806.5}, "grams"),
        ({"grams": True}, "grams"),
        ({"pieces": 2, "piece": 3}, "piece"),
        ({"printed_at": "2026-11-22T15:24:00"}, "printed_at"),
        ({"mode": "final"}, "mode"),
        ({"mode": "reprint"}, "mode"),
        ({"mode": "reprint 0"}, "mode"),
        ({"mode": "preprint", "parcel_no": "包裹1"}, "parcel_no"),
        ({"mode": "preprint", "proof": "¡"}, "proof"),
        ({"lines": [{"name": "x", "quantity": 0}]}, "lines[0].quantity"),
        ({"lines": [{"name": "x", "quantity": 1}, {"name": "y"}]}, "lines[1]"),
    ],
)
def test_a_bad_field_is_named(changes, field):
    with pytest.raises(LabelInvalidError) as refused:
        spec.from_json(json.dumps(parcel(**changes)).encode())

    assert refused.value.field.replace("[...]", f"[{field[6:7]}]") == field
    assert refused.value.code == "label.invalid"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"mode": "live", "mode": "preprint"}',
        b"[" * 100_000,
        b" " * 300_000,
    ],
)
def test_what_is_no_parcel_is_refused_in_a_sentence(body):
    with pytest.raises(LabelInvalidError) as refused:
        spec.from_json(body)

    assert str(refused.value)


def test_null_means_absent_and_unknown_keys_are_left_alone():
    data = parcel(lines=None) | {"route_code": None, "sku_hint": {"a": 1}}

    label = spec.from_json(b"\xef\xbb\xbf" + json.dumps(data).encode())

    assert (label.route_code, label.lines) == ("", ())


@pytest.mark.parametrize(
    ("mode", "preprint", "copies"),
    [
        ("preprint", True, 0),
        ("live", False, 0),
        ("reprint 1", False, 1),
        ("reprint 12", False, 12),
    ],
)
def test_the_mode_says_what_the_paper_is(mode, preprint, copies):
    label = spec.from_data(parcel(mode=mode))

    assert (label.is_preprint, label.copy_number) == (preprint, copies)


def test_a_text_for_paper_has_no_invisible_characters():
    assert spec.plain(" a\u200d\n\tb\ufe0f\u202e  c\u0301") == "a b \u0107"


def test_importing_labels_loads_nothing_heavy():
    heavy = ("reportlab", "PIL", "zxingcpp", "pypdfium2", "barcode")
    code = f"import sys, labels; print([m for m in {heavy} if m in sys.modules])"

    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert out.stdout.strip() == "[]"
