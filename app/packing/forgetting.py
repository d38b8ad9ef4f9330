"""What somebody typed at the scale goes with whom the order was for; weights stay."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.packing.models import Parcel, Weighing


def forget_words(session: Session, order_id: int) -> None:
    """Delete why weights of an order's parcels were typed or forced."""
    mine = sa.select(Parcel.id).where(Parcel.order_id == order_id)
    session.execute(
        sa.update(Weighing)
        .where(Weighing.parcel_id.in_(mine), Weighing.reason.is_not(None))
        .values(reason=None)
    )
