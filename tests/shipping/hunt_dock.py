"""The steps at the dock of a hunt: a parcel's way out, with what the model makes of it."""

from __future__ import annotations

from tests.shipping.hunt_model import Parcel
from tests.shipping.hunt_worker import Worker


class Dock(Worker):
    """What people do with a labelled parcel, and with one that is not."""

    def cage(self, parcel: Parcel, who: str) -> None:
        """Into the right cage by the label's number."""
        code = parcel.waybill or parcel.number
        cages = self.people["admin"].get("/api/v1/cages").json["cages"]
        for cage in cages:
            path = f"/api/v1/cages/{cage['cage']}/scan"
            answer, _ = self.ask(self.people[who], path, {"code": code})
            if answer is None:
                parcel.sure = False
            elif answer.status_code == 200:
                assert not parcel.order.mask
                parcel.closed = True
                self.seen["caged"] += 1

    def drive_away(self, parcel: Parcel, who: str) -> None:
        """Onto a sheet of its carrier, and the vehicle leaves."""
        voice, code = self.people[who], parcel.waybill or parcel.number
        view = self.people["admin"].get(f"/api/v1/parcels/{parcel.number}").json
        opened, _ = self.ask(voice, "/api/v1/manifests", {"carrier": view["carrier"]})
        if opened is None or opened.status_code != 200:
            return
        number = opened.json["manifest"]
        scanned, _ = self.ask(voice, f"/api/v1/manifests/{number}/scan", {"code": code})
        if scanned is None or scanned.status_code != 200:
            return
        closed, _ = self.ask(voice, f"/api/v1/manifests/{number}/close")
        if closed is None:
            parcel.sure = False
        elif closed.status_code == 200:
            assert not parcel.order.mask
            parcel.closed = True
            self.seen["driven away"] += 1
