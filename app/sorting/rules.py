"""What a slot of the wall is, and whose a scanned unit becomes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.orders.rules import OrderState

SORTABLE = frozenset({OrderState.PICKING, OrderState.PICKED})
"""An order whose units may go into its slot; others of it may still be on their way."""
AT_BENCH = frozenset({OrderState.PACKING, OrderState.PACKED, OrderState.STAGED})


class Verdict(StrEnum):
    """What a scan at the wall came to: words of the scan verdicts."""

    OK = "ok"
    TASK_DONE = "task_done"
    LIST_DONE = "list_done"
    WRONG_BIN = "wrong_bin"
    WRONG_ITEM = "wrong_item"
    WRONG_TOTE = "wrong_tote"
    OVER_QUANTITY = "over_quantity"
    ALREADY_DONE = "already_done"
    INTERCEPTED = "intercepted"
    UNKNOWN_CODE = "unknown_code"


COUNTED = frozenset({Verdict.OK, Verdict.TASK_DONE, Verdict.LIST_DONE})
"""Verdicts of what was wanted; any other refuses."""


class SlotState(StrEnum):
    """How a slot stands."""

    FREE = "free"
    PART = "part"
    FULL = "full"
    AT_BENCH = "at_bench"
    STOPPED = "stopped"


def slot_state(order: OrderState | None, *, stopped: bool, to_come: int) -> SlotState:
    """How the slot of an order stands.

    Args:
        order: its state; None for a slot without one.
        stopped: something forbids every step on it.
        to_come: units of it that still lie in totes of a total pick.
    """
    if order is None:
        return SlotState.FREE
    if stopped or order not in SORTABLE | AT_BENCH:
        return SlotState.STOPPED
    if order in AT_BENCH:
        return SlotState.AT_BENCH
    return SlotState.FULL if order is OrderState.PICKED and not to_come else SlotState.PART


def label_of(slot: str) -> str:
    """What stands on a slot in large letters: ``B4`` of ``PW1-B4``."""
    return slot.rpartition("-")[2]


def by_label(slot: str) -> tuple[object, ...]:
    """Slots as the wall shows them: A1, A2 … A10, B1."""
    letters, digits = re.fullmatch(r"(.*?)(\d*)", label_of(slot)).groups()  # type: ignore[union-attr]  # it fits every text
    return letters, int(digits or 0), slot


@dataclass(frozen=True, slots=True)
class Waiting:
    """Units of an order line that lie in a tote of a total pick.

    Attributes:
        slot: where the order's other units are, if any are at a wall.
        may_go: its order may be worked on.
    """

    tote: str
    list_id: int
    wave_id: int
    order_id: int
    line_id: int
    sku_id: int
    quantity: int
    cut_off_at: datetime
    slot: str | None
    may_go: bool
    going_back: bool


def by_turn(waiting: Iterable[Waiting], tote: str | None) -> list[Waiting]:
    """Whose turn it is when a unit is scanned.

    Units of the tote at hand first, then orders that have a slot already, then the nearest
    cut-off. Units of one SKU are alike: where the tote at hand has none left by the books,
    the unit is one that was laid into the wrong tote of its wave.
    """
    return sorted(
        waiting,
        key=lambda one: (
            one.tote != tote,
            one.slot is None,
            one.cut_off_at,
            one.order_id,
            one.line_id,
            one.tote,
        ),
    )
