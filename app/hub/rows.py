"""Rows of master data, stock, traces and returns, as a call or a file brings them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from app.core.body import Strict
from app.hub.intake import Key, Moment

LARGEST = 10_000_000
FURTHEST = 2_000_000_000
"""The last place on a walk: a bin's name alone gives places in the hundreds of millions."""
Millimetres = Annotated[int, Meta(ge=1, le=100_000)]
Grams = Annotated[Decimal, Meta(extra_json_schema={"type": ["string", "number"]})]


class ProductBody(Strict):
    """A product; what is absent stays as it is."""

    sku: Key
    name: Annotated[str, Meta(max_length=200)] | None = None
    barcode: Annotated[str, Meta(max_length=2000)] | list[str] | None = None
    pack_qty: Annotated[int, Meta(ge=1, le=99_999)] | None = None
    unit_weight_g: Grams | None = None
    length_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    height_mm: Millimetres | None = None
    image_url: Annotated[str, Meta(max_length=500)] | None = None
    looks: dict[str, Any] | None = None
    wants_lot: bool | None = None
    wants_serial: bool | None = None
    never_grade_a: bool | None = None
    keep_upright: bool | None = None
    fragile: bool | None = None
    hazmat_class: Annotated[str, Meta(max_length=16)] | None = None


class StockBody(Strict):
    """Units that came in; a receipt counts once."""

    sku: Key
    bin: Annotated[str, Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, Meta(ge=1, le=LARGEST)]
    receipt_no: Annotated[str, Meta(min_length=1, max_length=80)]
    lot: Annotated[str, Meta(max_length=40)] | None = None
    expiry: date | None = None
    condition: Literal["A", "B", "C"] | None = None


class BinBody(Strict):
    """A place on a shelf; coordinates follow from a name like A-01-01-1 when absent."""

    bin: Annotated[str, Meta(min_length=1, max_length=40)]
    zone: Annotated[str, Meta(max_length=8)] | None = None
    kind: Literal["pick", "reserve", "staging", "wall", "quarantine", "returns"] | None = None
    x: float | None = None
    y: float | None = None
    level: Annotated[int, Meta(ge=1, le=99)] | None = None
    sequence: Annotated[int, Meta(ge=0, le=FURTHEST)] | None = None


class PersonBody(Strict):
    """Somebody with a badge."""

    badge: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    roles: Annotated[str, Meta(max_length=120)]
    pin: Annotated[str, Meta(max_length=8)] | None = None


class BenchBody(Strict):
    """A packing bench and its devices; options are ``checksum=on;motion=inverted``."""

    bench: Annotated[str, Meta(min_length=1, max_length=24)]
    scale_url: Annotated[str, Meta(max_length=200)] | None = None
    protocol: Annotated[str, Meta(max_length=32)] | None = None
    division_g: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    printer_url: Annotated[str, Meta(max_length=200)] | None = None
    language: Literal["pdf", "zpl", "tspl", "png"] | None = None
    size: Literal["76x130", "100x150", "100x180"] | None = None
    scale_unit: Annotated[str, Meta(max_length=4)] | None = None
    scale_options: Annotated[str, Meta(max_length=400)] | None = None
    scale_baudrate: Annotated[int, Meta(ge=300, le=115_200)] | None = None


class CarrierBody(Strict):
    """Who takes parcels away; cut-offs in the site's time, ``16:00;20:00``."""

    code: Annotated[str, Meta(min_length=1, max_length=24)]
    name: Annotated[str, Meta(max_length=80)] | None = None
    cutoffs: Annotated[str, Meta(max_length=200)] | list[str] | None = None
    max_g: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class BoxBody(Strict):
    """A kind of box."""

    code: Annotated[str, Meta(min_length=1, max_length=24)]
    tare_g: Grams
    length_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres


class TraceBody(Strict):
    """What the carrier says of a waybill."""

    waybill: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: Literal["picked_up", "in_transit", "signed"]
    at: Moment
    carrier: Annotated[str, Meta(max_length=24)] | None = None


class ReturnLine(Strict):
    """Units of a SKU that are to come back."""

    sku: Key
    quantity: Annotated[int, Meta(ge=1, le=99_999)]


class ReturnBody(Strict):
    """A return that will come; one of rma, return_waybill and external_order_no names it."""

    source_platform: Key
    external_order_no: Key | None = None
    rma: Key | None = None
    return_waybill: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    lines: Annotated[list[ReturnLine], Meta(max_length=500)] = field(default_factory=list)
