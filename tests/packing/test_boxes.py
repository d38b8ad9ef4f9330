"""Which boxes are suggested, and that the proof is one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D  # noqa: N817  the tables stay readable
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.packing.boxes import BoxSize, Goods, Placed, proves
from app.packing.boxing import plan

SMALL, LONG, BIG = (
    BoxSize("1", (100, 100, 100), D(40)),
    BoxSize("2", (400, 80, 60), D(60)),
    BoxSize("3", (300, 200, 150), D(120)),
)
BOXES = (BIG, SMALL, LONG)
CUBE, NINE = (50, 50, 50), (120, 120, 120)


def goods(*units, unit_g="10"):
    return tuple(Goods(str(n), size, D(unit_g), many) for n, (size, many) in enumerate(units))


def codes(found):
    return [filled.box.code for filled in found.parcels]


@pytest.mark.parametrize(
    ("units", "boxes"),
    [
        ([(CUBE, 1)], ["1"]),
        ([(CUBE, 6)], ["1"]),  # 75 percent of the room
        ([(CUBE, 7)], ["2"]),  # 87.5 percent is too tight
        ([((10, 10, 390), 1)], ["2"]),  # longer than the others
        ([((100, 60, 150), 1)], ["3"]),
        ([(NINE, 2)], ["3"]),
        ([(NINE, 3)], ["3", "3"]),  # 58 percent by volume, yet only two go side by side
        ([((10, 10, 390), 1), (NINE, 1)], ["3", "2"]),
        ([(CUBE, 0)], []),
    ],
)
def test_the_smallest_boxes_that_hold_the_goods_are_suggested(units, boxes):
    assert codes(plan(BOXES, goods(*units), 30_000)) == boxes


def test_without_a_size_nothing_is_promised_and_the_line_is_named():
    found = plan(BOXES, goods((CUBE, 1), (None, 1)), 30_000)

    assert (found.parcels, found.unmeasured) == ((), ("1",))


def test_what_fits_into_no_box_or_is_over_the_limit_by_itself_is_named():
    assert plan(BOXES, goods((CUBE, 1), ((500, 10, 10), 1)), 30_000).too_big == ("1",)
    assert plan(BOXES, goods((CUBE, 2), unit_g="961"), 1_000).too_heavy == ("0",)
    assert codes(plan(BOXES, goods((CUBE, 2), unit_g="960"), 1_000)) == ["1", "1"]


def test_the_weight_splits_with_the_box_counted_and_the_last_box_is_as_small_as_will_do():
    found = plan((SMALL, BIG), goods((CUBE, 10), unit_g="200"), 1_600)

    assert codes(found) == ["3", "1"]
    assert [filled.grams for filled in found.parcels] == [1_520, 640]
    assert [filled.units for filled in found.parcels] == [{"0": 7}, {"0": 3}]


def test_what_lies_in_the_box_at_hand_stays_in_the_first():
    cubes, nines = goods((CUBE, 4), (NINE, 3))

    first, second = plan((BIG,), (replace(cubes, inside=4), nines), 30_000).parcels

    assert first.units["0"] == 4
    assert second.units["1"] + first.units.get("1", 0) == 3


def test_a_proof_with_a_fault_is_none():
    wanted = goods((CUBE, 2))
    right = [Placed("0", (0, 0, 0), CUBE, (2, 1, 1))]
    one = Placed("0", (0, 0, 0), CUBE, (1, 1, 1))

    assert proves(SMALL, wanted, right)
    assert not proves(SMALL, wanted, [one])  # a unit is missing
    assert not proves(SMALL, wanted, [*right, one])  # one too many
    assert not proves(SMALL, wanted, [one, replace(one, at=(49, 0, 0))])  # they overlap
    assert not proves(SMALL, wanted, [one, replace(one, at=(51, 0, 0))])  # through the wall
    assert not proves(SMALL, wanted, [one, replace(one, at=(50, 0, 0), unit=(50, 50, 49))])
    assert not proves(SMALL, wanted, [replace(right[0], key="9")])


sides = st.integers(5, 120)
sizes = st.tuples(sides, sides, sides)
lots = st.lists(
    st.tuples(sizes, st.integers(1, 12), st.integers(1, 900)), min_size=1, max_size=6
)


@given(lots=lots, most_g=st.integers(1_500, 8_000))
def test_every_unit_has_a_place_of_its_own_inside_a_box_that_is_not_too_heavy(lots, most_g):
    wanted = tuple(Goods(f"{n}", size, D(g), many) for n, (size, many, g) in enumerate(lots))

    found = plan(BOXES, wanted, most_g)

    packed = {one.key: 0 for one in wanted}
    for filled in found.parcels:
        tare = filled.box.tare_g
        assert filled.grams <= most_g
        units_g = sum(lots[int(key)][2] * many for key, many in filled.units.items())
        assert filled.grams == tare + units_g
        units = [unit for block in filled.placed for unit in one_by_one(block)]
        assert all(inside(unit, filled.box.size) for _, unit in units)
        assert all(apart(a, b) for (_, a), (_, b) in combinations(units, 2))
        for key, _ in units:
            packed[key] += 1
    if found.too_big or found.too_heavy:
        assert found.parcels == ()
    else:
        assert packed == {one.key: one.quantity for one in wanted}


@given(lots=lots)
def test_the_same_goods_get_the_same_boxes_in_whatever_order_they_are_named(lots):
    wanted = tuple(Goods(f"{n}", size, D(g), many) for n, (size, many, g) in enumerate(lots))

    assert plan(BOXES, wanted, 9_000).parcels == (
        plan(tuple(reversed(BOXES)), tuple(reversed(wanted)), 9_000).parcels
    )


def one_by_one(block):
    """The units of a block: each its key and, along every axis, from and to."""
    for steps in product(*(range(many) for many in block.grid)):
        at = [a + n * side for a, n, side in zip(block.at, steps, block.unit, strict=True)]
        yield (
            block.key,
            [(a, a + side) for a, side in zip(at, block.unit, strict=True)],
        )


def inside(unit, box):
    return all(0 <= a < b <= most for (a, b), most in zip(unit, box, strict=True))


def apart(one, two):
    return any(b <= c or d <= a for (a, b), (c, d) in zip(one, two, strict=True))


def test_what_is_kept_upright_stands_or_has_no_box():
    bottle = Goods("0", (80, 80, 290), D(10), 1)
    assert codes(plan((BIG,), (bottle,), 30_000)) == ["3"]

    assert plan((BIG,), (replace(bottle, upright=True),), 30_000).too_big == ("0",)
    tall = BoxSize("4", (200, 150, 300))
    (filled,) = plan((BIG, tall), (replace(bottle, upright=True, quantity=2),), 30_000).parcels
    assert (filled.box.code, {block.unit[2] for block in filled.placed}) == ("4", {290})


def test_nothing_lies_on_what_is_fragile():
    floor = BoxSize("5", (100, 100, 100))
    glass = Goods("0", (100, 100, 40), D(10), 1, upright=True, fragile=True)
    brick = Goods("1", (100, 100, 40), D(10), 1, upright=True)

    (filled,) = plan((floor,), (glass, brick), 30_000).parcels

    assert {block.key: block.at[2] for block in filled.placed} == {"1": 0, "0": 40}
    assert codes(plan((floor,), (replace(glass, quantity=2),), 30_000)) == ["5", "5"]
    upside_down = (
        Placed("0", (0, 0, 0), (100, 100, 40), (1, 1, 1)),
        Placed("1", (0, 0, 40), (100, 100, 40), (1, 1, 1)),
    )
    assert not proves(floor, (glass, brick), upside_down)
    assert proves(floor, (replace(glass, fragile=False), brick), upside_down)
    lying = (Placed("0", (0, 0, 0), (100, 40, 100), (1, 1, 1)),)
    assert not proves(floor, (glass,), lying)
