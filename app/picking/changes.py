"""Skip, unpick, full tote: what a picker may change of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.inventory import holdings
from app.inventory import locks as inventory_locks
from app.inventory import service as inventory
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.rules import OrderState
from app.picking import finishing, scanning, shorts
from app.picking import statements as sql
from app.picking.rules import Verdict
from app.picking.trip import Action, Outcome, Task, Trip, name
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from app.waves import locks, tasks, totes
from app.waves.models import PickTask, TaskShare, Tote
from app.waves.rules import TaskAct, TaskState


def skip(trip: Trip, _: Action, task: Task) -> Outcome:
    """Come back to the task at the end of the walk; what is in hand goes back first."""
    row = locks.task_by_id(trip.session, task.id)
    last = trip.session.scalar(
        sa.select(sa.func.max(PickTask.seq)).where(PickTask.pick_list_id == trip.row.id)
    )
    in_hand, row.picked, row.at_bin, row.seq = row.picked, 0, False, (last or 0) + 1
    tasks.touch(trip.session, row)
    trip.session.flush()
    following = trip.first_task()
    params = {"n": in_hand, "bin": task.bin, "next": following.bin if following else ""}
    say = "picking.skipped.put_back" if in_hand else "picking.skipped"
    return Outcome(Verdict.OK, say, params, shown=following.id if following else None)


def tote_full(trip: Trip, action: Action, task: Task) -> Outcome:
    """Close the slot's tote; *quantity* units of those in hand already lie in it."""
    if task.tote is None:
        about = {"slot": task.slot}
        return Outcome(Verdict.ALREADY_DONE, "picking.no_tote_yet", about, shown=task.id)
    tote, inside = task.tote, min(action.quantity or 0, task.picked)
    shown: int | None = task.id
    if inside:
        shown = _put_some(trip, task, inside)
    totes.mark_full(trip.session, trip.row.id, task.slot)
    params: dict[str, Any] = {"tote": tote, "slot": task.slot}
    if shown is None:  # they were the last units: no other tote is needed
        ended = scanning.after_task(trip)
        return Outcome(ended.verdict, ended.say, ended.params, shown=ended.shown)
    return Outcome(Verdict.OK, "picking.tote_full", params, shown=shown)


def _put_some(trip: Trip, task: Task, inside: int) -> int | None:
    """Finish a task with *inside* units; return the task of the rest, if there is one."""
    row = locks.task_by_id(trip.session, task.id)
    rest: int | None = None
    if inside < row.quantity:
        in_hand = row.picked - inside
        twin = tasks.split(trip.session, row, row.quantity - inside)
        tasks.move_task(trip.session, trip.actor, twin, TaskAct.START)
        twin.picked, twin.at_bin = in_hand, True
        tasks.touch(trip.session, twin)
        trip.session.flush()
        rest = twin.id
    task.quantity = task.picked = inside
    assert task.tote is not None
    scanning.move_units(trip, task, task.tote)
    return rest


def put_back_surplus(trip: Trip, task: Task) -> Outcome:
    """A new plan took units out of the task that are in the picker's hand: back with them."""
    trip.change = sql.CLEAR_SURPLUS, (task.id,)
    params = {"n": task.surplus, "bin": task.bin, "name": name(trip, task.sku_id)}
    return Outcome(Verdict.INTERCEPTED, "picking.surplus", params, shown=task.id)


def unpick(trip: Trip, action: Action, task: Task) -> Outcome:
    """Take back units: from the hand into their bin, from the tote to put-back."""
    units = action.quantity or 1
    if task.state == TaskState.DONE:
        return _take_out(trip, task, min(units, task.quantity))
    if not task.picked:
        return Outcome(Verdict.ALREADY_DONE, "picking.nothing_in_hand", {}, shown=task.id)
    row = locks.task_by_id(trip.session, task.id)
    units = min(units, row.picked)
    row.picked -= units
    trip.session.flush()
    params = {"n": units, "bin": task.bin, "picked": row.picked, "quantity": row.quantity}
    return Outcome(Verdict.OK, "picking.unpicked", params, shown=task.id)


