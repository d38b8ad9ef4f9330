"""URLs of the rules by which waves are made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from flask import current_app
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.api import caller
from app.core.errors import Refused
from app.waves import pool, rulebook, schedule
from app.waves.bodies import RuleAnswer, RuleBody, Rules
from app.waves.models import WaveRuleRun
from app.waves.urls import bp


@bp.get("/api/v1/wave-rules", needs="wave.view", answer=Rules)
def rules() -> Rules:
    """The rules in force, when they run next, and what they made last."""
    return _in_force(db.reading(), caller().actor.warehouse_id, _zone())


@bp.post("/api/v1/wave-rules", needs="wave.plan", body=RuleBody, answer=RuleAnswer)
def save_rule(body: RuleBody) -> RuleAnswer:
    """Keep a rule: the first version of its name, or the next one."""
    actor, name = caller().actor, body.name
    wish: dict[str, Any] = msgspec.to_builtins(body.wish)
    planned: dict[str, Any] = msgspec.to_builtins(body.schedule)
    zone = _zone()

    def work(session: Session) -> RuleAnswer:
        saved = rulebook.save(session, actor, name, wish, planned)
        return _told(session, actor.warehouse_id, zone, saved)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/wave-rules/<number>/pause",
    needs="wave.plan",
    answer=RuleAnswer,
    errors=("wave.rule_unknown",),
)
def pause_rule(number: str) -> RuleAnswer:
    """Let a rule make no waves by itself."""
    return _paused(number, paused=True)


@bp.post(
    "/api/v1/wave-rules/<number>/resume",
    needs="wave.plan",
    answer=RuleAnswer,
    errors=("wave.rule_unknown",),
)
def resume_rule(number: str) -> RuleAnswer:
    """Let a paused rule make waves by itself again."""
    return _paused(number, paused=False)


@bp.delete(
    "/api/v1/wave-rules/<number>",
    needs="wave.plan",
    answer=Rules,
    errors=("wave.rule_unknown",),
)
def retire_rule(number: str) -> Rules:
    """Take a rule out of the book; its versions and its waves stay."""
    actor, key, zone = caller().actor, _key(number), _zone()

    def work(session: Session) -> Rules:
        rulebook.retire(session, actor, key)
        return _in_force(session, actor.warehouse_id, zone)

    return db.in_transaction(work)


def _paused(number: str, *, paused: bool) -> RuleAnswer:
    actor, key, zone = caller().actor, _key(number), _zone()

    def work(session: Session) -> RuleAnswer:
        rule = rulebook.pause(session, actor, key, paused=paused)
        return _told(session, actor.warehouse_id, zone, rule)

    return db.in_transaction(work)


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.extensions["settings"].timezone
    return zone


def _in_force(session: Session, site: int, zone: ZoneInfo) -> Rules:
    runs = rulebook.last_runs(session, site)
    found = rulebook.rules(session, site)
    return Rules([_told(session, site, zone, rule, runs.get(rule.name)) for rule in found])


def _key(number: str) -> int:
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Refused("wave.rule_unknown", rule=number)
    return int(number)


def _told(
    session: Session,
    site: int,
    zone: ZoneInfo,
    rule: rulebook.Rule,
    run: WaveRuleRun | None = None,
) -> RuleAnswer:
    cut_offs = pool.cut_offs(session, site, rule.wish)
    ahead = schedule.next_due(rule.schedule, cut_offs, clock.now(), zone)
    shown = msgspec.to_builtins(asdict(rule.wish))
    return RuleAnswer(
        id=str(rule.id),
        name=rule.name,
        version=rule.version,
        wish={key: value for key, value in shown.items() if value not in (None, [])},
        schedule=msgspec.to_builtins(asdict(rule.schedule)),
        paused=rule.paused,
        saved_at=rule.saved_at,
        saved_by=rule.saved_by,
        next_at=None if rule.paused else ahead,
        last_at=run.done_at if run else None,
        last_waves=run.waves if run else None,
    )
