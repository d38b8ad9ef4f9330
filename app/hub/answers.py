"""What the hub's calls answer, and the one body that has two forms."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.hub.bodies import MOST_ORDERS
from app.hub.letters import Letter
from app.hub.lists import DigestHour, RefusedOrder
from app.hub.master import RowResult
from app.hub.outcomes import OrderResult

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


class Rows(msgspec.Struct):
    """What became of each row, in the order sent."""

    results: list[RowResult]


class Feed(msgspec.Struct):
    """Reports and the place to go on from."""

    events: list[dict[str, Any]]
    next: int


class Digest(msgspec.Struct):
    """Accepted orders per hour of created_at, UTC."""

    hours: list[DigestHour]


class Units(msgspec.Struct):
    """Available units and the place to go on from."""

    stock: list[dict[str, Any]]
    next: int


class RefusedOrders(msgspec.Struct):
    """Refused orders, oldest first."""

    orders: list[RefusedOrder]


class Done(msgspec.Struct):
    """It is so."""

    status: str


class Letters(msgspec.Struct):
    """Messages for the hub, oldest first."""

    messages: list[Letter]


class Replayed(msgspec.Struct):
    """How many messages are due again."""

    stream: str
    replayed: int
