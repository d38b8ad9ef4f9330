"""What a code means to a bench: a parcel, an order, or a tote."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog import codes
from app.catalog.queries import find_barcode, skus_by_code
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders.models import Order
from app.packing.models import Parcel
from app.waves.models import PickList, Tote
from app.waves.rules import Mode


@dataclass(frozen=True)
class Found:
    """What a code led to.

    Attributes:
        order_id: the order; None for a tote with the units of many single-item orders.
        parcel_no: when the code was a parcel's.
        tote_id: when the code was such a tote's.
    """

    order_id: int | None = None
    parcel_no: str | None = None
    tote_id: int | None = None


def find(session: Session, actor: Actor, code: str) -> Found | None:
    """The parcel, order or tote that *code* names; None when it names none of them.

    Raises:
        Refused: ``packing.tote_empty``, ``packing.tote_going_back``,
            ``packing.tote_for_wall``.
    """
    parcel = session.execute(
        sa.select(Parcel.order_id, Parcel.number).where(
            Parcel.warehouse_id == actor.warehouse_id, Parcel.number == code
        )
    ).first()
    if parcel is not None:
        return Found(order_id=parcel.order_id, parcel_no=parcel.number)
    orders = session.scalars(
        sa.select(Order.id)
        .where(Order.warehouse_id == actor.warehouse_id)
        .where(sa.or_(Order.number == code, Order.external_order_no == code))
        .limit(2)
    ).all()
    if len(orders) == 1:
        return Found(order_id=orders[0])
    tote = session.scalar(
        sa.select(Tote).where(Tote.warehouse_id == actor.warehouse_id, Tote.code == code)
    )
    return _in_tote(session, tote) if tote is not None else None


def _in_tote(session: Session, tote: Tote) -> Found:
    mode = session.scalar(sa.select(PickList.mode).where(PickList.id == tote.pick_list_id))
    held = session.execute(
        sa.select(Holding.order_id, Holding.going_back)
        .where(Holding.warehouse_id == tote.warehouse_id)
        .where(Holding.place == tote_place(tote.code))
        .distinct()
    ).all()
    orders = {row.order_id for row in held if not row.going_back and row.order_id is not None}
    if orders and mode is Mode.WALL:
        raise Refused("packing.tote_for_wall", tote=tote.code)
    if orders and (mode is Mode.SINGLE or len(orders) > 1):
        return Found(tote_id=tote.id)
    if not orders and held:
        raise Refused("packing.tote_going_back", tote=tote.code)
    order_id = next(iter(orders), tote.order_id)
    if order_id is None:
        raise Refused("packing.tote_empty", tote=tote.code)
    return Found(order_id=order_id)


@dataclass(frozen=True)
class Item:
    """What an item's code says: so many units of a SKU."""

    sku_id: int
    units: int


def item(session: Session, warehouse_id: int, code: str) -> Item | None:
    """The SKU behind a scanned barcode (or its own code), and the units of one scan."""
    scanned = codes.parse(code)
    found = find_barcode(session, warehouse_id, scanned.candidates)
    if found is None:
        sku_id = skus_by_code(session, [scanned.code]).get(scanned.code)
        found = (sku_id, 1) if sku_id is not None else None
    if found is None:
        return None
    return Item(found[0], scanned.count or found[1])
