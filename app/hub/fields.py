"""What is wrong with a field, by a code: the sentence is said at the edge.

An error is ``{"pointer": "/lines/0/quantity", "code": "field.type", …}``; whatever else it
carries fills the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from app.core.body import field_error

FieldError = dict[str, Any]
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200

_KINDS = (
    (re.compile(r"missing required field"), "field.missing"),
    (re.compile(r"contains unknown field"), "field.unknown"),
    (re.compile(r"with a timezone component"), "field.offset"),
    (re.compile(r"Invalid RFC3339"), "field.time"),
    (re.compile(r"Invalid enum value (?P<got>.*)", re.DOTALL), "field.choice"),
    (re.compile(r"Expected `\w+` of length (?P<limit>.*)"), "field.length"),
    (re.compile(r"Expected `\w+` (?P<limit>[<>]=? ?\S+)"), "field.range"),
    (re.compile(r"matching regex"), "field.form"),
    (
        re.compile(r"Expected `(?P<wanted>[^`]+?)(?: \| null)?`, got `(?P<got>[^`]+)`"),
        "field.type",
    ),
)


def explain(error: msgspec.ValidationError) -> FieldError:
    """Turn msgspec's sentence into a pointer and a code."""
    found = field_error(str(error))
    for pattern, code in _KINDS:
        if match := pattern.search(found["detail"]):
            return {"pointer": found["pointer"], "code": code, **match.groupdict()}
    return {"pointer": found["pointer"], "code": "field.other", "why": found["detail"]}


def spoken(errors: Sequence[FieldError], say: Callable[..., str]) -> list[dict[str, str]]:
    """Errors as people and programs read them: pointer, code and a sentence.

    Args:
        errors: as made in this module.
        say: ``say(code, **params)`` in the reader's language.
    """
    return [
        {
            "pointer": error["pointer"],
            "code": error["code"],
            "detail": say(
                error["code"],
                **{
                    key: value for key, value in error.items() if key not in {"pointer", "code"}
                },
            ),
        }
        for error in errors
    ]


def check_key(pointer: str, text: str | None, longest: int) -> list[FieldError]:
    """A key has a visible character, no control character, and at most *longest*."""
    if text is None:
        return []
    if any(unicodedata.category(char) == "Cc" for char in text):
        return [{"pointer": pointer, "code": "field.control_character"}]
    if not text:
        return [{"pointer": pointer, "code": "field.blank"}]
    if len(text) > longest:
        return [{"pointer": pointer, "code": "field.length", "limit": f"<= {longest}"}]
    return []


def check_time(pointer: str, at: datetime | None) -> list[FieldError]:
    """A moment lies in this age, so that UTC can hold it."""
    if at is None or EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        return []
    return [
        {
            "pointer": pointer,
            "code": "field.year",
            "first": EARLIEST_YEAR,
            "last": LATEST_YEAR,
        }
    ]


def check_clock(pointer: str, times: Sequence[str]) -> list[FieldError]:
    """Times of day look like ``16:00``."""
    wrong = [text for text in times if not _CLOCK.fullmatch(text)]
    return [{"pointer": pointer, "code": "field.clock", "got": text} for text in wrong[:1]]


def check_amount(pointer: str, amount: str | float | None) -> list[FieldError]:
    """An amount has at most two decimals."""
    if amount is None or exact(amount).normalize().as_tuple().exponent >= -2:  # type: ignore[operator]  # finite
        return []
    return [{"pointer": pointer, "code": "field.decimals"}]


def exact(amount: str | float) -> Decimal:
    """An amount as it was written: 19.99 is 19.99."""
    return Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
