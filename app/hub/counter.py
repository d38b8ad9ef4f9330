"""What the views share: sentences, numbers in paths, answers kept under a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
import sqlalchemy as sa
from flask import current_app

from app.core import db, problems
from app.core.api import caller
from app.core.body import typed
from app.core.db import in_transaction
from app.core.errors import Refused
from app.hub import bodies, fields, intake, master, reception, service
from app.hub.answers import Results
from app.hub.changes import Change, Standing
from app.hub.intake import Moment
from app.hub.reception import Say
from app.hub.rules import PATH_FORM, Site
from app.orders.models import Order
from app.orders.rules import Priority, identity
from app.waves import hurrying

T = TypeVar("T")


def site() -> Site:
    """The site's country and zone."""
    return reception.site_of(current_app.extensions["settings"])


def say() -> Say:
    """Sentences in the caller's language."""
    catalogue, language = problems.catalogue(), problems.language()
    return lambda code, **params: catalogue.say(code, language, **params)


def invalid(pointer: str, code: str, **params: Any) -> Refused:
    """A 422 that names one field."""
    error = {"pointer": pointer, "code": code, **params}
    return Refused("request.invalid", errors=fields.spoken([error], say()))


def batch(body: dict[str, Any]) -> Results:
    """Take the orders of an envelope in, each for itself."""
    orders = typed(body, bodies.Envelope).orders
    return Results(reception.post_each(caller().actor, orders, site(), say()))


def bare(body: dict[str, Any]) -> Results:
    """Take one order in; a refusal carries the result beside its problem."""
    try:
        return Results([reception.post(caller().actor, body, site())])
    except Refused as error:
        result = reception.refusal(body, error, say())
        shown = fields.spoken(error.errors, say())
        params = error.params | {"results": [msgspec.to_builtins(result)]}
        raise Refused(error.code, errors=shown, **params) from None


def keep_last(work: Callable[[], T]) -> T:
    """Run *work*, which takes transactions of its own; an Idempotency-Key keeps its answer.

    The key keeps the result of the next transaction. Here that must be the last one.
    """
    keep = db.on_result.get()
    db.on_result.set(None)
    answer = work()
    if keep is not None:
        db.on_result.set(keep)
        in_transaction(lambda _: answer)
    return answer


def in_path(platform: str, no: str) -> tuple[str, str]:
    """A number from a path.

    Raises:
        Refused: ``order.body_form``: this one goes into the body.
    """
    if PATH_FORM.fullmatch(platform) and PATH_FORM.fullmatch(no):
        return platform, no
    raise Refused("order.body_form")


class Named(Protocol):
    """A body that names its order."""

    source_platform: str
    external_order_no: str


def in_body(body: Named) -> tuple[str, str]:
    """A number from a body, as it is compared.

    Raises:
        Refused: ``request.invalid``: no order can ever have it, so no cancel waits for it.
    """
    platform, no = identity(body.source_platform), identity(body.external_order_no)
    if wrong := intake.wrong_names(platform, no):
        raise Refused("request.invalid", errors=fields.spoken(wrong, say()))
    return platform, no


def change(number: tuple[str, str], what: Change, *, partly_gone: bool = False) -> Standing:
    """Do *what* to an order, in one transaction; see :func:`app.hub.changes.apply`."""
    actor = caller().actor
    return in_transaction(
        lambda s: service.apply(s, actor, *number, what, partly_gone=partly_gone)
    )


def hurry(number: tuple[str, str], priority: str) -> Standing:
    """Let an order hurry more, or less; an urgent one that is ready jumps in at once.

    Where it cannot (it is held, has no stock, the floor is idle, or the site does not want
    it) it stays where it is, and its priority counts for the next wave.
    """
    standing = change(number, service.prioritise(priority))
    if priority != Priority.URGENT:
        return standing
    actor, (platform, no) = caller().actor, number
    parts = sa.select(Order).where(
        Order.warehouse_id == actor.warehouse_id,
        Order.source_platform == platform,
        Order.external_order_no == no,
    )
    for order_no in [order.number for order in db.reading().scalars(parts)]:
        hurrying.hurry(actor, order_no)
    found = db.reading().scalars(parts.where(Order.number == standing.order_no)).one()
    return service.standing(found)


def cancel(number: tuple[str, str], body: bodies.Cancel) -> service.Cancelled:
    """Cancel an order, in one transaction."""
    if wrong := fields.check_time("/at", body.at):
        raise Refused("request.invalid", errors=fields.spoken(wrong, say()))
    actor = caller().actor
    return in_transaction(
        lambda s: service.cancel(s, actor, *number, reason=body.reason or "", at=body.at)
    )


def new_address(body: bodies.Readdress) -> Change:
    """What an address call changes.

    Raises:
        Refused: ``request.invalid``: nothing is given.
    """
    given = master.given(body, "recipient", "source_platform", "external_order_no")
    if body.recipient is not None:
        given |= master.given(body.recipient)
    if not given:
        raise invalid("/recipient", "field.missing")
    return service.readdress(given, site())


def moment(pointer: str, text: str) -> datetime:
    """A moment from a query, where an unescaped plus has become a blank.

    Raises:
        Refused: ``request.invalid``.
    """
    try:
        at: datetime = msgspec.convert(text.replace(" ", "+"), Moment)
    except msgspec.ValidationError as error:
        wrong = [fields.explain(error) | {"pointer": pointer}]
    else:
        wrong = fields.check_time(pointer, at)
        if not wrong:
            return at
    raise Refused("request.invalid", errors=fields.spoken(wrong, say()))
