"""What a list on the floor is expected to take, as it stands now.

A plan says it at the release. Afterwards stops come and go: whoever changes a list sees to it
that its metres and seconds are those of the stops that it has had and still has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.waves import locks, pool
from app.waves.aisles import layout_of
from app.waves.models import PickList, PickTask
from app.waves.planner import Layout
from app.waves.planner.aisles import Spot
from app.waves.planner.compiled import plain
from app.waves.planner.routing import route
from app.waves.planner.walk import work_s
from app.waves.rules import TaskState

GONE = (TaskState.CANCELLED, TaskState.PUTBACK)


def stops_of(session: Session, list_id: int) -> Sequence[Any]:
    """The bins of a list and the units there in walking order, those that are done as well."""
    query = sa.select(PickTask.bin_id, PickTask.quantity).where(
        PickTask.pick_list_id == list_id, PickTask.state.not_in(GONE)
    )
    return session.execute(query.order_by(PickTask.seq, PickTask.id)).all()


def metres(layout: Layout, way: Sequence[Spot]) -> float:
    """The length of a way from spot to spot in this order."""
    return sum(_leg(layout, here, there) for here, there in pairwise(way))


def _leg(layout: Layout, here: Spot, there: Spot) -> float:
    aisles = layout.aisles
    if not aisles.two_way:
        return route(aisles, [], here, there).metres
    if here[0] == there[0]:
        return abs(here[1] - there[1])
    ends = [abs(at - here[1]) + abs(at - there[1]) for at in aisles.crossings]
    return abs(aisles.across[here[0]] - aisles.across[there[0]]) + min(ends)


def renew(session: Session, row: PickList, layout: Layout) -> None:
    """Reckon a locked list's metres and seconds anew; *layout* knows the bins of its stops."""
    stops = stops_of(session, row.id)
    policy = pool.policy(session, row.warehouse_id)
    depot = layout.depot
    far = metres(layout, [depot, *(layout.spots[one.bin_id] for one in stops), depot])
    bins, units = len({one.bin_id for one in stops}), sum(one.quantity for one in stops)
    row.expected_m = round(far)
    row.expected_s = round(work_s(far, bins, units, policy)) if stops else 0
    session.flush()


def renew_lists(session: Session, list_ids: Iterable[int]) -> None:
    """Reckon lists anew whose stops have changed, but not their order."""
    for list_id in sorted(set(list_ids)):
        row = locks.list_by_id(session, list_id)
        bins = {one.bin_id for one in stops_of(session, list_id)}
        with plain():
            renew(session, row, layout_of(session, row.warehouse_id, bins))
