"""A scan on the current task: bin, then item until all are taken, then tote.

The code is read against what the task wants first; then as any code of the warehouse, to
say what it is; then it is unknown.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.catalog import codes
from app.core.events import record
from app.core.sql import stored
from app.inventory import service as inventory
from app.picking import finishing, foreign
from app.picking import statements as sql
from app.picking.rules import (
    BOUNCE_MS,
    COUNTED,
    Item,
    Kind,
    Step,
    Verdict,
    is_bounce,
    judge_item,
)
from app.picking.trip import Action, Outcome, Task, Trip
from app.stations.service import site_rule
from app.waves import totes
from app.waves.events import TaskMoved
from app.waves.rules import PICK_TASK, Mode, TaskAct, TaskState

LONGEST_BOUNCE_MS = 1000
"""Beyond it the site's rule needs no look."""


def scan(trip: Trip, action: Action, task: Task) -> Outcome:
    """Judge one code and do what it means."""
    raw = action.code or ""
    if _bounced(trip, action, raw):
        return Outcome(Verdict.BOUNCE, "picking.bounce", {}, shown=task.id)
    scanned = codes.parse(raw)
    step = task.step
    if step is Step.BIN:
        return _at_bin(trip, task, scanned)
    if step is Step.ITEM:
        return _at_item(trip, action, task, scanned)
    return _at_tote(trip, task, scanned)


def _bounced(trip: Trip, action: Action, raw: str) -> bool:
    last = trip.cursor
    if last.code != raw or last.pick_list_id != trip.row.id or last.verdict not in COUNTED:
        return False
    if not is_bounce(last.at_ms, action.at_ms, LONGEST_BOUNCE_MS):
        return False
    return is_bounce(last.at_ms, action.at_ms, bounce_ms(trip.session, trip.site))


def bounce_ms(session: Session, warehouse_id: int) -> int:
    """How close together two reads of one trigger come at this site, in ms."""
    rule = site_rule(session, warehouse_id, "bounce", {"window_ms": BOUNCE_MS})
    return int(rule["window_ms"])


def _at_bin(trip: Trip, task: Task, scanned: codes.Scanned) -> Outcome:
    if scanned.code == task.bin:
        begin(trip, task)
        about = {"n": task.left}
        return Outcome(Verdict.OK, "picking.ok.bin", about, shown=task.id)
    thing = foreign.identify(trip, scanned)
    if thing.is_tote and (bound := _bind_next_slot(trip, thing)):
        return Outcome(Verdict.OK, "picking.ok.tote_bound", bound, shown=task.id)
    return foreign.refuse(trip, task, thing)


def _bind_next_slot(trip: Trip, thing: foreign.Thing) -> dict[str, Any] | None:
    """A free tote at the start of the walk goes onto the first slot that has none."""
    (slot,) = sql.SLOT_WITHOUT_TOTE.raw(trip.conn, trip.row.id).fetchone()
    if slot is None:
        return None
    order_id = finishing.order_of_slot(trip, slot)
    place = totes.Place(trip.row.number, trip.row.id, slot, order_id)
    if not totes.bind_by_code(trip.session, trip.actor, thing.code, place):
        return None
    return {"tote": thing.code, "slot": slot}


def begin(trip: Trip, task: Task) -> None:
    """The picker is at the bin: a re-plan leaves the task alone from here on."""
    started = TaskState(task.state)
    if started is TaskState.OPEN:
        started = PICK_TASK.after(started, TaskAct.START)
    sql.START_TASK.raw(trip.conn, str(started), task.id)
    if started != task.state:
        _tell(trip, task, str(started))
    task.at_bin, task.state = True, str(started)
    trip.latest = task


def _tell(trip: Trip, task: Task, state: str) -> None:
    fact = TaskMoved(
        pick_list=trip.row.number,
        task=task.id,
        state=state,
        sku_id=task.sku_id,
        quantity=task.quantity,
    )
    record(trip.session, trip.actor, fact, subject=trip.row.number)


def _at_item(trip: Trip, action: Action, task: Task, scanned: codes.Scanned) -> Outcome:
    units = _units(task, scanned)
    serial = scanned.serial
    if units is None and _is_serial(trip, task, scanned):
        units, serial = 1, scanned.code
    if units is None:
        if scanned.code == task.bin:
            return Outcome(Verdict.ALREADY_DONE, "picking.at_bin_already", {}, shown=task.id)
        return foreign.refuse(trip, task, foreign.identify(trip, scanned))
    item = Item(
        units=units * (action.quantity or 1),
        left=task.left,
        lot=scanned.lot,
        expiry=scanned.expiry,
        serial=serial,
        shelf_lot=task.lot,
        shelf_expiry=task.expiry,
        wants_serial=bool(task.wants_serial),
    )
    verdict = judge_item(item, trip.now.date())
    if verdict is not Verdict.OK:
        return _item_refused(verdict, task, item)
    return _take(trip, task, item.units)


def _units(task: Task, scanned: codes.Scanned) -> int | None:
    """Units of the wanted SKU that a scan stands for; None when it is something else."""
    known = task.barcodes
    for code in scanned.candidates:
        if code in known:
            return scanned.count or known[code]
    return 1 if scanned.code == task.sku else None


