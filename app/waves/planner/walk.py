"""How far and how long a trip is, on aisles joined by a way at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.waves.planner.model import Place, Policy, Shape, Stop, Trip


@dataclass(frozen=True, slots=True)
class Layout:
    """The bins, and the length of an aisle in metres."""

    places: Mapping[int, Place]
    length: float

    @classmethod
    def of(cls, places: Mapping[int, Place]) -> Layout:
        """The layout of *places*: the aisles are as long as the furthest bin is deep."""
        return cls(places, max((place.y for place in places.values()), default=0.0))


def in_walking_order(stops: Iterable[Stop], places: Mapping[int, Place]) -> list[Stop]:
    """The serpentine: by the bins' sequence, then by slot."""
    return sorted(stops, key=lambda s: (places[s.bin_id].sequence, s.bin_id, s.sku_id, s.slot))


def metres(walk: Sequence[Place], length: float) -> float:
    """The walk from the depot at (0, 0) past *walk* and back.

    Args:
        walk: bins in the order of the walk.
        length: the length of an aisle in metres: changing aisles leads by its nearer end.
    """
    if not walk:
        return 0.0
    total = walk[0].x + walk[0].y + walk[-1].x + walk[-1].y
    for here, there in pairwise(walk):
        if here.aisle == there.aisle and here.zone == there.zone:
            total += abs(here.y - there.y) + abs(here.x - there.x)
        else:
            front = here.y + there.y
            total += abs(here.x - there.x) + min(front, max(2 * length - front, 0.0))
    return total


def trip(
    shape: Shape,
    stops: Iterable[Stop],
    layout: Layout,
    policy: Policy,
    *,
    slots: int,
    zone: str | None = None,
) -> Trip:
    """Order the stops and say how far and how long they are."""
    ordered = in_walking_order(stops, layout.places)
    far = metres([layout.places[stop.bin_id] for stop in ordered], layout.length)
    bins = len({stop.bin_id for stop in ordered})
    units = sum(stop.quantity for stop in ordered)
    seconds = (
        policy.setup_s + far / policy.walk_m_s + policy.stop_s * bins + policy.unit_s * units
    )
    return Trip(shape, zone, slots, tuple(ordered), far, seconds)
