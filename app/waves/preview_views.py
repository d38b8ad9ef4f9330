"""URLs that only look: a plan before it is locked, the walks of a wave, why an order waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Annotated, Any, cast

import msgspec
from flask import Flask, Response, current_app

from app.core import db
from app.core.api import caller
from app.waves import planner, planning, pool, previews, walks, why
from app.waves.bodies import Number, WaveWish, wish_of
from app.waves.urls import bp

LINES = "application/x-ndjson"


class WhyQuery(msgspec.Struct):
    """The order that somebody asks about: our number, or the shop's."""

    order: Annotated[
        str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")
    ]


class Progress(msgspec.Struct):
    """How far the planner is: it has looked again at *done* of its *waves*."""

    done: int
    waves: int
    orders: int
    metres: int
    seconds: int


class LivePreview(msgspec.Struct, omit_defaults=True):
    """A line of a preview that tells its progress; the last one has the preview."""

    progress: Progress | None = None
    preview: previews.Preview | None = None


@bp.post("/api/v1/waves/preview", needs="wave.plan", body=WaveWish, answer=previews.Preview)
def preview(body: WaveWish) -> previews.Preview:
    """Plan waves without writing anything."""
    site = caller().actor.warehouse_id
    snapshot = pool.ready_orders(db.reading(), site, wish_of(body))
    plan = planning.plan(snapshot)
    return previews.preview(db.reading(), site, snapshot, plan)


@bp.post(
    "/api/v1/waves/preview/live",
    needs="wave.plan",
    body=WaveWish,
    answer=LivePreview,
    media=LINES,
)
def preview_live(body: WaveWish) -> Response:
    """Plan waves and tell how far it is, a line at a time; who hangs up ends the planner."""
    site = caller().actor.warehouse_id
    snapshot = pool.ready_orders(db.reading(), site, wish_of(body))
    db.reading().rollback()  # no snapshot of the database waits for the planner
    whole = cast(Any, current_app)._get_current_object()  # noqa: SLF001  the app behind it
    lines = _lines(whole, site, snapshot)
    # A proxy that gathers the lines would tell them all at the end.
    return Response(lines, content_type=LINES, headers={"X-Accel-Buffering": "no"})


def _lines(app: Flask, site: int, snapshot: planner.Snapshot) -> Iterator[bytes]:
    plan: planner.Plan | None = None
    with closing(planning.plans(snapshot)) as found:
        for answer in found:
            if answer is None:
                yield b"\n"  # who has hung up is noticed by writing to them
                continue
            plan = answer.plan
            waves = plan.waves
            progress = Progress(
                done=answer.done,
                waves=answer.waves,
                orders=sum(len(wave.orders) for wave in waves),
                metres=round(sum(wave.metres for wave in waves)),
                seconds=round(sum(wave.seconds for wave in waves)),
            )
            yield _line(LivePreview(progress=progress))
    assert plan is not None
    with app.app_context():  # that of the request is over when its answer has begun
        shown = previews.preview(db.reading(), site, snapshot, plan)
    yield _line(LivePreview(preview=shown))


def _line(told: LivePreview) -> bytes:
    return msgspec.json.encode(told) + b"\n"


@bp.get(
    "/api/v1/waves/<number>/walks",
    needs="wave.view",
    answer=walks.WaveWalks,
    errors=("wave.unknown",),
)
def wave_walks(number: Number) -> walks.WaveWalks:
    """A wave's lists on the map: as planned while it is locked, as walked afterwards."""
    return walks.walks_of(db.reading(), caller().actor.warehouse_id, number)


@bp.get(
    "/api/v1/waves/why",
    needs="wave.view",
    query=WhyQuery,
    answer=why.WhyOne,
    errors=("wave.order_unknown",),
)
def why_one(query: WhyQuery) -> why.WhyOne:
    """Where one order is, or why it is in no wave."""
    return why.why_one(db.reading(), caller().actor.warehouse_id, query.order.strip())
