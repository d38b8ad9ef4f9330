"""Waves that make themselves, where the site rule ``auto_waves`` is on."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import OrderState, Priority
from app.people.models import Warehouse
from app.stations.service import site_rule
from app.waves import planning, pool, service

RULE = "auto_waves"
DEFAULT = {"on": False, "enough": 12, "wait_s": 20}
"""Wave when so many orders are ready, or one is urgent or has waited so long (seconds)."""


def auto_waves() -> int:
    """Plan, lock and release what is ready; return how many waves it made."""
    sites = db.reading().scalars(sa.select(Warehouse.id).order_by(Warehouse.id)).all()
    return sum(_one_site(site) for site in sites)


def _one_site(warehouse_id: int) -> int:
    if not _is_time(db.reading(), warehouse_id):
        return 0
    actor = Actor("system", None, warehouse_id)
    plan = planning.plan(pool.ready_orders(db.reading(), warehouse_id, pool.Wish()))
    made = 0
    for wave in plan.waves:
        locked = db.in_transaction(partial(service.lock, actor=actor, plan=[wave]))
        for one in locked:
            _release(actor, one.wave)
            made += 1
    return made


def _is_time(session: Session, warehouse_id: int) -> bool:
    rule = site_rule(session, warehouse_id, RULE, DEFAULT)
    if not rule["on"]:
        return False
    ready = sa.select(
        sa.func.count(),
        sa.func.min(Order.state_at),
        sa.func.max(sa.case((Order.priority == Priority.URGENT, 1), else_=0)),
    ).where(
        Order.warehouse_id == warehouse_id,
        Order.state == OrderState.READY,
        Order.mask == 0,
    )
    count, oldest, urgent = session.execute(ready).one()
    if not count:
        return False
    waited = clock.now() - oldest >= timedelta(seconds=float(rule["wait_s"]))
    return bool(count >= int(rule["enough"]) or urgent or waited)


def _release(actor: Actor, number: str) -> None:
    orders = pool.wave_orders(db.reading(), actor.warehouse_id, number)
    plan = planning.one_wave(orders)
    try:
        db.in_transaction(lambda s: service.release(s, actor, number, plan))
    except Refused as refusal:
        if refusal.code != "wave.released_already":  # a supervisor was faster
            raise


JOBS = [("auto_waves", 2, auto_waves)]
