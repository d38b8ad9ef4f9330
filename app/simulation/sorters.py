"""A sorter: stands at the put wall, scans totes of total picks unit by unit."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person

LEFT_ALONE_S: Final = 120.0
"""Somebody else scanned at the wall: it is theirs for so long."""
SORTED: Final = frozenset({"ok", "task_done", "list_done"})

Wall = dict[str, Any]


class Sorter:
    """One person at one wall."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._badge = person.badge
        self._wall = f"/api/v1/walls/{person.wall}"
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._left: tuple[str | None, str | None] = (None, None)
        self._theirs_until = 0.0
        self._told: set[str] = set()

    def once(self) -> bool:
        """Sort one tote; tell whether there was one that could be sorted."""
        wall: Wall = self._voice.get(self._wall)
        self._tell_benches(wall)
        if self._somebody_else(wall):
            return False
        code = wall["tote"] if wall["items"] else next((t["code"] for t in wall["totes"]), None)
        if code is None:
            return False
        if code != wall["tote"]:
            wall = self._scan(code)["wall"]
        return sum(self._units(item) for item in wall["items"]) > 0

    def _somebody_else(self, wall: Wall) -> bool:
        tote, want = self._left
        if wall["tote"] != tote or wall["want"] not in {None, want}:
            self._left = wall["tote"], wall["want"]
            self._theirs_until = time.monotonic() + LEFT_ALONE_S / (self._crew.pace.speed or 1)
        return time.monotonic() < self._theirs_until

    def _units(self, item: dict[str, Any]) -> int:
        """Scan the units of a SKU one by one, until nobody wants any or no slot is free."""
        barcode = self._crew.kit.goods.barcodes.get(item["sku"], item["sku"])
        for done in range(item["units"]):
            if self._scan(barcode)["verdict"] not in SORTED:
                return done
        return int(item["units"])

    def _scan(self, code: str) -> dict[str, Any]:
        self._crew.pace.take("scan")
        body = {"scan_id": f"{self._badge}-{uuid.uuid4().hex[:16]}", "code": code}
        answer: dict[str, Any] = self._voice.post(f"{self._wall}/scan", body, keyed=False)
        self._left = answer["wall"]["tote"], answer["wall"]["want"]
        self._tell_benches(answer["wall"])
        return answer

    def _tell_benches(self, wall: Wall) -> None:
        """A complete slot is work for a bench; which of them looks first packs it."""
        for slot in wall["slots"]:
            order_no = slot["order_no"]
            if slot["state"] == "full" and order_no not in self._told:
                self._told.add(order_no)
                self._crew.book.to_pack.put(order_no)
