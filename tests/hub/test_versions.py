"""A higher version of an order: it is judged anew, from its goods on."""

import pytest
import sqlalchemy as sa

from app.inventory.models import Reservation, SkuBalance
from app.orders.models import Order
from app.stations.models import FloorException
from tests import builders
from tests.builders import order_body, post_order
from tests.floor import Floor

URL = "/api/v1/hub/orders"
AT = "2026-11-22T08:00:00+08:00"


def promised(floor: Floor) -> list[tuple[str, int]]:
    query = sa.select(Reservation.state, Reservation.quantity).order_by(Reservation.id)
    return [(str(state), units) for state, units in floor.read(query)]


def holds(floor: Floor) -> tuple[str, str]:
    (row,) = floor.read(sa.select(Order.state, Order.holds))
    return str(row[0]), row[1]


def test_a_product_that_is_known_now_is_promised(stocked: Floor) -> None:
    first = post_order(stocked, order_body("A1", ("NEW", 1)))
    assert first["reasons"] == ["unknown_sku"]

    second = post_order(stocked, order_body("A1", ("S1", 3), version=2))

    assert second["status"] == "updated"
    assert holds(stocked) == ("ready", "")
    assert promised(stocked) == [("soft", 3)]


def test_a_product_that_is_not_known_any_more_promises_nothing(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S1", 3)))

    post_order(stocked, order_body("A1", ("S1", 3), ("NEW", 1), version=2))

    assert holds(stocked) == ("held", "unknown_sku")
    assert promised(stocked) == [("released", 3)]
    sku = builders.sku(stocked, "S1")
    (row,) = stocked.read(sa.select(SkuBalance.free).where(SkuBalance.sku_id == sku))
    assert row[0] == 100


def test_goods_that_have_come_let_a_new_version_go(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S2", 6)))
    assert holds(stocked) == ("held", "short_stock")

    post_order(stocked, order_body("A1", ("S2", 5), version=2))

    assert holds(stocked) == ("ready", "")
    assert promised(stocked) == [("soft", 5)]


def test_a_version_without_any_goods_waits_for_the_hub(stocked: Floor) -> None:
    """All that is left of it is a gift beyond its campaign's cap."""
    post_order(stocked, order_body("A1", ("S1", 1)))
    body = order_body("A1", ("S1", 1), version=2)
    body["lines"][0] |= {"gift": True, "gift_campaign": "autumn", "gift_cap": 0}

    post_order(stocked, body)

    assert holds(stocked) == ("held", "hub")
    assert promised(stocked) == [("released", 1)]


def test_no_trouble_is_left_of_an_order_that_goes(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("NEW", 1)))
    post_order(stocked, order_body("A1", ("S1", 1), version=2))
    assert stocked.count(FloorException, FloorException.ended_at.is_(None)) == 0


def test_a_version_may_bring_an_earlier_content_back(stocked: Floor) -> None:
    """One, then three, then one again: the buyer gets one."""
    post_order(stocked, order_body("A1", ("S1", 1), created_at=AT))
    post_order(stocked, order_body("A1", ("S1", 3), created_at=AT, version=2))

    back = post_order(stocked, order_body("A1", ("S1", 1), created_at=AT, version=3))

    assert (back["status"], back["replayed"]) == ("updated", False)
    assert promised(stocked) == [("released", 1), ("released", 3), ("soft", 1)]
    again = post_order(stocked, order_body("A1", ("S1", 1), created_at=AT, version=3))
    first = post_order(stocked, order_body("A1", ("S1", 1), created_at=AT))
    assert (again["status"], again["replayed"]) == ("updated", True)
    assert (first["status"], first["replayed"]) == ("accepted", True)


def test_an_earlier_content_cannot_come_back_after_the_release(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("S1", 1), created_at=AT))
    post_order(stocked, order_body("A1", ("S1", 3), created_at=AT, version=2))
    stocked.write(lambda s: s.execute(sa.update(Order).values(state="picking")) and None)

    answer = stocked.hub.post(URL, order_body("A1", ("S1", 1), created_at=AT, version=3))

    assert (answer.status_code, answer.json["code"]) == (409, "order.conflict")


@pytest.mark.parametrize("version", [None, 2])
def test_an_order_may_be_sent_again_as_the_hub_s_own_calls_changed_it(
    stocked: Floor, version: int | None
) -> None:
    body = order_body("A1", ("S1", 1), created_at=AT)
    post_order(stocked, body)
    stocked.hub.post(f"{URL}/tmall/A1/address", {"recipient": {"address": "9 New Road"}})
    stocked.hub.post(f"{URL}/tmall/A1/carrier", {"carrier": "YTO"})
    stocked.hub.post(f"{URL}/tmall/A1/priority", {"priority": "vip"})
    stocked.write(lambda s: s.execute(sa.update(Order).values(state="picking")) and None)
    changed = body | {"carrier": "YTO", "priority": "vip", "version": version}
    changed["recipient"] = body["recipient"] | {"address": "9 New Road"}

    for sent in (changed, body):
        result = post_order(stocked, sent)
        assert (result["status"], result["replayed"]) == ("accepted", True)

    other = stocked.hub.post(URL, body | {"carrier": "YTO", "version": version})
    assert (other.status_code, other.json["code"]) == (409, "order.conflict")
    assert stocked.read(sa.select(Order.version)) == [(version or 1,)]
