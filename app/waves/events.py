"""Facts about waves, pick lists, tasks and totes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class WaveMoved(Event):
    """A wave was locked, released, begun, finished or cancelled."""

    tag: ClassVar[str] = "waves.wave.moved"
    wave: str
    state: str
    orders: int
    lines: int
    units: int


@dataclass(frozen=True, kw_only=True)
class OrderWaved(OrderFact):
    """The order is in a wave."""

    tag: ClassVar[str] = "waves.order.waved"
    hub_type: ClassVar[str] = "order.waved"
    wave: str


@dataclass(frozen=True, kw_only=True)
class OrderLeftWave(Event):
    """The order is no longer in its wave."""

    tag: ClassVar[str] = "waves.order.left"
    order_no: str
    wave: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ListMoved(Event):
    """A pick list was made, claimed, paused, handed over, finished or cancelled."""

    tag: ClassVar[str] = "waves.list.moved"
    pick_list: str
    wave: str
    state: str
    badge: str | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskMoved(Event):
    """A pick task changed its state; *quantity* are its units at that moment."""

    tag: ClassVar[str] = "waves.task.moved"
    pick_list: str
    task: int
    state: str
    sku_id: int
    quantity: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ToteMoved(Event):
    """A tote was bound, emptied, parked, taken up again or set aside for put-back."""

    tag: ClassVar[str] = "waves.tote.moved"
    tote: str
    state: str
    pick_list: str | None = None
    slot: int | None = None


@dataclass(frozen=True, kw_only=True)
class WaveRuleSaved(Event):
    """A rule by which waves are made got a new version, was paused or retired."""

    tag: ClassVar[str] = "waves.rule.saved"
    rule: str
    version: int
    paused: bool
    retired: bool


@dataclass(frozen=True, kw_only=True)
class WaveEdited(Event):
    """A locked wave changed: orders came or went, or it got a time to be released."""

    tag: ClassVar[str] = "waves.wave.edited"
    wave: str
    version: int
    why: str
    orders: int
    release_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class ListReplanned(Event):
    """What was left of a pick list got a new order; *version* is the list's plan."""

    tag: ClassVar[str] = "waves.list.replanned"
    pick_list: str
    version: int
    moved: int
    why: str
