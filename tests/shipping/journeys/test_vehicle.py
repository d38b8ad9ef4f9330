"""A vehicle at the dock: one sheet, whoever opens it, and nobody's parcel on two."""

from __future__ import annotations

from app.shipping import manifests
from tests.floor import Floor
from tests.journeys.racing import Dock, Work, at_once, broken


def test_a_vehicle_that_two_people_open_at_once_has_one_sheet(floor: Floor) -> None:
    dock = Dock(floor)
    opening: Work = lambda s: manifests.open_manifest(s, dock.actor, "SF", "沪A 12345")  # noqa: E731

    assert len(set(at_once(floor, *[opening] * 4))) == 1


def test_a_parcel_that_is_scanned_at_two_vehicles_at_once_is_on_one(floor: Floor) -> None:
    dock = Dock(floor)
    ((_, order_no),) = dock.orders(1)
    parcel = dock.attached(order_no)
    sheets = [dock.sheet(), dock.sheet()]

    def scan(number: str) -> Work:
        return lambda s: manifests.to_manifest(s, dock.actor, number, f"WB{parcel}").verdict

    answers = at_once(floor, *map(scan, sheets))

    assert sorted(answers) == ["manifest.other", "ok"]
    assert sorted(map(dock.close, sheets)) == ["closed", "manifest.empty"]
    assert str(dock.state(order_no)) == "shipped"
    assert broken(floor) == {}
