"""What the bench's URLs take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.core.body import Strict
from app.packing.queries import ParcelLine, ParcelView

ScanId = Annotated[str, Meta(min_length=1, max_length=80)]
Code = Annotated[str, Meta(min_length=1, max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)]
Words = Annotated[str, Meta(min_length=1, max_length=200)]
Count = Annotated[int, Meta(ge=1, le=99_999)]
MOST_SCANS = 200


class Scanned(Strict):
    """A code as it was scanned."""

    code: Code


class OneScan(Strict):
    """One scan of an item; ``quantity`` above 1 was typed."""

    scan_id: ScanId
    code: Code
    quantity: Count = 1
    at: Moment | None = None


class Scans(Strict):
    """One scan, or ``scans`` with up to 200 of them."""

    scan_id: ScanId | None = None
    code: Code | None = None
    quantity: Count = 1
    at: Moment | None = None
    scans: Annotated[list[OneScan], Meta(min_length=1, max_length=MOST_SCANS)] | None = None


class Goods(msgspec.Struct):
    """What goods look like, so that people can tell them apart."""

    sku: str
    name: str
    looks: dict[str, Any]
    image_url: str | None
    barcode_tail: str


class ScanResult(msgspec.Struct, omit_defaults=True):
    """What became of a scan, with the sentence for the person who scanned.

    ``goods`` of a wrong item are what was scanned and what is wanted.
    """

    scan_id: str
    verdict: str
    say: str
    tone: str
    refusal: str | None = None
    line_no: int | None = None
    goods: list[Goods] | None = None


class ScanResults(msgspec.Struct):
    """The verdicts in the order of the scans, and the parcel after them."""

    results: list[ScanResult]
    parcel: ParcelView


class OpenedBench(msgspec.Struct):
    """What lies on the bench: a parcel, or a tote of single items waiting for a scan."""

    order_no: str | None
    parcel_no: str | None
    lines: list[ParcelLine]
    tote: str | None
    units: int | None
    parcel: ParcelView | None


class WeighBody(Strict):
    """A reading that does not come from this server's own port; grams as shown."""

    grams: float | None = None
    stable: bool | None = None
    raw_hex: Annotated[str, Meta(max_length=200)] = ""
    age_ms: Annotated[int, Meta(ge=0)] = 0
    frame_id: Annotated[str, Meta(max_length=80)] | None = None
    reason: Words | None = None


class CauseLine(msgspec.Struct):
    """So many units of a SKU too few (negative) or too many would explain the difference.

    Or the goods lie in another ``box``; ``sku`` is empty and ``units`` is 0 then.
    """

    sku: str
    name: str
    units: int
    grams: int
    box: str | None = None


class WeighResult(msgspec.Struct, omit_defaults=True):
    """What the gate said; the lightest and heaviest that pass are ``low_g`` and ``high_g``."""

    verdict: str
    grams: int
    expected_g: float
    low_g: int
    high_g: int
    causes: list[CauseLine]
    light: bool
    blocks: int
    forced: bool
    say: str
    tone: str
    parcel: ParcelView
    code: str | None = None


class Override(Strict):
    """A supervisor's word: badge, PIN and why."""

    badge: Annotated[str, Meta(min_length=1, max_length=40)]
    pin: Annotated[str, Meta(min_length=1, max_length=20)]
    reason: Words


class Parked(msgspec.Struct):
    """Where a parcel was put."""

    parcel_no: str
    slot: int


class ShortBody(Strict):
    """Which line is short; every line that lacks units when none is named."""

    line_no: Annotated[int, Meta(ge=0)] | None = None


class GateBody(Strict):
    """The tolerance in percent: above 0, at most 10; tighter ones per carrier and SKU."""

    percent: float
    carriers: dict[str, float] = msgspec.field(default_factory=dict)
    skus: dict[str, float] = msgspec.field(default_factory=dict)
    light_divisions: bool = False


class GateRule(msgspec.Struct):
    """The tolerance in force."""

    percent: float
    carriers: dict[str, float]
    skus: dict[str, float]
    light_divisions: bool


class BoxLine(msgspec.Struct):
    """A kind of box; grams and millimetres."""

    box: str
    tare_g: float
    length_mm: int
    width_mm: int
    height_mm: int


class Boxes(msgspec.Struct):
    """The boxes of the site."""

    boxes: list[BoxLine]
