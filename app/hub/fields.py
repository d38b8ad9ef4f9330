"""What the hub's fields must be besides their types; see app.core.fields for the errors."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.fields import FieldError, explain, spoken, step

__all__ = [
    "FieldError",
    "check_amount",
    "check_clock",
    "check_finite",
    "check_grams",
    "check_key",
    "check_place",
    "check_time",
    "exact",
    "explain",
    "spoken",
]
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200
HEAVIEST_G = 1_000_000
FURTHEST = 1_000_000
"""A place on the floor plan; the unit is the site's own."""


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


def check_grams(pointer: str, grams: Decimal) -> list[FieldError]:
    """A weight of nothing or more, that a floor can lift."""
    if grams.is_finite() and 0 <= grams <= HEAVIEST_G:
        return []
    return [{"pointer": pointer, "code": "field.range", "limit": f">= 0, <= {HEAVIEST_G}"}]


def check_place(pointer: str, at: float | None) -> list[FieldError]:
    """A coordinate is a number; NaN and Infinity are none."""
    if at is None or -FURTHEST <= at <= FURTHEST:
        return []
    return [{"pointer": pointer, "code": "field.range", "limit": f"<= {FURTHEST}"}]


def check_amount(pointer: str, amount: str | float | None) -> list[FieldError]:
    """An amount has at most two decimals."""
    if amount is None or exact(amount).normalize().as_tuple().exponent >= -2:  # type: ignore[operator]  # finite
        return []
    return [{"pointer": pointer, "code": "field.decimals"}]


def check_finite(pointer: str, value: Any) -> list[FieldError]:
    """Free JSON whose numbers can be stored: 1e400 is read as infinite, which no JSON is."""
    if isinstance(value, float) and not math.isfinite(value):
        return [{"pointer": pointer, "code": "field.range", "limit": "< 1e308"}]
    if isinstance(value, dict):
        parts = [(step(name), item) for name, item in value.items()]
    else:
        items = value if isinstance(value, list) else ()
        parts = [(f"/{place}", item) for place, item in enumerate(items)]
    return [wrong for where, item in parts for wrong in check_finite(pointer + where, item)]


def exact(amount: str | float) -> Decimal:
    """An amount as it was written: 19.99 is 19.99."""
    written = repr(amount) if isinstance(amount, float) else amount
    return Decimal(written) + 0  # -0.0 is 0
