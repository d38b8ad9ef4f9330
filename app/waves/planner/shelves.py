"""Taking from the shelves: which units of which bins an order gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.waves.planner.model import Demand, Line, Place, Shelf, Snapshot

_NO_EXPIRY = date.max


class Pick(NamedTuple):
    """Units of one line from one shelf."""

    line: Line
    shelf: Shelf
    place: Place
    quantity: int


class Shelves:
    """What is left on the shelves while a plan is made; no unit is given twice."""

    def __init__(self, snapshot: Snapshot, taken: Mapping[int, int] | None = None) -> None:
        """Count what is free.

        Args:
            snapshot: with the shelves.
            taken: by stock, units that other waves have taken already.
        """
        self._places = snapshot.places
        today = snapshot.at.date()
        gone = taken or {}
        self._left = {s.stock_id: s.free - gone.get(s.stock_id, 0) for s in snapshot.shelves}
        self._of_sku: dict[int, list[Shelf]] = defaultdict(list)
        for shelf in sorted(snapshot.shelves, key=self._first_to_go):
            if shelf.expiry is None or shelf.expiry >= today:
                self._of_sku[shelf.sku_id].append(shelf)

    def _first_to_go(self, shelf: Shelf) -> tuple[date, int, int]:
        # First expired, first out; then the nearest on the walk.
        place = self._places[shelf.bin_id]
        return (shelf.expiry or _NO_EXPIRY, place.sequence, shelf.stock_id)

    def take(self, order: Demand) -> list[Pick] | None:
        """All units of *order*, or None and nothing taken when they are not all there."""
        picks: list[Pick] = []
        for line in order.lines:
            if not self._take_line(line, picks):
                self._give_back(picks)
                return None
        return picks

    def _take_line(self, line: Line, picks: list[Pick]) -> bool:
        """Add the picks of *line*; False when its units are not all there."""
        left = self._left
        shelves = self._of_sku.get(line.sku_id)
        if shelves and not picks:  # nothing that may be given back
            while shelves and left[shelves[0].stock_id] <= 0:
                del shelves[0]
        if not shelves:
            return False
        first = shelves[0]
        if not line.lot and left[first.stock_id] >= line.quantity:
            left[first.stock_id] -= line.quantity
            picks.append(Pick(line, first, self._places[first.bin_id], line.quantity))
            return True
        return self._take_some(line, self._usable(line, shelves), picks)

    def _take_some(self, line: Line, usable: list[Shelf], picks: list[Pick]) -> bool:
        # One bin that has them all saves a stop, as long as no earlier expiry stays behind.
        for shelf in usable:
            if shelf.expiry != usable[0].expiry:
                break
            if self._left[shelf.stock_id] >= line.quantity:
                usable = [shelf]
                break
        wanted = line.quantity
        for shelf in usable:
            if not wanted:
                break
            quantity = min(wanted, self._left[shelf.stock_id])
            self._left[shelf.stock_id] -= quantity
            wanted -= quantity
            picks.append(Pick(line, shelf, self._places[shelf.bin_id], quantity))
        return not wanted

    def _usable(self, line: Line, shelves: list[Shelf]) -> list[Shelf]:
        left = self._left
        if line.lot:
            return [s for s in shelves if left[s.stock_id] > 0 and s.lot == line.lot]
        return [shelf for shelf in shelves if left[shelf.stock_id] > 0]

    def _give_back(self, picks: Iterable[Pick]) -> None:
        for pick in picks:
            self._left[pick.shelf.stock_id] += pick.quantity
