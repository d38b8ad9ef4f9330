"""What the order hub calls: intake first."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from flask import current_app
from msgspec import Meta

from app.core import db, problems
from app.core.api import Room, caller
from app.core.body import Strict
from app.core.db import in_transaction
from app.core.errors import Refused
from app.hub import reception
from app.hub.reception import Say
from app.hub.rules import Site
from app.hub.service import OrderResult

bp = Room("hub", __name__)
T = TypeVar("T")

MOST_ORDERS = 500

OrderPost = Annotated[
    dict[str, Any],
    Meta(
        description="One order, or at most 500 of them.",
        extra_json_schema={
            "oneOf": [
                {"$ref": "#/components/schemas/OrderBody"},
                {
                    "type": "object",
                    "properties": {
                        "orders": {
                            "type": "array",
                            "maxItems": MOST_ORDERS,
                            "items": {"$ref": "#/components/schemas/OrderBody"},
                        }
                    },
                    "required": ["orders"],
                    "additionalProperties": False,
                },
            ]
        },
    ),
]


class Results(msgspec.Struct):
    """What became of each order, in the order sent."""

    results: list[OrderResult]


def site() -> Site:
    """The site's country and zone."""
    return reception.site_of(current_app.extensions["settings"])


def say() -> Say:
    """Sentences in the caller's language."""
    catalogue, language = problems.catalogue(), problems.language()
    return lambda code, **params: catalogue.say(code, language, **params)


@bp.post(
    "/api/v1/hub/orders",
    needs="order.intake",
    body=OrderPost,
    answer=Results,
    errors=("order.conflict", "order.cancelled_before_create", "order.merged"),
)
def post_orders(body: dict[str, Any]) -> Results:
    """Take orders in: {"orders": […]}, each for itself, or one bare order."""
    take = functools.partial(_batch if "orders" in body else _bare, body)
    return keep_last(take)


def _batch(body: dict[str, Any]) -> Results:
    if unknown := sorted(body.keys() - {"orders"}):
        raise _broken(f"/{unknown[0]}", "field.unknown")
    orders = body["orders"]
    if not isinstance(orders, list):
        raise _broken("/orders", "field.type", wanted="array", got=type(orders).__name__)
    if len(orders) > MOST_ORDERS:
        raise _broken("/orders", "field.length", limit=f"<= {MOST_ORDERS}")
    return Results(reception.post_each(caller().actor, orders, site(), say()))


def _bare(body: dict[str, Any]) -> Results:
    try:
        return Results([reception.post(caller().actor, body, site())])
    except Refused as error:
        result = reception.refusal(body, error, say())
        shown = reception.spoken(error, say()) if error.errors else []
        params = error.params | {"results": [msgspec.to_builtins(result)]}
        raise Refused(error.code, errors=shown, **params) from None


def _broken(pointer: str, code: str, **params: str) -> Refused:
    detail = say()(code, **params)
    return Refused(
        "request.invalid", errors=[{"pointer": pointer, "code": code, "detail": detail}]
    )


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


class Replay(Strict):
    """A refused order again, mended or as it was."""

    order: dict[str, Any] | None = None
