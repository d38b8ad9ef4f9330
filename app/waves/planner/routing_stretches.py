"""The ways to walk a stretch of an aisle between two crossings, along the arrows.

A stretch is a part of an aisle, as `Aisles.stretch` counts them. Each way says how much more
of it goes up than down at its ends: `routing_oneway` puts them together to a walk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from app.waves.planner.aisles import Aisles, Spot

Place: TypeAlias = tuple[int, float]
"""An aisle, and how deep in it in metres: a spot or a crossing."""
Way: TypeAlias = tuple[Place, Place, int]
"""From a place to a place, as often."""


@dataclass(frozen=True, slots=True)
class Option:
    """A way to walk a stretch of an aisle.

    Attributes:
        metres: how far that is.
        below: ways up less ways down at its lower end.
        above: the same at its upper end.
        at_low: whether it comes by the crossing at its lower end.
        at_high: the same at its upper end.
        joined: whether both ends hang together by it.
        ways: what is drawn.
    """

    metres: float
    below: int
    above: int
    at_low: bool
    at_high: bool
    joined: bool
    ways: tuple[Way, ...]


class Stretches:
    """What lies in each stretch, and how it can be walked."""

    def __init__(self, aisles: Aisles, spots: Sequence[Spot], start: Spot, end: Spot) -> None:
        self._aisles = aisles
        self._spots = sorted({*spots, start, end})
        self._shift = {start: 1, end: -1} if start != end else {}
        # No aisle is walked more often than there are aisles that must be walked through.
        tight = {(a, aisles.stretch(d)) for a, d in self._spots if aisles.one_way[a]}
        self._most = len(tight) + 2

    @property
    def last(self) -> int:
        """The last aisle that the walk must come to."""
        return self._spots[-1][0]

    def options(self, aisle: int, stretch: int) -> list[Option]:
        """All ways to walk past what lies there, the shortest first; empty if there is none."""
        return sorted(self._options(aisle, stretch), key=lambda option: option.metres)

    def _options(self, aisle: int, stretch: int) -> Iterator[Option]:
        crossings = self._aisles.crossings
        low = crossings[stretch - 1] if stretch > 0 else None
        high = crossings[stretch] if stretch < len(crossings) else None
        inside = [s for s in self._spots if s[0] == aisle and self._in(s[1], stretch)]
        if not inside:
            yield Option(0.0, 0, 0, at_low=False, at_high=False, joined=False, ways=())
            if low is None or high is None:
                return
        chain: list[Place] = [(aisle, d) for d in (low,) if d is not None]
        chain += inside
        chain += [(aisle, d) for d in (high,) if d is not None]
        if low is None or high is None:
            yield from self._dead_end(chain, at_low=low is not None)
        else:
            for below in range(-self._most, self._most + 1):
                yield from self._through(chain, below)

    def _in(self, depth: float, stretch: int) -> bool:
        return self._aisles.stretch(depth) == stretch

    def _flows(self, chain: list[Place], below: int) -> list[int]:
        """How many more ways go up than down between each two places of *chain*."""
        flows = [below]
        for place in chain[1:-1]:
            flows.append(flows[-1] + self._shift.get(place, 0))
        return flows

    def _dead_end(self, chain: list[Place], *, at_low: bool) -> Iterator[Option]:
        """In and out again; one way only if the walk starts or ends in there."""
        flows = self._flows(chain, 0 if at_low else self._shift.get(chain[0], 0))
        if at_low:
            end = flows[-1] + self._shift.get(chain[-1], 0)
            flows = [flow - end for flow in flows]
        ways = self._ways(chain, flows, -1)
        if ways is not None:
            below, above = (flows[0], 0) if at_low else (0, flows[-1])
            yield Option(
                _metres(ways), below, above, at_low, not at_low, joined=False, ways=ways
            )

    def _through(self, chain: list[Place], below: int) -> Iterator[Option]:
        """All ways to walk a stretch with so many more ways up than down at its lower end."""
        flows = self._flows(chain, below)
        last = len(flows) - 1
        still = [part for part, flow in enumerate(flows) if not flow and _long(chain, part)]
        inner = [part for part in still if 0 < part < last]
        widest = max(inner, key=lambda p: chain[p + 1][1] - chain[p][1], default=-1)
        for gap in sorted({-1, widest, *(part for part in (0, last) if part in still)}):
            ways = self._ways(chain, flows, gap)
            if ways is not None:
                yield Option(
                    _metres(ways),
                    flows[0],
                    flows[-1],
                    at_low=gap != 0,
                    at_high=gap != last,
                    joined=gap < 0,
                    ways=ways,
                )

    def _ways(self, chain: list[Place], flows: list[int], gap: int) -> tuple[Way, ...] | None:
        """The ways between the places of *chain*; None where they go against the aisle."""
        direction = self._aisles.one_way[chain[0][0]]
        ways: list[Way] = []
        for part, ((here, there), flow) in enumerate(zip(pairwise(chain), flows, strict=True)):
            if part == gap:
                continue
            if direction and flow * direction <= 0 and _long(chain, part):
                return None
            if flow >= 0:
                ways.append((here, there, flow or 1))
            if flow <= 0:
                ways.append((there, here, -flow or 1))
        return tuple(ways)


def _long(chain: list[Place], part: int) -> bool:
    return chain[part + 1][1] > chain[part][1]


def _metres(ways: tuple[Way, ...]) -> float:
    return sum(abs(here[1] - there[1]) * times for here, there, times in ways)
