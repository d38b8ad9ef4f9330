import pytest
import sqlalchemy as sa

from app.board.invariants import check
from app.inventory.models import Holding
from app.orders.models import Order
from app.sorting.models import WallScan
from app.stations.models import FloorException
from app.waves.models import Tote
from tests import builders
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, picker, release, send
from tests.sorting.wall import Sorter, in_total, put_up_wall, sorter

TWO = ((("RED", 1), ("TIN", 2)), (("RED", 1), ("BLUE", 1)))


@pytest.fixture
def wall(floor: Floor) -> Floor:
    put_up_wall(floor, "A1", "A2")
    return floor


def lies(floor: Floor) -> dict[str, int]:
    """Units by place outside the bins."""
    found = floor.read(
        sa.select(Holding.place, sa.func.sum(Holding.quantity)).group_by(Holding.place)
    )
    return {place.removeprefix("tote:"): int(units) for place, units in found}


def state_of(floor: Floor, number: str) -> str:
    return str(floor.read(sa.select(Order.state).where(Order.number == number))[0][0])


def sound(floor: Floor) -> None:
    with floor.app.app_context():
        found = floor.write(check)
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_units_find_their_slots_and_a_full_one_says_so(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)

    assert hand.heard("T900", "B-RED", "B-TIN") == [("ok", None), ("ok", "A1"), ("ok", "A1")]
    full = hand.scan("B-TIN")
    assert (full["verdict"], full["slot"], full["tone"]) == ("task_done", "A1", "done")
    assert hand.slots() == {"A1": ("full", 3, 3)}
    assert hand.heard("B-RED", "B-BLUE") == [("ok", "A2"), ("list_done", "A2")]
    assert hand.slots() == {"A1": ("full", 3, 3), "A2": ("full", 2, 2)}
    assert lies(wall) == {"PW1-A1": 3, "PW1-A2": 2}


def test_a_scan_counts_once_however_often_it_is_sent(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)
    hand.scan("T900")

    first = hand.scan("B-RED", scan_id="w-1")
    again = hand.scan("B-RED", scan_id="w-1")

    assert (again["verdict"], again["slot"], again["say"]) == (
        first["verdict"],
        first["slot"],
        first["say"],
    )
    assert lies(wall) == {"T900": 4, "PW1-A1": 1}
    assert wall.count(WallScan) == 2


