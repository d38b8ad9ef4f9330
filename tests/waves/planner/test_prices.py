from dataclasses import replace

from app.waves import planner
from app.waves.planner import Shape
from tests.waves.test_planner import order, shelf, snapshot

FAR = [shelf(sku, bin_id) for sku, bin_id in ((1, 5), (2, 10), (3, 15), (4, 20), (5, 25))]


def ways(orders, shelves, **policy) -> list[Shape]:
    return [price.way for price in planner.prices(snapshot(orders, shelves, **policy))]


def test_single_items_are_cheapest_in_bulk() -> None:
    many = [order(key, (1 + key % 3, 1)) for key in range(1, 25)]
    shelves = [shelf(sku, sku * 5, 30) for sku in (1, 2, 3)]

    found = ways(many, shelves, cart_slots=4)

    assert found[0] == Shape.SINGLE
    assert set(found) == {Shape.SINGLE, Shape.CLUSTER}


def test_a_wall_pays_where_many_orders_want_the_same_few_bins() -> None:
    alike = [order(key, (1, 1), (5, 1)) for key in range(1, 13)]
    shelves = [shelf(1, 5, 30), shelf(5, 25, 30)]

    assert ways(alike, shelves, cart_slots=2, wall_slots=12)[0] == Shape.WALL
    assert Shape.WALL not in ways(alike, shelves, cart_slots=2, wall_slots=11)


def test_a_wall_does_not_pay_where_putting_takes_longer_than_walking_twice() -> None:
    alike = [order(key, (1, 20)) for key in range(1, 3)]
    shelves = [shelf(1, 1, 60)]

    found = ways(alike, shelves, cart_slots=2, wall_slots=9, bulk_units=80)

    assert found.index(Shape.CLUSTER) < found.index(Shape.WALL)


def test_zones_are_priced_where_an_order_lies_in_several() -> None:
    wide = [order(1, (1, 1), (3, 1), (5, 1))]
    (price,) = [
        price
        for price in planner.prices(snapshot(wide, FAR, merge_s=7.0))
        if price.way == Shape.ZONE
    ]

    assert (price.lists, price.sort_s) == (3, 14.0 + 4.0)
    assert Shape.ZONE not in ways([order(1, (1, 1))], FAR)


def test_a_price_is_the_lists_work_and_the_sorting() -> None:
    asked = snapshot([order(1, (1, 1), (2, 1)), order(2, (2, 2))], FAR, wall_slots=2, put_s=3.0)

    found = {price.way: price for price in planner.prices(asked)}

    trips = planner.one_wave(asked).waves[0].trips
    assert found[Shape.CLUSTER].metres == sum(trip.metres for trip in trips)
    assert found[Shape.CLUSTER].pick_s == sum(trip.seconds for trip in trips)
    assert found[Shape.CLUSTER].sort_s == 2 * 4.0
    assert found[Shape.WALL].sort_s == 12.0 + 8.0
    assert found[Shape.WALL].seconds == found[Shape.WALL].pick_s + 20.0
    assert planner.prices(replace(asked, orders=())) == ()
