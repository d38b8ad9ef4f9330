"""What a weighing keeps of what the gate saw, and what earlier ones teach."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.packing.contents import Contents
from app.packing.learning import THOUSANDTH, Usual, usual
from app.packing.models import Box, Parcel, Weighing
from app.packing.proposing import LATEST
from app.packing.rules import Cause

FROM_SCALE = frozenset({"scale", "agent", "pushed"})


def seen(
    measured_g: Decimal, contents: Contents, causes: Sequence[Cause], like: Usual | None
) -> dict[str, Any]:
    """What the gate knew when it decided, for whoever asks later; grams as exact text."""
    expected = contents.expected_g()
    return {
        "division_g": str(contents.gate.division_g),
        "light": expected is not None and contents.gate.is_light(expected),
        "blind_spots": [line.facts.code for line in contents.blind_spots()],
        "units": [
            {
                "sku": line.facts.code,
                "quantity": line.here,
                "unit_g": None if unit_g is None else str(unit_g),
            }
            for line in contents.lines
            if line.here
            for unit_g in [line.facts.unit_weight_g]
        ],
        "box_and_filler_g": str(contents.extra_g),
        "causes": [asdict(cause) for cause in causes],
        "usual": None
        if like is None
        else {
            "grams": str(like.grams),
            "reach_g": str(like.reach_g),
            "parcels": like.parcels,
        },
        "unusual": like is not None and like.warns(measured_g),
    }


def likeness(parcel: Parcel, contents: Contents) -> str:
    """The same for parcels of the same units in the same box; hexadecimal."""
    units = sorted((line.facts.id, line.here) for line in contents.lines if line.here)
    what = f"{parcel.warehouse_id} {parcel.box_id} {contents.extra_g:f} {units}"
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def equals(session: Session, parcel: Parcel, contents: Contents) -> Usual | None:
    """What equal parcels weighed at their first try; None when there are too few."""
    weights = session.scalars(
        sa.select(Weighing.weight_g)
        .where(Weighing.likeness == likeness(parcel, contents))
        .where(Weighing.parcel_id != parcel.id)
        .order_by(Weighing.id.desc())
        .limit(LATEST)
    ).all()
    return usual(weights)


def teach(session: Session, row: Weighing, parcel: Parcel, contents: Contents) -> None:
    """Let a first try that passed by itself teach; a LIGHT parcel proves too little."""
    if row.verdict != "pass" or row.source not in FROM_SCALE or row.evidence["light"]:
        return
    before = sa.exists().where(Weighing.parcel_id == parcel.id, Weighing.id != row.id)
    if session.scalar(sa.select(before)):
        return
    row.likeness = likeness(parcel, contents)
    inside = {line.facts.id: 0 for line in contents.lines if line.here}
    if len(inside) == 1:
        goods_g = row.weight_g - contents.extra_g
        row.sole_sku_id = next(iter(inside))
        row.unit_g = (goods_g / contents.here).quantize(THOUSANDTH)


def other_boxes(
    session: Session, parcel: Parcel, contents: Contents
) -> list[tuple[str, Decimal]]:
    """The boxes a parcel might lie in by mistake, each with the grams it weighs more."""
    if parcel.box_id is None:
        return []
    rows = session.scalars(
        sa.select(Box)
        .where(Box.warehouse_id == parcel.warehouse_id, Box.id != parcel.box_id)
        .order_by(Box.code)
    )
    return [(row.code, row.tare_g + row.filler_g - contents.extra_g) for row in rows]
