"""Waves, pick lists, tasks and totes as stored. Their verbs on the floor are picking's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, state_column
from app.waves.rules import ListState, Mode, TaskState, ToteState, WaveState


class Wave(Model):
    """Orders worked together (波次).

    ``grouping`` is what its orders share (cut-off, carrier group, domestic or not, hazmat);
    ``expected_m`` and ``expected_s`` are the planner's walk and time. A locked wave with a
    ``release_at`` is released by itself then; *rule* is what made it.
    """

    __tablename__ = "wave"
    __table_args__ = (sa.Index("ix_wave_state", "warehouse_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    state: Mapped[WaveState] = mapped_column(state_column(WaveState), default=WaveState.LOCKED)
    grouping: Mapped[dict[str, Any]]
    cut_off_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    planned_by: Mapped[str] = mapped_column(sa.String(80))
    released_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    plan_version: Mapped[int] = mapped_column(default=1)
    orders: Mapped[int]
    lines: Mapped[int]
    units: Mapped[int]
    expected_m: Mapped[int]
    expected_s: Mapped[int]
    release_at: Mapped[datetime | None]
    rule: Mapped[str | None] = mapped_column(sa.String(60))
    rule_version: Mapped[int | None]


class WaveOrder(Model):
    """An order's place in a wave; ``active`` until the wave ends or the order leaves it."""

    __tablename__ = "wave_order"
    __table_args__ = (
        sa.Index(
            "uq_wave_order_active",
            "order_id",
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        ),
    )

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order.id"), primary_key=True, index=True
    )
    active: Mapped[bool] = mapped_column(default=True)


class PickList(Model):
    """One trip of one picker (拣货单)."""

    __tablename__ = "pick_list"
    __table_args__ = (sa.Index("ix_pick_list_open", "warehouse_id", "state", "zone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id"), index=True)
    mode: Mapped[Mode] = mapped_column(state_column(Mode))
    zone: Mapped[str | None] = mapped_column(sa.String(8))
    state: Mapped[ListState] = mapped_column(state_column(ListState), default=ListState.OPEN)
    plan_version: Mapped[int] = mapped_column(default=1)
    slots: Mapped[int]
    cart: Mapped[str | None] = mapped_column(sa.String(40))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    device: Mapped[str | None] = mapped_column(sa.String(80))
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    expected_m: Mapped[int] = mapped_column(default=0)
    expected_s: Mapped[int] = mapped_column(default=0)


class PickTask(Model):
    """Take *quantity* of a SKU from a bin into the tote of *slot*.

    ``order_id`` is None in a bulk pick, where the shares say whose units they are.
    ``at_bin`` is set by the bin's scan; ``picked`` counts item scans; the tote's scan ends
    the task and moves the units. ``surplus`` units are in the picker's hand although the plan
    wants them no more; the next scan tells to put them back.
    """

    __tablename__ = "pick_task"
    __table_args__ = (
        sa.Index("ix_pick_task_walk", "pick_list_id", "state", "seq"),
        sa.CheckConstraint("picked >= 0 AND picked <= quantity", name="never_too_many"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pick_list_id: Mapped[int] = mapped_column(sa.ForeignKey("pick_list.id"))
    seq: Mapped[int]
    stock_id: Mapped[int] = mapped_column(sa.ForeignKey("stock.id"))
    bin_id: Mapped[int] = mapped_column(sa.ForeignKey("bin.id"))
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    slot: Mapped[int]
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)
    at_bin: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TaskState] = mapped_column(state_column(TaskState), default=TaskState.OPEN)
    tote_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tote.id"))
    plan_version: Mapped[int] = mapped_column(default=1)
    done_at: Mapped[datetime | None]
    surplus: Mapped[int] = mapped_column(default=0, server_default="0")


class TaskShare(Model):
    """Whose units a task picks: one row for a cluster task, several for a bulk one."""

    __tablename__ = "task_share"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("pick_task.id"), primary_key=True)
    reservation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reservation.id"), primary_key=True, index=True
    )
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)


class Tote(Model):
    """A box for picked goods (周转箱), bound to a slot of a list from its first scan.

    ``full`` totes stay bound, the next tote of the slot takes the rest. ``parked_slot`` is
    the number of the shelf slot where PARK put it.
    """

    __tablename__ = "tote"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[ToteState] = mapped_column(state_column(ToteState), default=ToteState.FREE)
    pick_list_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pick_list.id"), index=True)
    slot: Mapped[int | None]
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    full: Mapped[bool] = mapped_column(default=False)
    parked_slot: Mapped[int | None]


class WaveRule(Model):
    """A version of a rule by which waves are made; the highest version of a name holds.

    ``wish`` chooses the orders and caps the waves; ``schedule`` says when waves are made by
    themselves (see schedule.py).
    """

    __tablename__ = "wave_rule"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    wish: Mapped[dict[str, Any]]
    schedule: Mapped[dict[str, Any]]
    paused: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(sa.String(80))


class WaveRuleRun(Model):
    """That a rule made its waves for one moment of its schedule; it does so once."""

    __tablename__ = "wave_rule_run"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    due: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    waves: Mapped[int] = mapped_column(default=0)
