"""Carriers, waybills, labels, cages and manifests as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.shipping.rules import BatchState, LabelKind, ManifestState, SheetState, WaybillState


class Carrier(Model):
    """Who takes parcels away. ``cut_offs`` are site-local times: ``["16:00", "20:00"]``.

    ``cage`` is the code of its cage on the dock; ``max_g`` what one parcel may weigh.
    """

    __tablename__ = "carrier"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    code: Mapped[str] = mapped_column(sa.String(24))
    name: Mapped[str] = mapped_column(sa.String(80))
    adapter: Mapped[str] = mapped_column(sa.String(16), default="own")
    carrier_group: Mapped[str] = mapped_column(sa.String(24), default="")
    cut_offs: Mapped[list[Any]] = mapped_column(default=list)
    max_g: Mapped[int] = mapped_column(default=30_000)
    cage: Mapped[str] = mapped_column(sa.String(24))


class Waybill(Model):
    """The carrier's number for a parcel (运单); empty until the carrier gave it.

    What is remembered of talking to a carrier over the network: ``tried_at`` is written before
    each call and empty again once the carrier's own word says that nothing was made; ``due_at``
    is when to query, or to cancel, next; ``tries`` counts those; ``refusal`` is why there is no
    number, ``said`` the carrier's code for it; ``carrier_ref`` its own order number.
    """

    __tablename__ = "waybill"
    __table_args__ = (
        sa.UniqueConstraint("carrier", "number"),
        sa.Index(
            "uq_waybill_live",
            "parcel_id",
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel.id"), index=True)
    carrier: Mapped[str] = mapped_column(sa.String(24))
    number: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    route_code: Mapped[str | None] = mapped_column(sa.String(40))
    state: Mapped[WaybillState] = mapped_column(
        state_column(WaybillState), index=True
    )
    transaction_id: Mapped[str] = mapped_column(sa.String(24), index=True)
    requested_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(sa.String(200))
    tried_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    refusal: Mapped[str | None] = mapped_column(sa.String(24))
    said: Mapped[str | None] = mapped_column(sa.String(40))
    carrier_ref: Mapped[str | None] = mapped_column(sa.String(64))
    cancelled_at: Mapped[datetime | None]


class Label(Model):
    """A label in the archive. ``path`` lies below DATA_DIR; the file was fsynced first."""

    __tablename__ = "label"
    __table_args__ = (sa.UniqueConstraint("parcel_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel.id"))
    waybill_id: Mapped[int | None] = mapped_column(sa.ForeignKey("waybill.id"), index=True)
    version: Mapped[int]
    kind: Mapped[LabelKind] = mapped_column(state_column(LabelKind))
    path: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    hmac: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str | None] = mapped_column(sa.String(200))


class Manifest(Model):
    """Parcels handed to one carrier's vehicle (交接单).

    ``vehicle`` is its number plate; ``signature`` what the driver drew, a PNG.
    """

    __tablename__ = "manifest"

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    carrier: Mapped[str] = mapped_column(sa.String(24))
    vehicle: Mapped[str | None] = mapped_column(sa.String(40))
    driver: Mapped[str | None] = mapped_column(sa.String(80))
    state: Mapped[ManifestState] = mapped_column(
        state_column(ManifestState), default=ManifestState.OPEN
    )
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(sa.String(80))
    closed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None] = mapped_column(sa.String(80))
    signature: Mapped[bytes | None]


class ManifestParcel(Model):
    """A parcel scanned onto a manifest; the waybill it carried then."""

    __tablename__ = "manifest_parcel"

    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(
        sa.ForeignKey("parcel.id"), primary_key=True, unique=True
    )
    scanned_at: Mapped[datetime]
    scanned_by: Mapped[str] = mapped_column(sa.String(80))


class TruthClock(Model):
    """When somebody must look where a parcel is that we called shipped.

    ``first_at`` is its carrier's first scan, ``last_at`` what was heard last. A moment that is
    due is empty once somebody was told: each silence is told of once.
    """

    __tablename__ = "truth_clock"

    waybill_id: Mapped[int] = mapped_column(sa.ForeignKey("waybill.id"), primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    shipped_at: Mapped[datetime | None]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    chase_due_at: Mapped[datetime | None] = mapped_column(index=True)
    audit_due_at: Mapped[datetime | None] = mapped_column(index=True)


class Trace(Model):
    """What the carrier says of a waybill: picked_up, in_transit, signed."""

    __tablename__ = "trace"
    __table_args__ = (sa.UniqueConstraint("waybill", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    waybill: Mapped[str] = mapped_column(sa.String(40), index=True)
    carrier: Mapped[str | None] = mapped_column(sa.String(24))
    kind: Mapped[str] = mapped_column(sa.String(16))
    at: Mapped[datetime]
    received_at: Mapped[datetime]


class Batch(Model):
    """Pre-prints of many weighed parcels, drawn one after the other and bound into one PDF.

    Which process works on it is written down (``claimed_by``, ``claimed_at``) and ends by
    itself, so that another goes on where one was cut off. ``path`` lies below DATA_DIR.
    """

    __tablename__ = "batch"
    __table_args__ = (sa.Index("ix_batch_open", "ended_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    wave: Mapped[str | None] = mapped_column(sa.String(24))
    state: Mapped[BatchState] = mapped_column(
        state_column(BatchState), default=BatchState.QUEUED
    )
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(80))
    device: Mapped[str | None] = mapped_column(sa.String(80))
    claimed_by: Mapped[str | None] = mapped_column(sa.String(32))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    path: Mapped[str | None] = mapped_column(sa.String(200))
    sha256: Mapped[str | None] = mapped_column(sa.String(64))


class BatchSheet(Model):
    """One parcel's place in a batch: its pre-print, or why it has none.

    ``details`` fill in the sentence of ``code``; they hold numbers and words of ours alone.
    ``bound``: it is a page of the finished PDF.
    """

    __tablename__ = "batch_sheet"
    __table_args__ = (sa.Index("ix_batch_sheet_state", "batch_id", "state"),)

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batch.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    parcel_no: Mapped[str | None] = mapped_column(sa.String(40))
    order_no: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    state: Mapped[SheetState] = mapped_column(
        state_column(SheetState), default=SheetState.WAITING
    )
    label_id: Mapped[int | None] = mapped_column(sa.ForeignKey("label.id"))
    bound: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str | None] = mapped_column(sa.String(40))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
