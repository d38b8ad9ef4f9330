"""Products and their barcodes: kept as the hub or a file says."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.codes import bad_check_digit
from app.catalog.events import ProductSaved
from app.catalog.models import Sku
from app.core.errors import Refused
from app.core.events import Actor, record
from app.core.sql import Statement

Saved = Literal["added", "updated", "unchanged"]

LONGEST_SKU, LONGEST_NAME, LONGEST_BARCODE = 64, 200, 80
HEAVIEST_G, MILLIGRAM = Decimal(1_000_000), Decimal("0.001")

# Catalogues come in with 100,000 products: past the ORM a new one costs a third (measured).
_IS_KNOWN = Statement("SELECT 1 FROM sku WHERE code = ?")
_NAMED_BY = Statement(
    "SELECT sku_id, pack_qty FROM barcode WHERE warehouse_id = ? AND code = ?"
)
_ADD_BARCODE = Statement(
    "INSERT INTO barcode (warehouse_id, code, sku_id, pack_qty) VALUES (?, ?, ?, ?)"
)
_REPACK = Statement("UPDATE barcode SET pack_qty = ? WHERE warehouse_id = ? AND code = ?")


def save_product(
    session: Session,
    actor: Actor,
    *,
    sku: str,
    name: str | None = None,
    barcodes: Sequence[str] = (),
    pack_qty: int = 1,
    unit_weight_g: Decimal | None = None,
    length_mm: int | None = None,
    width_mm: int | None = None,
    height_mm: int | None = None,
    image_url: str | None = None,
    looks: Mapping[str, Any] | None = None,
    wants_lot: bool | None = None,
    wants_serial: bool | None = None,
    never_grade_a: bool | None = None,
    keep_upright: bool | None = None,
    fragile: bool | None = None,
    hazmat_class: str | None = None,
) -> Saved:
    """Add a product, or change what is given of it; None leaves a field as it is.

    Args:
        session: the open transaction.
        actor: who says so.
        sku: its code; case matters.
        name: what people call it; the code when a new product has none.
        barcodes: codes that name it; they are added to those it has.
        pack_qty: units that one scan of these *barcodes* is worth.
        unit_weight_g: grams of one unit, kept to the milligram.
        length_mm: of one unit.
        width_mm: of one unit.
        height_mm: of one unit.
        image_url: its picture.
        looks: how it is recognised (models.Sku).
        wants_lot: its lot must be captured.
        wants_serial: its serial number must be captured.
        never_grade_a: food, hygiene: a returned unit is never as new.
        keep_upright: it stands in its box on length and width.
        fragile: nothing may lie on it in its box.
        hazmat_class: "" for harmless goods.

    Returns:
        What was done.

    Raises:
        Refused: ``catalog.bad_product`` (with the field), ``catalog.bad_barcode``,
            ``catalog.barcode_taken``.
    """
    code = _sku_code(sku)
    given = {
        "name": name,
        "unit_weight_g": unit_weight_g if unit_weight_g is None else milligrams(unit_weight_g),
        "length_mm": length_mm,
        "width_mm": width_mm,
        "height_mm": height_mm,
        "image_url": image_url or None,
        "looks": dict(looks) if looks is not None else None,
        "wants_lot": wants_lot,
        "wants_serial": wants_serial,
        "never_grade_a": never_grade_a,
        "keep_upright": keep_upright,
        "fragile": fragile,
        "hazmat_class": hazmat_class,
    }
    fields = {key: value for key, value in given.items() if value is not None}
    _check(code, fields, pack_qty)
    row = _stored(session, code)
    if row is None:
        row = Sku(**({"code": code, "name": code, "looks": {}} | fields))
        session.add(row)
        changed, saved = sorted(fields), "added"
    else:
        changed, saved = _change(row, fields), "updated"
    session.flush()
    changed += _add_barcodes(session, actor.warehouse_id, row, barcodes, pack_qty)
    if saved == "updated" and not changed:
        return "unchanged"
    record(session, actor, ProductSaved(sku=code, changed=tuple(changed)), subject=code)
    return "added" if saved == "added" else "updated"


def milligrams(grams: Decimal) -> Decimal:
    """A weight as it is kept, so that the same one said again changes nothing."""
    if not grams.is_finite() or abs(grams) > HEAVIEST_G:
        return grams  # its own check refuses it
    return grams.quantize(MILLIGRAM, ROUND_HALF_UP)


def clean(text: str) -> str:
    """A code as it is compared: NFKC, trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def _sku_code(sku: str) -> str:
    code = clean(sku)
    if not 1 <= len(code) <= LONGEST_SKU or not code.isprintable():
        raise Refused("catalog.bad_product", sku=code[:LONGEST_SKU], field="sku")
    return code


def _check(sku: str, fields: Mapping[str, Any], pack_qty: int) -> None:
    sizes = ("length_mm", "width_mm", "height_mm")
    weight = fields.get("unit_weight_g")
    bad = [
        *(size for size in sizes if fields.get(size) is not None and fields[size] <= 0),
        *(["unit_weight_g"] if weight is not None and not _weighs(weight) else []),
        *(["name"] if not 1 <= len(fields.get("name", "-").strip()) <= LONGEST_NAME else []),
        *(["pack_qty"] if not 1 <= pack_qty <= 99_999 else []),
    ]
    if bad:
        raise Refused("catalog.bad_product", sku=sku, field=bad[0])


def _weighs(weight: Decimal) -> bool:
    return weight.is_finite() and 0 < weight <= HEAVIEST_G


def _change(row: Sku, fields: Mapping[str, Any]) -> list[str]:
    changed = sorted(key for key, value in fields.items() if getattr(row, key) != value)
    for key in changed:
        setattr(row, key, fields[key])
    return changed


def _stored(session: Session, code: str) -> Sku | None:
    session.flush()
    if _IS_KNOWN.raw(session.connection(), code).fetchone() is None:
        return None
    return session.scalar(sa.select(Sku).where(Sku.code == code))


def _add_barcodes(
    session: Session, warehouse_id: int, row: Sku, barcodes: Sequence[str], pack_qty: int
) -> list[str]:
    conn = session.connection()
    changed = []
    for barcode in dict.fromkeys(clean(one) for one in barcodes):
        if not barcode:
            continue
        if len(barcode) > LONGEST_BARCODE or bad_check_digit(barcode):
            raise Refused(
                "catalog.bad_barcode", sku=row.code, barcode=barcode[:LONGEST_BARCODE]
            )
        known = _NAMED_BY.raw(conn, warehouse_id, barcode).fetchone()
        if known is None:
            _ADD_BARCODE.raw(conn, warehouse_id, barcode, row.id, pack_qty)
        elif known[0] != row.id:
            raise Refused("catalog.barcode_taken", sku=row.code, barcode=barcode)
        elif known[1] != pack_qty:
            _REPACK.raw(conn, pack_qty, warehouse_id, barcode)
        else:
            continue
        changed.append(f"barcode {barcode}")
    return changed
