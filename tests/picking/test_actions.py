"""Short, skip, unpick, full tote: what a picker may change of the plan."""

import pytest
from sqlalchemy.orm import Session

from app.inventory.models import CountRequest, Holding, Stock
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.picking.models import Shortage
from app.stations.models import FloorException
from app.waves.models import PickTask, Tote
from tests import builders
from tests.floor import Floor
from tests.picking.shift import Picker, open_shop, order_body, picker, release

RED_BIN, OTHER_BIN, TIN_BIN = "A-01-01-1", "A-03-02-1", "B-05-02-1"


def sound(floor: Floor) -> bool:
    with Session(floor.app.extensions["store"].reader) as session:
        return invariant_units(session) == []


@pytest.fixture
def two_bins(floor: Floor) -> Floor:
    open_shop(floor, ("RED", RED_BIN, 5), ("TIN", TIN_BIN, 9))
    builders.stock(floor, 1, builders.bin_(floor, OTHER_BIN), 4)
    return floor


def start(floor: Floor, *bodies: dict) -> Picker:
    release(floor, *bodies)
    ann = picker(floor)
    ann.take()
    return ann


def test_a_short_is_taken_from_another_bin_in_walk_order(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.verdicts(RED_BIN, "B-RED")

    said = ann.do("short", found=1, reason="damaged")

    assert said["verdict"] == "ok"
    assert said["say"] == f"{RED_BIN} will be counted. Take 2 from {OTHER_BIN} instead"
    assert said["next"]["step"] == "tote"
    assert ann.scan("T001")["next"]["bin"] == OTHER_BIN
    assert (
        ann.verdicts(OTHER_BIN, "B-RED", "B-RED", "T001", TIN_BIN, "B-TIN", "T001")[-1]
        == "list_done"
    )
    assert two_bins.count(Order, Order.state == "picked") == 1
    assert two_bins.count(CountRequest) == 1
    assert two_bins.count(Stock, Stock.frozen) == 1
    (short,) = two_bins.read(Shortage.__table__.select())
    assert (short.found, short.missing, short.reason) == (1, 2, "damaged")
    assert sound(two_bins)


def test_an_empty_bin_ends_the_task_at_once(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))

    said = ann.do("short", found=0, reason="none")

    assert said["next"]["bin"] == OTHER_BIN
    assert two_bins.count(PickTask, PickTask.state == "short") == 1
    assert ann.walk()[-1] == "list_done"
    assert sound(two_bins)


