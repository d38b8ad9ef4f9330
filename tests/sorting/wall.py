"""A put wall on a small floor: orders picked in total, and somebody who sorts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core import ids
from app.core.events import SYSTEM
from app.stations.service import set_site_rule
from tests import builders
from tests.floor import Floor, Voice
from tests.picking.shift import open_shop, order_body, picker, release, send

WALL = "PW1"


def put_up_wall(floor: Floor, *slots: str, wall: str = WALL) -> None:
    """A wall of slots; carts are so small that a wave of two orders goes to it."""
    for slot in slots:
        builders.bin_(floor, f"{wall}-{slot}", kind="wall")
    floor.write(lambda s: set_site_rule(s, SYSTEM, "waves", {"cart_slots": 1}))


@dataclass
class Sorter:
    """Somebody at the wall with a scanner."""

    voice: Voice
    wall: str = WALL

    def look(self) -> dict[str, Any]:
        return dict(self.voice.get(f"/api/v1/walls/{self.wall}").json)

    def scan(self, code: str, **more: Any) -> dict[str, Any]:
        body = {"scan_id": ids.token("w")[:30], "code": code, **more}
        answer = self.voice.post(f"/api/v1/walls/{self.wall}/scan", body)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def heard(self, *codes: str) -> list[tuple[str, str | None]]:
        """Scan one after the other: each verdict, and the slot it names."""
        answers = [self.scan(code) for code in codes]
        return [(one["verdict"], one["slot"]) for one in answers]

    def slots(self) -> dict[str, tuple[str, int, int]]:
        """Of the slots that are not free: how they stand, units in them, and of how many."""
        return {
            one["slot"]: (one["state"], one["units"], one["wanted"])
            for one in self.look()["slots"]
            if one["state"] != "free"
        }


def in_total(floor: Floor, *orders: tuple[tuple[str, int], ...]) -> tuple[list[str], str]:
    """Orders 1, 2 … that were picked in total into one tote: their numbers, and the tote."""
    open_shop(floor)
    bodies = [order_body(str(n), *lines) for n, lines in enumerate(orders, 1)]
    numbers = send(floor, *bodies)
    (pick_list,) = release(floor)
    walker = picker(floor)
    assert walker.take()["number"] == pick_list
    assert walker.look()["mode"] == "wall"
    assert walker.walk({1: "T900"})[-1] == "list_done"
    assert walker.look()["state"] == "done"
    return numbers, "T900"


def sorter(floor: Floor, wall: str = WALL) -> Sorter:
    return Sorter(floor.person("packer"), wall)
