"""How far and how long a trip is: by the shortest way through the aisles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.arrows import cut_off
from app.waves.planner.model import Place, Policy, Shape, Stop, Trip, Ways
from app.waves.planner.routing import distance, route

USUAL = Ways()
"""A cross-aisle at each end, all aisles both ways, the depot at the corner."""


@dataclass(frozen=True)
class Layout:
    """The bins, and the aisles they are in, joined by cross-aisles.

    Attributes:
        places: by bin.
        aisles: as the router knows them.
        spots: by bin: its aisle there, and how deep it lies.
        depot: where trips begin and end.
        cut_off: aisles that the site's arrows would cut off; while there are any, all aisles
            are walked both ways, for a floor that has changed is still to be picked.
    """

    places: Mapping[int, Place]
    aisles: Aisles
    spots: Mapping[int, Spot]
    depot: Spot
    cut_off: frozenset[int] = frozenset()

    @classmethod
    def of(cls, places: Mapping[int, Place], ways: Ways = USUAL) -> Layout:
        """The layout of *places*; the aisles are as long as the furthest bin is deep.

        One can walk along the aisles from the depot as well, whether bins are there or not.
        """
        across: dict[tuple[str, int], float] = {}
        for place in places.values():
            key = place.zone, place.aisle
            across[key] = min(place.x, across.get(key, place.x))
        x, y = ways.depot
        corridors = sorted({x, *across.values()})
        number = {x: aisle for aisle, x in enumerate(corridors)}
        length = max((place.y for place in places.values()), default=0.0)
        crossings = ways.crossings or ((0.0, length) if length > 0 else (0.0,))
        spots = {
            bin_id: (number[across[place.zone, place.aisle]], place.y)
            for bin_id, place in places.items()
        }
        aisles = Aisles(tuple(corridors), crossings)
        if not ways.one_way:
            return cls(places, aisles, spots, (number[x], y))
        arrows = [0] * len(corridors)
        for zone, aisle, arrow in ways.one_way:
            if (zone, aisle) in across:
                arrows[number[across[zone, aisle]]] = arrow
        arrowed = replace(aisles, one_way=tuple(arrows))
        cut = cut_off(arrowed, spots.values(), (number[x], y))
        return cls(places, aisles if cut else arrowed, spots, (number[x], y), cut)

    @cached_property
    def bits(self) -> dict[int, int]:
        """By bin, its aisle as a bit: the highest for the first aisle."""
        last = len(self.aisles.across) - 1
        return {bin_id: 1 << last - aisle for bin_id, (aisle, _) in self.spots.items()}

    def metres(self, bins: Iterable[int]) -> float:
        """The shortest walk from the depot past *bins* and back."""
        return distance(self.aisles, [self.spots[b] for b in bins], self.depot)

    def reach(self, bins: Iterable[int]) -> float:
        """The metres from end to end across and along aisles, and back: no walk has less."""
        spots = [self.depot, *(self.spots[bin_id] for bin_id in bins)]
        across = self.aisles.across
        aside = across[max(spots)[0]] - across[min(spots)[0]]
        depths = [depth for _, depth in spots]
        return 2.0 * (aside + max(depths) - min(depths))


def in_walking_order(stops: Iterable[Stop], layout: Layout) -> tuple[list[Stop], float]:
    """The stops along the shortest walk, those at a bin by SKU and slot, and its metres."""
    at_bin: dict[int, list[Stop]] = {}
    for stop in stops:
        at_bin.setdefault(stop.bin_id, []).append(stop)
    bins = sorted(at_bin, key=lambda bin_id: (layout.places[bin_id].sequence, bin_id))
    walked = route(layout.aisles, [layout.spots[bin_id] for bin_id in bins], layout.depot)
    ordered: list[Stop] = []
    for place in walked.order:
        here = at_bin[bins[place]]
        ordered += sorted(here, key=lambda s: (s.sku_id, s.slot)) if len(here) > 1 else here
    return ordered, walked.metres


def trip(
    shape: Shape,
    stops: Sequence[Stop],
    layout: Layout,
    policy: Policy,
    *,
    slots: int,
    zone: str | None = None,
) -> Trip:
    """Order the stops and say how far and how long they are."""
    ordered, far = in_walking_order(stops, layout)
    bins = len({stop.bin_id for stop in ordered})
    units = sum(share.quantity for stop in ordered for share in stop.shares)
    return Trip(shape, zone, slots, tuple(ordered), far, work_s(far, bins, units, policy))


def work_s(far: float, bins: int, units: int, policy: Policy) -> float:
    """Seconds to fetch a cart, walk *far* metres and take *units* from so many *bins*."""
    return policy.setup_s + far / policy.walk_m_s + policy.stop_s * bins + policy.unit_s * units
