"""The hub announces goods that will come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import skus_by_code
from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.models import Order, OrderIdentity
from app.orders.rules import identity
from app.returns import locks
from app.returns.events import ReturnAnnounced
from app.returns.models import Return
from app.returns.rules import ReturnState


@dataclass(frozen=True)
class Announcement:
    """What the hub says of a return; one of rma, waybill and order number names it.

    Attributes:
        lines: ``[{"sku", "quantity"}]``, what is to come; may be empty.
    """

    source_platform: str
    lines: list[dict[str, Any]]
    external_order_no: str | None = None
    rma: str | None = None
    return_waybill: str | None = None


Outcome = Literal["added", "updated", "unchanged"]


def announce(session: Session, actor: Actor, said: Announcement) -> Outcome:
    """Take an announcement in; said again it changes what is new in it.

    Raises:
        Refused: ``returns.unnamed``, ``order.unknown``, ``catalog.unknown_sku``.
    """
    if not (said.rma or said.return_waybill or said.external_order_no):
        raise Refused("returns.unnamed")
    codes = {line["sku"] for line in said.lines}
    unknown = codes - skus_by_code(session, codes).keys()
    if unknown:
        raise Refused("catalog.unknown_sku", sku=min(unknown))
    locks.desk(session, actor.warehouse_id)
    order = _order(session, actor, said)
    values = {
        "source_platform": identity(said.source_platform),
        "rma": said.rma,
        "return_waybill": said.return_waybill,
        "order_id": order.id if order else None,
        "expected": said.lines,
    }
    row = _known(session, actor, values)
    if row is None:
        return _added(session, actor, values, order)
    told = {name: value for name, value in values.items() if value not in (None, [])}
    if all(getattr(row, name) == value for name, value in told.items()):
        return "unchanged"
    for name, value in told.items():
        setattr(row, name, value)
    _say(session, actor, row, order)
    return "updated"


def _added(
    session: Session, actor: Actor, values: dict[str, Any], order: Order | None
) -> Outcome:
    row = Return(
        warehouse_id=actor.warehouse_id,
        number="",
        state=ReturnState.EXPECTED,
        announced_at=clock.now(),
        **values,
    )
    _say(session, actor, numbered(session, row), order)
    return "added"


def numbered(session: Session, row: Return) -> Return:
    """Store a new return and give it its number."""
    row.number = ids.token("new")[:24]  # unique until the key is known
    session.add(row)
    session.flush()
    row.number = ids.number("R", row.id)
    session.flush()
    return row


def _say(session: Session, actor: Actor, row: Return, order: Order | None) -> None:
    row.announced_at = row.announced_at or clock.now()
    fact = ReturnAnnounced(
        return_no=row.number,
        order_no=order.number if order else None,
        units=sum(line["quantity"] for line in row.expected),
    )
    record(session, actor, fact, subject=row.number)


def _order(session: Session, actor: Actor, said: Announcement) -> Order | None:
    if said.external_order_no is None:
        return None
    order = session.scalar(
        sa.select(Order)
        .join(OrderIdentity, OrderIdentity.order_id == Order.id)
        .where(
            OrderIdentity.source_platform == identity(said.source_platform),
            OrderIdentity.external_order_no == identity(said.external_order_no),
            OrderIdentity.split_no == 0,
            Order.warehouse_id == actor.warehouse_id,
        )
    )
    if order is None:
        raise Refused("order.unknown", order_no=said.external_order_no)
    return order


def _known(session: Session, actor: Actor, values: dict[str, Any]) -> Return | None:
    """The return that these numbers name, also one that came before its announcement."""
    names = []
    if values["rma"]:
        platform = Return.source_platform == values["source_platform"]
        names.append(sa.and_(Return.rma == values["rma"], platform))
    if values["return_waybill"]:
        names.append(Return.return_waybill == values["return_waybill"])
    if not names:
        open_ = Return.state != ReturnState.CLOSED
        names.append(sa.and_(Return.order_id == values["order_id"], open_))
    return session.scalar(
        sa.select(Return)
        .where(Return.warehouse_id == actor.warehouse_id, sa.or_(*names))
        .order_by(Return.id)
        .limit(1)
    )
