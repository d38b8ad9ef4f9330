"""The slots of a wall, what lies in them, and what is still to be sorted into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core import clock
from app.core.errors import Refused
from app.inventory.models import Bin, Holding
from app.inventory.rules import BinKind, tote_place
from app.orders.models import Order, OrderLine
from app.sorting.rules import SORTABLE, SlotState, Waiting, by_label, label_of, slot_state
from app.waves.models import PickList, Tote
from app.waves.rules import Mode, ToteState

TOTE = sa.literal(tote_place("")) + Tote.code


@dataclass(frozen=True)
class SlotView:
    """A slot: *units* of *wanted* lie in it."""

    slot: str
    code: str
    state: SlotState
    order_no: str | None
    units: int
    wanted: int


def slots_of(session: Session, warehouse_id: int, wall: str) -> list[str]:
    """The codes of a wall's slots, as the wall shows them.

    Raises:
        Refused: ``wall.unknown``.
    """
    query = sa.select(Bin.code).where(
        Bin.warehouse_id == warehouse_id, Bin.zone == wall, Bin.kind == BinKind.WALL
    )
    found = sorted(session.scalars(query), key=by_label)
    if not found:
        raise Refused("wall.unknown", wall=wall)
    return found


def waiting(
    session: Session, warehouse_id: int, *where: sa.ColumnElement[bool]
) -> list[Waiting]:
    """Units in the totes of total picks that fit *where*."""
    slot, bin_ = aliased(Tote), aliased(Bin)
    at_wall = (
        sa.select(slot.code)
        .join(bin_, sa.and_(bin_.warehouse_id == slot.warehouse_id, bin_.code == slot.code))
        .where(slot.order_id == Holding.order_id, bin_.kind == BinKind.WALL)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            Tote.code,
            PickList.id,
            PickList.wave_id,
            Holding.order_id,
            Holding.order_line_id,
            Holding.sku_id,
            Holding.quantity,
            Holding.going_back,
            Order.cut_off_at,
            Order.state,
            Order.mask,
            Order.not_before,
            at_wall.label("slot"),
        )
        .join(Tote, sa.and_(Tote.warehouse_id == Holding.warehouse_id, Holding.place == TOTE))
        .join(PickList, PickList.id == Tote.pick_list_id)
        .join(Order, Order.id == Holding.order_id)
        .where(Holding.warehouse_id == warehouse_id, PickList.mode == Mode.WALL, *where)
        .execution_options(populate_existing=True)
    )
    now = clock.now()
    return [
        Waiting(
            tote=row.code,
            list_id=row.id,
            wave_id=row.wave_id,
            order_id=row.order_id,
            line_id=row.order_line_id,
            sku_id=row.sku_id,
            quantity=row.quantity,
            cut_off_at=row.cut_off_at,
            slot=row.slot,
            may_go=row.state in SORTABLE
            and not row.mask
            and (row.not_before is None or row.not_before <= now),
            going_back=row.going_back,
        )
        for row in session.execute(query)
    ]


def unsorted(session: Session, warehouse_id: int, order_ids: Iterable[int]) -> dict[int, int]:
    """Units of orders that still lie in totes of a total pick, by order."""
    found: dict[int, int] = defaultdict(int)
    for one in waiting(session, warehouse_id, Holding.order_id.in_(list(order_ids))):
        if not one.going_back:
            found[one.order_id] += one.quantity
    return found


def slot_views(session: Session, warehouse_id: int, wall: str) -> list[SlotView]:
    """The slots of a wall.

    Raises:
        Refused: ``wall.unknown``.
    """
    codes = slots_of(session, warehouse_id, wall)
    held = _held(session, warehouse_id, codes)
    orders = {order.id: order for order in held.values()}
    to_come = unsorted(session, warehouse_id, orders)
    wanted, here = _wanted(session, orders), _here(session, warehouse_id, codes)
    return [
        _slot(code, held.get(code), here.get(code, 0), wanted, to_come) for code in codes
    ]


def _held(session: Session, warehouse_id: int, codes: Sequence[str]) -> dict[str, Order]:
    query = (
        sa.select(Tote.code, Order)
        .join(Order, Order.id == Tote.order_id)
        .where(Tote.warehouse_id == warehouse_id, Tote.code.in_(codes))
        .where(Tote.state != ToteState.FREE)
    )
    return {code: order for code, order in session.execute(query)}  # noqa: C416  rows are no pairs to mypy


def _wanted(session: Session, order_ids: Iterable[int]) -> dict[int, int]:
    units = sa.func.sum(OrderLine.quantity - OrderLine.cut)
    query = (
        sa.select(OrderLine.order_id, units)
        .where(OrderLine.order_id.in_(list(order_ids)), ~OrderLine.dropped)
        .group_by(OrderLine.order_id)
    )
    return {order_id: int(count) for order_id, count in session.execute(query)}


def _here(session: Session, warehouse_id: int, codes: Sequence[str]) -> dict[str, int]:
    places = {tote_place(code): code for code in codes}
    query = (
        sa.select(Holding.place, sa.func.sum(Holding.quantity))
        .where(Holding.warehouse_id == warehouse_id, Holding.place.in_(places))
        .group_by(Holding.place)
    )
    return {places[place]: int(count) for place, count in session.execute(query)}


def _slot(
    code: str, order: Order | None, units: int, wanted: dict[int, int], to_come: dict[int, int]
) -> SlotView:
    if order is None:
        return SlotView(label_of(code), code, SlotState.FREE, None, units, 0)
    state = slot_state(
        order.state, stopped=order.mask != 0, to_come=to_come.get(order.id, 0)
    )
    return SlotView(
        label_of(code), code, state, order.number, units, wanted.get(order.id, units)
    )


def for_wall(found: Sequence[Waiting], slots: set[str]) -> list[Waiting]:
    """Those whose wave is not sorted at another wall already."""
    elsewhere = {one.wave_id for one in found if one.slot and one.slot not in slots}
    return [one for one in found if one.wave_id not in elsewhere]
