"""A floor on which anything may happen next: a seeded hand plays every role over HTTP."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board import invariants
from app.catalog.models import Sku
from app.core.events import SYSTEM
from app.hub import jobs
from app.inventory.models import Bin, Holding
from app.orders.models import Order, OrderLine
from app.orders.rules import Mask, OrderState
from app.packing.models import BenchLock, Parcel
from app.packing.rules import ParcelState
from app.shipping import service as shipping
from app.shipping.models import Manifest, Waybill
from app.stations import service as stations
from app.waves.models import PickList, PickTask, Tote, Wave
from tests import builders
from tests.floor import Floor, Voice
from tests.picking.shift import Picker, order_body, picker

SKUS = ("RED", "BLUE", "TIN")
WALL, SLOTS = "PW1", ("PW1-A1", "PW1-A2", "PW1-A3")
SHELVES = ("A-01-01-1", "A-02-03-1", "B-05-02-1", "C-01-01-1")
HOLDS = ("risk", "buyer thinks", "recall", "address_changed")


def _short(body: Any) -> str:
    text = str(body or "")
    return text if len(text) < 200 else f"{text[:90]}…{text[-60:]}"


class Walker:
    """Two pickers, two packers and a hub, moved by one random hand.

    Attributes:
        trail: what was done, with its answer, to be read when something broke.
        heard: how often which action came to what.
    """

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor = floor
        self.dice = random.Random(seed)
        self.trail: list[str] = []
        self.heard = Counter[str]()
        self.orders = 0
        self.bodies: dict[str, dict[str, Any]] = {}
        self.pickers = [picker(floor), picker(floor)]
        self.packers = [floor.person("supervisor", badge=f"LEAD-{n}") for n in (1, 2)]
        self.lead = self.packers[0]
        self.scans = 0
        for sku in SKUS:
            key = builders.sku(floor, sku, weight_g="100")
            for shelf in self.dice.sample(SHELVES, 2):
                builders.stock(floor, key, builders.bin_(floor, shelf), self.dice.randint(4, 9))
        for slot in SLOTS:
            builders.bin_(floor, slot, kind="wall")
        floor.write(self._set_up)

    @staticmethod
    def _set_up(session: Session) -> None:
        stations.set_site_rule(session, SYSTEM, "waves", {"cart_slots": 1})
        for code in ("B1", "B2"):
            stations.save_bench(session, SYSTEM, code=code)
        for code in ("SF", "YTO"):
            shipping.save_carrier(session, SYSTEM, code=code, name=code, cut_offs=["16:00"])

    # What there is.

    def all(self, column: Any, *where: Any) -> list[Any]:
        query = sa.select(column).where(*where).order_by(column)
        return [row[0] for row in self.floor.read(query)]

    def any(self, column: Any, *where: Any) -> Any:
        found = self.all(column, *where)
        return self.dice.choice(found) if found else None

    def broken(self) -> dict[str, list[str]]:
        with Session(self.floor.app.extensions["store"].reader) as session:
            return {name: some for name, some in invariants.check(session).items() if some}

    # One step.

    def step(self) -> None:
        """Do something, and look whether everything still holds."""
        weights = [weight for weight, _ in ACTIONS.values()]
        before = len(self.trail)
        while len(self.trail) == before:  # what has no object is not done
            (action,) = self.dice.choices(list(ACTIONS.values()), weights)
            action[1](self)
        found = self.broken()
        assert found == {}, f"{found}\n" + "\n".join(self.trail[-40:])

    def say(self, voice: Voice, path: str, body: Any = None) -> Any:
        """Call; a refusal is an answer, a fault is not."""
        answer = voice.post(f"/api/v1/{path}", body)
        told = answer.json or {}
        results = told.get("results") or [{}]
        code = told.get("code") or told.get("verdict") or results[0].get("verdict") or "done"
        self.trail.append(f"{path} {_short(body)} -> {answer.status_code} {code}")
        self.heard[code] += 1
        assert answer.status_code < 500, "\n".join(self.trail[-40:])
        assert code not in {"state.illegal_move", "store.conflict"}, "\n".join(self.trail[-40:])
        return told

    # The hub.

    def post(self) -> None:
        if len(self.all(Order.id, Order.state.not_in(["shipped", "cancelled"]))) < 9:
            self.orders += 1
            self.send(str(self.orders), 1)

    def send(self, no: str, version: int) -> None:
        lines = [
            (sku, self.dice.choice([1, 1, 2, 3]))
            for sku in self.dice.sample(SKUS, self.dice.choice([1, 1, 2, 3]))
        ]
        if self.dice.random() < 0.1:
            lines.append(("GHOST", 1))
        body = order_body(no, *lines, carrier="SF", version=version)
        self.bodies[no] = body
        self.say(self.floor.hub, "hub/orders", {"orders": [body]})

    def again(self) -> None:
        no = self.dice.choice([*self.bodies, *list(self.bodies)[-3:]] or ["1"])
        if no in self.bodies and self.dice.random() < 0.4:
            self.say(self.floor.hub, "hub/orders", {"orders": [self.bodies[no]]})
        elif no in self.bodies:
            self.send(no, self.bodies[no]["version"] + 1)

    def command(self, verb: str, body: dict[str, Any], *where: Any) -> None:
        no = self.any(Order.external_order_no, *where)
        if no is not None:
            self.say(self.floor.hub, f"hub/orders/test/{no}/{verb}", body)

    def cancel(self) -> None:
        self.command("cancel", {"reason": "buyer"})

    def intercept(self) -> None:
        gone = sa.select(Parcel.order_id).where(Parcel.state == ParcelState.HANDED_OVER)
        number = self.any(Parcel.number, Parcel.order_id.in_(gone))
        if number is not None:
            self.say(self.floor.hub, f"hub/parcels/{number}/intercept", {"reason": "buyer"})

    def hold(self) -> None:
        self.command("hold", {"reason": self.dice.choice(HOLDS)})

    def resume(self) -> None:
        no = self.any(Order.external_order_no, Order.mask > 1)
        if no is None:
            return
        (mask,) = self.all(Order.mask, Order.external_order_no == no)
        reason = self.dice.choice([*Mask(mask).names, *HOLDS[:1]])
        self.say(self.floor.hub, f"hub/orders/test/{no}/resume", {"reason": reason})

    def readdress(self) -> None:
        self.command("address", {"address": f"{self.dice.randint(1, 99)} Lake Road"})

    def reroute(self) -> None:
        self.command("carrier", {"carrier": self.dice.choice(["SF", "YTO"])})

    def decide(self) -> None:
        decision = self.dice.choice(["wait", "ship_available", "cancel"])
        self.command("short-decision", {"decision": decision}, Order.holds == "short")

    def restock(self) -> None:
        sku, shelf = self.dice.choice(SKUS), self.dice.choice(SHELVES)
        key = self.any(Sku.id, Sku.code == sku)
        bin_id = self.any(Bin.id, Bin.code == shelf) or builders.bin_(self.floor, shelf)
        builders.stock(self.floor, key, bin_id, self.dice.randint(1, 4))
        self.retry()

    def retry(self) -> None:
        """The worker lets go what waited."""
        with self.floor.app.app_context():
            jobs.retry_holds()

    # Waves.

    def wave(self) -> None:
        if not self.all(Order.id, Order.state == OrderState.READY, Order.mask == 0):
            return
        for made in self.say(self.lead, "waves", {}).get("waves", []):
            if self.dice.random() < 0.7:
                self.say(self.lead, f"waves/{made['wave']}/release")

    def release(self) -> None:
        number = self.any(Wave.number, Wave.state == "locked")
        if number is not None:
            self.say(self.lead, f"waves/{number}/release")

    def cancel_wave(self) -> None:
        number = self.any(Wave.number, Wave.state.in_(["locked", "released", "picking"]))
        if number is not None:
            self.say(self.lead, f"waves/{number}/cancel")

    # Picking.

    def pick(self) -> None:
        """Mostly what is wanted, four scans in a row; now and then something else."""
        one = self.dice.choice(self.pickers)
        if not self.all(PickList.id, PickList.state.in_(["open", "claimed"])):
            return
        taken = self.say(one.voice, "picks/next", {})
        if "number" not in taken:
            return
        one.pick_list = taken["number"]
        for _ in range(6):
            if (code := self.wanted(one)) is not None:
                self.scan(one, code)

    def wanted(self, one: Picker) -> str | None:
        """The code that the task at hand asks for."""
        rows = self.floor.read(
            sa.select(PickTask, Bin.code, Sku.code)
            .join(PickList, PickList.id == PickTask.pick_list_id)
            .join(Bin, Bin.id == PickTask.bin_id)
            .join(Sku, Sku.id == PickTask.sku_id)
            .where(
                PickList.number == one.pick_list,
                PickTask.state.in_(["open", "claimed"]),
            )
            .order_by(PickTask.at_bin.desc(), PickTask.seq, PickTask.id)
        )
        if not rows:
            return None
        task, bin_code, sku = rows[0]
        if not task.at_bin:
            return str(bin_code)
        if task.picked < task.quantity:
            return f"B-{sku}"
        bound = self.any(
            Tote.code,
            Tote.pick_list_id == task.pick_list_id,
            Tote.slot == task.slot,
            Tote.state == "in_use",
            ~Tote.full,
        )
        return bound or f"T{1000 + self.dice.randint(0, 99)}"

    def scan(self, one: Picker, code: str, kind: str = "scan", **more: Any) -> None:
        body = one.action(kind, **({"code": code} if kind == "scan" else {}), **more)
        told = self.say(one.voice, "scans", body)
        self.heard[f"{kind} {told['results'][0]['verdict']}"] += 1

    def pick_oddly(self) -> None:
        one = self.dice.choice(self.pickers)
        if not self.all(
            PickList.id, PickList.number == one.pick_list, PickList.state == "claimed"
        ):
            return
        kind = self.dice.choice(
            ["wrong", "short", "short", "skip", "unpick", "tote_full", "pause"]
        )
        if kind == "wrong":
            self.scan(one, self.dice.choice([*SHELVES, "B-RED", "B-TIN", "T1000", "what?"]))
        elif kind == "pause":
            self.say(one.voice, f"picks/{one.pick_list}/pause")
        elif kind == "short":
            self.scan(one, "", kind, found=self.dice.choice([0, 1]), reason="none")
        else:
            done = self.any(PickTask.id, PickTask.state == "done")
            more = {"task": str(done)} if kind == "unpick" and done else {}
            quantity = {} if kind == "skip" else {"quantity": 1}
            self.scan(one, "", kind, **quantity, **more)

    # The put wall.

    def sort(self) -> None:
        """A tote, then mostly what lies in it; full slots are emptied, now and then oddly."""
        wall = self.lead.get(f"/api/v1/walls/{WALL}").json
        full = [one["code"] for one in wall["slots"] if one["state"] in {"full", "stopped"}]
        if full and self.dice.random() < 0.4:
            self.at_wall(self.dice.choice(full))
            self.at_wall(f"T{3000 + self.dice.randint(0, 99)}")
        elif wall["totes"]:
            tote = self.dice.choice(wall["totes"])["code"]
            wall = self.at_wall(tote)["wall"]
            for item in [one for one in wall["items"] for _ in range(one["units"])]:
                odd = ["WG:UNDO", *SLOTS, "B-RED"] if self.dice.random() < 0.2 else []
                self.at_wall(self.dice.choice(odd) if odd else f"B-{item['sku']}")
            if self.dice.random() < 0.1:
                self.at_wall("WG:SHORT")
                self.at_wall("WG:SHORT")

    def at_wall(self, code: str) -> Any:
        self.scans += 1
        told = self.say(
            self.lead, f"walls/{WALL}/scan", {"scan_id": f"w{self.scans}", "code": code}
        )
        self.heard[f"wall {told['verdict']}"] += 1
        return told

    # The bench.

    def at_bench(self) -> tuple[Voice, str, Any] | None:
        """Somebody at a bench, and a parcel there."""
        n = self.dice.choice([0, 1])
        rows = self.floor.read(
            sa.select(Parcel)
            .join(BenchLock, BenchLock.order_id == Parcel.order_id)
            .where(BenchLock.bench_id == n + 1, Parcel.state != ParcelState.VOID)
            .order_by(Parcel.id)
        )
        return (self.packers[n], f"B{n + 1}", self.dice.choice(rows)[0]) if rows else None

    def open(self) -> None:
        n = self.dice.choice([0, 1])
        if self.at_bench() is not None and self.dice.random() < 0.7:
            return
        totes = [one.removeprefix("tote:") for one in self.all(Holding.place)]
        parcels = self.all(Parcel.number, Parcel.state != ParcelState.HANDED_OVER)
        orders = self.all(Order.number, Order.state.in_(["picked", "packing", "packed"]))
        known = [*totes, *parcels, *orders]
        if not known:
            return
        code = self.dice.choice([*known, *known, "what?"])
        verb = "take-over" if self.dice.random() < 0.2 else "open"
        told = self.say(self.packers[n], f"benches/B{n + 1}/{verb}", {"code": code})
        if told.get("tote"):
            item = f"B-{self.dice.choice(SKUS)}"
            self.say(self.packers[n], f"benches/B{n + 1}/open", {"code": item})

    def check(self) -> None:
        """Scan what is missing; now and then something else, or out again."""
        if (found := self.at_bench()) is None:
            return
        packer, _, parcel = found
        skus = self.all(OrderLine.sku, OrderLine.order_id == parcel.order_id)
        verb = "unscan" if self.dice.random() < 0.15 else "scan"
        for _ in range(1 if verb == "unscan" else 5):
            sku = self.dice.choice([*skus, *skus, *SKUS])
            self.scans += 1
            body = {"scan_id": f"s{self.scans}", "code": f"B-{sku}"}
            self.say(packer, f"parcels/{parcel.number}/{verb}", body)

    def weigh(self) -> None:
        if (found := self.at_bench()) is None:
            return
        packer, _, parcel = found
        grams = float(parcel.expected_g or 100)
        grams += 500 if self.dice.random() < 0.15 else 0
        body = {"grams": grams, "stable": True, "reason": "no scale here"}
        self.say(packer, f"parcels/{parcel.number}/weigh", body)

    def bench_oddly(self) -> None:
        if (found := self.at_bench()) is None:
            return
        packer, _, parcel = found
        verb = self.dice.choice(["park", "short", "next", "next", "reprint"])
        if verb == "next":
            number = self.any(Order.number, Order.id == parcel.order_id)
            self.say(packer, f"orders/{number}/parcels")
        else:
            body = {"reason": "torn"} if verb == "reprint" else None
            self.say(packer, f"parcels/{parcel.number}/{verb}", body)

    def label(self) -> None:
        """Pre-print, confirm and attach, as far as it goes."""
        number = self.any(
            Parcel.number,
            Parcel.state.in_(["weighed", "archived", "confirmed", "labelled", "blocked"]),
        )
        if number is None:
            return
        steps = ["preprint", "confirm"]
        if self.dice.random() < 0.2:
            steps = [self.dice.choice(steps)]
        for verb in steps:
            self.say(self.lead, f"parcels/{number}/{verb}")
        self.attach(number)

    def attach(self, number: str) -> None:
        waybill = self.any(
            Waybill.number,
            Waybill.parcel_id == Parcel.id,
            Parcel.number == number,
            Waybill.state == "issued",
        )
        code = waybill if waybill and self.dice.random() > 0.1 else "WRONG"
        self.say(self.lead, f"parcels/{number}/attach", {"code": code})

    def void(self) -> None:
        number = self.any(
            Parcel.number, Parcel.state.in_(["confirmed", "labelled", "attached"])
        )
        if number is not None:
            self.say(self.lead, f"parcels/{number}/void", {"reason": "wrong box"})

    # The dock.

    def dock(self) -> None:
        """Cage, or onto a van; the van leaves now and then."""
        bill = self.any(Waybill.number, Waybill.number.is_not(None))
        if bill is None:
            return
        if self.dice.random() < 0.3:
            self.say(self.lead, f"cages/{self.dice.choice(['C1', 'C2'])}/scan", {"code": bill})
            return
        carrier = self.any(Waybill.carrier, Waybill.number == bill)
        sheet = self.any(Manifest.number, Manifest.state == "open", Manifest.carrier == carrier)
        sheet = sheet or self.say(self.lead, "manifests", {"carrier": carrier})["manifest"]
        self.say(self.lead, f"manifests/{sheet}/scan", {"code": bill})
        if self.dice.random() < 0.5:
            self.say(self.lead, f"manifests/{sheet}/close")

    # Put-back.

    def put_back(self) -> None:
        number = self.any(
            Order.number,
            Order.id == Holding.order_id,
            sa.or_(Holding.going_back, Order.state == OrderState.PUTBACK),
        )
        if number is None:
            return
        for _ in range(3):
            self.put_one(number)

    def put_one(self, number: str) -> None:
        sku = self.any(
            Sku.code,
            Sku.id == Holding.sku_id,
            Holding.order_id == Order.id,
            Order.number == number,
        )
        for code in (f"B-{sku}", self.dice.choice(self.all(Bin.code))):
            self.scans += 1
            body = {"scan_id": f"p{self.scans}", "code": code}
            self.say(self.lead, f"putbacks/{number}/scan", body)


ACTIONS: dict[str, tuple[int, Callable[[Walker], None]]] = {
    "post": (6, Walker.post),
    "again": (3, Walker.again),
    "cancel": (1, Walker.cancel),
    "intercept": (1, Walker.intercept),
    "hold": (2, Walker.hold),
    "resume": (5, Walker.resume),
    "readdress": (1, Walker.readdress),
    "reroute": (1, Walker.reroute),
    "decide": (5, Walker.decide),
    "restock": (4, Walker.restock),
    "wave": (6, Walker.wave),
    "release": (6, Walker.release),
    "cancel wave": (1, Walker.cancel_wave),
    "pick": (20, Walker.pick),
    "pick oddly": (6, Walker.pick_oddly),
    "sort": (10, Walker.sort),
    "open": (10, Walker.open),
    "check": (20, Walker.check),
    "weigh": (14, Walker.weigh),
    "bench oddly": (9, Walker.bench_oddly),
    "label": (10, Walker.label),
    "void": (1, Walker.void),
    "dock": (6, Walker.dock),
    "put back": (5, Walker.put_back),
}
"""How often what happens, and what it is."""