def _take_out(trip: Trip, task: Task, units: int) -> Outcome:
    """Units of a finished task leave its tote; the order gets others, or is short."""
    row = locks.task_by_id(trip.session, task.id)
    tote = trip.session.scalar(sa.select(Tote.code).where(Tote.id == row.tote_id))
    shares = tasks.shares_of(trip.session, row.id)
    if tote is None or not _still_picking(trip, shares):
        return Outcome(Verdict.ALREADY_DONE, "picking.unpick_too_late", {})
    parts = _still_inside(trip, row, shares, tote, units)
    units = sum(part for _, part in parts)
    if not units:
        return Outcome(Verdict.ALREADY_DONE, "picking.unpick_too_late", {})
    sent = [_send_back(trip, row, share, part, tote) for share, part in parts]
    loose = [one for one in sent if one is not None]
    row.quantity -= units
    row.picked = row.quantity
    if not row.quantity:
        tasks.move_task(trip.session, trip.actor, row, TaskAct.PUT_BACK, "unpicked")
    trip.session.flush()
    shorts.place(trip.session, trip.actor, task.sku_id, loose)
    finishing.finish_orders(trip, {share.order_id for share in shares})
    following = trip.first_task()
    params = {"n": units, "tote": tote}
    return Outcome(
        Verdict.OK,
        "picking.unpicked.from_tote",
        params,
        shown=following.id if following else None,
    )


def _still_picking(trip: Trip, shares: list[TaskShare]) -> bool:
    orders = order_locks.orders_by_ids(trip.session, [share.order_id for share in shares])
    return all(order.state is OrderState.PICKING for order in orders)


def _still_inside(
    trip: Trip, row: PickTask, shares: list[TaskShare], tote: str, units: int
) -> list[tuple[TaskShare, int]]:
    """Whose units to take out, the last order's first; a put wall may have some already."""
    query = sa.select(Holding.order_line_id, Holding.quantity).where(
        Holding.warehouse_id == trip.site,
        Holding.place == tote_place(tote),
        Holding.sku_id == row.sku_id,
        ~Holding.going_back,
    )
    inside: dict[int, int] = {line_id: held for line_id, held in trip.session.execute(query)}  # noqa: C416  rows are no pairs to mypy
    parts = []
    for share in reversed(shares):
        part = min(units, share.quantity, inside.get(share.order_line_id, 0))
        if part:
            inside[share.order_line_id] -= part
            units -= part
            parts.append((share, part))
    return parts


def _send_back(
    trip: Trip, row: PickTask, share: TaskShare, units: int, tote: str
) -> shorts.Loose | None:
    """Mark units in a tote as going back; promise others. None: there are no others."""
    session, actor, place = trip.session, trip.actor, tote_place(tote)
    order_id, line_id = share.order_id, share.order_line_id
    (held,) = inventory_locks.holdings(
        session,
        actor.warehouse_id,
        Holding.place == place,
        Holding.sku_id == row.sku_id,
        Holding.order_line_id == line_id,
        ~Holding.going_back,
    )
    lifted = holdings.lift_from(session, held, units)
    holdings.hold(session, actor, place, replace(lifted, going_back=True))
    share.quantity -= units
    share.picked = share.quantity
    session.flush()
    order_no = session.scalar(sa.select(Order.number).where(Order.id == order_id)) or ""
    raise_exception(session, actor, ExceptionKind.PUT_BACK, order_no, units=units, tote=tote)
    before = finishing.soft_promises(session, order_id)
    if inventory.promise(session, actor, order_id, [(line_id, row.sku_id, units)]):
        return None
    (fresh,) = finishing.soft_promises(session, order_id) - before
    return shorts.Loose(
        reservation_id=fresh,
        order_id=order_id,
        order_line_id=line_id,
        units=units,
        list_id=row.pick_list_id,
        slot=row.slot,
        bulk=row.order_id is None,
    )
