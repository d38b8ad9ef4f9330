"""What the hub may still do to an order, and what its words mean here. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from app.orders.rules import OrderState

PATH_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
"""The numbers that the path forms take; others go into the body."""


@dataclass(frozen=True)
class Site:
    """What intake needs to know of the site.

    Attributes:
        home_country: two letters; everything else crosses a border.
        zone: the site's, for the carriers' cut-offs.
    """

    home_country: str
    zone: tzinfo


class Status(StrEnum):
    """What becomes of an order that was posted."""

    ACCEPTED = "accepted"
    HELD = "held"
    UPDATED = "updated"
    REFUSED = "refused"


class CancelStatus(StrEnum):
    """What becomes of a cancel."""

    CANCELLED = "cancelled"
    INTERCEPTING = "intercepting"  # cannot ship; units still lie outside a bin
    TOO_LATE = "too_late"
    RECORDED = "recorded"  # the order has not come yet


class ShortDecision(StrEnum):
    """What is to become of an order that was found short."""

    WAIT = "wait"
    SHIP_AVAILABLE = "ship_available"
    CANCEL = "cancel"


S = OrderState

BEFORE_RELEASE = frozenset({S.HELD, S.READY, S.WAVED})
"""A new version of the order may come in."""
ON_THE_FLOOR = frozenset({S.PICKING, S.PICKED, S.PACKING, S.PACKED, S.STAGED})
"""Somebody may have its goods in hand."""
ENDED = frozenset({S.SHIPPED, S.CANCELLED, S.PUTBACK})
"""Nothing about it can be changed any more."""

KNOWN_TAGS = ("fragile", "gift", "live", "presale", "urgent", "vip")
"""Tags of a site that has not set its own (site rule known_tags)."""


def cancel_status(states: list[OrderState], *, handed_over: bool) -> CancelStatus:
    """What a cancel of a whole family comes to, by its parts' states after it."""
    if handed_over or S.SHIPPED in states:
        return CancelStatus.TOO_LATE
    if set(states) == {S.CANCELLED}:
        return CancelStatus.CANCELLED
    return CancelStatus.INTERCEPTING


def may(state: OrderState, *, handed_over: bool, waybill: bool) -> dict[str, bool]:
    """What the hub can still do: cancel at all; address and carrier at once.

    A later address or carrier change is taken, too, but stops the order until somebody has
    made a new label.
    """
    open_ = state not in ENDED and not handed_over
    return {"cancel": open_, "address": open_ and not waybill, "carrier": open_ and not waybill}
