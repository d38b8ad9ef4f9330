"""A dock with weighed parcels, and a supervisor who pre-prints many of them at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.packing import checking, weighing
from app.packing import service as packing
from app.packing.models import Parcel
from app.packing.scans import Scan
from app.packing.verdicts import Measured
from app.shipping import jobs
from app.shipping.models import Label
from tests.floor import Floor
from tests.journeys.racing import Dock
from tests.packing.station import pick


class Desk(Dock):
    """The dock's orders up to the scale, and the supervisor's calls."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.lead = floor.person("supervisor", badge="LEAD-1")

    def packed(self, *, grams: int | None = 100, order_no: str = "", **more: Any) -> str:
        """A parcel with one mug, weighed where *grams* are given; its bench is free again."""
        order_no = order_no or self.orders(1, **more)[0][1]

        def work(session: Session) -> str:
            pick(session, order_no, f"T-{order_no}")
            parcel = self.open(session, order_no)
            one = [Scan(f"{parcel}-1", "B-MUG")]
            checking.scan(session, self.actor, parcel, self.person, one)
            if grams is not None:
                read = Measured(Decimal(grams), "", None, "manual", "test")
                weighing.weigh(session, self.actor, parcel, self.person, read)
            packing.park(session, self.actor, parcel)
            return parcel

        parcel: str = self.floor.write(work)
        return parcel

    def batch(self, *parcels: str, **body: Any) -> Any:
        """Make a batch; the answer."""
        return self.lead.post("/api/v1/batches", body or {"parcels": list(parcels)})

    def look(self, batch: str) -> dict[str, Any]:
        return dict(self.lead.get(f"/api/v1/batches/{batch}").json)

    def draw(self) -> int:
        """Let the background loop work on what waits, to its end."""
        rounds = 0
        while self.draw_once():
            rounds += 1
        return rounds

    def draw_once(self) -> int:
        """One piece of the background loop's work."""
        with self.floor.app.app_context():
            return jobs.draw_batches()

    def sheet(self, batch: str) -> Any:
        return self.lead.get(f"/api/v1/batches/{batch}/sheet.pdf")

    def labels(self) -> dict[str, int]:
        """How many labels each parcel has."""
        rows = self.floor.read(
            sa.select(Parcel.number, sa.func.count())
            .join(Label, Label.parcel_id == Parcel.id)
            .group_by(Parcel.number)
        )
        return dict(rows)

    def files(self) -> int:
        """PDFs in the archive."""
        folder = self.floor.app.extensions["settings"].data_dir
        return len(list(folder.rglob("*.pdf")))

    def states(self, *parcels: str) -> list[str]:
        rows = dict(self.floor.read(sa.select(Parcel.number, Parcel.state)))
        return [str(rows[parcel]) for parcel in parcels]
