"""Wave selection: which orders and aisles make a wave, most units per aisle visited."""

from __future__ import annotations

import math

from app.waves.planner.select_pool import Choice, Pool, Row
from app.waves.planner.select_search import Budget
from app.waves.planner.select_wave import choose

__all__ = ["Choice", "Pool", "read", "solve", "write"]

MOST = 10**12
"""The largest number of a file: sums of them fit the search's numbers."""


def read(text: str) -> Pool:
    """Read a file: orders, aisles, and the least and most units of the wave.

    Raises:
        ValueError: the text is no such file.
    """
    numbers = list(map(int, text.split()))
    if numbers and not 0 <= min(numbers) <= max(numbers) <= MOST:
        raise ValueError(f"a number is not among 0 … {MOST}")
    try:
        count, kinds, aisle_count = numbers[0], numbers[1], numbers[2]
        orders, at = _rows(numbers, 3, count, kinds)
        aisles, at = _rows(numbers, at, aisle_count, kinds)
        least, most = numbers[at], numbers[at + 1]
    except IndexError:
        raise ValueError("the file ends too soon") from None
    if len(numbers) > at + 2:
        raise ValueError("the file goes on after the units of the wave")
    return Pool(orders, aisles, kinds, least, most)


def _rows(numbers: list[int], at: int, count: int, kinds: int) -> tuple[tuple[Row, ...], int]:
    """The rows from *at* on, ``k item units …`` each, and where they end."""
    rows: list[Row] = []
    for _ in range(count):
        end = at + 1 + 2 * numbers[at]
        row = tuple(zip(numbers[at + 1 : end : 2], numbers[at + 2 : end : 2], strict=True))
        if len({item for item, _ in row}) < len(row):
            row = tuple(_summed(row).items())
        if any(not 0 <= item < kinds for item, _ in row):
            raise ValueError(f"an item is not among the {kinds}")
        rows.append(row)
        at = end
    return tuple(rows), at


def _summed(row: Row) -> dict[int, int]:
    units: dict[int, int] = {}
    for item, more in row:
        units[item] = units.get(item, 0) + more
    return units


def solve(
    instance: Pool,
    *,
    seed: int = 0,
    deadline: float | None = None,
    moves: int | None = None,
) -> Choice:
    """Choose the wave.

    Args:
        instance: the file.
        seed: the same seed and moves give the same wave.
        deadline: a moment of `time.monotonic`.
        moves: tries of each of the searches; without them until the deadline.

    Raises:
        ValueError: no wave of so many units was found.
    """
    budget = Budget(
        math.inf if deadline is None else deadline, math.inf if moves is None else moves
    )
    found = choose(instance, seed=seed, budget=budget)
    if not found.orders:
        wanted = f"{instance.least} to {instance.most}"
        raise ValueError(f"no wave of {wanted} units was found")
    return found


def write(solution: Choice) -> str:
    """The wave as the benchmark reads it: how many orders, them, how many aisles, them."""
    rows = (len(solution.orders), *solution.orders, len(solution.aisles), *solution.aisles)
    return "\n".join(map(str, rows)) + "\n"
