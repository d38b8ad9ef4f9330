"""A search for the best aisles of a wave.

For each number of aisles the best set known is improved by annealing: aisles are exchanged,
the kernels tell the units. Where to search next is chosen by what a number of aisles can
still bring; the hope fades with every try.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from app.waves.planner import compiled
from app.waves.planner import select_kernels as kernels
from app.waves.planner.compiled import ints
from app.waves.planner.select_fill_kernels import fill
from app.waves.planner.select_pool import Choice, Pool, Tables, subset, units_of
from app.waves.planner.select_visit_kernels import SUPPLY, TAKEN, visit

_BLOCK = 12_800  # moves x kinds of items in an aisle: the clock is looked at between blocks
_CHAIN = 2_100_000  # the same, from warm to cool
_LONGEST = 50_000  # moves
_HOPE = 0.15
_WARM = (0.2, 0.05, 0.1)
_COOL = 0.005


@dataclass(frozen=True, slots=True)
class Budget:
    """When a search ends.

    Attributes:
        deadline: a moment of `time.monotonic`, seconds.
        moves: tries of each search.
    """

    deadline: float = math.inf
    moves: float = math.inf


@dataclass(frozen=True, slots=True)
class Known:
    """The best set found of so many aisles, and the units it is thought to give."""

    units: int
    aisles: tuple[int, ...]
    tries: int = 0

    @property
    def ratio(self) -> float:
        """Units per aisle."""
        return self.units / len(self.aisles)


class Search:
    """One search: the aisles at hand, and the best sets found, by number of aisles."""

    def __init__(self, pool: Pool, tables: Tables, seed: int, budget: Budget) -> None:
        chance = Random(seed)  # noqa: S311  not a secret
        self._pool = pool
        self._tables = tables
        self._budget = budget
        self._aisles = len(pool.aisles)
        self._run = ints(kernels.RUN)
        self._run[kernels.CHANCE] = chance.randrange(1, kernels.MODULUS)
        self._walk = compiled.Ints("q", range(self._aisles))
        self._seat = ints(self._aisles)
        self._best = ints(self._aisles)
        self._items = tables.items[:]
        self._missing = tables.missing[:]
        self._several = len(tables.several)
        self._single = sum(map(len, tables.single.values()))
        self._chosen = ints(self._several + 1)
        self._room = ints(2 * self._several + 2)
        self._moves = 0
        self.known: dict[int, Known] = {}

    def begin(self) -> None:
        """A first set for each number of aisles that can still be the best."""
        self._first()
        self._stand_on(())
        while self._run[kernels.COUNT] < self._aisles and not self._over():
            self._grow()
            self._keep()
            count, value = self._run[kernels.COUNT], self._run[kernels.VALUE]
            if value >= self._tables.most or self._tables.most < self._top() * count:
                break

    def _first(self) -> None:
        """A wave at once: the fullest aisles, until they give enough."""
        aisles = self._tables.aisles
        fullest = sorted(
            range(self._aisles),
            key=lambda aisle: -sum(aisles[aisles[aisle] + 1 : aisles[aisle + 1] : 2]),
        )
        self._walk = compiled.Ints("q", fullest)
        for aisle in fullest:
            self._run[kernels.VALUE] += self._visit(aisle, 1)
            self._run[kernels.COUNT] += 1
            if self._run[kernels.VALUE] >= self._pool.least:
                self._keep()
                if self._top():
                    return

    def go(self) -> None:
        """Search until the budget is spent."""
        while not self._over():
            count = max(self.known, key=self._promise)
            tries = self.known[count].tries
            self.known[count] = replace(self.known[count], tries=tries + 1)
            if tries % 4 == 3:
                self._chain(count, tries, 1, self._aisles)
            else:
                self._chain(count, tries, count, count)

    def _chain(self, count: int, tries: int, fewest: int, highest: int) -> None:
        """Anneal from the best set of *count* aisles, then try what is new beside it."""
        block = max(8, int(_BLOCK / self._tables.weight))
        moves = min(_LONGEST, int(_CHAIN / self._tables.weight)) * (1 + tries) // 8
        steps = max(1, moves // block)
        warm = _WARM[tries % len(_WARM)]
        before = {near: known.units for near, known in self.known.items()}
        price = max(self._top(), self.known[count].units / count)
        self._stand_on(self.known[count].aisles)
        hot, cold = max(price * warm, 2 * warm * self._tables.size), _COOL * price
        for step in range(steps):
            heat = hot * (cold / hot) ** (step / steps)
            self._anneal(block, heat, fewest, highest)
            if self._over():
                return
        for near, known in tuple(self.known.items()):
            if known.units > before.get(near, 0):
                self._spread(near)

    def _over(self) -> bool:
        return self._moves >= self._budget.moves or time.monotonic() > self._budget.deadline

    def _top(self) -> float:
        """Units per aisle of the best wave so far."""
        return max(
            (k.units / n for n, k in self.known.items() if k.units >= self._pool.least),
            default=0.0,
        )

    def _promise(self, count: int) -> float:
        """What so many aisles may yet bring, in units per aisle."""
        found = self.known[count]
        hope = found.units * (1 + _HOPE / (1 + found.tries))
        if hope < self._pool.least:
            return (hope / self._pool.least - 1.0) / count
        return min(self._tables.most, hope) / count

    def _visit(self, aisle: int, sign: int) -> int:
        tables = self._tables
        return compiled.best(visit)(
            *(aisle, sign, tables.aisles, self._items, tables.table),
            *(tables.orders, tables.lines, self._missing),
        )

    def _stand_on(self, aisles: Sequence[int]) -> None:
        for place in range(self._run[kernels.COUNT]):
            self._visit(self._walk[place], -1)
        self._run[kernels.VALUE] = sum(self._visit(aisle, 1) for aisle in aisles)
        self._run[kernels.COUNT] = len(aisles)
        chosen = set(aisles)
        rest = [aisle for aisle in range(self._aisles) if aisle not in chosen]
        self._walk = compiled.Ints("q", [*aisles, *rest])

    def _grow(self) -> None:
        """Add the most useful aisle."""
        tables = self._tables
        compiled.best(kernels.grow)(
            *(self._aisles, self._run, self._walk, tables.aisles, self._items),
            *(tables.table, tables.orders, tables.lines, self._missing),
        )

    def _anneal(self, moves: int, heat: float, fewest: int, highest: int) -> None:
        """Exchange aisles from where it stands; a set better than those known is kept.

        With as many aisles all the time, that is the best of as many; else of all.
        """
        tables = self._tables
        top = self._top()
        fixed = fewest == highest
        record = self.known[fewest].ratio if fixed else top
        least = 0 if fixed else self._pool.least
        self._run[kernels.FOUND] = 0
        compiled.best(kernels.anneal)(
            *(moves, heat, max(1.0, top), record, least, tables.most),
            *(fewest, highest, self._aisles, self._several, self._single),
            *(self._run, self._walk, self._seat, self._best),
            *(tables.aisles, self._items, tables.table, tables.orders, tables.lines),
            *(self._missing, tables.alone, tables.holders, self._chosen, self._room),
        )
        self._moves += moves
        if found := self._run[kernels.FOUND]:
            here = tuple(self._walk[: self._run[kernels.COUNT]])
            self._stand_on(tuple(self._best[:found]))
            self._keep()
            self._stand_on(here)

    def _keep(self) -> bool:
        """Write down what the aisles at hand give; whether it is more than was known."""
        count = self._run[kernels.COUNT]
        units = min(self._fill(), self._tables.most)
        known = self.known.get(count)
        if known and units <= known.units:
            return False
        tries = known.tries if known else 0
        self.known[count] = Known(units, tuple(self._walk[:count]), tries)
        return True

    def _fill(self) -> int:
        """The units that the aisles at hand really give."""
        tables = self._tables
        return compiled.best(fill)(
            *(self._several, self._pool.kinds, 3, self._items, tables.table),
            *(tables.orders, self._missing, self._chosen, self._room),
        )

    def _spread(self, count: int) -> None:
        """Try the best set with one aisle more and with one less, as far as that is news."""
        for step in (-1, 1):
            near = count
            while near + step in self.known and not self._over():
                self._stand_on(self.known[near].aisles)
                if step > 0:
                    self._grow()
                else:
                    self._stand_on(self._without_one())
                if not self._keep():
                    break
                near += step

    def _without_one(self) -> list[int]:
        """The aisles at hand without the one that brings least."""

        def loss(aisle: int) -> int:
            lost = -self._visit(aisle, -1)
            self._visit(aisle, 1)
            return lost

        here = list(self._walk[: self._run[kernels.COUNT]])
        here.remove(min(here, key=loss))
        return here

    def choice(self, known: Known) -> Choice:
        """The wave of a set: its orders by name, within the pool's cap."""
        pool, tables = self._pool, self._tables
        self._stand_on(known.aisles)
        self._fill()
        orders = [n for row, n in enumerate(tables.several) if self._chosen[row]]
        for item, numbers in tables.single.items():
            at = 8 * item
            left = self._items[at + SUPPLY] - self._items[at + TAKEN]
            if left > 0:
                orders += subset(pool, numbers, left)
        orders = sorted(subset(pool, orders, pool.most))
        units = sum(units_of(pool.orders[number]) for number in orders)
        return Choice(tuple(orders), tuple(sorted(known.aisles)), units)
