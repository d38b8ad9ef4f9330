"""Every row lock of shipping: order and parcel first (packing.locks), then these."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.packing.models import Parcel
from app.shipping.models import Batch, Carrier, Manifest, TruthClock, Waybill
from app.shipping.rules import WaybillState


def live_waybill(session: Session, parcel_id: int) -> Waybill | None:
    """The waybill of a parcel that is not void; there is one at most."""
    return session.scalar(
        sa.select(Waybill)
        .where(Waybill.parcel_id == parcel_id, Waybill.state != WaybillState.VOID)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def waybill_by_id(session: Session, waybill_id: int) -> Waybill:
    """A waybill, void or not; order and parcel are locked already."""
    return session.scalars(
        sa.select(Waybill)
        .where(Waybill.id == waybill_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def carrier_by_code(session: Session, actor: Actor, code: str) -> Carrier | None:
    """A carrier of the actor's site: whoever opens a sheet for it, one after the other."""
    return session.scalar(
        sa.select(Carrier)
        .where(Carrier.warehouse_id == actor.warehouse_id, Carrier.code == code)
        .with_for_update(key_share=True)
    )


def manifest_by_number(session: Session, actor: Actor, number: str) -> Manifest:
    """A hand-over sheet.

    Raises:
        Refused: ``manifest.unknown``.
    """
    row = session.scalar(
        sa.select(Manifest)
        .where(Manifest.number == number, Manifest.warehouse_id == actor.warehouse_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused("manifest.unknown", manifest=number)
    return row


def batch_by_id(session: Session, batch_id: int) -> Batch:
    """A batch of pre-prints."""
    return session.scalars(
        sa.select(Batch)
        .where(Batch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def batch_by_number(session: Session, actor: Actor, number: str) -> Batch:
    """A batch of pre-prints of this site.

    Raises:
        Refused: ``batch.unknown``.
    """
    row = session.scalar(
        sa.select(Batch)
        .where(Batch.number == number, Batch.warehouse_id == actor.warehouse_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused("batch.unknown", batch=number)
    return row


def truth_clock(session: Session, waybill_id: int) -> TruthClock | None:
    """A handed-over parcel's clocks."""
    return session.scalar(
        sa.select(TruthClock)
        .where(TruthClock.waybill_id == waybill_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def parcel_of_code(session: Session, actor: Actor, code: str) -> str | None:
    """The number of the parcel that a scanned waybill, or parcel number, stands for."""
    wanted = code.strip()
    by_waybill = session.scalar(
        sa.select(Parcel.number)
        .join(Waybill, Waybill.parcel_id == Parcel.id)
        .where(Waybill.number == wanted, Parcel.warehouse_id == actor.warehouse_id)
        .order_by(Waybill.id.desc())
        .limit(1)
    )
    if by_waybill is not None:
        return by_waybill
    return session.scalar(
        sa.select(Parcel.number).where(
            Parcel.number == wanted, Parcel.warehouse_id == actor.warehouse_id
        )
    )
