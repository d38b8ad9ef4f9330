"""What earlier weighings say of a parcel, as the bench's page sees it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.packing.contents import Contents
from app.packing.models import Parcel, Weighing
from app.packing.proposing import proposals
from app.packing.rules import ParcelState, whole_g

WITH_WEIGHT = frozenset({ParcelState.WEIGHED, ParcelState.BLOCKED, ParcelState.ARCHIVED})


class Unusual(msgspec.Struct):
    """What equal parcels weighed, when this one, though inside the band, weighs otherwise."""

    usual_g: int
    parcels: int


class WeightProposal(msgspec.Struct):
    """What a unit seems to weigh by so many weighings; nothing uses it by itself. Grams."""

    sku: str
    name: str
    known_g: float
    proposed_g: float
    weighings: int


def unusual(session: Session, parcel: Parcel) -> Unusual | None:
    """As the gate wrote it down: what is learned later changes no earlier warning."""
    if parcel.state not in WITH_WEIGHT:
        return None
    last = session.scalars(
        sa.select(Weighing)
        .where(Weighing.parcel_id == parcel.id)
        .order_by(Weighing.id.desc())
        .limit(1)
    ).first()
    if last is None or last.verdict != "pass" or not last.evidence.get("unusual"):
        return None
    like = last.evidence["usual"]
    return Unusual(whole_g(Decimal(like["grams"])), like["parcels"])


def proposed(session: Session, parcel: Parcel, contents: Contents) -> list[WeightProposal]:
    """What the catalogue might say instead of the weights that made this one."""
    if parcel.state not in WITH_WEIGHT:
        return []
    inside = [line.facts.id for line in contents.lines if line.here]
    return [
        WeightProposal(
            one.sku, one.name, float(one.known_g), float(one.proposed_g), one.weighings
        )
        for one in proposals(session, inside)
    ]
