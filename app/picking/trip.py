"""One action on one list: who stands where, what is wanted, and what to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import sku_facts
from app.core import clock
from app.core.events import Actor
from app.core.sql import Statement, stored
from app.picking import statements as sql
from app.picking.rules import Step, Verdict, step_of

Both = dict[str, str]
"""A name in zh and en."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a PDA says, as contracts.md has it; *task* is our key."""

    scan_id: str
    pick_list: str
    kind: str
    device_seq: int
    code: str | None = None
    task: int | None = None
    plan_version: int | None = None
    quantity: int | None = None
    found: int | None = None
    reason: str | None = None
    at: datetime | None = None

    @property
    def at_ms(self) -> int | None:
        """The trigger's time in milliseconds since 1970."""
        return round(self.at.timestamp() * 1000) if self.at is not None else None


@dataclass(slots=True)
class Cursor:
    """Where the device is; see models.ScanCursor."""

    device: str
    last_seq: int = 0
    pick_list_id: int | None = None
    task_id: int | None = None
    code: str | None = None
    at_ms: int | None = None
    verdict: str | None = None

    @property
    def moved(self) -> tuple[Any, ...]:
        """The values of MOVE_CURSOR."""
        where = self.pick_list_id, self.task_id, self.code, self.at_ms, self.verdict
        return self.last_seq, *where, self.device


@dataclass(slots=True)
class Outcome:
    """What an action came to.

    Attributes:
        say: the code of the sentence; *params* fill it (a dict is a text in zh and en).
        shown: the task that the device shows from now on; None for the first of the walk.
        scanned: the goods that were scanned instead.
        following: the task of *shown*, where it is at hand already.
    """

    verdict: Verdict
    say: str
    params: dict[str, Any] = field(default_factory=dict)
    shown: int | None = None
    scanned: dict[str, Any] | None = None
    following: Task | None = None


@dataclass(slots=True)
class Task:
    """The task that an action is judged against.

    Attributes:
        codes: the units that each barcode of its SKU stands for, as JSON; None without any.
        list_done: tasks of the list that have ended when this one was read; then all tasks,
            units picked, all units, and the list's plan version.
        surplus: units in hand that a new plan took out of the task.
    """

    id: int
    seq: int
    state: str
    at_bin: bool
    picked: int
    quantity: int
    slot: int
    plan_version: int
    order_id: int | None
    sku_id: int
    bin_id: int
    stock_id: int
    bin: str
    level: int
    sequence: int
    sku: str
    wants_serial: bool
    lot: str
    expiry: date | None
    tote: str | None
    stopped: int | None
    codes: str | None
    list_done: int
    list_tasks: int
    list_picked: int
    list_units: int
    list_version: int
    surplus: int

    @property
    def step(self) -> Step:
        """What it wants next."""
        return step_of(at_bin=self.at_bin, picked=self.picked, quantity=self.quantity)

    @property
    def is_live(self) -> bool:
        """Whether it still picks."""
        return self.state in {"open", "claimed"}

    @property
    def left(self) -> int:
        """Units still to take."""
        return self.quantity - self.picked

    @property
    def barcodes(self) -> dict[str, int]:
        """The units that each barcode of its SKU stands for."""
        return msgspec.json.decode(self.codes) if self.codes else {}


@dataclass(slots=True)
class Trip:
    """A list, locked for this action, and the person and device at it.

    Attributes:
        latest: a task that knows how far the list is now; None when it must be asked.
        change: what is written together with the answer, and must change one row.
    """

    session: Session
    conn: sa.Connection
    actor: Actor
    person_id: int | None
    cursor: Cursor
    row: sql.ListRow
    now: datetime = field(default_factory=clock.now)
    latest: Task | None = None
    change: tuple[Statement, Sequence[Any]] | None = None

    @property
    def site(self) -> int:
        """The warehouse."""
        return self.actor.warehouse_id

    def task(self, task_id: int) -> Task | None:
        """A task of this list."""
        moment, key = stored(self.conn, self.now), self.row.id
        return _task(sql.TASK.raw(self.conn, moment, key, task_id, key).fetchone())

    def same_shelf(self, task: Task) -> Task | None:
        """A task of this list that picks where a superseded one did."""
        found = sql.SAME_SHELF.raw(self.conn, self.row.id, task.stock_id).fetchone()
        return self.task(found[0]) if found else None

    def first_task(self) -> Task | None:
        """The task at hand: one begun, else the first of the walk."""
        moment, key = stored(self.conn, self.now), self.row.id
        return _task(sql.FIRST_TASK.raw(self.conn, moment, key, key).fetchone())

    def progress(self) -> dict[str, int]:
        """How far the list is: tasks and units, of all."""
        known = self.latest
        if known is not None:
            counts = [known.list_done, known.list_tasks, known.list_picked, known.list_units]
            version = known.list_version
        else:
            *counts, version = sql.PROGRESS.raw(self.conn, self.row.id, self.row.id).fetchone()
        done, tasks, picked, units = (int(count or 0) for count in counts)
        return {
            "done": done,
            "tasks": tasks,
            "picked": picked,
            "units": units,
            "plan_version": version,
        }


def _task(row: Any) -> Task | None:
    if row is None:
        return None
    task = Task(*row)
    if isinstance(task.expiry, str):  # the SQLite driver hands a date back as text
        task.expiry = date.fromisoformat(task.expiry)
    return task


def next_step(task: Task | None) -> dict[str, Any] | None:
    """What the device is to ask for next."""
    if task is None:
        return None
    return {
        "task": str(task.id),
        "step": task.step,
        "bin": task.bin,
        "level": task.level,
        "sku": task.sku,
        "quantity": task.quantity,
        "picked": task.picked,
        "slot": task.slot,
        "tote": task.tote,
        "plan_version": task.plan_version,
    }


def name(trip: Trip, sku_id: int) -> Both:
    """How a SKU is called in a sentence: its name, and what tells it from its neighbours."""
    facts = sku_facts(trip.session, [sku_id])[sku_id]
    looks = facts.looks
    zh = told_apart(facts.name, looks.get("colour"), looks.get("size"))
    english = looks.get("name_en") or facts.name
    colour = looks.get("colour_en") or looks.get("colour")
    return {"zh": zh, "en": told_apart(english, colour, looks.get("size"))}


def told_apart(name: str, *marks: str | None) -> str:
    """A name with what tells it from its neighbours, where it does not say so already."""
    said = name.lower()
    words = said.replace(",", " ").split()

    def is_new(mark: str) -> bool:
        # a size is a word of its own ("S" is not in "socks"); Chinese is written without spaces
        return mark.lower() not in (words if mark.isascii() else said)

    return " ".join([name, *(mark for mark in marks if mark and is_new(mark))])
