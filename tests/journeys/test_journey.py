"""Whatever people do, in any order: the invariants hold, and each order comes to its end."""

from __future__ import annotations

import sqlalchemy as sa

from app.inventory.models import Holding, Reservation, Stock
from app.orders.models import Order
from tests.floor import Floor
from tests.journeys.ending import bring_to_an_end
from tests.journeys.walker import Walker


def test_hundreds_of_steps_in_any_order(floor: Floor, database_kind: str) -> None:
    walker = Walker(floor, seed=42)
    for _ in range(300 if database_kind == "sqlite" else 60):
        walker.step()

    said = set(walker.heard)
    assert said >= {"ok", "pass", "list_done", "order.intercepted", "wall task_done"}
    bring_to_an_end(walker)

    ends = {str(state) for (state,) in floor.read(sa.select(Order.state))}
    assert ends <= {"shipped", "cancelled"}, "\n".join(walker.trail[-60:])
    assert floor.count(Holding, Holding.order_id.is_not(None)) == 0
    alive = Reservation.state.not_in(["consumed", "released"])
    assert floor.count(Reservation, alive) == 0
    assert floor.count(Stock, Stock.reserved != 0) == 0
    assert walker.broken() == {}
