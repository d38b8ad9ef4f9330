import threading
from collections import Counter

from sqlalchemy.orm import Session

from app.core.events import SYSTEM, seal_now
from app.hub.jobs import retry_holds
from app.inventory.models import Holding, Reservation
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.picking.models import Scan
from app.stations.service import set_site_rule
from app.waves.models import PickList, PickTask, Tote, Wave
from tests.floor import Floor
from tests.picking.shift import Picker, open_shop, order_body, picker, release


def sound(floor: Floor) -> bool:
    with Session(floor.app.extensions["store"].reader) as session:
        return invariant_units(session) == []


def test_orders_are_picked_from_wave_to_tote(floor: Floor) -> None:
    open_shop(floor)
    lists = release(
        floor,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 1)),
        order_body("3", ("RED", 2), ("TIN", 1)),
        order_body("4", ("BLUE", 3)),
    )
    assert len(lists) == 2
    ann = picker(floor)
    heard: Counter[str] = Counter()
    for _ in lists:
        ann.take()
        heard += Counter(ann.walk())

    assert heard["list_done"] == 2
    assert set(heard) == {"ok", "task_done", "list_done"}
    assert floor.count(Order, Order.state == "picked") == 4
    assert floor.count(PickList, PickList.state == "done") == 2
    assert floor.count(Wave, Wave.state == "done") == 1
    assert floor.count(Reservation, Reservation.state == "picked") == 5
    assert floor.count(Holding) == 5
    assert sound(floor)
    store = floor.app.extensions["store"]
    if not store.is_sqlite:
        seal_now(store)
    events = floor.hub.get("/api/v1/hub/events?after=0&limit=500").json["events"]
    kinds = Counter(event["type"] for event in events)
    assert (kinds["order.waved"], kinds["order.picked"]) == (4, 4)


