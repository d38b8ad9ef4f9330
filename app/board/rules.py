"""When an age turns yellow or red, whether a wave keeps pace, what was planned. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RED_S = 7200
YELLOW_PERCENT = 75
CALM = 0.9
"""Of its pace a wave may need this much before it is called tight."""
BEGUN_PERCENT = 5
"""Until so much of its time is gone a wave has only begun."""


class Shade(StrEnum):
    """How loud a figure is shown."""

    OK = "ok"
    WARN = "warn"
    NO = "no"


class Pace(StrEnum):
    """Whether a wave will be packed by its cut-off."""

    LOCKED = "locked"
    ON_PACE = "on_pace"
    TIGHT = "tight"
    WILL_MISS = "will_miss"
    MISSED = "missed"
    CLOSING = "closing"  # all packed; what is left is handing over


@dataclass(frozen=True)
class Limits:
    """The site's rule ``board``.

    Attributes:
        red_s: the mean age of a state that turns it red, seconds.
        yellow_percent: of red_s, from which it is yellow.
        plan_from: local hour at which the plan's day begins.
    """

    red_s: int = RED_S
    yellow_percent: int = YELLOW_PERCENT
    plan_from: int = 8

    def percent(self, age_s: float) -> int:
        """An age as a share of the red one, in percent."""
        return int(age_s * 100 / self.red_s)

    def shade(self, age_s: float) -> Shade:
        """How loud an age is shown."""
        percent = self.percent(age_s)
        if percent >= 100:
            return Shade.NO
        return Shade.WARN if percent >= self.yellow_percent else Shade.OK


def needed_per_hour(left: int, cut_off_at: datetime, at: datetime) -> int | None:
    """Orders an hour that must be packed to make the cut-off; None when it is past."""
    hours = (cut_off_at - at).total_seconds() / 3600
    if hours <= 0:
        return None
    return -int(-left // max(hours, 1 / 60))


def pace(
    *, released: bool, left: int, needed: int | None, now: float, gone: int = 100
) -> Pace:
    """Judge a wave.

    Args:
        released: the floor works on it.
        left: orders that are not packed.
        needed: orders an hour that must be packed, None after the cut-off.
        now: orders an hour that are packed at present.
        gone: how much of the time it has is gone, in percent; a wave that has only begun
            has packed nothing yet, and is late for nothing.
    """
    if left == 0:
        return Pace.CLOSING
    if needed is None:
        return Pace.MISSED
    if not released:
        return Pace.LOCKED
    if needed <= now * CALM or gone < BEGUN_PERCENT:
        return Pace.ON_PACE
    return Pace.TIGHT if needed <= now else Pace.WILL_MISS


def due_percent(released_at: datetime, cut_off_at: datetime, at: datetime) -> int:
    """How much of a wave should be done by now, were it done evenly, in percent."""
    whole = (cut_off_at - released_at).total_seconds()
    if whole <= 0:
        return 100
    return min(100, max(0, int((at - released_at).total_seconds() * 100 / whole)))


def plan_by_hour(
    due: Mapping[datetime, int], begin: datetime, hours: Sequence[datetime]
) -> list[float]:
    """Spread what is due at each cut-off evenly over the hours before it.

    Args:
        due: orders by cut-off.
        begin: when the day's work begins.
        hours: beginnings of the hours wanted.
    """
    planned = [0.0] * len(hours)
    for cut_off, orders in due.items():
        first = min(begin, cut_off - timedelta(hours=1))
        whole = (cut_off - first).total_seconds()
        for n, hour in enumerate(hours):
            inside = min(hour + timedelta(hours=1), cut_off) - max(hour, first)
            planned[n] += orders * max(inside.total_seconds(), 0) / whole
    return planned
