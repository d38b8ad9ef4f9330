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
    articles: five numbers per article: units wanted, units chosen, where its shelves begin
        and end in the list *of_article*, 1 if it was given up.
    ways: two rows of states a stage, the shortest way up to it and from its end on; then the
        way to the end of the last, and a row to work in.
"""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import FAR, aside, upward

_MODULUS = 2147483647
_HUGE = 1e7  # what it is worth to come by the depot


@kernel
def _chance(state: Ints) -> int:
    state[0] = state[0] * 48271 % _MODULUS
    return state[0]


@kernel
def _prices(
    stage: int,
    extra: int,
    without: int,
    stages: Ints,
    bounds: Floats,
    shelves: Ints,
    depths: Floats,
    price: Floats,
    at: int,
) -> int:
    """Price the six ways to walk a stage past its chosen shelves, one more, one less."""
    low = bounds[3 * stage]
    high = bounds[3 * stage + 1]
    before = low
    first = -1.0
    widest = -1.0
    for shelf in range(stages[4 * stage], stages[4 * stage + 1]):
        if (shelves[4 * shelf + 2] or shelf == extra) and shelf != without:
            step = depths[shelf] - before
            if first < 0.0:
                first = step
            elif step > widest:
                widest = step
            before = depths[shelf]
    length = high - low
    price[at + 1] = length
    price[at + 2] = 2.0 * length
    if first < 0.0:
        price[at] = 0.0
        price[at + 3] = FAR
        price[at + 4] = FAR
        price[at + 5] = FAR
        return 0
    price[at] = FAR
    price[at + 3] = 2.0 * (before - low)
    price[at + 4] = 2.0 * (length - first)
    price[at + 5] = 2.0 * (length - widest) if widest >= 0.0 else FAR
    return 0


@kernel
def _aside_back(apart: float, table: Ints, ways: Floats, here: int, after: int) -> int:
    """The way on from the end of an aisle, given the way on from the next one."""
    for state in range(table[0]):
        shortest = FAR
        for move in range(table[table[3] + state], table[table[3] + state + 1]):
            length = ways[after + table[table[4] + move]] + apart * table[table[5] + move]
            shortest = min(shortest, length)
        ways[here + state] = shortest
    return 0


@kernel
def _forward(
    begin: int,
    count: int,
    stages: Ints,
    bounds: Floats,
    table: Ints,
    price: Floats,
    ways: Floats,
) -> int:
    """The shortest ways up to the stages after *begin*."""
    states = table[0]
    spare = (2 * count + 1) * states
    for stage in range(begin, count):
        here = 2 * stage * states
        after = here + 2 * states
        target = spare if stages[4 * stage + 3] else after
        upward(stages[4 * stage + 2], price, 6 * stage, table, ways, here, target)
        if stages[4 * stage + 3]:
            aside(bounds[3 * stage + 2], table, ways, spare, after)
    return 0


@kernel
def _backward(
    begin: int,
    count: int,
    stages: Ints,
    bounds: Floats,
    table: Ints,
    price: Floats,
    ways: Floats,
) -> int:
    """The shortest ways on from the ends of the stages up to *begin*."""
    states = table[0]
    spare = (2 * count + 1) * states
    for stage in range(begin, -1, -1):
        here = (2 * stage + 1) * states
        if stage + 1 < count:
            base = 8 + stages[4 * stage + 6] * states * 6
            on = here + 2 * states
            target = spare if stages[4 * stage + 3] else here
            for state in range(states):
                shortest = FAR
                for option in range(6):
                    to = table[base + 6 * state + option]
                    if to >= 0:
                        total = ways[on + to] + price[6 * stage + 6 + option]
                        shortest = min(shortest, total)
                ways[target + state] = shortest
            if stages[4 * stage + 3]:
                _aside_back(bounds[3 * stage + 2], table, ways, here, spare)
        else:
            for state in range(states):
                ways[here + state] = 0.0 if table[table[2] + state] else FAR
    return 0


@kernel
def _through(
    stage: int, at: int, stages: Ints, table: Ints, price: Floats, ways: Floats
) -> float:
    """The whole walk when *stage* has the prices at *at*."""
    states = table[0]
    here = 2 * stage * states
    on = here + states
    base = 8 + stages[4 * stage + 2] * states * 6
    shortest = FAR
    for state in range(states):
        length = ways[here + state]
        if length < shortest:
            for option in range(6):
                to = table[base + 6 * state + option]
                if to >= 0:
                    shortest = min(shortest, length + price[at + option] + ways[on + to])
    return shortest


@kernel
def _draw(
    count: int,
    stages: Ints,
    bounds: Floats,
    shelves: Ints,
    depths: Floats,
    table: Ints,
    price: Floats,
    ways: Floats,
) -> float:
    """Price all stages and draw the walk past the chosen shelves; its length."""
    states = table[0]
    for stage in range(count):
        _prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
    for state in range(states):
        ways[state] = FAR
    ways[0] = 0.0
    _forward(0, count, stages, bounds, table, price, ways)
    _backward(count - 1, count, stages, bounds, table, price, ways)
    return _through(0, 0, stages, table, price, ways)


@kernel
def _choose(shelf: int, sign: int, shelves: Ints, articles: Ints) -> int:
    """Take from a shelf (sign 1), or no longer (-1)."""
    shelves[4 * shelf + 2] = 1 if sign > 0 else 0
    article = shelves[4 * shelf]
    articles[5 * article + 1] += sign * shelves[4 * shelf + 1]
    return article


@kernel
def _give_up(article: int, shelves: Ints, articles: Ints, of_article: Ints) -> int:
    """Take an article from no shelf."""
    for place in range(articles[5 * article + 2], articles[5 * article + 3]):
        if shelves[4 * of_article[place] + 2]:
            _choose(of_article[place], -1, shelves, articles)
    articles[5 * article + 4] = 1
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
    for article in range(kinds):
        articles[5 * article + 4] = 0
    kind = _chance(chance) % 4
    if kind < 2:
        most = 1 + _chance(chance) % max(1, min(kinds, 2 + kinds // 4))
        for _ in range(most):
            _give_up(_chance(chance) % kinds, shelves, articles, of_article)
        return 0
    stage = _chance(chance) % count
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
    loud = (_chance(chance) % 3) * 0.15
    for _ in range(1000000):
        least = FAR
        found = -1
        for article in range(kinds):
            lacking = articles[5 * article] - articles[5 * article + 1]
            if lacking <= 0:
                continue
            for place in range(articles[5 * article + 2], articles[5 * article + 3]):
                shelf = of_article[place]
                if shelves[4 * shelf + 2]:
                    continue
                stage = shelves[4 * shelf + 3]
                _prices(stage, shelf, -1, stages, bounds, shelves, depths, price, 6 * count)
                more = _through(stage, 6 * count, stages, table, price, ways) - length
                more /= min(lacking, shelves[4 * shelf + 1]) / lacking
                if stage == drawn - 1:
                    more *= 0.3
                elif stage == -1 - drawn:
                    more = more * 1.5 + 1.0
                if loud > 0.0:
                    more *= 1.0 + loud * (_chance(chance) % 1024) / 1024.0
                if more < least:
                    least = more
                    found = shelf
        if found < 0:
            break
        _choose(found, 1, shelves, articles)
        stage = shelves[4 * found + 3]
        _prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
        length = _through(stage, 6 * stage, stages, table, price, ways)
        _forward(stage, count, stages, bounds, table, price, ways)
        _backward(stage - 1, count, stages, bounds, table, price, ways)
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
            over = articles[5 * article + 1] - articles[5 * article]
            if over <= 0:
                continue
            for place in range(articles[5 * article + 2], articles[5 * article + 3]):
                shelf = of_article[place]
                if shelves[4 * shelf + 2] and shelves[4 * shelf + 1] <= over:
                    stage = shelves[4 * shelf + 3]
                    _prices(stage, -1, shelf, stages, bounds, shelves, depths, price, 6 * count)
                    walk = _through(stage, 6 * count, stages, table, price, ways)
                    if walk < least:
                        least = walk
                        found = shelf
        if found < 0:
            break
        length = least
        _choose(found, -1, shelves, articles)
        stage = shelves[4 * found + 3]
        _prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
        _forward(stage, count, stages, bounds, table, price, ways)
        _backward(stage - 1, count, stages, bounds, table, price, ways)
    return length


@kernel
def _worths(
    count: int,
    stages: Ints,
    bounds: Floats,
    depths: Floats,
    gains: Floats,
    price: Floats,
    reach: Ints,
) -> int:
    """Price each way to walk a stage, less the gains of the shelves it comes by.

    *reach* tells how far the ways in and out come: from below, from above, both with a gap.
    """
    for stage in range(count):
        low = bounds[3 * stage]
        high = bounds[3 * stage + 1]
        first = stages[4 * stage]
        end = stages[4 * stage + 1]
        at = 6 * stage
        total = 0.0
        best_low = FAR
        best_low_at = first - 1
        best_gap = FAR
        for shelf in range(first, end):
            total += gains[shelf]
        so_far = 0.0
        price[at + 3] = FAR
        price[at + 4] = FAR
        for shelf in range(first, end):
            above = 2.0 * (high - depths[shelf]) - (total - so_far)
            if above < price[at + 4]:
                price[at + 4] = above
                reach[4 * stage + 1] = shelf
            if best_low + above < best_gap:
                best_gap = best_low + above
                reach[4 * stage + 2] = best_low_at
                reach[4 * stage + 3] = shelf
            so_far += gains[shelf]
            below = 2.0 * (depths[shelf] - low) - so_far
            if below < best_low:
                best_low = below
                best_low_at = shelf
        price[at] = 0.0
        price[at + 1] = high - low - total
        price[at + 2] = 2.0 * (high - low) - total
        price[at + 3] = best_low
        reach[4 * stage] = best_low_at
        price[at + 5] = best_gap
    return 0


@kernel
def _dream(
    count: int,
    stages: Ints,
    bounds: Floats,
    shelves: Ints,
    articles: Ints,
    table: Ints,
    price: Floats,
    ways: Floats,
    reach: Ints,
    came: Ints,
) -> float:
    """Choose the shelves of the walk that gains most; its length less its gains."""
    states = table[0]
    spare = states
    for state in range(states):
        ways[state] = FAR
    ways[0] = 0.0
    for stage in range(count):
        for state in range(states):
            ways[spare + state] = FAR
        base = 8 + stages[4 * stage + 2] * states * 6
        at = 2 * stage * states
        for state in range(states):
            length = ways[state]
            if length < FAR / 2:
                for option in range(6):
                    to = table[base + 6 * state + option]
                    if to >= 0 and length + price[6 * stage + option] < ways[spare + to]:
                        ways[spare + to] = length + price[6 * stage + option]
                        came[at + to] = 6 * state + option
        if stages[4 * stage + 3]:
            aside(bounds[3 * stage + 2], table, ways, spare, 0)
            at += states
            for state in range(states):
                if ways[spare + state] < FAR / 2:
                    for move in range(table[table[3] + state], table[table[3] + state + 1]):
                        to = table[table[4] + move]
                        length = bounds[3 * stage + 2] * table[table[5] + move]
                        if ways[spare + state] + length <= ways[to]:
                            came[at + to] = state
        else:
            for state in range(states):
                ways[state] = ways[spare + state]
    state = 0
    shortest = FAR
    for end in range(states):
        if table[table[2] + end] and ways[end] < shortest:
            shortest = ways[end]
            state = end
    for stage in range(count - 1, -1, -1):
        at = 2 * stage * states
        if stages[4 * stage + 3]:
            state = came[at + states + state]
        option = came[at + state] % 6
        state = came[at + state] // 6
        first = stages[4 * stage]
        end = stages[4 * stage + 1]
        upto = end
        since = end
        if option == 0:
            upto = first
        elif option == 3:
            upto = reach[4 * stage] + 1
        elif option == 4:
            upto = first
            since = reach[4 * stage + 1]
        elif option == 5:
            upto = reach[4 * stage + 2] + 1
            since = reach[4 * stage + 3]
        for shelf in range(first, end):
            wanted = 1 if shelf < upto or shelf >= since else 0
            if shelves[4 * shelf] >= 0 and shelves[4 * shelf + 2] != wanted:
                _choose(shelf, 2 * wanted - 1, shelves, articles)
    return shortest


@kernel
def _learn(
    kinds: int,
    total: int,
    bound: float,
    articles: Ints,
    shelves: Ints,
    worth: Floats,
    lengths: Floats,
) -> int:
    """Move the worth of the articles towards what makes the walk come by all of them."""
    norm = 0.0
    for article in range(kinds):
        worth[kinds + article] = 0.0
    for shelf in range(total):
        article = shelves[4 * shelf]
        if article >= 0 and shelves[4 * shelf + 2]:
            worth[kinds + article] += min(shelves[4 * shelf + 1], articles[5 * article])
    for article in range(kinds):
        lacking = articles[5 * article] - worth[kinds + article]
        if lacking > 0.0 or worth[article] > 0.0:
            norm += lacking * lacking
    if norm == 0.0:
        return 1
    step = lengths[3] * max(lengths[1] * 1.02 - bound, 0.01) / norm
    for article in range(kinds):
        lacking = articles[5 * article] - worth[kinds + article]
        worth[article] = max(0.0, worth[article] + step * lacking)
    if bound > lengths[2] + 1e-7:
        lengths[2] = bound
        lengths[4] = 0.0
        for article in range(kinds):
            worth[2 * kinds + article] = worth[article]
    else:
        lengths[4] += 1.0
        if lengths[4] > 12.0:
            lengths[4] = 0.0
            lengths[3] *= 0.7
    return 0


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
                        units = min(shelves[4 * shelf + 1], articles[5 * article])
                        gains[shelf] = worth[article] * units
                        if noisy:
                            gains[shelf] *= 0.5 + _chance(chance) % 1024 / 1024.0
                _worths(count, stages, bounds, depths, gains, price, reach)
                bound = _HUGE + _dream(
                    count, stages, bounds, shelves, articles, table, price, ways, reach, came
                )
                if noisy:
                    break
                for article in range(kinds):
                    bound += worth[article] * articles[5 * article]
                _learn(kinds, total, bound, articles, shelves, worth, lengths)
        elif not fresh:
            drawn = _ruin(count, kinds, stages, shelves, articles, of_article, chance)
        length = _draw(count, stages, bounds, shelves, depths, table, price, ways)
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
                worth[article] = length / kinds / articles[5 * article]
        elif length < lengths[0] - 1e-9 and not fresh:
            chance[1] = 0
        else:
            chance[1] += 1
        limit = warm * (_chance(chance) % 4096) / 4096.0
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
                    _choose(shelf, 1 if kept[shelf] else -1, shelves, articles)
    return lengths[1]
