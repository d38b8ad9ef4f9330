"""What is left of a list is walked anew; what a PDA shows stays where it is.

Fixed is the task at whose bin the picker stands, else on a claimed list the first one: that
is what its device shows. Only what comes after them may change its place, and it does only
for new stops or for a walk that is shorter by more than a few metres: a list that keeps
changing is not trusted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import Actor, record
from app.waves import expecting, locks
from app.waves.aisles import layout_of
from app.waves.events import ListReplanned
from app.waves.models import PickList, PickTask
from app.waves.planner import Layout
from app.waves.planner.aisles import Spot
from app.waves.planner.compiled import plain
from app.waves.planner.routing import route
from app.waves.releasing import STEP
from app.waves.rules import ListState

SAVES_M = 10.0
"""A walk is changed without new stops only when it gets so much shorter."""


@dataclass(frozen=True)
class Ahead:
    """What is left of a list.

    Attributes:
        fixed: how many stops keep their place, the one that the device shows among them.
        rest: the stops behind them, in the order of the list.
        start: where the walk of the rest begins.
        layout: the aisles of the site.
    """

    fixed: int
    rest: Sequence[Any]
    start: Spot
    layout: Layout

    def metres(self, bins: Collection[int]) -> float:
        """The shortest walk from where it begins past *bins* to the depot."""
        spots = [self.layout.spots[bin_id] for bin_id in sorted(bins)]
        return route(self.layout.aisles, spots, self.start, self.layout.depot).metres

    @property
    def bins(self) -> set[int]:
        """The bins still to come to."""
        return {row.bin_id for row in self.rest}


def ahead(
    session: Session,
    row: PickList,
    *,
    more: Collection[int] = (),
    new: Collection[int] = (),
    at: int | None = None,
) -> Ahead:
    """What is left of a list.

    Args:
        session: the open transaction, or a reading one.
        row: the list.
        more: bins that are to be known as well.
        new: keys of tasks that were added just now: no device shows them.
        at: the bin where the picker has just ended a stop: no device shows the next yet.
    """
    query = (
        sa.select(
            PickTask.id,
            PickTask.seq,
            PickTask.bin_id,
            PickTask.sku_id,
            PickTask.slot,
            PickTask.at_bin,
        )
        .where(PickTask.pick_list_id == row.id, PickTask.state.in_(locks.UNFINISHED))
        .order_by(PickTask.at_bin.desc(), PickTask.seq, PickTask.id)
    )
    tasks = session.execute(query).all()
    fixed = [one for one in tasks if one.at_bin]
    others = [one for one in tasks if one not in fixed]
    if row.state is ListState.CLAIMED and not fixed and at is None:
        fixed = [one for one in others if one.id not in new][:1]
    rest = [one for one in others if one not in fixed]
    bins = {one.bin_id for one in tasks} | {*more, *([] if at is None else [at])}
    layout = layout_of(session, row.warehouse_id, bins)
    here = fixed[-1].bin_id if fixed else at
    start = layout.depot if here is None else layout.spots[here]
    return Ahead(len(fixed), rest, start, layout)


def replan(
    session: Session,
    actor: Actor,
    row: PickList,
    why: str,
    *,
    new: Collection[int] = (),
    at: int | None = None,
) -> int:
    """Walk what is left of a locked list by the shortest way; return how many stops moved.

    Args:
        session: the open transaction.
        actor: whose doing it is.
        row: the list, locked.
        why: goes on record.
        new: keys of tasks that were added just now, and must find their place.
        at: the bin where the picker has just ended a stop.
    """
    stands = expecting.stops_of(session, row.id)
    left = ahead(session, row, new=new, at=at, more={one.bin_id for one in stands})
    moved = 0
    with plain():
        order, metres = _shortest(left)
        if new or _as_it_is(left) - metres >= SAVES_M:
            moved = _write(session, actor, row, order, why)
        expecting.renew(session, row, left.layout)
    return moved


def _shortest(left: Ahead) -> tuple[list[Any], float]:
    bins = sorted(left.bins)
    spots = [left.layout.spots[bin_id] for bin_id in bins]
    walked = route(left.layout.aisles, spots, left.start, left.layout.depot)
    place = {bins[stop]: turn for turn, stop in enumerate(walked.order)}
    order = sorted(left.rest, key=lambda one: (place[one.bin_id], one.sku_id, one.slot))
    return order, walked.metres


def _as_it_is(left: Ahead) -> float:
    way = [left.start, *(left.layout.spots[one.bin_id] for one in left.rest)]
    return expecting.metres(left.layout, [*way, left.layout.depot])


def _write(
    session: Session, actor: Actor, row: PickList, order: Sequence[Any], why: str
) -> int:
    """Give the stops of the rest their places behind all that the list has had."""
    last = session.scalar(
        sa.select(sa.func.max(PickTask.seq)).where(
            PickTask.pick_list_id == row.id, PickTask.id.not_in([one.id for one in order])
        )
    )
    for turn, one in enumerate(order, start=1):
        session.execute(
            sa.update(PickTask)
            .where(PickTask.id == one.id)
            .values(
                seq=(last or 0) + turn * STEP, plan_version=PickTask.plan_version + 1
            )
        )
    row.plan_version += 1
    session.flush()
    fact = ListReplanned(
        pick_list=row.number, version=row.plan_version, moved=len(order), why=why
    )
    record(session, actor, fact, subject=row.number)
    return len(order)
