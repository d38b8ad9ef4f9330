"""Waves on the board: how far they are, and whether they make their cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board.figures import WaveLine
from app.board.rules import due_percent, needed_per_hour, pace
from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.waves.models import Wave, WaveOrder
from app.waves.queries import WaveRow
from app.waves.queries import waves as newest_waves
from app.waves.rules import WaveState

LATEST = 24
"""Waves looked at, the newest first, of those in work and of those picked."""
ON_BOARD = 8
HOUR = timedelta(hours=1)
IN_WORK = (WaveState.LOCKED, WaveState.RELEASED, WaveState.PICKING)
PICKED_UP = (WaveState.DONE,)

S = OrderState
SHIPPED = (S.SHIPPED,)
PACKED = (S.PACKED, S.STAGED, *SHIPPED)
PICKED = (S.PICKED, S.PACKING, *PACKED)
GONE = (S.CANCELLED, S.PUTBACK)


def waves(session: Session, warehouse_id: int, at: datetime) -> list[WaveLine]:
    """The waves at work, the nearest cut-off first; those wholly shipped stand last."""
    found = [
        row
        for states in (IN_WORK, PICKED_UP)
        for row in newest_waves(session, warehouse_id, states=states, limit=LATEST)
    ]
    open_ = [row for row in found if _is_open(row, at)]
    open_.sort(key=lambda row: (_is_shipped(row), row.cut_off_at, row.number))
    shown = open_[:ON_BOARD]
    speed = _packed_last_hour(session, [row.number for row in shown], at)
    return [_line(row, speed.get(row.number, 0), at) for row in shown]


def _is_open(row: WaveRow, at: datetime) -> bool:
    return _total(row) > 0 and (not _is_shipped(row) or row.cut_off_at > at)


def _is_shipped(row: WaveRow) -> bool:
    return _count(row, SHIPPED) >= _total(row)


def _count(row: WaveRow, states: Sequence[OrderState]) -> int:
    return sum(row.by_state.get(state, 0) for state in states)


def _total(row: WaveRow) -> int:
    return sum(row.by_state.values()) - _count(row, GONE)


def _line(row: WaveRow, packed_last_hour: int, at: datetime) -> WaveLine:
    total, packed = _total(row), _count(row, PACKED)
    since = row.released_at
    worked = min(at - since, HOUR) if since else HOUR
    now = packed_last_hour / max(worked / HOUR, 1 / 12)
    needed = needed_per_hour(total - packed, row.cut_off_at, at)
    due = due_percent(since, row.cut_off_at, at) if since else None
    return WaveLine(
        number=row.number,
        state=row.state,
        grouping=row.grouping,
        cut_off_at=row.cut_off_at,
        orders=total,
        picked=_count(row, PICKED),
        packed=packed,
        shipped=_count(row, SHIPPED),
        due_percent=due,
        needed_per_h=needed,
        packed_per_h=round(now),
        pace=pace(
            released=since is not None,
            left=total - packed,
            needed=needed,
            now=now,
            gone=due or 0,
        ),
    )


def _packed_last_hour(session: Session, numbers: list[str], at: datetime) -> dict[str, int]:
    """Orders whose parcels passed the scale within the last hour, by wave."""
    query = (
        sa.select(Wave.number, sa.func.count(sa.distinct(Parcel.order_id)))
        .join(WaveOrder, WaveOrder.wave_id == Wave.id)
        .join(Parcel, Parcel.order_id == WaveOrder.order_id)
        .where(Wave.number.in_(numbers), Parcel.weighed_at >= at - HOUR)
        .group_by(Wave.number)
    )
    return {number: count for number, count in session.execute(query)}  # noqa: C416  rows are no pairs to dict()
