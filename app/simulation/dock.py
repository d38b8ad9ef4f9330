"""A dispatcher: sorts parcels into cages, reads them onto a manifest, lets the van go."""

from __future__ import annotations

import queue
import time
from typing import Final

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person
from app.simulation.voice import Refusal

FULL: Final = 30
"""Parcels of a carrier that make a van go."""
LONGEST_S: Final = 3.0
"""So long a parcel waits for more of its carrier, before speed."""


class Dispatcher:
    """One person at the dock."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._caged: dict[str, list[str]] = {}
        self._since: dict[str, float] = {}

    def once(self) -> bool:
        """Cage one parcel, or send a van off; tell whether there was anything."""
        try:
            parcel_no = self._crew.book.to_stage.get_nowait()
        except queue.Empty:
            return self._send_vans()
        self._cage(parcel_no)
        return True

    def _cage(self, parcel_no: str) -> None:
        parcel = self._voice.get(f"/api/v1/parcels/{parcel_no}")
        if parcel["state"] == "attached":
            self._crew.pace.take("scan")
            try:
                self._voice.post(f"/api/v1/cages/{parcel['cage']}/scan", {"code": parcel_no})
            except Refusal as refusal:
                if refusal.code != "order.intercepted":
                    raise
                return
        elif parcel["state"] != "caged":
            return
        carrier = parcel["carrier"] or ""
        self._caged.setdefault(carrier, []).append(parcel_no)
        self._since.setdefault(carrier, time.monotonic())

    def _send_vans(self) -> bool:
        speed = self._crew.pace.speed
        wait_s = 20 * LONGEST_S / speed if speed else LONGEST_S / 10
        ready = [
            carrier
            for carrier, parcels in self._caged.items()
            if len(parcels) >= FULL or time.monotonic() - self._since[carrier] > wait_s
        ]
        for carrier in ready:
            self._hand_over(carrier, self._caged.pop(carrier))
            del self._since[carrier]
        return bool(ready)

    def _hand_over(self, carrier: str, parcels: list[str]) -> None:
        manifest = self._voice.post("/api/v1/manifests", {"carrier": carrier})["number"]
        for parcel_no in parcels:
            self._crew.pace.take("scan")
            try:
                self._voice.post(f"/api/v1/manifests/{manifest}/scan", {"code": parcel_no})
            except Refusal as refusal:
                if refusal.code != "order.intercepted":
                    raise
        self._crew.pace.take("look")
        signed = {"vehicle": "VAN 7", "signature": "A. Driver"}
        self._voice.post(f"/api/v1/manifests/{manifest}/close", signed)
        self._crew.log.add("manifests")
