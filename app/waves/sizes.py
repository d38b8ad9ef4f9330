"""How large waves are now: what orders that left them wanted is no longer counted."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.inventory.models import Reservation
from app.inventory.rules import ReservationState
from app.waves.expecting import GONE
from app.waves.models import PickList, PickTask, TaskShare, WaveOrder
from app.waves.rules import ListState

Size = tuple[int, int]


def lines_and_units(session: Session, wave_ids: Sequence[int]) -> dict[int, Size]:
    """By wave, the order lines and units on its lists; of a locked one what is promised."""
    return _promised(session, wave_ids) | _on_lists(session, wave_ids)


def _on_lists(session: Session, wave_ids: Sequence[int]) -> dict[int, Size]:
    query = (
        sa.select(
            PickList.wave_id,
            sa.func.count(sa.distinct(TaskShare.order_line_id)),
            sa.func.sum(TaskShare.quantity),
        )
        .join(PickTask, PickTask.pick_list_id == PickList.id)
        .join(TaskShare, TaskShare.task_id == PickTask.id)
        .where(PickList.wave_id.in_(wave_ids), PickTask.state.not_in(GONE))
    )
    return _by_wave(session, query.group_by(PickList.wave_id))


def _promised(session: Session, wave_ids: Sequence[int]) -> dict[int, Size]:
    query = (
        sa.select(WaveOrder.wave_id, sa.func.count(), sa.func.sum(Reservation.quantity))
        .join(Reservation, Reservation.order_id == WaveOrder.order_id)
        .where(WaveOrder.wave_id.in_(wave_ids), WaveOrder.active)
        .where(Reservation.state == ReservationState.SOFT)
    )
    return _by_wave(session, query.group_by(WaveOrder.wave_id))


def _by_wave(session: Session, query: sa.Executable) -> dict[int, Size]:
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}


def metres_and_seconds(session: Session, wave_ids: Sequence[int]) -> dict[int, Size]:
    """By wave, what its lists are expected to take; a locked one has none yet."""
    query = (
        sa.select(
            PickList.wave_id, sa.func.sum(PickList.expected_m), sa.func.sum(PickList.expected_s)
        )
        .where(PickList.wave_id.in_(wave_ids), PickList.state != ListState.CANCELLED)
        .group_by(PickList.wave_id)
    )
    return _by_wave(session, query)
