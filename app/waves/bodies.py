"""What the waves' URLs are asked with, and what they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from app.core.body import Strict
from app.waves import pool

Count = Annotated[int, msgspec.Meta(ge=1, le=500)]
Number = Annotated[str, msgspec.Meta(max_length=24)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=2880)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class RuleWish(Strict):
    """Which ready orders a rule wants, what its waves do not mix, and their caps."""

    carrier: Annotated[str, msgspec.Meta(max_length=24)] | None = None
    country: Annotated[str, msgspec.Meta(max_length=2)] | None = None
    cross_border: bool | None = None
    priority: Annotated[str, msgspec.Meta(pattern="^(normal|vip|urgent)$")] | None = None
    tag: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    not_tag: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    shape: Literal["single_unit", "single_line", "multi_line"] | None = None
    zones: (
        Annotated[
            list[Annotated[str, msgspec.Meta(min_length=1, max_length=8)]],
            msgspec.Meta(min_length=1, max_length=40),
        ]
        | None
    ) = None
    cut_off_within_min: Minutes | None = None
    group_by: Annotated[
        list[Literal["priority", "country", "shop", "service"]], msgspec.Meta(max_length=4)
    ] = msgspec.field(default_factory=list)
    slot_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] | None = None
    most_orders: Count | None = None
    most_lines: Annotated[int, msgspec.Meta(ge=1, le=5000)] | None = None
    most_waves: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10


class WaveWish(RuleWish):
    """Which ready orders to plan; nothing given: all of them, the most urgent first."""

    orders: Annotated[list[Number], msgspec.Meta(max_length=3000)] | None = None
    cut_off_before: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0


def wish_of(body: RuleWish) -> pool.Wish:
    """A body as the pool of orders reads it."""
    given = msgspec.structs.asdict(body)
    if given.get("cut_off_before") is not None:
        # At the ends of the calendar there is no such moment in UTC.
        given["cut_off_before"] = min(max(given["cut_off_before"], FIRST), LAST)
    return pool.Wish(**given)


class RuleSchedule(Strict):
    """When a rule makes waves by itself; empty: only when somebody asks.

    Minutes before each cut-off, times of day in the site's zone, and how long the waves
    stay locked before they are released.
    """

    before_cut_off_min: Annotated[list[Minutes], msgspec.Meta(max_length=12)] = msgspec.field(
        default_factory=list
    )
    at: Annotated[list[Clock], msgspec.Meta(max_length=24)] = msgspec.field(
        default_factory=list
    )
    hold_min: Annotated[int, msgspec.Meta(ge=0, le=720)] = 0


class RuleBody(Strict):
    """A rule under its name; saving it again makes its next version."""

    name: Annotated[
        str,
        msgspec.Meta(
            max_length=60, pattern=r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"
        ),
    ]
    wish: RuleWish = msgspec.field(default_factory=RuleWish)
    schedule: RuleSchedule = msgspec.field(default_factory=RuleSchedule)


class RuleAnswer(msgspec.Struct):
    """A rule in force, when it runs next, and what it made last."""

    id: str
    name: str
    version: int
    wish: dict[str, Any]
    schedule: dict[str, Any]
    paused: bool
    saved_at: datetime
    saved_by: str
    next_at: datetime | None
    last_at: datetime | None
    last_waves: int | None


class Rules(msgspec.Struct):
    """The rules in force, by name."""

    rules: list[RuleAnswer]
