"""What stands on the basket tickets of a wave: one for each tote, or order without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import sku_facts
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order, OrderLine
from app.orders.rules import Priority
from app.waves.models import PickList, PickTask, TaskShare, Tote, Wave, WaveOrder
from app.waves.rules import TaskState
from labels import Basket

_NOT_PICKED = (TaskState.CANCELLED, TaskState.PUTBACK)


@dataclass
class _Slot:
    """What one slot of a cart, or one order of a locked wave, is to hold."""

    pick_list: str = ""
    slot: int = 0
    orders: set[int] = field(default_factory=set)
    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    totes: list[str] = field(default_factory=list)


def baskets(session: Session, actor: Actor, number: str, zone: ZoneInfo) -> list[Basket]:
    """The tickets of a wave, list by list and slot by slot; before its release by order.

    Raises:
        Refused: ``wave.unknown``, ``batch.no_basket``.
    """
    wave = session.scalar(
        sa.select(Wave).where(Wave.warehouse_id == actor.warehouse_id, Wave.number == number)
    )
    if wave is None:
        raise Refused("wave.unknown", wave=number)
    slots = _of_lists(session, wave.id) or _of_orders(session, wave.id)
    if not slots:
        raise Refused("batch.no_basket", wave=number)
    keys = {key for slot in slots for key in slot.orders}
    orders = {
        order.id: order
        for at in _some(keys)
        for order in session.scalars(sa.select(Order).where(Order.id.in_(at)))
    }
    names = sku_facts(session, {key for slot in slots for key in slot.units})
    goods = {key: (sku.name, sku.code) for key, sku in names.items()}
    return [
        _basket(wave, slot, [orders[key] for key in slot.orders], goods, zone, tote=tote)
        for slot in slots
        for tote in slot.totes or [""]
    ]


def _some(keys: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(keys)
    return (wanted[at : at + 500] for at in range(0, len(wanted), 500))


def _of_lists(session: Session, wave_id: int) -> list[_Slot]:
    found: dict[tuple[int, int], _Slot] = {}
    tasks = session.execute(
        sa.select(
            PickList.id,
            PickList.number,
            PickTask.slot,
            PickTask.sku_id,
            TaskShare.order_id,
            TaskShare.quantity,
        )
        .join(PickTask, PickTask.pick_list_id == PickList.id)
        .join(TaskShare, TaskShare.task_id == PickTask.id)
        .where(PickList.wave_id == wave_id, PickTask.state.not_in(_NOT_PICKED))
        .order_by(PickList.id, PickTask.slot, PickTask.seq)
    )
    for list_id, number, at, sku_id, order_id, quantity in tasks:
        slot = found.setdefault((list_id, at), _Slot(number, at))
        slot.orders.add(order_id)
        slot.units[sku_id] += quantity
    totes = session.execute(
        sa.select(Tote.pick_list_id, Tote.slot, Tote.code)
        .join(PickList, PickList.id == Tote.pick_list_id)
        .where(PickList.wave_id == wave_id)
        .order_by(Tote.code)
    )
    for bound_to, place, code in totes:
        holds = found.get((bound_to or 0, place or 0))
        if holds is not None:
            holds.totes.append(code)
    return list(found.values())


def _of_orders(session: Session, wave_id: int) -> list[_Slot]:
    found: dict[int, _Slot] = {}
    lines = session.execute(
        sa.select(OrderLine.order_id, OrderLine.sku_id, OrderLine.quantity - OrderLine.cut)
        .join(WaveOrder, WaveOrder.order_id == OrderLine.order_id)
        .where(WaveOrder.wave_id == wave_id, WaveOrder.active, ~OrderLine.dropped)
        .order_by(OrderLine.order_id, OrderLine.line_no)
    )
    for order_id, sku_id, quantity in lines:
        slot = found.setdefault(order_id, _Slot(orders={order_id}))
        if sku_id is not None and quantity > 0:
            slot.units[sku_id] += quantity
    return list(found.values())


def _basket(
    wave: Wave,
    slot: _Slot,
    orders: list[Order],
    goods: dict[int, tuple[str, str]],
    zone: ZoneInfo,
    *,
    tote: str,
) -> Basket:
    alone = orders[0] if len(orders) == 1 else None
    due: datetime = min((order.cut_off_at for order in orders), default=wave.cut_off_at)
    carriers = sorted({order.carrier for order in orders if order.carrier})
    urgent = any(order.priority is Priority.URGENT for order in orders)
    return Basket(
        code=tote or (alone.number if alone else slot.pick_list),
        wave=wave.number,
        cut_off=due.astimezone(zone),
        order_no=alone.number if alone else "",
        pick_list=slot.pick_list,
        slot=slot.slot,
        orders=len(orders),
        carrier=" ".join(carriers),
        urgent=urgent,
        lines=tuple((*goods[key], units) for key, units in slot.units.items() if key in goods),
    )
