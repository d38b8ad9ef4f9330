"""What a scan comes to: the current task first, then what the code is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BOUNCE_MS = 80
"""Two reads of one trigger come closer together than this."""


class Verdict(StrEnum):
    """What a scan came to."""

    OK = "ok"
    TASK_DONE = "task_done"
    LIST_DONE = "list_done"
    WRONG_BIN = "wrong_bin"
    WRONG_ITEM = "wrong_item"
    WRONG_TOTE = "wrong_tote"
    OVER_QUANTITY = "over_quantity"
    UNKNOWN_CODE = "unknown_code"
    AMBIGUOUS = "ambiguous"
    OTHER_ORDER = "other_order"
    ALREADY_DONE = "already_done"
    BOUNCE = "bounce"
    EXPIRED_LOT = "expired_lot"
    SERIAL_NEEDED = "serial_needed"
    INTERCEPTED = "intercepted"
    REASSIGNED = "reassigned"
    NOT_CLAIMED = "not_claimed"


COUNTED = frozenset({Verdict.OK, Verdict.TASK_DONE, Verdict.LIST_DONE})
"""Verdicts of what was wanted; any other refuses."""
WRONG_SCANS = (
    Verdict.WRONG_BIN,
    Verdict.WRONG_ITEM,
    Verdict.WRONG_TOTE,
    Verdict.OTHER_ORDER,
    Verdict.UNKNOWN_CODE,
    Verdict.EXPIRED_LOT,
)
"""What counts in somebody's rate of wrong scans."""


class Kind(StrEnum):
    """What a PDA can say."""

    SCAN = "scan"
    SHORT = "short"
    SKIP = "skip"
    UNPICK = "unpick"
    TOTE_FULL = "tote_full"


class ShortReason(StrEnum):
    """Why units are missing."""

    NONE = "none"
    DAMAGED = "damaged"
    WRONG_GOODS = "wrong_goods"


class Step(StrEnum):
    """What the task wants next."""

    BIN = "bin"
    ITEM = "item"
    TOTE = "tote"


WRONG = {
    Step.BIN: Verdict.WRONG_BIN,
    Step.ITEM: Verdict.WRONG_ITEM,
    Step.TOTE: Verdict.WRONG_TOTE,
}
"""The verdict of a known code that is not what the step wants."""


def step_of(*, at_bin: bool, picked: int, quantity: int) -> Step:
    """Bin, then item until all are taken, then tote."""
    if not at_bin:
        return Step.BIN
    return Step.ITEM if picked < quantity else Step.TOTE


@dataclass(frozen=True, slots=True)
class Item:
    """A scan of the wanted SKU, and what the SKU and its shelf ask for."""

    units: int
    left: int
    lot: str | None
    expiry: date | None
    serial: str | None
    shelf_lot: str
    shelf_expiry: date | None
    wants_serial: bool


def judge_item(item: Item, today: date) -> Verdict:
    """Whether units of the wanted SKU count."""
    good_until = item.expiry or item.shelf_expiry
    if good_until is not None and good_until < today:
        return Verdict.EXPIRED_LOT
    if item.lot and item.shelf_lot and item.lot != item.shelf_lot:
        return Verdict.WRONG_ITEM
    if item.wants_serial and not item.serial:
        return Verdict.SERIAL_NEEDED
    if item.units > item.left or (item.wants_serial and item.units > 1):
        return Verdict.OVER_QUANTITY
    return Verdict.OK


def is_bounce(last_ms: int | None, at_ms: int | None, window_ms: int = BOUNCE_MS) -> bool:
    """Tell whether two reads of one code are one pull of the trigger.

    Without trigger times nothing is a bounce.
    """
    return last_ms is not None and at_ms is not None and abs(at_ms - last_ms) <= window_ms
