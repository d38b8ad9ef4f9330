"""Life after release: urgent orders jump in, the rest is walked anew, what is shown stays."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.sockets import pushes
from app.waves.models import PickList, PickTask, Wave
from tests import builders
from tests.floor import Floor
from tests.picking.shift import Picker, open_shop, order_body, picker, release, send

NEAR, MID, FAR = "A-01-02-1", "A-02-05-1", "B-05-09-1"


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor, ("RED", NEAR, 20), ("BLUE", MID, 20), ("TIN", FAR, 20))
    return floor


@pytest.fixture
def lead(shop: Floor):
    return shop.person("supervisor")


def walking(shop: Floor, *bodies: dict) -> Picker:
    release(shop, *bodies)
    ann = picker(shop)
    ann.take()
    return ann


def left(ann: Picker) -> list[str]:
    return [one["bin"] for one in ann.look()["tasks"] if one["state"] in {"open", "claimed"}]


def sound(floor: Floor) -> bool:
    with Session(floor.app.extensions["store"].reader) as session:
        return invariant_units(session) == []


def test_an_urgent_order_comes_onto_the_cart_on_its_way(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 1), ("TIN", 1)))
    shown = left(ann)
    version = ann.look()["plan_version"]
    (urgent,) = send(shop, order_body("2", ("BLUE", 1), ("RED", 1)))

    answer = lead.post("/api/v1/waves/jump-in", {"order": urgent})

    assert answer.status_code == 200, answer.json
    assert (answer.json["pick_list"], answer.json["flash"]) == (ann.pick_list, False)
    assert left(ann)[0] == shown[0]  # what the PDA shows stays
    assert sorted(left(ann)) == sorted([*shown, NEAR, MID])
    assert ann.look()["plan_version"] > version
    assert len(ann.look()["slots"]) == 2
    assert shop.count(Wave) == 1
    assert shop.count(Order, Order.state == "picking") == 2
    assert ann.walk()[-1] == "list_done"
    assert shop.count(Order, Order.state == "picked") == 2
    assert sound(shop)


def test_the_shown_task_stays_even_where_the_new_stop_is_nearer(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("TIN", 2)))
    (urgent,) = send(shop, order_body("2", ("RED", 1), ("BLUE", 1)))

    lead.post("/api/v1/waves/jump-in", {"order": urgent})

    assert left(ann)[0] == FAR
    assert ann.scan(FAR)["verdict"] == "ok"
    assert ann.walk()[-1] == "list_done"


def test_after_a_skip_the_next_task_is_shown_and_stays(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 1), ("TIN", 2)))
    first, second = left(ann)
    ann.scan(first)
    ann.do("skip")
    assert left(ann) == [second, first]
    (urgent,) = send(shop, order_body("2", ("BLUE", 1), ("RED", 1)))

    assert lead.post("/api/v1/waves/jump-in", {"order": urgent}).json["flash"] is False

    assert left(ann)[0] == second
    assert ann.walk()[-1] == "list_done"


def test_a_single_unit_joins_a_bulk_pick(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 1)), order_body("2", ("TIN", 1)))
    (urgent,) = send(shop, order_body("3", ("BLUE", 1)))

    answer = lead.post("/api/v1/waves/jump-in", {"order": urgent}).json

    assert (answer["pick_list"], answer["flash"]) == (ann.pick_list, False)
    assert ann.walk()[-1] == "list_done"
    assert shop.count(Order, Order.state == "picked") == 3


def test_without_a_list_that_fits_it_is_a_flash_wave(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 2), carrier="SF"))
    (urgent,) = send(shop, order_body("2", ("RED", 2)))

    answer = lead.post("/api/v1/waves/jump-in", {"order": urgent}).json

    assert answer["flash"] is True
    assert answer["pick_list"] != ann.pick_list
    assert shop.count(Wave, Wave.number == answer["wave"], Wave.state == "released") == 1


def test_an_order_of_a_locked_wave_leaves_it_to_jump_in(shop: Floor, lead) -> None:
    _, two = send(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 2)))
    (locked,) = lead.post("/api/v1/waves", {}).json["waves"]

    answer = lead.post("/api/v1/waves/jump-in", {"order": two}).json

    assert answer["wave"] != locked["wave"]
    assert lead.get(f"/api/v1/waves/{locked['wave']}").json["wave"]["orders"] == 1
    assert lead.post(f"/api/v1/waves/{locked['wave']}/release").json["orders"] == 1


def test_who_cannot_jump_in_is_told_why(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 2)))
    (walked,) = [one["order_no"] for one in ann.look()["slots"]]
    (held,) = send(shop, order_body("2", ("RED", 1)))
    shop.hub.post("/api/v1/hub/orders/test/2/hold", {"reason": "ask"})

    day = (clock.now() + timedelta(days=2)).isoformat()
    later = shop.hub.post("/api/v1/hub/orders", order_body("3", ("RED", 1), not_before=day))

    for order_no, code in (
        (later.json["results"][0]["order_no"], "wave.order_not_ready"),
        ("WG77", "wave.order_unknown"),
        (walked, "wave.order_not_ready"),
        (held, "wave.order_not_ready"),
    ):
        answer = lead.post("/api/v1/waves/jump-in", {"order": order_no})
        assert answer.json["code"] == code


def test_frozen_goods_cannot_jump_in(shop: Floor, lead) -> None:
    from app.core.events import SYSTEM
    from app.inventory import service as inventory
    from app.inventory.models import Stock

    (urgent,) = send(shop, order_body("1", ("RED", 1)))
    query = Stock.__table__.select().with_only_columns(Stock.id).where(Stock.sku_id == 1)
    ((red,),) = shop.read(query)
    shop.write(lambda s: inventory.freeze(s, SYSTEM, red, "count"))

    answer = lead.post("/api/v1/waves/jump-in", {"order": urgent})

    assert (answer.status_code, answer.json["code"]) == (409, "wave.order_no_stock")


def test_the_hub_makes_an_order_urgent_and_it_goes_at_once(shop: Floor) -> None:
    ann = walking(shop, order_body("1", ("RED", 1), ("TIN", 1)))
    send(shop, order_body("2", ("BLUE", 1), ("RED", 1)))

    answer = shop.hub.post("/api/v1/hub/orders/test/2/priority", {"priority": "urgent"})

    assert (answer.status_code, answer.json["state"]) == (200, "picking")
    assert MID in left(ann)
    again = shop.hub.post("/api/v1/hub/orders/test/2/priority", {"priority": "urgent"})
    assert (again.status_code, again.json["state"]) == (200, "picking")
    assert shop.count(PickTask, PickTask.state == "open") == 4


def test_who_asks_for_work_gets_the_urgent_list_first(shop: Floor, lead) -> None:
    release(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 2), carrier="SF"))
    send(shop, order_body("3", ("BLUE", 2), carrier="YTO"))
    shop.hub.post("/api/v1/hub/orders/test/3/priority", {"priority": "urgent"})

    ann = picker(shop)

    assert [one["bin"] for one in ann.take()["tasks"]] == [MID]


def test_a_cancel_walks_what_is_left_the_shortest_way(shop: Floor) -> None:
    deep = [builders.bin_(shop, code) for code in ("A-03-01-1", "A-03-19-1", "A-04-19-1")]
    for name, bin_id in zip(("S1", "S2", "S3"), deep, strict=True):
        builders.stock(shop, builders.sku(shop, name), bin_id, 5)
    lines = [("RED", 1), ("S1", 1), ("S2", 1), ("S3", 1)]
    ann = walking(shop, order_body("1", *lines), order_body("2", ("TIN", 2), ("BLUE", 1)))
    before = left(ann)
    shown = before[0]

    shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"})

    assert sorted(left(ann)) == sorted(one for one in before if one not in {FAR, MID})
    if shown not in {FAR, MID}:
        assert left(ann)[0] == shown
    assert ann.walk()[-1] == "list_done"
    assert sound(shop)


def size(lead) -> tuple[int, int, int]:
    (wave,) = lead.get("/api/v1/waves").json["waves"]
    return wave["orders"], wave["lines"], wave["units"]


def expected(lead, ann: Picker) -> tuple[int, int]:
    """Metres and seconds of the wave, which has one list; the list's page says the same."""
    (wave,) = lead.get("/api/v1/waves").json["waves"]
    shown = ann.look()
    (walk,) = lead.get(f"/api/v1/waves/{wave['number']}/walks").json["lists"]
    found = wave["expected_m"], wave["expected_s"]
    assert (shown["expected_m"], shown["expected_s"]) == found
    assert (walk["metres"], walk["seconds"]) == found
    return found


