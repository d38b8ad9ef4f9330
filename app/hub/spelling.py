"""What a person needs to see to spell a recipient so that it can be printed."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import holds
from app.orders.events import RecipientSeen
from app.orders.models import Order, Recipient


class Original(msgspec.Struct, kw_only=True):
    """A recipient as the hub sent it, beside the spelling that is printed instead.

    ``region`` is what stands before the address on the label, as the hub sent it.
    ``bad_name`` and ``bad_address`` are the characters that no font here has.
    """

    source_platform: str
    external_order_no: str
    order_no: str
    name: str
    region: str
    address: str
    print_name: str | None
    print_address: str | None
    bad_name: list[str]
    bad_address: list[str]


def original(session: Session, actor: Actor, order_no: str) -> Original:
    """Let somebody see a recipient that cannot be printed, on record.

    Raises:
        Refused: ``order.unknown``; ``order.printable``: there is nothing to spell.
    """
    order = session.scalar(
        sa.select(Order).where(
            Order.number == order_no, Order.warehouse_id == actor.warehouse_id
        )
    )
    to = session.get(Recipient, order.id) if order is not None else None
    if order is None or to is None:
        raise Refused("order.unknown", order_no=order_no)
    region = " ".join(part for part in (to.province, to.city, to.district) if part)
    bad_name = holds.unprintable(to.print_name or to.name, "-")
    bad_address = holds.unprintable("-", f"{region} {to.print_address or to.address}")
    if not bad_name and not bad_address:
        raise Refused("order.printable", order_no=order_no)
    fact = RecipientSeen(order_no=order.number, why="spelling")
    record(session, actor, fact, subject=order.number)
    return Original(
        source_platform=order.source_platform,
        external_order_no=order.external_order_no,
        order_no=order.number,
        name=to.name,
        region=region,
        address=to.address,
        print_name=to.print_name,
        print_address=to.print_address,
        bad_name=bad_name,
        bad_address=bad_address,
    )
