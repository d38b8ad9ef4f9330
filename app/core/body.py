"""Bodies: strict JSON in, typed structs out, and an error that names the field."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, TypeVar

import msgspec
from msgspec import Meta

from app.core.errors import Refused
from app.core.fields import explain

T = TypeVar("T")

LARGEST = 8 * 1024 * 1024
"""Bytes of a body, contracts.md §4."""
DEEPEST = 32
"""Levels of nesting; the order body needs five."""


class Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of bodies: an unknown field is an error."""


Place = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]
"""Where a list goes on: half a million orders a day use up 32 bits within months."""
Limit = Annotated[int, Meta(ge=1, le=2_147_483_647)]


class Page(Strict):
    """A query for a page of a list. Asked for more than MOST rows, it is MOST.

    Who asks for too much hears where to go on and misses nothing; that is no error.
    """

    MOST: ClassVar[int] = 200
    limit: Limit = 50

    def __post_init__(self) -> None:
        self.limit = min(self.limit, self.MOST)


def loads(raw: bytes) -> Any:
    """Read JSON as the standard has it, and stricter where it is vague.

    Raises:
        Refused: ``request.bad_json``: not UTF-8, not JSON, a key twice in one object,
            NaN or Infinity, too deep, a half surrogate or a NUL character.
    """
    try:
        value = _JSON.decode(raw.decode("utf-8"))
    except RecursionError:
        raise _bad("depth") from None
    except UnicodeDecodeError as error:
        raise _bad("utf_8", error.start) from None
    except json.JSONDecodeError as error:
        raise _bad("syntax", f"{error.lineno}:{error.colno}") from None
    except ValueError:  # longer than int() reads
        raise _bad("number") from None
    _check(value, b"\\u" in raw or b"\x00" in raw, 0)
    return value


def _bad(why: str, at: int | str = "") -> Refused:
    """What is wrong, as a word of ``request.why``, and where: a byte, line:column, a key."""
    return Refused("request.bad_json", why=why, _at=f" {at}" if at != "" else "")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # set.add as a step
        raise _bad("twice", twice)
    return found


def _no_constant(name: str) -> Any:
    raise _bad("number", name)


_JSON = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def _check(value: Any, odd_text: bool, depth: int) -> None:
    if depth > DEEPEST:
        raise _bad("depth")
    if isinstance(value, dict):
        for key, item in value.items():
            if odd_text:
                _check_text(key)
            _check(item, odd_text, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, odd_text, depth + 1)
    elif odd_text and isinstance(value, str):
        _check_text(value)


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise _bad("text")


def typed(value: Any, kind: type[T]) -> T:
    """Turn plain JSON values into *kind*.

    Raises:
        Refused: ``request.invalid`` (422) with the field's JSON pointer in ``errors``.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Refused("request.invalid", errors=[explain(error)]) from None
