"""The verbs of picking: apply what PDAs say, give lists to people, hand them over.

Each action is applied once by its id, in the order of the device's numbers, on a list that
is locked meanwhile. Nothing here knows the language: an answer is stored as code and values,
and the view says it to whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor
from app.core.sql import Statement, stored, together
from app.orders.models import Order
from app.picking import changes, finishing, scanning, shorts, whose
from app.picking import statements as sql
from app.picking.late import keep_late_units
from app.picking.rules import Kind, Verdict
from app.picking.trip import Action, Cursor, Outcome, Task, Trip, next_step
from app.waves.models import TaskShare
from app.waves.rules import TaskState

VERBS: dict[str, Callable[[Trip, Action, Task], Outcome]] = {
    Kind.SCAN: scanning.scan,
    Kind.SHORT: shorts.short,
    Kind.SKIP: changes.skip,
    Kind.UNPICK: changes.unpick,
    Kind.TOTE_FULL: changes.tote_full,
}


@dataclass(frozen=True)
class Applied:
    """What became of a batch.

    Attributes:
        answers: stored answers by scan id.
        wanted: the device's next number when the batch has a hole, else None.
    """

    answers: dict[str, dict[str, Any]]
    wanted: int | None


def apply(
    session: Session, actor: Actor, person_id: int | None, actions: Sequence[Action]
) -> Applied:
    """Apply actions of one device, sorted by their number, up to the first hole.

    Args:
        session: the open transaction.
        actor: the person and the device.
        person_id: whose list it must be.
        actions: in the order of device_seq.
    """
    conn = db.connection(session)
    cursor, look = _stand(conn, actor, actions[0])
    answers: dict[str, dict[str, Any]] = {}
    for action in actions:
        before, row = look or _look(conn, actor, action)
        look = None
        if before is not None:
            answers[action.scan_id] = msgspec.json.decode(before)
            continue
        if action.device_seq > cursor.last_seq + 1:
            return Applied(answers, cursor.last_seq + 1)
        cursor.last_seq = max(cursor.last_seq, action.device_seq)
        by, person = whose.who_did_it(conn, actor, person_id, row)
        trip = Trip(session, conn, by, person, cursor, row) if row else None
        answers[action.scan_id] = _apply_one(conn, by, cursor, action, trip)
    return Applied(answers, None)


Look = tuple[str | None, sql.ListRow | None]
"""The answer that an action got before, and the list that it is about."""


def _stand(conn: sa.Connection, actor: Actor, first: Action) -> tuple[Cursor, Look | None]:
    """Lock where the device stands, and the first action's list in the same look."""
    device = actor.device or actor.name
    values = first.scan_id, device, actor.warehouse_id, first.pick_list
    found = sql.STAND.raw(conn, *values).fetchone()
    if found is not None:
        where, (before, *row) = found[: sql.CURSOR_COLUMNS], found[sql.CURSOR_COLUMNS :]
        return Cursor(device, *where), (before, sql.ListRow(*row))
    # a device that is new, or a list that is unknown
    sql.NEW_CURSOR.raw(conn, device)
    return Cursor(device, *sql.CURSOR.raw(conn, device).fetchone()), None


def _look(conn: sa.Connection, actor: Actor, action: Action) -> Look:
    before = sql.ANSWER.raw(conn, action.scan_id).fetchone()
    if before is not None:
        return before[0], None
    row = sql.LIST.raw(conn, actor.warehouse_id, action.pick_list).fetchone()
    return None, sql.ListRow(*row) if row else None


def _apply_one(
    conn: sa.Connection, actor: Actor, cursor: Cursor, action: Action, trip: Trip | None
) -> dict[str, Any]:
    if trip is None:
        outcome = Outcome(
            Verdict.NOT_CLAIMED, "picking.unknown_list", {"pick_list": action.pick_list}
        )
        return _keep(conn, actor, cursor, action, _Judged(None, None, outcome))
    judged = _judge(trip, action)
    trip.session.flush()
    _remember(cursor, action, judged)
    return _keep(conn, actor, cursor, action, judged)


@dataclass(slots=True)
class _Judged:
    """An outcome, the task it was about, and the trip (None without a list)."""

    trip: Trip | None
    task: Task | None
    outcome: Outcome


def _judge(trip: Trip, action: Action) -> _Judged:
    task = _meant(trip, action)
    if task is not None and task.state == TaskState.CANCELLED:
        stop = _cancelled(trip, action, task)
        if stop is not None:
            return _Judged(trip, task, stop)
    if (refusal := whose.not_mine(trip)) is not None:
        keep_late_units(trip, action, task)
        return _Judged(trip, task, refusal)
    if task is not None and task.state == TaskState.CANCELLED:
        task = trip.same_shelf(task) or task
    if task is None or not task.is_live:
        first = trip.first_task()
        if task and action.task is not None and (late := _too_late(trip, action, task, first)):
            return _Judged(trip, task, late)
        task = first
    if task is None:
        over_say = Outcome(Verdict.ALREADY_DONE, "picking.list_over", _list(trip))
        return _Judged(trip, None, over_say)
    return _Judged(trip, task, _on_task(trip, action, task))


