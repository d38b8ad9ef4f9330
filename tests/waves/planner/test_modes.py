from app.waves import planner
from app.waves.planner import Shape
from tests.waves.test_planner import order, shelf, snapshot

ALIKE = [order(key, (1, 1), (5, 1)) for key in range(1, 13)]
SHELVES = [shelf(1, 5, 60), shelf(5, 25, 60), shelf(2, 30, 60)]


def shapes(orders, **policy) -> list[tuple[Shape, int]]:
    """Of each list of the one wave: its shape, and its units."""
    (wave,) = planner.plan(snapshot(orders, SHELVES, **policy)).waves
    return [(trip.shape, sum(stop.quantity for stop in trip.stops)) for trip in wave.trips]


def test_orders_alike_go_to_the_wall_where_there_is_one() -> None:
    assert {shape for shape, _ in shapes(ALIKE, cart_slots=2)} == {Shape.CLUSTER}
    assert shapes(ALIKE, cart_slots=2, wall_slots=12) == [(Shape.WALL, 24)]


def test_a_site_may_forbid_the_wall_and_the_single_lane() -> None:
    found = shapes(ALIKE, cart_slots=2, wall_slots=12, without=("wall",))
    assert {shape for shape, _ in found} == {Shape.CLUSTER}

    ones = [order(key, (1, 1)) for key in range(1, 5)]
    assert shapes(ones) == [(Shape.SINGLE, 4)]
    assert shapes(ones, without=("single",)) == [(Shape.CLUSTER, 4)]


def test_without_carts_all_goes_over_the_wall_as_far_as_it_reaches() -> None:
    few = [order(1, (1, 20)), order(2, (5, 20))]
    assert shapes(few, wall_slots=2) == [(Shape.CLUSTER, 40)]
    assert shapes(few, wall_slots=2, without=("cluster",)) == [(Shape.WALL, 40)]
    assert shapes(few, without=("cluster", "zone")) == [(Shape.CLUSTER, 40)]


def test_orders_that_find_no_slot_are_walked_on_carts() -> None:
    other = [order(20, (2, 1), (1, 1))]
    found = shapes([*other, *ALIKE], cart_slots=2, wall_slots=12)

    assert found == [(Shape.WALL, 24), (Shape.CLUSTER, 2)]


def test_the_plan_says_what_the_other_ways_would_have_cost() -> None:
    asked = snapshot(ALIKE, SHELVES, cart_slots=2, wall_slots=12)
    (wave,) = planner.plan(asked).waves

    (choice,) = wave.choices

    assert (choice.way, choice.orders) == (Shape.WALL, 12)
    assert {price.way for price in choice.prices} == {Shape.WALL, Shape.CLUSTER, Shape.ZONE}
    wall, *dearer = choice.prices
    assert wall.metres == sum(trip.metres for trip in wave.trips)
    assert all(price.seconds > wall.seconds for price in dearer)
