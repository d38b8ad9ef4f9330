"""What the hub changes of an order, or a supervisor in its place.

Each call has a path form and, for odd numbers, a body form.
"""

from __future__ import annotations

from app.core.api import caller
from app.core.db import in_transaction
from app.hub import bodies, counter, service
from app.hub.counter import change, in_body, in_path
from app.hub.service import Cancelled, Intercepted, Standing
from app.hub.urls import bp

CHANGE = ("order.unknown", "order.ended", "order.body_form", "state.illegal_move")
NAMED = ("order.unknown", "order.ended", "state.illegal_move")
SHORT = ("order.not_short", "order.nothing_picked")


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
    return in_transaction(lambda s: service.intercept(s, actor, parcel_no, body.reason or ""))


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
