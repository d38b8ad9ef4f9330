"""Stock's URLs: units of cancelled orders back into bins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from flask import render_template

from app.core import clock, db
from app.core.api import Room, caller
from app.core.body import Strict
from app.core.problems import catalogue
from app.inventory import putback, putback_list

bp = Room("inventory", __name__)


class PutBackScanned(Strict):
    """A unit or a bin was scanned; *scan_id* makes a repeat harmless."""

    scan_id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class PutBackVerdict(msgspec.Struct):
    """What the scan brought about, in the caller's language."""

    scan_id: str
    verdict: str
    say: str
    tone: str
    left: int
    in_hand: dict[str, int]
    at_bin: str | None


class PutBackOrder(msgspec.Struct):
    """An order with units to put back; *places* are totes and parcels."""

    order_no: str
    order_state: str
    since: datetime
    units: int
    places: list[str]


class PutBackOrders(msgspec.Struct):
    """Orders with units to put back, the longest waiting first."""

    put_backs: list[PutBackOrder]


class PutBackUnit(msgspec.Struct):
    """Units of one SKU at one place, and the bins it usually lies in."""

    sku: str
    name: str
    barcode_tail: str
    looks: dict[str, Any]
    image_url: str | None
    quantity: int
    place: str
    bins: list[str]


class PutBackWork(msgspec.Struct):
    """All that waits to be put back of one order."""

    order_no: str
    order_state: str
    units: list[PutBackUnit]


@bp.get("/api/v1/putbacks", needs="putback.work", answer=PutBackOrders)
def put_backs() -> PutBackOrders:
    """Orders with units that must go back into bins."""
    found = putback_list.orders_to_put_back(db.reading(), caller().actor.warehouse_id)
    return PutBackOrders(
        [msgspec.convert(order, PutBackOrder, from_attributes=True) for order in found]
    )


@bp.get(
    "/api/v1/putbacks/<order_no>",
    needs="putback.work",
    answer=PutBackWork,
    errors=("order.unknown",),
)
def put_back(order_no: str) -> PutBackWork:
    """What must go back of one order, where it lies and where it belongs."""
    warehouse_id = caller().actor.warehouse_id
    work = putback_list.units_to_put_back(db.reading(), warehouse_id, order_no)
    units = [
        PutBackUnit(
            sku=unit.sku.code,
            name=unit.sku.name,
            barcode_tail=unit.sku.barcode_tail,
            looks=unit.sku.looks,
            image_url=unit.sku.image_url,
            quantity=unit.quantity,
            place=unit.place,
            bins=list(unit.bins),
        )
        for unit in work.units
    ]
    return PutBackWork(work.order_no, work.order_state, units)


@bp.post(
    "/api/v1/putbacks/<order_no>/scan",
    needs="putback.work",
    body=PutBackScanned,
    answer=PutBackVerdict,
    errors=("order.unknown",),
)
def scan(order_no: str, body: PutBackScanned) -> PutBackVerdict:
    """Scan a unit and its bin, in either order; a unit is stock once it is in a bin."""
    actor = caller().actor
    answer = db.in_transaction(
        lambda s: putback.scan(s, actor, order_no, body.scan_id, body.code)
    )
    say = catalogue().say(answer.say, caller().language, **answer.params)
    return PutBackVerdict(
        scan_id=body.scan_id,
        verdict=answer.verdict,
        say=say,
        tone=str(catalogue().tone(answer.say)),
        left=answer.left,
        in_hand=answer.in_hand,
        at_bin=answer.at_bin,
    )


@bp.page("/putback", needs="putback.work")
def putback_page() -> str:
    """Units of cancelled orders back into bins, on a handheld."""
    data = {
        "orders": msgspec.to_builtins(put_backs().put_backs),
        "now": clock.now().isoformat(),
    }
    return render_template("inventory/putback.html", page_data=data)
