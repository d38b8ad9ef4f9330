"""Numbers merged into an order: each is reserved in the identity table, for ever."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.hub.intake import Intake
from app.orders.models import Order, OrderIdentity


def reserve(session: Session, order: Order, intake: Intake) -> None:
    """Reserve the numbers that *order* was merged from.

    Raises:
        Refused: ``order.cancelled_before_create``: a member was cancelled already;
            ``order.conflict``: a member belongs to another order.
    """
    for number in intake.members:
        known = session.get(OrderIdentity, (intake.platform, number, 0))
        if known is None:
            session.add(
                OrderIdentity(
                    source_platform=intake.platform,
                    external_order_no=number,
                    order_id=order.id,
                    member=True,
                )
            )
        elif known.cancelled_at is not None:
            raise Refused("order.cancelled_before_create", order_no=number)
        elif known.order_id != order.id:
            raise Refused("order.conflict", order_no=number, version=1)


def has_cancelled(session: Session, order: Order) -> bool:
    """Whether a number merged into *order* was cancelled and no version without it came."""
    query = sa.select(sa.literal(1)).where(
        OrderIdentity.order_id == order.id,
        OrderIdentity.member,
        OrderIdentity.cancelled_at.is_not(None),
    )
    return session.execute(query.limit(1)).first() is not None


def change(session: Session, order: Order, intake: Intake) -> None:
    """Follow a new version: members that left may come alone, unless they were cancelled."""
    left = session.scalars(
        sa.select(OrderIdentity).where(
            OrderIdentity.order_id == order.id,
            OrderIdentity.member,
            OrderIdentity.external_order_no.not_in(intake.members),
        )
    )
    for row in left.all():
        if row.cancelled_at is None:
            session.delete(row)
        else:
            row.order_id = None
    session.flush()
    reserve(session, order, intake)
