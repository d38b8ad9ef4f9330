"""What an order may do next, what may stop it, and who it is. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from enum import IntFlag, StrEnum

from app.core.machine import Machine


class OrderState(StrEnum):
    """Where an order is on its way to the van."""

    HELD = "held"
    READY = "ready"
    WAVED = "waved"
    PICKING = "picking"
    PICKED = "picked"
    PACKING = "packing"
    PACKED = "packed"
    STAGED = "staged"
    SHIPPED = "shipped"
    PUTBACK = "putback"
    CANCELLED = "cancelled"


class OrderAct(StrEnum):
    """What people and machines do to it."""

    CLEAR = "clear"  # the last reason to hold it has gone
    HOLD = "hold"
    PLAN = "plan"
    UNPLAN = "unplan"  # its wave was cancelled, or it was taken out
    TAKE_BACK = "take_back"  # a member was cancelled: it leaves the floor, whole
    RELEASE = "release"
    PICK = "pick"  # the last task is picked
    RUN_SHORT = "run_short"
    SHIP_AVAILABLE = "ship_available"
    OPEN = "open"  # a bench opens it
    PACK = "pack"  # all parcels weighed
    REOPEN = "reopen"  # a parcel was voided or blocked after packing
    STAGE = "stage"  # last parcel attached
    SHIP = "ship"  # last parcel handed over
    CANCEL = "cancel"  # nothing lies outside a bin
    PUT_BACK = "put_back"  # cancelled, but units lie outside a bin
    ALL_BACK = "all_back"


S, A = OrderState, OrderAct

ORDER: Machine[OrderState, OrderAct] = Machine(
    "order",
    {
        (S.HELD, A.CLEAR): S.READY,
        (S.READY, A.HOLD): S.HELD,
        (S.READY, A.PLAN): S.WAVED,
        (S.WAVED, A.UNPLAN): S.READY,
        (S.WAVED, A.HOLD): S.HELD,
        (S.WAVED, A.RELEASE): S.PICKING,
        (S.PICKING, A.UNPLAN): S.READY,
        (S.PICKING, A.PICK): S.PICKED,
        (S.PICKING, A.RUN_SHORT): S.HELD,
        (S.HELD, A.SHIP_AVAILABLE): S.PICKED,
        (S.PICKED, A.UNPLAN): S.READY,
        (S.PICKED, A.RUN_SHORT): S.HELD,
        (S.PICKED, A.OPEN): S.PACKING,
        (S.PACKING, A.RUN_SHORT): S.HELD,
        (S.PACKING, A.PACK): S.PACKED,
        (S.PACKED, A.REOPEN): S.PACKING,
        (S.PACKED, A.STAGE): S.STAGED,
        (S.STAGED, A.REOPEN): S.PACKING,
        (S.STAGED, A.SHIP): S.SHIPPED,
        (S.PACKED, A.SHIP): S.SHIPPED,
        **{
            (state, A.TAKE_BACK): S.READY
            for state in (S.WAVED, S.PICKING, S.PICKED, S.PACKING, S.PACKED, S.STAGED)
        },
        **{
            (state, act): to
            for state in (
                S.HELD,
                S.READY,
                S.WAVED,
                S.PICKING,
                S.PICKED,
                S.PACKING,
                S.PACKED,
                S.STAGED,
            )
            for act, to in ((A.CANCEL, S.CANCELLED), (A.PUT_BACK, S.PUTBACK))
        },
        (S.PUTBACK, A.ALL_BACK): S.CANCELLED,
    },
)

OPEN_STATES = frozenset(S) - {S.SHIPPED, S.CANCELLED}


class Mask(IntFlag):
    """Why every station must stop this order (拦截), beside its state."""

    NONE = 0
    CANCELLED = 1
    REFUND_ASKED = 2
    ADDRESS_CHANGED = 4
    CARRIER_CHANGED = 8
    HUB_HOLD = 16
    GOODS_CHANGED = 32
    NOT_BEFORE = 64
    RISK = 128
    RECALL = 256

    @property
    def names(self) -> list[str]:
        """The reasons, for a sentence: ``["cancelled", "hub_hold"]``."""
        return [bit.name.lower() for bit in Mask if bit in self and bit.name and bit]


class HoldReason(StrEnum):
    """Why an accepted order does not go to the floor yet."""

    PRESALE = "presale"
    NOT_BEFORE = "not_before"
    RISK_REVIEW = "risk_review"
    UNPAID = "unpaid"
    SHORT_STOCK = "short_stock"
    SHORT = "short"  # found short on the floor; the hub decides
    CROSS_BORDER = "cross_border"
    INCOMPLETE_ADDRESS = "incomplete_address"
    UNKNOWN_SKU = "unknown_sku"
    UNPRINTABLE = "unprintable"
    UNROUTED = "unrouted"
    HUB = "hub"


NEEDS_A_PERSON = frozenset(HoldReason) - {
    HoldReason.PRESALE,
    HoldReason.NOT_BEFORE,
    HoldReason.SHORT_STOCK,
}
"""Holds that no clock and no delivery will end."""


def holds_of(stored: str) -> list[HoldReason]:
    """The reasons in an order's ``holds`` column."""
    return [HoldReason(reason) for reason in stored.split()]


