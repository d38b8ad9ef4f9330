import pytest

from app.inventory.models import Reservation
from app.orders.models import Order
from app.waves.models import PickList, PickTask, TaskShare, Wave, WaveOrder
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, send


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


@pytest.fixture
def lead(shop: Floor):
    return shop.person("supervisor")


def test_a_preview_writes_nothing(shop: Floor, lead) -> None:
    first, second = send(
        shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1))
    )

    answer = lead.post("/api/v1/waves/preview", {})

    assert answer.status_code == 200, answer.json
    (wave,) = answer.json["waves"]
    assert sorted(wave["orders"]) == [first, second]
    assert (wave["lines"], wave["units"]) == (3, 4)
    assert [(t["mode"], t["tasks"], t["units"]) for t in wave["lists"]] == [
        ("single", 1, 1),
        ("cluster", 2, 3),
    ]
    assert shop.count(Wave) == 0


def test_a_wave_is_locked_then_released_then_never_again(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))

    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    assert made["state"] == "locked"
    assert shop.count(Order, Order.state == "waved") == 2
    assert shop.count(PickList) == 0

    released = lead.post(f"/api/v1/waves/{made['wave']}/release")
    assert released.status_code == 200, released.json
    assert (released.json["orders"], len(released.json["lists"])) == (2, 2)
    assert shop.count(Order, Order.state == "picking") == 2
    assert shop.count(Reservation, Reservation.state == "hard") == 3
    assert shop.count(PickTask) == 3

    again = lead.post(f"/api/v1/waves/{made['wave']}/release")
    assert (again.status_code, again.json["code"]) == (409, "wave.released_already")
    assert shop.count(PickTask) == 3


def test_nothing_ready_makes_no_wave(shop: Floor, lead) -> None:
    answer = lead.post("/api/v1/waves", {})

    assert (answer.status_code, answer.json["code"]) == (409, "wave.nothing_ready")


def test_the_wish_chooses_among_the_ready(shop: Floor, lead) -> None:
    one, two, three = send(
        shop,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 1), priority="urgent"),
        order_body("3", ("TIN", 1), carrier="SF"),
    )

    def tell(**wish):
        waves = lead.post("/api/v1/waves/preview", wish).json["waves"]
        return [wave["orders"] for wave in waves]

    assert tell(priority="urgent") == [[two]]
    assert tell(orders=[one]) == [[one]]
    assert tell(carrier="SF") == [[three]]
    assert tell(country="GB") == []
    assert tell(cut_off_before="2026-11-01T00:00:00+08:00") == []
    assert [len(orders) for orders in tell(most_orders=1, carrier=None)] == [1, 1, 1]


def test_a_stopped_order_stays_out_and_is_counted(shop: Floor, lead) -> None:
    one, _ = send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 1)))
    shop.hub.post("/api/v1/hub/orders/test/2/hold", {"reason": "ask"})

    answer = lead.post("/api/v1/waves/preview", {}).json

    assert [w["orders"] for w in answer["waves"]] == [[one]]
    assert sum(answer["waiting"].values()) == 1


def test_an_order_stopped_between_lock_and_release_leaves_the_wave(shop: Floor, lead) -> None:
    _, two = send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    shop.hub.post("/api/v1/hub/orders/test/2/hold", {"reason": "ask"})

    released = lead.post(f"/api/v1/waves/{made['wave']}/release").json

    assert released["orders"] == 1
    assert list(released["left_out"]) == [two]
    assert shop.count(WaveOrder) == 1


def test_frozen_stock_sends_an_order_home_with_an_exception(shop: Floor, lead) -> None:
    from app.core.events import SYSTEM
    from app.inventory import service as inventory
    from app.inventory.models import Stock
    from app.stations.models import FloorException

    one, two = send(shop, order_body("1", ("RED", 1)), order_body("2", ("TIN", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    ((red,),) = shop.read(
        Stock.__table__.select().with_only_columns(Stock.id).where(Stock.sku_id == 1)
    )
    shop.write(lambda s: inventory.freeze(s, SYSTEM, red, "count"))

    released = lead.post(f"/api/v1/waves/{made['wave']}/release").json

    assert released["left_out"] == {one: "no_stock"}
    assert shop.count(Order, Order.number == one, Order.holds == "short_stock") == 1
    assert shop.count(FloorException, FloorException.subject == one) == 1
    assert shop.count(Order, Order.number == two, Order.state == "picking") == 1


def test_a_cancelled_wave_gives_everything_back(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/release")

    answer = lead.post(f"/api/v1/waves/{made['wave']}/cancel")

    assert (answer.status_code, len(answer.json["ready"])) == (200, 2)
    assert shop.count(Order, Order.state == "ready") == 2
    assert shop.count(Reservation, Reservation.state == "soft") == 3
    assert shop.count(PickTask, PickTask.state == "cancelled") == 3
    assert shop.count(PickList, PickList.state == "cancelled") == 2
    assert len(lead.post("/api/v1/waves", {}).json["waves"]) == 1
    assert lead.post(f"/api/v1/waves/{made['wave']}/release").json["code"] == "wave.over"
    assert lead.post(f"/api/v1/waves/{made['wave']}/cancel").json["code"] == "wave.over"


def test_a_cancelled_order_leaves_bulk_and_cart_lists(shop: Floor, lead) -> None:
    send(
        shop,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 1)),
        order_body("3", ("RED", 2), ("TIN", 1)),
    )
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/release")

    assert (
        shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"}).json["status"]
        == "cancelled"
    )
    assert (
        shop.hub.post("/api/v1/hub/orders/test/3/cancel", {"reason": "x"}).json["status"]
        == "cancelled"
    )

    assert [
        tuple(r)
        for r in shop.read(
            PickTask.__table__.select()
            .with_only_columns(PickTask.quantity, PickTask.state)
            .order_by(PickTask.id)
        )
    ] == [
        (1, "open"),
        (2, "cancelled"),
        (1, "cancelled"),
    ]
    assert shop.count(TaskShare, TaskShare.task_id == 1) == 1
    assert shop.count(PickList, PickList.state == "open") == 1


def test_waves_are_shown_with_their_lists_and_orders(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/release")

    (row,) = lead.get("/api/v1/waves?state=released").json["waves"]
    assert (row["number"], row["tasks"], row["lists"], row["by_state"]) == (
        made["wave"],
        3,
        2,
        {"picking": 2},
    )
    shown = lead.get(f"/api/v1/waves/{made['wave']}").json
    assert [one["mode"] for one in shown["lists"]] == ["single", "cluster"]
    assert {o["state"] for o in shown["orders"]} == {"picking"}
    assert lead.get(f"/api/v1/waves?after={made['wave']}").json["waves"] == []
    for answer in (
        lead.get("/api/v1/waves/W9"),
        lead.get("/api/v1/waves?after=W9"),
        lead.post("/api/v1/waves/W9/release"),
        lead.post("/api/v1/waves/W9/cancel"),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "wave.unknown")


def test_waves_make_themselves_where_the_site_wants_it(shop: Floor, lead) -> None:
    from app.core.events import SYSTEM
    from app.stations.service import set_site_rule
    from app.waves.jobs import auto_waves

    send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))
    with shop.app.app_context():
        assert auto_waves() == 0
    shop.write(lambda s: set_site_rule(s, SYSTEM, "auto_waves", {"on": True, "wait_s": 0}))
    with shop.app.app_context():
        assert auto_waves() == 1
        assert auto_waves() == 0
    assert shop.count(Order, Order.state == "picking") == 2
