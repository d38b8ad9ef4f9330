"""The page of an order whose recipient has characters that no font here has."""

from __future__ import annotations

import msgspec
from flask import render_template

from app.core import db
from app.core.api import Room, caller
from app.hub import spelling

bp = Room("spelling", __name__)


@bp.page(
    "/orders/<order_no>/spelling",
    needs="order.command",
    errors=("order.unknown", "order.printable", "store.conflict"),
)
def spelling_page(order_no: str) -> str:
    """The original, and beside it what the label shall say; who looked is on record."""
    actor = caller().actor
    found = db.in_transaction(lambda s: spelling.original(s, actor, order_no))
    return render_template(
        "hub/spelling.html", original=found, page_data=msgspec.to_builtins(found)
    )
