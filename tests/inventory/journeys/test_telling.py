"""The hub hears what can be promised: the latest figure, once."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.events import SYSTEM, EventRow
from app.core.outbox import OutboxRow
from app.inventory import jobs
from app.inventory import service as inventory
from tests import builders
from tests.floor import Floor
from tests.inventory.shelves import Shelf


def tell(floor: Floor) -> int:
    with floor.app.app_context():
        return jobs.tell_stock_changes()


def told(floor: Floor) -> list[tuple[str, int]]:
    query = sa.select(EventRow.body).where(EventRow.tag == "inventory.stock.changed")
    bodies = [json.loads(row.body) for row in floor.read(query.order_by(EventRow.id))]
    return [(body["stream"], body["available"]) for body in bodies]


def test_many_changes_are_told_as_one(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    for n in range(3):
        shelf.order(f"O{n}", 1)

    assert [tell(floor), tell(floor)] == [1, 0]
    assert told(floor) == [("sku:SKU-1", 7)]
    assert floor.read(sa.select(OutboxRow.hub_type)) == [("stock.changed",)]


def test_what_is_owed_is_told_as_nothing(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    shelf.order("O1", 6)
    floor.write(lambda s: inventory.freeze(s, SYSTEM, shelf.stock_id, "short"))

    tell(floor)

    assert shelf.free == -6
    assert told(floor) == [("sku:SKU-1", 0)]
    assert tell(floor) == 0


def test_a_change_that_was_undone_is_not_told(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    tell(floor)
    order = shelf.order("O1", 4)
    order.do(inventory.unpromise, order.order_id)

    assert tell(floor) == 0


def test_more_skus_than_fit_one_run_are_all_told(floor: Floor) -> None:
    bin_id = builders.bin_(floor, "A-01-01-1")

    def many(session: Session) -> None:
        for n in range(205):
            sku = Sku(code=f"S{n:03}", name="x", looks={})
            session.add(sku)
            session.flush()
            inventory.receive(session, SYSTEM, sku_id=sku.id, bin_id=bin_id, quantity=1)

    floor.write(many)

    assert [tell(floor), tell(floor), tell(floor)] == [200, 5, 0]
