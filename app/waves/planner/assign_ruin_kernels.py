"""Giving shelves up and choosing others; the arrays are those of `assign_kernels`."""

from __future__ import annotations

from app.waves.planner.assign_dream_kernels import take
from app.waves.planner.assign_walk_kernels import backward, forward, prices, through
from app.waves.planner.compiled import Floats, Ints, kernel
from app.waves.planner.walk_kernels import FAR, chance_below


@kernel
def _give_up(article: int, shelves: Ints, articles: Ints, of_article: Ints) -> int:
    """Take an article from no shelf."""
    for place in range(articles[4 * article + 2], articles[4 * article + 3]):
        if shelves[4 * of_article[place] + 2]:
            take(of_article[place], -1, shelves, articles)
    return 0


@kernel
def ruin(
    count: int,
    kinds: int,
    stages: Ints,
    shelves: Ints,
    articles: Ints,
    of_article: Ints,
    chance: Ints,
) -> int:
    """Give up some articles: a few by chance, or those that have a shelf in some stage.

    Returns:
        The stage that the next choice is drawn to (1 + stage) or kept from (-1 - stage), or 0.
    """
    kind = chance_below(chance, 4)
    if kind < 2:
        most = 1 + chance_below(chance, max(1, min(kinds, 2 + kinds // 4)))
        for _ in range(most):
            _give_up(chance_below(chance, kinds), shelves, articles, of_article)
        return 0
    stage = chance_below(chance, count)
    for _ in range(count):
        found = 0
        for shelf in range(stages[4 * stage], stages[4 * stage + 1]):
            article = shelves[4 * shelf]
            if article >= 0 and (kind == 2 or shelves[4 * shelf + 2]):
                _give_up(article, shelves, articles, of_article)
                found = 1
        if found:
            break
        stage = (stage + 1) % count
    return 1 + stage if kind == 2 else -1 - stage


@kernel
def mend(
    drawn: int,
    count: int,
    kinds: int,
    length: float,
    stages: Ints,
    bounds: Floats,
    shelves: Ints,
    depths: Floats,
    articles: Ints,
    of_article: Ints,
    table: Ints,
    price: Floats,
    ways: Floats,
    chance: Ints,
) -> float:
    """Choose shelves for all open articles, the cheapest next; the length of the walk."""
    loud = chance_below(chance, 3) * 0.15
    for _ in range(1000000):
        least = FAR
        found = -1
        for article in range(kinds):
            lacking = articles[4 * article] - articles[4 * article + 1]
            if lacking <= 0:
                continue
            for place in range(articles[4 * article + 2], articles[4 * article + 3]):
                shelf = of_article[place]
                if shelves[4 * shelf + 2]:
                    continue
                stage = shelves[4 * shelf + 3]
                prices(stage, shelf, -1, stages, bounds, shelves, depths, price, 6 * count)
                more = through(stage, 6 * count, stages, table, price, ways) - length
                more /= min(lacking, shelves[4 * shelf + 1]) / lacking
                if stage == drawn - 1:
                    more *= 0.3
                elif stage == -1 - drawn:
                    more = more * 1.5 + 1.0
                if loud > 0.0:
                    more *= 1.0 + loud * chance_below(chance, 1024) / 1024.0
                if more < least:
                    least = more
                    found = shelf
        if found < 0:
            break
        take(found, 1, shelves, articles)
        stage = shelves[4 * found + 3]
        prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
        length = through(stage, 6 * stage, stages, table, price, ways)
        forward(stage, count, stages, bounds, table, price, ways)
        backward(stage - 1, count, stages, bounds, table, price, ways)
    return length


@kernel
def drop(
    count: int,
    kinds: int,
    length: float,
    stages: Ints,
    bounds: Floats,
    shelves: Ints,
    depths: Floats,
    articles: Ints,
    of_article: Ints,
    table: Ints,
    price: Floats,
    ways: Floats,
) -> float:
    """Leave out what is not needed while that shortens the walk; its length."""
    for _ in range(1000000):
        least = length - 1e-9
        found = -1
        for article in range(kinds):
            over = articles[4 * article + 1] - articles[4 * article]
            if over <= 0:
                continue
            for place in range(articles[4 * article + 2], articles[4 * article + 3]):
                shelf = of_article[place]
                if shelves[4 * shelf + 2] and shelves[4 * shelf + 1] <= over:
                    stage = shelves[4 * shelf + 3]
                    prices(stage, -1, shelf, stages, bounds, shelves, depths, price, 6 * count)
                    walk = through(stage, 6 * count, stages, table, price, ways)
                    if walk < least:
                        least = walk
                        found = shelf
        if found < 0:
            break
        length = least
        take(found, -1, shelves, articles)
        stage = shelves[4 * found + 3]
        prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
        forward(stage, count, stages, bounds, table, price, ways)
        backward(stage - 1, count, stages, bounds, table, price, ways)
    return length
