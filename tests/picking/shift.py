"""A shift on a small floor: stock, orders from the hub, a wave, and pickers who scan."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from app.core import ids
from tests import builders
from tests.floor import Floor, Voice

SHELVES = (("RED", "A-01-01-1", 20), ("BLUE", "A-02-03-1", 20), ("TIN", "B-05-02-1", 20))


def open_shop(floor: Floor, *shelves: tuple[str, str, int]) -> None:
    """SKUs with barcodes ``B-<sku>`` and ``BOX-<sku>`` of six, in their bins."""
    for sku, bin_code, units in shelves or SHELVES:
        key = builders.sku(
            floor,
            sku,
            barcodes=[f"B-{sku}"],
            looks={"name_en": f"{sku} mug", "colour": "红", "colour_en": "red"},
        )
        builders.sku(floor, sku, barcodes=[f"BOX-{sku}"], pack_qty=6)
        if units:
            builders.stock(floor, key, builders.bin_(floor, bin_code), units)
        else:
            builders.bin_(floor, bin_code)


def order_body(no: str, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {
        "source_platform": "test",
        "external_order_no": no,
        "created_at": "2026-11-22T08:00:00+08:00",
        "recipient": {
            "name": "Li Lei",
            "phone": "13800000000",
            "country": "CN",
            "province": "Zhejiang",
            "city": "Hangzhou",
            "address": "1 West Lake Road",
        },
        "lines": [
            {"line_no": n, "sku": sku, "quantity": q} for n, (sku, q) in enumerate(lines, 1)
        ],
        **more,
    }


def send(floor: Floor, *bodies: dict[str, Any]) -> list[str]:
    """Orders that the floor accepts; their numbers."""
    results = floor.hub.post("/api/v1/hub/orders", {"orders": list(bodies)}).json["results"]
    assert all(r["status"] == "accepted" for r in results), results
    return [r["order_no"] for r in results]


def release(floor: Floor, *bodies: dict[str, Any]) -> list[str]:
    """Send orders, wave and release them; the numbers of the lists."""
    if bodies:
        send(floor, *bodies)
    lead = floor.person("supervisor")
    made = lead.post("/api/v1/waves", {}).json["waves"]
    answers = [lead.post(f"/api/v1/waves/{one['wave']}/release") for one in made]
    assert all(answer.status_code == 200 for answer in answers)
    return [number for answer in answers for number in answer.json["lists"]]


@dataclass
class Picker:
    """Somebody with a PDA, who numbers the own scans."""

    voice: Voice
    pick_list: str = ""
    seqs: Any = field(default_factory=lambda: itertools.count(1))

    def take(self, **wish: Any) -> dict[str, Any]:
        answer = self.voice.post("/api/v1/picks/next", wish)
        assert answer.status_code == 200, answer.json
        self.pick_list = answer.json["number"]
        return dict(answer.json)

    def look(self) -> dict[str, Any]:
        return dict(self.voice.get(f"/api/v1/picks/{self.pick_list}").json)

    def action(self, kind: str = "scan", **more: Any) -> dict[str, Any]:
        return {
            "scan_id": ids.token("s")[:30],
            "pick_list": self.pick_list,
            "kind": kind,
            "device_seq": next(self.seqs),
            **more,
        }

    def do(self, kind: str, **more: Any) -> dict[str, Any]:
        answer = self.voice.post("/api/v1/scans", self.action(kind, **more))
        assert answer.status_code == 200, answer.json
        return dict(answer.json["results"][0])

    def scan(self, code: str, **more: Any) -> dict[str, Any]:
        return self.do("scan", code=code, **more)

    def verdicts(self, *codes: str) -> list[str]:
        return [self.scan(code)["verdict"] for code in codes]

    def walk(self, totes: dict[int, str] | None = None) -> list[str]:
        """Pick whatever the server asks for next, to the end of the list."""
        heard: list[str] = []
        shown = self.look()
        totes = totes or {
            slot["slot"]: f"T{self.pick_list[-5:]}{slot['slot']}" for slot in shown["slots"]
        }
        task = next(t for t in shown["tasks"] if t["state"] in {"open", "claimed"})
        step: dict[str, Any] | None = {"step": "bin", "bin": task["bin"], "slot": task["slot"]}
        while step:
            code = {
                "bin": step["bin"],
                "item": f"B-{step.get('sku')}",
                "tote": totes[step["slot"]],
            }[step["step"]]
            answer = self.scan(code)
            heard.append(answer["verdict"])
            step = answer["next"]
        return heard


def picker(floor: Floor) -> Picker:
    return Picker(floor.person("picker"))