def just_taken(action: Action, task: Task) -> int:
    """Units that a scan took off the shelf, whether or not it will count."""
    if action.kind != Kind.SCAN or task.step is not Step.ITEM:
        return 0
    units = _units(task, codes.parse(action.code or ""))
    return (units or 0) * (action.quantity or 1)


def _is_serial(trip: Trip, task: Task, scanned: codes.Scanned) -> bool:
    last = trip.cursor
    asked = last.verdict == Verdict.SERIAL_NEEDED and last.task_id == task.id
    return asked and not sql.barcodes(trip.conn, trip.site, scanned.candidates)


def _item_refused(verdict: Verdict, task: Task, item: Item) -> Outcome:
    if verdict is Verdict.EXPIRED_LOT:
        expiry = item.expiry or item.shelf_expiry
        about: dict[str, Any] = {"lot": item.lot or item.shelf_lot, "expiry": str(expiry)}
        return Outcome(verdict, "picking.expired_lot", about, shown=task.id)
    if verdict is Verdict.WRONG_ITEM:
        about = {"lot": item.lot, "want": item.shelf_lot}
        return Outcome(verdict, "picking.wrong_item.lot", about, shown=task.id)
    if verdict is Verdict.SERIAL_NEEDED:
        return Outcome(verdict, "picking.serial_needed", {}, shown=task.id)
    about = {"n": item.units, "left": item.left, "bin": task.bin}
    return Outcome(verdict, "picking.over_quantity.pack", about, shown=task.id)


def _take(trip: Trip, task: Task, units: int) -> Outcome:
    trip.change = sql.TAKE_UNITS, (units, task.id, units)
    task.picked += units
    task.list_picked += units
    trip.latest = task
    about = {"picked": task.picked, "n": task.quantity, "left": task.left, "slot": task.slot}
    code = "picking.ok.item" if task.left else "picking.ok.all_items"
    return Outcome(Verdict.OK, code, about, shown=task.id)


def _at_tote(trip: Trip, task: Task, scanned: codes.Scanned) -> Outcome:
    if task.tote is not None and scanned.code == task.tote:
        return put_into(trip, task, task.tote)
    if _units(task, scanned) is not None:
        about = {"n": task.quantity, "bin": task.bin, "slot": task.slot}
        return Outcome(Verdict.OVER_QUANTITY, "picking.over_quantity", about, shown=task.id)
    if scanned.code == task.bin:
        about = {"n": task.quantity, "slot": task.slot}
        return Outcome(Verdict.ALREADY_DONE, "picking.now_the_tote", about, shown=task.id)
    thing = foreign.identify(trip, scanned)
    if thing.is_tote and task.tote is None and _bind(trip, task, thing.code):
        return put_into(trip, task, thing.code)
    return foreign.refuse(trip, task, thing)


def _bind(trip: Trip, task: Task, code: str) -> bool:
    place = totes.Place(trip.row.number, trip.row.id, task.slot, task.order_id)
    return totes.bind_by_code(trip.session, trip.actor, code, place)


def put_into(trip: Trip, task: Task, tote: str) -> Outcome:
    """All units of the task lie in the tote: move them in the books, and go on."""
    if not move_units(trip, task, tote):
        return Outcome(Verdict.ALREADY_DONE, "picking.plan_changed", {})
    return after_task(trip)


def move_units(trip: Trip, task: Task, tote: str) -> bool:
    """Finish a task whose units lie in a tote; False when somebody was faster."""
    done = PICK_TASK.after(TaskState(task.state), TaskAct.FINISH)
    moment = stored(trip.conn, trip.now)
    finished = sql.FINISH_TASK.raw(trip.conn, str(done), moment, trip.site, tote, task.id)
    if finished.rowcount != 1:
        return False
    shares = sql.SHARES.raw(trip.conn, task.id).fetchall()
    orders = [share[1] for share in shares]
    sql.lock_orders(trip.conn, orders)
    for promise, order_id, line_id, units in shares:
        inventory.pick_to_tote(
            trip.session,
            trip.actor,
            reservation_id=promise,
            quantity=units,
            tote=tote,
            order_id=order_id,
            order_line_id=line_id,
        )
    sql.FINISH_SHARES.raw(trip.conn, task.id)
    _tell(trip, task, str(done))
    finishing.finish_orders(trip, orders)
    return True


def after_task(trip: Trip) -> Outcome:
    """What to say when a task has ended: the next stop, or that all is picked."""
    following = trip.latest = trip.first_task()
    if following is not None:
        about = {"bin": following.bin, "n": following.left}
        return Outcome(
            Verdict.TASK_DONE,
            "picking.task_done",
            about,
            shown=following.id,
            following=following,
        )
    finishing.end_list(trip)
    to_wall = trip.row.mode == Mode.WALL
    say = "picking.list_done.wall" if to_wall else "picking.list_done"
    return Outcome(Verdict.LIST_DONE, say, {"pick_list": trip.row.number})
