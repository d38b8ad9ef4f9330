"""A return from its announcement to its shelf, on both databases."""

from __future__ import annotations

from app.core import db
from app.core.events import seal_now
from app.inventory.queries import invariant_units
from tests.floor import Floor
from tests.returns.desk import WAYBILL, open_desk


def test_a_return_goes_from_its_box_to_its_shelf(floor: Floor) -> None:
    desk = open_desk(floor)
    desk.announce(rma="R1", external_order_no="WGO1")
    number = desk.receive(f"{WAYBILL}-1-1-")["return_no"]
    units = [desk.scan(number) for _ in range(2)]
    for unit, grade, shelf in zip(units, "AB", ("A-01-01-1", "R-01-01-1"), strict=True):
        desk.grade(number, unit, grade)
        assert desk.put_away(number, unit, shelf).status_code == 200

    seen = desk.clerk.get(f"/api/v1/returns/{number}").json
    assert (seen["state"], seen["units_left"]) == ("closed", 0)
    store = floor.app.extensions["store"]
    if not store.is_sqlite:
        seal_now(store)
    (graded,) = desk.heard("return.graded")
    assert sorted(line["grade"] for line in graded["lines"]) == ["A", "B"]
    with floor.app.app_context():
        assert invariant_units(db.reading()) == []
