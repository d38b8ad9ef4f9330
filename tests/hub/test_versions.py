"""A higher version of an order: it is judged anew, from its goods on."""

import sqlalchemy as sa

from app.inventory.models import Reservation, SkuBalance
from app.orders.models import Order
from app.stations.models import FloorException
from tests import builders
from tests.builders import order_body, post_order
from tests.floor import Floor

URL = "/api/v1/hub/orders"


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
