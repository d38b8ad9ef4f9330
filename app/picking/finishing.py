"""What follows from the last task of an order, a list, or an order that must stop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import Actor, record
from app.inventory import service as inventory
from app.inventory.models import Holding, Reservation
from app.inventory.rules import ReservationState
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.facts import about
from app.orders.models import Order, OrderLine
from app.orders.rules import HoldReason, Mask, OrderAct, OrderState
from app.picking import statements as sql
from app.picking.events import OrderPicked, OrderShort, OrderStoppedOnCart
from app.picking.rules import Verdict
from app.picking.trip import Outcome, Task, Trip, name
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from app.waves import expecting, locks, tasks, totes
from app.waves.models import PickTask, TaskShare, Wave, WaveOrder
from app.waves.rules import Mode


def order_of_slot(trip: Trip, slot: int) -> int | None:
    """The order whose units go into a slot; None in a bulk pick."""
    query = sa.select(PickTask.order_id).where(
        PickTask.pick_list_id == trip.row.id, PickTask.slot == slot
    )
    return trip.session.scalar(query.order_by(PickTask.id.desc()).limit(1))


def end_list(trip: Trip) -> None:
    """End the list when nothing is left on it."""
    tasks.end_lists(trip.session, trip.actor, [trip.row.id])


def finish_orders(trip: Trip, order_ids: Iterable[int]) -> None:
    """Orders without any unfinished task are picked, or short."""
    for order_id in sorted(set(order_ids)):
        if sql.UNFINISHED_OF_ORDER.raw(trip.conn, order_id).fetchone() is None:
            complete(trip.session, trip.actor, order_id)


def complete(session: Session, actor: Actor, order_id: int) -> None:
    """All that can be picked of an order is picked: is it all that it wants?"""
    order = order_locks.order_by_id(session, order_id)
    if order.state is not OrderState.PICKING:
        return
    lines = _lines(session, order_id)
    if fall_short(session, actor, order, lines):
        return
    orders.advance(session, actor, order, OrderAct.PICK)
    picked = OrderPicked(
        **about(order),
        lines=[_told(line, line.there) for line in lines],
        totes=[tote.code for tote in locks.totes_of_order(session, order.id)],
    )
    record(session, actor, picked, subject=order.number)


def fall_short(
    session: Session, actor: Actor, order: Order, lines: list[Any] | None = None
) -> bool:
    """Hold an order that lacks units outside the bins; tell whether it does.

    Args:
        session: the open transaction.
        actor: who noticed it.
        order: locked; nothing of it is to be picked any more.
        lines: as stored, where they are at hand.
    """
    gone = inventory.units_shipped(session, order.id)  # in a parcel that left before
    missing = [
        _told(line, line.wanted - line.there - gone.get(line.id, 0))
        for line in lines or _lines(session, order.id)
    ]
    missing = [line for line in missing if line["quantity"] > 0]
    if missing:
        _run_short(session, actor, order, missing)
    return bool(missing)


def _lines(session: Session, order_id: int) -> list[Any]:
    """The order's lines: units it wants, and units that lie outside the bins for it."""
    there = (
        sa.select(sa.func.coalesce(sa.func.sum(Holding.quantity), 0))
        .where(Holding.order_line_id == OrderLine.id, ~Holding.going_back)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    query = sa.select(
        OrderLine.id,
        OrderLine.line_no,
        OrderLine.sku,
        OrderLine.gift,
        (OrderLine.quantity - OrderLine.cut).label("wanted"),
        there.label("there"),
    ).where(OrderLine.order_id == order_id, ~OrderLine.dropped)
    return list(session.execute(query.order_by(OrderLine.line_no)))


def _told(line: Any, quantity: int) -> dict[str, Any]:
    return {
        "line_no": line.line_no,
        "sku": line.sku,
        "quantity": int(quantity),
        "gift": line.gift,
    }


def _run_short(
    session: Session, actor: Actor, order: Order, missing: list[dict[str, Any]]
) -> None:
    """What there is waits in its totes until the hub, or a supervisor, decides."""
    inventory.unpromise(session, actor, order.id)
    record(session, actor, OrderShort(**about(order), lines=missing), subject=order.number)
    orders.hold(session, actor, order, HoldReason.SHORT)
    totes.park(session, actor, order.id)
    session.execute(
        sa.update(WaveOrder).where(WaveOrder.order_id == order.id).values(active=False)
    )
    session.flush()
    raise_exception(session, actor, ExceptionKind.SHORT, order.number, lines=missing)


def soft_promises(session: Session, order_id: int) -> set[int]:
    """Keys of an order's promises that have no stock row."""
    query = sa.select(Reservation.id).where(
        Reservation.order_id == order_id, Reservation.state == ReservationState.SOFT
    )
    return set(session.scalars(query))


def stop_order(trip: Trip, task: Task, just_taken: int) -> Outcome:
    """The task's order must stop: say what to do with what is in hand, and go on.

    Its work moves to a list of its own, which nobody can claim until the order may go on;
    this list goes on with the next task.

    Args:
        trip: the list, locked.
        task: the one that is shown.
        just_taken: units that this very scan took off the shelf, and nothing has counted.
    """
    assert task.stopped is not None
    order = trip.session.get_one(Order, task.stopped)
    in_hand = _set_aside(trip, order, task)
    if task.order_id is not None:  # in a bulk pick the next order takes them
        in_hand += just_taken
    reasons = Mask(order.mask).names or ["not_before"]
    fact = OrderStoppedOnCart(
        pick_list=trip.row.number, order_no=order.number, reasons=reasons, in_hand=in_hand
    )
    record(trip.session, trip.actor, fact, subject=order.number)
    end_list(trip)
    return stopped(trip, task, in_hand, order_no=order.number, reasons=reasons)


def stopped(
    trip: Trip, task: Task, in_hand: int, *, order_no: str, reasons: list[str]
) -> Outcome:
    """Say stop, and what to do with the units in hand."""
    following = trip.first_task()
    if following is None:
        say = "put_back_last" if in_hand else "list_over"
    else:
        say = "put_back" if in_hand else "go_on"
    params = {
        "order_no": order_no,
        "why": {"codes": [f"order.why.{reason}" for reason in reasons]},
        "n": in_hand,
        "name": name(trip, task.sku_id),
        "bin": task.bin,
        "next": following.bin if following else "",
    }
    shown = following.id if following else None
    return Outcome(Verdict.INTERCEPTED, f"picking.intercepted.{say}", params, shown=shown)


def _set_aside(trip: Trip, order: Order, task: Task) -> int:
    """Move an order's unfinished work to a list of its own; return the units in hand."""
    session, actor = trip.session, trip.actor
    wave = session.get_one(Wave, trip.row.wave_id)
    aside = tasks.new_list(
        session,
        actor,
        wave,
        mode=Mode(trip.row.mode),
        zone=None,
        slots=1,
        why=f"{order.number} stopped",
    )
    in_hand = 0
    for row in locks.unfinished_tasks(session, order.id, list_id=trip.row.id):
        before = row.picked
        left = _move_work(session, row, order.id, aside.id)
        if row.id == task.id:
            in_hand = before - left
    session.flush()
    expecting.renew_lists(session, [trip.row.id, aside.id])
    tasks.end_lists(session, actor, [aside.id])  # a cancel that was faster left no work
    return in_hand


def _move_work(session: Session, row: PickTask, order_id: int, list_id: int) -> int:
    """Move one order's part of a task; return how many of the units in hand stay wanted."""
    tasks.touch(session, row)
    shares = tasks.shares_of(session, row.id)
    moving = [share for share in shares if share.order_id == order_id]
    if len(moving) == len(shares):
        row.pick_list_id, row.slot, row.picked, row.at_bin = list_id, 1, 0, False
        return 0
    units = sum(share.quantity for share in moving)
    twin = PickTask(
        pick_list_id=list_id,
        seq=row.seq,
        stock_id=row.stock_id,
        bin_id=row.bin_id,
        sku_id=row.sku_id,
        slot=1,
        quantity=units,
    )
    session.add(twin)
    session.flush()
    for share in moving:
        session.delete(share)
        session.flush()
        session.add(
            TaskShare(
                task_id=twin.id,
                reservation_id=share.reservation_id,
                order_id=share.order_id,
                order_line_id=share.order_line_id,
                quantity=share.quantity,
            )
        )
    row.picked = min(row.picked, row.quantity - units)
    row.quantity -= units
    session.flush()
    return row.picked
