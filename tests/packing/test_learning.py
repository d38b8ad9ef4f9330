"""What weighings teach: warnings and proposals, and what each of them keeps."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817  the tables stay readable

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.packing.learning import proposed_g, usual
from app.packing.models import Weighing
from app.packing.rules import Cause, Packed, likely_causes
from tests.packing.station import KILO

weights = st.lists(st.decimals(min_value=1, max_value=30_000, places=1), min_size=3)


@pytest.mark.parametrize(
    ("earlier", "measured", "warns"),
    [
        ("1000 1000 1000", "1050", False),  # 5 percent is usual
        ("1000 1000 1000", "1050.1", True),
        ("1000 1000 1000", "949.9", True),
        ("900 1000 1100", "1133", False),  # two mean absolute deviations are 133.3 g
        ("900 1000 1100", "1134", True),
    ],
)
def test_unusual_is_beyond_five_percent_and_beyond_two_mean_deviations(
    earlier, measured, warns
):
    like = usual([D(one) for one in earlier.split()])

    assert like is not None
    assert like.warns(D(measured)) is warns


def test_two_parcels_say_nothing_of_a_third():
    assert usual([D(1000), D(1000)]) is None


@given(earlier=weights)
def test_the_median_is_usual_and_so_is_what_is_within_five_percent_of_it(earlier):
    like = usual(earlier)

    assert like is not None
    assert min(earlier) <= like.grams <= max(earlier)
    assert not like.warns(like.grams)
    assert like.reach_g * 100 >= 5 * like.grams


@pytest.mark.parametrize(
    ("earlier", "proposal"),
    [
        ("108 108 108 108", None),  # too few
        ("108 108 108 108 108", "108.000"),
        ("102 102 102 102 102", None),  # 2 percent
        ("102.1 102.1 102.1 102.1 102.1", "102.100"),
        ("100 100 100 900 900", None),  # two strange ones move no median
    ],
)
def test_a_weight_is_proposed_by_the_median_of_five_or_more(earlier, proposal):
    found = proposed_g(D(100), [D(one) for one in earlier.split()])

    assert found == (None if proposal is None else D(proposal))


def test_another_box_may_explain_a_difference_better_than_the_goods():
    packed = [Packed("MUG", "Red mug", 2, D(215))]
    boxes = [("4", D(200)), ("5", D(420)), ("6", D(0))]

    assert likely_causes(D(200), packed, D(10), boxes) == [
        Cause("", "4", 0, 200, "4"),
        Cause("MUG", "Red mug", 1, 215),
    ]
    assert likely_causes(D(-215), packed, D(10), boxes) == [Cause("MUG", "Red mug", -1, -215)]


def weighed(bench, number, grams, *lines):
    """A parcel of these lines, weighed once and put aside."""
    _, parcel = bench.packed(number, *lines)
    answer = bench.weigh(parcel, grams)
    assert answer.status_code == 200, answer.json
    bench.done(parcel, "park")
    return answer.json


def newest(bench, *columns):
    return bench.floor.read(sa.select(*columns).order_by(Weighing.id.desc()))[0]


def test_a_parcel_unlike_its_equals_passes_with_a_warning_that_stays(bench):
    for n in range(3):
        assert weighed(bench, f"A{n}", 1000)["parcel"]["unusual"] is None

    same = weighed(bench, "B1", 1050)
    other = weighed(bench, "B2", 1090)
    more = weighed(bench, "B3", 2180, (KILO, 2))  # no equals: two units

    assert "code" not in same
    assert (other["verdict"], other["code"]) == ("pass", "packing.weight.unusual")
    assert other["parcel"]["unusual"] == {"usual_g": 1000, "parcels": 4}
    assert "1000" in other["say"]
    assert bench.look(other["parcel"]["parcel_no"])["unusual"] == other["parcel"]["unusual"]
    assert more["parcel"]["unusual"] is None
    evidence = bench.floor.read(sa.select(Weighing.evidence).order_by(Weighing.id))[4][0]
    assert (evidence["unusual"], evidence["usual"]["parcels"]) == (True, 4)


def test_five_first_tries_propose_a_unit_weight_and_change_nothing(bench):
    bench.sku("MUG", "100")
    for n in range(4):
        assert weighed(bench, f"A{n}", 216, ("MUG", 2))["parcel"]["proposals"] == []

    fifth = weighed(bench, "A5", 216, ("MUG", 2))

    proposal = {
        "sku": "MUG", "name": "MUG", "known_g": 100, "proposed_g": 108, "weighings": 5,
    }  # fmt: skip
    assert fifth["parcel"]["proposals"] == [proposal]
    assert fifth["expected_g"] == 200
    assert weighed(bench, "A6", 216, ("MUG", 2))["expected_g"] == 200


def test_only_a_first_try_that_the_scale_let_through_teaches(bench):
    teaches = (Weighing.likeness, Weighing.unit_g)
    _, parcel = bench.packed("A1")
    assert bench.weigh(parcel, 899).json["verdict"] == "block"
    assert tuple(newest(bench, *teaches)) == (None, None)
    assert bench.weigh(parcel, 1000).json["verdict"] == "pass"
    assert tuple(newest(bench, *teaches)) == (None, None)
    bench.done(parcel, "park")
    bench.sku("STAMP", "15")
    assert weighed(bench, "A2", 15, ("STAMP", 1))["light"]
    assert tuple(newest(bench, *teaches)) == (None, None)
    weighed(bench, "A3", 2010, (KILO, 2))
    assert newest(bench, Weighing.unit_g)[0] == D(1005)


def test_a_block_names_the_other_box_and_keeps_all_it_saw(bench):
    bench.box("3", "100")
    bench.box("4", "400")
    bench.sku("CARD", "20")
    _, parcel = bench.packed("A1", (KILO, 1), ("CARD", 1))
    bench.done(parcel, "box", {"code": "3"})

    blocked = bench.weigh(parcel, 1420).json

    assert blocked["causes"][0] == {
        "sku": "", "name": "4", "units": 0, "grams": 300, "box": "4",
    }  # fmt: skip
    kept = newest(bench, Weighing.evidence)[0]
    assert kept["blind_spots"] == ["CARD"]
    assert (kept["light"], kept["box_and_filler_g"], kept["usual"]) == (False, "100.000", None)
    assert kept["units"] == [
        {"sku": KILO, "quantity": 1, "unit_g": "1000.000"},
        {"sku": "CARD", "quantity": 1, "unit_g": "20.000"},
    ]
    assert kept["causes"][0]["box"] == "4"
    bench.done(parcel, "box", {"code": "4"})
    assert bench.weigh(parcel, 1420).json["verdict"] == "pass"


def test_every_unit_of_a_light_parcel_is_scanned(bench):
    bench.sku("STAMP", "6")
    _, tote = bench.order("A1", ("STAMP", 3))
    parcel = bench.opened(tote)
    assert bench.look(parcel)["blind_spots"] == []
    assert bench.look(parcel)["lines"][0]["scan_each"]

    assert bench.scan(parcel, "B-STAMP", quantity=3) == ["ambiguous"]
    assert bench.scan(parcel, *["B-STAMP"] * 3) == ["ok", "ok", "list_done"]
