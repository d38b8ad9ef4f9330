"""Every row lock of packing: the order first, then its parcels, by ascending id."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.orders import locks as order_locks
from app.orders.models import Order
from app.packing.models import BenchLock, Parcel


def parcel_and_order(session: Session, actor: Actor, number: str) -> tuple[Parcel, Order]:
    """Lock a parcel by its number, and its order.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    order_id = session.scalar(
        sa.select(Parcel.order_id).where(
            Parcel.number == number, Parcel.warehouse_id == actor.warehouse_id
        )
    )
    if order_id is None:
        raise Refused("packing.unknown_parcel", parcel_no=number)
    order = order_locks.order_by_id(session, order_id)
    parcel = next(one for one in parcels_of(session, order_id) if one.number == number)
    return parcel, order


def parcels_and_orders(
    session: Session, actor: Actor, numbers: Collection[str]
) -> dict[str, tuple[Parcel, Order]]:
    """Lock parcels and their orders, by number; one that does not exist is left out."""
    mine = (Parcel.number.in_(numbers), Parcel.warehouse_id == actor.warehouse_id)
    keys = session.scalars(sa.select(Parcel.order_id).where(*mine)).all()
    orders = {order.id: order for order in order_locks.orders_by_ids(session, keys)}
    found = session.scalars(
        sa.select(Parcel)
        .where(*mine, Parcel.order_id.in_(orders))
        .order_by(Parcel.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {parcel.number: (parcel, orders[parcel.order_id]) for parcel in found}


def parcels_of(session: Session, order_id: int) -> Sequence[Parcel]:
    """All parcels of an order, void ones too; the order is locked already."""
    return session.scalars(
        sa.select(Parcel)
        .where(Parcel.order_id == order_id)
        .order_by(Parcel.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def bench_lock(session: Session, bench_id: int) -> BenchLock | None:
    """What a bench is working on."""
    return session.scalar(
        sa.select(BenchLock)
        .where(BenchLock.bench_id == bench_id)
        .with_for_update(key_share=True)
    )


def lock_of_order(session: Session, order_id: int) -> BenchLock | None:
    """The bench that works on an order."""
    return session.scalar(
        sa.select(BenchLock)
        .where(BenchLock.order_id == order_id)
        .with_for_update(key_share=True)
    )


def lock_of_tote(session: Session, tote_id: int) -> BenchLock | None:
    """The bench beside which a tote of single items stands."""
    return session.scalar(
        sa.select(BenchLock)
        .where(BenchLock.tote_id == tote_id)
        .order_by(BenchLock.bench_id)
        .limit(1)
        .with_for_update(key_share=True)
    )
