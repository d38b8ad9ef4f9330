"""Units that the books have in a tote and nobody finds there.

Nothing is written off before an approval: they lie at a place of their own until then.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.core.events import Actor
from app.inventory import locks
from app.inventory.holdings import Units, hold, lift_from, post
from app.inventory.ledger import tell_when_empty
from app.inventory.models import Holding
from app.inventory.promises import settle_picked
from app.inventory.rules import ReservationAct, tote_place

_HOLDING = table_of(Holding)


def missing_place(order_no: str) -> str:
    """The ledger's name of where an order's missing units are looked for."""
    return f"missing:{order_no}"


def lose(
    session: Session,
    actor: Actor,
    *,
    order_line_id: int,
    order_no: str,
    quantity: int,
    tote: str = "",
) -> int:
    """Take units of a line out of its totes, because they are not there.

    Their promise ends, so that others can be picked instead.

    Args:
        session: the open transaction.
        actor: who did not find them.
        order_line_id: whose they are.
        order_no: its order's number.
        quantity: units that are not there.
        tote: where they are not; any of the order's totes when empty.

    Returns:
        How many the totes held of them.
    """
    rows = locks.holdings(
        session,
        actor.warehouse_id,
        _HOLDING.c.order_line_id == order_line_id,
        _HOLDING.c.place == tote_place(tote)
        if tote
        else _HOLDING.c.place.startswith(tote_place("")),
        sa.not_(_HOLDING.c.going_back),
    )
    lost = 0
    for row in rows:
        part = min(row.quantity, quantity - lost)
        if part == 0:
            break
        lift_from(session, row, part)
        units = Units(row.sku_id, part)
        to_place = missing_place(order_no)
        hold(session, actor, to_place, units)
        post(session, actor, units, from_place=row.place, to_place=to_place, why="missing")
        settle_picked(session, order_line_id, part, ReservationAct.RELEASE)
        tell_when_empty(session, actor, row.place)
        lost += part
    return lost
