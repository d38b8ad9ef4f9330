"""Where the arrows of one-way aisles lead: what they cut off, and the way from spot to spot."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.routing_oneway import floor_of


def cut_off(aisles: Aisles, spots: Iterable[Spot], depot: Spot) -> frozenset[int]:
    """Aisles with spots that cannot be reached from *depot*, or not left for it."""
    if aisles.two_way:
        return frozenset()
    crossings = aisles.crossings
    # Spots between the same two crossings of an aisle fare alike: one of them will do.
    alike = {
        (aisle, bisect_left(crossings, depth), bisect_right(crossings, depth)): depth
        for aisle, depth in spots
    }
    few = [(aisle, depth) for (aisle, _, _), depth in alike.items()]
    back = replace(aisles, one_way=tuple(-arrow for arrow in aisles.one_way))
    there = floor_of(aisles, [depot, *few]).metres(depot)
    from_there = floor_of(back, [depot, *few]).metres(depot)
    return frozenset(spot[0] for spot in few if spot not in there or spot not in from_there)


def corners(aisles: Aisles, here: Spot, there: Spot) -> list[Spot]:
    """The shortest way along the arrows: where it turns behind *here*, and *there*."""
    floor = floor_of(aisles, [here, there])
    far = floor.metres(here)
    way = [there]
    while way[-1] != here:
        place = way[-1]
        way.append(
            next(
                spot
                for spot, near in floor.ways.items()
                if spot in far and place in near and far[spot] + near[place] == far[place]
            )
        )
    way.reverse()
    turns = [
        place
        for (before, place), (_, after) in zip(pairwise(way), pairwise(way[1:]), strict=False)
        if (before[0] == place[0]) != (place[0] == after[0])
    ]
    return [*turns, there]
