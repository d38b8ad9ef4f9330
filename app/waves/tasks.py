"""What happens to lists and tasks beside the scans: splits, cancels, ends.

These are the rare paths; the scans themselves are picking's and go past the ORM.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.inventory.promises import split as split_promise
from app.waves import locks, totes
from app.waves.events import ListMoved, TaskMoved, WaveMoved
from app.waves.models import PickList, PickTask, TaskShare, Wave, WaveOrder
from app.waves.rules import (
    PICK_LIST,
    PICK_TASK,
    WAVE,
    ListAct,
    ListState,
    Mode,
    TaskAct,
    TaskState,
    WaveAct,
)

LIVE_LISTS = (ListState.OPEN, ListState.CLAIMED)


def number_of(session: Session, list_id: int) -> str:
    """A list's number."""
    return session.execute(
        sa.select(PickList.number).where(PickList.id == list_id)
    ).scalar_one()


def shares_of(session: Session, task_id: int) -> list[TaskShare]:
    """Whose units a task picks, the first order first."""
    query = sa.select(TaskShare).where(TaskShare.task_id == task_id)
    return list(session.scalars(query.order_by(TaskShare.order_id, TaskShare.reservation_id)))


def move_task(
    session: Session, actor: Actor, task: PickTask, act: TaskAct, why: str = ""
) -> None:
    """Move a task along its table, on record."""
    task.state = PICK_TASK.after(task.state, act)
    session.flush()
    fact = TaskMoved(
        pick_list=number_of(session, task.pick_list_id),
        task=task.id,
        state=task.state,
        sku_id=task.sku_id,
        quantity=task.quantity,
        why=why,
    )
    record(session, actor, fact, subject=fact.pick_list)


def move_list(
    session: Session,
    actor: Actor,
    row: PickList,
    act: ListAct,
    *,
    badge: str | None = None,
    why: str = "",
) -> None:
    """Move a list along its table, on record."""
    row.state = PICK_LIST.after(row.state, act)
    session.flush()
    record_list(session, actor, row, badge=badge, why=why)


def record_list(
    session: Session, actor: Actor, row: PickList, *, badge: str | None = None, why: str = ""
) -> None:
    """Put the list's present state on record."""
    wave = session.execute(sa.select(Wave.number).where(Wave.id == row.wave_id)).scalar_one()
    fact = ListMoved(pick_list=row.number, wave=wave, state=row.state, badge=badge, why=why)
    record(session, actor, fact, subject=row.number)


def move_wave(session: Session, actor: Actor, wave: Wave, act: WaveAct) -> None:
    """Move a wave along its table, on record."""
    wave.state = WAVE.after(wave.state, act)
    session.flush()
    record_wave(session, actor, wave)


def record_wave(session: Session, actor: Actor, wave: Wave) -> None:
    """Put the wave's present state on record."""
    fact = WaveMoved(
        wave=wave.number,
        state=wave.state,
        orders=wave.orders,
        lines=wave.lines,
        units=wave.units,
    )
    record(session, actor, fact, subject=wave.number)


def new_list(
    session: Session,
    actor: Actor,
    wave: Wave,
    *,
    mode: Mode,
    zone: str | None,
    slots: int,
    expected_m: int = 0,
    expected_s: int = 0,
    why: str = "",
) -> PickList:
    """Make an empty list of a wave."""
    row = PickList(
        warehouse_id=wave.warehouse_id,
        number=ids.token("L")[:24],  # its own number comes from its key
        wave_id=wave.id,
        mode=mode,
        zone=zone,
        state=ListState.OPEN,
        slots=slots,
        expected_m=expected_m,
        expected_s=expected_s,
    )
    session.add(row)
    session.flush()
    row.number = ids.number("L", row.id)
    session.flush()
    fact = ListMoved(pick_list=row.number, wave=wave.number, state=row.state, why=why)
    record(session, actor, fact, subject=row.number)
    return row


