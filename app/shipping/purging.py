"""Which files of labels a purge deletes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.vault import Vault
from app.orders.models import Order
from app.packing.models import Parcel
from app.shipping.models import Batch, BatchSheet, Label


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
