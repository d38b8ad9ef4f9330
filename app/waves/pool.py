"""What the planner sees: orders that could be waved, and the shelves that have their goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.inventory import service as inventory
from app.inventory.models import Bin, Reservation
from app.inventory.rules import BinKind, ReservationState
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState, Priority
from app.stations.service import site_rule
from app.waves import planner
from app.waves.aisles import ends_of, ways_of
from app.waves.lookup import IN_LIST, wave_key
from app.waves.models import WaveOrder

MOST_ORDERS = 3000
"""Orders that one plan looks at, the nearest cut-off first."""
RANK = {Priority.URGENT: 2, Priority.VIP: 1, Priority.NORMAL: 0}

Lines = tuple[planner.Line, ...]
SHAPES: dict[str, Callable[[Lines], bool]] = {
    "single_unit": lambda lines: len(lines) == 1 and lines[0].quantity == 1,
    "single_line": lambda lines: len(lines) == 1,
    "multi_line": lambda lines: len(lines) > 1,
}
"""Shapes of an order, by what is still to be picked of it."""


@dataclass(frozen=True)
class Wish:
    """Which of the ready orders to plan; None wishes nothing.

    Attributes:
        orders: these order numbers alone.
        carrier: this carrier alone.
        country: this destination alone.
        cross_border: domestic ones alone, or cross-border ones alone.
        priority: normal, vip or urgent alone.
        tag: orders with this tag alone.
        not_tag: no order with this tag.
        shape: one of SHAPES alone.
        zones: orders whose goods lie in these zones alone.
        cut_off_before: cut-offs up to this moment.
        cut_off_within_min: cut-offs up to so many minutes from now.
        group_by: what else is not mixed in one wave: priority, country, shop, service.
        slot_minutes: cut-offs within the same slot of this length go together.
        most_orders: the most orders of a wave.
        most_lines: the most lines of a wave.
        most_waves: the most waves of the plan.
        seed: the planner's seed.
    """

    orders: Sequence[str] | None = None
    carrier: str | None = None
    country: str | None = None
    cross_border: bool | None = None
    priority: str | None = None
    tag: str | None = None
    not_tag: str | None = None
    shape: str | None = None
    zones: Sequence[str] | None = None
    cut_off_before: datetime | None = None
    cut_off_within_min: int | None = None
    group_by: Sequence[str] = ()
    slot_minutes: int | None = None
    most_orders: int | None = None
    most_lines: int | None = None
    most_waves: int = 10
    seed: int = 0


def policy(session: Session, warehouse_id: int) -> planner.Policy:
    """The site's wave rules: the planner's defaults, overlaid by the rule ``waves``.

    A wave goes to one put wall, so the largest one says how many slots there are.
    """
    known = {field.name for field in fields(planner.Policy)}
    stored = site_rule(session, warehouse_id, "waves", {})
    values = {key: value for key, value in stored.items() if key in known}
    for name in {"weights", "without"} & values.keys():
        values[name] = tuple(values[name])
    values.setdefault("wall_slots", _wall_slots(session, warehouse_id))
    return replace(planner.Policy(), **values)


def _wall_slots(session: Session, warehouse_id: int) -> int:
    """Slots of the largest put wall; 0 where there is none."""
    query = (
        sa.select(sa.func.count())
        .select_from(Bin)
        .where(Bin.warehouse_id == warehouse_id, Bin.kind == BinKind.WALL)
        .group_by(Bin.zone)
    )
    return max(session.scalars(query), default=0)


def ready_orders(session: Session, warehouse_id: int, wish: Wish) -> planner.Snapshot:
    """The snapshot of what could be waved now."""
    at = clock.now()
    rows = _ready(session, warehouse_id, wish, at)
    caps = {
        "wave_orders": wish.most_orders,
        "wave_lines": wish.most_lines,
        "slot_minutes": wish.slot_minutes,
        "waves": wish.most_waves,
    }
    given: dict[str, Any] = {name: cap for name, cap in caps.items() if cap is not None}
    rules = replace(policy(session, warehouse_id), **given)
    return _snapshot(session, warehouse_id, at, rows, rules=rules, wish=wish)


def cut_offs(session: Session, warehouse_id: int, wish: Wish) -> list[datetime]:
    """The cut-offs of the ready orders that *wish* wants, the nearest first.

    Tags, shapes and zones are not looked at: a rule that finds nothing makes no wave.
    """
    at = clock.now()
    ready = sa.select(Order.cut_off_at).where(
        Order.warehouse_id == warehouse_id,
        Order.state == OrderState.READY,
        Order.mask == 0,
        *_conditions(wish, at),
    )
    return sorted(session.scalars(ready.distinct()))


def _ready(session: Session, warehouse_id: int, wish: Wish, at: datetime) -> list[Any]:
    query = _unstopped(warehouse_id, at).where(Order.state == OrderState.READY)
    for wanted in _conditions(wish, at):
        query = query.where(wanted)
    rows = session.execute(query.order_by(Order.cut_off_at, Order.id).limit(MOST_ORDERS)).all()
    return [row for row in rows if _tags_fit(row.tags or [], wish)]


def _conditions(wish: Wish, at: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wish.orders is not None:
        found.append(Order.number.in_(wish.orders))
    if wish.carrier is not None:
        found.append(Order.carrier == wish.carrier)
    if wish.country is not None:
        found.append(Order.country == wish.country)
    if wish.cross_border is not None:
        found.append(Order.cross_border == wish.cross_border)
    if wish.priority is not None:
        found.append(Order.priority == Priority(wish.priority))
    if wish.cut_off_before is not None:
        found.append(Order.cut_off_at <= wish.cut_off_before)
    if wish.cut_off_within_min is not None:
        found.append(Order.cut_off_at <= at + timedelta(minutes=wish.cut_off_within_min))
    return found


def _tags_fit(tags: Sequence[str], wish: Wish) -> bool:
    return (wish.tag is None or wish.tag in tags) and (
        wish.not_tag is None or wish.not_tag not in tags
    )


def wave_orders(session: Session, warehouse_id: int, number: str) -> planner.Snapshot:
    """The snapshot of a locked wave's orders, for its release.

    Raises:
        Refused: ``wave.unknown``.
    """
    at = clock.now()
    wave_id = wave_key(session, warehouse_id, number)
    query = (
        _unstopped(warehouse_id, at)
        .join(WaveOrder, WaveOrder.order_id == Order.id)
        .where(WaveOrder.wave_id == wave_id, WaveOrder.active)
        .where(Order.state == OrderState.WAVED)
    )
    rows = session.execute(query.order_by(Order.id)).all()
    rules = policy(session, warehouse_id)
    return _snapshot(session, warehouse_id, at, rows, rules=rules, wish=Wish(seed=wave_id))


def one_order(session: Session, warehouse_id: int, order_id: int) -> planner.Snapshot:
    """The snapshot of one order alone, whatever its state; empty when something stops it."""
    at = clock.now()
    rows = session.execute(_unstopped(warehouse_id, at).where(Order.id == order_id)).all()
    rules = policy(session, warehouse_id)
    return _snapshot(session, warehouse_id, at, rows, rules=rules, wish=Wish())


_TOLD = (
    Order.id,
    Order.number,
    Order.cut_off_at,
    Order.created_at,
    Order.priority,
    Order.amount_minor,
    Order.carrier,
    Order.country,
    Order.shop,
    Order.service,
    Order.cross_border,
    Order.hazmat_class,
    Order.tags,
)


def _unstopped(warehouse_id: int, at: datetime) -> sa.Select[Any]:
    return sa.select(*_TOLD).where(
        Order.warehouse_id == warehouse_id,
        Order.mask == 0,
        sa.or_(Order.not_before.is_(None), Order.not_before <= at),
    )


def _snapshot(
    session: Session,
    warehouse_id: int,
    at: datetime,
    rows: Sequence[Any],
    *,
    rules: planner.Policy,
    wish: Wish,
) -> planner.Snapshot:
    lines = _open_lines(session, [row.id for row in rows])
    orders = [_demand(row, tuple(lines.get(row.id, ())), wish) for row in rows]
    if wish.shape is not None:
        orders = [order for order in orders if SHAPES[wish.shape](order.lines)]
    wanted = sorted({line.sku_id for order in orders for line in order.lines})
    shelves = inventory.candidates(session, warehouse_id, wanted)
    if wish.zones is not None:
        shelves = [shelf for shelf in shelves if shelf.zone in wish.zones]
    ways = ways_of(session, warehouse_id)
    # The way back along the arrows may be an aisle that has none of the goods.
    ends = ends_of(session, warehouse_id, ways) if ways.one_way else {}
    return planner.Snapshot(
        at=at,
        orders=tuple(orders),
        shelves=tuple(
            planner.Shelf(s.stock_id, s.sku_id, s.bin_id, s.free, s.lot, s.expiry)
            for s in shelves
        ),
        places=ends
        | {
            s.bin_id: planner.Place(s.bin_id, s.zone, s.aisle, s.x, s.y, s.sequence)
            for s in shelves
        },
        policy=rules,
        seed=wish.seed,
        ways=ways,
    )


def _demand(row: Any, lines: Lines, wish: Wish) -> planner.Demand:
    return planner.Demand(
        id=row.id,
        number=row.number,
        cut_off_at=row.cut_off_at,
        created_at=row.created_at,
        lines=lines,
        rank=RANK[row.priority],
        amount=row.amount_minor or 0,
        far=1.0 if row.cross_border else 0.0,
        carrier=row.carrier or "",
        cross_border=row.cross_border,
        hazmat_class=row.hazmat_class,
        together=" ".join(str(getattr(row, name) or "-") for name in wish.group_by),
    )


def _open_lines(session: Session, order_ids: Sequence[int]) -> dict[int, list[planner.Line]]:
    """What is promised softly: it is still to be picked."""
    found: dict[int, list[planner.Line]] = defaultdict(list)
    query = (
        sa.select(
            Reservation.order_id,
            Reservation.id,
            Reservation.order_line_id,
            Reservation.sku_id,
            Reservation.quantity,
            OrderLine.lot,
        )
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .where(Reservation.state == ReservationState.SOFT)
        .order_by(Reservation.id)
    )
    for start in range(0, len(order_ids), IN_LIST):
        some = order_ids[start : start + IN_LIST]
        for row in session.execute(query.where(Reservation.order_id.in_(some))):
            found[row.order_id].append(
                planner.Line(row.id, row.order_line_id, row.sku_id, row.quantity, row.lot or "")
            )
    return found
