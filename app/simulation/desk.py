"""A returns clerk: takes in what comes back, grades each unit, puts it away."""

from __future__ import annotations

import queue
from typing import Any, Final

from app.simulation.crew import Crew
from app.simulation.order_files import Comeback
from app.simulation.pickers import hash_of
from app.simulation.seed import RETURNS_BIN, Person
from app.simulation.voice import Refusal, Voice

MOST_UNITS: Final = 24
"""What fits into a box that comes back; the rest of a large credit never comes."""
GRADES: Final = ("A",) * 7 + ("B", "C", "S")
NOT_YET: Final = "returns.not_shipped"


def announce(hub: Voice, comeback: Comeback) -> None:
    """Tell the floor, as the hub does, that goods of an order are on their way back."""
    said = {
        "source_platform": comeback.platform,
        "external_order_no": comeback.number,
        "rma": comeback.reference,
        "lines": [{"sku": sku, "quantity": units} for sku, units in comeback.units.items()],
    }
    hub.post("/api/v1/hub/returns", {"returns": [said]})


class Clerk:
    """One person at the returns desk."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._hub = crew.kit.machine("hub", hash_of(person.badge))
        self._dice = crew.dice(person.badge)

    def once(self) -> bool:
        """Take in one return; tell whether one came."""
        if self._crew.leaves("returns", self._crew.comebacks.qsize()):
            return False
        try:
            comeback = self._crew.comebacks.get_nowait()
        except queue.Empty:
            return False
        try:
            got = self._receive(comeback)
        except Refusal as refusal:
            if refusal.code != NOT_YET:
                raise
            self._crew.log.trouble.append(f"{comeback.reference}: never shipped")
            return True
        if not got["again"]:  # on a site with a past it has been on this desk
            self._work_off(got["return_no"], comeback)
        return True

    def _receive(self, comeback: Comeback) -> dict[str, Any]:
        """The hub announces what it knows of; the rest comes blind."""
        if comeback.number is not None:
            announce(self._hub, comeback)
        got: dict[str, Any] = self._voice.post("/api/v1/returns", {"code": comeback.reference})
        return got

    def _work_off(self, number: str, comeback: Comeback) -> None:
        room = MOST_UNITS
        for sku, units in comeback.units.items():
            come = min(units, room)
            room -= come
            if come:
                self._scan(number, sku, come)
        view = self._voice.get(f"/api/v1/returns/{number}")
        for unit in view["units"]:
            self._grade(number, unit)
        view = self._voice.get(f"/api/v1/returns/{number}")
        if view["state"] == "grading":
            view = self._voice.post(f"/api/v1/returns/{number}/finish")
        for unit in view["units"]:
            if unit["state"] == "graded":
                self._put_away(number, unit)
        self._crew.log.add("returns")

    def _scan(self, number: str, sku: str, units: int) -> None:
        self._crew.pace.take("scan")
        code = self._crew.kit.goods.barcodes.get(sku, sku)
        path = f"/api/v1/returns/{number}/units"
        self._voice.post(path, {"code": code, "quantity": units})

    def _grade(self, number: str, unit: dict[str, Any]) -> None:
        self._crew.pace.take("pack")
        grade = self._dice.choice(GRADES)
        if grade == "A" and not unit["can_be_a"]:
            grade = "B"
        wish: dict[str, Any] = {"grade": grade}
        if grade != "A":
            wish["reason"] = "opened"
        if grade == "S":  # two people see it go
            second = next(one for one in self._crew.kit.people if one.role == "supervisor")
            wish |= {"badge": second.badge, "pin": second.pin}
        self._voice.post(f"/api/v1/returns/{number}/units/{unit['id']}/grade", wish)

    def _put_away(self, number: str, unit: dict[str, Any]) -> None:
        self._crew.pace.take("scan")
        goods = self._crew.kit.goods
        good = unit["shelf"] or goods.stock[0]["bin"]
        code = good if unit["grade"] == "A" else RETURNS_BIN
        self._voice.post(
            f"/api/v1/returns/{number}/units/{unit['id']}/put-away", {"code": code}
        )
