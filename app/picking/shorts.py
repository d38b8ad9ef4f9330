"""Short picks: note it, close the bin for a count, and take the rest from elsewhere.

The same shortage is never asked twice: whoever else was to come to this bin is sent
elsewhere in the same moment, or the order is short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import Actor, record
from app.inventory import service as inventory
from app.inventory.models import Bin
from app.inventory.promises import split
from app.picking import finishing, scanning
from app.picking import statements as sql
from app.picking.events import ShortFound
from app.picking.models import Shortage
from app.picking.rules import ShortReason, Verdict
from app.picking.trip import Action, Outcome, Task, Trip
from app.waves import expecting, locks, suffix, tasks
from app.waves.models import PickTask, TaskShare
from app.waves.rules import PICK_TASK, TaskAct, TaskState


@dataclass(frozen=True)
class Loose:
    """Units that lost their stock row: a soft promise, and where they were to go."""

    reservation_id: int
    order_id: int
    order_line_id: int
    units: int
    list_id: int
    slot: int
    bulk: bool


def short(trip: Trip, action: Action, task: Task) -> Outcome:
    """The picker found fewer units than the task wants."""
    found = task.picked if action.found is None else action.found
    if found >= task.quantity:
        return Outcome(Verdict.OK, "picking.not_short", {"n": task.quantity}, shown=task.id)
    reason = ShortReason(action.reason or ShortReason.NONE)
    _lock_all(trip, task)
    row = locks.task_by_id(trip.session, task.id)
    missing = row.quantity - found
    loose = _cut(trip, row, missing)
    loose += _clear_others(trip, row)
    inventory.freeze(trip.session, trip.actor, row.stock_id, reason)
    _note(trip, task, found, missing, reason)
    if found == 0:
        tasks.move_task(trip.session, trip.actor, row, TaskAct.RUN_SHORT, str(reason))
    elif row.state is TaskState.OPEN:
        tasks.move_task(trip.session, trip.actor, row, TaskAct.START)
        row.at_bin = True
    trip.session.flush()
    here: int = trip.row.id
    standing = {here: task.bin_id}
    new = place(trip.session, trip.actor, task.sku_id, loose, standing)
    finishing.finish_orders(trip, {one.order_id for one in loose})
    shorter = {one.list_id for one in loose}
    tasks.end_lists(trip.session, trip.actor, shorter - {here})
    expecting.renew_lists(trip.session, shorter - {one.pick_list_id for one in new})
    mine = [one for one in new if one.pick_list_id == here]
    return _answer(trip, task, found, missing, mine)


def _lock_all(trip: Trip, task: Task) -> None:
    """Lock whose lists and orders lose units, before the shelf itself is locked."""
    locks.lists_of_stock(trip.session, task.stock_id)
    orders = trip.session.scalars(
        sa.select(TaskShare.order_id)
        .join(PickTask, PickTask.id == TaskShare.task_id)
        .where(PickTask.stock_id == task.stock_id, PickTask.state.in_(locks.UNFINISHED))
    )
    sql.lock_orders(trip.conn, orders)


def _answer(
    trip: Trip, task: Task, found: int, missing: int, here: Sequence[PickTask]
) -> Outcome:
    say = "picking.short.nowhere"
    params: dict[str, object] = {"n": missing, "bin": task.bin}
    if here:
        code = trip.session.scalar(sa.select(Bin.code).where(Bin.id == here[0].bin_id))
        params |= {"other": code, "units": sum(one.quantity for one in here)}
        say = "picking.short.elsewhere"
    if found:
        return Outcome(Verdict.OK, say, params, shown=task.id)
    after = scanning.after_task(trip)
    verdict = after.verdict if after.verdict is Verdict.LIST_DONE else Verdict.OK
    return Outcome(verdict, say, params, shown=after.shown)


def _cut(trip: Trip, row: PickTask, missing: int) -> list[Loose]:
    """Take the last *missing* units off a task; their promises are soft again."""
    tasks.touch(trip.session, row)
    loose: list[Loose] = []
    left = missing
    for share in reversed(tasks.shares_of(trip.session, row.id)):
        part = min(left, share.quantity)
        if part:
            loose.append(_loosen(trip.session, trip.actor, row, share, part))
            left -= part
    row.quantity -= missing
    row.picked = min(row.picked, row.quantity)
    trip.session.flush()
    return loose


def _loosen(
    session: Session, actor: Actor, row: PickTask, share: TaskShare, units: int
) -> Loose:
    promise = share.reservation_id
    if units < share.quantity:  # what was found stays on the row
        promise = split(session, promise, units)
        share.quantity -= units
    else:
        session.delete(share)
    session.flush()
    inventory.deallocate(session, actor, promise)
    return Loose(
        reservation_id=promise,
        order_id=share.order_id,
        order_line_id=share.order_line_id,
        units=units,
        list_id=row.pick_list_id,
        slot=row.slot,
        bulk=row.order_id is None,
    )


def _clear_others(trip: Trip, row: PickTask) -> list[Loose]:
    """Whoever is still to come to this shelf need not: take their units off it, too.

    A task whose bin was scanned stands there already and says itself what it finds.
    """
    others = trip.session.scalars(
        sa.select(PickTask)
        .where(
            PickTask.stock_id == row.stock_id,
            PickTask.id != row.id,
            PickTask.state == TaskState.OPEN,
        )
        .order_by(PickTask.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    loose: list[Loose] = []
    for other in others:
        if not PICK_TASK.allows(other.state, TaskAct.CANCEL):
            continue
        tasks.touch(trip.session, other)
        loose += [
            _loosen(trip.session, trip.actor, other, share, share.quantity)
            for share in tasks.shares_of(trip.session, other.id)
        ]
        tasks.move_task(trip.session, trip.actor, other, TaskAct.CANCEL, "bin found short")
    return loose


def _note(trip: Trip, task: Task, found: int, missing: int, reason: ShortReason) -> None:
    before = trip.session.scalar(sa.select(Shortage).where(Shortage.task_id == task.id))
    if before is not None:  # even fewer than said at first
        before.found, before.missing = found, before.missing + missing
    else:
        trip.session.add(
            Shortage(
                warehouse_id=trip.site,
                task_id=task.id,
                stock_id=task.stock_id,
                missing=missing,
                found=found,
                reason=reason,
                actor=trip.actor.name,
                at=trip.now,
            )
        )
    fact = ShortFound(
        pick_list=trip.row.number,
        task=task.id,
        bin=task.bin,
        sku=task.sku,
        found=found,
        missing=missing,
        reason=reason,
    )
    record(trip.session, trip.actor, fact, subject=trip.row.number)


def place(
    session: Session,
    actor: Actor,
    sku_id: int,
    loose: Sequence[Loose],
    standing: Mapping[int, int] | None = None,
) -> list[PickTask]:
    """Find other shelves for loose units; what finds none stays a soft promise.

    Args:
        session: the open transaction.
        actor: whose doing it is.
        sku_id: what is missing.
        loose: the units.
        standing: by list, the bin where its picker has just ended a stop.

    Returns:
        The new tasks, each in its place on the walk.
    """
    shelves = inventory.candidates(session, actor.warehouse_id, [sku_id])
    free = {shelf.stock_id: shelf.free for shelf in shelves}
    made: list[PickTask] = []
    for one in loose:
        left = one.units
        for shelf in shelves:
            part = min(left, free[shelf.stock_id])
            if not part:
                continue
            hard = inventory.allocate(session, actor, one.reservation_id, shelf.stock_id, part)
            free[shelf.stock_id] -= part
            left -= part
            made.append(_new_task(session, one, shelf, hard, part))
    for list_id in sorted({task.pick_list_id for task in made}):
        new = [task.id for task in made if task.pick_list_id == list_id]
        at = (standing or {}).get(list_id)
        row = locks.list_by_id(session, list_id)
        suffix.replan(session, actor, row, "taken elsewhere", new=new, at=at)
    return made


def _new_task(
    session: Session, one: Loose, shelf: inventory.StockRow, hard: int, units: int
) -> PickTask:
    task = PickTask(
        pick_list_id=one.list_id,
        seq=_last(session, one.list_id) + 1,
        stock_id=shelf.stock_id,
        bin_id=shelf.bin_id,
        sku_id=shelf.sku_id,
        order_id=None if one.bulk else one.order_id,
        slot=one.slot,
        quantity=units,
    )
    session.add(task)
    session.flush()
    session.add(
        TaskShare(
            task_id=task.id,
            reservation_id=hard,
            order_id=one.order_id,
            order_line_id=one.order_line_id,
            quantity=units,
        )
    )
    session.flush()
    return task


def _last(session: Session, list_id: int) -> int:
    query = sa.select(sa.func.max(PickTask.seq)).where(PickTask.pick_list_id == list_id)
    return session.scalar(query) or 0
