"""Waves that make themselves: by rules, or where ``auto_waves`` is on; urgent orders hurry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import OrderState, Priority
from app.people.models import Warehouse
from app.stations.service import site_rule
from app.waves import hurrying, planner, planning, pool, rulebook, schedule, service
from app.waves.models import Wave
from app.waves.rules import WaveState

RULE = "auto_waves"
DEFAULT = {"on": False, "enough": 12, "wait_s": 20}
"""Wave when so many orders are ready, or one is urgent or has waited so long (seconds)."""


def urgent_orders() -> int:
    """Let urgent orders jump in where the floor is at work; return how many did."""
    return sum(hurrying.hurry_all(_system(site)) for site in _sites())


def auto_waves() -> int:
    """Plan, lock and release what is ready; return how many waves it made."""
    return sum(_one_site(site) for site in _sites())


def _sites() -> list[int]:
    return list(db.reading().scalars(sa.select(Warehouse.id).order_by(Warehouse.id)))


def _system(warehouse_id: int) -> Actor:
    return Actor("system", None, warehouse_id)


def _one_site(warehouse_id: int) -> int:
    if not _is_time(db.reading(), warehouse_id):
        return 0
    actor = _system(warehouse_id)
    plan = planning.plan(pool.ready_orders(db.reading(), warehouse_id, pool.Wish()))
    made = 0
    for one in _lock(actor, plan, service.BY_HAND):
        _release(actor, one.wave)
        made += 1
    return made


def _lock(
    actor: Actor, plan: planner.Plan, origin: service.Origin
) -> list[service.Locked]:
    """Lock the waves of a plan, each in a transaction of its own: a writer's job is short."""
    locked: list[service.Locked] = []
    for wave in plan.waves:
        work = partial(service.lock, actor=actor, plan=[wave], origin=origin)
        locked += db.in_transaction(work)
    return locked


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
        if refusal.code not in {"wave.released_already", "wave.over"}:
            raise  # else a supervisor was faster


def scheduled_waves() -> int:
    """Make the waves that rules are due for, and release those whose time has come."""
    return sum(_run_rules(site) + _release_due(site) for site in _sites())


def _run_rules(warehouse_id: int) -> int:
    in_force = rulebook.rules(db.reading(), warehouse_id)
    return sum(_run(_system(warehouse_id), rule) for rule in in_force if not rule.paused)


def _run(actor: Actor, rule: rulebook.Rule) -> int:
    session, site = db.reading(), actor.warehouse_id
    by_cut_off = rule.schedule.before_cut_off_min
    come = schedule.due_now(
        rule.schedule,
        pool.cut_offs(session, site, rule.wish) if by_cut_off else [],
        clock.now(),
        since=rule.saved_at,
        zone=current_app.extensions["settings"].timezone,
    )
    due = [one for one in come if not rulebook.is_run(session, site, rule.name, one.name)]
    return sum(_make(actor, rule, one) for one in due)


def _make(actor: Actor, rule: rulebook.Rule, due: schedule.Due) -> int:
    """Make the waves of one moment; what a stopped process left is made by the next."""
    name, when = rule.name, due.name
    if not db.in_transaction(lambda s: rulebook.begin_run(s, actor, name, when)):
        return 0
    wish = replace(rule.wish, cut_off_before=due.cut_off_at or rule.wish.cut_off_before)
    plan = planning.plan(pool.ready_orders(db.reading(), actor.warehouse_id, wish))
    release_at = clock.now() + timedelta(minutes=rule.schedule.hold_min)
    made = len(_lock(actor, plan, service.Origin(name, rule.version, release_at)))
    db.in_transaction(lambda s: rulebook.end_run(s, actor, name, when, made))
    return made


def _release_due(warehouse_id: int) -> int:
    due = sa.select(Wave.number).where(
        Wave.warehouse_id == warehouse_id,
        Wave.state == WaveState.LOCKED,
        Wave.release_at <= clock.now(),
    )
    numbers = db.reading().scalars(due.order_by(Wave.release_at, Wave.id)).all()
    for number in numbers:
        _release(_system(warehouse_id), number)
    return len(numbers)


JOBS = [
    ("urgent_orders", 2, urgent_orders),
    ("auto_waves", 2, auto_waves),
    ("scheduled_waves", 5, scheduled_waves),
]
