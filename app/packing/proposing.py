"""Learned weights as proposals: a supervisor makes one the catalogue's, or turns it down.

A proposal is never stored: it is what the newest weighings say. Only what somebody decided
is, and from then on only weighings after that decision teach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.catalog.service import save_product
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.packing.events import WeightDecided
from app.packing.learning import PROPOSE_FROM, PROPOSE_PERCENT, proposed_g
from app.packing.models import Weighing, WeightDecision

LATEST = 50
"""Weighings that teach: goods and packages change, so only the newest count."""


@dataclass(frozen=True)
class Proposal:
    """What a unit seems to weigh; somebody decides whether the catalogue is to say so.

    Attributes:
        known_g: what the catalogue says, grams of one unit.
        proposed_g: the median of what single units weighed.
        lightest_g: of those.
        heaviest_g: of those.
        newest: key of the last weighing that teaches it.
        newest_at: when that was.
    """

    sku_id: int
    sku: str
    name: str
    known_g: Decimal
    proposed_g: Decimal
    weighings: int
    lightest_g: Decimal
    heaviest_g: Decimal
    newest: int
    newest_at: datetime


def proposals(session: Session, sku_ids: Sequence[int] | None = None) -> list[Proposal]:
    """What the weighings propose, by SKU code; for all SKUs when none are given."""
    known = _doubtful(session, sku_ids)
    taught = _taught(session, list(known))
    found = [_proposal(sku, taught[sku.id]) for sku in known.values() if taught[sku.id]]
    return [one for one in found if one is not None]


def _doubtful(session: Session, sku_ids: Sequence[int] | None) -> dict[int, Sku]:
    """SKUs that enough weighings, at least one of them far from the catalogue, speak of."""
    off = sa.func.abs(Weighing.unit_g - Sku.unit_weight_g) * 100
    query = (
        sa.select(Sku)
        .join(Weighing, Weighing.sole_sku_id == Sku.id)
        .where(Sku.unit_weight_g.is_not(None), _teaches())
        .group_by(Sku.id)
        .having(sa.func.count() >= PROPOSE_FROM)
        .having(sa.func.max(off - PROPOSE_PERCENT * Sku.unit_weight_g) > 0)
        .order_by(Sku.code)
    )
    if sku_ids is not None:
        query = query.where(Sku.id.in_(sku_ids))
    return {sku.id: sku for sku in session.scalars(query)}


def _teaches() -> sa.ColumnElement[bool]:
    """A weighing of one unit's weight that nobody has decided about yet."""
    decided = (
        sa.select(sa.func.coalesce(sa.func.max(WeightDecision.weighing_id), 0))
        .where(WeightDecision.sku_id == Weighing.sole_sku_id)
        .scalar_subquery()
    )
    return sa.and_(Weighing.unit_g.is_not(None), Weighing.id > decided)


Taught = tuple[int, datetime, Decimal]
"""A weighing's key, its moment, and what one unit weighed, grams."""


def _taught(session: Session, sku_ids: Sequence[int]) -> dict[int, list[Taught]]:
    """The newest weighings of each SKU, newest first."""
    place = sa.func.row_number().over(
        partition_by=Weighing.sole_sku_id, order_by=Weighing.id.desc()
    )
    newest = (
        sa.select(Weighing.id, Weighing.sole_sku_id, Weighing.at, Weighing.unit_g)
        .add_columns(place.label("place"))
        .where(Weighing.sole_sku_id.in_(sku_ids), _teaches())
        .subquery()
    )
    rows = session.execute(
        sa.select(newest.c.sole_sku_id, newest.c.id, newest.c.at, newest.c.unit_g)
        .where(newest.c.place <= LATEST)
        .order_by(newest.c.id.desc())
    )
    found: dict[int, list[Taught]] = defaultdict(list)
    for sku_id, key, at, unit_g in rows:
        found[sku_id].append((key, at, unit_g))
    return found


def _proposal(sku: Sku, taught: Sequence[Taught]) -> Proposal | None:
    weights = [unit_g for _, _, unit_g in taught]
    assert sku.unit_weight_g is not None  # _doubtful() asks for it
    grams = proposed_g(sku.unit_weight_g, weights)
    if grams is None:
        return None
    return Proposal(
        sku_id=sku.id,
        sku=sku.code,
        name=sku.name,
        known_g=sku.unit_weight_g,
        proposed_g=grams,
        weighings=len(weights),
        lightest_g=min(weights),
        heaviest_g=max(weights),
        newest=taught[0][0],
        newest_at=taught[0][1],
    )


def decide(
    session: Session, actor: Actor, sku: str, grams: Decimal, *, accepted: bool
) -> None:
    """Let the catalogue say the proposed weight, or leave it as it is.

    Args:
        session: the open transaction.
        actor: who decides.
        sku: the SKU's code.
        grams: the proposal as it was seen, grams of one unit.
        accepted: whether it becomes the catalogue's.

    Raises:
        Refused: ``packing.no_proposal``; ``packing.other_proposal`` when the weighings
            propose something else by now.
    """
    sku_id = session.scalar(sa.select(Sku.id).where(Sku.code == sku).with_for_update())
    found = proposals(session, [sku_id]) if sku_id is not None else []
    if not found:
        raise Refused("packing.no_proposal", sku=sku)
    (one,) = found
    if one.proposed_g != grams:
        raise Refused("packing.other_proposal", sku=sku, grams=f"{one.proposed_g:f}")
    if accepted:
        save_product(session, actor, sku=sku, unit_weight_g=grams)
    session.add(
        WeightDecision(
            sku_id=one.sku_id,
            weighing_id=one.newest,
            known_g=one.known_g,
            proposed_g=grams,
            accepted=accepted,
            at=clock.now(),
            by=actor.name,
        )
    )
    fact = WeightDecided(
        sku=sku,
        known_g=f"{one.known_g:f}",
        proposed_g=f"{grams:f}",
        weighings=one.weighings,
        accepted=accepted,
    )
    record(session, actor, fact, subject=sku)
    session.flush()