def drop_order(session: Session, actor: Actor, task: PickTask, order_id: int, why: str) -> None:
    """Take one order's units out of an unfinished task; its promises are soft again.

    Units in the picker's hand are still the bin's: the next scan tells to put them back.
    """
    shares = shares_of(session, task.id)
    dropped = [share for share in shares if share.order_id == order_id]
    for share in dropped:
        inventory.deallocate(session, actor, share.reservation_id)
    touch(session, task)
    if len(dropped) == len(shares):
        move_task(session, actor, task, TaskAct.CANCEL, why)
        return
    units = sum(share.quantity for share in dropped)
    for share in dropped:
        session.delete(share)
    in_hand = task.picked
    task.picked = min(in_hand, task.quantity - units)
    task.surplus += in_hand - task.picked
    task.quantity -= units
    session.flush()


def touch(session: Session, task: PickTask) -> None:
    """The plan changed under the PDA: task and list get a new version."""
    task.plan_version += 1
    session.execute(
        sa.update(PickList)
        .where(PickList.id == task.pick_list_id)
        .values(plan_version=PickList.plan_version + 1)
    )


def split(session: Session, task: PickTask, units: int) -> PickTask:
    """Cut the last *units* off a task into a new open one on the same stock row.

    Promises are cut with it: a promise of which only a part moves becomes two.
    """
    twin = PickTask(
        pick_list_id=task.pick_list_id,
        seq=task.seq,
        stock_id=task.stock_id,
        bin_id=task.bin_id,
        sku_id=task.sku_id,
        order_id=task.order_id,
        slot=task.slot,
        quantity=units,
        state=TaskState.OPEN,
    )
    session.add(twin)
    session.flush()
    left = units
    for share in reversed(shares_of(session, task.id)):
        part = min(left, share.quantity)
        if part:
            _move_share(session, share, twin, part)
            left -= part
    task.quantity -= units
    task.picked = min(task.picked, task.quantity)
    session.flush()
    return twin


def _move_share(session: Session, share: TaskShare, twin: PickTask, units: int) -> None:
    whose = {"order_id": share.order_id, "order_line_id": share.order_line_id}
    promise = share.reservation_id
    if units < share.quantity:
        promise = split_promise(session, promise, units)
        share.quantity -= units
    else:
        session.delete(share)
    session.flush()
    session.add(TaskShare(task_id=twin.id, reservation_id=promise, quantity=units, **whose))
    session.flush()


def has_work(session: Session, list_id: int) -> bool:
    """Tell whether a list has an unfinished task."""
    query = sa.select(sa.literal(1)).where(
        PickTask.pick_list_id == list_id, PickTask.state.in_(locks.UNFINISHED)
    )
    return session.execute(query.limit(1)).first() is not None


def end_lists(session: Session, actor: Actor, list_ids: Iterable[int]) -> None:
    """End the lists that have nothing left to pick, and their waves with them."""
    for list_id in sorted(set(list_ids)):
        row = locks.list_by_id(session, list_id)
        if row.state not in LIVE_LISTS or has_work(session, list_id):
            continue
        picked = sa.select(sa.literal(1)).where(
            PickTask.pick_list_id == list_id, PickTask.state == TaskState.DONE
        )
        any_picked = session.execute(picked.limit(1)).first() is not None
        row.done_at = clock.now()
        move_list(session, actor, row, ListAct.FINISH if any_picked else ListAct.CANCEL)
        totes.free_empty(session, list_id, actor)
        end_wave(session, actor, row.wave_id)


def end_wave(session: Session, actor: Actor, wave_id: int) -> None:
    """Finish a wave whose lists have all ended."""
    wave = locks.wave_by_id(session, wave_id)
    if not WAVE.allows(wave.state, WaveAct.FINISH):
        return
    live = sa.select(sa.literal(1)).where(
        PickList.wave_id == wave_id, PickList.state.in_(LIVE_LISTS)
    )
    if session.execute(live.limit(1)).first() is not None:
        return
    wave.done_at = clock.now()
    move_wave(session, actor, wave, WaveAct.FINISH)
    session.execute(
        sa.update(WaveOrder).where(WaveOrder.wave_id == wave_id).values(active=False)
    )
