"""The steps at the bench, each with what the model makes of its answer."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from tests.floor import Voice
from tests.shipping.hunt_crew import COUNTED
from tests.shipping.hunt_dock import Dock
from tests.shipping.hunt_model import BOXES, Ordered, Parcel, paper_given_up
from tests.shipping.hunt_server import PIN

NOT_GOOD = {
    "unstable": {"stable": False},
    "stale": {"age_ms": 2001},
    "no reading": {"grams": None},
    "negative": {"grams": -3},
    "zero": {"grams": 0},
}
"""Readings that decide nothing."""


class Bench(Dock):
    """What people do with a parcel, in the right order or not."""

    def path(self, parcel: Parcel, verb: str) -> str:
        return f"/api/v1/parcels/{parcel.number}/{verb}"

    def open(self, order: Ordered, who: str, bench: str, *, take_over: bool = False) -> None:
        verb = "take-over" if take_over else "open"
        path = f"/api/v1/benches/{bench}/{verb}"
        with self.agent_answers() if bench == "B2" else nullcontext():
            answer, _ = self.ask(self.people[who], path, {"code": order.tote})
        if answer is None or answer.status_code != 200:
            return
        if order.lane and answer.json["parcel_no"] is None:
            self._bind(order, who, bench)
        else:
            self._known(order, answer.json["parcel_no"])

    def _bind(self, order: Ordered, who: str, bench: str) -> None:
        """Scan the one item of a lane's tote: it is in the parcel of its order at once."""
        (sku,) = order.wanted
        path = f"/api/v1/benches/{bench}/open"
        answer, _ = self.ask(self.people[who], path, {"code": f"B-{sku}"})
        if answer is None:
            for parcel in order.parcels:
                self.count_units(parcel)
        elif answer.status_code == 200 and answer.json["order_no"] == order.number:
            parcel = self._known(order, answer.json["parcel_no"])
            if not parcel.inside[sku]:
                parcel.opened()
                parcel.inside[sku] = 1
            self.seen["bound in the lane"] += 1

    def _known(self, order: Ordered, number: str) -> Parcel:
        for parcel in order.parcels:
            if parcel.number == number:
                return parcel
        order.parcels.append(Parcel(number, order))
        return order.parcels[-1]

    def another_parcel(self, order: Ordered, who: str) -> None:
        path = f"/api/v1/orders/{order.number}/parcels"
        answer, _ = self.ask(self.people[who], path)
        if answer is not None and answer.status_code == 200:
            self._known(order, answer.json["parcel_no"])
            self.seen["another parcel"] += 1

    def scan(self, parcel: Parcel, sku: str, who: str, scan_id: str, *, out: bool) -> None:
        body = {"scan_id": scan_id, "code": f"B-{sku}"}
        key = ("scan", scan_id)
        path = self.path(parcel, "unscan" if out else "scan")
        answer, _ = self.ask(self.people[who], path, body)
        if answer is None:
            return self.count_units(parcel)
        if answer.status_code != 200 or key in self.answered:
            return None
        self.answered[key] = "once"
        if answer.json["results"][0]["verdict"] not in COUNTED:
            return None
        if out:
            parcel.opened()
            parcel.inside[sku] -= 1
            parcel.unchecked[sku] = max(0, parcel.unchecked[sku] - 1)
        else:
            assert not parcel.passed, "something came into a weighed parcel"
            again = parcel.unchecked[sku] > 0
            (parcel.unchecked if again else parcel.inside)[sku] += -1 if again else 1
        return None

    def choose_box(self, parcel: Parcel, box: str, who: str) -> None:
        answer, _ = self.ask(self.people[who], self.path(parcel, "box"), {"code": box})
        if answer is None:
            parcel.sure = False
            path = f"/api/v1/parcels/{parcel.number}"
            parcel.box = self.people["admin"].get(path).json["box"]
            return
        if answer.status_code == 200 and box != parcel.box:
            parcel.opened()
            parcel.box = box

    def weigh(
        self, parcel: Parcel, grams: float, quality: str, by: str, key: str | None
    ) -> None:
        """A supervisor types the weight, or bench B2's agent tells it."""
        body: dict[str, Any] = {"grams": grams, "stable": True} | NOT_GOOD.get(quality, {})
        voice: Voice = self.people["supervisor"]
        if by == "agent":
            voice = self.agent
            body |= self._frame(quality)
            fresh = self.frame not in self.frames and not self.pan_full
            quality = "good" if fresh and quality not in NOT_GOOD else quality
        else:
            body["reason"] = "no scale here"
        fits = parcel.accepts(grams, self.percent)
        answer, again = self.ask(voice, self.path(parcel, "weigh"), body, key)
        if answer is None:
            parcel.sure = False
            parcel.passed = parcel.passed or (fits and quality == "good")
            self.frame += 2
            self.empty_pan()
            return self.count_units(parcel)
        if again or answer.status_code != 200:
            return None
        self._used(by)
        assert quality == "good", f"a {quality} reading decided: {answer.json}"
        passed = parcel.accepts(grams, self.percent)
        assert (answer.json["verdict"] == "pass") == passed, (parcel, grams, answer.json)
        assert not parcel.confirmed, "weighed after the second confirm"
        assert not parcel.order.mask, f"weighed, though {parcel.order.mask}: {answer.json}"
        parcel.weighed(passed=passed)
        self.seen[f"{answer.json['verdict']} by {by}"] += 1
        return None

    def _used(self, by: str) -> None:
        if by == "agent":
            self.frames.add(self.frame)
            self.pan_full = True

    def _frame(self, quality: str) -> dict[str, Any]:
        """A frame after an empty pan; or the last one again, or without the empty pan."""
        if quality != "used frame":
            self.frame += 2
        if quality != "pan not empty":
            self.empty_pan()
        return {"frame_id": f"r/{self.frame}", "raw_hex": "00"}

    def override(self, parcel: Parcel, who: str, pin: str) -> None:
        body = {"badge": "H-supervisor", "pin": pin, "reason": "new packaging"}
        answer, _ = self.ask(self.people[who], self.path(parcel, "override"), body)
        if answer is None:
            parcel.sure = False
            parcel.passed = parcel.passed or (parcel.blocks > 1 and pin == PIN)
        elif answer.status_code == 200:
            assert pin == PIN
            assert parcel.blocks > 1, "a forced pass before the second block"
            assert not parcel.order.mask
            parcel.passed, parcel.archived = True, False
            self.seen["forced"] += 1

    def preprint(self, parcel: Parcel, who: str, key: str | None) -> None:
        answer, again = self.ask(self.people[who], self.path(parcel, "preprint"), None, key)
        if answer is None:
            parcel.sure = False
            parcel.archived = parcel.archived or parcel.passed
        elif answer.status_code == 200 and not again:
            assert parcel.passed, "a pre-print of a parcel that was not weighed"
            assert not parcel.confirmed
            assert not parcel.order.mask
            parcel.archived = True

    def confirm(self, parcel: Parcel, who: str, key: str | None) -> None:
        may = parcel.passed and parcel.archived and not parcel.order.mask and not parcel.void
        past: list[bool] = []

        def begun() -> None:
            if not past:
                past.append(parcel.confirmed)
                parcel.confirmed = may

        self.seams.confirming = begun
        answer, again = self.ask(self.people[who], self.path(parcel, "confirm"), None, key)
        self.seams.confirming = lambda: None
        if answer is None:
            parcel.sure, parcel.confirmed = False, may or parcel.confirmed
        elif answer.status_code == 200 and not again:
            assert may, "confirmed too early"
            if not past:
                parcel.confirmed = True
            self.learn_numbers()
            self.seen["confirmed"] += 1
        elif answer.status_code != 200:
            self._without_number(parcel, answer)

    def _without_number(self, parcel: Parcel, answer: Any) -> None:
        """Refused at once, or only after the first commit."""
        if answer.json["code"] == "label.too_early" and "label" not in answer.json["missing"]:
            return
        parcel.sure = False

    def reprint(self, parcel: Parcel, who: str, key: str | None) -> None:
        body = {"reason": "torn"}
        answer, again = self.ask(self.people[who], self.path(parcel, "reprint"), body, key)
        if answer is None:
            parcel.copies += 1
        elif answer.status_code == 200 and not again:
            why_not = parcel.why_not(parcel.waybill or "")
            assert why_not is None, f"printed again, though {why_not}"
            parcel.copies += 1
            self.seen["printed again"] += 1

    def void(self, parcel: Parcel, who: str, key: str | None) -> None:
        self.learn_numbers()
        body = {"reason": "wrong service"}
        answer, again = self.ask(self.people[who], self.path(parcel, "void"), body, key)
        if answer is None:
            parcel.sure = False
        elif answer.status_code == 200 and not again:
            assert who in {"supervisor", "admin"}
            paper_given_up(parcel)
            self.seen["voided"] += 1

    def attach(self, parcel: Parcel, who: str, code: str) -> None:
        answer, _ = self.ask(self.people[who], self.path(parcel, "attach"), {"code": code})
        if answer is not None and answer.status_code == 200 and not parcel.closed:
            why_not = parcel.why_not(code)
            assert why_not is None, f"attached, though {why_not}"
            self.seen["attached"] += 1

    def park(self, parcel: Parcel, who: str) -> None:
        self.ask(self.people[who], self.path(parcel, "park"))

    def short(self, parcel: Parcel, who: str) -> None:
        answer, _ = self.ask(self.people[who], self.path(parcel, "short"))
        if answer is not None and answer.status_code == 200:
            self.seen["short"] += 1

    def set_percent(self, percent: int) -> None:
        """An administrator makes the gate tighter, or as wide as it may be."""
        answer, _ = self.ask(self.people["admin"], "/api/v1/gate", {"percent": percent})
        if answer is None:
            path = "/api/v1/gate"
            percent = int(self.people["admin"].get(path).json["percent"])
        self.percent = percent

    def go_on(self, parcel: Parcel, who: str, scan_id: str) -> None:
        """The step that is next, as the bench's page would ask for it."""
        wanted, others = parcel.order.wanted, parcel.order.parcels
        inside = {
            sku: sum(one.inside[sku] for one in others if not one.void) for sku in wanted
        }
        lacking = [sku for sku in wanted if inside[sku] < wanted[sku] or parcel.unchecked[sku]]
        if parcel.box is None:
            self.choose_box(parcel, next(iter(BOXES)), who)
        elif lacking and not parcel.passed:
            self.scan(parcel, lacking[0], who, scan_id, out=False)
        elif not parcel.passed:
            self.weigh(parcel, parcel.expected_g, "good", "supervisor", None)
            if not parcel.passed:
                self.weigh(parcel, parcel.expected_g, "good", "agent", None)
        elif not parcel.archived:
            self.preprint(parcel, who, None)
        elif not parcel.confirmed:
            self.confirm(parcel, who, None)
        elif parcel.waybill is None:
            self.finish_confirms()
        elif parcel.waybill not in self.given:
            self.print_labels()
            self.agent_prints("claim-go", "confirmed")
        else:
            self.attach(parcel, who, parcel.waybill)
