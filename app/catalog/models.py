"""SKUs and their barcodes as stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Sku(Model):
    """A product variant. SKU case matters.

    ``unit_weight_g`` is exact; None makes a parcel that holds the SKU unprovable.
    ``looks`` says how it is recognised: colour, colour_en, colour_hex, size, picture (a
    symbol of the stand-in goods) and name_en, each optional.
    """

    __tablename__ = "sku"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    unit_weight_g: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3))
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    image_url: Mapped[str | None] = mapped_column(sa.String(500))
    looks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wants_lot: Mapped[bool] = mapped_column(default=False)
    wants_serial: Mapped[bool] = mapped_column(default=False)
    never_grade_a: Mapped[bool] = mapped_column(default=False)
    keep_upright: Mapped[bool] = mapped_column(default=False)
    fragile: Mapped[bool] = mapped_column(default=False)
    hazmat_class: Mapped[str] = mapped_column(sa.String(16), default="")


class Barcode(Model):
    """A code that names a SKU in a warehouse, worth *pack_qty* units a scan."""

    __tablename__ = "barcode"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"), index=True)
    pack_qty: Mapped[int] = mapped_column(default=1)
