"""Walks as they are drawn: the aisles side by side, the stops in them, the way between.

A place on the drawing is a column (an aisle, from 0) and a depth in metres. People come from
the depot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.inventory.models import Bin
from app.waves.aisles import aisle_names, layout_of
from app.waves.lookup import IN_LIST
from app.waves.planner import Layout
from app.waves.planner.aisles import Spot
from app.waves.planner.arrows import corners

Point = tuple[int, float]


class FloorMap(msgspec.Struct):
    """The aisles: their names from left to right, and how deep the deepest is in metres.

    Attributes:
        crossings: where cross-aisles join them, in metres.
        one_way: for each aisle 1 where one may only walk deeper, -1 only back, else 0.
        depot: where trips begin and end.
    """

    aisles: list[str]
    depth: float
    crossings: list[float]
    one_way: list[int]
    depot: Point


class DrawnStop(msgspec.Struct):
    """A bin on a walk; *right* of the aisle or left of it."""

    bin: str
    zone: str
    column: int
    depth: float
    right: bool
    units: int
    done: bool


class DrawnWalk(msgspec.Struct):
    """The stops of a list in walking order, and the corners of the way past them."""

    stops: list[DrawnStop]
    way: list[Point]


@dataclass(frozen=True)
class Visit:
    """A bin that a list comes to, and what it takes there."""

    bin_id: int
    units: int
    done: bool = False


class Floor:
    """The site, ready to draw walks on."""

    def __init__(self, session: Session, warehouse_id: int, bins: Iterable[int]) -> None:
        """Look up the aisles of the site and where *bins* lie in them."""
        keys = sorted(set(bins))
        self.layout: Layout = layout_of(session, warehouse_id, keys)
        self._codes: dict[int, tuple[str, str, bool]] = {}
        for start in range(0, len(keys), IN_LIST):
            query = sa.select(Bin.id, Bin.code, Bin.zone, Bin.sequence).where(
                Bin.id.in_(keys[start : start + IN_LIST])
            )
            for row in session.execute(query):
                # Neighbours on the walk stand on both sides of the aisle.
                self._codes[row.id] = row.code, row.zone, row.sequence // 10 % 2 == 1

    @property
    def map(self) -> FloorMap:
        """The aisles."""
        names, aisles = aisle_names(self.layout), self.layout.aisles
        depths = [depth for _, depth in self.layout.spots.values()]
        return FloorMap(
            aisles=names,
            depth=max([aisles.crossings[-1], *depths]),
            crossings=list(aisles.crossings),
            one_way=list(aisles.one_way) or [0] * len(names),
            depot=self.layout.depot,
        )

    def draw(self, visits: Sequence[Visit]) -> DrawnWalk:
        """A walk past bins in this order; several tasks at one bin are one stop."""
        stops: list[DrawnStop] = []
        for visit in visits:
            code, zone, right = self._codes[visit.bin_id]
            if stops and stops[-1].bin == code:
                stops[-1].units += visit.units
                stops[-1].done &= visit.done
                continue
            column, depth = self.layout.spots[visit.bin_id]
            stops.append(DrawnStop(code, zone, column, depth, right, visit.units, visit.done))
        return DrawnWalk(stops, self._way([(one.column, one.depth) for one in stops]))

    def _way(self, spots: Sequence[Spot]) -> list[Point]:
        depot = self.layout.depot
        way: list[Point] = [depot]
        for spot in [*spots, depot]:
            column, depth = way[-1]
            if not self.layout.aisles.two_way:
                way += corners(self.layout.aisles, way[-1], spot)
                continue
            if spot[0] != column:
                ends = self.layout.aisles.crossings
                _, across = min((abs(at - depth) + abs(at - spot[1]), at) for at in ends)
                way += [(column, across), (spot[0], across)]
            way.append(spot)
        return [point for n, point in enumerate(way) if not n or point != way[n - 1]]
