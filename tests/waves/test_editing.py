"""A locked wave is changed; PDAs have not seen it."""

from datetime import timedelta

import pytest

from app.core import clock
from app.orders.models import Order
from app.waves import jobs
from app.waves.models import Wave, WaveOrder
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, send


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


@pytest.fixture
def lead(shop: Floor):
    return shop.person("supervisor")


def locked(lead, **wish) -> str:
    (made,) = lead.post("/api/v1/waves", wish).json["waves"]
    return made["wave"]


def test_orders_leave_a_locked_wave_and_come_back(shop: Floor, lead) -> None:
    one, two = send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))
    wave = locked(lead)
    far = lead.get(f"/api/v1/waves/{wave}").json["wave"]["expected_m"]

    out = lead.post(f"/api/v1/waves/{wave}/orders", {"remove": [two]}).json

    assert (out["orders"], out["version"]) == (1, 2)
    told = lead.get(f"/api/v1/waves/{wave}").json["wave"]
    assert (told["lines"], told["units"]) == (1, 1)
    assert told["expected_m"] < far
    assert shop.count(Order, Order.state == "ready", Order.number == two) == 1
    again = lead.post(f"/api/v1/waves/{wave}/orders", {"remove": [two]})
    assert (again.status_code, again.json["code"]) == (409, "wave.order_not_inside")

    assert lead.post(f"/api/v1/waves/{wave}/orders", {"add": [two]}).json["orders"] == 2
    assert lead.get(f"/api/v1/waves/{wave}").json["wave"]["expected_m"] == far
    assert lead.post(f"/api/v1/waves/{wave}/release").json["orders"] == 2
    late = lead.post(f"/api/v1/waves/{wave}/orders", {"remove": [one]})
    assert (late.status_code, late.json["code"]) == (409, "wave.not_locked")


def test_the_last_order_takes_the_wave_with_it(shop: Floor, lead) -> None:
    (one,) = send(shop, order_body("1", ("RED", 1)))
    wave = locked(lead)

    assert lead.post(f"/api/v1/waves/{wave}/orders", {"remove": [one]}).json["state"] == (
        "cancelled"
    )
    assert locked(lead) != wave


def test_what_does_not_fit_stays_out(shop: Floor, lead) -> None:
    one, two, three = send(
        shop,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 1), carrier="SF"),
        order_body("3", ("RED", 1)),
    )
    wave = locked(lead, orders=[one])
    shop.hub.post("/api/v1/hub/orders/test/3/hold", {"reason": "ask"})

    def refused(order_no: str) -> str:
        answer = lead.post(f"/api/v1/waves/{wave}/orders", {"add": [order_no]})
        return str(answer.json["code"])

    assert refused(two) == "wave.does_not_fit"
    assert refused(three) == "wave.order_not_ready"
    assert refused("WG99") == "wave.order_unknown"
    assert shop.count(WaveOrder) == 1


def test_a_wave_is_cut_in_two_and_made_one_again(shop: Floor, lead) -> None:
    bodies = [order_body(str(n), ("RED", 1), ("TIN", 1)) for n in range(3)]
    one, two, three = send(shop, *bodies)
    wave = locked(lead)

    fresh = lead.post(f"/api/v1/waves/{wave}/split", {"orders": [two, three]}).json
    assert (fresh["orders"], fresh["state"]) == (2, "locked")
    told = {row["number"]: row for row in lead.get("/api/v1/waves").json["waves"]}
    assert (told[wave]["orders"], told[fresh["wave"]]["lines"]) == (1, 4)
    all_of_it = lead.post(f"/api/v1/waves/{wave}/split", {"orders": [one]})
    assert (all_of_it.status_code, all_of_it.json["code"]) == (409, "wave.nothing_left")
    other = lead.post(f"/api/v1/waves/{wave}/split", {"orders": [two]})
    assert other.json["code"] == "wave.order_not_inside"

    merged = lead.post(f"/api/v1/waves/{wave}/merge", {"other": fresh["wave"]}).json
    assert (merged["wave"], merged["orders"]) == (wave, 3)
    assert shop.count(Wave, Wave.state == "cancelled", Wave.number == fresh["wave"]) == 1
    assert lead.post(f"/api/v1/waves/{wave}/merge", {"other": wave}).json["code"] == "wave.same"
    assert lead.post(f"/api/v1/waves/{wave}/release").json["orders"] == 3


def test_waves_that_differ_are_not_merged(shop: Floor, lead) -> None:
    one, two = send(
        shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 1), carrier="SF")
    )
    first, second = locked(lead, orders=[one]), locked(lead, orders=[two])

    answer = lead.post(f"/api/v1/waves/{first}/merge", {"other": second})

    assert (answer.status_code, answer.json["code"]) == (409, "wave.does_not_fit")
    assert lead.post(f"/api/v1/waves/{first}/merge", {"other": "W9"}).json["code"] == (
        "wave.unknown"
    )


def test_a_locked_wave_is_released_at_its_time(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)))
    wave = locked(lead)

    def at(minutes: int) -> int:
        moment = (clock.now() + timedelta(minutes=minutes)).isoformat()
        answer = lead.post(f"/api/v1/waves/{wave}/release-at", {"release_at": moment})
        assert answer.status_code == 200, answer.json
        with shop.app.app_context():
            return jobs.scheduled_waves()

    far = {"release_at": "9999-12-31T23:59:59-14:00"}
    answer = lead.post(f"/api/v1/waves/{wave}/release-at", far)
    assert (answer.status_code, answer.json["code"]) == (422, "wave.bad_release_time")
    assert lead.post("/api/v1/waves/preview", {"cut_off_before": far["release_at"]}).json[
        "waves"
    ] == []
    assert at(30) == 0
    assert lead.get(f"/api/v1/waves/{wave}").json["wave"]["release_at"] is not None
    assert at(0) == 1
    assert shop.count(Wave, Wave.state == "released") == 1
    late = lead.post(f"/api/v1/waves/{wave}/release-at", {"release_at": None})
    assert (late.status_code, late.json["code"]) == (409, "wave.not_locked")
