"""The hub hears what can be promised: the latest figure, once."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core.events import SYSTEM, EventRow
from app.core.outbox import OutboxRow
from app.inventory import jobs, queries
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


def available(floor: Floor, after: int = 0) -> list[tuple[str, int]]:
    with Session(floor.app.extensions["store"].reader) as session:
        return [(one.sku, one.available) for one in queries.available(session, 1, after)]


def last_seq(floor: Floor) -> int:
    with Session(floor.app.extensions["store"].reader) as session:
        return max(one.seq for one in queries.available(session, 1))


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


def test_the_feed_gives_the_present_figure_of_what_changed_since(floor: Floor) -> None:
    first = Shelf(floor, 10)
    assert available(floor) == [("SKU-1", 10)], "at once, before anything was told"
    tell(floor)
    seen = last_seq(floor)
    second = Shelf(floor, 5, sku="SKU-2", bin_code="A-01-01-2")
    first.order("O1", 1)

    assert available(floor, seen) == [], "nothing was told since"
    tell(floor)
    second.order("O2", 2)

    assert available(floor, seen) == [("SKU-1", 9), ("SKU-2", 3)]
    assert available(floor, last_seq(floor)) == []
