"""What a site holds of each kind, as the rows that an import reads. Orders: orders_out.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Barcode, Sku
from app.inventory.models import Bin, Stock
from app.packing.models import Box
from app.people.models import Person
from app.shipping.models import Carrier
from app.stations.models import Bench

Row = dict[str, Any]
AT_ONCE = 500
"""Products of one step: their barcodes are read beside them."""


@dataclass(frozen=True)
class Table:
    """A kind's columns, as the contract names them, and its rows."""

    columns: tuple[str, ...]
    rows: Callable[[Session, int], Iterator[Row]]


def exact(grams: Decimal | None) -> str | None:
    """Grams without the zeros that the column's scale adds."""
    return None if grams is None else f"{grams.normalize():f}"


def _products(session: Session, site: int) -> Iterator[Row]:
    """A product with barcodes of several pack quantities has a row for each of these."""
    last = 0
    while some := session.scalars(
        sa.select(Sku).where(Sku.id > last).order_by(Sku.id).limit(AT_ONCE)
    ).all():
        last = some[-1].id
        codes = _barcodes(session, site, [sku.id for sku in some])
        for sku in some:
            packs = codes.get(sku.id) or {1: []}
            for pack_qty, barcodes in sorted(packs.items()):
                yield _product(sku) | {"barcode": ";".join(barcodes), "pack_qty": pack_qty}


def _barcodes(session: Session, site: int, skus: list[int]) -> dict[int, dict[int, list[str]]]:
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = sa.select(Barcode).where(Barcode.warehouse_id == site, Barcode.sku_id.in_(skus))
    for row in session.scalars(query.order_by(Barcode.code)):
        found[row.sku_id][row.pack_qty].append(row.code)
    return found


def _product(sku: Sku) -> Row:
    return {
        "sku": sku.code,
        "name": sku.name,
        "unit_weight_g": exact(sku.unit_weight_g),
        "length_mm": sku.length_mm,
        "width_mm": sku.width_mm,
        "height_mm": sku.height_mm,
        "image_url": sku.image_url,
        "wants_lot": sku.wants_lot or None,
        "wants_serial": sku.wants_serial or None,
        "never_grade_a": sku.never_grade_a or None,
        "keep_upright": sku.keep_upright or None,
        "fragile": sku.fragile or None,
        "hazmat_class": sku.hazmat_class or None,
        "looks": sku.looks or None,
    }


def _bins(session: Session, site: int) -> Iterator[Row]:
    query = sa.select(Bin).where(Bin.warehouse_id == site).order_by(Bin.sequence, Bin.id)
    for row in session.scalars(query):
        yield {
            "bin": row.code,
            "zone": row.zone,
            "kind": str(row.kind),
            "x": row.x,
            "y": row.y,
            "level": row.level,
            "sequence": row.sequence,
        }


def _stock(session: Session, site: int) -> Iterator[Row]:
    query = (
        sa.select(Stock, Sku.code, Bin.code)
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Bin, Bin.id == Stock.bin_id)
        .where(Stock.warehouse_id == site, Stock.on_hand > 0)
        .order_by(Bin.sequence, Stock.id)
    )
    for row, sku, bin_ in session.execute(query):
        yield {
            "sku": sku,
            "bin": bin_,
            "quantity": row.on_hand,
            "lot": row.lot or None,
            "expiry": row.expiry.isoformat() if row.expiry else None,
            "condition": str(row.condition),
        }


def _people(session: Session, site: int) -> Iterator[Row]:
    """Without their PINs, which nobody can read: an import leaves those as they are."""
    query = sa.select(Person).where(Person.warehouse_id == site, Person.active)
    for row in session.scalars(query.order_by(Person.badge)):
        yield {"badge": row.badge, "name": row.name, "roles": row.roles}


def _stations(session: Session, site: int) -> Iterator[Row]:
    query = sa.select(Bench).where(Bench.warehouse_id == site).order_by(Bench.code)
    for row in session.scalars(query):
        options = (f"{name}={value}" for name, value in sorted(row.scale_options.items()))
        yield {
            "bench": row.code,
            "scale_url": row.scale_url,
            "protocol": row.protocol,
            "division_g": row.division_g,
            "printer_url": row.printer_url,
            "language": row.language,
            "size": row.label_size,
            "scale_unit": row.scale_unit,
            "scale_options": ";".join(options) or None,
            "scale_baudrate": row.scale_baudrate,
        }


def _carriers(session: Session, site: int) -> Iterator[Row]:
    query = sa.select(Carrier).where(Carrier.warehouse_id == site).order_by(Carrier.id)
    for row in session.scalars(query):
        cut_offs = ";".join(row.cut_offs) or None
        yield {
            "code": row.code,
            "name": row.name,
            "cutoffs": cut_offs,
            "max_g": row.max_g,
        }


def _boxes(session: Session, site: int) -> Iterator[Row]:
    query = sa.select(Box).where(Box.warehouse_id == site).order_by(Box.code)
    for row in session.scalars(query):
        yield {
            "code": row.code,
            "tare_g": exact(row.tare_g),
            "length_mm": row.length_mm,
            "width_mm": row.width_mm,
            "height_mm": row.height_mm,
        }


TABLES = {
    "products": Table(
        (
            *("sku", "name", "barcode", "pack_qty", "unit_weight_g"),
            *("length_mm", "width_mm", "height_mm", "image_url"),
            *("wants_lot", "wants_serial", "never_grade_a", "hazmat_class"),
            *("keep_upright", "fragile"),
        ),
        _products,
    ),
    "bins": Table(("bin", "zone", "kind", "x", "y", "level", "sequence"), _bins),
    "stock": Table(
        ("receipt_no", "sku", "bin", "quantity", "lot", "expiry", "condition"), _stock
    ),
    "people": Table(("badge", "name", "roles"), _people),
    "stations": Table(
        (
            *("bench", "scale_url", "protocol", "division_g", "printer_url", "language"),
            *("size", "scale_unit", "scale_options", "scale_baudrate"),
        ),
        _stations,
    ),
    "carriers": Table(("code", "name", "cutoffs", "max_g"), _carriers),
    "boxes": Table(("code", "tare_g", "length_mm", "width_mm", "height_mm"), _boxes),
}
