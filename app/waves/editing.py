"""Changing a locked wave: orders come and go, it is cut in two, two become one.

PDAs have not seen it, so nothing on the floor changes. What is not mixed in one wave is not
mixed by hand either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory.models import Reservation
from app.inventory.rules import ReservationState
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.waves import leaving, locks, mixing, pool, tasks
from app.waves.events import OrderLeftWave, OrderWaved, WaveEdited
from app.waves.models import Wave, WaveOrder
from app.waves.rules import WaveAct, WaveState

FURTHEST = timedelta(days=7)
"""A release further away than this is a slip of the hand."""


@dataclass(frozen=True)
class Edited:
    """A wave after a change; *state* is ``cancelled`` when its last order left it."""

    wave: str
    state: str
    version: int
    orders: int


def change_orders(
    session: Session,
    actor: Actor,
    number: str,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> Edited:
    """Take orders out of a locked wave, or into it.

    Raises:
        Refused: ``wave.unknown``, ``wave.not_locked``, ``wave.order_unknown``,
            ``wave.order_not_ready``, ``wave.order_not_inside``, ``wave.does_not_fit``.
    """
    wave = _locked(session, actor, number)
    rows = _orders(session, actor, [*add, *remove])
    inside = _inside(session, wave)
    for order_no in remove:
        if rows[order_no].id not in inside:
            raise Refused("wave.order_not_inside", order_no=order_no, wave=number)
        leaving.leave(session, actor, wave, rows[order_no], "taken out")
    for order_no in add:
        if rows[order_no].id not in inside:
            _take_in(session, actor, wave, rows[order_no])
    return _settle(session, actor, wave, "orders changed")


def split(session: Session, actor: Actor, number: str, order_nos: Sequence[str]) -> Edited:
    """Put orders of a locked wave into a new one, locked as well; return the new one.

    Raises:
        Refused: ``wave.unknown``, ``wave.not_locked``, ``wave.order_unknown``,
            ``wave.order_not_inside``, ``wave.nothing_left``: all would go.
    """
    wave = _locked(session, actor, number)
    rows = _orders(session, actor, order_nos)
    inside = _inside(session, wave)
    for order_no, order in rows.items():
        if order.id not in inside:
            raise Refused("wave.order_not_inside", order_no=order_no, wave=number)
    if len(rows) == len(inside):
        raise Refused("wave.nothing_left", wave=number)
    fresh = _like(session, actor, wave)
    for order in rows.values():
        _move(session, actor, order, wave, to=fresh, why="split off")
    _settle(session, actor, wave, f"split: {fresh.number}")
    return _settle(session, actor, fresh, f"split off {wave.number}")


def merge(session: Session, actor: Actor, number: str, other: str) -> Edited:
    """Put all orders of another locked wave into this one; the other one is cancelled.

    Raises:
        Refused: ``wave.unknown``, ``wave.not_locked``, ``wave.does_not_fit``,
            ``wave.same``: it is the same one.
    """
    if number == other:
        raise Refused("wave.same", wave=number)
    both = {row.number: row for row in locks.waves_by_numbers(session, actor, (number, other))}
    wave, gone = (_is_locked(both.get(one), one) for one in (number, other))
    if mixing.kind(wave.grouping) != mixing.kind(gone.grouping):
        raise Refused("wave.does_not_fit", wave=number, what=other)
    for order in leaving.members_of(session, gone.id):
        _move(session, actor, order, gone, to=wave, why=f"merged into {number}")
    _settle(session, actor, gone, f"merged into {number}")
    return _settle(session, actor, wave, f"merged with {other}")


def release_later(
    session: Session, actor: Actor, number: str, release_at: datetime | None
) -> Edited:
    """Let a locked wave be released by itself at a time, or only by hand.

    Raises:
        Refused: ``wave.unknown``, ``wave.not_locked``, ``wave.bad_release_time``.
    """
    if release_at is not None and abs(release_at - clock.now()) > FURTHEST:
        raise Refused("wave.bad_release_time", days=FURTHEST.days)
    wave = _locked(session, actor, number)
    wave.release_at = release_at
    return _edited(session, actor, wave, "release time")


def expect(session: Session, actor: Actor, number: str, metres: float, seconds: float) -> None:
    """Keep what a fresh plan of a locked wave expects; one released meanwhile keeps its own."""
    wave = locks.wave_by_number(session, actor.warehouse_id, number)
    if wave.state is WaveState.LOCKED:
        wave.expected_m, wave.expected_s = round(metres), round(seconds)


def _locked(session: Session, actor: Actor, number: str) -> Wave:
    return _is_locked(locks.wave_by_number(session, actor.warehouse_id, number), number)


def _is_locked(wave: Wave | None, number: str) -> Wave:
    if wave is None:
        raise Refused("wave.unknown", wave=number)
    if wave.state is not WaveState.LOCKED:
        raise Refused("wave.not_locked", wave=number, state=str(wave.state))
    return wave


def _orders(session: Session, actor: Actor, numbers: Sequence[str]) -> dict[str, Order]:
    """The orders, locked, by number."""
    found = session.execute(
        sa.select(Order.id, Order.number).where(
            Order.warehouse_id == actor.warehouse_id, Order.number.in_(numbers)
        )
    ).all()
    missing = sorted(set(numbers) - {row.number for row in found})
    if missing:
        raise Refused("wave.order_unknown", order_no=missing[0])
    rows = order_locks.orders_by_ids(session, [row.id for row in found])
    return {row.number: row for row in rows}


def _inside(session: Session, wave: Wave) -> set[int]:
    query = sa.select(WaveOrder.order_id).where(WaveOrder.wave_id == wave.id, WaveOrder.active)
    return set(session.scalars(query))


def _take_in(session: Session, actor: Actor, wave: Wave, order: Order) -> None:
    early = order.not_before is not None and order.not_before > clock.now()
    if order.state is not OrderState.READY or order.mask or early:
        raise Refused(
            "wave.order_not_ready", order_no=order.number, state=str(order.state)
        )
    if not mixing.belongs(wave, order, pool.policy(session, wave.warehouse_id)):
        raise Refused("wave.does_not_fit", wave=wave.number, what=order.number)
    session.add(WaveOrder(wave_id=wave.id, order_id=order.id))
    orders.advance(session, actor, order, OrderAct.PLAN)
    _tell_waved(session, actor, wave, order)


def _tell_waved(session: Session, actor: Actor, wave: Wave, order: Order) -> None:
    waved = OrderWaved(**about(order), wave=wave.number)
    record(session, actor, waved, subject=order.number)


def _move(
    session: Session, actor: Actor, order: Order, wave: Wave, *, to: Wave, why: str
) -> None:
    """Put a waved order into another wave; its own state stays."""
    session.execute(
        sa.update(WaveOrder)
        .where(WaveOrder.wave_id == wave.id, WaveOrder.order_id == order.id)
        .values(wave_id=to.id)
    )
    left = OrderLeftWave(order_no=order.number, wave=wave.number, why=why)
    record(session, actor, left, subject=order.number)
    _tell_waved(session, actor, to, order)


def _like(session: Session, actor: Actor, wave: Wave) -> Wave:
    """An empty locked wave for the same kind of orders."""
    fresh = Wave(
        warehouse_id=wave.warehouse_id,
        number=ids.token("W")[:24],  # its own number comes from its key
        state=WaveState.LOCKED,
        grouping=wave.grouping,
        cut_off_at=wave.cut_off_at,
        planned_at=wave.planned_at,
        planned_by=actor.name,
        orders=0,
        lines=0,
        units=0,
        expected_m=0,
        expected_s=0,
        rule=wave.rule,
        rule_version=wave.rule_version,
    )
    session.add(fresh)
    session.flush()
    fresh.number = ids.number("W", fresh.id)
    session.flush()
    return fresh


def _settle(session: Session, actor: Actor, wave: Wave, why: str) -> Edited:
    """Count a wave anew; one without orders is cancelled."""
    members = leaving.members_of(session, wave.id)
    if not members:
        tasks.move_wave(session, actor, wave, WaveAct.CANCEL)
        return Edited(wave.number, wave.state, wave.plan_version, 0)
    wave.orders = len(members)
    wave.cut_off_at = min(order.cut_off_at for order in members)
    wave.lines, wave.units = still_to_pick(session, [order.id for order in members])
    return _edited(session, actor, wave, why)


def _edited(session: Session, actor: Actor, wave: Wave, why: str) -> Edited:
    wave.plan_version += 1
    session.flush()
    at = wave.release_at.isoformat() if wave.release_at else None
    fact = WaveEdited(
        wave=wave.number,
        version=wave.plan_version,
        why=why,
        orders=wave.orders,
        release_at=at,
    )
    record(session, actor, fact, subject=wave.number)
    return Edited(wave.number, wave.state, wave.plan_version, wave.orders)


def still_to_pick(session: Session, order_ids: Sequence[int]) -> tuple[int, int]:
    """Lines and units of orders that are promised but lie on no list yet."""
    lines, units = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Reservation.quantity), 0))
        .where(Reservation.order_id.in_(order_ids))
        .where(Reservation.state == ReservationState.SOFT)
    ).one()
    return int(lines), int(units)
