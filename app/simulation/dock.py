"""A dispatcher: sorts parcels into cages, reads them onto a manifest, lets the van go."""

from __future__ import annotations

import queue
import time
from typing import Final

from app.simulation.book import AtDock
from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person
from app.simulation.voice import Refusal

FULL: Final = 30
"""Parcels of a carrier that make a van go."""
LONGEST_S: Final = 300.0
"""So long a parcel waits for more of its carrier, floor time."""
NOT_OURS: Final = frozenset(
    {
        "order.intercepted",
        "label.void",
        "label.voided",
        "cage.unknown_parcel",
        "cage.left",
        "manifest.other",
    }
)
"""It was stopped, or somebody else sees to it."""


class Dispatcher:
    """One person at the dock."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._person = person
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._cages: dict[str, str] = {}
        self._caged: dict[str, list[AtDock]] = {}
        self._since: dict[str, float] = {}

    def once(self) -> bool:
        """Cage one parcel, or send a van off; tell whether there was anything."""
        if self._crew.leaves("dispatcher", self._crew.book.at_dock.qsize()):
            return self._send_vans()
        try:
            parcel = self._crew.book.at_dock.get_nowait()
        except queue.Empty:
            return self._send_vans()
        if self._cage(parcel):
            self._caged.setdefault(parcel.carrier, []).append(parcel)
            self._since.setdefault(parcel.carrier, time.monotonic())
        return True

    def _cage(self, parcel: AtDock) -> bool:
        """Put a parcel into its carrier's cage; False when its order was stopped."""
        if parcel.carrier not in self._cages:
            lines = self._voice.get("/api/v1/cages")["cages"]
            self._cages = {line["carrier"]: line["cage"] for line in lines}
        self._crew.pace.take("scan")
        path = f"/api/v1/cages/{self._cages[parcel.carrier]}/scan"
        return self._unless_stopped(path, parcel.waybill)

    def _unless_stopped(self, path: str, code: str) -> bool:
        try:
            answer = self._voice.post(path, {"code": code}, keyed=False)
        except Refusal as refusal:
            if refusal.code in NOT_OURS:
                return False
            raise
        return answer.get("verdict") not in {"intercepted", "voided"}

    def _send_vans(self) -> bool:
        speed = self._crew.pace.speed
        wait_s = LONGEST_S / speed if speed else 0.5
        ready = [
            carrier
            for carrier, parcels in self._caged.items()
            if len(parcels) >= FULL or time.monotonic() - self._since[carrier] > wait_s
        ]
        for carrier in ready:
            del self._since[carrier]
            self._hand_over(carrier, self._caged.pop(carrier))
        return bool(ready)

    def _hand_over(self, carrier: str, parcels: list[AtDock]) -> None:
        wish = {"carrier": carrier, "vehicle": f"VAN {self._person.badge}"}
        number = self._voice.post("/api/v1/manifests", wish)["manifest"]
        on = []
        for parcel in parcels:
            self._crew.pace.take("scan")
            if self._unless_stopped(f"/api/v1/manifests/{number}/scan", parcel.waybill):
                on.append(parcel)
        if on:
            self._close(number, on)

    def _close(self, number: str, on: list[AtDock]) -> None:
        """Let the van go; what was stopped since comes off first."""
        path = f"/api/v1/manifests/{number}/close"
        while on:
            try:
                self._voice.post(path, {"signed_by": "A. Driver"}, keyed=False)
            except Refusal as refusal:
                if refusal.code != "manifest.intercepted":
                    raise
                off = set(refusal.body["parcels"])
                for parcel in [one for one in on if one.parcel_no in off]:
                    self._unless_stopped(f"/api/v1/manifests/{number}/scan", parcel.waybill)
                on = [one for one in on if one.parcel_no not in off]
            else:
                self._crew.log.add("manifests")
                return
