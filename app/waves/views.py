"""Waves' URLs: lock, release, cancel, look; the others are in files by meaning."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from flask import render_template

from app.core import clock, db
from app.core.api import caller
from app.core.body import Page
from app.core.errors import Refused
from app.core.events import latest_seq
from app.waves import (
    edit_views,
    hurrying,
    mixing,
    planner,
    planning,
    policy_views,
    pool,
    preview_views,
    queries,
    rule_views,
    service,
    ways_views,
)
from app.waves.bodies import WaveWish, wish_of
from app.waves.rules import WaveState
from app.waves.urls import bp

__all__ = [
    "bp",
    "edit_views",
    "policy_views",
    "preview_views",
    "rule_views",
    "ways_views",
]


class LockedWaves(msgspec.Struct):
    """Waves that were made, and orders left out by reason."""

    waves: list[service.Locked]
    left_out: dict[str, list[str]]


class Cancelled(msgspec.Struct):
    """What became of the wave's orders."""

    wave: str
    state: str
    ready: list[str]
    held: list[str]
    going_on: list[str]


class WavesQuery(Page):
    """A page of waves, the newest first."""

    state: WaveState | None = None
    after: str | None = None


class WavesPage(msgspec.Struct):
    """Waves and how far they are."""

    waves: list[queries.WaveRow]


class WaveOrderRow(msgspec.Struct):
    """An order of a wave."""

    order_no: str
    state: str


class WaveAnswer(msgspec.Struct):
    """A wave with its lists and orders."""

    wave: queries.WaveRow
    lists: list[queries.ListRow]
    orders: list[WaveOrderRow]


@bp.post(
    "/api/v1/waves",
    needs="wave.plan",
    body=WaveWish,
    answer=LockedWaves,
    errors=("wave.nothing_ready",),
)
def lock(body: WaveWish) -> LockedWaves:
    """Plan waves and lock them; PDAs do not see them before their release."""
    actor = caller().actor
    plan = planning.plan(pool.ready_orders(db.reading(), actor.warehouse_id, wish_of(body)))
    left_out = _left_out(plan, queries.numbers_of(db.reading(), _keys(plan)))

    def work(session: Any) -> LockedWaves:
        made = service.lock(session, actor, plan.waves)
        if not made:
            raise Refused("wave.nothing_ready", left_out=left_out)
        return LockedWaves(made, left_out)

    return db.in_transaction(work)


@bp.post(
    "/api/v1/waves/<number>/release",
    needs="wave.release",
    answer=service.Released,
    errors=("wave.unknown", "wave.released_already", "wave.over"),
)
def release(number: str) -> service.Released:
    """Give a locked wave to the floor."""
    actor = caller().actor
    orders = pool.wave_orders(db.reading(), actor.warehouse_id, number)
    plan = planning.one_wave(orders)
    return db.in_transaction(lambda s: service.release(s, actor, number, plan))


@bp.post(
    "/api/v1/waves/<number>/cancel",
    needs="wave.release",
    answer=Cancelled,
    errors=("wave.unknown", "wave.over"),
)
def cancel(number: str) -> Cancelled:
    """Cancel a wave: picked units go back, its orders are ready again."""
    actor = caller().actor
    return db.in_transaction(
        lambda s: Cancelled(
            wave=number, state=WaveState.CANCELLED, **service.cancel(s, actor, number)
        )
    )


@bp.get(
    "/api/v1/waves",
    needs="wave.view",
    query=WavesQuery,
    answer=WavesPage,
    errors=("wave.unknown",),
)
def waves(query: WavesQuery) -> WavesPage:
    """Waves and how far they are, the newest first."""
    states = [query.state] if query.state is not None else None
    site = caller().actor.warehouse_id
    after, limit = query.after, query.limit
    return WavesPage(queries.waves(db.reading(), site, states=states, after=after, limit=limit))


@bp.get(
    "/api/v1/waves/<number>", needs="wave.view", answer=WaveAnswer, errors=("wave.unknown",)
)
def wave(number: str) -> WaveAnswer:
    """One wave with its lists and orders."""
    site = caller().actor.warehouse_id
    found = queries.waves(db.reading(), site, number=number)
    if not found:
        raise Refused("wave.unknown", wave=number)
    return WaveAnswer(
        found[0],
        queries.lists_of(db.reading(), site, number),
        [
            WaveOrderRow(order_no, state)
            for order_no, state in queries.orders_of(db.reading(), site, number)
        ],
    )


@bp.page("/waves", needs="wave.view")
def waves_page() -> str:
    """Show the waves, and plan the next ones."""
    site, session = caller().actor.warehouse_id, db.reading()
    return render_template(
        "waves/waves.html",
        may_plan=caller().may("wave.plan"),
        carriers=queries.carriers_waiting(session, site),
        urgent=hurrying.is_on(session, site),
        page_data=_page_data() | {"waves": msgspec.to_builtins(queries.waves(session, site))},
    )


@bp.page("/waves/<number>", needs="wave.view", errors=("wave.unknown",))
def wave_page(number: str) -> str:
    """Show one wave, to release or to cancel."""
    shown = wave(number)
    more = {
        "number": number,
        "may_plan": caller().may("wave.plan"),
        "locked": _like(shown.wave),
        "may_orders": caller().may("order.view"),
        "shown": msgspec.to_builtins(shown),
    }
    return render_template("waves/wave.html", number=number, page_data=_page_data() | more)


def _like(wave: queries.WaveRow) -> list[str]:
    """The other locked waves for the same kind of orders."""
    site, locked = caller().actor.warehouse_id, [WaveState.LOCKED]
    found = queries.waves(db.reading(), site, states=locked, limit=200)
    kind = mixing.kind(wave.grouping)
    return [
        one.number
        for one in found
        if one.number != wave.number and mixing.kind(one.grouping) == kind
    ]


def _page_data() -> dict[str, Any]:
    who = caller()
    return {
        "now": clock.now().isoformat(),
        "upto": latest_seq(db.reading(), who.actor.warehouse_id),
        "may_follow": who.may("board.view"),
        "may_release": who.may("wave.release"),
    }


def _keys(plan: planner.Plan) -> list[int]:
    return [key for one in plan.waves for key in one.orders] + [k for k, _ in plan.left_out]


def _left_out(plan: planner.Plan, numbers: dict[int, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, why in plan.left_out:
        found[str(why)].append(numbers[key])
    return dict(found)
