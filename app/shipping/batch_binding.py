"""The pages of a batch of pre-prints that may be seen, and the end of binding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping import locks, permits
from app.shipping.archive import Stored
from app.shipping.batch_steps import Claimed, note
from app.shipping.models import BatchSheet, Label
from app.shipping.rules import BATCH, PREPRINT_MAY_BE_SEEN, BatchAct


@dataclass(frozen=True)
class Page:
    """An archived pre-print of a batch; *bound*: the finished PDF has it."""

    place: int
    path: str
    bound: bool


def pages(session: Session, batch_id: int) -> list[Page]:
    """The pre-prints of a batch that may be seen now, in their order."""
    rows = session.execute(
        sa.select(BatchSheet.place, Label.path, BatchSheet.bound, Order, Parcel.state)
        .join(BatchSheet, BatchSheet.label_id == Label.id)
        .join(Parcel, Parcel.id == Label.parcel_id)
        .join(Order, Order.id == Parcel.order_id)
        .where(BatchSheet.batch_id == batch_id, ~permits.replaced())
        .order_by(BatchSheet.place)
    )
    return [
        Page(place, path, bound)
        for place, path, bound, order, state in rows
        if _may_be_seen(order, state)
    ]


def _may_be_seen(order: Order, state: ParcelState) -> bool:
    try:
        refuse_if_stopped(order)
    except Refused:
        return False
    return state in PREPRINT_MAY_BE_SEEN


def end(
    session: Session, claimed: Claimed, bound: Stored | None, places: Sequence[int]
) -> bool:
    """Write the finished PDF and its pages down; False when somebody else goes on with it."""
    batch = locks.batch_by_id(session, claimed.batch_id)
    if batch.claimed_by != claimed.mine or batch.ended_at is not None:
        return False
    if BATCH.allows(batch.state, BatchAct.END):
        batch.state = BATCH.after(batch.state, BatchAct.END)
    batch.path = bound.path if bound else None
    batch.sha256 = bound.sha256 if bound else None
    batch.ended_at, batch.claimed_by, batch.claimed_at = clock.now(), None, None
    mine = sa.update(BatchSheet).where(BatchSheet.batch_id == batch.id)
    session.execute(mine.values(bound=False))
    for at in range(0, len(places), 500):
        some = BatchSheet.place.in_(places[at : at + 500])
        session.execute(mine.where(some).values(bound=True))
    note(session, claimed.actor, batch, "bound")
    return True
