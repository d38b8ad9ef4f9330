"""What an order may do next, what may stop it, and who it is. Pure."""

from __future__ import annotations

import unicodedata
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
