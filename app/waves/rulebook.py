"""The rules by which waves are made: kept in versions, paused, resumed, retired, run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import changed
from app.core.errors import Refused
from app.core.events import Actor, record
from app.waves import pool
from app.waves.events import WaveRuleSaved
from app.waves.models import WaveRule, WaveRuleRun
from app.waves.schedule import Schedule

GIVEN_UP_S = 60
"""A run that was begun so long ago and is not done has lost its process."""
LOOKED_AT = 200
"""Runs among which the latest of each rule is looked for."""


@dataclass(frozen=True)
class Rule:
    """A rule in force."""

    id: int
    name: str
    version: int
    wish: pool.Wish
    schedule: Schedule
    paused: bool
    saved_at: datetime
    saved_by: str


def rules(session: Session, warehouse_id: int) -> list[Rule]:
    """The rules in force, by name; retired ones are gone."""
    found = session.scalars(_newest(warehouse_id).order_by(WaveRule.name)).all()
    return [_rule(row) for row in found if not row.retired]


def _newest(warehouse_id: int) -> sa.Select[WaveRule]:
    newest = (
        sa.select(sa.func.max(WaveRule.id))
        .where(WaveRule.warehouse_id == warehouse_id)
        .group_by(WaveRule.name)
    )
    return sa.select(WaveRule).where(WaveRule.id.in_(newest))


def _rule(row: WaveRule) -> Rule:
    planned = row.schedule
    return Rule(
        id=row.id,
        name=row.name,
        version=row.version,
        wish=pool.Wish(**row.wish),
        schedule=Schedule(
            before_cut_off_min=tuple(planned.get("before_cut_off_min", ())),
            at=tuple(planned.get("at", ())),
            hold_min=planned.get("hold_min", 0),
        ),
        paused=row.paused,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def save(
    session: Session, actor: Actor, name: str, wish: dict[str, Any], schedule: dict[str, Any]
) -> Rule:
    """Keep a rule: the first version of its name, or the next one."""
    return _add(session, actor, name, wish=wish, schedule=schedule)


def pause(session: Session, actor: Actor, rule_id: int, *, paused: bool) -> Rule:
    """Let a rule make no waves by itself, or again; times that pass meanwhile are over.

    Raises:
        Refused: ``wave.rule_unknown``.
    """
    row = _in_force(session, actor, rule_id)
    if row.paused == paused:
        return _rule(row)
    return _add(
        session, actor, row.name, wish=row.wish, schedule=row.schedule, paused=paused
    )


def retire(session: Session, actor: Actor, rule_id: int) -> None:
    """Take a rule out of the book; its versions and its waves stay.

    Raises:
        Refused: ``wave.rule_unknown``.
    """
    row = _in_force(session, actor, rule_id)
    _add(session, actor, row.name, wish=row.wish, schedule=row.schedule, retired=True)


def _in_force(session: Session, actor: Actor, rule_id: int) -> WaveRule:
    asked = sa.select(WaveRule.name).where(
        WaveRule.id == rule_id, WaveRule.warehouse_id == actor.warehouse_id
    )
    found = session.scalars(
        _newest(actor.warehouse_id).where(WaveRule.name.in_(asked), ~WaveRule.retired)
    ).first()
    if found is None:
        raise Refused("wave.rule_unknown", rule=rule_id)
    return found


def _add(session: Session, actor: Actor, name: str, **values: Any) -> Rule:
    last = session.scalar(
        sa.select(sa.func.max(WaveRule.version)).where(
            WaveRule.warehouse_id == actor.warehouse_id, WaveRule.name == name
        )
    )
    row = WaveRule(
        warehouse_id=actor.warehouse_id,
        name=name,
        version=(last or 0) + 1,
        saved_at=clock.now(),
        saved_by=actor.name,
        **values,
    )
    session.add(row)
    session.flush()
    fact = WaveRuleSaved(
        rule=name, version=row.version, paused=row.paused, retired=row.retired
    )
    record(session, actor, fact, subject=name)
    return _rule(row)


def begin_run(session: Session, actor: Actor, name: str, due: str) -> bool:
    """Take a moment of a rule's schedule; False when it is done, or somebody is at it."""
    at = clock.now()
    row = session.get(WaveRuleRun, (actor.warehouse_id, name, due))
    if row is None:
        session.add(
            WaveRuleRun(warehouse_id=actor.warehouse_id, name=name, due=due, begun_at=at)
        )
        session.flush()
        return True
    lost = at - timedelta(seconds=GIVEN_UP_S)
    begun = sa.update(WaveRuleRun).where(
        WaveRuleRun.warehouse_id == actor.warehouse_id,
        WaveRuleRun.name == name,
        WaveRuleRun.due == due,
        WaveRuleRun.done_at.is_(None),
        WaveRuleRun.begun_at < lost,
    )
    return changed(session, begun.values(begun_at=at)) == 1


def end_run(session: Session, actor: Actor, name: str, due: str, waves: int) -> None:
    """The waves of a moment are made."""
    row = session.get_one(WaveRuleRun, (actor.warehouse_id, name, due))
    row.done_at, row.waves = clock.now(), row.waves + waves


def last_runs(session: Session, warehouse_id: int) -> dict[str, WaveRuleRun]:
    """The latest run of each rule, by the rule's name."""
    query = sa.select(WaveRuleRun).where(WaveRuleRun.warehouse_id == warehouse_id)
    newest = session.scalars(query.order_by(WaveRuleRun.begun_at.desc()).limit(LOOKED_AT)).all()
    return {row.name: row for row in reversed(newest)}


def is_run(session: Session, warehouse_id: int, name: str, due: str) -> bool:
    """Tell whether the waves of a moment are made."""
    row = session.get(WaveRuleRun, (warehouse_id, name, due))
    return row is not None and row.done_at is not None
