"""Bodies: what a strict server refuses to read, and how it names the field."""

import msgspec
import pytest

from app.core import body
from app.core.errors import Refused
from app.web import gather_texts


class Line(body.Strict):
    sku: str
    quantity: int


class Basket(body.Strict):
    no: str
    lines: list[Line] | None = None


@pytest.mark.parametrize(
    ("raw", "why", "at"),
    [
        (b'{"a": 1, "a": 2}', "twice", " a"),
        (b'{"a": {"b": 1, "b": 1}}', "twice", " b"),
        (b'{"a": NaN}', "number", " NaN"),
        (b'{"a": -Infinity}', "number", " -Infinity"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number", ""),
        (b"[" * 100_000, "depth", ""),
        (b"[" * 40 + b"]" * 40, "depth", ""),
        (b'"\\ud800"', "text", ""),
        (b'{"\\udfff": 1}', "text", ""),
        (b'"\\u0000"', "text", ""),
        (b'"\xff"', "utf_8", " 1"),
        (b"", "syntax", " 1:1"),
        (b"{'a': 1}", "syntax", " 1:2"),
        (b'{"a": 1} x', "syntax", " 1:10"),
    ],
)
def test_what_is_no_good_json_is_refused_with_the_reason(raw: bytes, why: str, at: str) -> None:
    with pytest.raises(Refused) as refusal:
        body.loads(raw)
    assert refusal.value.code == "request.bad_json"
    assert refusal.value.params == {"why": why, "_at": at}
    texts, params = gather_texts(), refusal.value.params
    assert texts.say("request.bad_json", "en", **params).isascii()
    assert why not in texts.say("request.bad_json", "zh", **params)


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
