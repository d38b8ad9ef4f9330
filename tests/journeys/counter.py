"""A bench whose parcels get their numbers from a carrier that may answer badly."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.shipping import jobs
from app.shipping.models import Label, Waybill
from app.simulation.virtual_carrier import VirtualCarrier
from app.stations.models import FloorException
from tests.floor import Floor
from tests.journeys.racing import Dock
from tests.shipping.carrier_accounts import account


class Counter:
    """One confirmed-to-be parcel after the other, with a carrier that is asked for numbers."""

    def __init__(self, floor: Floor, carrier: VirtualCarrier, clock_: Clock) -> None:
        self.dock, self.carrier, self.clock = Dock(floor), carrier, clock_
        self.floor = floor
        self.packer, self.lead = floor.person("packer"), floor.person("supervisor")
        self.account("kuaidi100")

    def account(self, dialect: str, **more: str) -> None:
        known = self.floor.app.extensions["settings"]
        accounts = {"SF": account(self.carrier, dialect, **more)}
        self.floor.app.extensions["settings"] = dataclasses.replace(
            known, carrier_accounts=accounts
        )

    def parcel(self) -> str:
        ((_, order_no),) = self.dock.orders(1)
        return self.dock.archived(order_no)

    def confirm(self, parcel: str) -> tuple[int, Any]:
        answer = self.packer.post(f"/api/v1/parcels/{parcel}/confirm")
        return answer.status_code, answer.json.get("code") or answer.json["waybill"]

    def void(self, parcel: str) -> Any:
        return self.lead.post(f"/api/v1/parcels/{parcel}/void", {"reason": "wrong box"})

    def later(self, seconds: float) -> None:
        """Let time pass, then the background loop look after carriers and labels."""
        self.clock.ahead += timedelta(seconds=seconds)
        with self.floor.app.app_context():
            while jobs.ask_carriers():
                pass
            jobs.finish_confirms()

    def row(self, *columns: Any) -> Any:
        """Of the first waybill."""
        return self.floor.read(sa.select(*columns).order_by(Waybill.id).limit(1))[0]

    def state(self) -> str:
        return str(self.row(Waybill.state)[0])

    def labels(self) -> int:
        return self.floor.count(Label, Label.kind == "live")

    def troubles(self) -> list[Any]:
        """Why carriers gave no number, as supervisors see it."""
        open_ones = sa.select(FloorException.detail).where(
            FloorException.ended_at.is_(None), FloorException.kind == "waybill_unknown"
        )
        return [detail["reason"] for (detail,) in self.floor.read(open_ones)]


class Clock:
    """The floor's clock, which can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead
