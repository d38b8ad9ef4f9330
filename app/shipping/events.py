"""Facts about labels, waybills and what leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from app.core.events import Event
from app.orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class LabelArchived(Event):
    """A label lies in the archive."""

    tag: ClassVar[str] = "shipping.label.archived"
    typed = ("reason",)
    parcel_no: str
    version: int
    kind: str
    sha256: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class LabelSeen(Event):
    """Somebody fetched a label's bytes from the archive."""

    tag: ClassVar[str] = "shipping.label.seen"
    parcel_no: str
    version: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ParcelConfirmed(Event):
    """Second confirm: order, ledger and waybill carry one transaction id from now on."""

    tag: ClassVar[str] = "shipping.parcel.confirmed"
    order_no: str
    parcel_no: str
    carrier: str
    transaction_id: str


@dataclass(frozen=True, kw_only=True)
class LabelIssued(OrderFact):
    """The carrier gave a number; the live label is on its way to the printer."""

    tag: ClassVar[str] = "shipping.label.issued"
    hub_type: ClassVar[str] = "label.issued"
    parcel_no: str
    carrier: str
    waybill: str
    grams: int


@dataclass(frozen=True, kw_only=True)
class WaybillVoided(Event):
    """A number will not be used; ``approved_by`` proved who they are at that moment."""

    tag: ClassVar[str] = "shipping.waybill.voided"
    typed = ("reason",)
    order_no: str
    parcel_no: str
    carrier: str
    waybill: str | None
    reason: str
    approved_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class WaybillHeard(Event):
    """What came of asking a carrier: given, declined, unknown, absent or cancelled."""

    tag: ClassVar[str] = "shipping.waybill.heard"
    parcel_no: str
    carrier: str
    heard: str
    why: str | None = None
    waybill: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderStaged(OrderFact):
    """Every parcel of the order carries its label and waits for its van."""

    tag: ClassVar[str] = "shipping.order.staged"
    hub_type: ClassVar[str] = "order.staged"
    parcels: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ManifestMoved(Event):
    """A hand-over sheet was opened or closed, or a parcel went on it or off it."""

    tag: ClassVar[str] = "shipping.manifest.moved"
    manifest: str
    carrier: str
    act: str
    parcel_no: str | None = None
    parcels: int | None = None


@dataclass(frozen=True, kw_only=True)
class ParcelShipped(OrderFact):
    """A parcel left with its carrier."""

    tag: ClassVar[str] = "shipping.parcel.shipped"
    hub_type: ClassVar[str] = "parcel.shipped"
    parcel_no: str
    carrier: str
    waybill: str
    grams: int
    manifest: str | None
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderShipped(OrderFact):
    """The last parcel of the order left."""

    tag: ClassVar[str] = "shipping.order.shipped"
    hub_type: ClassVar[str] = "order.shipped"
    parcels: list[dict[str, Any]]
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class TraceHeard(Event):
    """A carrier says where a parcel is: picked_up, in_transit or signed, and when."""

    tag: ClassVar[str] = "shipping.trace.heard"
    order_no: str
    parcel_no: str
    waybill: str
    kind: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CarrierSaved(Event):
    """A carrier was added or changed."""

    tag: ClassVar[str] = "shipping.carrier.saved"
    carrier: str
    cage: str


@dataclass(frozen=True, kw_only=True)
class BatchMoved(Event):
    """Pre-prints of many parcels: made, cancelled, bound, or fetched by somebody."""

    tag: ClassVar[str] = "shipping.batch.moved"
    batch: str
    act: str
    parcels: int
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class DriversPurged(Event):
    """Names and signatures of drivers were deleted from so many hand-over sheets."""

    tag: ClassVar[str] = "shipping.drivers.purged"
    manifests: int
