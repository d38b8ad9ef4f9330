"""Whether a wave is picked before its cut-off, and how many pickers that takes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heapreplace


def picked_in_s(lists_s: Sequence[float], pickers: int) -> float:
    """Seconds until *pickers* have walked all lists, the longest first; 0 without any."""
    free = [0.0] * max(1, pickers)
    heapify(free)
    for seconds in sorted(lists_s, reverse=True):
        heapreplace(free, free[0] + seconds)
    return max(free)


def pickers_needed(lists_s: Sequence[float], left_s: float) -> int | None:
    """The fewest pickers who walk all lists within *left_s*; None when nobody can."""
    if any(seconds > left_s for seconds in lists_s):
        return None
    return next(
        (
            pickers
            for pickers in range(1, len(lists_s) + 1)
            if picked_in_s(lists_s, pickers) <= left_s
        ),
        0,
    )
