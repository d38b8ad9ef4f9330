"""What the board says, as it travels: plain figures, each counted by one statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class StateCount(msgspec.Struct, kw_only=True):
    """Orders in one state; ``percent`` is the mean age against the one that turns red."""

    state: str
    count: int
    mean_age_s: int
    percent: int
    shade: str


class WaveLine(msgspec.Struct, kw_only=True):
    """A wave on its way to its cut-off; picked, packed and shipped count orders."""

    number: str
    state: str
    grouping: dict[str, Any]
    cut_off_at: datetime
    orders: int
    picked: int
    packed: int
    shipped: int
    due_percent: int | None
    needed_per_h: int | None
    packed_per_h: int
    pace: str


class TroubleLine(msgspec.Struct, kw_only=True):
    """An exception with its owner and age."""

    id: str
    kind: str
    subject: str
    detail: dict[str, Any]
    owner: str | None
    raised_at: datetime
    age_s: int
    shade: str


class Trouble(msgspec.Struct, kw_only=True):
    """The open exceptions, the oldest first."""

    open: int
    without_owner: int
    oldest: list[TroubleLine]


class PersonLine(msgspec.Struct, kw_only=True):
    """A picker in the last quarter of an hour; ``wrong_percent`` of the scans."""

    badge: str
    name: str
    zones: list[str]
    lines: int
    lines_per_h: int
    scans: int
    wrong: int
    wrong_percent: float


class BenchLine(msgspec.Struct, kw_only=True):
    """A bench with its devices.

    ``scale`` is the scale's state, ``none`` without one, ``not_commissioned`` where it weighs
    nothing before that; ``commissioned`` whether a known weight was ever shown right, None
    without a scale; ``printer`` is ok, waiting (a label is on its way), the last failure's
    reason, or ``none``.
    """

    bench: str
    order_no: str | None
    person: str | None
    scale: str
    commissioned: bool | None
    grams: int | None
    printer: str
    printer_since: datetime | None
    works: bool


class HubLine(msgspec.Struct, kw_only=True):
    """The connection to the hub; ``answers`` counts the last 200 by kind (2xx, 5xx, none)."""

    last_contact_at: datetime | None
    queue: int
    oldest_unsent_at: datetime | None
    dead: int
    answers: dict[str, int]


class Hour(msgspec.Struct, kw_only=True):
    """Orders shipped in one hour, and how many were planned."""

    begin: datetime
    shipped: int
    plan: float


class Board(msgspec.Struct, kw_only=True):
    """The live board; ``upto`` is the last event it knows."""

    at: datetime
    upto: int
    states: list[StateCount]
    waves: list[WaveLine]
    exceptions: Trouble
    people: list[PersonLine]
    benches: list[BenchLine]
    hub: HubLine
    throughput: list[Hour]
