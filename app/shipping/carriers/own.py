"""Numbers of our own, for a carrier that takes what we print. Pure."""

from __future__ import annotations

from app.core.ids import luhn

PREFIX = "WY"
DIGITS = 11


def number(reference: int) -> str:
    """The number of waybill row *reference*: prefix, digits, check digit.

    The row makes the number, so asking twice gives the same one and none is ever lost.
    Twelve digits in all: Code 128 packs an even number of them tightly.
    """
    digits = f"{reference:0{DIGITS}d}"
    return f"{PREFIX}{digits}{luhn(digits)}"


def is_number(text: str) -> bool:
    """Tell whether *text* is a number of ours, by its check digit."""
    digits = text.removeprefix(PREFIX)
    return (
        text.startswith(PREFIX)
        and len(digits) == DIGITS + 1
        and digits.isascii()
        and digits.isdigit()
        and luhn(digits[:-1]) == int(digits[-1])
    )
