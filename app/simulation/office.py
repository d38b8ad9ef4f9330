"""A supervisor: releases waves, ends holds that a person may end, sees to put-backs."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person
from app.simulation.voice import Refusal

CLEARED: Final = frozenset({"cross_border"})
"""Holds that the papers end, which this office has."""
MOST_ORDERS: Final = 60
GATHER_S: Final = 240.0
"""Orders gather for so long before they become waves, floor time."""
NOTHING_READY: Final = "wave.nothing_ready"


class Supervisor:
    """One person at a desk above the floor."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._badge = person.badge
        self._released_at = 0.0
        self._voice = crew.kit.voice(person, hash_of(person.badge))

    def once(self) -> bool:
        """Do what is due; tell whether anything was."""
        did = self._end_holds()
        did |= self._decide_shorts()
        did |= self._put_back()
        did |= self._release()
        self._crew.pace.take("look")
        return did

    def _release(self) -> bool:
        speed = self._crew.pace.speed
        if speed and time.monotonic() - self._released_at < GATHER_S / speed:
            return False
        if self._crew.leaves("supervisor", len(self._crew.book.in_state("accepted"))):
            return False
        self._released_at = time.monotonic()
        try:
            wish = {"most_orders": MOST_ORDERS, "most_waves": 5}
            locked = self._voice.post("/api/v1/waves", wish)["waves"]
        except Refusal as refusal:
            if refusal.code == NOTHING_READY:
                return False
            raise
        for wave in locked:
            try:
                self._voice.post(f"/api/v1/waves/{wave['wave']}/release")
            except Refusal as refusal:
                if refusal.code not in {"wave.released_already", "wave.over"}:
                    raise
        return bool(locked)

    def _end_holds(self) -> bool:
        did = False
        for order in self._crew.book.in_state("held"):
            for reason in CLEARED & set(order.reasons):
                self._command(order.platform, order.number, "resume", {"reason": reason})
                order.reasons.remove(reason)
                did = True
        return did

    def _decide_shorts(self) -> bool:
        """What was found short ships as it is: the buyer waits for the rest no longer."""
        did = False
        for order in self._crew.book.in_state("short", "held"):
            if order.short or "short" in order.reasons:
                order.short, order.reasons = False, []
                body = {"decision": "ship_available"}
                if self._command(order.platform, order.number, "short-decision", body):
                    self._crew.book.to_pack.put(order.order_no)
                did = True
        return did

    def _command(self, platform: str, number: str, verb: str, body: dict[str, Any]) -> bool:
        named = {"source_platform": platform, "external_order_no": number}
        try:
            self._voice.post(f"/api/v1/hub/orders/{verb}", named | body)
        except Refusal as refusal:
            self._crew.log.trouble.append(f"{self._badge} {verb} {number}: {refusal}")
            return False
        return True

    def _put_back(self) -> bool:
        """Units of cancelled orders go back, each scanned with its bin."""
        waiting = self._voice.get("/api/v1/putbacks")["put_backs"]
        for order in waiting:
            work = self._voice.get(f"/api/v1/putbacks/{order['order_no']}")
            for unit in work["units"]:
                self._put_back_units(order["order_no"], unit)
        return bool(waiting)

    def _put_back_units(self, order_no: str, unit: dict[str, Any]) -> None:
        goods = self._crew.kit.goods
        home = next(iter(unit["bins"]), goods.bins[0]["bin"])
        code = goods.barcodes.get(unit["sku"], unit["sku"])
        for _ in range(unit["quantity"]):
            for scanned in (code, home):
                self._crew.pace.take("scan")
                body = {"scan_id": f"{self._badge}-{uuid.uuid4().hex[:16]}", "code": scanned}
                self._voice.post(f"/api/v1/putbacks/{order_no}/scan", body)
