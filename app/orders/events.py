"""Facts about orders, and the base of every fact about one that the hub must hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event, HubEvent


@dataclass(frozen=True, kw_only=True)
class OrderFact(HubEvent):
    """Something the hub hears about one order; orders.facts.about fills these fields."""

    source_platform: str
    external_order_no: str
    order_no: str
    trace_id: str | None = None
    transaction_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderFact):
    """The order is ours: it is committed. A dropped gift line says so."""

    tag: ClassVar[str] = "orders.order.accepted"
    hub_type: ClassVar[str] = "order.accepted"
    status: str
    version: int
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderHeld(OrderFact):
    """The order waits, for these reasons."""

    tag: ClassVar[str] = "orders.order.held"
    hub_type: ClassVar[str] = "order.held"
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderFact):
    """The order will not ship. ``intercepting`` while units still lie outside a bin."""

    tag: ClassVar[str] = "orders.order.cancelled"
    hub_type: ClassVar[str] = "order.cancelled"
    status: str


@dataclass(frozen=True, kw_only=True)
class InterceptFailed(OrderFact):
    """A cancel came after the first parcel had left."""

    tag: ClassVar[str] = "orders.order.intercept_failed"
    hub_type: ClassVar[str] = "order.intercept_failed"
    parcels_inside: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderMoved(Event):
    """An order went from one state to another."""

    tag: ClassVar[str] = "orders.order.moved"
    order_no: str
    act: str
    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class OrderUpdated(Event):
    """The hub sent a higher version before release."""

    tag: ClassVar[str] = "orders.order.updated"
    order_no: str
    version: int


@dataclass(frozen=True, kw_only=True)
class HoldSet(Event):
    """A reason to hold the order was added."""

    tag: ClassVar[str] = "orders.hold.set"
    order_no: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HoldCleared(Event):
    """A reason to hold the order has gone."""

    tag: ClassVar[str] = "orders.hold.cleared"
    order_no: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderStopped(Event):
    """Every station must stop the order now; *reasons* are all that hold at this moment."""

    tag: ClassVar[str] = "orders.mask.set"
    order_no: str
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderGoesOn(Event):
    """Reasons to stop the order were taken away; *reasons* are those that are left."""

    tag: ClassVar[str] = "orders.mask.cleared"
    order_no: str
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderEdited(Event):
    """The hub or a supervisor changed fields of the order; the values are not told."""

    tag: ClassVar[str] = "orders.order.edited"
    order_no: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class RecipientSeen(Event):
    """Somebody saw whom an order is for, unmasked; not what they saw."""

    tag: ClassVar[str] = "orders.recipient.seen"
    order_no: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ShortDecided(Event):
    """What is to become of an order that was found short."""

    tag: ClassVar[str] = "orders.short.decided"
    order_no: str
    decision: str
    cut_units: int


@dataclass(frozen=True, kw_only=True)
class PresaleMoved(Event):
    """A presale order was planned too early; it is planned later now."""

    tag: ClassVar[str] = "orders.presale.moved"
    order_no: str
    planned_ship_at: str


@dataclass(frozen=True, kw_only=True)
class CancelRecorded(Event):
    """A cancel came before its order: the order will be refused."""

    tag: ClassVar[str] = "orders.cancel.recorded"
    source_platform: str
    external_order_no: str


@dataclass(frozen=True, kw_only=True)
class MemberCancelled(Event):
    """A member of a merged order was cancelled: the whole waits for a new version."""

    tag: ClassVar[str] = "orders.member.cancelled"
    order_no: str
    external_order_no: str


@dataclass(frozen=True, kw_only=True)
class ParcelIntercepted(Event):
    """One parcel of an order that left in part was stopped; its units go back into bins."""

    tag: ClassVar[str] = "orders.parcel.intercepted"
    typed = ("reason",)
    order_no: str
    parcel_no: str
    reason: str
    units: int


@dataclass(frozen=True, kw_only=True)
class PersonalDataPurged(Event):
    """Name, phone, address, notes and label files of an ended order were deleted.

    ``why`` is ``due`` or ``asked``.
    """

    tag: ClassVar[str] = "orders.personal.purged"
    order_no: str
    why: str
    files: int


@dataclass(frozen=True, kw_only=True)
class RefusalsPurged(Event):
    """The bodies of so many refused orders were deleted; their hashes stay."""

    tag: ClassVar[str] = "orders.refusals.purged"
    refusals: int
