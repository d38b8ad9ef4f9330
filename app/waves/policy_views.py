"""What work costs on this floor, in which ways it is not picked, and what hurries by itself."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from sqlalchemy.orm import Session

from app.core import db
from app.core.api import caller
from app.core.body import Strict
from app.core.events import Actor
from app.stations.service import set_site_rule, site_rule
from app.waves import hurrying, pool
from app.waves.urls import bp

RULE = "waves"

Seconds = Annotated[float, msgspec.Meta(ge=0, le=600)]
Many = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class WavePolicy(Strict):
    """What the planner reckons with.

    *without* names ways that this site does not pick in: the single-item lane, the put
    wall, zones. Carts are walked all the same where nothing else can be. *cart_slots* are
    totes on a cart, *bulk_units* the units of a bulk list, *zone_lines* the lines beyond
    which an order over several zones is picked by zones. Times are in seconds: to fetch a
    cart, to find a bin, to take a unit, to put one into a wall, to find a unit's order at
    the bench, to open an order there, to bring a part from another zone to the rest.
    """

    without: Annotated[
        list[Literal["single", "cluster", "wall", "zone"]], msgspec.Meta(max_length=4)
    ]
    cart_slots: Many
    bulk_units: Many
    zone_lines: Many
    walk_m_s: Annotated[float, msgspec.Meta(ge=0.1, le=10)]
    setup_s: Seconds
    stop_s: Seconds
    unit_s: Seconds
    put_s: Seconds
    bind_s: Seconds
    open_s: Seconds
    merge_s: Seconds


class WavePolicyAnswer(msgspec.Struct):
    """The policy in force; *wall_slots* are those of the largest put wall."""

    policy: WavePolicy
    wall_slots: int


@bp.get("/api/v1/waves/policy", needs="wave.view", answer=WavePolicyAnswer)
def show_policy() -> WavePolicyAnswer:
    """What work costs, and in which ways orders are not picked."""
    return _shown(db.reading(), caller().actor)


@bp.post(
    "/api/v1/waves/policy", needs="wave.plan", body=WavePolicy, answer=WavePolicyAnswer
)
def set_policy(body: WavePolicy) -> WavePolicyAnswer:
    """Say what work costs: a new version of the rule, on record; locked waves use it, too."""
    actor, given = caller().actor, msgspec.to_builtins(body)

    def work(session: Session) -> WavePolicyAnswer:
        stored = site_rule(session, actor.warehouse_id, RULE, {})
        set_site_rule(session, actor, RULE, stored | given)
        session.flush()
        return _shown(session, actor)

    return db.in_transaction(work)


def _shown(session: Session, actor: Actor) -> WavePolicyAnswer:
    policy = pool.policy(session, actor.warehouse_id)
    given = {name: getattr(policy, name) for name in WavePolicy.__struct_fields__}
    return WavePolicyAnswer(msgspec.convert(given, WavePolicy), policy.wall_slots)


class UrgentRule(Strict):
    """Whether urgent orders jump in by themselves while lists are walked."""

    jump_in: bool


@bp.get("/api/v1/waves/urgent", needs="wave.view", answer=UrgentRule)
def show_urgent() -> UrgentRule:
    """Whether urgent orders jump in by themselves."""
    return UrgentRule(hurrying.is_on(db.reading(), caller().actor.warehouse_id))


@bp.post("/api/v1/waves/urgent", needs="wave.plan", body=UrgentRule, answer=UrgentRule)
def set_urgent(body: UrgentRule) -> UrgentRule:
    """Let urgent orders jump in by themselves, or not; on record."""
    actor = caller().actor

    def work(session: Session) -> UrgentRule:
        hurrying.set_rule(session, actor, jump_in=body.jump_in)
        return body

    return db.in_transaction(work)
