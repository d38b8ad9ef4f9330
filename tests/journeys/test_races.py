"""Who comes first wins, once; the six invariants hold after each trial, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import db
from app.core.events import SYSTEM, Actor
from app.core.outbox import OutboxRow
from app.hub import service as hub
from app.hub.changes import hold
from app.inventory import putback
from app.inventory.models import SkuBalance, Stock
from app.orders.models import GiftCounter, Order, OrderLine
from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping import dispatch, permits
from app.shipping.models import Label, Waybill
from app.shipping.rules import WaybillState
from app.stations import printing
from app.stations.models import Bench, PrintJob
from app.stations.rules import JobState
from app.stations.service import set_site_rule
from app.waves import planner, pool
from app.waves import service as waves
from app.waves.models import PickTask
from tests import builders
from tests.floor import Floor
from tests.journeys.racing import HUB, Dock, Work, at_once, broken, no_second_try, run_all
from tests.packing.station import make_single, pick
from tests.picking.shift import open_shop, order_body, picker, release


@pytest.fixture
def trials(database_kind: str) -> int:
    """On SQLite one thread writes: the order of two calls is all that a trial can change."""
    return 5 if database_kind == "sqlite" else 30


@pytest.fixture
def dock(floor: Floor) -> Dock:
    return Dock(floor)


def cancel(no: str) -> Work:
    return lambda s: str(hub.cancel(s, HUB, "test", no, reason="buyer").status)


def told(floor: Floor, hub_type: str) -> list[str]:
    """The streams that were told so, one entry a message."""
    rows = floor.read(sa.select(OutboxRow.stream).where(OutboxRow.hub_type == hub_type))
    return [row[0] for row in rows]


def test_a_cancel_and_a_closing_sheet_have_one_winner(dock, monkeypatch, trials):
    seen = Counter[str]()
    pairs = dock.orders(trials)
    sheets = [dock.sheet(dock.attached(order_no)) for _, order_no in pairs]

    for (no, order_no), sheet in zip(pairs, sheets, strict=True):
        closed: list[str] = []
        gate = threading.Barrier(2)

        def van(sheet=sheet, closed=closed, gate=gate):
            gate.wait()
            closed.append(dock.close(sheet))

        def buyer(no=no, closed=closed, gate=gate):
            gate.wait()
            with dock.floor.app.app_context():
                closed.append(db.in_transaction(cancel(no)))

        with no_second_try(monkeypatch):
            run_all(van, buyer)
        state = dock.state(order_no)
        seen[str(state)] += 1
        assert set(closed) == (
            {"closed", "too_late"}
            if state is OrderState.SHIPPED
            else {"manifest.intercepted", "intercepting"}
        )
        assert broken(dock.floor) == {}

    assert sum(seen.values()) == trials
    assert len(told(dock.floor, "order.shipped")) == seen["shipped"]
    assert len(told(dock.floor, "order.cancelled")) == seen["putback"]


def test_a_cancel_and_a_confirm_leave_no_label_of_a_cancelled_order(dock, monkeypatch, trials):
    pairs = dock.orders(trials)
    parcels = [dock.archived(order_no) for _, order_no in pairs]

    for (no, _), parcel in zip(pairs, parcels, strict=True):
        with no_second_try(monkeypatch):
            answers = at_once(dock.floor, cancel(no), lambda s, p=parcel: dock.confirm(s, p))
        late = at_once(dock.floor, lambda s, p=parcel: dock.issue(s, p))

        assert answers[0] == "intercepting"
        assert answers[1] in {None, "order.intercepted"}
        assert late == ["order.intercepted"]
        assert broken(dock.floor) == {}

    assert dock.floor.count(Parcel, Parcel.state != ParcelState.VOID) == 0
    assert dock.floor.count(Waybill, Waybill.state != WaybillState.VOID) == 0
    assert dock.floor.count(Label, Label.kind == "live") == 0


def test_a_confirm_by_two_people_is_one(dock, monkeypatch, trials):
    pairs = dock.orders(trials)
    parcels = [dock.archived(order_no) for _, order_no in pairs]

    for parcel in parcels:

        def both(session: Any, parcel: str = parcel) -> bool:
            dock.confirm(session, parcel)
            return dock.issue(session, parcel)

        with no_second_try(monkeypatch):
            answers = at_once(dock.floor, both, both)
        assert sorted(answers) == [False, True]
        assert broken(dock.floor) == {}

    assert dock.floor.count(Waybill) == trials
    assert dock.floor.count(Label, Label.kind == "live") == trials
    assert dock.floor.count(PrintJob) == trials


def test_two_sheets_with_the_parcels_of_the_same_orders_close_at_once(dock, monkeypatch):
    """An order of two parcels leaves on two vans: neither van waits for the other."""
    for _ in range(8):
        rows = dock.orders(3, units=2)
        pairs = [dock.in_two_parcels(order_no) for _, order_no in rows]
        sheets = [
            dock.sheet(*[one for one, _ in pairs]),
            dock.sheet(*[two for _, two in reversed(pairs)]),
        ]
        closed: list[str] = []
        gate = threading.Barrier(2)

        def van(sheet: str, gate=gate, closed=closed) -> None:
            gate.wait()
            closed.append(dock.close(sheet))

        with no_second_try(monkeypatch):
            run_all(lambda s=sheets[0]: van(s), lambda s=sheets[1]: van(s))
        assert closed == ["closed", "closed"]
        assert {dock.state(order_no) for _, order_no in rows} == {OrderState.SHIPPED}
        assert broken(dock.floor) == {}
    assert len(told(dock.floor, "order.shipped")) == 24


def test_an_item_is_scanned_again_while_its_label_is_attached(dock, monkeypatch):
    """In the lane a bench is asked for its order, and an order for its bench, at once."""
    for _, order_no in dock.orders(10):

        def ready(session: Any, order_no: str = order_no) -> str:
            tote = f"T-{order_no}"
            pick(session, order_no, tote)
            make_single(session, tote)
            dock.open(session, tote)
            parcel = dock.open(session, "B-MUG")
            dock.prove(session, parcel, 1)
            dock.open(session, parcel)
            dock.confirm(session, parcel)
            dock.issue(session, parcel)
            return parcel

        parcel = dock.floor.write(ready)

        def attach(session: Any, parcel: str = parcel) -> None:
            dispatch.attach(session, dock.actor, parcel, f"WB{parcel}", hand_over_now=False)

        with no_second_try(monkeypatch):
            answers = at_once(dock.floor, attach, lambda s: dock.open(s, "B-MUG"))
        assert answers[0] is None
        assert answers[1] in {parcel, "store.conflict", "packing.unknown_code"}
        assert dock.state(order_no) is OrderState.STAGED
    assert broken(dock.floor) == {}


PRINTER = "tcp://127.0.0.1:1"


class SlowPermit:
    """The permit of a printer, which takes so long that a hold would fit in between."""

    def __init__(self) -> None:
        self.asked, self.held = threading.Event(), threading.Event()
        self.held_first = False

    def permit(self, session: Any, parcel_no: str, label_id: int) -> str | None:
        why = permits.may_print(session, parcel_no, label_id)
        self.asked.set()
        self.held_first = self.held.wait(0.3)
        return why


def test_a_hold_that_was_answered_lets_no_label_out(dock):
    """The permit is asked while a hold waits: the label leaves before it, or not at all."""
    dock.floor.write(lambda s: s.execute(sa.update(Bench).values(printer_url=PRINTER)))
    pairs = dock.orders(6)
    for no, order_no in pairs:
        parcel = dock.archived(order_no)

        def label(session: Any, parcel: str = parcel) -> None:
            dock.confirm(session, parcel)
            dock.issue(session, parcel)

        dock.floor.write(label)
        slow = SlowPermit()

        def printer(slow=slow) -> None:
            with dock.floor.app.app_context():
                db.in_transaction(lambda s: printing.claim(s, PRINTER, slow.permit))

        def buyer(no: str = no, slow=slow) -> None:
            slow.asked.wait(5)
            with dock.floor.app.app_context():
                db.in_transaction(lambda s: hub.apply(s, HUB, "test", no, hold("risk")))
            slow.held.set()

        run_all(printer, buyer)
        (state,) = dock.floor.read(
            sa.select(PrintJob.state).where(PrintJob.parcel_no == parcel)
        )[0]
        assert not (slow.held_first and state is JobState.SENT)
        assert broken(dock.floor) == {}
        dock.floor.write(
            lambda s, p=parcel: s.execute(
                sa.update(PrintJob)
                .where(PrintJob.parcel_no == p)
                .values(done_at=sa.func.coalesce(PrintJob.done_at, PrintJob.sent_at))
            )
        )


def test_the_last_unit_goes_to_one_of_two_orders(floor, trials):
    key = builders.sku(floor, "LAST")
    bin_id = builders.bin_(floor, "A-01-01-1")
    for n in range(trials):
        builders.stock(floor, key, bin_id, 1)
        answers: list[dict[str, Any]] = []
        gate = threading.Barrier(2)

        def post(no: str, answers=answers, gate=gate) -> None:
            voice = type(floor.hub)(floor.app.test_client(), floor.hub.headers)
            gate.wait()
            body = order_body(no, ("LAST", 1))
            answers.append(voice.post("/api/v1/hub/orders", body).json["results"][0])

        run_all(lambda n=n: post(f"{n}-a"), lambda n=n: post(f"{n}-b"))
        assert sorted(one["status"] for one in answers) == ["accepted", "held"]
        assert floor.read(sa.select(SkuBalance.free))[0][0] == 0
    assert broken(floor) == {}


def test_one_order_posted_by_four_at_once_is_one(floor, trials):
    key = builders.sku(floor, "MUG")
    builders.stock(floor, key, builders.bin_(floor, "A-01-01-1"), 1000)
    for n in range(trials):
        body = order_body(str(n), ("MUG", 2))
        answers: list[Any] = []
        gate = threading.Barrier(4)

        def post(body=body, answers=answers, gate=gate) -> None:
            voice = type(floor.hub)(floor.app.test_client(), floor.hub.headers)
            gate.wait()
            answers.append(voice.post("/api/v1/hub/orders", body))

        run_all(*[post] * 4)
        assert [one.status_code for one in answers] == [200] * 4, [a.json for a in answers]
        results = [one.json["results"][0] for one in answers]
        assert sorted(one.pop("replayed") for one in results) == [False, True, True, True]
        assert all(one == results[0] for one in results)
    assert floor.count(Order) == trials
    assert floor.read(sa.select(SkuBalance.free))[0][0] == 1000 - 2 * trials
    assert broken(floor) == {}


def test_a_campaigns_last_gift_goes_to_one_order_while_others_are_cancelled(
    floor, monkeypatch, trials
):
    """A cancel gives a gift back while another order takes one: neither is thrown out."""
    for code in ("MUG", "CARD"):
        key = builders.sku(floor, code)
        builders.stock(floor, key, builders.bin_(floor, "A-01-01-1"), 1000)

    def body(no: str) -> dict[str, Any]:
        made = order_body(no, ("MUG", 1), ("CARD", 1))
        made["lines"][1] |= {"gift": True, "gift_campaign": "autumn", "gift_cap": 2}
        return made

    floor.hub.post("/api/v1/hub/orders", body("0"))
    for n in range(trials):
        gate = threading.Barrier(3)
        results: list[Any] = []

        def post(no: str, gate=gate, results=results) -> None:
            voice = type(floor.hub)(floor.app.test_client(), floor.hub.headers)
            gate.wait()
            results.append(voice.post("/api/v1/hub/orders", body(no)).status_code)

        def buyer(no: str, gate=gate, results=results) -> None:
            gate.wait()
            with floor.app.app_context():
                results.append(db.in_transaction(cancel(no)))

        with no_second_try(monkeypatch):
            run_all(
                lambda n=n: post(f"{n + 1}"),
                lambda n=n: post(f"{n + 1}-x"),
                lambda n=n: buyer(f"{n}"),
            )
        floor.write(cancel(f"{n + 1}-x"))
        assert Counter(map(str, results)) == {"200": 2, "cancelled": 1}
        (taken,) = floor.read(sa.select(GiftCounter.taken))[0]
        held = floor.read(
            sa.select(sa.func.count())
            .select_from(OrderLine)
            .join(Order, Order.id == OrderLine.order_id)
            .where(OrderLine.gift, ~OrderLine.dropped, Order.state != OrderState.CANCELLED)
        )[0][0]
        assert taken == held
    assert broken(floor) == {}


def test_a_wave_released_by_two_is_released_once(floor, monkeypatch, trials):
    open_shop(floor, ("RED", "A-01-01-1", 500), ("TIN", "B-05-02-1", 500))
    for n in range(trials):
        bodies = [order_body(f"{n}-{m}", ("RED", 1), ("TIN", 1)) for m in range(2)]
        floor.hub.post("/api/v1/hub/orders", {"orders": bodies})
        number, plan = locked_wave(floor)

        def go(session: Any, number: str = number, plan: Any = plan) -> str:
            return str(waves.release(session, SYSTEM, number, plan).state)

        with no_second_try(monkeypatch):
            answers = at_once(floor, go, go)
        assert sorted(answers) == ["released", "wave.released_already"]
        assert broken(floor) == {}
    assert floor.count(PickTask) == 4 * trials
    assert floor.read(sa.select(sa.func.sum(Stock.reserved)))[0][0] == 4 * trials


def locked_wave(floor: Floor) -> tuple[str, Any]:
    """Lock a wave of all ready orders; its number and its plan."""

    def lock(session: Any) -> str:
        plan = planner.plan(pool.ready_orders(session, 1, pool.Wish()))
        return waves.lock(session, SYSTEM, plan.waves)[0].wave

    number: str = floor.write(lock)
    plan = floor.write(lambda s: planner.one_wave(pool.wave_orders(s, 1, number)))
    return number, plan


def test_two_pickers_claim_and_scan_one_list(floor, monkeypatch, trials):
    open_shop(floor, ("RED", "A-01-01-1", 500), ("TIN", "B-05-02-1", 500))
    people = [picker(floor), picker(floor)]
    for n in range(trials):
        (number,) = release(floor, order_body(str(n), ("RED", 1), ("TIN", 1)))
        got: dict[int, str] = {}
        gate = threading.Barrier(2)

        def shift(k: int, number: str = number, got=got, gate=gate, n: int = n) -> None:
            gate.wait()
            answer = people[k].voice.post("/api/v1/picks/next", {}).json
            got[k] = answer.get("number", "")
            people[k].pick_list = number
            gate.wait()
            if got[k]:
                people[k].walk({1: f"T{n:04d}"})
            else:
                for code in ("A-01-01-1", "B-RED", f"T{n:04d}"):
                    assert people[k].scan(code)["verdict"] in {"reassigned", "already_done"}

        with no_second_try(monkeypatch):
            run_all(lambda: shift(0), lambda: shift(1))
        assert sorted(got.values()) == ["", number]
        assert broken(floor) == {}
    assert floor.count(Order, Order.state == OrderState.PICKED) == trials
    assert floor.read(sa.select(sa.func.sum(Stock.on_hand)))[0][0] == 1000 - 2 * trials


def test_an_order_of_two_lists_is_picked_when_both_end_at_once(floor, monkeypatch, trials):
    """Each picker puts the last unit of their zone down: neither may leave it to the other."""
    open_shop(floor, ("RED", "A-01-01-1", 500), ("TIN", "B-05-02-1", 500))
    floor.write(lambda s: set_site_rule(s, SYSTEM, "waves", {"zone_lines": 1}))
    people = [picker(floor), picker(floor)]
    for n in range(trials):
        numbers = release(floor, order_body(str(n), ("RED", 1), ("TIN", 1)))
        assert len(numbers) == 2
        for one in people:
            (task,) = one.take()["tasks"]
            assert one.verdicts(task["bin"], f"B-{task['sku']['code']}") == ["ok", "ok"]
        gate = threading.Barrier(2)
        heard: list[str] = []

        def put_down(k: int, gate=gate, heard=heard, n: int = n) -> None:
            gate.wait()
            heard.append(people[k].scan(f"T{k}{n:04d}")["verdict"])

        with no_second_try(monkeypatch):
            run_all(lambda: put_down(0), lambda: put_down(1))
        assert heard == ["list_done", "list_done"]
        assert floor.count(Order, Order.state == OrderState.PICKED) == n + 1
    assert broken(floor) == {}


def test_a_cancel_and_the_last_scan_wait_for_each_other_in_one_order(
    floor, monkeypatch, trials
):
    open_shop(floor, ("RED", "A-01-01-1", 500))
    one = picker(floor)
    seen = Counter[str]()
    for n in range(trials):
        release(floor, order_body(str(n), ("RED", 2)))
        (task,) = one.take()["tasks"]
        assert one.verdicts(task["bin"], "B-RED", "B-RED") == ["ok", "ok", "ok"]
        heard: dict[str, str] = {}
        gate = threading.Barrier(2)

        def put_down(heard=heard, gate=gate, n: int = n) -> None:
            gate.wait()
            heard["picker"] = one.scan(f"T{n:04d}")["verdict"]

        def buyer(heard=heard, gate=gate, n: int = n) -> None:
            gate.wait()
            with floor.app.app_context():
                heard["buyer"] = db.in_transaction(cancel(str(n)))

        with no_second_try(monkeypatch):
            run_all(put_down, buyer)
        assert heard in (
            {"picker": "list_done", "buyer": "intercepting"},
            {"picker": "intercepted", "buyer": "cancelled"},
        )
        seen[heard["buyer"]] += 1
        assert broken(floor) == {}
    assert floor.count(Order, Order.state == OrderState.CANCELLED) == seen["cancelled"]


def test_a_wave_is_cancelled_while_it_is_walked(floor, monkeypatch, trials):
    open_shop(floor, ("RED", "A-01-01-1", 900))
    lead, one = floor.person("supervisor"), picker(floor)
    for n in range(trials):
        bodies = [order_body(f"{n}-{m}", ("RED", 2)) for m in range(2)]
        release(floor, *bodies)
        shown = one.take()
        walk = [
            code
            for task in shown["tasks"]
            for code in (task["bin"], "B-RED", "B-RED", f"T{task['slot']}{n:04d}")
        ]
        wave = lead.get("/api/v1/waves?limit=1").json["waves"][0]["number"]
        gate = threading.Barrier(2)

        def pick(gate=gate, walk=walk) -> None:
            gate.wait()
            one.verdicts(*walk)

        def stop(gate=gate, wave: str = wave) -> None:
            gate.wait()
            assert lead.post(f"/api/v1/waves/{wave}/cancel").status_code in {200, 409}

        with no_second_try(monkeypatch):
            run_all(pick, stop)
        assert broken(floor) == {}
        for no in (f"{n}-0", f"{n}-1"):  # none of them is waved again
            floor.write(cancel(no))
    assert broken(floor) == {}


def test_two_people_put_one_order_back(floor, monkeypatch):
    open_shop(floor, ("RED", "A-01-01-1", 500))
    one = picker(floor)
    for n in range(8):
        release(floor, order_body(str(n), ("RED", 2)))
        one.take()
        one.walk({1: f"T{n:04d}"})
        floor.write(cancel(str(n)))
        (order_no,) = floor.read(
            sa.select(Order.number).where(Order.external_order_no == str(n))
        )[0]

        def put(k: int, order_no: str = order_no, n: int = n) -> Work:
            actor = Actor(f"WG-{k}", None, 1)

            def work(session: Any) -> str:
                putback.scan(session, actor, order_no, f"{n}-{k}-1", "B-RED")
                return putback.scan(session, actor, order_no, f"{n}-{k}-2", "A-01-01-1").verdict

            return work

        with no_second_try(monkeypatch):
            answers = at_once(floor, put(1), put(2))
        assert sorted(answers) == ["list_done", "task_done"]
        assert broken(floor) == {}
    assert floor.count(Order, Order.state == OrderState.CANCELLED) == 8
    assert floor.read(sa.select(Stock.on_hand))[0][0] == 500
