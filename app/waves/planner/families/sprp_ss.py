"""Single picker routing with scattered storage: an article lies in several places."""

from __future__ import annotations

from app.waves.planner.assign import Holding, choose
from app.waves.planner.families.pick_file import PickFile, read
from app.waves.planner.families.sprp import Solution, write

__all__ = ["PickFile", "Solution", "read", "solve", "write"]


def solve(
    instance: PickFile,
    *,
    seed: int = 0,
    rounds: int | None = None,
    deadline: float | None = None,
) -> Solution:
    """Choose the places and the walk.

    Args:
        instance: the file.
        seed: the same seed and rounds give the same solution.
        rounds: steps of the search; without it until the deadline.
        deadline: a moment of `time.monotonic`.

    Raises:
        ValueError: an article is not all there.
    """
    wanted: dict[int, int] = {}
    for order in instance.orders:
        for article, units in order.items():
            wanted[article] = wanted.get(article, 0) + units
    found = choose(
        instance.aisles,
        [Holding(place.article, place.spot, place.quantity) for place in instance.places],
        wanted,
        instance.depot,
        seed=seed,
        rounds=rounds,
        deadline=deadline,
    )
    return Solution(found.takes, found.metres + (2 * instance.to_depot if found.takes else 0.0))
