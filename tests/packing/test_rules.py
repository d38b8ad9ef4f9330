"""The gate and what surrounds it, without a database."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817  the tables stay readable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.packing.rules import (
    GATE,
    MOST,
    PARCEL,
    PROVEN,
    Cause,
    Gate,
    Packed,
    ParcelAct,
    ParcelState,
    expected_g,
    gate_of,
    likely_causes,
    most_g,
)

grams = st.decimals(min_value=D("0.001"), max_value=D(60_000), places=3)
percents = st.decimals(min_value=D("0.01"), max_value=D(10), places=2)


@pytest.mark.parametrize(
    ("measured", "expected", "percent", "passes"),
    [
        ("900", "1000", "10", True),
        ("1100", "1000", "10", True),
        ("899", "1000", "10", False),
        ("1101", "1000", "10", False),
        ("899.999", "1000", "10", False),
        ("1100.001", "1000", "10", False),
        ("730.8", "812", "10", True),
        ("730.7", "812", "10", False),
        ("970", "1000", "3", True),
        ("969.9", "1000", "3", False),
        ("0", "1000", "10", False),
    ],
)
def test_both_ends_of_the_band_are_inside_and_a_hair_beyond_is_not(
    measured, expected, percent, passes
):
    assert Gate(D(percent)).accepts(D(measured), D(expected)) is passes


@given(measured=grams, expected=grams, percent=percents)
def test_the_gate_is_exact(measured, expected, percent):
    off = abs(Fraction(measured) - Fraction(expected))

    inside = off * 100 <= Fraction(percent) * Fraction(expected)

    assert Gate(percent).accepts(measured, expected) is inside


@given(expected=grams, percent=percents)
def test_the_band_shown_is_the_lightest_and_heaviest_whole_gram_that_passes(expected, percent):
    gate = Gate(percent)

    low, high = gate.band(expected)

    if low <= high:
        assert gate.accepts(D(low), expected)
        assert gate.accepts(D(high), expected)
    assert not gate.accepts(D(low - 1), expected)
    assert not gate.accepts(D(high + 1), expected)


def test_a_tighter_rule_of_the_carrier_or_a_sku_holds_and_none_is_wider_than_ten_percent():
    rule = GATE | {"percent": "8", "carriers": {"SF": "5", "YTO": "9"}, "skus": {"PHONE": "2"}}

    assert gate_of(rule, "YTO", [], 1).percent == 8
    assert gate_of(rule, "SF", [], 1).percent == 5
    assert gate_of(rule, "SF", ["PHONE", "MUG"], 1).percent == 2
    assert gate_of(rule | {"percent": "50"}, None, [], 1).percent == 10


@pytest.mark.parametrize(
    ("expected", "division", "light"), [("19", 1, True), ("20", 1, False), ("99", 5, True)]
)
def test_a_parcel_of_less_than_two_divisions_of_tolerance_is_light(expected, division, light):
    assert Gate(D(10), D(division)).is_light(D(expected)) is light


def test_the_opt_in_gives_a_light_parcel_two_divisions_and_nobody_else():
    plain, opted = Gate(D(10), D(1)), Gate(D(10), D(1), widen_light=True)

    assert not plain.accepts(D(12), D(10))
    assert opted.accepts(D(12), D(10))
    assert not opted.accepts(D(13), D(10))
    assert not opted.accepts(D(23), D(20))


def test_a_sku_without_a_weight_makes_the_sum_unknown_not_zero():
    assert expected_g([(D("215.5"), 2), (D(62), 1)], D("12.5")) == D("505.5")
    assert expected_g([(D(215), 2), (None, 1)], D(0)) is None


def test_the_scale_cannot_see_a_unit_of_a_tenth_of_the_parcel():
    gate = Gate(D(10))

    assert gate.cannot_see(D(100), D(1000))
    assert not gate.cannot_see(D("100.001"), D(1000))


def test_a_gap_of_one_mug_says_one_mug_is_missing():
    packed = [
        Packed("MUG", "Red mug", 2, D(215)),
        Packed("SOCKS", "Socks", 1, D(62)),
        Packed("CANDLE", "Candle", 1, D(81)),
    ]

    causes = likely_causes(D(597 - 812), packed, D(10))

    assert causes[0] == Cause("MUG", "Red mug", -1, -215)
    assert all(cause.sku != "CANDLE" for cause in causes)  # three would be missing of one


def test_a_surplus_says_too_many_and_a_strange_gap_says_nothing():
    packed = [Packed("MUG", "Red mug", 2, D(215))]

    assert likely_causes(D(430), packed, D(10)) == [Cause("MUG", "Red mug", 2, 430)]
    assert likely_causes(D(-100), packed, D(10)) == []


def test_a_carrier_may_lower_what_a_parcel_weighs_at_most_but_not_raise_it():
    rule = MOST | {"carriers": {"SF": 20_000, "BIG": 90_000}}

    assert most_g(rule, "SF") == 20_000
    assert most_g(rule, "BIG") == 30_000
    assert most_g(rule, None) == 30_000


def test_only_the_gate_and_a_forced_pass_lead_to_a_proven_state():
    proving = {
        act for (state, act), to in PARCEL.moves.items() if state not in PROVEN and to in PROVEN
    }

    assert proving == {ParcelAct.PASS, ParcelAct.FORCE}
    assert not PARCEL.allows(ParcelState.BLOCKED, ParcelAct.PREPRINT)
    assert not PARCEL.allows(ParcelState.BLOCKED, ParcelAct.CONFIRM)
