"""What a code or a key stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Barcode, Sku
from app.core.db import table_of

TAIL = 4
"""The last digits of a barcode, by which a person tells two packages apart."""
AT_ONCE = 500
"""Keys of one IN list."""

_SKU, _BARCODE = table_of(Sku), table_of(Barcode)
_BY_CODE = sa.select(_BARCODE.c.code, _BARCODE.c.sku_id, _BARCODE.c.pack_qty).where(
    _BARCODE.c.warehouse_id == sa.bindparam("warehouse"),
    _BARCODE.c.code.in_(sa.bindparam("codes", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class SkuFacts:
    """What people and rules need to know of a SKU.

    Attributes:
        unit_weight_g: exact grams of one unit; None makes a parcel unprovable.
        barcode: its barcode of the fewest units, "" when it has none.
        barcode_tail: the last four characters of it.
        looks: colour, colour_en, colour_hex, size, picture, name_en; each optional.
    """

    id: int
    code: str
    name: str
    unit_weight_g: Decimal | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    image_url: str | None
    looks: dict[str, Any]
    barcode: str
    barcode_tail: str
    wants_lot: bool
    wants_serial: bool
    never_grade_a: bool
    keep_upright: bool
    fragile: bool
    hazmat_class: str

    @property
    def size_mm(self) -> tuple[int, int, int] | None:
        """Length, width and height in millimetres; None when one is not known."""
        sides = self.length_mm, self.width_mm, self.height_mm
        return None if None in sides else cast("tuple[int, int, int]", sides)


def find_barcode(
    session: Session, warehouse_id: int, candidates: Sequence[str]
) -> tuple[int, int] | None:
    """The SKU and the units of a scan, by the first candidate that is known.

    Returns:
        ``(sku_id, pack_qty)``, or None.
    """
    rows = session.connection().execute(
        _BY_CODE, {"warehouse": warehouse_id, "codes": list(candidates)}
    )
    known = {row.code: (row.sku_id, row.pack_qty) for row in rows}
    return next((known[code] for code in candidates if code in known), None)


def sku_facts(session: Session, ids: Collection[int]) -> dict[int, SkuFacts]:
    """The facts of SKUs by key; a key that does not exist is left out."""
    found: dict[int, SkuFacts] = {}
    keys = sorted(set(ids))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        barcodes = _barcodes(session, some)
        for row in session.execute(sa.select(_SKU).where(_SKU.c.id.in_(some))):
            found[row.id] = _facts(row, barcodes.get(row.id, ""))
    return found


def skus_by_code(session: Session, codes: Collection[str]) -> dict[str, int]:
    """The keys of SKUs by their code; an unknown code is left out."""
    found: dict[str, int] = {}
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        query = sa.select(_SKU.c.code, _SKU.c.id).where(_SKU.c.code.in_(some))
        found.update((row.code, row.id) for row in session.execute(query))
    return found


def _barcodes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = (
        sa.select(_BARCODE.c.sku_id, _BARCODE.c.code)
        .where(_BARCODE.c.sku_id.in_(ids))
        .order_by(_BARCODE.c.pack_qty.desc(), _BARCODE.c.code.desc())
    )
    return {row.sku_id: row.code for row in session.execute(query)}


def _facts(row: Any, barcode: str) -> SkuFacts:
    return SkuFacts(
        id=row.id,
        code=row.code,
        name=row.name,
        unit_weight_g=row.unit_weight_g,
        length_mm=row.length_mm,
        width_mm=row.width_mm,
        height_mm=row.height_mm,
        image_url=row.image_url,
        looks=row.looks or {},
        barcode=barcode,
        barcode_tail=barcode[-TAIL:],
        wants_lot=row.wants_lot,
        wants_serial=row.wants_serial,
        never_grade_a=row.never_grade_a,
        keep_upright=row.keep_upright,
        fragile=row.fragile,
        hazmat_class=row.hazmat_class,
    )