def test_what_a_wave_is_expected_to_take_follows_its_changes(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 2)))
    planned = expected(lead, ann)

    shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"})
    shorter = expected(lead, ann)
    assert size(lead) == (1, 1, 2)
    back = send(shop, order_body("3", ("TIN", 2)))[0]
    jumped = lead.post("/api/v1/waves/jump-in", {"order": back}).json
    longer = expected(lead, ann)

    assert shorter[0] < planned[0]
    assert shorter[1] == planned[1] - (planned[0] - shorter[0]) - 8 - 2 * 2
    assert longer == planned
    assert jumped["added_m"] == longer[0] - shorter[0]
    assert size(lead) == (2, 2, 4)


def test_a_locked_wave_forgets_an_order_that_was_cancelled(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 2), ("BLUE", 1)))
    lead.post("/api/v1/waves", {})
    assert size(lead) == (2, 3, 5)

    shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"})

    assert size(lead) == (1, 1, 2)


def two_walking(shop: Floor) -> tuple[Picker, Picker]:
    """Two pickers on lists of two waves, who both are to come to the same shelf."""
    release(
        shop,
        order_body("1", ("RED", 2), carrier="SF"),
        order_body("2", ("RED", 2), ("TIN", 1)),
    )
    both = picker(shop), picker(shop)
    for one in both:
        one.take()
    return both


