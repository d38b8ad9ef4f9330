"""What must hold of lists, tasks and units, whatever people do."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.inventory.models import Holding, Reservation, Stock
from app.orders.models import Order, OrderLine
from app.waves.models import PickList, PickTask, TaskShare

LIVE = ("open", "claimed")


def is_no_unit_lost(session: Session, units: int) -> None:
    """What was on the shelves is there, or outside of the bins in a tote."""
    on_hand = session.scalar(sa.select(sa.func.sum(Stock.on_hand))) or 0
    held = session.scalar(sa.select(sa.func.sum(Holding.quantity))) or 0
    assert on_hand + held == units, (on_hand, held)


def is_each_unit_in_one_task(session: Session) -> None:
    """Each hard promise is on one live task, each task picks its shares, no more."""
    hard = dict(
        session.execute(
            sa.select(Reservation.id, Reservation.quantity).where(Reservation.state == "hard")
        ).all()
    )
    shares = session.execute(
        sa.select(TaskShare.reservation_id, TaskShare.quantity, TaskShare.task_id)
        .join(PickTask, PickTask.id == TaskShare.task_id)
        .where(PickTask.state.in_(LIVE))
    ).all()
    assert {share.reservation_id: share.quantity for share in shares} == hard
    assert len({share.reservation_id for share in shares}) == len(shares)
    by_task: dict[int, int] = {}
    for share in shares:
        by_task[share.task_id] = by_task.get(share.task_id, 0) + share.quantity
    live = sa.select(PickTask.id, PickTask.quantity).where(PickTask.state.in_(LIVE))
    assert dict(session.execute(live).all()) == by_task
    reserved = sa.select(Reservation.stock_id, sa.func.sum(Reservation.quantity)).where(
        Reservation.state == "hard"
    )
    stock = sa.select(Stock.id, Stock.reserved).where(Stock.reserved > 0)
    assert dict(session.execute(reserved.group_by(Reservation.stock_id)).all()) == dict(
        session.execute(stock).all()
    )


def is_no_list_too_full(session: Session, most: int) -> None:
    """A cart has a slot for each order, and no more than it can hold."""
    query = (
        sa.select(PickList.slots, PickTask.slot, sa.func.count(sa.distinct(PickTask.order_id)))
        .join(PickTask, PickTask.pick_list_id == PickList.id)
        .where(PickList.mode.in_(["cluster", "zone"]), PickTask.state != "cancelled")
        .group_by(PickList.id, PickList.slots, PickTask.slot)
    )
    for slots, slot, orders in session.execute(query):
        assert (slot <= slots <= most, orders) == (True, 1)


def has_each_picked_order_its_units(session: Session) -> None:
    """An order that is picked has all that it wants in totes, and nothing to come."""
    wants = (
        sa.select(Order.id, sa.func.sum(OrderLine.quantity - OrderLine.cut))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.state == "picked")
        .group_by(Order.id)
    )
    there = (
        sa.select(Holding.order_id, sa.func.sum(Holding.quantity))
        .join(Order, Order.id == Holding.order_id)
        .where(Order.state == "picked", ~Holding.going_back)
        .group_by(Holding.order_id)
    )
    assert dict(session.execute(wants).all()) == dict(session.execute(there).all())
