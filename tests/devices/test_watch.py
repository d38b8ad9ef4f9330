"""When a reading may decide about a parcel: rest, age, unit, and an empty pan before it."""

from decimal import Decimal

import pytest

from devices.scales.reading import Rejected, out_of_range, weighed
from devices.scales.watch import Watch


def grams(value, *, stable=True, unit="g"):
    return weighed(Decimal(value), unit, stable=stable, raw=b"frame")


def watch(*, division_g=1, says_stable=True, unit=None, emptied=True):
    seen = Watch(division_g=Decimal(division_g), says_stable=says_stable, unit=unit)
    seen.connected = True
    if emptied:
        for at in (-1.0, -0.9, -0.8, -0.7, -0.6):
            seen.see(grams(0), at)
    return seen


@pytest.mark.parametrize(
    ("frames", "refusal"),
    [
        ([grams(900), grams(900)], None),
        ([grams(900), grams(901)], None),
        ([grams(900), grams(902)], "unstable"),
        ([grams(900)], "unstable"),
        ([grams(900), grams(900, stable=False)], "unstable"),
        ([grams(900, stable=False), grams(900)], "unstable"),
        ([grams(900), grams(900, stable=None)], "unstable"),
        ([grams("0.5"), grams("0.5")], "zero"),
        ([grams("0.6"), grams("0.6")], None),
        ([grams("-0.5"), grams("-0.5")], "zero"),
        ([grams(-1), grams(-1)], "negative"),
        ([grams(900), out_of_range(raw=b"", over=True)], "overload"),
        ([grams(900), out_of_range(raw=b"", over=False)], "negative"),
        ([grams(2, unit="lb"), grams(2, unit="lb")], "unit_changed"),
        ([grams(900), grams("1.98", unit="lb")], "unstable"),
        ([grams(900), Rejected("width", b""), grams(900)], None),
    ],
)
def test_what_two_frames_prove(frames, refusal):
    seen = watch()
    for frame in frames:
        seen.see(frame, 0.0)

    assert seen.refusal(0.0) == refusal


@pytest.mark.parametrize(("age_s", "refusal"), [(2.0, None), (2.001, "stale")])
def test_a_reading_is_good_for_two_seconds(age_s, refusal):
    seen = watch()
    seen.see(grams(900), 0.0)
    seen.see(grams(900), 0.0)

    assert seen.refusal(age_s) == refusal
    assert seen.live(age_s).state == ("silent" if refusal else "ok")


@pytest.mark.parametrize(("apart_s", "refusal"), [(2.0, None), (2.001, "unstable")])
def test_two_frames_far_apart_are_no_rest(apart_s, refusal):
    seen = watch()
    seen.see(grams(900), 0.0)
    seen.see(grams(900), apart_s)

    assert seen.refusal(apart_s) == refusal


def test_between_two_parcels_the_pan_must_have_been_empty():
    seen = watch()
    for _ in range(2):
        seen.see(grams(900), 0.0)
    first = seen.settled(0.0)
    seen.mark_parcel(first.frame_id)

    assert seen.refusal(0.0) == "not_zeroed"
    for weight in (0, 0, 900, 900):
        seen.see(grams(weight), 0.1)
    assert seen.refusal(0.1) is None


@pytest.mark.parametrize(("below", "refusal"), [(-2, None), (-3, "not_zeroed")])
def test_a_zero_is_true_no_more_once_the_pan_rests_below_it(below, refusal):
    seen = watch()
    for weight in (below, below, 900, 900):
        seen.see(grams(weight), 0.0)

    assert seen.refusal(0.0) == refusal
    for weight in (0, 0, 900, 900):
        seen.see(grams(weight), 0.1)
    assert seen.refusal(0.1) is None


@pytest.mark.parametrize("passing", [grams(0), grams(0, stable=False)])
def test_one_frame_of_zero_on_the_way_is_no_empty_pan(passing):
    seen = watch(emptied=False)
    for frame in (grams(500), passing, grams(900), grams(900)):
        seen.see(frame, 0.0)

    assert seen.refusal(0.0) == "not_zeroed"


def test_a_pan_emptied_while_the_weighing_was_committed_counts():
    seen = watch()
    for _ in range(2):
        seen.see(grams(900), 0.0)
    committed = seen.settled(0.0)
    for weight in (0, 0, 700, 700):
        seen.see(grams(weight), 0.1)
    seen.mark_parcel(committed.frame_id)

    assert seen.refusal(0.1) is None


def test_what_lay_there_before_anybody_looked_is_nobodys_parcel():
    seen = watch(emptied=False)
    for _ in range(2):
        seen.see(grams(900), 0.0)

    assert seen.refusal(0.0) == "not_zeroed"


def test_without_a_stability_flag_five_equal_frames_within_a_second_are_rest():
    seen = watch(says_stable=False)
    for at in (0.0, 0.2, 0.4, 0.6):
        seen.see(grams(900, stable=None), at)
    assert seen.refusal(0.6) == "unstable"

    seen.see(grams(900, stable=None), 0.8)
    assert seen.refusal(0.8) is None


def test_without_a_flag_five_slow_frames_are_no_rest():
    seen = watch(says_stable=False)
    for at in (0.0, 0.3, 0.6, 0.9, 1.2):
        seen.see(grams(900, stable=None), at)

    assert seen.refusal(1.2) == "unstable"


def test_a_frame_that_says_it_moves_is_never_rest():
    seen = watch(says_stable=False)
    for at in (0.0, 0.1, 0.2, 0.3):
        seen.see(grams(900, stable=None), at)

    seen.see(grams(900, stable=False), 0.4)

    assert seen.refusal(0.4) == "unstable"


def test_the_unit_of_commissioning_wins_over_the_first_frame():
    seen = watch(unit="kg")
    for _ in range(2):
        seen.see(grams(900), 0.0)

    assert seen.refusal(0.0) == "unit_changed"


def test_states_of_the_page():
    seen = watch(emptied=False)
    assert (seen.live(0.0).state, seen.live(0.0).grams) == ("silent", None)
    seen.see(grams(-5), 0.0)
    assert seen.live(0.0).state == "under_zero"
    seen.see(out_of_range(raw=b"", over=True), 0.0)
    assert (seen.live(0.0).state, seen.live(0.0).grams) == ("overload", None)
    seen.see(grams(7, stable=False), 0.5)
    live = seen.live(1.0)
    assert (live.state, live.grams, live.stable, live.age_s) == ("unstable", 7, False, 0.5)
    assert (live.unit, live.raw_hex, live.frame_id) == ("g", b"frame".hex(), 3)
    seen.see(Rejected("width", b""), 0.6)
    assert (seen.live(0.6).rejected, seen.live(0.6).frame_id) == ("width", 3)
    seen.connected = False
    assert (seen.live(0.6).state, seen.refusal(0.6)) == ("disconnected", "no_reading")