def _meant(trip: Trip, action: Action) -> Task | None:
    """The task that an action is about: the one it names, else the one the device shows."""
    shown = action.task
    if shown is None and trip.cursor.pick_list_id == trip.row.id:
        shown = trip.cursor.task_id
    return trip.task(shown) if shown is not None else None


def _on_task(trip: Trip, action: Action, task: Task) -> Outcome:
    if task.stopped is not None:
        return finishing.stop_order(trip, task, scanning.just_taken(action, task))
    if task.surplus:
        return changes.put_back_surplus(trip, task)
    return _do(trip, action, task)


def _do(trip: Trip, action: Action, task: Task) -> Outcome:
    """Do what is asked.

    Raises:
        Refused: ``store.conflict``: the stock changed under the task in this very moment;
            nothing was applied, and the same action may be sent again.
    """
    try:
        return VERBS[action.kind](trip, action, task)
    except Refused as refusal:
        if refusal.code.startswith("stock."):
            raise Refused("store.conflict") from refusal
        raise


def _list(trip: Trip) -> dict[str, Any]:
    return {"pick_list": trip.row.number}


def _cancelled(trip: Trip, action: Action, task: Task) -> Outcome | None:
    """The order of the task shown was cancelled, or its wave: what is in hand goes back.

    None for a task that was only planned anew: it has no shares left.
    """
    order_no = trip.session.scalar(
        sa.select(Order.number)
        .join(TaskShare, TaskShare.order_id == Order.id)
        .where(TaskShare.task_id == task.id)
        .limit(1)
    )
    if order_no is None:
        return None
    keep_late_units(trip, action, task)
    in_hand = task.picked + scanning.just_taken(action, task)
    return finishing.stopped(trip, task, in_hand, order_no=order_no, reasons=["cancelled"])


def _too_late(
    trip: Trip, action: Action, task: Task, first: Task | None
) -> Outcome | None:
    """An action about a task that has ended; None when it is what the floor needs anyway.

    A scan is judged against what is wanted now: a page that is one step behind is no error.
    """
    if action.kind == Kind.UNPICK:
        return changes.unpick(trip, action, task)
    shown = first.id if first else None
    if action.kind != Kind.SCAN:
        return Outcome(Verdict.ALREADY_DONE, "picking.task_over", {}, shown=shown)
    if task.state == TaskState.CANCELLED and first and action.code in {task.bin, task.sku}:
        about = {"bin": first.bin, "was": task.bin}
        return Outcome(Verdict.ALREADY_DONE, "picking.superseded", about, shown=shown)
    if action.code in {task.bin, task.tote, task.sku} and (
        first is None or action.code not in {first.bin, first.tote, first.sku}
    ):
        return Outcome(Verdict.ALREADY_DONE, "picking.task_over", {}, shown=shown)
    return None


def _remember(cursor: Cursor, action: Action, judged: _Judged) -> None:
    outcome = judged.outcome
    cursor.pick_list_id = judged.trip.row.id if judged.trip else None
    cursor.task_id = outcome.shown
    if action.kind == Kind.SCAN and outcome.verdict is not Verdict.BOUNCE:
        cursor.code, cursor.at_ms = action.code, action.at_ms
        cursor.verdict = outcome.verdict.value


def _keep(
    conn: sa.Connection, actor: Actor, cursor: Cursor, action: Action, judged: _Judged
) -> dict[str, Any]:
    trip, task, outcome = judged.trip, judged.task, judged.outcome
    following: Task | None = None
    if trip is not None and outcome.shown is not None:
        same = task is not None and task.id == outcome.shown and action.kind == Kind.SCAN
        following = task if same else outcome.following or trip.task(outcome.shown)
    answer = {
        "verdict": outcome.verdict,
        "say": outcome.say,
        "params": outcome.params,
        "task": str(task.id) if task else None,
        "next": next_step(following),
        "progress": trip.progress() if trip else None,
        "scanned": outcome.scanned,
    }
    scan = (
        action.scan_id,
        actor.warehouse_id,
        trip.row.id if trip else None,
        task.id if task else None,
        str(action.kind),
        action.code,
        outcome.verdict.value,
        actor.name,
        cursor.device,
        action.device_seq,
        stored(conn, action.at) if action.at else None,
        stored(conn, clock.now()),
        msgspec.json.encode(answer).decode(),
    )
    changes: list[tuple[Statement, Sequence[Any]]] = [
        (sql.KEEP, scan),
        (sql.MOVE_CURSOR, cursor.moved),
    ]
    if trip is not None and trip.change is not None:
        changes.append(trip.change)
    if together(conn, *changes) != 1:
        raise StaleDataError("the plan changed in this very moment")  # judged anew
    return answer
