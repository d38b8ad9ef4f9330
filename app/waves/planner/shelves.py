"""Taking from the shelves: which units of which bins an order gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.waves.planner.model import Demand, Line, Place, Shelf, Snapshot

_NO_EXPIRY = date.max


@dataclass(frozen=True, slots=True)
class Pick:
    """Units of one line from one shelf."""

    line: Line
    shelf: Shelf
    place: Place
    quantity: int


class Shelves:
    """What is left on the shelves while a plan is made; no unit is given twice."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._places = snapshot.places
        self._today = snapshot.at.date()
        self._left = {shelf.stock_id: shelf.free for shelf in snapshot.shelves}
        self._of_sku: dict[int, list[Shelf]] = defaultdict(list)
        for shelf in sorted(snapshot.shelves, key=self._first_to_go):
            self._of_sku[shelf.sku_id].append(shelf)

    def _first_to_go(self, shelf: Shelf) -> tuple[date, int, int]:
        # First expired, first out; then the nearest on the walk.
        place = self._places[shelf.bin_id]
        return (shelf.expiry or _NO_EXPIRY, place.sequence, shelf.stock_id)

    def take(self, order: Demand) -> list[Pick] | None:
        """All units of *order*, or None and nothing taken when they are not all there."""
        picks: list[Pick] = []
        for line in order.lines:
            found = self._take_line(line)
            if found is None:
                self._give_back(picks)
                return None
            picks += found
        return picks

    def _take_line(self, line: Line) -> list[Pick] | None:
        usable = [
            shelf
            for shelf in self._of_sku[line.sku_id]
            if self._left[shelf.stock_id] and self._fits(shelf, line)
        ]
        # One bin that has them all saves a stop, as long as no earlier expiry stays behind.
        if usable:
            soonest = usable[0].expiry
            for shelf in usable:
                if shelf.expiry == soonest and self._left[shelf.stock_id] >= line.quantity:
                    usable = [shelf]
                    break
        picks: list[Pick] = []
        wanted = line.quantity
        for shelf in usable:
            if not wanted:
                break
            quantity = min(wanted, self._left[shelf.stock_id])
            self._left[shelf.stock_id] -= quantity
            wanted -= quantity
            picks.append(Pick(line, shelf, self._places[shelf.bin_id], quantity))
        if wanted:
            self._give_back(picks)
            return None
        return picks

    def _fits(self, shelf: Shelf, line: Line) -> bool:
        fresh = shelf.expiry is None or shelf.expiry >= self._today
        return fresh and (not line.lot or line.lot == shelf.lot)

    def _give_back(self, picks: Iterable[Pick]) -> None:
        for pick in picks:
            self._left[pick.shelf.stock_id] += pick.quantity