def test_a_short_makes_the_walk_of_others_shorter_who_need_not_come(shop: Floor) -> None:
    ann, bob = two_walking(shop)
    before = bob.look()["expected_s"]

    ann.do("short", found=0)

    assert left(bob) == [FAR]
    assert bob.look()["expected_s"] < before


def test_units_in_hand_that_nobody_wants_go_back(shop: Floor) -> None:
    ann = walking(shop, *[order_body(str(n), ("RED", 1)) for n in (1, 2, 3)])
    ann.verdicts(NEAR, "B-RED", "B-RED", "B-RED")
    shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"})

    told = ann.scan("T001")

    assert (told["verdict"], told["next"]["step"]) == ("intercepted", "tote")
    assert "put 1 of RED mug" in told["say"]
    assert ann.scan("T001")["verdict"] == "list_done"
    assert shop.count(Order, Order.state == "picked") == 2
    assert sound(shop)


def test_a_scan_for_a_superseded_task_is_told_where_to_go(shop: Floor) -> None:
    builders.stock(shop, 1, builders.bin_(shop, "A-03-04-1"), 5)
    ann, bob = two_walking(shop)
    shown = next(t for t in bob.look()["tasks"] if t["bin"] == NEAR)
    ann.do("short", found=0)

    told = bob.scan(NEAR, task=shown["id"], plan_version=1)

    assert (told["verdict"], told["next"]["bin"] != NEAR) == ("already_done", True)
    assert f"Nothing is needed from {NEAR} any more" in told["say"]
    assert bob.walk()[-1] == "list_done"


def test_a_moved_task_is_judged_as_what_it_is(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 1), ("TIN", 1)))
    later = ann.look()["tasks"][1]
    (urgent,) = send(shop, order_body("2", ("BLUE", 1), ("RED", 1)))
    lead.post("/api/v1/waves/jump-in", {"order": urgent})

    told = ann.scan(later["bin"], task=later["id"], plan_version=later["plan_version"])

    assert told["verdict"] == "ok"
    assert told["next"]["task"] == later["id"]
    assert ann.walk()[-1] == "list_done"
    assert shop.count(PickList, PickList.state == "done") == 1


def test_pdas_are_told_that_a_list_was_planned_anew(shop: Floor, lead) -> None:
    ann = walking(shop, order_body("1", ("RED", 1), ("TIN", 1)))
    (urgent,) = send(shop, order_body("2", ("BLUE", 1), ("RED", 1)))
    lead.post("/api/v1/waves/jump-in", {"order": urgent})

    with Session(shop.app.extensions["store"].reader) as session:
        told = [body for name, body, _ in pushes(session, 0, 10**9) if name == "task"]

    assert told == [{"pick_list": ann.pick_list, "version": ann.look()["plan_version"]}]
