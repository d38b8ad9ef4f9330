"""A picker: takes lists, walks them bin by bin, scans, errs now and then."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.core import clock
from app.simulation.crew import Crew
from app.simulation.seed import Person
from app.simulation.voice import Refusal

BATCH: Final = 60
"""Scans of one call; a PDA that comes back into the network sends as many."""
COUNTED: Final = frozenset({"ok", "task_done", "list_done"})
NO_WORK: Final = "picking.no_work"
STUCK_MOST: Final = 5
_totes = itertools.count(int(time.time()) % 90_000 * 1000)
"""New totes for ever: their codes register themselves when they are scanned."""


@dataclass
class Step:
    """One action, and whether it is wrong on purpose."""

    body: dict[str, Any]
    is_slip: bool = False


class Picker:
    """One person with a PDA."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._person = person
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._dice = crew.dice(person.badge)
        self._seq = 0

    def once(self) -> bool:
        """Take a list and walk it to its end; tell whether there was one."""
        with self._crew.turn:
            found = self._next()
        if found is None:
            return False
        try:
            self._walk(found)
        finally:
            self._crew.in_hand[self._person.badge] = 0
        return True

    def _next(self) -> dict[str, Any] | None:
        waiting = len(self._crew.book.in_state("waved")) - sum(self._crew.in_hand.values())
        if self._crew.leaves("picker", waiting):
            return None
        try:
            found: dict[str, Any] = self._voice.post("/api/v1/picks/next", {}, keyed=False)
        except Refusal as refusal:
            if refusal.code == NO_WORK:
                return None
            raise
        self._crew.in_hand[self._person.badge] = len(found["tasks"])
        return found

    def _walk(self, found: dict[str, Any]) -> None:
        number, stuck = found["number"], 0
        while found["state"] == "claimed":
            if stuck > STUCK_MOST:
                self._crew.log.trouble.append(f"list {number} does not move")
                self._voice.post(f"/api/v1/picks/{number}/pause", keyed=False)
                return
            before = found["tasks_done"]
            self._round(number, found)
            found = self._voice.get(f"/api/v1/picks/{number}")
            stuck = stuck + 1 if found["tasks_done"] == before else 0

    def _round(self, number: str, found: dict[str, Any]) -> None:
        """Scan what is open, until the walk is over or the list must be looked at again."""
        self._seq = found["device_seq"]
        totes = {
            slot["slot"]: next((tote["code"] for tote in slot["totes"] if not tote["full"]), "")
            for slot in found["slots"]
        }
        steps = list(self._plan(number, found, totes))
        batch = 1 if self._crew.pace.speed else BATCH  # people scan one by one
        for start in range(0, len(steps), batch):
            if not self._send(steps[start : start + batch]):
                return

    def _plan(
        self, number: str, found: dict[str, Any], totes: dict[int, str]
    ) -> Iterator[Step]:
        for task in found["tasks"]:
            if task["state"] not in {"open", "claimed"}:
                continue
            slot = task["slot"]
            totes[slot] = totes.get(slot) or f"T{next(_totes):08d}"
            yield from self._task(number, task, totes)

    def _task(self, number: str, task: dict[str, Any], totes: dict[int, str]) -> Iterator[Step]:
        slips, sku = self._crew.slips, task["sku"]["code"]
        if not task["at_bin"]:
            yield self._scan(number, task, task["bin"])
            yield from self._slip(number, task, task["bin"], slips.twice)
        short = self._dice.random() < slips.short
        if (left := task["quantity"] - task["picked"] - short) > 0:
            yield from self._slip(number, task, self._other_barcode(sku), slips.wrong_item)
            yield self._scan(number, task, self._crew.kit.goods.barcodes.get(sku, sku), left)
        if short:
            yield self._short(number, task, found=task["quantity"] - 1)
            if task["quantity"] == 1:
                return
        other = next((code for slot, code in totes.items() if slot != task["slot"]), "")
        yield from self._slip(number, task, other, slips.wrong_tote)
        yield self._scan(number, task, totes[task["slot"]])

    def _slip(
        self, number: str, task: dict[str, Any], code: str, often: float
    ) -> Iterator[Step]:
        if code and self._dice.random() < often:
            step = self._scan(number, task, code)
            yield Step(step.body, is_slip=True)

    def _other_barcode(self, sku: str) -> str:
        codes = self._crew.kit.goods.barcodes
        other = self._dice.choice(list(codes))
        return codes[other] if other != sku and codes[other] != codes.get(sku) else ""

    def _short(self, number: str, task: dict[str, Any], *, found: int) -> Step:
        """One unit is not there."""
        step = self._scan(number, task, "")
        del step.body["code"]
        step.body |= {"kind": "short", "found": found, "reason": "none"}
        return step

    def _scan(self, number: str, task: dict[str, Any], code: str, quantity: int = 1) -> Step:
        self._seq += 1
        body = {
            "scan_id": f"{self._person.badge}-{uuid.uuid4().hex[:16]}",
            "pick_list": number,
            "kind": "scan",
            "code": code,
            "task": task["id"],
            "plan_version": task["plan_version"],
            "at": clock.now().isoformat(),
            "device_seq": self._seq,
        }
        if quantity > 1:
            body["quantity"] = quantity
        return Step(body)

    def _send(self, steps: list[Step]) -> bool:
        """Send scans; False when the list is not ours any more and the rest is moot."""
        self._crew.pace.take("scan", len(steps))
        began = time.perf_counter()
        try:
            body = {"scans": [one.body for one in steps]}
            answer = self._voice.post("/api/v1/scans", body, keyed=False)
        except Refusal as refusal:
            if refusal.code == "scan.gap":  # look at the list again: it tells the number
                return False
            raise
        self._crew.log.scan_s.append((time.perf_counter() - began) / len(steps))
        results = answer["results"]
        for step, result in zip(steps, results, strict=True):
            self._note(step, result)
        return not any(one["verdict"] in {"not_claimed", "reassigned"} for one in results)

    def _note(self, step: Step, result: dict[str, Any]) -> None:
        log, counted = self._crew.log, result["verdict"] in COUNTED
        log.acknowledged.append((step.body, result["verdict"]))
        if step.is_slip and counted:
            log.accepted_wrong.append(f"{step.body['code']}: {result['verdict']}")
        elif step.is_slip:
            log.add("wrong_refused")


def hash_of(badge: str) -> int:
    """A small number that is the same in every run."""
    return sum(ord(char) * place for place, char in enumerate(badge, 1))
