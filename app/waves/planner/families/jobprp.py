"""Joint order batching and picker routing: orders to carts of a capacity, all walks short."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.waves.planner.aisles import Spot
from app.waves.planner.batch import NO_LIMIT, Parcel, batch
from app.waves.planner.families.pick_file import PickFile, read
from app.waves.planner.routing import route

__all__ = ["PickFile", "Solution", "read", "solve", "write"]


@dataclass(frozen=True, slots=True)
class Solution:
    """Per cart its orders and the articles in walking order; and the metres of all walks."""

    batches: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    metres: float
    proven: bool = False


def solve(
    instance: PickFile,
    *,
    seed: int = 0,
    moves: int | None = None,
    deadline: float | None = None,
) -> Solution:
    """Put the orders on carts.

    Args:
        instance: the file.
        seed: the same seed and moves give the same solution.
        moves: steps of the search; without it until the deadline.
        deadline: a moment of `time.monotonic`.

    Raises:
        ValueError: an order is too much for a cart, or an article lies nowhere.
    """
    where: dict[int, Spot] = {}
    for place in instance.places:
        where.setdefault(place.article, place.spot)
    for order in instance.orders:
        for article in order:
            if article not in where:
                raise ValueError(f"article {article} lies nowhere")
    parcels = [
        Parcel(
            tuple(where[article] for article in order),
            (
                sum(instance.weights.get(a, 1.0) * units for a, units in order.items()),
                0.0,
                0.0,
            ),
        )
        for order in instance.orders
    ]
    found = batch(
        instance.aisles,
        parcels,
        (instance.capacity, NO_LIMIT, NO_LIMIT),
        instance.depot,
        a_cart=2 * instance.to_depot,
        seed=seed,
        moves=moves,
        deadline=deadline,
    )
    batches = []
    metres = 0.0
    for orders in found.carts:
        articles = sorted({article for order in orders for article in instance.orders[order]})
        walked = route(
            instance.aisles, [where[article] for article in articles], instance.depot
        )
        metres += walked.metres + (2 * instance.to_depot if articles else 0.0)
        batches.append((orders, tuple(articles[stop] for stop in walked.order)))
    return Solution(tuple(batches), metres, proven=found.proven)


def write(solution: Solution) -> str:
    """The solution as the benchmark reads it."""
    return json.dumps(
        {
            "batches": [
                {"orders": list(orders), "route": list(route)}
                for orders, route in solution.batches
            ]
        }
    )
