"""Gifts of a campaign: one guarded counter per (platform, campaign)."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.hub.intake import INT_32, Intake
from app.orders.models import GiftCounter, Order, OrderLine

_TAKE = sa.text(
    "UPDATE gift_counter SET taken = taken + :units, cap = coalesce(:cap, cap) "
    "WHERE source_platform = :platform AND campaign = :campaign "
    "AND taken + :units <= coalesce(:cap, cap)"
).bindparams(sa.bindparam("cap", type_=sa.Integer))
_OPEN = sa.text(
    "INSERT INTO gift_counter (source_platform, campaign, cap, taken) "
    "VALUES (:platform, :campaign, :cap, 0) ON CONFLICT DO NOTHING"
)


def take(session: Session, intake: Intake) -> set[int]:
    """Count the gift lines of an order; return the line numbers beyond their cap."""
    lines = [line for line in intake.body.lines if line.gift and line.gift_campaign]
    dropped = set()
    for line in sorted(lines, key=lambda line: (line.gift_campaign, int(line.line_no))):
        key = {"platform": intake.platform, "campaign": line.gift_campaign}
        session.execute(
            _OPEN, key | {"cap": INT_32 if line.gift_cap is None else line.gift_cap}
        )
        taken = session.connection().execute(
            _TAKE, key | {"units": line.quantity, "cap": line.gift_cap}
        )
        if not taken.rowcount:
            dropped.add(int(line.line_no))
    return dropped


def give_back(session: Session, order: Order) -> None:
    """Give the counted gifts of an order back: it was cancelled, or is taken in anew."""
    units: dict[str, int] = defaultdict(int)
    rows = session.execute(
        sa.select(OrderLine.gift_campaign, OrderLine.quantity).where(
            OrderLine.order_id == order.id, OrderLine.gift, ~OrderLine.dropped
        )
    )
    for campaign, quantity in rows:
        if campaign is not None:
            units[campaign] += quantity
    for campaign in sorted(units):
        session.execute(
            sa.update(GiftCounter)
            .where(
                GiftCounter.source_platform == order.source_platform,
                GiftCounter.campaign == campaign,
                GiftCounter.taken >= units[campaign],
            )
            .values(taken=GiftCounter.taken - units[campaign])
        )
