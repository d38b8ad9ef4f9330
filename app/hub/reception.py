"""The counter where orders come in: read, one transaction each, refusals kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.config import Settings
from app.core.db import in_transaction
from app.core.errors import Refused
from app.core.events import Actor
from app.hub import fields, intake, refusals, service
from app.hub.intake import Intake
from app.hub.rules import Site, Status
from app.hub.service import OrderResult

Say = Callable[..., str]


def site_of(settings: Settings) -> Site:
    """What intake needs to know of the settings."""
    return Site(settings.home_country, settings.timezone)


def post(actor: Actor, raw: Any, site: Site) -> OrderResult:
    """Take one order in, in a transaction of its own.

    Raises:
        Refused: why not; the body is kept for a person to look at.
    """
    try:
        order = intake.read(raw, actor.warehouse_id)
        return take(actor, order, site)
    except Refused as error:
        if error.code != "store.conflict":
            _keep(actor, raw, error)
        raise


class _UndoneError(Exception):
    """Carries what would have happened out of a transaction that is rolled back."""

    def __init__(self, result: OrderResult) -> None:
        super().__init__()
        self.result = result


def take(actor: Actor, order: Intake, site: Site, *, undo: bool = False) -> OrderResult:
    """Take an order in that was read already; with *undo* only tell what would happen.

    Raises:
        Refused: why not.
    """

    def work(session: Session) -> OrderResult:
        result = service.accept(session, actor, order, site)
        if undo:
            raise _UndoneError(result)
        return result

    try:
        return in_transaction(work)
    except _UndoneError as undone:
        return undone.result


def _keep(actor: Actor, raw: Any, error: Refused) -> None:
    in_transaction(lambda s: refusals.keep(s, actor, raw, error))


def post_each(actor: Actor, orders: list[Any], site: Site, say: Say) -> list[OrderResult]:
    """Take orders in, each for itself, in the order sent."""
    results = []
    for raw in orders:
        try:
            results.append(post(actor, raw, site))
        except Refused as error:
            results.append(refusal(raw, error, say))
    return results


def refusal(raw: Any, error: Refused, say: Say) -> OrderResult:
    """The result of a refused order."""
    platform, number = intake.named(raw)
    return OrderResult(
        source_platform=platform,
        external_order_no=number,
        order_no=None,
        status=str(Status.REFUSED),
        replayed=False,
        code=error.code,
        errors=spoken(error, say),
    )


def spoken(error: Refused, say: Say) -> list[dict[str, str]]:
    """What is wrong, in the reader's language; a refusal without fields speaks for itself."""
    if error.errors:
        return fields.spoken(error.errors, say)
    return [{"pointer": "", "code": error.code, "detail": say(error.code, **error.params)}]
