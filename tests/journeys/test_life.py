"""Life after release, at random: nothing is lost, and what is shown stays where it is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import db
from app.inventory.models import Holding, Reservation, Stock
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.waves import planner, pool, service
from app.waves.models import PickList, PickTask, TaskShare
from tests.floor import Floor, Voice
from tests.picking.shift import Picker, open_shop, order_body, picker

SHELVES = (
    ("S0", "A-01-02-1", 60),
    ("S1", "A-01-09-1", 60),
    ("S2", "A-02-05-1", 60),
    ("S3", "A-03-12-1", 60),
    ("S4", "B-04-01-1", 60),
    ("S5", "B-05-08-1", 60),
    ("S0", "B-04-11-1", 60),
    ("S3", "A-01-05-1", 60),
    ("S5", "A-03-03-1", 60),
)
SKUS = sorted({sku for sku, _, _ in SHELVES})
LIVE = ("open", "claimed")
NUMBERS = itertools.count(1)


@dataclass
class Shift:
    """A floor with two pickers, a supervisor and a hub, who do things in any order."""

    floor: Floor
    lead: Voice
    pickers: tuple[Picker, Picker]
    picked: int = 0
    totes: Any = field(default_factory=lambda: itertools.count(1))
    carried: dict[tuple[str, int], str] = field(default_factory=dict)

    def do(self, op: str, chance: Random) -> None:
        shown = self.shown()
        acting = getattr(self, op)(chance)
        self.check(shown, acting, op)

    def order(self, chance: Random) -> None:
        for _ in range(chance.randint(1, 4)):
            skus = chance.sample(SKUS, chance.randint(1, 3))
            lines = [(sku, chance.randint(1, 2)) for sku in skus]
            self.floor.hub.post("/api/v1/hub/orders", order_body(f"o{next(NUMBERS)}", *lines))

    def wave(self, chance: Random) -> None:
        for one in self.lead.post("/api/v1/waves", {"seed": 1}).json.get("waves", []):
            self.lead.post(f"/api/v1/waves/{one['wave']}/release")

    def jump(self, chance: Random) -> None:
        self.order(chance)
        ready = self.floor.read(sa.select(Order.number).where(Order.state == "ready"))
        if ready:
            urgent = {"order": chance.choice(ready)[0]}
            answer = self.lead.post("/api/v1/waves/jump-in", urgent)
            # the shelves of a short are frozen until they are counted
            assert answer.json.get("code") in {None, "wave.order_no_stock"}, answer.json

    def cancel(self, chance: Random) -> None:
        live = Order.state.in_(("ready", "picking", "picked"))
        found = self.floor.read(sa.select(Order.external_order_no).where(live))
        if found:
            no = chance.choice(found)[0]
            self.floor.hub.post(f"/api/v1/hub/orders/test/{no}/cancel", {"reason": "x"})

    def step(self, chance: Random) -> str:
        """One of the pickers does the next stop of the walk."""
        one = chance.choice(self.pickers)
        task = self.at_hand(one)
        if task is None:
            answer = one.voice.post("/api/v1/picks/next", {})
            one.pick_list = answer.json["number"] if answer.status_code == 200 else ""
            return one.pick_list
        said = one.scan(self.wanted(one, task), task=task["id"])
        for _ in range(8):
            if said["verdict"] in {"task_done", "list_done"}:
                self.picked += self.quantity(int(task["id"]))
            if said["verdict"] != "ok" or said["next"]["task"] != task["id"]:
                break
            step = {**task, **said["next"], "sku": {"code": said["next"]["sku"]}}
            said = one.scan(self.wanted(one, step), task=task["id"])
        return one.pick_list

    def hand(self, chance: Random) -> str:
        """One of the pickers scans the bin and one item, and stays there."""
        one = chance.choice(self.pickers)
        task = self.at_hand(one)
        if task is not None and not task["at_bin"]:
            one.verdicts(task["bin"], f"B-{task['sku']['code']}")
        return one.pick_list

    def short(self, chance: Random) -> str:
        one = chance.choice(self.pickers)
        task = self.at_hand(one)
        if task is not None and not task["picked"]:
            one.do("short", found=0, task=task["id"])
        return one.pick_list

    def at_hand(self, one: Picker) -> dict[str, Any] | None:
        if not one.pick_list or one.look()["state"] != "claimed":
            return None
        left = [task for task in one.look()["tasks"] if task["state"] in LIVE]
        left.sort(key=lambda task: (not task["at_bin"], task["seq"], int(task["id"])))
        return left[0] if left else None

    def wanted(self, one: Picker, task: dict[str, Any]) -> str:
        if not task["at_bin"] and task.get("step", "bin") == "bin":
            return str(task["bin"])
        if task["picked"] < task["quantity"]:
            return f"B-{task['sku']['code']}"
        return self.carried.setdefault(
            (one.pick_list, task["slot"]), f"T{90000 + next(self.totes)}"
        )

    def quantity(self, task_id: int) -> int:
        (row,) = self.floor.read(sa.select(PickTask.quantity).where(PickTask.id == task_id))
        return int(row[0])

    def shown(self) -> dict[str, int]:
        """By claimed list, the task that its device shows."""
        query = (
            sa.select(PickList.number, PickTask.id)
            .join(PickTask, PickTask.pick_list_id == PickList.id)
            .where(PickList.state == "claimed", PickTask.state.in_(LIVE))
            .order_by(PickTask.at_bin.desc(), PickTask.seq, PickTask.id)
        )
        found: dict[str, int] = {}
        for number, task in self.floor.read(query):
            found.setdefault(number, task)
        return found

    def check(self, before: dict[str, int], acting: str | None, op: str) -> None:
        after = self.shown()
        for number, task in before.items():
            if number in {acting, None} or number not in after:
                continue
            (gone,) = self.floor.read(sa.select(PickTask.state).where(PickTask.id == task))
            assert after[number] == task or gone[0] == "cancelled", (op, number)
        assert self.floor.count(PickTask, PickTask.picked > PickTask.quantity) == 0
        with Session(self.floor.app.extensions["store"].reader) as session:
            assert invariant_units(session) == []
            is_each_unit_in_one_task(session)
            is_no_cart_too_full(session)
            held = session.scalar(sa.select(sa.func.sum(Holding.quantity))) or 0
        assert held == self.picked, op


def is_each_unit_in_one_task(session: Session) -> None:
    """Each hard promise is on one live task, each task picks its shares, no more."""
    hard = dict(
        session.execute(
            sa.select(Reservation.id, Reservation.quantity).where(Reservation.state == "hard")
        ).all()
    )
    shares = session.execute(
        sa.select(TaskShare.reservation_id, TaskShare.quantity, TaskShare.task_id)
        .join(PickTask, PickTask.id == TaskShare.task_id)
        .where(PickTask.state.in_(LIVE))
    ).all()
    assert {share.reservation_id: share.quantity for share in shares} == hard
    assert len({share.reservation_id for share in shares}) == len(shares)
    by_task: dict[int, int] = {}
    for share in shares:
        by_task[share.task_id] = by_task.get(share.task_id, 0) + share.quantity
    live = sa.select(PickTask.id, PickTask.quantity).where(PickTask.state.in_(LIVE))
    assert dict(session.execute(live).all()) == by_task
    reserved = sa.select(Reservation.stock_id, sa.func.sum(Reservation.quantity)).where(
        Reservation.state == "hard"
    )
    stock = sa.select(Stock.id, Stock.reserved).where(Stock.reserved > 0)
    assert dict(session.execute(reserved.group_by(Reservation.stock_id)).all()) == dict(
        session.execute(stock).all()
    )


def is_no_cart_too_full(session: Session) -> None:
    """A cart has a slot for each order, and no more than it can hold."""
    most = planner.Policy().cart_slots
    query = (
        sa.select(PickList.slots, PickTask.slot, sa.func.count(sa.distinct(PickTask.order_id)))
        .join(PickTask, PickTask.pick_list_id == PickList.id)
        .where(PickList.mode == "cluster", PickTask.state != "cancelled")
        .group_by(PickList.id, PickList.slots, PickTask.slot)
    )
    for slots, slot, orders in session.execute(query):
        assert (slot <= slots <= most, orders) == (True, 1)


OPS = ("order", "wave", "wave", "jump", "cancel", "hand", "short", *["step"] * 6)


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_and_what_is_shown_stays(floor: Floor, seed: int) -> None:
    open_shop(floor, *SHELVES)
    chance = Random(seed)
    shift = Shift(floor, floor.person("supervisor"), (picker(floor), picker(floor)))

    for op in ["jump", "wave", "step", "step", *chance.choices(OPS, k=26)]:
        shift.do(op, chance)


def test_concurrent_waves_oversell_no_shelf(floor: Floor) -> None:
    """Two supervisors plan the same shelves: who releases later gets what is left."""
    open_shop(floor, ("RED", "A-01-01-1", 3), ("TIN", "B-05-02-1", 9))
    lead = floor.person("supervisor")
    bodies = [order_body(str(n), ("RED", 2), ("TIN", 1)) for n in (1, 2)]
    results = floor.hub.post("/api/v1/hub/orders", {"orders": bodies}).json["results"]
    floor.write(lambda s: s.execute(sa.update(Order).values(state="ready", holds="")))
    plans = []
    for one in results:
        made = lead.post("/api/v1/waves", {"orders": [one["order_no"]]}).json
        number = made["waves"][0]["wave"] if made.get("waves") else None
        if number is not None:
            with floor.app.app_context():
                plans.append(
                    (number, planner.one_wave(pool.wave_orders(db.reading(), 1, number)))
                )

    from app.core.events import SYSTEM

    for number, plan in plans:
        floor.write(lambda s, n=number, p=plan: service.release(s, SYSTEM, n, p))

    assert floor.count(Stock, Stock.reserved > Stock.on_hand) == 0
    assert floor.count(Order, Order.state == "picking") == 1
    with Session(floor.app.extensions["store"].reader) as session:
        is_each_unit_in_one_task(session)
