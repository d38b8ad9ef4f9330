"""The slots of a wall, what lies in them, and what is still to be sorted into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

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


class _Bulk(NamedTuple):
    """A tote of a total pick."""

    code: str
    list_id: int
    wave_id: int


def _bulk_totes(
    session: Session, warehouse_id: int, codes: Collection[str] | None = None
) -> dict[str, _Bulk]:
    """The totes of total picks (those of *codes*) that are in use, by the ledger's name."""
    query = (
        sa.select(Tote.code, PickList.id, PickList.wave_id)
        .join(PickList, PickList.id == Tote.pick_list_id)
        .where(Tote.warehouse_id == warehouse_id, PickList.mode == Mode.WALL)
    )
    if codes is not None:
        query = query.where(Tote.code.in_(codes))
    return {tote_place(row[0]): _Bulk(*row) for row in session.execute(query)}


def waiting(session: Session, warehouse_id: int) -> list[Waiting]:
    """All units in the totes of total picks."""
    totes = _bulk_totes(session, warehouse_id)
    if not totes:
        return []
    query = (
        sa.select(
            Holding,
            Order.cut_off_at,
            Order.state,
            Order.mask,
            Order.not_before,
            _slot_of_order().label("slot"),
        )
        .join(Order, Order.id == Holding.order_id)
        .where(Holding.warehouse_id == warehouse_id, Holding.place.in_(totes))
        .execution_options(populate_existing=True)
    )
    now = clock.now()
    return [_waiting(row, totes[row[0].place], now) for row in session.execute(query)]


def _slot_of_order() -> sa.ScalarSelect[str]:
    slot, bin_ = aliased(Tote), aliased(Bin)
    return (
        sa.select(slot.code)
        .join(bin_, sa.and_(bin_.warehouse_id == slot.warehouse_id, bin_.code == slot.code))
        .where(slot.order_id == Holding.order_id, bin_.kind == BinKind.WALL)
        .limit(1)
        .scalar_subquery()
    )


def _waiting(row: Any, tote: _Bulk, now: datetime) -> Waiting:
    held = row[0]
    early = row.not_before is not None and row.not_before > now
    return Waiting(
        tote=tote.code,
        list_id=tote.list_id,
        wave_id=tote.wave_id,
        order_id=held.order_id,
        line_id=held.order_line_id,
        sku_id=held.sku_id,
        quantity=held.quantity,
        cut_off_at=row.cut_off_at,
        slot=row.slot,
        may_go=row.state in SORTABLE and not row.mask and not early,
        going_back=held.going_back,
    )


def unsorted(
    session: Session, warehouse_id: int, order_ids: Collection[int]
) -> dict[int, int]:
    """Units of orders that still lie in totes of a total pick, by order."""
    query = (
        sa.select(Holding.order_id, Holding.place, sa.func.sum(Holding.quantity))
        .where(Holding.order_id.in_(order_ids), ~Holding.going_back)
        .where(Holding.place.startswith(tote_place("")))
        .group_by(Holding.order_id, Holding.place)
    )
    rows = session.execute(query).all()
    codes = {row.place.removeprefix(tote_place("")) for row in rows}
    totes = _bulk_totes(session, warehouse_id, codes) if codes else {}
    found: dict[int, int] = defaultdict(int)
    for order_id, place, units in rows:
        if order_id is not None and place in totes:
            found[order_id] += int(units)
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
