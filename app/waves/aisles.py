"""The site's aisles as the planner walks them, and how the site says they are walked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.inventory.models import Bin
from app.inventory.rules import PROMISABLE, BinKind
from app.stations.service import site_rule
from app.waves.planner import Layout, Place, Ways

RULE = "ways"


@dataclass(frozen=True)
class Corridor:
    """Where people walk between shelves.

    Attributes:
        x: metres from the left.
        far: depth of its deepest bin, in metres.
        aisles: zone and number of each aisle that stands there.
        name: what people call it, with every aisle's name.
    """

    x: float
    far: float
    aisles: list[tuple[str, int]]
    name: str


def ways_of(session: Session, warehouse_id: int) -> Ways:
    """How the site says that its floor is walked; the default where it says nothing."""
    stored = site_rule(session, warehouse_id, RULE, {})
    return Ways(
        crossings=tuple(stored.get("crossings", ())),
        one_way=tuple((zone, aisle, arrow) for zone, aisle, arrow in stored.get("one_way", ())),
        depot=tuple(stored.get("depot", (0.0, 0.0))),
    )


def corridors(session: Session, warehouse_id: int) -> list[Corridor]:
    """The corridors with shelves to pick from, from left to right."""
    aisles = (
        sa.select(
            Bin.zone,
            Bin.aisle,
            sa.func.min(Bin.x).label("x"),
            sa.func.max(Bin.y).label("far"),
        )
        .where(Bin.warehouse_id == warehouse_id, Bin.kind.in_(PROMISABLE))
        .group_by(Bin.zone, Bin.aisle)
        .order_by("x", Bin.zone, Bin.aisle)
    )
    by_x: dict[float, list[sa.Row[str, int, float, float]]] = {}
    for row in session.execute(aisles):
        by_x.setdefault(row.x, []).append(row)
    return [
        Corridor(
            x,
            max(row.far for row in rows),
            [(row.zone, row.aisle) for row in rows],
            " · ".join(aisle_name(row.zone, row.aisle) for row in rows),
        )
        for x, rows in by_x.items()
    ]


def ends_of(session: Session, warehouse_id: int, ways: Ways) -> dict[int, Place]:
    """The nearest and the deepest place of each aisle, under keys that no bin has."""
    # Walls and staging places stand beside the aisles: arrows need not lead to them.
    kinds = PROMISABLE if ways.one_way else BinKind
    ends = (
        sa.select(
            sa.func.min(Bin.id).label("id"),
            Bin.zone,
            Bin.aisle,
            sa.func.min(Bin.x).label("x"),
            sa.func.min(Bin.y).label("near"),
            sa.func.max(Bin.y).label("far"),
            sa.func.min(Bin.sequence).label("sequence"),
        )
        .where(Bin.warehouse_id == warehouse_id, Bin.kind.in_(kinds))
        .group_by(Bin.zone, Bin.aisle)
    )
    return {
        key: Place(key, row.zone, row.aisle, row.x, depth, row.sequence)
        for row in session.execute(ends)
        for key, depth in ((-2 * row.id, row.far), (-2 * row.id - 1, row.near))
    }


def layout_of(
    session: Session, warehouse_id: int, bins: Collection[int], ways: Ways | None = None
) -> Layout:
    """The site's aisles with the spots of *bins*.

    Each aisle reaches as far as its deepest bin, so that a few bins are walked in the same
    building as many.

    Args:
        session: the open transaction, or a reading one.
        warehouse_id: the site.
        bins: their keys.
        ways: how the aisles are walked; as the site says where None.
    """
    ways = ways_of(session, warehouse_id) if ways is None else ways
    these = sa.select(Bin.id, Bin.zone, Bin.aisle, Bin.x, Bin.y, Bin.sequence).where(
        Bin.id.in_(bins)
    )
    ends = ends_of(session, warehouse_id, ways)
    return Layout.of(ends | {row.id: Place(*row) for row in session.execute(these)}, ways)


def aisle_name(zone: str, aisle: int) -> str:
    """How people call an aisle."""
    return f"{zone}-{aisle:02d}"


def aisle_names(layout: Layout) -> list[str]:
    """The aisles from left to right; nothing where there is only a way."""
    names: dict[int, str] = {}
    for place in layout.places.values():
        column, _ = layout.spots[place.bin_id]
        names.setdefault(column, aisle_name(place.zone, place.aisle))
    return [names.get(column, "") for column in range(len(layout.aisles.across))]
