"""Urgent orders go by themselves while the floor is at work, where the site wants it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.orders.models import Order
from app.stations.models import SiteRule
from app.waves import jobs
from app.waves.models import PickList, Wave
from tests.floor import Floor, Voice
from tests.picking.shift import Picker, open_shop, order_body, picker, release, send

URGENT = {"priority": "urgent"}


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


@pytest.fixture
def lead(shop: Floor) -> Voice:
    return shop.person("supervisor")


@pytest.fixture
def ann(shop: Floor) -> Picker:
    """Somebody who walks a list of two orders."""
    release(shop, order_body("1", ("RED", 1), ("TIN", 1)), order_body("2", ("TIN", 2)))
    ann = picker(shop)
    ann.take()
    return ann


def run(shop: Floor) -> int:
    with shop.app.app_context():
        return jobs.urgent_orders()


def state(shop: Floor, order_no: str) -> str:
    ((found,),) = shop.read(sa.select(Order.state).where(Order.number == order_no))
    return str(found)


def test_an_order_that_comes_urgent_joins_the_list_that_is_walked(
    shop: Floor, ann: Picker
) -> None:
    shown = ann.look()["tasks"][0]
    urgent, usual = send(
        shop, order_body("3", ("BLUE", 1), ("RED", 1), **URGENT), order_body("4", ("RED", 2))
    )

    assert (run(shop), run(shop)) == (1, 0)

    assert (state(shop, urgent), state(shop, usual)) == ("picking", "ready")
    assert shop.count(PickList) == 1
    assert ann.look()["tasks"][0]["id"] == shown["id"]
    assert ann.walk()[-1] == "list_done"
    assert state(shop, urgent) == "picked"


def test_on_an_idle_floor_it_waits_for_the_next_wave(shop: Floor) -> None:
    (urgent,) = send(shop, order_body("1", ("RED", 1), **URGENT))

    assert run(shop) == 0
    hurried = shop.hub.post("/api/v1/hub/orders/test/1/priority", URGENT)

    assert (hurried.status_code, state(shop, urgent)) == (200, "ready")


def test_several_that_fit_no_list_share_a_flash_wave(shop: Floor, ann: Picker) -> None:
    bodies = [order_body(n, ("RED", 2), carrier="SF", **URGENT) for n in ("3", "4")]
    both = send(shop, *bodies)

    assert run(shop) == 2

    assert [state(shop, one) for one in both] == ["picking", "picking"]
    assert [row[0] for row in shop.read(sa.select(Wave.orders).order_by(Wave.id))] == [2, 2]


def test_what_may_not_go_yet_stays(shop: Floor, ann: Picker) -> None:
    day = (clock.now() + timedelta(days=2)).isoformat()
    send(shop, order_body("3", ("RED", 1), **URGENT))
    shop.hub.post("/api/v1/hub/orders/test/3/hold", {"reason": "ask"})
    shop.hub.post("/api/v1/hub/orders", order_body("4", ("RED", 1), not_before=day, **URGENT))

    assert run(shop) == 0
    shop.hub.post("/api/v1/hub/orders/test/3/resume", {"reason": "ask"})
    assert run(shop) == 1


def test_a_lead_says_whether_they_go_by_themselves(
    shop: Floor, lead: Voice, ann: Picker
) -> None:
    page = lead.get("/waves").get_data(as_text=True)
    assert 'id="urgent" checked' in page
    assert lead.get("/api/v1/waves/urgent").json == {"jump_in": True}

    answer = lead.post("/api/v1/waves/urgent", {"jump_in": False})

    assert (answer.status_code, answer.json) == (200, {"jump_in": False})
    assert 'id="urgent" checked' not in lead.get("/waves").get_data(as_text=True)
    (urgent,) = send(shop, order_body("3", ("RED", 1), **URGENT))
    shop.hub.post("/api/v1/hub/orders/test/3/priority", URGENT)
    assert (run(shop), state(shop, urgent)) == (0, "ready")
    assert shop.count(SiteRule, SiteRule.name == "urgent") == 1
    assert lead.post("/api/v1/waves/jump-in", {"order": urgent}).status_code == 200
