"""Finding what a hub call is about: an order with its split parts, or a merged one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.errors import Refused
from app.core.events import Actor
from app.orders import locks
from app.orders.models import Order, OrderIdentity
from app.orders.rules import identity
from app.packing.models import Parcel
from app.packing.rules import ParcelState


def identity_of(session: Session, actor: Actor, platform: str, no: str) -> OrderIdentity | None:
    """The row of a number, locked; None for one that nobody has used.

    Raises:
        Refused: ``order.unknown``: it belongs to another site.
    """
    row = session.scalar(
        sa.select(OrderIdentity)
        .where(
            OrderIdentity.source_platform == identity(platform),
            OrderIdentity.external_order_no == identity(no),
            OrderIdentity.split_no == 0,
        )
        .with_for_update(key_share=True)
    )
    if row is not None and row.order_id is not None:
        site = session.scalar(sa.select(Order.warehouse_id).where(Order.id == row.order_id))
        if site != actor.warehouse_id:
            raise Refused("order.unknown", order_no=no)
    return row


def find(session: Session, actor: Actor, platform: str, no: str) -> list[Order]:
    """Lock the order of a number, with its split parts; for a member the merged order.

    Raises:
        Refused: ``order.unknown``.
    """
    row = identity_of(session, actor, platform, no)
    if row is None or row.order_id is None:
        raise Refused("order.unknown", order_no=no)
    order = locks.order_by_id(session, row.order_id)
    return locks.family(session, order.source_platform, order.external_order_no)


def order_ids(session: Session, order_id: int) -> list[int]:
    """The keys of an order and its split parts, not locked."""
    one = aliased(Order)
    same = sa.and_(
        Order.source_platform == one.source_platform,
        Order.external_order_no == one.external_order_no,
    )
    return list(session.scalars(sa.select(Order.id).join(one, same).where(one.id == order_id)))


def parcels_inside(session: Session, order_ids: list[int]) -> tuple[list[str], bool]:
    """The parcels that are still here, and whether one has left already."""
    rows = session.execute(
        sa.select(Parcel.number, Parcel.state)
        .where(Parcel.order_id.in_(order_ids), Parcel.state != ParcelState.VOID)
        .order_by(Parcel.number)
    ).all()
    left = [row.number for row in rows if row.state is ParcelState.HANDED_OVER]
    return [row.number for row in rows if row.number not in left], bool(left)