def test_the_slot_of_the_unit_in_hand_is_the_right_one(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED")

    assert hand.heard("PW1-A2", "a1") == [("wrong_bin", "A1"), ("ok", "A1")]
    assert hand.heard("PW1-A1", "PW1-A2") == [("already_done", "A1"), ("already_done", "A2")]


def test_a_full_slot_is_emptied_into_a_tote_and_free_again(wall: Floor) -> None:
    numbers, _ = in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED", "B-TIN", "B-TIN")

    assert hand.heard("PW1-A1", "T901") == [("ok", "A1"), ("task_done", "A1")]
    assert hand.slots() == {}
    assert lies(wall) == {"T900": 2, "T901": 3}
    ((order_id,),) = wall.read(sa.select(Order.id).where(Order.number == numbers[0]))
    assert wall.count(Tote, Tote.code == "T901", Tote.order_id == order_id) == 1
    assert hand.heard("B-RED")[0] == ("ok", "A1")
    sound(wall)


def test_emptying_is_given_up_by_undo_or_by_going_on(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED", "B-TIN", "B-TIN", "PW1-A1")

    assert hand.scan("WG:UNDO")["wall"]["emptying"] is None
    assert hand.scan("PW1-A1")["wall"]["emptying"] == "A1"
    assert hand.scan("B-RED")["wall"]["emptying"] is None
    assert lies(wall)["PW1-A1"] == 3


def test_undo_takes_the_last_unit_back_even_into_a_tote_that_ran_empty(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED", "B-TIN", "B-TIN", "B-RED", "B-BLUE")

    assert hand.heard("WG:UNDO", "WG:UNDO") == [("ok", "A2"), ("already_done", None)]
    assert lies(wall) == {"PW1-A1": 3, "PW1-A2": 1, "T900": 1}
    assert hand.heard("T900", "B-BLUE") == [("ok", None), ("list_done", "A2")]
    sound(wall)


def test_a_wall_without_a_free_slot_says_to_empty_one(wall: Floor) -> None:
    put_up_wall(wall, "A1", wall="PW2")
    in_total(wall, *TWO)
    small = sorter(wall, "PW2")

    assert small.heard("T900", "B-RED") == [("ok", None), ("ok", "A1")]
    assert small.heard("B-RED") == [("over_quantity", None)]
    assert sorter(wall).heard("T900", "B-BLUE") == [("wrong_tote", None), ("wrong_item", None)]
    assert small.heard("B-TIN", "B-TIN", "PW2-A1", "T902", "B-RED")[-1] == ("ok", "A1")


def test_a_pack_goes_whole_or_not_at_all(wall: Floor) -> None:
    in_total(wall, (("RED", 6), ("TIN", 1)), (("RED", 2), ("TIN", 1)))
    hand = sorter(wall)
    hand.scan("T900")

    assert hand.heard("BOX-RED", "BOX-RED") == [("ok", "A1"), ("over_quantity", None)]
    assert hand.scan("B-RED", quantity=2)["slot"] == "A2"
    assert lies(wall) == {"PW1-A1": 6, "PW1-A2": 2, "T900": 2}


def test_what_is_strange_here_is_told(wall: Floor) -> None:
    in_total(wall, *TWO)
    builders.sku(wall, "CUP", barcodes=["B-CUP"])
    hand = sorter(wall)

    assert hand.heard("B-CUP", "T777", "nonsense", "PW9-A1") == [
        ("wrong_item", None),
        ("wrong_tote", None),
        ("unknown_code", None),
        ("unknown_code", None),
    ]
    answer = hand.voice.get("/api/v1/walls/PW9")
    assert (answer.status_code, answer.json["code"]) == (404, "wall.unknown")


def cancel(floor: Floor, no: str) -> None:
    answer = floor.hub.post(f"/api/v1/hub/orders/test/{no}/cancel", {"reason": "changed mind"})
    assert answer.json["status"] == "intercepting", answer.json


def test_a_cancelled_orders_slot_is_emptied_for_put_back(wall: Floor) -> None:
    numbers, _ = in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED")

    cancel(wall, "1")

    assert hand.slots()["A1"][0] == "stopped"
    assert hand.heard("PW1-A1", "T950") == [("ok", "A1"), ("task_done", "A1")]
    assert hand.slots() == {}
    assert hand.heard("B-TIN") == [("over_quantity", None)]
    assert hand.heard("B-RED", "B-BLUE") == [("ok", "A1"), ("list_done", "A1")]
    waits = hand.voice.get(f"/api/v1/putbacks/{numbers[0]}").json["units"]
    assert sorted((one["place"], one["quantity"]) for one in waits) == [
        ("tote:T900", 2),
        ("tote:T950", 1),
    ]
    sound(wall)


def test_a_surplus_unit_serves_the_next_order_of_its_sku(wall: Floor) -> None:
    """The first tote's unit is not wanted any more; the order of the second has it now."""
    open_shop(wall)
    send(wall, order_body("1", ("RED", 1), ("TIN", 1)), order_body("2", ("RED", 1), ("TIN", 1)))
    release(wall)
    send(wall, order_body("3", ("RED", 1), ("BLUE", 1)), order_body("4", ("BLUE", 2)))
    release(wall)
    walker = picker(wall)
    for tote in ("T901", "T902"):
        walker.take()
        walker.walk({1: tote})
    cancel(wall, "2")
    hand = sorter(wall)

    assert hand.heard("T901", "B-RED", "B-RED") == [("ok", None), ("ok", "A1"), ("ok", "A2")]

    assert hand.slots()["A2"] == ("part", 1, 2)
    assert lies(wall) == {"PW1-A1": 1, "PW1-A2": 1, "T901": 2, "T902": 4}
    back = wall.read(sa.select(Holding.place, Holding.quantity).where(Holding.going_back))
    assert sorted(tuple(row) for row in back) == [("tote:T901", 1), ("tote:T902", 1)]
    sound(wall)


def test_a_stopped_orders_unit_stays_in_the_tote_and_its_slot_alone(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED")

    wall.hub.post("/api/v1/hub/orders/test/1/hold", {"reason": "ask"})

    assert hand.heard("B-TIN", "PW1-A1") == [("intercepted", None), ("intercepted", "A1")]
    assert hand.heard("B-RED") == [("ok", "A2")]
    wall.hub.post("/api/v1/hub/orders/test/1/resume", {"reason": "ask"})
    assert hand.heard("B-TIN") == [("ok", "A1")]


def test_a_tote_that_lacks_units_holds_their_orders_when_said_twice(wall: Floor) -> None:
    numbers, _ = in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED", "B-TIN", "B-TIN", "B-RED")

    asked = hand.scan("WG:SHORT")
    assert (asked["verdict"], asked["tone"]) == ("ok", "warn")
    assert asked["wall"]["asked_short"]
    assert hand.heard("WG:SHORT") == [("task_done", None)]

    assert [state_of(wall, number) for number in numbers] == ["picked", "held"]
    assert wall.count(FloorException, FloorException.subject == numbers[1]) == 1
    assert hand.heard("WG:SHORT") == [("already_done", None)]
    assert hand.slots()["A2"][0] == "stopped"
    assert hand.heard("PW1-A2", "T960") == [("ok", "A2"), ("task_done", "A2")]
    assert wall.count(Tote, Tote.code == "T960", Tote.state == "parked") == 1
    sound(wall)


def test_a_bench_wants_the_order_sorted_first(wall: Floor) -> None:
    numbers, _ = in_total(wall, *TWO)
    hand = sorter(wall)
    hand.heard("T900", "B-RED")
    wall.write(_bench)
    packer = wall.person("packer")

    def opened(code: str):
        return packer.post("/api/v1/benches/B1/open", {"code": code}).json

    assert opened("T900")["code"] == "packing.tote_for_wall"
    assert opened(numbers[0])["code"] == "packing.not_sorted"
    assert opened("PW1-A1")["code"] == "packing.not_sorted"
    hand.heard("B-TIN", "B-TIN")
    assert opened("PW1-A1")["order_no"] == numbers[0]
    assert hand.slots()["A1"][0] == "at_bench"
    assert hand.heard("PW1-A1", "WG:UNDO") == [("already_done", "A1"), ("already_done", None)]


def _bench(session) -> None:
    from app.core.events import SYSTEM
    from app.stations.service import save_bench

    save_bench(session, SYSTEM, code="B1")


def test_the_lead_is_called_once(wall: Floor) -> None:
    hand = sorter(wall)

    assert hand.heard("WG:SUPERVISOR", "wg:supervisor") == [("ok", None), ("ok", None)]
    assert wall.count(FloorException, FloorException.kind == "call") == 1
    assert hand.heard("WG:UNDO") == [("already_done", None)]


def test_the_walls_and_their_pages(wall: Floor) -> None:
    in_total(wall, *TWO)
    hand = Sorter(wall.person("packer"))
    hand.heard("T900", "B-RED", "B-TIN", "B-TIN")

    assert hand.voice.get("/api/v1/walls").json == {
        "walls": [{"wall": "PW1", "slots": 2, "free": 1, "full": 1}]
    }
    shown = hand.look()
    assert (shown["sorted"], shown["units"], shown["tote"]) == (3, 5, "T900")
    assert [(one["sku"], one["units"]) for one in shown["items"]] == [("RED", 1), ("BLUE", 1)]
    for path in ("/wall", "/wall/PW1"):
        assert hand.voice.get(path).status_code == 200
