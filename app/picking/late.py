"""Actions that came too late are a physical fact all the same: somebody has units in hand."""

from __future__ import annotations

from app.core.events import record
from app.picking.events import UnitsLeftBehind
from app.picking.rules import Kind
from app.picking.trip import Action, Task, Trip
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception


def keep_late_units(trip: Trip, action: Action, task: Task | None) -> None:
    """Put on record that goods were moved for a task that is not this person's any more.

    The books never counted the units out of their bin; the exception sends somebody to put
    them back where they belong.
    """
    if action.kind != Kind.SCAN or task is None or action.code == task.bin:
        return
    why = str(trip.row.state) if task.is_live else task.state
    fact = UnitsLeftBehind(pick_list=trip.row.number, task=task.id, code=action.code, why=why)
    record(trip.session, trip.actor, fact, subject=trip.row.number)
    raise_exception(
        trip.session,
        trip.actor,
        ExceptionKind.PUT_BACK,
        trip.row.number,
        sku=task.sku,
        bin=task.bin,
        badge=trip.actor.name,
    )
