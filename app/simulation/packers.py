"""A packer: fetches picked orders, fills their boxes and finishes each."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Sequence
from typing import Final

from app.simulation.at_bench import WEIGH_TRIES, AtBench, StoppedError, View
from app.simulation.crew import Crew
from app.simulation.filling import FILLABLE, Filler
from app.simulation.finishing import Finisher
from app.simulation.seed import Person
from app.simulation.voice import Refusal

TRIES: Final = 3
NOT_READY: Final = "station.not_ready"
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


class Packer:
    """One person at a bench."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._at = AtBench(crew, person)
        self._filler = Filler(self._at)
        self._finisher = Finisher(self._at, self._filler)
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
            view = self._filler.fill(view)
            if view["state"] in FILLABLE:
                self._filler.choose_box(view)
            if view["state"] not in FILLABLE or not any(ln["left"] for ln in view["lines"]):
                break
            view = self._at.calm("POST", f"/api/v1/orders/{order_no}/parcels")
            boxes.append(view["parcel_no"])
        for parcel_no in self._all_boxes(order_no, boxes):
            self._finisher.finish(parcel_no)

    def _all_boxes(self, order_no: str, mine: Sequence[str]) -> list[str]:
        """The order's boxes, those that were begun before a break too."""
        order = self._crew.book.orders.get(order_no)
        known = list(order.parcels) if order else []
        return list(dict.fromkeys([*known, *mine]))

    def _open(self, order_no: str) -> View:
        code = self._at.bench.code
        for _ in range(WEIGH_TRIES):
            self._at.empty_pan()
            try:
                answer = self._at.calm(
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
        here = self._at.voice.get(f"/api/v1/benches/{self._at.bench.code}")
        if here.get("parcel_no"):
            self._at.voice.post(f"/api/v1/parcels/{here['parcel_no']}/park")
            if here.get("order_no"):
                self._crew.book.to_pack.put(here["order_no"])
