"""A pick list as the PDA holds it, and what picking tells about people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Barcode
from app.catalog.queries import SkuFacts, sku_facts
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory.models import Bin
from app.orders.models import Order
from app.people.models import Person
from app.picking.models import Scan, ScanCursor
from app.picking.rules import WRONG_SCANS
from app.waves.models import PickList, PickTask, TaskShare, Tote, Wave
from app.waves.rules import ListState, TaskState

LIVE = (TaskState.OPEN, TaskState.CLAIMED)
OVER = (TaskState.CANCELLED, TaskState.PUTBACK)


@dataclass(frozen=True)
class SkuView:
    """What a SKU looks like; *barcodes* gives units by code."""

    code: str
    name: str
    barcode_tail: str
    barcodes: dict[str, int]
    image_url: str | None
    looks: dict[str, Any]
    wants_serial: bool


@dataclass(frozen=True)
class TaskView:
    """A stop of the walk. *stopped*: its order must stop; the list goes on without it."""

    id: str
    seq: int
    state: str
    bin: str
    zone: str
    level: int
    sku: SkuView
    quantity: int
    picked: int
    at_bin: bool
    slot: int
    order_no: str | None
    plan_version: int
    stopped: bool


@dataclass(frozen=True)
class ToteView:
    """A tote on a slot."""

    code: str
    full: bool


@dataclass(frozen=True)
class SlotView:
    """A slot of the cart: its totes and the units in them."""

    slot: int
    order_no: str | None
    units: int
    totes: list[ToteView]


@dataclass(frozen=True)
class ListView:
    """A pick list with all that its page needs, also without a network.

    Attributes:
        device_seq: the last number applied from the asking device.
        lines_per_hour: the walker's own pace on this list; None before the first task.
        wrong_scans: the walker's wrong scans on this list.
    """

    number: str
    wave: str
    mode: str
    zone: str | None
    state: str
    plan_version: int
    cart: str | None
    person: str | None
    cut_off_at: datetime
    expected_m: int
    expected_s: int
    device_seq: int
    tasks_done: int
    tasks_all: int
    slots: list[SlotView]
    tasks: list[TaskView]
    lines_per_hour: int | None
    wrong_scans: int


def pick_list(session: Session, actor: Actor, number: str) -> ListView:
    """A list by its number.

    Raises:
        Refused: ``picking.unknown_list``.
    """
    row = session.execute(
        sa.select(PickList, Wave.number, Wave.cut_off_at, Person.name)
        .join(Wave, Wave.id == PickList.wave_id)
        .outerjoin(Person, Person.id == PickList.person_id)
        .where(PickList.warehouse_id == actor.warehouse_id, PickList.number == number)
    ).first()
    if row is None:
        raise Refused("picking.unknown_list", pick_list=number)
    this, wave, cut_off_at, person = row
    tasks = _tasks(session, this)
    counted = [task for task in tasks if task.state not in OVER]
    done = [task for task in counted if task.state not in LIVE]
    return ListView(
        number=this.number,
        wave=wave,
        mode=this.mode,
        zone=this.zone,
        state=this.state,
        plan_version=this.plan_version,
        cart=this.cart,
        person=person,
        cut_off_at=cut_off_at,
        expected_m=this.expected_m,
        expected_s=this.expected_s,
        device_seq=last_seq(session, actor),
        tasks_done=len(done),
        tasks_all=len(counted),
        slots=_slots(session, this, tasks),
        tasks=tasks,
        lines_per_hour=_pace(this, len(done)),
        wrong_scans=_wrong_scans(session, this.id),
    )


def current_number(session: Session, person_id: int) -> str | None:
    """The number of the list that a person walks."""
    return session.scalar(
        sa.select(PickList.number)
        .where(PickList.person_id == person_id, PickList.state == ListState.CLAIMED)
        .order_by(PickList.claimed_at, PickList.id)
        .limit(1)
    )


def last_seq(session: Session, actor: Actor) -> int:
    """The last number applied from the actor's device, 0 when there was none."""
    device = actor.device or actor.name
    found = session.scalar(sa.select(ScanCursor.last_seq).where(ScanCursor.device == device))
    return found or 0


