"""Choosing from which shelves to take: a search over shelves, each priced by the exact walk.

The walk is drawn stage by stage: a stage is a stretch of an aisle between two crossings (or
a dead end that has shelves). With the shortest way *up to* each stage and *from* each stage
on at hand, what one shelf more or less costs is known from its own stage alone.

The shelves come sorted by stage, then by depth; the depot is one of them, of article -1.

Flat arrays, shared by all kernels:
    stages: four numbers per stage: first shelf, end of shelves, stretch (as in
        `exact_states`), 1 where it is the last of its aisle; one more stage ends the list.
    bounds: per stage where it begins and ends along the aisle, and metres to the next aisle.
    shelves: four numbers per shelf: article, units, 1 if chosen, its stage.
    articles: four numbers per article: units wanted, units chosen, where its shelves begin
        and end in the list *of_article*.
    ways: two rows of states a stage, the shortest way up to it and from its end on; then the
        way to the end of the last, and a row to work in.
"""

from __future__ import annotations

from app.waves.planner.assign_dream_kernels import dream, learn, take, worths
from app.waves.planner.assign_walk_kernels import backward, draw, forward, prices, through
from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import FAR, chance_below

_HUGE = 1e7  # what it is worth to come by the depot


@kernel
def _give_up(article: int, shelves: Ints, articles: Ints, of_article: Ints) -> int:
    """Take an article from no shelf."""
    for place in range(articles[4 * article + 2], articles[4 * article + 3]):
        if shelves[4 * of_article[place] + 2]:
            take(of_article[place], -1, shelves, articles)
    return 0


@kernel
def _ruin(
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
def _mend(
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
def _drop(
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


@entry
def search(
    rounds: int,
    warm: float,
    patience: int,
    lessons: int,
    count: int,
    kinds: int,
    total: int,
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
    kept: Ints,
    lengths: Floats,
    worth: Floats,
    gains: Floats,
    reach: Ints,
    came: Ints,
) -> float:
    """Ruin and mend the choice *rounds* times; the length of the shortest walk found.

    Args:
        rounds: how often.
        warm: how much longer a walk may get, in metres.
        patience: rounds without a shorter walk before a new beginning.
        lessons: looks at the whole floor before a new beginning.
        count: stages.
        kinds: articles.
        total: shelves.
        stages: see the module.
        bounds: see the module.
        shelves: see the module.
        depths: per shelf, its place along the aisle.
        articles: see the module.
        of_article: the shelves article by article.
        table: the states' moves, of `exact_states.tables`.
        price: room for six prices a stage, and six more.
        ways: room for (2 x stages + 3) rows of states.
        chance: the seed, 1 … 2147483646, it goes on from call to call; rounds without a
            shorter walk; beginnings.
        kept: per shelf, 1 if chosen: of the present choice, then of the best one.
        lengths: of the present choice, of the best; the bound; the step of its search, and
            its rounds without a better one. The first is negative to begin with.
        worth: three rows of articles: what a unit is worth, room, and that of the best bound.
        gains: room for the shelves.
        reach: room for four numbers a stage.
        came: room for two rows of states a stage.
    """
    for _ in range(rounds):
        drawn = 0
        fresh = lengths[0] < 0.0 or chance[1] >= patience
        if lengths[0] >= 0.0 and fresh:
            chance[1] = 0
            chance[2] += 1
            for lesson in range(lessons if chance[2] > 1 else 4 * lessons):
                noisy = chance[2] % 2 == 0 and lesson + 1 == lessons
                for shelf in range(total):
                    article = shelves[4 * shelf]
                    gains[shelf] = _HUGE
                    if article >= 0:
                        units = min(shelves[4 * shelf + 1], articles[4 * article])
                        gains[shelf] = worth[article] * units
                        if noisy:
                            gains[shelf] *= 0.5 + chance_below(chance, 1024) / 1024.0
                worths(count, stages, bounds, depths, gains, price, reach)
                bound = _HUGE + dream(
                    count, stages, bounds, shelves, articles, table, price, ways, reach, came
                )
                if noisy:
                    break
                for article in range(kinds):
                    bound += worth[article] * articles[4 * article]
                learn(kinds, total, bound, articles, shelves, worth, lengths)
        elif not fresh:
            drawn = _ruin(count, kinds, stages, shelves, articles, of_article, chance)
        length = draw(count, stages, bounds, shelves, depths, table, price, ways)
        length = _mend(
            drawn,
            count,
            kinds,
            length,
            stages,
            bounds,
            shelves,
            depths,
            articles,
            of_article,
            table,
            price,
            ways,
            chance,
        )
        length = _drop(
            count,
            kinds,
            length,
            stages,
            bounds,
            shelves,
            depths,
            articles,
            of_article,
            table,
            price,
            ways,
        )
        if lengths[0] < 0.0:
            lengths[1] = FAR
            lengths[3] = 1.0
            chance[1] = patience
            for article in range(kinds):
                worth[article] = length / kinds / articles[4 * article]
        elif length < lengths[0] - 1e-9 and not fresh:
            chance[1] = 0
        else:
            chance[1] += 1
        limit = warm * chance_below(chance, 4096) / 4096.0
        if fresh or length <= lengths[0] + limit:
            lengths[0] = length
            for shelf in range(total):
                kept[shelf] = shelves[4 * shelf + 2]
            if length < lengths[1] - 1e-9:
                lengths[1] = length
                for shelf in range(total):
                    kept[total + shelf] = kept[shelf]
        else:
            for shelf in range(total):
                if kept[shelf] != shelves[4 * shelf + 2]:
                    take(shelf, 1 if kept[shelf] else -1, shelves, articles)
    return lengths[1]
