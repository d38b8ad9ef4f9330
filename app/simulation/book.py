"""What the people of a simulation know: the floor's reports, read from its replayable feed."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override

from app.simulation.errors import DeadFloorError
from app.simulation.voice import Voice

LOOK_S = 0.3
PAGE = 500
WAY = ("accepted", "waved", "picked", "packed", "staged", "shipped")
STEPS = len(WAY)
"""Reports of an order that goes the whole way without trouble."""
KEPT = frozenset({"order.shipped", "order.cancelled", "parcel.shipped"})
"""Reports that are looked at again when the day is over."""


@dataclass(frozen=True)
class AtDock:
    """A labelled parcel that waits for its cage."""

    order_no: str
    parcel_no: str
    carrier: str
    waybill: str


@dataclass
class Known:
    """What is known of one order.

    Attributes:
        state: the last report's word: accepted, held, waved, picked, packed, staged,
            shipped, cancelled…
        reasons: why it is held.
        short: it was found short and waits for a decision.
    """

    platform: str
    number: str
    order_no: str
    state: str = ""
    reasons: list[str] = field(default_factory=list)
    short: bool = False
    parcels: dict[str, str] = field(default_factory=dict)


class Book(threading.Thread):
    """Follows the feed and hands out what there is to do."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(name="book", daemon=True)
        self._voice = voice
        self._after = 0
        self._caught_up = False
        self._over = threading.Event()
        self.guard = threading.Lock()
        self.orders: dict[str, Known] = {}
        self.to_pack: queue.Queue[str] = queue.Queue()
        self.at_dock: queue.Queue[AtDock] = queue.Queue()
        self.counts: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.told_before: frozenset[str] = frozenset()
        self.reports: list[tuple[str, dict[str, Any]]] = []

    @override
    def run(self) -> None:
        """Read on until everybody goes home."""
        while not self._over.is_set():
            try:
                more = self.read()
                self._caught_up = not more
            except DeadFloorError:
                return
            if not more:
                self._over.wait(LOOK_S)

    def end(self) -> None:
        """Stop to follow; what is left is read by :meth:`read`."""
        self._over.set()
        self.join(timeout=10)

    @property
    def is_caught_up(self) -> bool:
        """Whether the last look at the feed found nothing new."""
        return self._caught_up

    @property
    def events(self) -> int:
        """How many reports there are."""
        return len(self.ids)

    def catch_up(self) -> None:
        """Read what was reported before the day began."""
        while self.read():
            pass
        self.told_before = frozenset(self.ids)
        self.reports.clear()

    def read(self) -> bool:
        """Read one page of the feed; tell whether there may be more."""
        page = self._voice.get(f"/api/v1/hub/events?after={self._after}&limit={PAGE}")
        with self.guard:
            for event in page["events"]:
                self.ids.add(event["id"])
                self._note(event["type"], event["data"])
        more = int(page["next"]) > self._after
        self._after = int(page["next"])
        return more

    def note_parcel(self, order_no: str, parcel_no: str) -> None:
        """Remember a box of an order."""
        with self.guard:
            if order_no in self.orders:
                self.orders[order_no].parcels.setdefault(parcel_no, "")

    def correct(self, order: Known, found: dict[str, Any]) -> None:
        """Take over how an order really stands."""
        with self.guard:
            order.state = found["state"]
            order.reasons = list(found["holds"])
            order.parcels = {one["parcel_no"]: one["state"] for one in found["parcels"]}

    def steps_done(self) -> int:
        """The steps that the known orders have behind them, all together."""
        with self.guard:
            return sum(_steps_of(one) for one in self.orders.values())

    def in_state(self, *states: str) -> list[Known]:
        """The orders whose last report was one of these."""
        with self.guard:
            return [one for one in self.orders.values() if one.state in states]

    def _note(self, kind: str, data: dict[str, Any]) -> None:
        self.counts[kind] += 1
        if kind in KEPT:
            self.reports.append((kind, data))
        order_no = data.get("order_no")
        if not order_no:
            return
        order = self.orders.get(order_no)
        if order is None:
            order = Known(data["source_platform"], data["external_order_no"], order_no)
            self.orders[order_no] = order
        room, _, word = kind.partition(".")
        if room == "order":
            self._note_order(order, word, data)

    def _note_order(self, order: Known, word: str, data: dict[str, Any]) -> None:
        order.state = word
        order.reasons = list(data.get("reasons") or []) if word == "held" else []
        order.short = word == "short"
        if word == "picked":
            self.to_pack.put(order.order_no)
        if word == "staged":
            for one in data["parcels"]:
                here = AtDock(order.order_no, one["parcel_no"], one["carrier"], one["waybill"])
                self.at_dock.put(here)


@dataclass
class Posted:
    """What the floor answered to the posted orders, by number."""

    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    replayed: int = 0

    def note(self, results: Sequence[dict[str, Any]]) -> None:
        """Keep the first answers; a replay is counted."""
        for result in results:
            number = result["external_order_no"]
            if result["replayed"]:
                self.replayed += 1
            self.results.setdefault(number, result)


def _steps_of(order: Known) -> int:
    if is_final(order):
        return STEPS
    return WAY.index(order.state) + 1 if order.state in WAY else 1


def is_final(order: Known) -> bool:
    """Tell whether nothing more happens to an order by itself."""
    return order.state in {"shipped", "cancelled"} or bool(
        order.state == "held" and order.reasons and not order.short
    )
