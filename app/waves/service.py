"""The verbs of waves: lock, release, cancel, take an order out.

A wave is planned outside (:mod:`app.waves.planner`, on a snapshot from pool.py) and
written here; every row that changed since the snapshot is found by a lock or a guard.
Cancelling and taking an order out are in leaving.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import HoldReason, OrderAct, OrderState
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from app.waves import editing, leaving, locks, planner, releasing, tasks
from app.waves.events import OrderWaved
from app.waves.leaving import cancel, hold_lists, withdraw
from app.waves.models import Wave, WaveOrder
from app.waves.rules import WAVE, WaveAct, WaveState

__all__ = [
    "BY_HAND",
    "Locked",
    "Origin",
    "Released",
    "cancel",
    "hold_lists",
    "lock",
    "release",
    "wave_of",
    "withdraw",
]


@dataclass(frozen=True)
class Locked:
    """A wave that was made; *changed* are orders that were no longer ready."""

    wave: str
    state: str
    orders: list[str]
    changed: list[str]


@dataclass(frozen=True)
class Origin:
    """What made a wave, and when it is to be released by itself; None: by hand."""

    rule: str | None = None
    rule_version: int | None = None
    release_at: datetime | None = None


BY_HAND = Origin()


def lock(
    session: Session,
    actor: Actor,
    plan: Sequence[planner.WavePlan],
    origin: Origin = BY_HAND,
) -> list[Locked]:
    """Make waves of a plan. PDAs do not see them before their release.

    An order that changed since the snapshot (cancelled, held, taken by somebody else) is
    left out; a wave that would be empty is not made.
    """
    wanted = [key for wave in plan for key in wave.orders]
    rows = {row.id: row for row in order_locks.orders_by_ids(session, wanted)}
    made = [_lock_one(session, actor, wave, rows, origin) for wave in plan]
    return [one for one in made if one is not None]


def _lock_one(
    session: Session,
    actor: Actor,
    plan: planner.WavePlan,
    rows: dict[int, Order],
    origin: Origin,
) -> Locked | None:
    free = [rows[key] for key in plan.orders if _can_be_waved(rows[key])]
    changed = [rows[key].number for key in plan.orders if not _can_be_waved(rows[key])]
    if not free:
        return None
    wave = _new_wave(session, actor, plan, free, origin)
    for order in free:
        session.add(WaveOrder(wave_id=wave.id, order_id=order.id))
        orders.advance(session, actor, order, OrderAct.PLAN)
        waved = OrderWaved(**about(order), wave=wave.number)
        record(session, actor, waved, subject=order.number)
    tasks.record_wave(session, actor, wave)
    return Locked(wave.number, wave.state, [order.number for order in free], changed)


def _can_be_waved(order: Order) -> bool:
    early = order.not_before is not None and order.not_before > clock.now()
    return order.state is OrderState.READY and order.mask == 0 and not early


def _new_wave(
    session: Session,
    actor: Actor,
    plan: planner.WavePlan,
    free: Sequence[Order],
    origin: Origin,
) -> Wave:
    whole = len(free) == len(plan.orders)
    lines, units = plan.lines, plan.units
    if not whole:
        lines, units = editing.still_to_pick(session, [order.id for order in free])
    wave = Wave(
        warehouse_id=actor.warehouse_id,
        number=ids.token("W")[:24],  # its own number comes from its key
        state=WaveState.LOCKED,
        grouping=asdict(plan.group),
        cut_off_at=plan.cut_off_at,
        planned_at=clock.now(),
        planned_by=actor.name,
        orders=len(free),
        lines=lines,
        units=units,
        expected_m=round(plan.metres),
        expected_s=round(plan.seconds),
        **asdict(origin),
    )
    session.add(wave)
    session.flush()
    wave.number = ids.number("W", wave.id)
    session.flush()
    return wave


@dataclass(frozen=True)
class Released:
    """What a release made; *left_out* says why an order is not in it any more."""

    wave: str
    state: str
    lists: list[str]
    orders: int
    left_out: dict[str, str]


def release(session: Session, actor: Actor, number: str, plan: planner.Plan) -> Released:
    """Give a locked wave to the floor: hard promises, lists, tasks; its orders are picked.

    Args:
        session: the open transaction.
        actor: who releases.
        number: the wave's.
        plan: ``planner.one_wave`` of :func:`app.waves.pool.wave_orders`.

    Raises:
        Refused: ``wave.unknown``, ``wave.released_already``, ``wave.over``.
    """
    wave = locks.wave_by_number(session, actor.warehouse_id, number)
    if not WAVE.allows(wave.state, WaveAct.RELEASE):
        code = "wave.over" if wave.state is WaveState.CANCELLED else "wave.released_already"
        raise Refused(code, wave=number, state=str(wave.state))
    members = leaving.members_of(session, wave.id)
    left_out: dict[str, str] = {}
    for order in [row for row in members if not _can_be_released(row)]:
        leaving.leave(session, actor, wave, order, "changed")
        left_out[order.number] = "changed"
    going = {row.id: row for row in members if row.number not in left_out}
    trips = [trip for one in plan.waves for trip in one.trips]
    placed = releasing.allocate(session, actor, trips, set(going))
    unplanned = dict(plan.left_out)
    for order_id in sorted(set(going) - placed.orders):
        order = going.pop(order_id)
        why = placed.failed.get(order_id) or str(unplanned.get(order_id, "changed"))
        left_out[order.number] = why
        _send_home(session, actor, wave, order, why)
    wave.released_at = clock.now()
    wave.orders = len(going)
    tasks.move_wave(session, actor, wave, WaveAct.RELEASE)
    lists = releasing.write_lists(session, actor, wave, placed)
    for order in going.values():
        orders.advance(session, actor, order, OrderAct.RELEASE)
    if not lists:
        tasks.end_wave(session, actor, wave.id)
    return Released(number, str(wave.state), lists, len(going), left_out)


def _can_be_released(order: Order) -> bool:
    early = order.not_before is not None and order.not_before > clock.now()
    return order.state is OrderState.WAVED and order.mask == 0 and not early


def _send_home(session: Session, actor: Actor, wave: Wave, order: Order, why: str) -> None:
    """An order that got no stock: ready again when it lost a race, else held for stock.

    One with units from an earlier wave is short: the hub decides about them.
    """
    leaving.leave(session, actor, wave, order, why)
    if why != planner.Why.NO_STOCK:
        return
    has_units = any(not held.going_back for held in inventory.holdings(session, order.id))
    inventory.unpromise(session, actor, order.id)
    reason = HoldReason.SHORT if has_units else HoldReason.SHORT_STOCK
    orders.hold(session, actor, order, reason)
    raise_exception(
        session, actor, ExceptionKind.SHORT, order.number, wave=wave.number, why="no stock"
    )


def wave_of(session: Session, order_id: int) -> str | None:
    """The number of the wave an order is (or was last) in."""
    return session.scalar(
        sa.select(Wave.number)
        .join(WaveOrder, WaveOrder.wave_id == Wave.id)
        .where(WaveOrder.order_id == order_id)
        .order_by(WaveOrder.active.desc(), Wave.id.desc())
        .limit(1)
    )
