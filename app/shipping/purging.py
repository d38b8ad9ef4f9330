"""What a purge deletes here: label files, what was typed, who drove a vehicle away."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import Actor, record
from app.core.vault import Vault
from app.orders.models import Order
from app.packing.models import Parcel
from app.shipping.events import DriversPurged
from app.shipping.models import Batch, BatchSheet, Label, Manifest, Waybill


def files_of(session: Session, vault: Vault, order_id: int) -> list[str]:
    """Every file with a label of an order: all forms of each, and the batches they are in."""
    labels = sa.select(Label.path).join(Parcel, Parcel.id == Label.parcel_id)
    batches = (
        sa.select(Batch.path)
        .join(BatchSheet, BatchSheet.batch_id == Batch.id)
        .join(Order, Order.number == BatchSheet.order_no)
        .where(Order.id == order_id, Batch.path.is_not(None))
    )
    paths = [
        *session.scalars(labels.where(Parcel.order_id == order_id)),
        *session.scalars(batches.distinct()),
    ]
    return [form for path in paths if path for form in vault.forms_of(path)]


def subjects_of(session: Session, order_id: int) -> list[str]:
    """What facts and trouble of an order's parcels are about: parcels, and void numbers."""
    mine = Parcel.order_id == order_id
    void = session.execute(
        sa.select(Parcel.number, Waybill.number, Waybill.id)
        .join(Waybill, Waybill.parcel_id == Parcel.id)
        .where(mine)
    )
    parcels = session.scalars(sa.select(Parcel.number).where(mine))
    return [*parcels, *(f"{parcel} {number or key}" for parcel, number, key in void)]


def forget_words(session: Session, order_id: int, order_no: str) -> None:
    """Delete why labels were copied or given up, and what made one undrawable."""
    mine = sa.select(Parcel.id).where(Parcel.order_id == order_id)
    session.execute(sa.update(Label).where(Label.parcel_id.in_(mine)).values(reason=None))
    session.execute(
        sa.update(Waybill).where(Waybill.parcel_id.in_(mine)).values(void_reason=None)
    )
    session.execute(
        sa.update(BatchSheet).where(BatchSheet.order_no == order_no).values(details={})
    )


def kept_in(session: Session, folder: str) -> list[str]:
    """The files of a day's folder whose people are still needed: labels and batches."""
    unpurged = Order.purged_at.is_(None)
    below = f"{folder}/"
    labels = (
        sa.select(Label.path)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .join(Order, Order.id == Parcel.order_id)
        .where(Label.path.startswith(below), unpurged)
    )
    batches = (
        sa.select(Batch.path)
        .join(BatchSheet, BatchSheet.batch_id == Batch.id)
        .join(Order, Order.number == BatchSheet.order_no)
        .where(Batch.path.startswith(below), unpurged)
    )
    return [path for query in (labels, batches) for path in session.scalars(query) if path]


def _drivers(warehouse_id: int, before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    named = (Manifest.driver, Manifest.signed_by, Manifest.signature)
    return (
        Manifest.warehouse_id == warehouse_id,
        Manifest.closed_at < before,
        sa.or_(*(column.is_not(None) for column in named)),
    )


def drivers_due(session: Session, warehouse_id: int, before: datetime) -> int:
    """How many sheets closed before a moment still name who drove."""
    query = sa.select(sa.func.count()).select_from(Manifest)
    return session.scalar(query.where(*_drivers(warehouse_id, before))) or 0


def forget_drivers(session: Session, actor: Actor, before: datetime, limit: int) -> int:
    """Delete names and drawn signatures from sheets closed before a moment; how many."""
    rows = session.scalars(
        sa.select(Manifest)
        .where(*_drivers(actor.warehouse_id, before))
        .order_by(Manifest.id)
        .limit(limit)
    ).all()
    for row in rows:
        row.driver = row.signed_by = row.signature = None
    if rows:
        record(session, actor, DriversPurged(manifests=len(rows)))
    return len(rows)
