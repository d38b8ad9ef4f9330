"""Steps of the process that works on a batch of pre-prints: claim, archive, leave out, go on.

The documents are drawn between these transactions, by shipping/batch_work.py. A parcel's
pre-print and its place in the batch are written in one commit: what was cut off goes on with
the parcels that still wait, and none is archived twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.db import changed
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping import labelling, locks
from app.shipping.archive import Drawn
from app.shipping.events import BatchMoved
from app.shipping.models import Batch, BatchSheet
from app.shipping.rules import (
    BATCH,
    BATCH_LEASE_S,
    BatchAct,
    BatchState,
    SheetState,
)


class NotOursError(Exception):
    """Somebody cancelled the batch, or another process goes on with it."""


@dataclass(frozen=True)
class Claimed:
    """A batch to work on; *mine* is the mark of who does."""

    batch_id: int
    number: str
    mine: str
    actor: Actor


@dataclass(frozen=True)
class Waiting:
    """A parcel of a batch whose turn has not come."""

    place: int
    parcel_no: str


def is_any_free(session: Session) -> bool:
    """Whether there is a batch to claim: a look, before anybody takes the writer's turn."""
    return session.scalar(sa.select(Batch.id).where(*_free()).limit(1)) is not None


def _free() -> tuple[sa.ColumnElement[bool], ...]:
    at = clock.now()
    lease_ended = sa.or_(
        Batch.claimed_at.is_(None),
        Batch.claimed_at <= at - timedelta(seconds=BATCH_LEASE_S),
        Batch.claimed_at > at,  # the clock was set back
    )
    return Batch.ended_at.is_(None), lease_ended


def claim(session: Session) -> Claimed | None:
    """Take the oldest batch that nobody works on; None when there is none."""
    free = _free()
    batch = session.scalar(sa.select(Batch).where(*free).order_by(Batch.id).limit(1))
    if batch is None:
        return None
    mine = ids.token("b")[:32]
    won = changed(
        session,
        sa.update(Batch)
        .where(Batch.id == batch.id, *free)
        .values(claimed_by=mine, claimed_at=clock.now())
        .execution_options(synchronize_session=False),
    )
    if not won:
        return None
    batch = locks.batch_by_id(session, batch.id)
    actor = Actor(batch.made_by, batch.device, batch.warehouse_id)
    if BATCH.allows(batch.state, BatchAct.BEGIN):
        batch.state = BATCH.after(batch.state, BatchAct.BEGIN)
        note(session, actor, batch, "begun")
    return Claimed(batch.id, batch.number, mine, actor)


def waiting(session: Session, claimed: Claimed) -> list[Waiting]:
    """The parcels that still wait, in their order; none of a cancelled batch."""
    rows = session.execute(
        sa.select(BatchSheet.place, BatchSheet.parcel_no)
        .join(Batch, Batch.id == BatchSheet.batch_id)
        .where(BatchSheet.batch_id == claimed.batch_id)
        .where(Batch.state == BatchState.DRAWING, BatchSheet.state == SheetState.WAITING)
        .order_by(BatchSheet.place)
    )
    return [Waiting(place, parcel_no) for place, parcel_no in rows if parcel_no]


@dataclass(frozen=True)
class Filed:
    """A stored pre-print of a parcel of a batch; *grams* stand on it."""

    sheet: Waiting
    grams: int
    drawn: Drawn


def keep(session: Session, claimed: Claimed, filed: Sequence[Filed]) -> None:
    """Archive parcels' pre-prints and mark their places, in one commit: all, or none.

    Raises:
        Refused: a parcel may not have one; ``store.conflict``: it changed meanwhile.
        NotOursError: the batch was cancelled, or another process goes on with it.
    """
    numbers = [one.sheet.parcel_no for one in filed]
    known = packing_locks.parcels_and_orders(session, claimed.actor, numbers)
    _refuse_stopped(session, claimed)
    found = [_judged(one, known) for one in filed]
    keys = labelling.keep_preprints(session, claimed.actor, found)
    labels = {one.sheet.place: key for one, key in zip(filed, keys, strict=True)}
    _mark(
        session,
        claimed,
        list(labels),
        state=SheetState.ARCHIVED,
        label_id=sa.case(labels, value=BatchSheet.place),
    )


