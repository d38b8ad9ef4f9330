"""Waves that are planned at once: no shelf is promised twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import db
from app.core.events import SYSTEM
from app.inventory.models import Stock
from app.orders.models import Order
from app.waves import planner, pool, service
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body
from tests.waves.books import is_each_unit_in_one_task


def test_concurrent_waves_oversell_no_shelf(floor: Floor) -> None:
    """Two supervisors plan the same shelves: who releases later gets what is left."""
    open_shop(floor, ("RED", "A-01-01-1", 3), ("TIN", "B-05-02-1", 9))
    lead = floor.person("supervisor")
    bodies = [order_body(str(n), ("RED", 2), ("TIN", 1)) for n in (1, 2)]
    results = floor.hub.post("/api/v1/hub/orders", {"orders": bodies}).json["results"]
    floor.write(lambda s: s.execute(sa.update(Order).values(state="ready", holds="")))
    plans = []
    for one in results:
        made = lead.post("/api/v1/waves", {"orders": [one["order_no"]]}).json
        number = made["waves"][0]["wave"] if made.get("waves") else None
        if number is not None:
            with floor.app.app_context():
                plans.append(
                    (number, planner.one_wave(pool.wave_orders(db.reading(), 1, number)))
                )

    for number, plan in plans:
        floor.write(lambda s, n=number, p=plan: service.release(s, SYSTEM, n, p))

    assert floor.count(Stock, Stock.reserved > Stock.on_hand) == 0
    assert floor.count(Order, Order.state == "picking") == 1
    with Session(floor.app.extensions["store"].reader) as session:
        is_each_unit_in_one_task(session)
