"""What the order hub calls, and what a supervisor does in its place."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

import msgspec

from app.core.api import Room, caller
from app.core.db import in_transaction, reading
from app.hub import (
    answers,
    bodies,
    counter,
    fields,
    letters,
    lists,
    master,
    queries,
    reception,
    refusals,
    reports,
    sender,
    service,
)
from app.hub.counter import change, in_body, in_path
from app.hub.intake import OrderBody
from app.hub.queries import OrderStatus
from app.hub.service import Cancelled, Intercepted, Standing

bp = Room("hub", __name__)

LONGEST_DIGEST = timedelta(days=366)
INTAKE = ("order.conflict", "order.cancelled_before_create")
CHANGE = ("order.unknown", "order.ended", "order.body_form", "state.illegal_move")
NAMED = ("order.unknown", "order.ended", "state.illegal_move")
SHORT = ("order.not_short", "order.nothing_picked")


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


# Orders change: each call in path form and, for odd numbers, in body form.


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/cancel",
    needs="order.command",
    body=bodies.Cancel,
    answer=Cancelled,
    errors=("order.unknown", "order.body_form"),
)
def cancel(platform: str, no: str, body: bodies.Cancel) -> Cancelled:
    """Cancel an order, at any time; repeated, say how it stands."""
    return counter.cancel(in_path(platform, no), body)


@bp.post(
    "/api/v1/hub/orders/cancel",
    needs="order.command",
    body=bodies.CancelNamed,
    answer=Cancelled,
    errors=("order.unknown",),
)
def cancel_named(body: bodies.CancelNamed) -> Cancelled:
    """Cancel an order, at any time; repeated, say how it stands."""
    return counter.cancel(in_body(body), body)


@bp.post(
    "/api/v1/hub/parcels/<parcel_no>/intercept",
    needs="order.command",
    body=bodies.Intercept,
    answer=Intercepted,
    errors=("packing.unknown_parcel", "order.all_inside"),
)
def intercept_parcel(parcel_no: str, body: bodies.Intercept) -> Intercepted:
    """Keep one parcel here after a cancel came too late for its order."""
    actor = caller().actor
    return in_transaction(lambda s: service.intercept(s, actor, parcel_no, body.reason))


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/address",
    needs="order.command",
    body=bodies.Readdress,
    answer=Standing,
    errors=CHANGE,
)
def address(platform: str, no: str, body: bodies.Readdress) -> Standing:
    """Change what is given of the recipient."""
    return change(in_path(platform, no), counter.new_address(body))


@bp.post(
    "/api/v1/hub/orders/address",
    needs="order.command",
    body=bodies.ReaddressNamed,
    answer=Standing,
    errors=NAMED,
)
def address_named(body: bodies.ReaddressNamed) -> Standing:
    """Change what is given of the recipient."""
    return change(in_body(body), counter.new_address(body))


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/hold",
    needs="order.command",
    body=bodies.Hold,
    answer=Standing,
    errors=CHANGE,
)
def hold(platform: str, no: str, body: bodies.Hold) -> Standing:
    """Stop an order at every station: one bit of its mask."""
    return change(in_path(platform, no), service.hold(body.reason))


@bp.post(
    "/api/v1/hub/orders/hold",
    needs="order.command",
    body=bodies.HoldNamed,
    answer=Standing,
    errors=NAMED,
)
def hold_named(body: bodies.HoldNamed) -> Standing:
    """Stop an order at every station: one bit of its mask."""
    return change(in_body(body), service.hold(body.reason))


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/resume",
    needs="order.command",
    body=bodies.Hold,
    answer=Standing,
    errors=(*CHANGE, "order.member_cancelled"),
)
def resume(platform: str, no: str, body: bodies.Hold) -> Standing:
    """Take a reason away, from the mask or from the holds of intake."""
    return change(in_path(platform, no), service.resume(body.reason))


@bp.post(
    "/api/v1/hub/orders/resume",
    needs="order.command",
    body=bodies.HoldNamed,
    answer=Standing,
    errors=(*NAMED, "order.member_cancelled"),
)
def resume_named(body: bodies.HoldNamed) -> Standing:
    """Take a reason away, from the mask or from the holds of intake."""
    return change(in_body(body), service.resume(body.reason))


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/priority",
    needs="order.command",
    body=bodies.Prioritise,
    answer=Standing,
    errors=CHANGE,
)
def priority(platform: str, no: str, body: bodies.Prioritise) -> Standing:
    """Let an order hurry more, or less; an urgent one that is ready jumps in at once."""
    return counter.hurry(in_path(platform, no), body.priority)


@bp.post(
    "/api/v1/hub/orders/priority",
    needs="order.command",
    body=bodies.PrioritiseNamed,
    answer=Standing,
    errors=NAMED,
)
def priority_named(body: bodies.PrioritiseNamed) -> Standing:
    """Let an order hurry more, or less; an urgent one that is ready jumps in at once."""
    return counter.hurry(in_body(body), body.priority)


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/carrier",
    needs="order.command",
    body=bodies.Reroute,
    answer=Standing,
    errors=CHANGE,
)
def carrier(platform: str, no: str, body: bodies.Reroute) -> Standing:
    """Give an order to another carrier."""
    rerouted = service.reroute(body.carrier, body.service, counter.site())
    return change(in_path(platform, no), rerouted)


@bp.post(
    "/api/v1/hub/orders/carrier",
    needs="order.command",
    body=bodies.RerouteNamed,
    answer=Standing,
    errors=NAMED,
)
def carrier_named(body: bodies.RerouteNamed) -> Standing:
    """Give an order to another carrier."""
    return change(in_body(body), service.reroute(body.carrier, body.service, counter.site()))


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/short-decision",
    needs="order.command",
    body=bodies.Decide,
    answer=Standing,
    errors=(*CHANGE, *SHORT),
)
def short_decision(platform: str, no: str, body: bodies.Decide) -> Standing:
    """Decide what becomes of an order that was found short."""
    return change(in_path(platform, no), service.decide_short(body.decision), partly_gone=True)


@bp.post(
    "/api/v1/hub/orders/short-decision",
    needs="order.command",
    body=bodies.DecideNamed,
    answer=Standing,
    errors=(*NAMED, *SHORT),
)
def short_decision_named(body: bodies.DecideNamed) -> Standing:
    """Decide what becomes of an order that was found short."""
    return change(in_body(body), service.decide_short(body.decision), partly_gone=True)


@bp.post(
    "/api/v1/hub/orders/<platform>/<no>/spelling",
    needs="order.command",
    body=bodies.Spelling,
    answer=Standing,
    errors=(*CHANGE, "order.still_unprintable"),
)
def spelling(platform: str, no: str, body: bodies.Spelling) -> Standing:
    """Enter a printable spelling beside the original."""
    respelt = service.respell(body.print_name, body.print_address)
    return change(in_path(platform, no), respelt)


@bp.post(
    "/api/v1/hub/orders/spelling",
    needs="order.command",
    body=bodies.SpellingNamed,
    answer=Standing,
    errors=(*NAMED, "order.still_unprintable"),
)
def spelling_named(body: bodies.SpellingNamed) -> Standing:
    """Enter a printable spelling beside the original."""
    return change(in_body(body), service.respell(body.print_name, body.print_address))


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
    """Available units per SKU, all or those that changed."""
    site_id = caller().actor.warehouse_id
    return answers.Units(*lists.units(reading(), site_id, query.changed_after))


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
    sent = in_transaction(lambda s: sender.replay(s, body.stream))
    return answers.Replayed(body.stream, sent)