def _judged(one: Filed, known: Mapping[str, tuple[Parcel, Order]]) -> labelling.Preprint:
    number = one.sheet.parcel_no
    if number not in known:
        raise Refused("packing.unknown_parcel", parcel_no=number)
    parcel, order = known[number]
    refuse_unless_weighed(order, parcel)
    return labelling.Preprint(order, parcel, one.grams, one.drawn)


def leave_out(session: Session, claimed: Claimed, sheet: Waiting, refusal: Refused) -> None:
    """Write down why a parcel has no pre-print in this batch.

    Raises:
        NotOursError: as :func:`keep`.
    """
    _refuse_stopped(session, claimed)
    _mark(session, claimed, [sheet.place], **left_out(refusal))


def _refuse_stopped(session: Session, claimed: Claimed) -> Batch:
    """Go on while the batch is ours and not cancelled, and say that we do."""
    batch = locks.batch_by_id(session, claimed.batch_id)
    if batch.claimed_by != claimed.mine or batch.state is not BatchState.DRAWING:
        raise NotOursError(claimed.number)
    batch.claimed_at = clock.now()
    return batch


def renew(session: Session, claimed: Claimed) -> None:
    """Say that we still work on the batch.

    Raises:
        NotOursError: another process goes on with it.
    """
    ours = sa.update(Batch).where(
        Batch.id == claimed.batch_id, Batch.claimed_by == claimed.mine
    )
    if not changed(session, ours.values(claimed_at=clock.now())):
        raise NotOursError(claimed.number)


def _mark(
    session: Session, claimed: Claimed, places: Sequence[int], **values: Any
) -> None:
    done = changed(
        session,
        sa.update(BatchSheet)
        .where(BatchSheet.batch_id == claimed.batch_id, BatchSheet.place.in_(places))
        .where(BatchSheet.state == SheetState.WAITING)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    if done != len(places):
        raise NotOursError(claimed.number)


def give_back(session: Session, claimed: Claimed) -> None:
    """Let another process go on at once."""
    session.execute(
        sa.update(Batch)
        .where(Batch.id == claimed.batch_id, Batch.claimed_by == claimed.mine)
        .values(claimed_by=None, claimed_at=None)
    )


def refuse_unless_weighed(order: Order, parcel: Parcel) -> None:
    """Refuse a parcel that a batch does not take.

    Raises:
        Refused: ``order.intercepted``, ``label.too_early``, ``label.void``;
            ``batch.has_preprint``, ``label.after_confirm``: it is further already.
    """
    refuse_if_stopped(order)
    labelling.refuse_before("preprint", parcel)
    if parcel.state is ParcelState.ARCHIVED:
        raise Refused("batch.has_preprint", parcel_no=parcel.number)
    if parcel.state is not ParcelState.WEIGHED:
        raise Refused("label.after_confirm", parcel_no=parcel.number)


def left_out(refusal: Refused) -> dict[str, Any]:
    """The columns of a parcel that a batch leaves out."""
    return {"state": SheetState.LEFT_OUT, "code": refusal.code, "details": refusal.params}


def archived(session: Session, batch: Batch) -> int:
    """How many parcels of a batch have their pre-print."""
    found = session.scalar(
        sa.select(sa.func.count()).where(
            BatchSheet.batch_id == batch.id, BatchSheet.state == SheetState.ARCHIVED
        )
    )
    return found or 0


def note(session: Session, actor: Actor, batch: Batch, act: str) -> None:
    """Record what happened to a batch, and how many of its parcels have a pre-print."""
    fact = BatchMoved(
        batch=batch.number, act=act, parcels=archived(session, batch), sha256=batch.sha256
    )
    record(session, actor, fact, subject=batch.number)
