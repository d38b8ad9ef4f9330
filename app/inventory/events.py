"""Facts about stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event, HubEvent


@dataclass(frozen=True, kw_only=True)
class StockReceived(Event):
    """Units came into a bin from outside."""

    tag: ClassVar[str] = "inventory.stock.received"
    sku_id: int
    bin: str
    quantity: int
    lot: str
    why: str


@dataclass(frozen=True, kw_only=True)
class StockChanged(HubEvent):
    """What can be promised of a SKU changed; only the latest figure is told."""

    tag: ClassVar[str] = "inventory.stock.changed"
    hub_type: ClassVar[str] = "stock.changed"
    sku: str
    available: int


@dataclass(frozen=True, kw_only=True)
class StockFrozen(Event):
    """A stock row was closed until somebody else has counted it blind."""

    tag: ClassVar[str] = "inventory.stock.frozen"
    stock_id: int
    sku_id: int
    bin: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class UnitsPutBack(Event):
    """Units that lay outside were put into a bin."""

    tag: ClassVar[str] = "inventory.units.put_back"
    sku_id: int
    quantity: int
    place: str
    bin: str
    why: str


@dataclass(frozen=True, kw_only=True)
class UnitsScrapped(Event):
    """Units were written off."""

    tag: ClassVar[str] = "inventory.units.scrapped"
    sku_id: int
    quantity: int
    place: str


@dataclass(frozen=True, kw_only=True)
class BinSaved(Event):
    """A bin was added or changed; ``changed`` names its fields."""

    tag: ClassVar[str] = "inventory.bin.saved"
    bin: str
    changed: tuple[str, ...]
