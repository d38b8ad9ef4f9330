"""What of the bytes of a line is of a known age."""

import pytest

from devices.scales import PROTOCOLS, Reading
from devices.scales.hearing import Hearing

A = b"S S      1.205 kg\r\n"
B = b"S S     29.999 kg\r\n"


@pytest.fixture
def hearing():
    """Return an ear that has heard one frame at 10 s, the first after a long silence."""
    ear = Hearing(PROTOCOLS["mt-sics"].new_parser)
    assert grams(ear.hear(A, 10.0)) == [1205]
    return ear


def grams(frames):
    return [one.weight_g for one in frames if isinstance(one, Reading)]


@pytest.mark.parametrize("at", range(1, len(A)))
def test_two_halves_around_a_pause_are_no_frame(hearing, at):
    assert grams(hearing.hear(A[:at], 10.1)) == []

    assert grams(hearing.hear(B[at:], 10.41)) == []
    assert grams(hearing.hear(B, 10.5)) == [29_999]


@pytest.mark.parametrize("at", range(1, len(A)))
def test_a_frame_that_comes_in_two_pieces_is_one(hearing, at):
    assert grams(hearing.hear(A[:at], 10.1)) == []

    assert grams(hearing.hear(A[at:], 10.35)) == [1205]


def test_what_piled_up_behind_a_standstill_is_not_heard_nor_what_follows_at_once(hearing):
    assert grams(hearing.hear(A * 7, 13.0)) == []
    assert grams(hearing.hear(A * 2, 13.4)) == []

    assert grams(hearing.hear(B, 13.6)) == [29_999]


@pytest.mark.parametrize(
    ("came", "at", "heard"), [(A * 3, 10.2, 3), (A, 10.6, 1), (A, 60.0, 1), (A * 2, 10.6, 0)]
)
def test_a_quick_scale_and_a_slow_one_are_heard(hearing, came, at, heard):
    assert len(hearing.hear(came, at)) == heard


def test_what_was_kept_for_the_first_caller_is_not_heard():
    ear = Hearing(PROTOCOLS["mt-sics"].new_parser)

    assert ear.hear(A * 3, 10.0) == []
    assert grams(ear.hear(B, 10.6)) == [29_999]
