"""Ages, paces and plans."""

from datetime import UTC, datetime, timedelta

import pytest

from app.board.rules import Limits, due_percent, needed_per_hour, pace, plan_by_hour

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age_s", "shade"), [(0, "ok"), (5399, "ok"), (5400, "warn"), (7199, "warn"), (7200, "no")]
)
def test_an_age_is_yellow_at_75_percent_and_red_at_two_hours(age_s: int, shade: str) -> None:
    assert Limits().shade(age_s) == shade


@pytest.mark.parametrize(
    ("left", "hours", "needed"), [(100, 2, 50), (101, 2, 51), (5, 0.5, 10), (5, 0, None)]
)
def test_what_is_left_must_be_packed_by_the_cut_off(left, hours, needed) -> None:
    assert needed_per_hour(left, AT + hours * HOUR, AT) == needed


@pytest.mark.parametrize(
    ("released", "left", "needed", "now", "word"),
    [
        (True, 10, 90, 100.0, "on_pace"),
        (True, 10, 91, 100.0, "tight"),
        (True, 10, 101, 100.0, "will_miss"),
        (True, 10, None, 100.0, "missed"),
        (True, 0, 0, 0.0, "closing"),
        (False, 10, 50, 0.0, "locked"),
    ],
)
def test_a_wave_is_judged_by_its_pace(released, left, needed, now, word) -> None:
    assert pace(released=released, left=left, needed=needed, now=now) == word


def test_what_is_due_by_now_grows_evenly() -> None:
    assert [due_percent(AT, AT + 4 * HOUR, AT + n * HOUR) for n in (0, 1, 4, 9)] == [
        0,
        25,
        100,
        100,
    ]


def test_a_plan_spreads_each_cut_off_over_the_hours_before_it() -> None:
    hours = [AT + n * HOUR for n in range(4)]
    plan = plan_by_hour({AT + 2 * HOUR: 100, AT + 4 * HOUR: 40}, AT, hours)
    assert plan == [60.0, 60.0, 10.0, 10.0]


@pytest.mark.parametrize(("gone", "word"), [(0, "on_pace"), (4, "on_pace"), (5, "will_miss")])
def test_a_wave_that_has_only_begun_is_late_for_nothing(gone: int, word: str) -> None:
    assert pace(released=True, left=10, needed=2, now=0.0, gone=gone) == word
