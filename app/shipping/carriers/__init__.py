"""Carriers: who gives a parcel its number. A plain table of functions, no plug-in loader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.shipping.carriers import own


@dataclass(frozen=True)
class Ask:
    """What a carrier is told when it is asked for a number.

    Attributes:
        reference: the key of our waybill row: asked again, the answer must be the same.
        carrier: the carrier's code.
        grams: the measured weight.
    """

    reference: int
    carrier: str
    parcel_no: str
    grams: int


@dataclass(frozen=True)
class Given:
    """A carrier's answer."""

    number: str
    route_code: str | None = None


def _own(ask: Ask) -> Given:
    return Given(own.number(ask.reference))


CARRIERS: dict[str, Callable[[Ask], Given]] = {"own": _own}
"""The adapters by their name in ``carrier.adapter``; called outside of transactions."""
