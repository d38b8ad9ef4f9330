"""Filling a box: every unit is scanned in, up to what the box holds."""

from __future__ import annotations

import time
import uuid
from typing import Final

from app.simulation.at_bench import AtBench, StoppedError, View

BATCH: Final = 200
TYPED_FROM: Final = 12
"""From more units than this on a line is counted and typed, twice."""
BOX_LIMITS: Final = ((4_000, "S"), (12_000, "M"))
"""Grams of goods up to which a box is taken; beyond it the large one."""
FILLABLE: Final = frozenset({"open", "sealed", "blocked"})
MARGIN_G: Final = 500
"""Room that is kept for the box itself and its filling."""


class Filler:
    """Puts goods into boxes at a bench."""

    def __init__(self, at: AtBench) -> None:
        self._at = at

    def fill(self, view: View) -> View:
        """Scan what is left into the box, until it is full or nothing is left.

        Raises:
            StoppedError: the order was intercepted.
        """
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
        room = view["max_g"] - self.weight(view) - MARGIN_G
        for line in view["lines"]:
            unit_g = self._at.crew.kit.goods.grams.get(line["sku"], 0) or 1
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
        code = self._at.crew.kit.goods.barcodes.get(line["sku"], line["sku"])
        return {"scan_id": f"{self._at.badge}-{uuid.uuid4().hex[:16]}", "code": code}

    def _scan(self, parcel_no: str, scans: list[View]) -> View:
        self._at.crew.pace.take("pack", min(len(scans), 6))
        began = time.perf_counter()
        path = f"/api/v1/parcels/{parcel_no}/scan"
        answer: View = self._at.calm("POST", path, {"scans": scans}, keyed=False)
        self._at.crew.log.scan_s.append((time.perf_counter() - began) / len(scans))
        return answer

    def _packed(self, view: View) -> int:
        packed: int = sum(line["packed"] for line in view["lines"])
        return packed

    def _goods_g(self, view: View) -> float:
        grams = self._at.crew.kit.goods.grams
        total = 0.0
        for line in view["lines"]:
            inside = line["quantity"] - line["left"] - line["elsewhere"]
            total += inside * grams.get(line["sku"], 0)
        return total

    def weight(self, view: View) -> float:
        """What the parcel really weighs, grams."""
        return self._goods_g(view) + float(view["tare_g"]) + float(view["filler_g"])

    def choose_box(self, view: View) -> None:
        """Take a box that holds the goods, when none is taken yet."""
        if view["box"] is None:
            goods = self._goods_g(view)
            box = next((code for most, code in BOX_LIMITS if goods <= most), "L")
            self._at.calm(
                "POST", f"/api/v1/parcels/{view['parcel_no']}/box", {"code": box}, keyed=False
            )
