"""Urgent orders go by themselves: onto a list that is walked, else as a flash wave.

They do while the floor is at work and the site's rule lets them. On an idle floor they wait
for the next wave, which takes them first.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import OrderState, Priority
from app.stations.service import set_site_rule, site_rule
from app.waves import jumping, tasks
from app.waves.models import PickList, Wave

RULE = "urgent"
DEFAULT = {"jump_in": True}
AT_ONCE = 20
"""Orders that are looked at in one run, the nearest cut-off first."""


def is_on(session: Session, warehouse_id: int) -> bool:
    """Whether the site lets urgent orders jump in by themselves."""
    return bool(site_rule(session, warehouse_id, RULE, DEFAULT)["jump_in"])


def set_rule(session: Session, actor: Actor, *, jump_in: bool) -> int:
    """Let urgent orders jump in by themselves, or not; return the rule's version."""
    return set_site_rule(session, actor, RULE, {"jump_in": jump_in})


def may_jump(session: Session, warehouse_id: int) -> bool:
    """Whether the rule is on and there is work that an order could jump into."""
    return is_on(session, warehouse_id) and _is_at_work(session, warehouse_id)


def _is_at_work(session: Session, warehouse_id: int) -> bool:
    live = (
        sa.select(sa.literal(1))
        .select_from(PickList)
        .join(Wave, Wave.id == PickList.wave_id)
        .where(PickList.warehouse_id == warehouse_id, Wave.state.in_(jumping.AT_WORK))
        .where(PickList.state.in_(tasks.LIVE_LISTS))
    )
    return session.execute(live.limit(1)).first() is not None


def hurry(actor: Actor, order_no: str) -> jumping.Jumped | None:
    """Let an urgent order jump in if it may and can; else it stays where it is."""
    if not may_jump(db.reading(), actor.warehouse_id):
        return None
    try:
        return jumping.now(actor, order_no)
    except Refused:  # held, without stock, or somebody was faster
        return None


def waiting(session: Session, warehouse_id: int) -> list[str]:
    """The urgent orders that are ready, the nearest cut-off first."""
    at = clock.now()
    query = sa.select(Order.number).where(
        Order.warehouse_id == warehouse_id,
        Order.state == OrderState.READY,
        Order.priority == Priority.URGENT,
        Order.mask == 0,
        sa.or_(Order.not_before.is_(None), Order.not_before <= at),
    )
    return list(session.scalars(query.order_by(Order.cut_off_at, Order.id).limit(AT_ONCE)))


def hurry_all(actor: Actor) -> int:
    """Let the urgent orders of a site jump in that are ready; return how many did."""
    if not may_jump(db.reading(), actor.warehouse_id):
        return 0
    orders = waiting(db.reading(), actor.warehouse_id)
    return sum(hurry(actor, order_no) is not None for order_no in orders)
