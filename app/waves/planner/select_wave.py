"""Wave selection: the orders and aisles that give the most units for each aisle visited.

Two searches with seeds of their own run side by side; where the kernels are compiled, they
hold no interpreter lock.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

from app.waves.planner import compiled
from app.waves.planner import select_kernels as kernels
from app.waves.planner.select_exact import FEW, best_of_few
from app.waves.planner.select_fill_kernels import fill
from app.waves.planner.select_pool import Choice, Pool, tables_of
from app.waves.planner.select_search import Budget, Search
from app.waves.planner.select_visit_kernels import visit

_KERNELS = tuple(one.__module__ for one in (kernels.anneal, fill, visit))


def choose(pool: Pool, *, seed: int, budget: Budget, searches: int = 2) -> Choice:
    """The best wave found; with a budget of moves always the same one.

    It is empty where none has the units asked for. A handful of orders is tried in every way.

    Args:
        pool: what a wave may be made of.
        seed: of the first search.
        budget: of each search.
        searches: how many run side by side.
    """
    if len(pool.orders) + len(pool.aisles) <= FEW:
        return best_of_few(pool)
    tables = tables_of(pool)
    best = Choice((), (), 0)
    if not tables.most or not pool.aisles:
        return best
    if budget.moves == math.inf and not compiled.ready(*_KERNELS):
        searches = 1  # uncompiled, two would only take turns
    made = [Search(pool, tables, seed * 1009 + n, budget) for n in range(searches)]
    made[0].begin()
    for search in made[1:]:
        search.known = dict(made[0].known)
    with ThreadPoolExecutor(searches) as threads:
        list(threads.map(Search.go, made))
    hoped = [(known, search) for search in made for known in search.known.values()]
    for known, search in sorted(hoped, key=lambda pair: -pair[0].ratio):
        if known.ratio <= best.ratio:
            break
        found = search.choice(known)
        if found.units >= pool.least and found.ratio > best.ratio:
            best = found
    return best
