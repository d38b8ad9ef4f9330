"""Facts about picking that the hub and the board hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event
from app.orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class OrderPicked(OrderFact):
    """All units of the order that can be had are in its totes."""

    tag: ClassVar[str] = "picking.order.picked"
    hub_type: ClassVar[str] = "order.picked"
    lines: list[dict[str, Any]]
    totes: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderShort(OrderFact):
    """Units of the order were not found anywhere; what there is waits in its totes."""

    tag: ClassVar[str] = "picking.order.short"
    hub_type: ClassVar[str] = "order.short"
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ShortFound(Event):
    """A picker found fewer units than the books say."""

    tag: ClassVar[str] = "picking.short.found"
    pick_list: str
    task: int
    bin: str
    sku: str
    found: int
    missing: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderStoppedOnCart(Event):
    """A scan met an order that must stop; its work went to a list of its own."""

    tag: ClassVar[str] = "picking.order.stopped"
    pick_list: str
    order_no: str
    reasons: list[str]
    in_hand: int


@dataclass(frozen=True, kw_only=True)
class UnitsLeftBehind(Event):
    """An action came too late: the units lie where nobody wants them."""

    tag: ClassVar[str] = "picking.units.left"
    pick_list: str
    task: int | None
    code: str | None
    why: str
