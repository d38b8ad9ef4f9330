"""Facts about returns. The hub hears of each return once received, and of each unit once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event, HubEvent


@dataclass(frozen=True, kw_only=True)
class ReturnFact(HubEvent):
    """Something the hub hears about one return; returns.facts.about fills these fields."""

    return_no: str
    rma: str | None
    return_waybill: str | None
    source_platform: str | None
    external_order_no: str | None
    order_no: str | None
    trace_id: str | None = None
    transaction_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(ReturnFact):
    """The box is on the desk."""

    tag: ClassVar[str] = "returns.return.received"
    hub_type: ClassVar[str] = "return.received"
    matched_by: str | None
    blind: bool


@dataclass(frozen=True, kw_only=True)
class ReturnGraded(ReturnFact):
    """Grading closed: the hub may decide on the money. Each unit stands in one of these."""

    tag: ClassVar[str] = "returns.return.graded"
    hub_type: ClassVar[str] = "return.graded"
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ReturnAnnounced(Event):
    """The hub said that goods will come back."""

    tag: ClassVar[str] = "returns.return.announced"
    return_no: str
    order_no: str | None
    units: int


@dataclass(frozen=True, kw_only=True)
class ReturnClosed(Event):
    """Nothing of the return is left on the desk."""

    tag: ClassVar[str] = "returns.return.closed"
    return_no: str


@dataclass(frozen=True, kw_only=True)
class UnitScanned(Event):
    """Units came out of the box; they are not stock."""

    tag: ClassVar[str] = "returns.unit.scanned"
    return_no: str
    sku: str
    units: list[int]


@dataclass(frozen=True, kw_only=True)
class UnitGraded(Event):
    """A unit was inspected; a corrected grade is another fact."""

    tag: ClassVar[str] = "returns.unit.graded"
    typed = ("reason",)
    return_no: str
    unit: int
    sku: str
    grade: str
    reason: str | None
    second_by: str | None


@dataclass(frozen=True, kw_only=True)
class UnitPutAway(Event):
    """A unit went into a bin; graded A it is stock from now on."""

    tag: ClassVar[str] = "returns.unit.put_away"
    return_no: str
    unit: int
    sku: str
    grade: str
    bin: str


@dataclass(frozen=True, kw_only=True)
class PhotoKept(Event):
    """A photo of the box or of a unit was archived."""

    tag: ClassVar[str] = "returns.photo.kept"
    return_no: str
    photo: int
    unit: int | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PhotosPurged(Event):
    """The files of a closed return's photos were deleted; their hashes stay."""

    tag: ClassVar[str] = "returns.photos.purged"
    return_no: str
    photos: int
