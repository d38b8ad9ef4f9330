"""Bodies: what a strict server refuses to read, and how it names the field."""

import msgspec
import pytest

from app.core import body
from app.core.errors import Refused


class Line(body.Strict):
    sku: str
    quantity: int


class Basket(body.Strict):
    no: str
    lines: list[Line] | None = None


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": {"b": 1, "b": 1}}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b"[" * 100_000, "too deep"),
        (b"[" * 40 + b"]" * 40, "too deep"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'"\\u0000"', "NUL"),
        (b'"\xff"', "utf-8"),
        (b"", "Expecting value"),
        (b"{'a': 1}", "double quotes"),
        (b'{"a": 1} x', "Extra data"),
    ],
)
def test_what_is_no_good_json_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        body.loads(raw)
    assert refusal.value.code == "request.bad_json"
    assert why in refusal.value.params["why"]


def test_every_character_is_kept() -> None:
    assert body.loads('"张伟 ® ™ 🧦 𠮷"'.encode()) == "张伟 ® ™ 🧦 𠮷"
    assert body.loads(b'"\\ud83e\\udde6"') == "🧦"


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"no": 1}, "/no"),
        ({"lines": []}, "/no"),
        ({"no": "1", "linez": []}, "/linez"),
        ({"no": "1", "a/b~c": []}, "/a~1b~0c"),
        ([], ""),
        (
            {"no": "1", "lines": [{"sku": "A", "quantity": 1}, {"sku": "B"}]},
            "/lines/1/quantity",
        ),
        ({"no": "1", "lines": [{"sku": "A", "quantity": "1"}]}, "/lines/0/quantity"),
        ({"no": "1", "lines": [{"sku": "A", "quantity": 1, "x": 1}]}, "/lines/0/x"),
    ],
)
def test_an_error_names_the_field(value: object, pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        body.typed(value, Basket)
    assert refusal.value.code == "request.invalid"
    assert [error["pointer"] for error in refusal.value.errors] == [pointer]


def test_a_page_is_cut_to_what_a_list_gives_at_once() -> None:
    asked = [msgspec.convert({"limit": limit}, body.Page) for limit in (1, 200, 100_000)]
    assert [page.limit for page in asked] == [1, 200, 200]
    assert msgspec.convert({}, body.Page).limit == 50
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"limit": 0}, body.Page)
