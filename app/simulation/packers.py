"""A packer: fetches picked orders, scans every unit, closes boxes, weighs, labels."""

from __future__ import annotations

import queue
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person
from app.simulation.voice import Refusal

View = dict[str, Any]

BATCH: Final = 200
TYPED_FROM: Final = 12
"""From more units than this on a line is counted and typed, twice."""
BOX_LIMITS: Final = ((4_000, "S"), (12_000, "M"))
"""Grams of goods up to which a box is taken; beyond it the large one."""
WEIGH_TRIES: Final = 12
TRIES: Final = 3
NOT_READY: Final = "station.not_ready"
ZERO_S: Final = 5.0
LABEL_S: Final = 20.0
PAPER_S: Final = 5.0
"""A label that has not come out after so long is looked after."""
FILLABLE: Final = frozenset({"open", "sealed", "blocked"})
LATER: Final = frozenset(
    {
        "packing.not_picked",
        "packing.not_sorted",
        "packing.other_bench",
        "packing.tote_going_back",
        "packing.closed",
        "packing.not_open",
        "label.void",
    }
)
"""Somebody else has it, or it is no longer to be packed: no work for this bench."""


class StoppedError(Exception):
    """The order was intercepted: hands off."""


class Packer:
    """One person at a bench."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._person = person
        self._bench = crew.kit.bench(person.bench)
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._dice = crew.dice(person.badge)
        self._tries: Counter[str] = Counter()

    def once(self) -> bool:
        """Pack one order; tell whether there was one."""
        if self._crew.leaves("packer", self._crew.book.to_pack.qsize()):
            return False
        try:
            order_no = self._crew.book.to_pack.get_nowait()
        except queue.Empty:
            return False
        try:
            self._pack(order_no)
        except StoppedError:
            self._crew.pace.take("pack")
        except Refusal as refusal:
            if refusal.code == NOT_READY:  # somebody will see to the bench
                self._crew.book.to_pack.put(order_no)
                return False
            if refusal.code not in LATER:
                self._try_again(order_no)
                raise
        return True

    def _try_again(self, order_no: str) -> None:
        self._tries[order_no] += 1
        if self._tries[order_no] <= TRIES:
            self._crew.book.to_pack.put(order_no)

    def _pack(self, order_no: str) -> None:
        view = self._open(order_no)
        boxes = [view["parcel_no"]]
        while True:
            view = self._fill(view)
            if view["state"] in FILLABLE:
                self._choose_box(view)
            if view["state"] not in FILLABLE or not any(ln["left"] for ln in view["lines"]):
                break
            view = self._calm("POST", f"/api/v1/orders/{order_no}/parcels")
            boxes.append(view["parcel_no"])
        for parcel_no in self._all_boxes(order_no, boxes):
            self._finish(parcel_no)

    def _all_boxes(self, order_no: str, mine: Sequence[str]) -> list[str]:
        """The order's boxes, those that were begun before a break too."""
        order = self._crew.book.orders.get(order_no)
        known = list(order.parcels) if order else []
        return list(dict.fromkeys([*known, *mine]))

    def _open(self, order_no: str) -> View:
        code = self._bench.code
        for _ in range(WEIGH_TRIES):
            self._empty_pan()
            try:
                answer = self._calm(
                    "POST", f"/api/v1/benches/{code}/open", {"code": order_no}, keyed=False
                )
            except Refusal as refusal:
                if refusal.code == NOT_READY:
                    self._crew.pace.stop.wait(0.5)
                    continue
                if refusal.code == "packing.bench_busy":
                    self._park_what_lies_here()
                    continue
                raise
            view: View = answer["parcel"]
            self._crew.book.note_parcel(order_no, view["parcel_no"])
            return view
        raise Refusal(409, {"code": NOT_READY, "detail": f"bench {code}"})

    def _park_what_lies_here(self) -> None:
        here = self._voice.get(f"/api/v1/benches/{self._bench.code}")
        if here.get("parcel_no"):
            self._voice.post(f"/api/v1/parcels/{here['parcel_no']}/park")
            if here.get("order_no"):
                self._crew.book.to_pack.put(here["order_no"])

    def _fill(self, view: View) -> View:
        """Scan what is left into the box, until it is full or nothing is left."""
        while view["state"] in FILLABLE and (scans := self._next_scans(view)):
            answer = self._scan(view["parcel_no"], scans)
            before, view = view, answer["parcel"]
            if any(one["verdict"] == "intercepted" for one in answer["results"]):
                raise StoppedError
            if self._packed(view) == self._packed(before):
                return view
        return view

    def _next_scans(self, view: View) -> list[View]:
        """What to scan next, up to what one call takes and the box holds."""
        scans: list[View] = []
        is_recheck = view["state"] == "blocked" or "recheck" in view["missing"]
        room = view["max_g"] - self._weight(view) - MARGIN_G
        for line in view["lines"]:
            unit_g = self._crew.kit.goods.grams.get(line["sku"], 0) or 1
            units = line["left"]
            if not is_recheck:  # what is scanned again lies in the box already
                units = min(units, max(int(room // unit_g), 0 if self._packed(view) else 1))
                room -= max(units, 0) * unit_g
            if units > 0:
                scans += self._counted(line, units)
            if len(scans) > BATCH:
                break
        return scans[:BATCH]

    def _counted(self, line: View, units: int) -> list[View]:
        """Light goods are scanned one by one, many of them typed twice; others typed once."""
        if units == 1:
            return [self._unit(line)]
        if not line["scan_each"]:
            return [self._unit(line) | {"quantity": units}]
        if line["quantity"] > TYPED_FROM:
            return [self._unit(line) | {"quantity": units} for _ in range(2)]
        return [self._unit(line) for _ in range(units)]

    def _unit(self, line: View) -> View:
        code = self._crew.kit.goods.barcodes.get(line["sku"], line["sku"])
        return {"scan_id": f"{self._person.badge}-{uuid.uuid4().hex[:16]}", "code": code}

    def _scan(self, parcel_no: str, scans: list[View]) -> View:
        self._crew.pace.take("pack", min(len(scans), 6))
        began = time.perf_counter()
        path = f"/api/v1/parcels/{parcel_no}/scan"
        answer: View = self._calm("POST", path, {"scans": scans}, keyed=False)
        self._crew.log.scan_s.append((time.perf_counter() - began) / len(scans))
        return answer

    def _packed(self, view: View) -> int:
        packed: int = sum(line["packed"] for line in view["lines"])
        return packed

    def _goods_g(self, view: View) -> float:
        grams = self._crew.kit.goods.grams
        total = 0.0
        for line in view["lines"]:
            inside = line["quantity"] - line["left"] - line["elsewhere"]
            total += inside * grams.get(line["sku"], 0)
        return total

    def _weight(self, view: View) -> float:
        """What lies on the pan, really."""
        return self._goods_g(view) + float(view["tare_g"]) + float(view["filler_g"])

    def _choose_box(self, view: View) -> None:
        if view["box"] is None:
            goods = self._goods_g(view)
            box = next((code for most, code in BOX_LIMITS if goods <= most), "L")
            self._calm(
                "POST", f"/api/v1/parcels/{view['parcel_no']}/box", {"code": box}, keyed=False
            )

    def _finish(self, parcel_no: str) -> None:
        """Weigh, archive, confirm, label and attach one box, from wherever it stands."""
        view = self._voice.get(f"/api/v1/parcels/{parcel_no}")
        state = view["state"]
        if state in {"open", "sealed", "blocked"}:
            self._weigh(view)
            state = "weighed"
        if state == "weighed":
            self._calm("POST", f"/api/v1/parcels/{parcel_no}/preprint")
            state = "archived"
        if state in {"archived", "confirmed", "labelled"}:
            self._label(parcel_no)

    def _weigh(self, view: View) -> None:
        slip = self._dice.random() < self._crew.slips.weight
        for _ in range(WEIGH_TRIES):
            grams = self._weight(view)
            self._put_on(grams * 1.3 if slip else grams)
            path = f"/api/v1/parcels/{view['parcel_no']}/weigh"
            try:
                answer = self._calm("POST", path, keyed=False)
            except Refusal as refusal:
                if not refusal.code.startswith("packing.weight."):
                    raise
                self._crew.pace.stop.wait(0.1)
                continue
            finally:
                self._empty_pan()
            if answer["verdict"] == "pass":
                return
            self._crew.log.add("weight_blocks")
            slip = False
            view = self._fill(answer["parcel"])
        raise Refusal(409, {"code": "packing.weight.outside", "detail": view["parcel_no"]})

    def _put_on(self, grams: float) -> None:
        self._crew.pace.take("weigh")
        self._bench.scale.place(round(grams * self._dice.uniform(0.997, 1.003)))

    def _empty_pan(self) -> None:
        """Take everything off, and wait until the scale has said zero twice."""
        self._bench.scale.clear()
        until = time.monotonic() + ZERO_S
        while self._bench.scale.pan.zero_frames < 2 and time.monotonic() < until:
            time.sleep(0.02)

    def _label(self, parcel_no: str) -> None:
        before = self._pages()
        waybill = self._confirm(parcel_no)
        self._await_paper(parcel_no, before)
        if self._dice.random() < self._crew.slips.reprint:
            before = self._pages()
            self._reprint(parcel_no, "smudged")
            self._await_paper(parcel_no, before)
        path = f"/api/v1/parcels/{parcel_no}/attach"
        self._calm("POST", path, {"code": waybill}, keyed=False)
        self._crew.log.waybills[waybill] = parcel_no

    def _pages(self) -> int:
        """Labels that have come out of this bench's printer."""
        return sum(job.state == "printed" for job in self._bench.printer.jobs())

    def _await_paper(self, parcel_no: str, before: int) -> None:
        """Wait for the label; one that does not come is asked for again, by hand."""
        until = time.monotonic() + PAPER_S
        while self._pages() <= before and not self._crew.pace.stop.wait(0.05):
            if time.monotonic() > until and not self._bench.printer.trouble:
                found = self._voice.get(f"/api/v1/parcels/{parcel_no}/waybill")
                if found["print_state"] == "verified":  # it was stuck on before a break
                    return
                self._ask_again(parcel_no)
                until = time.monotonic() + PAPER_S

    def _ask_again(self, parcel_no: str) -> None:
        """Ask for a copy; who has asked too often waits for what was asked for."""
        try:
            self._reprint(parcel_no, "did not come out")
        except Refusal as refusal:
            if refusal.code != "label.reprint_limit":
                raise

    def _reprint(self, parcel_no: str, reason: str) -> None:
        self._calm("POST", f"/api/v1/parcels/{parcel_no}/reprint", {"reason": reason})
        self._crew.log.add("reprints")

    def _confirm(self, parcel_no: str) -> str:
        """Confirm until the carrier's number is there and its label is on its way."""
        until = time.monotonic() + LABEL_S
        while time.monotonic() < until:
            path = f"/api/v1/parcels/{parcel_no}/confirm"
            answer = self._calm("POST", path, keyed=False)
            if answer["waybill"] and answer["print_job"]:
                return str(answer["waybill"])
            self._crew.pace.stop.wait(0.2)
        raise Refusal(409, {"code": "label.late", "detail": parcel_no})

    def _calm(
        self, method: str, path: str, body: View | None = None, *, keyed: bool = True
    ) -> Any:
        """Call; an intercepted order is put down."""
        try:
            return (
                self._voice.post(path, body, keyed=keyed)
                if method == "POST"
                else self._voice.get(path)
            )
        except Refusal as refusal:
            if refusal.code == "order.intercepted":
                raise StoppedError from None
            raise


MARGIN_G: Final = 500
"""Room that is kept for the box itself and its filling."""
