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
from app.waves.planner.assign_ruin_kernels import drop, mend, ruin
from app.waves.planner.assign_walk_kernels import draw
from app.waves.planner.compiled import Floats, Ints, entry
from app.waves.planner.walk_kernels import FAR, chance_below

_HUGE = 1e7  # what it is worth to come by the depot


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
            drawn = ruin(count, kinds, stages, shelves, articles, of_article, chance)
        length = draw(count, stages, bounds, shelves, depths, table, price, ways)
        length = mend(
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
        length = drop(
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
