"""Finishing a box: weigh, archive, confirm, label and attach it."""

from __future__ import annotations

import time
from typing import Final

from app.simulation.at_bench import WEIGH_TRIES, AtBench, View
from app.simulation.filling import FILLABLE, Filler
from app.simulation.voice import Refusal

LABEL_S: Final = 20.0
PAPER_S: Final = 5.0
"""A label that has not come out after so long is looked after."""


class Finisher:
    """Brings a filled box to its label."""

    def __init__(self, at: AtBench, filler: Filler) -> None:
        self._at = at
        self._filler = filler

    def finish(self, parcel_no: str) -> None:
        """Weigh, archive, confirm, label and attach one box, from wherever it stands."""
        view = self._at.voice.get(f"/api/v1/parcels/{parcel_no}")
        state = view["state"]
        if state in FILLABLE:
            self._weigh(view)
            state = "weighed"
        if state == "weighed":
            self._at.calm("POST", f"/api/v1/parcels/{parcel_no}/preprint")
            state = "archived"
        if state in {"archived", "confirmed", "labelled"}:
            self._label(parcel_no)

    def _weigh(self, view: View) -> None:
        slip = self._at.dice.random() < self._at.crew.slips.weight
        for _ in range(WEIGH_TRIES):
            grams = self._filler.weight(view)
            self._at.put_on(grams * 1.3 if slip else grams)
            path = f"/api/v1/parcels/{view['parcel_no']}/weigh"
            try:
                answer = self._at.calm("POST", path, keyed=False)
            except Refusal as refusal:
                if not refusal.code.startswith("packing.weight."):
                    raise
                self._at.crew.pace.stop.wait(0.1)
                continue
            finally:
                self._at.empty_pan()
            if answer["verdict"] == "pass":
                return
            self._at.crew.log.add("weight_blocks")
            slip = False
            view = self._filler.fill(answer["parcel"])
        raise Refusal(409, {"code": "packing.weight.outside", "detail": view["parcel_no"]})

    def _label(self, parcel_no: str) -> None:
        before = self._pages()
        waybill = self._confirm(parcel_no)
        self.await_paper(parcel_no, before)
        if self._at.dice.random() < self._at.crew.slips.reprint:
            before = self._pages()
            self._reprint(parcel_no, "smudged")
            self.await_paper(parcel_no, before)
        path = f"/api/v1/parcels/{parcel_no}/attach"
        self._at.calm("POST", path, {"code": waybill}, keyed=False)
        self._at.crew.log.waybills[waybill] = parcel_no

    def _pages(self) -> int:
        """Labels that have come out of this bench's printer."""
        return sum(job.state == "printed" for job in self._at.bench.printer.jobs())

    def await_paper(self, parcel_no: str, before: int) -> None:
        """Wait for the label; one that does not come is asked for again, by hand."""
        until = time.monotonic() + PAPER_S
        while self._pages() <= before and not self._at.crew.pace.stop.wait(0.05):
            if time.monotonic() > until and not self._at.bench.printer.trouble:
                found = self._at.voice.get(f"/api/v1/parcels/{parcel_no}/waybill")
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
        self._at.calm("POST", f"/api/v1/parcels/{parcel_no}/reprint", {"reason": reason})
        self._at.crew.log.add("reprints")

    def _confirm(self, parcel_no: str) -> str:
        """Confirm until the carrier's number is there and its label is on its way."""
        until = time.monotonic() + LABEL_S
        while time.monotonic() < until:
            path = f"/api/v1/parcels/{parcel_no}/confirm"
            answer = self._at.calm("POST", path, keyed=False)
            if answer["waybill"] and answer["print_job"]:
                return str(answer["waybill"])
            self._at.crew.pace.stop.wait(0.2)
        raise Refusal(409, {"code": "label.late", "detail": parcel_no})
