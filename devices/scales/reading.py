"""What one frame of a scale says, in exact grams."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

GRAMS_PER: Final[dict[str, Decimal]] = {
    "mg": Decimal("0.001"),
    "g": Decimal(1),
    "kg": Decimal(1000),
    "t": Decimal(1_000_000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""Grams in one of each unit; pound and ounce are the exact international ones."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One frame that speaks about the load.

    Attributes:
        weight_g: grams, exact; None when the scale shows no weight. Never 0 for "unknown".
        unit: the unit of the frame, else of the port; None when neither names one.
        stable: the scale's own word; None when the protocol has no such word.
        overload: more on the pan than the scale can weigh.
        underload: less than the scale's range, for instance a missing platter.
        negative: the shown weight is below zero.
        zero: the shown weight is exactly zero.
        net: a tare is taken off; None when the protocol does not say.
        raw: the bytes of the frame as they came.
    """

    weight_g: Decimal | None
    unit: str | None
    stable: bool | None
    overload: bool = False
    underload: bool = False
    negative: bool = False
    zero: bool = False
    net: bool | None = None
    raw: bytes


@dataclass(frozen=True)
class Rejected:
    """Bytes that are no reading.

    Attributes:
        reason: one word of the protocol's module, for instance ``checksum``.
        raw: the bytes that were given up.
    """

    reason: str
    raw: bytes


def weighed(
    value: Decimal, unit: str, *, stable: bool | None, raw: bytes, net: bool | None = None
) -> Reading:
    """Return the reading of a shown value.

    Args:
        value: the number on the display, in `unit`.
        unit: a key of `GRAMS_PER`.
        stable: the scale's own word, None when it has none.
        raw: the bytes of the frame.
        net: a tare is taken off, None when not said.
    """
    grams = value * GRAMS_PER[unit] or Decimal(0)  # a display may show -0.000
    return Reading(
        weight_g=grams, unit=unit, stable=stable, net=net, raw=raw,
        negative=grams < 0, zero=grams == 0,
    )


def moving(*, raw: bytes, net: bool | None = None) -> Reading:
    """Return the reading of a scale that shows no number before the pan is at rest."""
    return Reading(weight_g=None, unit=None, stable=False, net=net, raw=raw)


def out_of_range(
    *, raw: bytes, over: bool, unit: str | None = None, net: bool | None = None
) -> Reading:
    """Return the reading of a scale that shows no number: too much or too little load."""
    return Reading(
        weight_g=None,
        unit=unit,
        stable=False,
        overload=over,
        underload=not over,
        net=net,
        raw=raw,
    )
