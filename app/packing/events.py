"""Facts about parcels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event
from app.orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class ParcelOpened(Event):
    """A bench began a parcel of an order."""

    tag: ClassVar[str] = "packing.parcel.opened"
    order_no: str
    parcel_no: str
    bench: str
    piece: int


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    """A parcel went from one state to another."""

    tag: ClassVar[str] = "packing.parcel.moved"
    order_no: str
    parcel_no: str
    act: str
    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class BenchTaken(Event):
    """A bench took an order over from another one."""

    tag: ClassVar[str] = "packing.bench.taken_over"
    order_no: str
    bench: str
    from_bench: str


@dataclass(frozen=True, kw_only=True)
class ParcelParked(Event):
    """A parcel lies in a numbered slot; its bench is free."""

    tag: ClassVar[str] = "packing.parcel.parked"
    order_no: str
    parcel_no: str
    slot: int


@dataclass(frozen=True, kw_only=True)
class ParcelShort(Event):
    """Units that should lie in the order's totes were not there."""

    tag: ClassVar[str] = "packing.parcel.short"
    order_no: str
    parcel_no: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ParcelWeighed(OrderFact):
    """A settled weight inside the band, or a forced pass."""

    tag: ClassVar[str] = "packing.parcel.weighed"
    typed = ("reason",)
    hub_type: ClassVar[str] = "parcel.weighed"
    parcel_no: str
    grams: int
    expected_g: str
    low_g: int
    high_g: int
    light: bool
    forced: bool
    approved_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ParcelBlocked(OrderFact):
    """A settled weight outside the band: no label."""

    tag: ClassVar[str] = "packing.parcel.blocked"
    hub_type: ClassVar[str] = "parcel.blocked"
    parcel_no: str
    grams: int
    expected_g: str
    low_g: int
    high_g: int
    blocks: int


@dataclass(frozen=True, kw_only=True)
class OrderPacked(OrderFact):
    """Every unit of the order lies in a weighed parcel."""

    tag: ClassVar[str] = "packing.order.packed"
    hub_type: ClassVar[str] = "order.packed"
    parcels: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class WeightDecided(Event):
    """A learned weight became the catalogue's, or was turned down; grams of one unit."""

    tag: ClassVar[str] = "packing.weight.decided"
    sku: str
    known_g: str
    proposed_g: str
    weighings: int
    accepted: bool
