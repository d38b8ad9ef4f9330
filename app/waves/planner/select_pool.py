"""What a wave may be made of, as the search's kernels want it, and the wave it became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.waves.planner import compiled
from app.waves.planner import select_visit_kernels as kernels
from app.waves.planner.compiled import Ints, ints

Row = tuple[tuple[int, int], ...]

_TABLED = 20_000  # units of an item whose orders of a single line are tabled
_TRIED = 2_000_000  # units of which every sum is tried


@dataclass(frozen=True, slots=True)
class Pool:
    """Orders and aisles to choose from.

    Attributes:
        orders: per order its (item, units), each item once.
        aisles: per aisle its (item, units), each item once.
        kinds: items are numbered 0 … kinds-1.
        least: units of a wave at least.
        most: units of a wave at most.
    """

    orders: tuple[Row, ...]
    aisles: tuple[Row, ...]
    kinds: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A wave: all units of its orders lie in its aisles."""

    orders: tuple[int, ...]
    aisles: tuple[int, ...]
    units: int

    @property
    def ratio(self) -> float:
        """Units per aisle visited."""
        return self.units / len(self.aisles) if self.aisles else 0.0


@dataclass(frozen=True, slots=True)
class Tables:
    """The pool in flat arrays (see `select_visit_kernels`).

    Attributes:
        alone: per order of a single line its item.
        holders: per item where it begins, then the aisles that hold it.
        several: the orders of several lines, as the pool numbers them.
        single: per item its orders of a single line.
        most: the most units that whole orders can have together within the pool's cap.
        size: units of an order, or so.
        weight: kinds of items in an aisle, or so.
    """

    aisles: Ints
    items: Ints
    table: Ints
    orders: Ints
    lines: Ints
    missing: Ints
    alone: Ints
    holders: Ints
    several: tuple[int, ...]
    single: dict[int, list[int]]
    most: int
    size: float
    weight: float


def units_of(order: Row) -> int:
    """Units of all lines."""
    return sum(units for _, units in order)


def tables_of(pool: Pool) -> Tables:
    """Lay the pool out; orders that can be in no wave are left away."""
    supply = [0] * pool.kinds
    for aisle in pool.aisles:
        for item, units in aisle:
            supply[item] += units
    several: list[int] = []
    single: dict[int, list[int]] = {}
    sizes: list[int] = []
    for number, order in enumerate(pool.orders):
        units = units_of(order)
        if not 0 < units <= pool.most or any(supply[item] < need for item, need in order):
            continue
        sizes.append(units)
        if len(order) == 1:
            single.setdefault(order[0][0], []).append(number)
        else:
            several.append(number)
    for item in [item for item in single if supply[item] > _TABLED]:
        several += single.pop(item)
    return _laid_out(pool, supply, sorted(several), single, _reachable(sizes, pool.most))


def _reachable(sizes: Sequence[int], most: int) -> int:
    """The units that orders have together, at most *most*: exactly, if those can be tried."""
    if sum(sizes) <= most or most > _TRIED:
        return min(sum(sizes), max(most, 0))
    sums, mask = 1, (1 << (most + 1)) - 1
    for size in sizes:
        sums = (sums | sums << size) & mask
        if sums >> most:
            return most
    return sums.bit_length() - 1


def _laid_out(
    pool: Pool,
    supply: Sequence[int],
    several: Sequence[int],
    single: dict[int, list[int]],
    most: int,
) -> Tables:
    asked = [pool.orders[number] for number in several]
    wanted = {item for order in asked for item, _ in order} | set(single)
    stock = [[pair for pair in aisle if pair[0] in wanted] for aisle in pool.aisles]
    lines = sorted(
        (item, units, row) for row, order in enumerate(asked) for item, units in order
    )
    sizes = {item: [units_of(pool.orders[n]) for n in single[item]] for item in single}
    items, table = _items(pool.kinds, supply, sizes, lines)
    return Tables(
        aisles=_flat([_joined(aisle) for aisle in stock]),
        items=items,
        table=table,
        orders=_flat([[units_of(order), *_joined(order)] for order in asked]),
        lines=_array([part for _, units, row in lines for part in (units, row)]),
        missing=_array([len(order) for order in asked]),
        alone=_array([item for item, found in single.items() for _ in found]),
        holders=_flat(_holders(pool.kinds, stock)),
        several=tuple(several),
        single=single,
        most=most,
        size=_mean([units_of(order) for order in pool.orders]),
        weight=max(1.0, _mean([len(aisle) for aisle in stock])),
    )


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / max(1, len(numbers))


def _joined(row: Sequence[tuple[int, int]]) -> list[int]:
    return [part for pair in row for part in pair]


def _array(numbers: list[int]) -> Ints:
    return compiled.Ints("q", numbers or [0])


def _flat(rows: Sequence[Sequence[int]]) -> Ints:
    """Where each row begins, then the rows."""
    starts = accumulate(map(len, rows), initial=len(rows) + 1)
    return compiled.Ints("q", [*starts, *(number for row in rows for number in row)])


def _holders(kinds: int, stock: Sequence[Sequence[tuple[int, int]]]) -> list[list[int]]:
    holders: list[list[int]] = [[] for _ in range(kinds)]
    for aisle, row in enumerate(stock):
        for item, _ in row:
            holders[item].append(aisle)
    return holders


def _items(
    kinds: int,
    supply: Sequence[int],
    single: dict[int, list[int]],
    lines: Sequence[tuple[int, int, int]],
) -> tuple[Ints, Ints]:
    items, table = ints(8 * max(1, kinds)), ints(1)
    counts = [0] * kinds
    for item, _, _ in lines:
        counts[item] += 1
    first = 0
    for item in range(kinds):
        at = 8 * item
        items[at + kernels.NEXT] = items[at + kernels.FIRST] = first
        first += counts[item]
        items[at + kernels.END] = first
        if item in single:
            items[at + kernels.TABLE] = len(table)
            items[at + kernels.ALONE] = min(supply[item], sum(single[item]))
            table.extend(_most_units(single[item], items[at + kernels.ALONE]))
    return items, table


def _most_units(sizes: Sequence[int], supply: int) -> list[int]:
    """For 0 … *supply* units: the most that orders of these *sizes* take of them."""
    sums = 1
    for size in sizes:
        sums |= sums << size
    best, found = 0, []
    for units in range(supply + 1):
        if sums >> units & 1:
            best = units
        found.append(best)
    return found


def subset(pool: Pool, orders: Sequence[int], most: int) -> list[int]:
    """Those of *orders* that have the most units together, at most *most*."""
    sizes = [units_of(pool.orders[order]) for order in orders]
    if sum(sizes) <= most:
        return list(orders)
    if most * len(sizes) > _TRIED * 1000:
        return _largest_first(orders, sizes, most)
    steps = [1]
    for size in sizes:
        steps.append((steps[-1] | steps[-1] << size) & ((1 << (most + 1)) - 1))
    left = steps[-1].bit_length() - 1
    taken = []
    for place in range(len(orders) - 1, -1, -1):
        if not steps[place] >> left & 1:
            taken.append(orders[place])
            left -= sizes[place]
    return taken


def _largest_first(orders: Sequence[int], sizes: Sequence[int], most: int) -> list[int]:
    taken = []
    for place in sorted(range(len(orders)), key=lambda place: -sizes[place]):
        if sizes[place] <= most:
            taken.append(orders[place])
            most -= sizes[place]
    return taken
