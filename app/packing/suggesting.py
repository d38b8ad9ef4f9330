"""The suggestion a bench shows: which boxes, what goes into each, and why there is none."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.packing.boxes import BoxSize, Filled, Goods
from app.packing.boxing import plan
from app.packing.contents import Contents, Line
from app.packing.models import Box, Parcel


class BoxedUnits(msgspec.Struct):
    """So many units of a line in one suggested box."""

    line_no: int
    sku: str
    quantity: int


class SuggestedParcel(msgspec.Struct):
    """One suggested box; ``grams`` with box and filler, ``fill_percent`` of its volume."""

    box: str
    tare_g: float
    grams: float
    fill_percent: int
    units: list[BoxedUnits]


class Boxing(msgspec.Struct):
    """How the goods of an order travel; the first box is the one at hand.

    ``parcels`` is empty when nothing can be promised: ``unmeasured`` names the SKUs without a
    size, ``too_big`` those that fit into no box, ``too_heavy`` those of which one unit is
    over the weight limit.
    """

    parcels: list[SuggestedParcel]
    unmeasured: list[str]
    too_big: list[str]
    too_heavy: list[str]


def boxing(session: Session, parcel: Parcel, contents: Contents) -> Boxing:
    """Suggest boxes for what lies in *parcel* and what is left of its order."""
    lines = {str(line.line_no): line for line in contents.lines}
    found = plan(
        _boxes(session, parcel.warehouse_id),
        tuple(_goods(line) for line in contents.lines),
        contents.most_g,
    )

    def codes(keys: tuple[str, ...]) -> list[str]:
        return list(dict.fromkeys(lines[key].facts.code for key in keys))

    return Boxing(
        parcels=[_shown(filled, lines) for filled in found.parcels],
        unmeasured=codes(found.unmeasured),
        too_big=codes(found.too_big),
        too_heavy=codes(found.too_heavy),
    )


def _boxes(session: Session, warehouse_id: int) -> tuple[BoxSize, ...]:
    rows = session.scalars(
        sa.select(Box).where(Box.warehouse_id == warehouse_id).order_by(Box.code)
    )
    return tuple(
        BoxSize(
            code=row.code,
            size=(row.length_mm, row.width_mm, row.height_mm),
            tare_g=row.tare_g + row.filler_g,
        )
        for row in rows
    )


def _goods(line: Line) -> Goods:
    return Goods(
        key=str(line.line_no),
        size=line.facts.size_mm,
        unit_g=line.facts.unit_weight_g,
        quantity=line.here + line.left,
        inside=line.here,
        upright=line.facts.keep_upright,
        fragile=line.facts.fragile,
    )


def _shown(filled: Filled, lines: dict[str, Line]) -> SuggestedParcel:
    units = [
        BoxedUnits(line.line_no, line.facts.code, filled.units[key])
        for key, line in lines.items()
        if key in filled.units
    ]
    return SuggestedParcel(
        box=filled.box.code,
        tare_g=float(filled.box.tare_g),
        grams=float(filled.grams),
        fill_percent=filled.fill_percent,
        units=units,
    )