def _pace(row: PickList, done: int) -> int | None:
    if not done or row.claimed_at is None:
        return None
    spent = ((row.done_at or clock.now()) - row.claimed_at).total_seconds()
    return round(done * 3600 / max(spent, 1.0))


def _wrong_scans(session: Session, list_id: int) -> int:
    query = sa.select(sa.func.count()).where(
        Scan.pick_list_id == list_id, Scan.verdict.in_([str(v) for v in WRONG_SCANS])
    )
    return session.scalar(query) or 0


def _tasks(session: Session, this: PickList) -> list[TaskView]:
    stopped = (
        sa.select(sa.literal(1))
        .select_from(TaskShare)
        .join(Order, Order.id == TaskShare.order_id)
        .where(TaskShare.task_id == PickTask.id)
        .where(sa.or_(Order.mask != 0, Order.not_before > clock.now()))
        .correlate(PickTask)
        .exists()
    )
    whose = sa.select(Order.number).where(Order.id == PickTask.order_id).scalar_subquery()
    rows = session.execute(
        sa.select(PickTask, Bin.code, Bin.zone, Bin.level, whose, stopped)
        .join(Bin, Bin.id == PickTask.bin_id)
        .where(PickTask.pick_list_id == this.id)
        .order_by(PickTask.seq, PickTask.id)
    ).all()
    keys = {row[0].sku_id for row in rows}
    facts = sku_facts(session, keys)
    codes = _barcodes(session, this.warehouse_id, keys)
    return [
        TaskView(
            id=str(task.id),
            seq=task.seq,
            state=task.state,
            bin=bin_code,
            zone=zone,
            level=level,
            sku=_sku(facts[task.sku_id], codes[task.sku_id]),
            quantity=task.quantity,
            picked=task.picked,
            at_bin=task.at_bin,
            slot=task.slot,
            order_no=order_no,
            plan_version=task.plan_version,
            stopped=is_stopped,
        )
        for task, bin_code, zone, level, order_no, is_stopped in rows
    ]


def _sku(facts: SkuFacts, barcodes: dict[str, int]) -> SkuView:
    return SkuView(
        code=facts.code,
        name=facts.name,
        barcode_tail=facts.barcode_tail,
        barcodes=barcodes,
        image_url=facts.image_url,
        looks=facts.looks,
        wants_serial=facts.wants_serial,
    )


def _barcodes(
    session: Session, warehouse_id: int, sku_ids: set[int]
) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    query = sa.select(Barcode.sku_id, Barcode.code, Barcode.pack_qty).where(
        Barcode.warehouse_id == warehouse_id, Barcode.sku_id.in_(sku_ids)
    )
    for sku_id, code, pack_qty in session.execute(query.order_by(Barcode.code)):
        found[sku_id][code] = pack_qty
    return found


def _slots(session: Session, this: PickList, tasks: list[TaskView]) -> list[SlotView]:
    totes: dict[int, list[ToteView]] = defaultdict(list)
    query = sa.select(Tote.slot, Tote.code, Tote.full).where(Tote.pick_list_id == this.id)
    for slot, code, full in session.execute(query.order_by(Tote.slot, Tote.id)):
        totes[slot or 0].append(ToteView(code, full))
    units: dict[int, int] = defaultdict(int)
    orders: dict[int, str | None] = {}
    for task in tasks:
        units[task.slot] += task.picked if task.state == TaskState.DONE else 0
        orders.setdefault(task.slot, task.order_no)
    return [
        SlotView(slot, orders.get(slot), units[slot], totes[slot])
        for slot in range(1, this.slots + 1)
    ]
