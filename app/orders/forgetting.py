"""Forgetting people: what names somebody goes, what counts and proves stays.

An event holds no personal data, so the chain needs no change: who an order was for is told
by its number alone from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import changed, table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.core.outbox import OutboxRow
from app.orders import locks
from app.orders.events import PersonalDataPurged, RefusalsPurged
from app.orders.models import TYPED, UNPURGED, Order, OrderIdentity, Recipient, RefusedIntake
from app.orders.rules import OPEN_STATES

NOBODY = {"name": "", "phone": "", "address": ""}


def due(session: Session, warehouse_id: int, before: datetime, limit: int) -> Sequence[int]:
    """Keys of orders that came into their final state before a moment, the oldest first."""
    query = sa.select(Order.id).where(
        Order.warehouse_id == warehouse_id, Order.state_at < before, sa.text(UNPURGED)
    )
    return session.scalars(query.order_by(Order.state_at).limit(limit)).all()


def forget(session: Session, actor: Actor, order_id: int, *, why: str, files: int) -> None:
    """Delete who an ended order was for; nothing happens when it is done already.

    Args:
        session: the open transaction.
        actor: who wants it.
        order_id: the order, whose files have been deleted.
        why: due or asked.
        files: how many files there were.

    Raises:
        Refused: ``order.still_open``.
    """
    order = locks.order_by_id(session, order_id)
    if order.state in OPEN_STATES:
        raise Refused("order.still_open", order_no=order.number)
    if order.purged_at is not None:
        return
    person = session.get_one(Recipient, order.id)
    for column in table_of(Recipient).columns:
        if not column.primary_key:
            setattr(person, column.name, NOBODY.get(column.name))
    session.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.stream == f"order:{order.number}", OutboxRow.last_answer.is_not(None))
        .values(last_answer=None)  # a hub may have said a name back
    )
    if order.cancel_reason:
        order.cancel_reason = ""  # that it was cancelled stays
    mine = OrderIdentity.order_id == order.id
    _forget_cancels(session, mine)
    order.purged_at = clock.now()
    fact = PersonalDataPurged(order_no=order.number, why=why, files=files)
    record(session, actor, fact, subject=order.number)


def forget_cancels(session: Session, before: datetime) -> int:
    """Delete why orders that never came were cancelled before a moment; how many."""
    return _forget_cancels(session, OrderIdentity.cancelled_at < before)


def _forget_cancels(session: Session, which: sa.ColumnElement[bool]) -> int:
    typed = sa.update(OrderIdentity).where(sa.text(TYPED), which)
    return changed(session, typed.values(cancel_reason=""))


def refusals_due(session: Session, warehouse_id: int, before: datetime) -> int:
    """How many orders refused before a moment still have a body."""
    query = sa.select(sa.func.count()).select_from(RefusedIntake)
    return session.scalar(query.where(*_refused(warehouse_id, before))) or 0


def _refused(warehouse_id: int, before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        RefusedIntake.warehouse_id == warehouse_id,
        RefusedIntake.purged_at.is_(None),
        RefusedIntake.last_at < before,
    )


def forget_refusals(session: Session, actor: Actor, before: datetime, limit: int) -> int:
    """Delete the bodies of orders refused before a moment; their hashes and counts stay."""
    rows = session.scalars(
        sa.select(RefusedIntake)
        .where(*_refused(actor.warehouse_id, before))
        .order_by(RefusedIntake.id)
        .limit(limit)
    ).all()
    for row in rows:
        row.body, row.purged_at = "null", clock.now()
        row.errors = [
            {name: one[name] for name in ("pointer", "code") if name in one}
            for one in row.errors
        ]
        row.settled_at = row.settled_at or row.purged_at
    if rows:
        record(session, actor, RefusalsPurged(refusals=len(rows)))
    return len(rows)
