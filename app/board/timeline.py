"""Orders to look up, and everything that happened to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import words
from app.core.errors import Refused
from app.core.events import EventRow, EventSeal
from app.orders.models import Order, OrderLine
from app.orders.rules import Mask, OrderState, holds_of
from app.packing.models import Parcel
from app.people.models import Person
from app.returns.models import Return
from app.shipping.models import Waybill
from app.shipping.rules import WaybillState
from app.waves.models import Wave, WaveOrder


class OrderRow(msgspec.Struct, kw_only=True):
    """An order of the list."""

    order_no: str
    source_platform: str
    external_order_no: str
    state: str
    state_at: datetime
    holds: list[str]
    mask: list[str]
    cut_off_at: datetime
    carrier: str | None
    priority: str
    wave: str | None
    lines: int
    units: int


class Happening(msgspec.Struct, kw_only=True):
    """One fact; ``seq`` is its place in the chain, None until it is sealed."""

    at: datetime
    tag: str
    subject: str | None
    actor: str
    name: str
    device: str | None
    seq: int | None
    body: dict[str, Any]


class ParcelRow(msgspec.Struct, kw_only=True):
    """A parcel of an order."""

    parcel_no: str
    state: str
    grams: int | None
    waybill: str | None
    carrier: str | None


class LineRow(msgspec.Struct, kw_only=True):
    """A line of an order."""

    line_no: int
    sku: str
    name: str | None
    quantity: int
    cut: int
    gift: bool
    dropped: bool


class OrderStory(msgspec.Struct, kw_only=True):
    """An order with its parcels, returns and its whole timeline, the oldest first."""

    order: OrderRow
    created_at: datetime
    ship_by: datetime
    transaction_id: str | None
    cancel_reason: str | None
    content: list[LineRow]
    parcels: list[ParcelRow]
    returns: list[str]
    timeline: list[Happening]


def orders(
    session: Session,
    warehouse_id: int,
    *,
    state: OrderState | None = None,
    number: str | None = None,
    since: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[OrderRow]:
    """Orders, those longest in their state first.

    Args:
        session: to read with.
        warehouse_id: the site.
        state: these alone; all open ones when None and no *number* is given.
        number: ours, the hub's or a parcel's or waybill's.
        since: those that came into their state at or after this moment.
        after: the last number of the page before.
        limit: how many at most.
    """
    query = _rows().where(Order.warehouse_id == warehouse_id)
    if number is not None:
        query = query.where(Order.id.in_(_named(number)))
    if state is not None:
        query = query.where(Order.state == state)
    elif number is None:
        query = query.where(Order.state.not_in((OrderState.SHIPPED, OrderState.CANCELLED)))
    if since is not None:
        query = query.where(Order.state_at >= since)
    if after is not None:
        last = session.execute(
            sa.select(Order.state_at, Order.id).where(Order.number == after)
        ).first()
        if last is None:
            raise Refused("order.unknown", order_no=after)
        query = query.where(
            sa.tuple_(Order.state_at, Order.id) > sa.tuple_(last.state_at, last.id)
        )
    found = session.execute(query.order_by(Order.state_at, Order.id).limit(limit))
    return [_row(row) for row in found]


def _named(number: str) -> sa.Select[Any]:
    """Keys of the orders that a number names; one statement a kind of number."""
    by_parcel = sa.select(Parcel.order_id).where(Parcel.number == number)
    by_waybill = (
        sa.select(Parcel.order_id)
        .join(Waybill, Waybill.parcel_id == Parcel.id)
        .where(Waybill.number == number)
    )
    return sa.select(Order.id).where(
        sa.or_(
            Order.number == number,
            Order.external_order_no == number,
            Order.id.in_(by_parcel),
            Order.id.in_(by_waybill),
        )
    )


def _rows() -> sa.Select[Any]:
    wave = (
        sa.select(Wave.number)
        .join(WaveOrder, WaveOrder.wave_id == Wave.id)
        .where(WaveOrder.order_id == Order.id)
        .order_by(Wave.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = OrderLine.order_id == Order.id
    lines = sa.select(sa.func.count()).where(mine).scalar_subquery()
    units = sa.select(sa.func.sum(OrderLine.quantity - OrderLine.cut)).where(mine)
    return sa.select(
        Order, wave.label("wave"), lines.label("lines"), units.scalar_subquery().label("units")
    )


def _row(found: Any) -> OrderRow:
    row = found.Order
    return OrderRow(
        order_no=row.number,
        source_platform=row.source_platform,
        external_order_no=row.external_order_no,
        state=row.state,
        state_at=row.state_at,
        holds=[str(reason) for reason in holds_of(row.holds)],
        mask=Mask(row.mask).names,
        cut_off_at=row.cut_off_at,
        carrier=row.carrier,
        priority=row.priority,
        wave=found.wave,
        lines=found.lines,
        units=found.units or 0,
    )


def story(session: Session, warehouse_id: int, number: str) -> OrderStory:
    """An order and all that happened to it.

    Raises:
        Refused: ``order.unknown``.
    """
    found = session.execute(
        _rows().where(Order.warehouse_id == warehouse_id, Order.number == number)
    ).first()
    if found is None:
        raise Refused("order.unknown", order_no=number)
    row = found.Order
    parcels = _parcels(session, row.id)
    returned = list(session.scalars(sa.select(Return.number).where(Return.order_id == row.id)))
    subjects = [row.number, f"order:{row.number}", *(p.parcel_no for p in parcels), *returned]
    return OrderStory(
        order=_row(found),
        created_at=row.created_at,
        ship_by=row.ship_by,
        transaction_id=row.transaction_id,
        cancel_reason=row.cancel_reason,
        content=_content(session, row.id),
        parcels=parcels,
        returns=returned,
        timeline=_timeline(session, subjects),
    )


def _content(session: Session, order_id: int) -> list[LineRow]:
    rows = session.scalars(
        sa.select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.line_no)
    )
    return [
        LineRow(
            line_no=row.line_no,
            sku=row.sku,
            name=row.name,
            quantity=row.quantity,
            cut=row.cut,
            gift=row.gift,
            dropped=row.dropped,
        )
        for row in rows
    ]


def _parcels(session: Session, order_id: int) -> list[ParcelRow]:
    live = sa.and_(Waybill.parcel_id == Parcel.id, Waybill.state != WaybillState.VOID)
    query = (
        sa.select(Parcel, Waybill.number.label("waybill"), Waybill.carrier)
        .outerjoin(Waybill, live)
        .where(Parcel.order_id == order_id)
        .order_by(Parcel.piece)
    )
    return [
        ParcelRow(
            parcel_no=row.Parcel.number,
            state=row.Parcel.state,
            grams=row.Parcel.measured_g,
            waybill=row.waybill,
            carrier=row.carrier,
        )
        for row in session.execute(query)
    ]


def _timeline(session: Session, subjects: list[str]) -> list[Happening]:
    query = (
        sa.select(EventRow, EventSeal.seq, Person.name)
        .outerjoin(EventSeal, EventSeal.event_id == EventRow.id)
        .outerjoin(Person, Person.badge == EventRow.actor)
        .where(EventRow.subject.in_(subjects))
        .order_by(EventRow.id)
    )
    rows = session.execute(query).all()
    bodies = words.bodies(session, [row.EventRow for row in rows])
    return [
        Happening(
            at=row.EventRow.at,
            tag=row.EventRow.tag,
            subject=row.EventRow.subject,
            actor=row.EventRow.actor,
            name=row.name or row.EventRow.actor,
            device=row.EventRow.device,
            seq=row.seq,
            body=bodies[row.EventRow.id],
        )
        for row in rows
    ]
