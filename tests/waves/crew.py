"""Who works on a small floor: a hub, a lead, two pickers and a sorter.

Each does what is possible now with the choices that are drawn for it; where nothing is, it
does nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.events import SYSTEM
from app.inventory.models import Bin
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.stations.service import set_site_rule
from app.waves import jobs
from app.waves.models import PickList, PickTask, Tote, Wave, WaveOrder
from tests import builders
from tests.floor import Floor, Voice
from tests.picking.shift import Picker, open_shop, order_body, picker
from tests.waves.books import (
    LIVE,
    has_each_picked_order_its_units,
    is_each_unit_in_one_task,
    is_no_list_too_full,
    is_no_unit_lost,
)

SHELVES = (
    ("S0", "A-01-02-1", 9),
    ("S1", "A-01-09-1", 9),
    ("S2", "A-02-05-1", 9),
    ("S3", "A-03-12-1", 9),
    ("S4", "B-04-01-1", 9),
    ("S0", "B-04-11-1", 9),
    ("S3", "A-01-05-1", 9),
)
SKUS = sorted({sku for sku, _, _ in SHELVES})
UNITS = sum(units for _, _, units in SHELVES)
SLOTS = ("PW1-A1", "PW1-A2", "PW1-A3")
WAYS: dict[str, dict[str, Any]] = {
    "carts": {"cart_slots": 3},
    "wall": {"cart_slots": 1, "put_s": 0},
    "zones": {"zone_lines": 1, "without": ["single"]},
}
"""How a site picks most of its orders."""
FAULTS = {"state.illegal_move", "store.conflict"}


@dataclass
class Crew:
    """Everybody on one floor.

    Attributes:
        acting: the list on which somebody works in this step; its next task may change.
        trail: what was said, and the answer.
    """

    floor: Floor
    way: str
    hub: Voice = field(init=False)
    lead: Voice = field(init=False)
    pickers: list[Picker] = field(init=False)
    acting: str = ""
    trail: list[str] = field(default_factory=list)
    carried: dict[tuple[str, int], str] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        floor = self.floor
        open_shop(floor, *SHELVES)
        if self.way == "wall":
            for slot in SLOTS:
                builders.bin_(floor, slot, kind="wall")
        floor.write(lambda s: set_site_rule(s, SYSTEM, "waves", WAYS[self.way]))
        self.hub, self.lead = floor.hub, floor.person("supervisor")
        self.pickers = [picker(floor), picker(floor)]

    def say(self, voice: Voice, path: str, body: Any = None) -> dict[str, Any]:
        """Call; a refusal is an answer, a fault is not."""
        answer = voice.post(f"/api/v1/{path}", body)
        told = dict(answer.json or {})
        results = told.get("results") or [{}]
        code = told.get("code") or told.get("verdict") or results[0].get("verdict") or "done"
        about = [one["lines"] for one in (body or {}).get("orders", ()) if "lines" in one]
        self.trail.append(f"{path} {about or body} -> {answer.status_code} {code}")
        assert answer.status_code < 500, "\n".join(self.trail[-40:])
        assert code not in FAULTS, "\n".join(self.trail[-40:])
        return told

    def all(self, column: Any, *where: Any) -> list[Any]:
        """The values of a column, in order."""
        query = sa.select(column).where(*where).order_by(column)
        return [row[0] for row in self.floor.read(query)]

    def one(self, choice: int, column: Any, *where: Any) -> Any:
        """One of them; None when there is none."""
        found = self.all(column, *where)
        return found[choice % len(found)] if found else None

    # The hub.

    def order(self, lines: dict[str, int], priority: str) -> None:
        """An order comes."""
        body = order_body(f"o{next(self.ids)}", *lines.items(), priority=priority)
        self.say(self.hub, "hub/orders", {"orders": [body]})

    def orders_come(self, some: list[tuple[dict[str, int], str]], waved: bool) -> None:
        """Orders come, and are waved at once or not."""
        for wanted, priority in some:
            self.order(wanted, priority)
        if waved:
            self.wave(release=True)

    def command(self, choice: int, call: tuple[str, dict[str, Any]]) -> None:
        """The hub wants something of an order that is on its way."""
        verb, body = call
        over = Order.state.not_in(["cancelled", "putback"])
        if (no := self.one(choice, Order.external_order_no, over)) is not None:
            self.say(self.hub, f"hub/orders/test/{no}/{verb}", body)

    # The lead.

    def wave(self, release: bool) -> None:
        """A wave is planned, and released or not."""
        for made in self.say(self.lead, "waves", {"seed": 1}).get("waves", []):
            if release:
                self.say(self.lead, f"waves/{made['wave']}/release")

    def of_wave(self, choice: int, verb: str, *states: str) -> None:
        """A wave in one of these states is released or cancelled."""
        if (number := self.one(choice, Wave.number, Wave.state.in_(states))) is not None:
            self.say(self.lead, f"waves/{number}/{verb}")

    def edit(self, choice: int, verb: str) -> None:
        """A locked wave loses an order, gets one, is cut, or becomes one with another."""
        number = self.one(choice, Wave.number, Wave.state == "locked")
        other = self.one(choice + 1, Wave.number, Wave.state == "locked")
        if number is None:
            return
        (wave_id,) = self.all(Wave.id, Wave.number == number)
        inside = sa.select(WaveOrder.order_id).where(WaveOrder.wave_id == wave_id)
        member = self.one(choice, Order.number, Order.id.in_(inside))
        ready = self.one(choice, Order.number, Order.state == "ready")
        body: dict[str, dict[str, Any]] = {
            "remove": {"remove": [member]},
            "add": {"add": [ready] if ready else []},
            "split": {"orders": [member]},
            "merge": {"other": other},
        }
        path = "orders" if verb in {"remove", "add"} else verb
        self.say(self.lead, f"waves/{number}/{path}", body[verb])

    def jump(self, choice: int) -> None:
        """The lead lets an order jump in."""
        waits = Order.state.in_(["ready", "waved"])
        if (number := self.one(choice, Order.number, waits)) is not None:
            self.say(self.lead, "waves/jump-in", {"order": number})

    def lead_does(self, choice: int, what: str) -> None:
        """The lead, or the clock, does something with waves."""
        if what == "plan":
            self.wave(release=False)
        elif what in {"jump", "hurry"}:
            self.jump(choice) if what == "jump" else self.hurry()
        elif what == "release":
            self.of_wave(choice, what, "locked")
        elif what == "cancel":
            self.of_wave(choice, what, "locked", "released", "picking")
        else:
            self.edit(choice, what)

    def hurry(self) -> None:
        """The background loop lets urgent orders jump in."""
        with self.floor.app.app_context():
            self.trail.append(f"urgent -> {jobs.urgent_orders()}")

    # The pickers.

    def step(self, which: int, scans: int) -> bool:
        """One of them does what the server asks for next; False when there is no work."""
        one = self.pickers[which]
        if not one.pick_list or not self._task(one):
            told = self.say(one.voice, "picks/next", {})
            one.pick_list = told.get("number", "")
            self.acting = one.pick_list
            return bool(one.pick_list)
        for _ in range(scans):
            if (task := self._task(one)) is not None:
                self._do(one, "scan", code=self._wanted(one, task))
        return True

    def act(self, which: int, kind: str, **more: Any) -> None:
        """One of them does something else than the server asks for."""
        one = self.pickers[which]
        if not one.pick_list or not self._task(one):
            return
        if kind == "pause":
            self.acting = one.pick_list
            self.say(one.voice, f"picks/{one.pick_list}/pause")
        else:
            self._do(one, kind, **more)

    def does_otherwise(self, which: int, what: str, units: int, choice: int) -> None:
        """One of them finds too little, goes on elsewhere, takes something out again."""
        if what == "short":
            self.act(which, what, found=units, reason="none")
        elif what == "take_out":
            self._take_out(which, choice)
        else:
            more = {"quantity": units or 1} if what in {"unpick", "tote_full"} else {}
            self.act(which, what, **more)

    def scans_wrongly(self, which: int, code: str) -> None:
        """One of them scans what nobody asked for."""
        self.act(which, "scan", code=code)

    def _take_out(self, which: int, choice: int) -> None:
        """A unit of a finished task comes out of its tote."""
        mine = sa.select(PickList.id).where(PickList.number == self.pickers[which].pick_list)
        on_it = PickTask.pick_list_id.in_(mine)
        done = self.one(choice, PickTask.id, on_it, PickTask.state == "done")
        if done is not None:
            self.act(which, "unpick", task=str(done), quantity=1)

    def _do(self, one: Picker, kind: str, **more: Any) -> None:
        self.acting = one.pick_list
        self.say(one.voice, "scans", one.action(kind, **more))

    def _task(self, one: Picker) -> Any:
        """The task that the device shows; None when the list is not (or no more) theirs."""
        query = (
            sa.select(PickTask, Bin.code, Sku.code)
            .join(PickList, PickList.id == PickTask.pick_list_id)
            .join(Bin, Bin.id == PickTask.bin_id)
            .join(Sku, Sku.id == PickTask.sku_id)
            .where(PickList.number == one.pick_list, PickList.state == "claimed")
            .where(PickTask.state.in_(LIVE))
            .order_by(PickTask.at_bin.desc(), PickTask.seq, PickTask.id)
        )
        return next(iter(self.floor.read(query)), None)

    def _wanted(self, one: Picker, row: Any) -> str:
        task, bin_code, sku = row
        if not task.at_bin:
            return str(bin_code)
        if task.picked < task.quantity and not task.surplus:
            return f"B-{sku}"
        open_tote = self.one(
            0,
            Tote.code,
            Tote.pick_list_id == task.pick_list_id,
            Tote.slot == task.slot,
            Tote.state == "in_use",
            ~Tote.full,
        )
        return str(open_tote or f"T{90000 + next(self.ids)}")

    # The put wall.

    def sort(self, choice: int, units: int) -> None:
        """A tote is scanned and some of what lies in it; or a full slot is emptied."""
        if self.way != "wall":
            return
        wall = self.lead.get("/api/v1/walls/PW1").json
        full = [one["code"] for one in wall["slots"] if one["state"] in {"full", "stopped"}]
        if full and choice % 2:
            self._at_wall(full[choice % len(full)])
            self._at_wall(f"T{80000 + next(self.ids)}")
        elif wall["totes"]:
            self._at_wall(wall["totes"][choice % len(wall["totes"])]["code"])
            items = self.lead.get("/api/v1/walls/PW1").json["items"]
            for item in [one for one in items for _ in range(one["units"])][:units]:
                self._at_wall(f"B-{item['sku']}")
            if choice % 5 == 0:
                self._at_wall("WG:UNDO")

    def _at_wall(self, code: str) -> None:
        body = {"scan_id": f"w{next(self.ids)}", "code": code}
        self.say(self.lead, "walls/PW1/scan", body)

    # What must hold.

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

    def what_is_shown_stays(self, before: dict[str, int]) -> None:
        """The task of a device changes by its own picker's hand, or when it is cancelled."""
        after = self.shown()
        for number, task in before.items():
            if number == self.acting or number not in after or after[number] == task:
                continue
            ((state, list_id),) = self.floor.read(
                sa.select(PickTask.state, PickList.number)
                .join(PickList, PickList.id == PickTask.pick_list_id)
                .where(PickTask.id == task)
            )
            assert state == "cancelled" or list_id != number, "\n".join(self.trail[-40:])

    def look(self) -> None:
        """Everything that must hold after each step."""
        with Session(self.floor.app.extensions["store"].reader) as session:
            try:
                assert invariant_units(session) == []
                is_no_unit_lost(session, UNITS)
                is_each_unit_in_one_task(session)
                is_no_list_too_full(session, WAYS[self.way].get("cart_slots", 6))
                has_each_picked_order_its_units(session)
            except AssertionError as error:
                raise AssertionError("\n".join([str(error), *self.trail[-60:]])) from error

    def come_to_an_end(self) -> None:
        """Whatever has happened, all lists can be walked to their end."""
        for reason in ("ask", "risk"):
            for no in self.all(Order.external_order_no, Order.mask > 1):
                self.say(self.hub, f"hub/orders/test/{no}/resume", {"reason": reason})
        for _ in range(400):
            if not [True for which in (0, 1) if self.step(which, 9)]:
                break
        left = self.all(PickList.number, PickList.state.in_(LIVE))
        assert left == [], "\n".join([str(left), *self.trail[-40:]])
        waits = self.all(Order.number, Order.state == "picking")
        assert waits == [], "\n".join([str(waits), *self.trail[-40:]])