def test_found_nowhere_the_order_waits_for_a_decision_with_its_totes_parked(
    floor: Floor,
) -> None:
    open_shop(floor, ("RED", RED_BIN, 3), ("TIN", TIN_BIN, 9))
    ann = start(floor, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.verdicts(RED_BIN, "B-RED")
    said = ann.do("short", found=1)
    assert (said["verdict"], "No other bin has it" in said["say"]) == ("ok", True)
    assert floor.count(Order, Order.state == "picking") == 1

    assert ann.verdicts("T001", TIN_BIN, "B-TIN", "T001")[-1] == "list_done"

    assert floor.count(Order, Order.holds == "short") == 1
    assert floor.count(Tote, Tote.state == "parked") == 1
    assert floor.count(FloorException, FloorException.kind == "short") == 1
    events = floor.hub.get("/api/v1/hub/events?after=0&limit=500").json["events"]
    (short,) = [event["data"] for event in events if event["type"] == "order.short"]
    assert [(line["sku"], line["quantity"]) for line in short["lines"]] == [("RED", 2)]
    assert sound(floor)

    answer = floor.hub.post(
        "/api/v1/hub/orders/test/1/short-decision", {"decision": "ship_available"}
    )
    assert answer.status_code == 200, answer.json
    assert floor.count(Order, Order.state == "picked") == 1


def test_nothing_found_at_all_holds_the_order_and_ends_the_list(floor: Floor) -> None:
    open_shop(floor, ("RED", RED_BIN, 3), ("TIN", TIN_BIN, 9))
    ann = start(floor, order_body("1", ("RED", 3)))

    assert ann.do("short", found=0)["verdict"] == "list_done"

    assert floor.count(Order, Order.holds == "short") == 1
    assert floor.count(Holding) == 0
    assert sound(floor)


def test_the_same_shortage_is_never_asked_twice(two_bins: Floor) -> None:
    ann = start(
        two_bins,
        order_body("1", ("RED", 2), ("TIN", 1)),
        order_body("2", ("RED", 2), ("TIN", 1)),
    )
    first = ann.look()["tasks"][0]

    said = ann.do("short", found=0, task=first["id"])

    assert said["progress"]["plan_version"] > 1
    open_bins = [task["bin"] for task in ann.look()["tasks"] if task["state"] == "open"]
    assert open_bins == [OTHER_BIN, OTHER_BIN, TIN_BIN, TIN_BIN]
    assert ann.do("short", found=0, task=first["id"])["verdict"] == "already_done"
    assert two_bins.count(Shortage) == 1
    assert ann.walk()[-1] == "list_done"
    assert sound(two_bins)


def test_even_fewer_than_said_at_first(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.scan(RED_BIN)
    ann.do("short", found=2)

    ann.do("short", found=1)

    (short,) = two_bins.read(Shortage.__table__.select())
    assert (short.found, short.missing) == (1, 2)
    assert ann.walk()[-1] == "list_done"
    assert sound(two_bins)


def test_all_there_is_no_short(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.scan(RED_BIN)

    assert ann.do("short", found=3)["verdict"] == "ok"
    assert two_bins.count(Shortage) == 0


def test_a_short_of_a_bulk_pick_shorts_the_last_orders(floor: Floor) -> None:
    open_shop(floor, ("RED", RED_BIN, 3))
    ann = start(floor, *[order_body(str(n), ("RED", 1)) for n in (1, 2, 3)])
    ann.verdicts(RED_BIN, "B-RED", "B-RED")

    ann.do("short", found=2)

    assert ann.scan("T001")["verdict"] == "list_done"
    assert floor.count(Order, Order.state == "picked") == 2
    assert floor.count(Order, Order.holds == "short") == 1
    assert sound(floor)


def test_a_skipped_task_comes_last_with_its_units_back_in_the_bin(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.verdicts(RED_BIN, "B-RED")

    said = ann.do("skip")

    assert (
        said["say"]
        == f"Put the 1 in your hand back in {RED_BIN}; it comes last. Next: {TIN_BIN}"
    )
    assert (
        ann.verdicts(TIN_BIN, "B-TIN", "T001", RED_BIN, *["B-RED"] * 3, "T001")[-1]
        == "list_done"
    )
    assert sound(two_bins)


def test_a_unit_in_hand_is_unpicked(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    ann.verdicts(RED_BIN, "B-RED", "B-RED")

    assert ann.do("unpick")["next"]["picked"] == 1
    assert ann.do("unpick", quantity=5)["next"]["picked"] == 0
    assert ann.do("unpick")["verdict"] == "already_done"


def test_a_unit_in_its_tote_goes_to_put_back_and_another_is_picked(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    first = ann.look()["tasks"][0]["id"]
    ann.verdicts(RED_BIN, *["B-RED"] * 3, "T001")

    said = ann.do("unpick", task=first, quantity=2)

    assert (said["verdict"], said["say"]) == (
        "ok",
        "Take 2 out of T001 and bring them to put-back",
    )
    assert two_bins.count(Holding, Holding.going_back, Holding.quantity == 2) == 1
    assert ann.walk({1: "T001"})[-1] == "list_done"
    assert two_bins.count(Order, Order.state == "picked") == 1
    assert sound(two_bins)


def test_all_units_of_a_finished_task_are_unpicked(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 1), ("TIN", 1)))
    first = ann.look()["tasks"][0]["id"]
    ann.verdicts(RED_BIN, "B-RED", "T001")

    ann.do("unpick", task=first)

    assert two_bins.count(PickTask, PickTask.state == "putback") == 1
    assert ann.walk({1: "T001"})[-1] == "list_done"
    assert ann.do("unpick", task=first)["verdict"] == "already_done"
    assert sound(two_bins)


def test_a_full_tote_is_followed_by_the_next(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 3), ("TIN", 1)))
    assert ann.do("tote_full")["verdict"] == "already_done"
    ann.verdicts("T001", RED_BIN, "B-RED", "B-RED")

    said = ann.do("tote_full", quantity=1)

    assert (said["say"], said["next"]["step"]) == (
        "T001 is full. Scan an empty tote for slot 1",
        "item",
    )
    assert said["next"]["picked"] == 1
    assert ann.scan("B-RED")["next"]["step"] == "tote"
    assert ann.scan("T001")["verdict"] == "wrong_tote"
    assert ann.verdicts("T002", TIN_BIN, "B-TIN", "T002")[-1] == "list_done"
    held = two_bins.read(
        Holding.__table__.select()
        .with_only_columns(Holding.place, Holding.quantity)
        .order_by(Holding.place, Holding.quantity)
    )
    assert [tuple(row) for row in held] == [
        ("tote:T001", 1),
        ("tote:T002", 1),
        ("tote:T002", 2),
    ]
    assert sound(two_bins)


def test_a_tote_filled_by_the_last_units_ends_the_list(two_bins: Floor) -> None:
    ann = start(two_bins, order_body("1", ("RED", 2)))
    ann.verdicts("T001", RED_BIN, "B-RED", "B-RED")

    assert ann.do("tote_full", quantity=2)["verdict"] == "list_done"
    assert two_bins.count(Order, Order.state == "picked") == 1
    assert sound(two_bins)


@pytest.mark.parametrize("act", ["skip", "short", "tote_full"])
def test_an_act_on_a_finished_line_changes_nothing(two_bins: Floor, act: str) -> None:
    ann = start(two_bins, order_body("1", ("RED", 1), ("TIN", 1)))
    first = ann.look()["tasks"][0]["id"]
    ann.verdicts(RED_BIN, "B-RED", "T001")

    assert ann.do(act, task=first)["verdict"] == "already_done"
    assert two_bins.count(Shortage) == 0
