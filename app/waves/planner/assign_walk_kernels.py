"""The walk past the chosen shelves, by stages; the arrays are those of `assign_kernels`."""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, kernel
from app.waves.planner.walk_kernels import FAR, aside, upward


@kernel
def prices(
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
def forward(
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
def backward(
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
def through(
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
def draw(
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
        prices(stage, -1, -1, stages, bounds, shelves, depths, price, 6 * stage)
    for state in range(states):
        ways[state] = FAR
    ways[0] = 0.0
    forward(0, count, stages, bounds, table, price, ways)
    backward(count - 1, count, stages, bounds, table, price, ways)
    return through(0, 0, stages, table, price, ways)
