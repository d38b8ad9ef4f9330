"""Facts about what is sorted at put walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitsSorted(Event):
    """Units went from a tote into the slot of their order; *quantity* < 0 took them back."""

    tag: ClassVar[str] = "sorting.units.sorted"
    order_no: str
    wall: str
    slot: str
    tote: str
    sku_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SlotEmptied(Event):
    """The units of a slot were carried away in a tote."""

    tag: ClassVar[str] = "sorting.slot.emptied"
    order_no: str
    wall: str
    slot: str
    tote: str
    units: int


@dataclass(frozen=True, kw_only=True)
class ToteShort(Event):
    """Units of orders were not in the tote in which the books had them."""

    tag: ClassVar[str] = "sorting.tote.short"
    wall: str
    tote: str
    orders: list[dict[str, Any]]
