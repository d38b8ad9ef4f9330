"""URLs that change waves: a locked one is edited, cut, merged; an urgent order jumps in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from app.core import db
from app.core.api import caller
from app.core.body import Strict
from app.waves import editing, jumping, planning, pool
from app.waves.bodies import Number
from app.waves.urls import bp

Numbers = Annotated[list[Number], msgspec.Meta(max_length=500)]
LOCKED = ("wave.unknown", "wave.not_locked")


class OrdersBody(Strict):
    """Orders to take into a locked wave, and out of it."""

    add: Numbers = msgspec.field(default_factory=list)
    remove: Numbers = msgspec.field(default_factory=list)


class SplitBody(Strict):
    """The orders that go into a wave of their own."""

    orders: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=500)]


class MergeBody(Strict):
    """The wave whose orders come in; it is cancelled."""

    other: Number


class ReleaseTimeBody(Strict):
    """When the wave is released by itself; null: only by hand."""

    release_at: Annotated[datetime, msgspec.Meta(tz=True)] | None


class JumpBody(Strict):
    """An order that cannot wait for the next wave."""

    order: Number


@bp.post(
    "/api/v1/waves/<number>/orders",
    needs="wave.plan",
    body=OrdersBody,
    answer=editing.Edited,
    errors=(
        *LOCKED,
        "wave.order_unknown",
        "wave.order_not_ready",
        "wave.order_not_inside",
        "wave.does_not_fit",
    ),
)
def change_orders(number: str, body: OrdersBody) -> editing.Edited:
    """Take orders out of a locked wave, or into it."""
    actor = caller().actor
    return _edit(
        number,
        lambda s: editing.change_orders(s, actor, number, add=body.add, remove=body.remove),
    )


@bp.post(
    "/api/v1/waves/<number>/split",
    needs="wave.plan",
    body=SplitBody,
    answer=editing.Edited,
    errors=(*LOCKED, "wave.order_unknown", "wave.order_not_inside", "wave.nothing_left"),
)
def split(number: str, body: SplitBody) -> editing.Edited:
    """Put orders of a locked wave into a new one; answer the new one."""
    actor = caller().actor
    return _edit(number, lambda s: editing.split(s, actor, number, body.orders))


@bp.post(
    "/api/v1/waves/<number>/merge",
    needs="wave.plan",
    body=MergeBody,
    answer=editing.Edited,
    errors=(*LOCKED, "wave.does_not_fit", "wave.same"),
)
def merge(number: str, body: MergeBody) -> editing.Edited:
    """Put all orders of another locked wave into this one."""
    actor = caller().actor
    return _edit(number, lambda s: editing.merge(s, actor, number, body.other))


@bp.post(
    "/api/v1/waves/<number>/release-at",
    needs="wave.release",
    body=ReleaseTimeBody,
    answer=editing.Edited,
    errors=(*LOCKED, "wave.bad_release_time"),
)
def release_at(number: str, body: ReleaseTimeBody) -> editing.Edited:
    """Let a locked wave be released by itself at a time, or only by hand."""
    actor = caller().actor
    return db.in_transaction(
        lambda s: editing.release_later(s, actor, number, body.release_at)
    )


@bp.post(
    "/api/v1/waves/jump-in",
    needs="wave.release",
    body=JumpBody,
    answer=jumping.Jumped,
    errors=("wave.order_unknown", "wave.order_not_ready", "wave.order_no_stock"),
)
def jump_in(body: JumpBody) -> jumping.Jumped:
    """Let an urgent order jump onto a list that is walked, or make a flash wave of it."""
    return jumping.now(caller().actor, body.order)


def _edit(number: str, work: Callable[[Session], editing.Edited]) -> editing.Edited:
    """Do a change, then plan what changed anew, so that the wave says what it will take."""
    edited = db.in_transaction(work)
    for one in {number, edited.wave}:
        _expect(one)
    return edited


def _expect(number: str) -> None:
    actor = caller().actor
    plan = planning.one_wave(pool.wave_orders(db.reading(), actor.warehouse_id, number))
    metres = sum(wave.metres for wave in plan.waves)
    seconds = sum(wave.seconds for wave in plan.waves)
    if plan.waves:
        db.in_transaction(lambda s: editing.expect(s, actor, number, metres, seconds))
