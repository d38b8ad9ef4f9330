"""The release of a plan: promises become hard, trips become lists with tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory import service as inventory
from app.waves import tasks
from app.waves.models import PickTask, TaskShare, Wave
from app.waves.planner import Shape, Share, Stop, Trip
from app.waves.rules import Mode, TaskState

STEP = 10
"""Between two tasks' places on the walk there is room for a later one."""
LOST = "stock.gone"

_TASK, _SHARE = table_of(PickTask), table_of(TaskShare)


Kept = tuple[Stop, list[tuple[Share, int]]]
"""A stop with the shares that have a hard promise, and its key."""


@dataclass(frozen=True)
class Placed:
    """What got its stock.

    Attributes:
        trips: the plan's trips, each stop with the shares that have a hard promise.
        orders: keys of the orders with all their units.
        failed: why an order has not.
    """

    trips: list[tuple[Trip, list[Kept]]]
    orders: set[int]
    failed: dict[int, str] = field(default_factory=dict)


def allocate(session: Session, actor: Actor, trips: Sequence[Trip], going: set[int]) -> Placed:
    """Make the promises of *trips* hard; an order that loses one unit loses them all.

    Args:
        session: the open transaction.
        actor: who releases.
        trips: the plan.
        going: keys of the orders that may go; others in the plan are passed over.
    """
    hard: dict[tuple[int, int], int] = {}
    failed: dict[int, str] = {}
    wanted = [
        (stop, share)
        for trip in trips
        for stop in trip.stops
        for share in stop.shares
        if share.order_id in going
    ]
    for stop, share in sorted(wanted, key=lambda pair: pair[0].stock_id):
        if share.order_id in failed:
            continue
        try:
            hard[stop.stock_id, share.reservation_id] = inventory.allocate(
                session, actor, share.reservation_id, stop.stock_id, share.quantity
            )
        except Refused as refusal:
            if refusal.code != LOST:
                raise
            failed[share.order_id] = LOST
    for stop, share in wanted:
        key = stop.stock_id, share.reservation_id
        if share.order_id in failed and key in hard:
            inventory.deallocate(session, actor, hard.pop(key))
    planned = {share.order_id for _, share in wanted} - failed.keys()
    return Placed([(trip, _kept(trip, hard)) for trip in trips], planned, failed)


def _kept(trip: Trip, hard: dict[tuple[int, int], int]) -> list[Kept]:
    kept = []
    for stop in trip.stops:
        shares = [
            (share, hard[stop.stock_id, share.reservation_id])
            for share in stop.shares
            if (stop.stock_id, share.reservation_id) in hard
        ]
        if shares:
            kept.append((stop, shares))
    return kept


def write_lists(session: Session, actor: Actor, wave: Wave, placed: Placed) -> list[str]:
    """Write the lists of what was placed; return their numbers."""
    made = []
    for trip, stops in placed.trips:
        if not stops:
            continue
        slots = {old: new for new, old in enumerate(sorted({s.slot for s, _ in stops}), 1)}
        row = tasks.new_list(
            session,
            actor,
            wave,
            mode=Mode(trip.shape.value),
            zone=trip.zone,
            slots=len(slots),
            expected_m=round(trip.metres),
            expected_s=round(trip.seconds),
        )
        numbered = [(stop._replace(slot=slots[stop.slot]), shares) for stop, shares in stops]
        bulk = trip.shape not in {Shape.CLUSTER, Shape.ZONE}
        write_tasks(session, row.id, numbered, bulk=bulk)
        made.append(row.number)
    return made


def write_tasks(
    session: Session, list_id: int, stops: Sequence[Kept], *, bulk: bool, after: int = 0
) -> Sequence[int]:
    """Write the stops of a list as tasks and their shares; return the tasks' keys.

    Args:
        session: the open transaction.
        list_id: whose tasks they are.
        stops: in walking order.
        bulk: whether the units of many orders lie in one tote.
        after: the place on the walk behind which they come.
    """
    rows = [
        {
            "pick_list_id": list_id,
            "seq": after + place * STEP,
            "stock_id": stop.stock_id,
            "bin_id": stop.bin_id,
            "sku_id": stop.sku_id,
            "order_id": None if bulk else shares[0][0].order_id,
            "slot": stop.slot,
            "quantity": sum(share.quantity for share, _ in shares),
            "state": TaskState.OPEN,
        }
        for place, (stop, shares) in enumerate(stops, start=1)
    ]
    added = sa.insert(_TASK).returning(_TASK.c.id, sort_by_parameter_order=True)
    keys = session.scalars(added, rows).all()
    session.execute(
        sa.insert(_SHARE),
        [
            {
                "task_id": key,
                "reservation_id": hard,
                "order_id": share.order_id,
                "order_line_id": share.line_id,
                "quantity": share.quantity,
            }
            for key, (_, shares) in zip(keys, stops, strict=True)
            for share, hard in shares
        ],
    )
    return keys
