"""When a rule makes its waves by itself. Pure.

Each moment has a name that stays the same after a restart: a rule runs once for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Schedule:
    """When waves are made, and how long they stay locked.

    Attributes:
        before_cut_off_min: minutes before each cut-off that a ready order has.
        at: times of day in the site's zone, as ``HH:MM``.
        hold_min: minutes between the lock and the release.
    """

    before_cut_off_min: tuple[int, ...] = ()
    at: tuple[str, ...] = ()
    hold_min: int = 0


@dataclass(frozen=True)
class Due:
    """A moment of a schedule.

    Attributes:
        name: the same whenever it is asked for.
        at: when.
        cut_off_at: orders up to this cut-off alone; None for all that the rule wants.
    """

    name: str
    at: datetime
    cut_off_at: datetime | None = None


def due_now(
    schedule: Schedule,
    cut_offs: Iterable[datetime],
    now: datetime,
    *,
    since: datetime,
    zone: tzinfo,
) -> list[Due]:
    """The moments that have come: of each cut-off and of the day the latest alone.

    What was missed while nobody ran is not made up for moment by moment.

    Args:
        schedule: the rule's.
        cut_offs: of the orders that the rule wants.
        now: the present moment.
        since: when the rule came into force; times of day before it are not due.
        zone: of the times of day.
    """
    found = []
    for cut_off in sorted(set(cut_offs)):
        come = [due for due in _before(schedule, cut_off) if due.at <= now]
        if come:
            found.append(max(come, key=lambda due: due.at))
    times = [due for due in _times(schedule, now, zone) if since <= due.at <= now]
    return found + ([max(times, key=lambda due: due.at)] if times else [])


def next_due(
    schedule: Schedule, cut_offs: Iterable[datetime], now: datetime, zone: tzinfo
) -> datetime | None:
    """The first moment that is still to come; None without any."""
    ahead = [due.at for cut_off in cut_offs for due in _before(schedule, cut_off)]
    ahead += [due.at for due in _times(schedule, now, zone)]
    return min((at for at in ahead if at > now), default=None)


def _before(schedule: Schedule, cut_off: datetime) -> Iterator[Due]:
    for minutes in schedule.before_cut_off_min:
        name = f"{cut_off:%Y-%m-%dT%H:%MZ} - {minutes} min"
        yield Due(name, cut_off - timedelta(minutes=minutes), cut_off)


def _times(schedule: Schedule, now: datetime, zone: tzinfo) -> Iterator[Due]:
    today = now.astimezone(zone).date()
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        for clock_time in schedule.at:
            at = datetime.combine(day, time.fromisoformat(clock_time), zone)
            yield Due(f"{day} {clock_time}", at.astimezone(now.tzinfo))
