"""Single picker routing: one list, every article in one place; solved exactly."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.waves.planner.families.pick_file import PickFile, read
from app.waves.planner.routing import route

__all__ = ["PickFile", "Solution", "read", "solve", "write"]


@dataclass(frozen=True, slots=True)
class Solution:
    """What to take, in walking order: a row of the stock and its units; and the metres."""

    picks: tuple[tuple[int, int], ...]
    metres: float
    proven: bool = False


def solve(instance: PickFile) -> Solution:
    """The shortest walk past all that is ordered.

    Raises:
        ValueError: an article is not all there.
    """
    rows = take_in_turn(instance)
    walked = route(
        instance.aisles, [instance.places[row].spot for row, _ in rows], instance.depot
    )
    metres = walked.metres + (2 * instance.to_depot if rows else 0.0)
    return Solution(tuple(rows[stop] for stop in walked.order), metres, proven=True)


def take_in_turn(instance: PickFile) -> list[tuple[int, int]]:
    """The units ordered, from the rows of the stock as they come.

    Raises:
        ValueError: an article is not all there.
    """
    left: dict[int, int] = {}
    for order in instance.orders:
        for article, units in order.items():
            left[article] = left.get(article, 0) + units
    rows: list[tuple[int, int]] = []
    for row, place in enumerate(instance.places):
        units = min(left.get(place.article, 0), place.quantity)
        if units > 0:
            rows.append((row, units))
            left[place.article] -= units
    short = sorted(article for article, units in left.items() if units > 0)
    if short:
        raise ValueError(f"article {short[0]} is short by {left[short[0]]} units")
    return rows


def write(solution: Solution) -> str:
    """The solution as the benchmark reads it."""
    return json.dumps({"picks": [list(pick) for pick in solution.picks]})
