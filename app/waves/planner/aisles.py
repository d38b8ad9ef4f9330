"""Where bins lie: parallel aisles, spots in them, and a route past spots."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from app.waves.planner.compiled import Floats

Spot = tuple[int, float]
"""An aisle, and how deep in it in metres."""


@dataclass(frozen=True)
class Aisles:
    """Parallel aisles joined by cross-aisles.

    Attributes:
        across: per aisle, where it lies across the aisles, in metres, ascending.
        crossings: where the cross-aisles lie along the aisles, in metres, ascending.
        one_way: per aisle 1 where one may only walk deeper, -1 only back, else 0; empty
            where all aisles may be walked both ways.
    """

    across: tuple[float, ...]
    crossings: tuple[float, ...]
    one_way: tuple[int, ...] = ()

    @cached_property
    def two_way(self) -> bool:
        """Whether every aisle may be walked both ways."""
        return not any(self.one_way)

    @cached_property
    def crossings_array(self) -> Floats:
        """The cross-aisles as the kernels read them."""
        return Floats("d", self.crossings)

    def stretch(self, depth: float) -> int:
        """Which part of an aisle a spot is in: 0 below the first cross-aisle, and so on."""
        found = bisect_left(self.crossings, depth)
        at_front = found == 0 and depth == self.crossings[0]
        return 1 if at_front and len(self.crossings) > 1 else found


@dataclass(frozen=True, slots=True)
class Route:
    """The spots in walking order, by their place in the list asked for, and the metres.

    Attributes:
        proven: whether there is no shorter walk.
    """

    order: tuple[int, ...]
    metres: float
    proven: bool = True
