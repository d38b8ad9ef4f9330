"""Out of a wave again: a cancelled wave, an order that is taken off the floor."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.models import Order
from app.orders.rules import ORDER, HoldReason, OrderAct, OrderState
from app.waves import expecting, locks, suffix, tasks, totes
from app.waves.events import OrderLeftWave
from app.waves.models import PickList, PickTask, TaskShare, Wave, WaveOrder
from app.waves.rules import PICK_LIST, WAVE, ListAct, WaveAct


def members_of(session: Session, wave_id: int) -> list[Order]:
    """The orders of a wave, locked; one that left it while we waited is none any more."""
    query = sa.select(WaveOrder.order_id).where(WaveOrder.wave_id == wave_id, WaveOrder.active)
    rows = order_locks.orders_by_ids(session, session.scalars(query).all())
    still = set(session.scalars(query))
    return [row for row in rows if row.id in still]


def leave(session: Session, actor: Actor, wave: Wave, order: Order, why: str) -> None:
    """Take an order out of a wave's book; a waved one is ready again."""
    session.execute(
        sa.delete(WaveOrder).where(WaveOrder.wave_id == wave.id, WaveOrder.order_id == order.id)
    )
    if order.state is OrderState.WAVED:
        orders.advance(session, actor, order, OrderAct.UNPLAN)
    left = OrderLeftWave(order_no=order.number, wave=wave.number, why=why)
    record(session, actor, left, subject=order.number)


def cancel(session: Session, actor: Actor, number: str) -> dict[str, list[str]]:
    """Cancel a wave: what is picked goes back, its orders are ready (or held for stock).

    Orders that a bench has opened already go on.

    Returns:
        Order numbers by what became of them: ready, held, going_on.

    Raises:
        Refused: ``wave.unknown``, ``wave.over``.
    """
    locks.lists_of_wave(session, actor.warehouse_id, number)
    wave = locks.wave_by_number(session, actor.warehouse_id, number)
    if not WAVE.allows(wave.state, WaveAct.CANCEL):
        raise Refused("wave.over", wave=number, state=str(wave.state))
    outcome: dict[str, list[str]] = {"ready": [], "held": [], "going_on": []}
    members = members_of(session, wave.id)
    tasks.move_wave(session, actor, wave, WaveAct.CANCEL)
    for order in members:
        outcome[_back_to_ready(session, actor, wave, order)].append(order.number)
    for row in locks.lists_of(session, wave.id):
        if PICK_LIST.allows(row.state, ListAct.CANCEL):
            tasks.move_list(session, actor, row, ListAct.CANCEL, why="wave cancelled")
            totes.free_empty(session, row.id, actor)
    session.execute(
        sa.update(WaveOrder).where(WaveOrder.wave_id == wave.id).values(active=False)
    )
    return outcome


def _back_to_ready(session: Session, actor: Actor, wave: Wave, order: Order) -> str:
    if not ORDER.allows(order.state, OrderAct.UNPLAN):
        return "going_on"
    picked = [held for held in inventory.holdings(session, order.id) if not held.going_back]
    keep = sum(held.quantity for held in picked) > _picked_in(session, wave, order)
    withdraw(session, actor, order, keep=keep)
    orders.advance(session, actor, order, OrderAct.UNPLAN)
    again = [(held.order_line_id, held.sku_id, held.quantity) for held in picked]
    if keep:
        return "ready"
    # What was picked goes back, so the order needs other units until it is on the shelf.
    if again and inventory.promise(session, actor, order.id, again):
        inventory.unpromise(session, actor, order.id)
        orders.hold(session, actor, order, HoldReason.SHORT_STOCK)
        return "held"
    return "ready"


def _picked_in(session: Session, wave: Wave, order: Order) -> int:
    """Units that this wave put into totes for an order; it may have had others before."""
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(TaskShare.picked), 0))
        .join(PickTask, PickTask.id == TaskShare.task_id)
        .join(PickList, PickList.id == PickTask.pick_list_id)
        .where(PickList.wave_id == wave.id, TaskShare.order_id == order.id)
    )
    return int(session.execute(query).scalar_one())


def hold_lists(session: Session, order_ids: Sequence[int]) -> None:
    """Let no scan begin on the lists of orders that are about to be withdrawn.

    To be called before the orders are locked: a scan locks its list, then the order.
    """
    locks.lists_of_orders(session, order_ids)


def withdraw(session: Session, actor: Actor, order: Order, *, keep: bool = False) -> None:
    """Take an order out of its wave and lists, whatever its state.

    Unfinished tasks are cancelled and their promises are soft again; what is picked stays
    in its totes and waits to be put back, or with *keep* for the rest of the order. The
    order's state is the caller's business. Nothing happens the second time.
    """
    lists: set[int] = set()
    for task in locks.unfinished_tasks(session, order.id):
        tasks.drop_order(session, actor, task, order.id, "withdrawn")
        lists.add(task.pick_list_id)
    tasks.end_lists(session, actor, lists)
    for list_id in sorted(lists):
        row = locks.list_by_id(session, list_id)
        if row.state in tasks.LIVE_LISTS:
            suffix.replan(session, actor, row, f"{order.number} left")
        else:
            expecting.renew_lists(session, [list_id])
    if not keep:
        inventory.send_back(session, actor, order.id)
        totes.set_aside(session, actor, order.id)
    for wave_id in session.scalars(
        sa.select(WaveOrder.wave_id).where(WaveOrder.order_id == order.id, WaveOrder.active)
    ).all():
        wave = session.get_one(Wave, wave_id)
        session.execute(
            sa.delete(WaveOrder).where(
                WaveOrder.wave_id == wave_id, WaveOrder.order_id == order.id
            )
        )
        left = OrderLeftWave(order_no=order.number, wave=wave.number, why="withdrawn")
        record(session, actor, left, subject=order.number)
