"""Parcels, what is in them, and what they weighed, as stored."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.packing.rules import ParcelState


class Box(Model):
    """A kind of box, with the filler that usually goes in."""

    __tablename__ = "box"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    code: Mapped[str] = mapped_column(sa.String(24))
    tare_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3))
    filler_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3), default=Decimal(0))
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]


class BenchLock(Model):
    """Which order a bench is working on: one order a bench, one bench an order."""

    __tablename__ = "bench_lock"

    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"), primary_key=True)
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), unique=True)
    tote_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tote.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


class Parcel(Model):
    """A box that will travel. ``piece`` counts 1, 2, 3… within its order.

    ``blocks`` counts how often the gate stopped it since it was opened; ``forced`` that a
    supervisor let it pass; ``parked_slot`` the shelf slot where PARK put it.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "piece"),
        sa.Index("uq_parcel_parked", "warehouse_id", "parked_slot", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"))
    piece: Mapped[int]
    state: Mapped[ParcelState] = mapped_column(
        state_column(ParcelState), default=ParcelState.OPEN, index=True
    )
    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"))
    box_id: Mapped[int | None] = mapped_column(sa.ForeignKey("box.id"))
    tare_g: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3))
    filler_g: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3))
    expected_g: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3))
    measured_g: Mapped[int | None]
    light: Mapped[bool] = mapped_column(default=False)
    forced: Mapped[bool] = mapped_column(default=False)
    blocks: Mapped[int] = mapped_column(default=0)
    parked_slot: Mapped[int | None]
    transaction_id: Mapped[str | None] = mapped_column(sa.String(24))
    cage: Mapped[str | None] = mapped_column(sa.String(24))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(sa.String(80))
    weighed_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]


class ParcelUnit(Model):
    """Units of a line that were put into a parcel by scan.

    ``checked`` counts those proven since the parcel was last opened: the gate's block sets it
    to 0, and each unit is scanned again.
    """

    __tablename__ = "parcel_unit"
    __table_args__ = (
        sa.CheckConstraint("checked >= 0 AND checked <= quantity", name="counts"),
    )

    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    quantity: Mapped[int]
    checked: Mapped[int]


class PackScan(Model):
    """A check scan at the bench: applied once by its id.

    ``triggered_at`` is the scanner's own moment, where it says one: two within the bounce
    window are one.
    """

    __tablename__ = "pack_scan"

    scan_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(200))
    quantity: Mapped[int]
    verdict: Mapped[str] = mapped_column(sa.String(24))
    answer: Mapped[str] = mapped_column(sa.Text)
    triggered_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]


class Weighing(Model):
    """One committed reading. Append-only. Band ends are inside.

    ``weight_g`` is what the gate judged, exact; ``grams`` is the same for people. ``evidence``
    is what else the gate saw. A weighing that teaches has a ``likeness``, the same for equal
    parcels; of a parcel with one SKU only also ``unit_g``, what one unit weighed.
    """

    __tablename__ = "weighing"
    __table_args__ = (
        sa.Index("ix_weighing_likeness", "likeness", "id"),
        sa.Index("ix_weighing_sole_sku_id", "sole_sku_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel.id"), index=True)
    bench_id: Mapped[int] = mapped_column(sa.ForeignKey("bench.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    grams: Mapped[int]
    weight_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3))
    expected_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3))
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(5, 2))
    verdict: Mapped[str] = mapped_column(sa.String(8))
    raw_hex: Mapped[str] = mapped_column(sa.String(200))
    frame_id: Mapped[str | None] = mapped_column(sa.String(80), index=True)
    source: Mapped[str] = mapped_column(sa.String(12))  # scale, agent, pushed, manual, forced
    reason: Mapped[str | None] = mapped_column(sa.String(200))
    approved_by: Mapped[str | None] = mapped_column(sa.String(80))
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    likeness: Mapped[str | None] = mapped_column(sa.String(32))
    sole_sku_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sku.id"))
    unit_g: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3))


class WeightDecision(Model):
    """What somebody said to a learned weight of a SKU, grams of one unit. Append-only.

    Weighings up to ``weighing_id`` have had their say: only later ones teach.
    """

    __tablename__ = "weight_decision"
    __table_args__ = (sa.Index("ix_weight_decision_sku_id", "sku_id", "weighing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    weighing_id: Mapped[int] = mapped_column(sa.ForeignKey("weighing.id"))
    known_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3))
    proposed_g: Mapped[Decimal] = mapped_column(sa.Numeric(12, 3))
    accepted: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(80))