def test_two_pickers_never_get_one_list(floor: Floor) -> None:
    open_shop(floor)
    release(floor, *[order_body(str(n), ("RED", 1), ("TIN", 1)) for n in range(9)])
    people = [picker(floor) for _ in range(6)]
    got: list[str] = []
    start = threading.Barrier(len(people))

    def ask(one: Picker) -> None:
        start.wait()
        answer = one.voice.post("/api/v1/picks/next", {})
        got.append(answer.json.get("number") or answer.json["code"])

    threads = [threading.Thread(target=ask, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lists = [number for number in got if number != "picking.no_work"]
    assert sorted(Counter(lists).values()) == [1, 1]
    assert len(got) == 6


def test_one_scan_sent_eight_times_at_once_counts_once(floor: Floor) -> None:
    open_shop(floor)
    release(floor, order_body("1", ("RED", 5), ("TIN", 1)))
    ann = picker(floor)
    ann.take()
    ann.scan("A-01-01-1")
    action = ann.action(code="B-RED")
    answers: list[dict] = []
    start = threading.Barrier(8)

    def tell() -> None:
        start.wait()
        answers.append(ann.voice.post("/api/v1/scans", action).json)

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(answer == answers[0] for answer in answers), answers
    assert floor.count(PickTask, PickTask.picked == 1) == 1
    assert floor.count(Scan) == 2


def test_two_devices_scan_one_unit_and_one_of_them_counts(floor: Floor) -> None:
    """The list is handed over in the middle of a scan: whoever has it then counts."""
    open_shop(floor)
    release(floor, order_body("1", ("RED", 1), ("TIN", 1)))
    ann, bob = picker(floor), picker(floor)
    bob.pick_list = ann.take()["number"]
    ann.scan("A-01-01-1")
    verdicts: list[str] = []
    start = threading.Barrier(2)

    def first() -> None:
        start.wait()
        verdicts.append(ann.scan("B-RED")["verdict"])

    def second() -> None:
        start.wait()
        assert bob.voice.post(f"/api/v1/picks/{bob.pick_list}/hand-over", {}).status_code == 200
        verdicts.append(bob.scan("B-RED")["verdict"])

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert verdicts.count("ok") == 1
    assert floor.count(PickTask, PickTask.picked == 1) == 1


def test_a_wave_released_eight_times_at_once_is_released_once(floor: Floor) -> None:
    open_shop(floor)
    floor.hub.post(
        "/api/v1/hub/orders",
        {"orders": [order_body(str(n), ("RED", 1), ("TIN", 1)) for n in range(4)]},
    )
    lead = floor.person("supervisor")
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    codes: list[str] = []
    start = threading.Barrier(8)

    def go() -> None:
        start.wait()
        answer = lead.post(f"/api/v1/waves/{made['wave']}/release")
        codes.append(answer.json.get("code") or answer.json["state"])

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(codes) == {"released": 1, "wave.released_already": 7}
    assert floor.count(PickTask) == 8
    assert sound(floor)


def test_a_cancel_races_the_last_scan_and_the_books_agree(floor: Floor) -> None:
    open_shop(floor)
    release(floor, *[order_body(str(n), ("RED", 2)) for n in range(6)])
    ann = picker(floor)
    shown = ann.take()
    totes = {slot["slot"]: f"T00{slot['slot']}" for slot in shown["slots"]}
    orders = dict(
        floor.read(
            Order.__table__.select().with_only_columns(Order.number, Order.external_order_no)
        )
    )
    for task in shown["tasks"]:
        assert ann.verdicts(task["bin"], "B-RED", "B-RED") == ["ok", "ok", "ok"]
        start = threading.Barrier(2)
        heard: list[str] = []

        def drop(task=task, start=start, heard=heard) -> None:
            start.wait()
            heard.append(ann.scan(totes[task["slot"]], task=task["id"])["verdict"])

        def cancel(task=task, start=start, heard=heard) -> None:
            start.wait()
            no = orders[task["order_no"]]
            heard.append(
                floor.hub.post(f"/api/v1/hub/orders/test/{no}/cancel", {"reason": "x"}).json[
                    "status"
                ]
            )

        threads = [threading.Thread(target=work) for work in (drop, cancel)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(heard) in (
            {"task_done", "intercepting"},
            {"list_done", "intercepting"},
            {"intercepted", "cancelled"},
        ), heard
    assert sound(floor)


def test_a_cancelled_wave_sends_back_what_was_picked(floor: Floor) -> None:
    open_shop(floor)
    release(floor, order_body("1", ("RED", 2), ("TIN", 1)))
    ann = picker(floor)
    ann.take()
    assert ann.verdicts("A-01-01-1", "B-RED", "B-RED", "T001") == [
        "ok",
        "ok",
        "ok",
        "task_done",
    ]
    assert ann.verdicts("B-05-02-1", "B-TIN") == ["ok", "ok"]
    lead = floor.person("supervisor")
    (row,) = lead.get("/api/v1/waves").json["waves"]

    answer = lead.post(f"/api/v1/waves/{row['number']}/cancel").json

    assert len(answer["ready"]) == 1
    assert floor.count(Holding, Holding.going_back) == 1
    assert floor.count(Tote, Tote.state == "putback") == 1
    said = ann.scan("T001")
    assert said["verdict"] == "intercepted"
    assert "B-05-02-1" in said["say"]
    assert sound(floor)
    assert len(release(floor)) == 1


def test_four_pickers_walk_at_once_and_every_unit_is_picked_once(floor: Floor) -> None:
    open_shop(floor, *[(f"S{n}", f"A-0{n}-01-1", 40) for n in range(1, 7)])
    bodies = [
        order_body(str(n), *[(f"S{(n + k) % 6 + 1}", 1 + n % 3) for k in range(1 + n % 3)])
        for n in range(24)
    ]
    release(floor, *bodies)
    people = [picker(floor) for _ in range(4)]
    wrong: list[object] = []

    def shift(one: Picker) -> None:
        while True:
            answer = one.voice.post("/api/v1/picks/next", {})
            if answer.status_code == 404:
                return
            one.pick_list = answer.json["number"]
            heard = set(one.walk())
            if not heard <= {"ok", "task_done", "list_done"}:
                wrong.append(heard)

    threads = [threading.Thread(target=shift, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert floor.count(Order, Order.state == "picked") == 24
    wanted = sum((1 + n % 3) ** 2 for n in range(24))
    held = floor.read(Holding.__table__.select().with_only_columns(Holding.quantity))
    assert sum(row.quantity for row in held) == wanted
    assert sound(floor)


def test_a_shelf_found_short_by_two_pickers_at_once(floor: Floor) -> None:
    """Both say so in the same moment: the books agree, and each order is picked or held."""
    open_shop(floor, ("RED", "A-01-01-1", 6), ("TIN", "B-05-02-1", 9))
    release(floor, order_body("1", ("RED", 2), ("TIN", 1)))
    release(floor, order_body("2", ("RED", 2), ("TIN", 1)))
    people = [picker(floor), picker(floor)]
    for one in people:
        one.take()
        one.verdicts("A-01-01-1", "B-RED")
    start = threading.Barrier(2)
    answers: list[int] = []

    def tell(one: Picker) -> None:
        action = one.action("short", found=1)
        start.wait()
        answers.append(one.voice.post("/api/v1/scans", action).status_code)

    threads = [threading.Thread(target=tell, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200, 200]
    assert [one.walk()[-1] for one in people] == ["list_done", "list_done"]
    assert floor.count(Order, Order.holds == "short") == 2
    assert sound(floor)


def test_an_order_over_two_zones_is_whole_when_both_lists_are(floor: Floor) -> None:
    open_shop(floor)
    floor.write(lambda s: set_site_rule(s, SYSTEM, "waves", {"zone_lines": 1}))
    lists = release(floor, order_body("1", ("RED", 2), ("BLUE", 1), ("TIN", 2)))
    assert len(lists) == 2
    ann, bob = picker(floor), picker(floor)
    assert ann.take(zone="A")["zone"] == "A"
    assert bob.take(zone="B")["zone"] == "B"

    ann.walk()
    assert floor.count(Order, Order.state == "picking") == 1
    bob.walk()

    assert floor.count(Order, Order.state == "picked") == 1
    assert floor.count(Tote, Tote.state == "in_use") == 2
    assert floor.count(Wave, Wave.state == "done") == 1
    assert sound(floor)


def test_a_cancelled_wave_without_other_stock_waits_for_its_own_units(floor: Floor) -> None:
    open_shop(floor, ("RED", "A-01-01-1", 2), ("TIN", "B-05-02-1", 5))
    release(floor, order_body("1", ("RED", 2), ("TIN", 1)))
    ann = picker(floor)
    ann.take()
    ann.verdicts("A-01-01-1", "B-RED", "B-RED", "T001")
    lead = floor.person("supervisor")
    (row,) = lead.get("/api/v1/waves").json["waves"]
    (order_no,) = lead.post(f"/api/v1/waves/{row['number']}/cancel").json["held"]

    def retry() -> int:
        with floor.app.app_context():
            return retry_holds()

    assert retry() == 0
    for n, code in enumerate(["B-RED", "B-RED", "A-01-01-1"]):
        body = {"scan_id": f"back-{n}", "code": code}
        answer = lead.post(f"/api/v1/putbacks/{order_no}/scan", body)
        assert answer.status_code == 200, answer.json
    retry()

    assert floor.count(Order, Order.state == "ready") == 1
    assert floor.count(Tote, Tote.state == "free") == 1
    assert sound(floor)
    release(floor)
    ann.take()
    assert ann.walk()[-1] == "list_done"
    assert floor.count(Order, Order.state == "picked") == 1
    assert sound(floor)
