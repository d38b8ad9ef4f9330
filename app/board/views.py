"""The supervisor's URLs: the live board, orders and their timelines, the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

import msgspec
from flask import current_app, render_template, request
from msgspec import Meta

from app.board import (
    evidence_views,
    invariants,
    overview,
    queries,
    sheet_views,
    telling,
    timeline,
    truth_views,
)
from app.board.figures import Board
from app.board.timeline import OrderRow, OrderStory
from app.board.urls import bp
from app.core import clock, db, problems
from app.core.api import caller
from app.core.body import Limit, Page, Place
from app.core.events import feed as event_feed
from app.core.events import latest_seq
from app.orders.rules import NEEDS_A_PERSON, HoldReason, OrderState
from app.packing.rules import ParcelState
from app.shipping.dock import cages
from app.stations.queries import open_exceptions

__all__ = ["bp", "evidence_views", "sheet_views", "truth_views"]


class FeedQuery(Page):
    """Where the feed goes on."""

    MOST: ClassVar[int] = 1000
    after: Place = 0
    limit: Limit = 200


class Feed(msgspec.Struct):
    """Sealed facts and the place to go on from."""

    events: list[dict[str, Any]]
    next: int


class OrdersQuery(Page):
    """A page of orders, those longest in their state first; ``number`` of any kind."""

    state: OrderState | None = None
    number: Annotated[str, Meta(max_length=80)] | None = None
    after: Annotated[str, Meta(max_length=24)] | None = None


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


@bp.page("/board", needs="board.view")
def board_page() -> str:
    """Show the live board; with ?tv=1 for a wall."""
    figures = overview.read(db.reading(), caller().actor.warehouse_id, _zone())
    return render_template(
        "board/board.html",
        tv=request.args.get("tv") == "1",
        page_data={"now": figures.at.isoformat(), "board": msgspec.to_builtins(figures)},
    )


PAGE = 50
ENDED = frozenset({OrderState.SHIPPED, OrderState.CANCELLED})
PARCEL_ENDED = frozenset({ParcelState.HANDED_OVER, ParcelState.VOID})
VOIDABLE = frozenset(
    {
        ParcelState.ARCHIVED,
        ParcelState.CONFIRMED,
        ParcelState.LABELLED,
        ParcelState.ATTACHED,
        ParcelState.CAGED,
    }
)
_BY_OTHER_MEANS = {HoldReason.SHORT, HoldReason.UNKNOWN_SKU, HoldReason.UNPRINTABLE}
LET_GO = NEEDS_A_PERSON - _BY_OTHER_MEANS
"""Holds that a person ends by a word; the others by what is missing."""


@bp.page("/orders", needs="order.view", errors=("order.unknown",))
def orders_page() -> str:
    """List what a figure of the board counts, or find an order by any number."""
    at, zone = clock.now(), _zone()
    asked, number = request.args.get("state"), request.args.get("number", "").strip()[:80]
    state = OrderState(asked) if asked in set(OrderState) else None
    found = timeline.orders(
        db.reading(),
        caller().actor.warehouse_id,
        state=state,
        number=number or None,
        since=queries.day_start(at, zone) if state in ENDED and not number else None,
        after=request.args.get("after"),
        limit=PAGE,
    )
    more = {"state": str(state)} if state else {}
    last = found[-1].order_no if len(found) == PAGE else None
    return render_template(
        "board/orders.html",
        orders=found,
        state=state,
        states=list(OrderState),
        number=number,
        zone=zone,
        next=f"/orders?{urlencode(more | {'after': last})}" if last else None,
        page_data={"now": at.isoformat()},
    )


@bp.page("/orders/<number>", needs="order.view", errors=("order.unknown",))
def order_page(number: str) -> str:
    """Tell an order's whole journey."""
    story = timeline.story(db.reading(), caller().actor.warehouse_id, number)
    language = caller().language

    def say(code: str, **params: Any) -> str:
        return problems.catalogue().say(code, language, **params)

    places = [one.seq for one in story.timeline if one.seq is not None]
    acts = _acts(story, say)
    return render_template(
        "board/order.html",
        story=story,
        may_act=bool(acts),
        page_data=acts or {},
        happenings=telling.tell(story.timeline, say),
        holds=[say(f"order.hold.{reason}") for reason in story.order.holds],
        masks=[say(f"order.why.{reason}") for reason in story.order.mask],
        sealed=(min(places), max(places)) if places else None,
        zone=_zone(),
    )


def _acts(story: OrderStory, say: Callable[..., str]) -> dict[str, Any] | None:
    """What this person may do to the order and its parcels now; None for nothing."""
    if not caller().may("order.command"):
        return None
    order, may_void = story.order, caller().may("waybill.void")
    gone = any(one.state == ParcelState.HANDED_OVER for one in story.parcels)
    left = [one for one in story.parcels if one.state not in PARCEL_ENDED]
    open_ = OrderState(order.state) not in {*ENDED, OrderState.PUTBACK} and not gone
    stops = [
        *((reason, f"order.why.{reason}") for reason in order.mask if reason != "cancelled"),
        *((reason, f"order.hold.{reason}") for reason in order.holds if reason in LET_GO),
    ]
    return {
        "platform": order.source_platform,
        "number": order.external_order_no,
        "open": open_,
        "carrier": order.carrier,
        "carriers": _carriers() if open_ else [],
        "stops": [{"reason": reason, "words": say(code)} for reason, code in stops if open_],
        "parcels": [
            {
                "parcel_no": one.parcel_no,
                "may_void": may_void and one.state in VOIDABLE,
                "may_stop": gone,
            }
            for one in left
        ],
    }


def _carriers() -> list[dict[str, str]]:
    """Who could take an order instead."""
    rows = cages(db.reading(), caller().actor)
    return [{"carrier": one.carrier, "name": one.name} for one in rows]


@bp.page("/exceptions", needs="board.view")
def exceptions_page() -> str:
    """Show trouble, to take and to end."""
    site, session = caller().actor.warehouse_id, db.reading()
    may_work = caller().may("exception.work")
    return render_template(
        "board/exceptions.html",
        may_work=may_work,
        page_data={
            "now": clock.now().isoformat(),
            "upto": latest_seq(session, site),
            "may_work": may_work,
            "exceptions": msgspec.to_builtins(open_exceptions(session, site, limit=200)),
        },
    )


def _zone() -> tzinfo:
    found: tzinfo = current_app.extensions["settings"].timezone
    return found
