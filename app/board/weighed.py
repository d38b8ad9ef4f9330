"""A weighing for people: in figures, against its band, and as the scale spoke."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.board.evidence import Evidence


def off(weight_g: Decimal, expected_g: Decimal) -> str:
    """How far a weight is from what was expected, of that, to a tenth of a percent."""
    if not expected_g:
        return ""
    return f"{(weight_g - expected_g) / expected_g:+.1%}"


def band(found: Evidence) -> dict[str, Any] | None:
    """The last weighing against its band, as the gate told of it; whole grams."""
    told = [
        fact.body for fact in found.facts if {"low_g", "high_g", "grams"} <= fact.body.keys()
    ]
    if not told:
        return None
    last = told[-1]
    grams, low, high = last["grams"], last["low_g"], last["high_g"]
    return {
        "low": low,
        "expected": round(Decimal(last["expected_g"])),
        "high": high,
        "grams": grams,
        "verdict": "ok" if low <= grams <= high else "no",
    }


def spaced(raw_hex: str) -> str:
    """The bytes of a frame, two digits each."""
    return " ".join(raw_hex[at : at + 2].upper() for at in range(0, len(raw_hex), 2))


def readable(raw_hex: str) -> str:
    """The bytes of a frame as the scale's letters; a dot for what is none."""
    try:
        letters = bytes.fromhex(raw_hex).decode("latin-1")
    except ValueError:
        return ""
    return "".join(one if " " <= one <= "~" else "·" for one in letters)


def plain(grams: Decimal) -> str:
    """Exact grams without zeros that say nothing."""
    return f"{grams.normalize():f}"
