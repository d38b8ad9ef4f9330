"""What the order hub calls; its changes of an order are in change_views.py."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

import msgspec

from app.core.api import caller
from app.core.db import in_transaction, reading
from app.hub import (
    answers,
    bodies,
    change_views,
    counter,
    fields,
    letters,
    lists,
    master,
    queries,
    reception,
    refusals,
    reports,
)
from app.hub.counter import in_body, in_path
from app.hub.intake import OrderBody
from app.hub.queries import OrderStatus
from app.hub.urls import bp

__all__ = ["bp", "change_views"]

LONGEST_DIGEST = timedelta(days=366)
INTAKE = ("order.conflict", "order.cancelled_before_create")


# Orders come in.


@bp.post(
    "/api/v1/hub/orders",
    needs="order.intake",
    body=answers.OrderPost,
    answer=answers.Results,
    errors=INTAKE,
)
def post_orders(body: dict[str, Any]) -> answers.Results:
    """Take orders in: {"orders": […]}, each for itself, or one bare order."""
    take = counter.batch if "orders" in body else counter.bare
    return counter.keep_last(functools.partial(take, body))


@bp.get(
    "/api/v1/hub/refused-orders",
    needs="order.command",
    query=bodies.After,
    answer=answers.RefusedOrders,
)
def refused_orders(query: bodies.After) -> answers.RefusedOrders:
    """Orders that were refused and that nobody has settled, with their age."""
    site_id = caller().actor.warehouse_id
    found = lists.refused(reading(), site_id, after=query.after, limit=query.limit)
    for row in found:
        row.errors = fields.spoken(row.errors, counter.say())
    return answers.RefusedOrders(found)


@bp.post(
    "/api/v1/hub/refused-orders/<refusal>/replay",
    needs="order.command",
    body=OrderBody,
    answer=answers.Results,
    errors=(*INTAKE, "order.refusal_unknown"),
)
def replay_refused(refusal: str, body: OrderBody) -> answers.Results:
    """Take a refused order in after all, mended."""
    actor = caller().actor

    def work() -> answers.Results:
        refusals.by_id(reading(), actor, refusal)
        taken = counter.bare(msgspec.to_builtins(body))
        in_transaction(lambda s: refusals.settle(s, actor, refusal))
        return taken

    return counter.keep_last(work)


@bp.post(
    "/api/v1/hub/refused-orders/<refusal>/dismiss",
    needs="order.command",
    answer=answers.Done,
    errors=("order.refusal_unknown",),
)
def dismiss_refused(refusal: str) -> answers.Done:
    """Take a refused order off the list: it is not wanted."""
    actor = caller().actor
    return in_transaction(lambda s: answers.Done(refusals.settle(s, actor, refusal)))


# The hub asks about an order.


@bp.get(
    "/api/v1/hub/orders/<platform>/<no>",
    needs="order.view",
    answer=OrderStatus,
    errors=("order.unknown", "order.body_form"),
)
def status(platform: str, no: str) -> OrderStatus:
    """How an order stands, and everything that happened to it."""
    return queries.status(reading(), caller().actor, *in_path(platform, no))


@bp.post(
    "/api/v1/hub/orders/status",
    needs="order.view",
    body=bodies.Named,
    answer=OrderStatus,
    errors=("order.unknown",),
)
def status_named(body: bodies.Named) -> OrderStatus:
    """How an order stands, and everything that happened to it."""
    return queries.status(reading(), caller().actor, *in_body(body))


# Master data, stock and traces come in.


@bp.post(
    "/api/v1/hub/products", needs="master.write", body=bodies.Products, answer=answers.Rows
)
def products(body: bodies.Products) -> answers.Rows:
    """Add products or change them, each for itself."""
    return _rows("products", body.products)


@bp.post(
    "/api/v1/hub/stock", needs="master.write", body=bodies.InboundStock, answer=answers.Rows
)
def inbound_stock(body: bodies.InboundStock) -> answers.Rows:
    """Take inbound stock into bins; a receipt counts once."""
    return _rows("stock", body.stock)


@bp.post("/api/v1/hub/traces", needs="master.write", body=bodies.Traces, answer=answers.Rows)
def traces(body: bodies.Traces) -> answers.Rows:
    """Hear what the carriers say of their waybills."""
    return _rows("traces", body.traces)


@bp.post("/api/v1/hub/returns", needs="master.write", body=bodies.Returns, answer=answers.Rows)
def announced_returns(body: bodies.Returns) -> answers.Rows:
    """Hear of goods that will come back."""
    return _rows("returns", body.returns)


def _rows(kind: str, rows: list[Any]) -> answers.Rows:
    actor, say = caller().actor, counter.say()
    return counter.keep_last(
        lambda: answers.Rows(
            master.results(kind, actor, rows, lambda error: reception.spoken(error, say))
        )
    )


# The hub reads.


@bp.get("/api/v1/hub/events", needs="hub.feed", query=bodies.After, answer=answers.Feed)
def events(query: bodies.After) -> answers.Feed:
    """The reports as a replayable feed."""
    site_id = caller().actor.warehouse_id
    found, after = reports.feed(
        reading(), warehouse_id=site_id, after=query.after, limit=query.limit
    )
    return answers.Feed(found, after)


@bp.get("/api/v1/hub/digest", needs="hub.feed", query=bodies.Between, answer=answers.Digest)
def digest(query: bodies.Between) -> answers.Digest:
    """Counts and hashes of accepted orders, per UTC hour of created_at."""
    begin, end = counter.moment("?from", query.from_), counter.moment("?to", query.to)
    if not begin < end <= begin + LONGEST_DIGEST:
        raise counter.invalid("?to", "field.stretch", days=LONGEST_DIGEST.days)
    return answers.Digest(lists.digest(reading(), caller().actor.warehouse_id, begin, end))


@bp.get(
    "/api/v1/hub/stock", needs="stock.view", query=bodies.ChangedAfter, answer=answers.Units
)
def stock(query: bodies.ChangedAfter) -> answers.Units:
    """Available units per SKU, all or those that changed, by code; at once or by pages."""
    site_id = caller().actor.warehouse_id
    return answers.Units(*lists.units(reading(), site_id, query))


# What the hub could not be told.


@bp.get(
    "/api/v1/hub/messages",
    needs="hub.replay",
    query=bodies.MessagesQuery,
    answer=answers.Letters,
)
def messages(query: bodies.MessagesQuery) -> answers.Letters:
    """Messages on their way to the hub: dead letters, unless another state is asked for."""
    return answers.Letters(
        letters.letters(
            reading(),
            warehouse_id=caller().actor.warehouse_id,
            state=query.state,
            after=query.after,
            limit=query.limit,
        )
    )


@bp.post(
    "/api/v1/hub/messages/replay",
    needs="hub.replay",
    body=bodies.ReplayStream,
    answer=answers.Replayed,
)
def replay_messages(body: bodies.ReplayStream) -> answers.Replayed:
    """Send a stream's dead letters again, and what waits behind them."""
    stream = body.stream
    return in_transaction(lambda s: answers.Replayed(stream, letters.replay(s, stream)))