_BY_NAME: dict[str, tuple[Mask, HoldReason | None]] = {
    "refund_asked": (Mask.REFUND_ASKED, None),
    "refund": (Mask.REFUND_ASKED, None),
    "address_changed": (Mask.ADDRESS_CHANGED, None),
    "carrier_changed": (Mask.CARRIER_CHANGED, None),
    "goods_changed": (Mask.GOODS_CHANGED, None),
    "not_before": (Mask.NOT_BEFORE, None),  # the hold of that name ends by its date
    "risk": (Mask.RISK, HoldReason.RISK_REVIEW),
    "recall": (Mask.RECALL, None),
    **{
        str(reason): (Mask.HUB_HOLD, reason)
        for reason in (
            HoldReason.PRESALE,
            HoldReason.UNPAID,
            HoldReason.CROSS_BORDER,
            HoldReason.INCOMPLETE_ADDRESS,
            HoldReason.UNROUTED,
        )
    },
    "risk_review": (Mask.RISK, HoldReason.RISK_REVIEW),
}


def hold_named(reason: str) -> tuple[Mask, HoldReason]:
    """What the hub's *reason* stands for: a bit of the mask, and a hold at intake.

    A reason in the hub's own words is ``hub_hold``.
    """
    bit, hold = _BY_NAME.get(reason.strip().lower(), (Mask.HUB_HOLD, None))
    return bit, hold or HoldReason.HUB


PRESALE_SOON = timedelta(minutes=30)
PRESALE_LATER = timedelta(minutes=120)


def presale_plan(
    planned: datetime | None, not_before: datetime | None, at: datetime
) -> datetime:
    """When a presale order may go: one planned for earlier than in half an hour goes in two.

    It never goes earlier than *not_before*.
    """
    if planned is None or planned < at + PRESALE_SOON:
        planned = at + PRESALE_LATER
    return max(planned, not_before) if not_before else planned


def cut_off(
    ship_by: datetime, cut_offs: Sequence[str], not_before: datetime, zone: tzinfo
) -> datetime:
    """The moment by which a parcel must lie in its cage.

    Args:
        ship_by: what the customer was promised; never exceeded.
        cut_offs: the carrier's daily times in the site's *zone*, for example ``16:00``.
        not_before: the first moment at which the order may go.
        zone: the site's.
    """
    local = not_before.astimezone(zone)
    slots = [
        datetime.combine(local.date() + timedelta(days=day), time.fromisoformat(text), zone)
        for day in (0, 1)
        for text in cut_offs
    ]
    return min([ship_by, *(slot for slot in slots if slot >= local)])


def is_incomplete(name: str, phone: str, address: str) -> bool:
    """Tell whether no carrier could deliver to this recipient."""
    said = all(any(char.isalnum() for char in text) for text in (name, address))
    return not said or sum(char.isdigit() for char in phone) < FEWEST_DIGITS


FEWEST_DIGITS = 5
"""Digits of the shortest phone numbers in use."""
GREATER_CHINA = ("香港", "澳门", "澳門", "台湾", "台灣", "臺灣")


def is_abroad(country: str, province: str | None, home: str) -> bool:
    """Tell whether a parcel crosses a customs border; HK, MO and TW count as abroad."""
    return country != home or (
        home == "CN" and bool(province) and str(province).startswith(GREATER_CHINA)
    )


class Priority(StrEnum):
    """How much it hurries."""

    NORMAL = "normal"
    VIP = "vip"
    URGENT = "urgent"


def identity(text: str) -> str:
    """The form in which platforms and external numbers are compared: NFKC, trimmed.

    Case matters.
    """
    return unicodedata.normalize("NFKC", text).strip()
