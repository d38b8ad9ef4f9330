"""The walk that gains most when every unit has a worth, wherever it lies.

A Lagrangian relaxation: what is wanted is not asked for but paid for, and the worth of the
articles moves until the walk comes by what is wanted. Its length less its gains, and the worth
of all that is wanted, bound every walk from below. The arrays are those of `assign_kernels`.
"""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, kernel
from app.waves.planner.walk_kernels import FAR, aside


@kernel
def take(shelf: int, sign: int, shelves: Ints, articles: Ints) -> int:
    """Take from a shelf (sign 1), or no longer (-1)."""
    shelves[4 * shelf + 2] = 1 if sign > 0 else 0
    article = shelves[4 * shelf]
    articles[4 * article + 1] += sign * shelves[4 * shelf + 1]
    return article


@kernel
def worths(
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
def dream(
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
                take(shelf, 2 * wanted - 1, shelves, articles)
    return shortest


@kernel
def learn(
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
            worth[kinds + article] += min(shelves[4 * shelf + 1], articles[4 * article])
    for article in range(kinds):
        lacking = articles[4 * article] - worth[kinds + article]
        if lacking > 0.0 or worth[article] > 0.0:
            norm += lacking * lacking
    if norm == 0.0:
        return 1
    step = lengths[3] * max(lengths[1] * 1.02 - bound, 0.01) / norm
    for article in range(kinds):
        lacking = articles[4 * article] - worth[kinds + article]
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
