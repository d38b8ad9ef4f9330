from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.waves import planner
from app.waves.planner import (
    Choice,
    Demand,
    Line,
    Place,
    Plan,
    Policy,
    Shape,
    Shelf,
    Snapshot,
    Why,
    example,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PLACES = {
    bin_id: Place(bin_id, "ABC"[aisle // 2], aisle, aisle * 4.0, depth * 2.0, bin_id)
    for bin_id, (aisle, depth) in enumerate(
        ((a, d) for a in range(6) for d in range(5)), start=1
    )
}


def order(key: int, *wants: tuple[int, int], cut_off_h: float = 4, **more) -> Demand:
    lines = tuple(
        Line(key * 100 + n, key * 100 + n, sku, quantity)
        for n, (sku, quantity) in enumerate(wants)
    )
    at = NOON - timedelta(days=1)
    return Demand(key, f"O{key}", NOON + timedelta(hours=cut_off_h), at, lines, **more)


def shelf(sku: int, bin_id: int, free: int = 10, **more) -> Shelf:
    return Shelf(sku * 1000 + bin_id, sku, bin_id, free, **more)


def snapshot(orders, shelves, **policy) -> Snapshot:
    return Snapshot(NOON, tuple(orders), tuple(shelves), PLACES, Policy(**policy))


def test_single_items_are_picked_in_bulk_and_others_on_a_cart() -> None:
    plan = planner.plan(
        snapshot(
            [order(1, (1, 1)), order(2, (1, 1)), order(3, (1, 2), (2, 1))],
            [shelf(1, 4), shelf(2, 9)],
        )
    )

    (wave,) = plan.waves
    single, cart = wave.trips
    assert (single.shape, cart.shape) == (Shape.SINGLE, Shape.CLUSTER)
    assert [(s.sku_id, s.quantity, len(s.shares)) for s in single.stops] == [(1, 2, 2)]
    assert [(s.sku_id, s.quantity, s.slot) for s in cart.stops] == [(1, 2, 1), (2, 1, 1)]


def test_an_order_over_many_zones_with_many_lines_is_picked_per_zone() -> None:
    wants = [(sku, 2) for sku in range(1, 7)]
    shelves = [shelf(sku, sku * 5) for sku in range(1, 7)]
    plan = planner.plan(snapshot([order(1, *wants)], shelves, zone_lines=3))

    assert [(t.shape, t.zone, len(t.stops)) for t in plan.waves[0].trips] == [
        (Shape.ZONE, "A", 2),
        (Shape.ZONE, "B", 2),
        (Shape.ZONE, "C", 2),
    ]


def test_what_must_not_be_mixed_is_not() -> None:
    orders = [
        order(1, (1, 1)),
        order(2, (1, 1), carrier="SF"),
        order(3, (1, 1), cross_border=True),
        order(4, (1, 1), hazmat_class="3"),
        order(5, (1, 1), cut_off_h=9),
        order(6, (1, 1)),
    ]
    plan = planner.plan(snapshot(orders, [shelf(1, 1)]))

    assert sorted(wave.orders for wave in plan.waves) == [(1, 6), (2,), (3,), (4,), (5,)]


def test_missed_cut_offs_go_first_and_together_then_by_urgency() -> None:
    orders = [
        order(1, (1, 1)),
        order(2, (1, 1), rank=2),
        order(3, (1, 1), rank=1),
        order(4, (1, 1), cut_off_h=-30),
        order(5, (1, 1), cut_off_h=-3, rank=2),
        order(6, (1, 1), amount=9_000),
    ]
    plan = planner.plan(snapshot(orders, [shelf(1, 1)]))

    assert [wave.orders for wave in plan.waves] == [(5, 4), (2, 3, 6, 1)]
    assert [wave.group.missed for wave in plan.waves] == [True, False]


def test_who_gets_no_stock_or_no_wave_is_told_why() -> None:
    orders = [
        order(1, (1, 6)),
        order(2, (1, 6)),
        order(3, (2, 1)),
        order(4),
        order(5, (2, 1), cut_off_h=9),
    ]
    plan = planner.plan(snapshot(orders, [shelf(1, 1), shelf(2, 2)], waves=1))

    assert plan.waves[0].orders == (1, 3)
    assert dict(plan.left_out) == {2: Why.NO_STOCK, 4: Why.NOTHING_TO_PICK, 5: Why.CAP}


def test_the_first_to_expire_goes_first_and_the_expired_stays() -> None:
    shelves = [
        shelf(1, 1, 5, expiry=date(2027, 5, 1)),
        shelf(1, 20, 5, expiry=date(2027, 1, 1)),
        shelf(1, 2, 50, expiry=date(2026, 11, 21)),
        shelf(1, 3, 50),
    ]
    plan = planner.plan(snapshot([order(1, (1, 7))], shelves))

    assert [(s.bin_id, s.quantity) for s in plan.waves[0].trips[0].stops] == [(1, 2), (20, 5)]


def test_a_lot_asked_for_is_the_lot_taken() -> None:
    wanted = order(1, (1, 2))
    wanted = replace(wanted, lines=(wanted.lines[0]._replace(lot="L7"),))
    plan = planner.plan(snapshot([wanted], [shelf(1, 1, lot="L1"), shelf(1, 8, lot="L7")]))

    assert [s.bin_id for s in plan.waves[0].trips[0].stops] == [8]


def test_one_bin_that_has_all_saves_a_stop() -> None:
    plan = planner.plan(
        snapshot([order(1, (1, 4))], [shelf(1, 1, 2), shelf(1, 2, 2), shelf(1, 25, 9)])
    )

    assert [s.bin_id for s in plan.waves[0].trips[0].stops] == [25]


def test_waves_are_cut_at_their_caps_but_no_order_is_cut() -> None:
    orders = [order(key, (1, 1), (2, 1), (3, 1)) for key in range(1, 6)]
    shelves = [shelf(sku, sku) for sku in (1, 2, 3)]

    assert [w.orders for w in planner.plan(snapshot(orders, shelves, wave_orders=2)).waves] == [
        (1, 2),
        (3, 4),
        (5,),
    ]
    assert [w.orders for w in planner.plan(snapshot(orders, shelves, wave_lines=7)).waves] == [
        (1, 2),
        (3, 4),
        (5,),
    ]
    assert len(planner.plan(snapshot(orders, shelves, wave_lines=2)).waves) == 5


def test_bulk_lists_are_cut_at_their_units() -> None:
    orders = [order(key, (1 + key % 3, 1)) for key in range(1, 13)]
    plan = planner.plan(snapshot(orders, [shelf(sku, sku) for sku in (1, 2, 3)], bulk_units=8))

    assert [sum(s.quantity for s in t.stops) for t in plan.waves[0].trips] == [8, 4]


def test_one_wave_keeps_what_was_chosen_together() -> None:
    orders = [order(1, (1, 1)), order(2, (1, 1), carrier="SF", cut_off_h=99)]

    assert planner.one_wave(snapshot(orders, [shelf(1, 1)])).waves[0].orders == (1, 2)
    assert planner.one_wave(snapshot(orders, [])).waves == ()


def serpentine(bins, places) -> float:
    """The walk past the bins by their sequence, changing aisles by the nearer end."""
    walk = sorted((places[key] for key in bins), key=lambda place: place.sequence)
    length = max(place.y for place in places.values())
    total = walk[0].x + walk[0].y + walk[-1].x + walk[-1].y
    for here, there in pairwise(walk):
        if here.aisle == there.aisle:
            total += abs(here.y - there.y)
        else:
            front = here.y + there.y
            total += abs(here.x - there.x) + min(front, 2 * length - front)
    return total + 1e-9


@st.composite
def floors(draw):
    shelves = [
        shelf(sku, bin_id, draw(st.integers(0, 9)))
        for sku in range(1, 7)
        for bin_id in draw(st.sets(st.integers(1, 30), min_size=1, max_size=3))
    ]
    wants = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=6)
    orders = [
        order(
            key,
            *draw(wants),
            cut_off_h=draw(st.sampled_from([-2, 3, 9])),
            rank=draw(st.integers(0, 2)),
        )
        for key in range(1, draw(st.integers(1, 16)))
    ]
    slots, lines = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    return snapshot(
        orders,
        shelves,
        cart_slots=slots,
        zone_lines=lines,
        bulk_units=5,
        wall_slots=draw(st.integers(0, 5)),
        put_s=draw(st.sampled_from([0.0, 4.0])),
        without=tuple(draw(st.sets(st.sampled_from(["single", "wall", "zone"])))),
        price_orders=draw(st.sampled_from([0, 500])),
    )


@settings(max_examples=60, deadline=None)
@given(floors())
def test_every_plan_is_sound(floor: Snapshot) -> None:
    plan = planner.plan(floor)

    assert plan == planner.plan(floor)
    is_sound(plan, floor)


@settings(max_examples=60, deadline=None)
@given(floors(), st.randoms(use_true_random=False))
def test_a_plan_made_again_is_sound_and_moves_no_order_that_stands(floor, chance) -> None:
    plan = planner.plan(floor)
    later = changed(floor, chance)

    again = planner.replan(later, floor, plan)

    assert again == planner.replan(later, floor, plan)
    is_sound(again, later)
    same = {o.id for o in later.orders} & {o.id for o in floor.orders if o in later.orders}
    if later.shelves == floor.shelves:
        for key in same:
            if carts(plan, key):
                assert carts(again, key) == carts(plan, key)


def changed(floor: Snapshot, chance) -> Snapshot:
    """Some orders gone, one that wants more, one that is new, a shelf with less on it."""
    orders = [o for o in floor.orders if chance.random() < 0.8]
    if orders and chance.random() < 0.5:
        first = orders[0]
        more = [line._replace(quantity=line.quantity + 1) for line in first.lines]
        orders[0] = replace(first, lines=tuple(more))
    shelves = list(floor.shelves)
    if chance.random() < 0.5:
        shelves[0] = replace(shelves[0], free=shelves[0].free // 2)
    new = order(99, (1, 1), (4, 2), rank=2)
    return replace(floor, orders=(*orders, new), shelves=tuple(shelves))


def carts(plan, key: int) -> tuple:
    """What an order's stops take, and from where."""
    return tuple(
        sorted(
            (stop.stock_id, share.reservation_id, share.quantity)
            for wave in plan.waves
            for trip in wave.trips
            for stop in trip.stops
            for share in stop.shares
            if share.order_id == key
        )
    )


def is_sound(plan, floor: Snapshot) -> None:
    stops = [stop for wave in plan.waves for trip in wave.trips for stop in trip.stops]
    taken: Counter[int] = Counter()
    given_units: Counter[int] = Counter()
    for stop in stops:
        taken[stop.stock_id] += stop.quantity
        for share in stop.shares:
            given_units[share.reservation_id] += share.quantity
    assert all(taken[s.stock_id] <= s.free for s in floor.shelves)
    in_waves = {key for wave in plan.waves for key in wave.orders}
    wanted = {
        line.reservation_id: line.quantity
        for o in floor.orders
        if o.id in in_waves
        for line in o.lines
    }
    assert dict(given_units) == wanted
    assert sorted([*in_waves, *dict(plan.left_out)]) == sorted(o.id for o in floor.orders)
    for wave in plan.waves:
        for trip in wave.trips:
            assert trip.slots <= floor.policy.cart_slots
            assert {stop.slot for stop in trip.stops} <= set(range(1, trip.slots + 1))
            assert trip.metres <= serpentine({s.bin_id for s in trip.stops}, floor.places)
            assert trip.shape not in floor.policy.without
        on_wall = {key for t in wave.trips if t.shape == "wall" for key in orders_of(t)}
        assert len(on_wall) <= floor.policy.wall_slots


def orders_of(trip) -> set[int]:
    return {share.order_id for stop in trip.stops for share in stop.shares}


def choices_of(plan: Plan) -> list[Choice]:
    return [choice for wave in plan.waves for choice in wave.choices]


@settings(max_examples=30, deadline=None)
@given(floors())
def test_every_pool_of_a_wave_goes_the_way_that_costs_least(floor: Snapshot) -> None:
    quick = planner.plan(replace(floor, policy=replace(floor.policy, price_orders=0)))
    whole = planner.plan(replace(floor, policy=replace(floor.policy, price_orders=500)))

    assert [w.trips for w in quick.waves] == [w.trips for w in whole.waves]
    for bounded, exact in zip(choices_of(quick), choices_of(whole), strict=True):
        costs = {price.way: price for price in exact.prices}
        for price in bounded.prices:
            assert price.lists <= costs[price.way].lists
            assert price.metres <= costs[price.way].metres + 1e-6
            assert price.seconds <= costs[price.way].seconds + 1e-6
    for wave in whole.waves:
        assert sum(choice.orders for choice in wave.choices) == len(wave.orders)
        for choice in wave.choices:
            dearer = [price.seconds for price in choice.prices]
            assert choice.way is choice.prices[0].way
            assert dearer == sorted(dearer)
            assert all(price.exact for price in choice.prices)


def test_a_big_day_is_planned_whole_and_cut_off_by_cut_off() -> None:
    day = example.big_day(1500, seed=4)

    plan = planner.plan(day)

    assert day == example.big_day(1500, seed=4)
    is_sound(plan, day)
    assert plan.waves[0].group.missed
    later = [wave.cut_off_at for wave in plan.waves if not wave.group.missed]
    assert later == sorted(later)
    assert len({(wave.group.cut_off_slot, wave.group.carrier) for wave in plan.waves}) > 20


def test_a_big_group_goes_into_waves_of_the_same_aisles() -> None:
    day = example.big_day(1500, seed=4)
    alike = replace(day, orders=tuple(replace(o, carrier="", rank=0) for o in day.orders))
    small = replace(day.policy, wave_orders=60, slot_minutes=100_000)

    together = planner.plan(replace(alike, policy=small))
    alone = replace(small, wave_orders=6000, cart_slots=1)
    by_time = planner.plan(replace(alike, policy=alone))

    walked = sum(wave.metres for wave in together.waves)
    assert walked < 0.5 * sum(wave.metres for wave in by_time.waves)
    assert max(len(wave.orders) for wave in together.waves) == 60


def test_a_day_that_changed_a_little_keeps_its_waves() -> None:
    day = example.big_day(1500, seed=4)
    later = example.changed_day(day)
    plan = planner.plan(day)

    again = planner.replan(later, day, plan)

    is_sound(again, later)
    assert len(set(again.waves) & set(plan.waves)) > len(plan.waves) // 3
