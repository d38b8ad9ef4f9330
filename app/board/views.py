"""The supervisor's URLs: the live board, orders and their timelines, the audit."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated, Any

import msgspec
from flask import current_app
from msgspec import Meta

from app.board import invariants, overview, timeline
from app.board.figures import Board
from app.board.timeline import OrderRow, OrderStory
from app.core import db
from app.core.api import Room, caller
from app.core.events import feed as event_feed
from app.orders.rules import OrderState

bp = Room("board", __name__)


class FeedQuery(msgspec.Struct):
    """Where the feed goes on."""

    after: Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 200


class Feed(msgspec.Struct):
    """Sealed facts and the place to go on from."""

    events: list[dict[str, Any]]
    next: int


class OrdersQuery(msgspec.Struct):
    """A page of orders, those longest in their state first; ``number`` of any kind."""

    state: OrderState | None = None
    number: Annotated[str, Meta(max_length=80)] | None = None
    after: Annotated[str, Meta(max_length=24)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class OrdersPage(msgspec.Struct):
    """Orders."""

    orders: list[OrderRow]


class Invariants(msgspec.Struct):
    """Which of the six hold, and one sentence for each violation."""

    invariants: dict[str, bool]
    violations: list[str]


@bp.get("/api/v1/board", needs="board.view", answer=Board)
def board() -> Board:
    """Read the live figures."""
    return overview.read(db.reading(), caller().actor.warehouse_id, _zone())


@bp.get("/api/v1/board/feed", needs="board.view", query=FeedQuery, answer=Feed)
def feed(query: FeedQuery) -> Feed:
    """Follow what happens on the floor."""
    site = caller().actor.warehouse_id
    events = event_feed(db.reading(), warehouse_id=site, after=query.after, limit=query.limit)
    return Feed(events, events[-1]["seq"] if events else query.after)


@bp.get(
    "/api/v1/orders",
    needs="order.view",
    query=OrdersQuery,
    answer=OrdersPage,
    errors=("order.unknown",),
)
def orders(query: OrdersQuery) -> OrdersPage:
    """List orders, those longest in their state first."""
    return OrdersPage(
        timeline.orders(
            db.reading(),
            caller().actor.warehouse_id,
            state=query.state,
            number=query.number,
            after=query.after,
            limit=query.limit,
        )
    )


@bp.get(
    "/api/v1/orders/<number>",
    needs="order.view",
    answer=OrderStory,
    errors=("order.unknown",),
)
def order(number: str) -> OrderStory:
    """Tell an order's whole story."""
    return timeline.story(db.reading(), caller().actor.warehouse_id, number)


@bp.get("/api/v1/audit/invariants", needs="audit.read", answer=Invariants)
def audit() -> Invariants:
    """Recompute the six invariants."""
    found = invariants.check(db.reading())
    return Invariants(
        {name: not sentences for name, sentences in found.items()},
        [f"{name}: {sentence}" for name, some in found.items() for sentence in some],
    )


def _zone() -> tzinfo:
    found: tzinfo = current_app.extensions["settings"].timezone
    return found
