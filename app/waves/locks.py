"""Every row lock of the room, by ascending id.

A list is locked before its orders, its tasks and its wave: a scan locks the list first, and
so does whoever takes work off it (a cancel, another picker's short).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.waves.models import PickList, PickTask, TaskShare, Tote, Wave
from app.waves.rules import TaskState

UNFINISHED = (TaskState.OPEN, TaskState.CLAIMED)


def wave_by_number(session: Session, warehouse_id: int, number: str) -> Wave:
    """Lock a wave.

    Raises:
        Refused: ``wave.unknown``.
    """
    row = session.scalar(
        sa.select(Wave)
        .where(Wave.warehouse_id == warehouse_id, Wave.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused("wave.unknown", wave=number)
    return row


def waves_by_numbers(
    session: Session, actor: Actor, numbers: Collection[str]
) -> Sequence[Wave]:
    """Lock waves; unknown ones are left out."""
    query = sa.select(Wave).where(
        Wave.warehouse_id == actor.warehouse_id, Wave.number.in_(numbers)
    )
    return session.scalars(
        query.order_by(Wave.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def wave_by_id(session: Session, wave_id: int) -> Wave:
    """Lock a wave."""
    query = sa.select(Wave).where(Wave.id == wave_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def list_by_id(session: Session, list_id: int) -> PickList:
    """Lock a pick list."""
    query = sa.select(PickList).where(PickList.id == list_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def lists_of(session: Session, wave_id: int) -> Sequence[PickList]:
    """Lock all lists of a wave."""
    query = sa.select(PickList).where(PickList.wave_id == wave_id).order_by(PickList.id)
    return session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ).all()


def lists_of_orders(session: Session, order_ids: Collection[int]) -> None:
    """Lock the lists that still pick for orders; done before the orders are locked."""
    at_work = (
        sa.select(PickTask.pick_list_id)
        .join(TaskShare, TaskShare.task_id == PickTask.id)
        .where(TaskShare.order_id.in_(order_ids), PickTask.state.in_(UNFINISHED))
    )
    _lists(session, PickList.id.in_(at_work))


def lists_of_wave(session: Session, warehouse_id: int, number: str) -> None:
    """Lock the lists of a wave; done before the wave and its orders are locked."""
    wave = sa.select(Wave.id).where(Wave.warehouse_id == warehouse_id, Wave.number == number)
    _lists(session, PickList.wave_id.in_(wave))


def lists_by_ids(session: Session, list_ids: Collection[int]) -> None:
    """Lock lists."""
    _lists(session, PickList.id.in_(list_ids))


def lists_of_stock(session: Session, stock_id: int) -> None:
    """Lock the lists on which somebody is still to come to a shelf."""
    to_come = sa.select(PickTask.pick_list_id).where(
        PickTask.stock_id == stock_id, PickTask.state == TaskState.OPEN
    )
    _lists(session, PickList.id.in_(to_come))


def _lists(session: Session, which: sa.ColumnElement[bool]) -> None:
    session.execute(
        sa.select(PickList.id)
        .where(which)
        .order_by(PickList.id)
        .with_for_update(key_share=True)
    ).all()


def unfinished_tasks(
    session: Session, order_id: int, *, list_id: int | None = None
) -> Sequence[PickTask]:
    """Lock the tasks that still pick for an order (on one list)."""
    of_order = sa.select(TaskShare.task_id).where(TaskShare.order_id == order_id)
    query = sa.select(PickTask).where(PickTask.id.in_(of_order), PickTask.state.in_(UNFINISHED))
    if list_id is not None:
        query = query.where(PickTask.pick_list_id == list_id)
    return session.scalars(
        query.order_by(PickTask.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def task_by_id(session: Session, task_id: int) -> PickTask:
    """Lock a task."""
    query = sa.select(PickTask).where(PickTask.id == task_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def totes_of_order(session: Session, order_id: int) -> Sequence[Tote]:
    """Lock the totes that are bound to an order."""
    query = sa.select(Tote).where(Tote.order_id == order_id).order_by(Tote.id)
    return session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ).all()


def tote_by_code(session: Session, warehouse_id: int, code: str) -> Tote | None:
    """Lock a tote; None when nobody has used it yet."""
    return session.scalar(
        sa.select(Tote)
        .where(Tote.warehouse_id == warehouse_id, Tote.code == code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
