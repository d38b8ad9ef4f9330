"""The cart with boxes: every order takes boxes of its own, walks are on a graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf
from random import Random
from time import monotonic

from app.waves.planner.aisles import Route
from app.waves.planner.batch_exact import Cart, best_carts
from app.waves.planner.families.jobprp import Solution
from app.waves.planner.routing_graph import table_route

__all__ = ["Instance", "Solution", "read", "solve", "write"]

_FEW = 9  # orders that are tried in every way
_MOVES = 2000
_QUICK, _THOROUGH = 60, 1000
_NO_WAY = 1e9


@dataclass(frozen=True, slots=True)
class Instance:
    """A benchmark file.

    Attributes:
        boxes: on a cart.
        orders: per order its boxes and its products.
        where: product -> location.
        start: the location where walks begin.
        end: the location where walks end.
        metres: from location to location.
    """

    boxes: int
    orders: tuple[tuple[int, tuple[int, ...]], ...]
    where: dict[int, int]
    start: int
    end: int
    metres: dict[tuple[int, int], float]


def read(text: str) -> Instance:
    """Read a file.

    Raises:
        ValueError: the text is no such file.
    """
    lines = _lines(text)
    try:
        return _read(lines)
    except (StopIteration, IndexError, KeyError) as error:
        raise ValueError("the file ends too early") from error
    except OverflowError as error:
        raise ValueError("a number has no end") from error


def _lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        words = line.split("//")[0].split()
        if words:
            yield words


def _read(lines: Iterator[list[str]]) -> Instance:
    def number() -> int:
        return int(float(next(lines)[0]))

    number()  # locations
    products, boxes, _dimensions, box, _mixed = (number() for _ in range(5))
    if box < 1:
        raise ValueError("nothing fits into a box")
    rows = [[float(word) for word in next(lines)[:3]] for _ in range(products)]
    where = {int(product): int(location) for product, location, _ in rows}
    volumes = {int(product): volume for product, _, volume in rows}
    orders = []
    for _ in range(number()):
        _order, least, kinds, *pairs = (int(float(word)) for word in next(lines))
        asked = list(zip(pairs[: 2 * kinds : 2], pairs[1 : 2 * kinds : 2], strict=True))
        volume = sum(units * volumes[product] for product, units in asked)
        wanted = tuple(sorted({product for product, _ in asked}))
        orders.append((max(least, ceil(volume / box)), wanted))
    _intersections, start, end = number(), number(), number()
    metres: dict[tuple[int, int], float] = {}
    for words in lines:
        if any('"' in word for word in words):
            break
        if len(words) == 3:
            way = int(float(words[0])), int(float(words[1]))
            metres[way] = min(float(words[2]), metres.get(way, inf))
    return Instance(boxes, tuple(orders), where, start, end, metres)


class _Walks:
    """The walks of sets of orders, each looked for once."""

    def __init__(self, instance: Instance, seed: int, kicks: int) -> None:
        self._instance = instance
        self._seed = seed
        self._kicks = kicks
        self._known: dict[frozenset[int], Route] = {}

    def __call__(self, cart: frozenset[int]) -> Route:
        if cart not in self._known:
            self._known[cart] = self._walk(cart)
        return self._known[cart]

    def stops(self, cart: frozenset[int]) -> list[int]:
        """The locations to visit."""
        orders = self._instance.orders
        where = self._instance.where
        return sorted({where[product] for order in cart for product in orders[order][1]})

    def _walk(self, cart: frozenset[int]) -> Route:
        found = self._instance
        nodes = [found.start, *self.stops(cart), found.end]
        far = found.metres
        table = [
            [0.0 if here == there else far.get((here, there), _NO_WAY) for there in nodes]
            for here in nodes
        ]
        return table_route(table, kicks=self._kicks, seed=self._seed)


def solve(
    instance: Instance,
    *,
    seed: int = 0,
    moves: int | None = None,
    deadline: float | None = None,
) -> Solution:
    """Put the orders on carts.

    A handful of orders is tried in every way; more are exchanged between carts.

    Args:
        instance: the file.
        seed: the same seed and moves give the same solution.
        moves: exchanges to try; without it as many as there is time for (without
            a deadline either, 2000).
        deadline: a moment of `time.monotonic`.

    Raises:
        ValueError: an order is too much for a cart, or no way leads past its bins.
    """
    for order, (boxes, _) in enumerate(instance.orders):
        if boxes > instance.boxes:
            raise ValueError(f"order {order} is too much for a cart")
    ends = _Ends(_MOVES if moves is None and deadline is None else moves, deadline)
    walks = _Walks(instance, seed, _QUICK)
    carts = _saved(instance, walks, ends)
    if len(instance.orders) <= _FEW:
        carts = _every_way(instance, walks, ends) or carts
    else:
        carts = _exchange(instance, walks, carts, ends, seed)
    return _solution(instance, carts, walks, seed, ends)


class _Ends:
    """When to stop."""

    def __init__(self, moves: int | None, deadline: float | None) -> None:
        self.moves = moves
        self.deadline = deadline

    def late(self) -> bool:
        """Whether the time is over."""
        return self.deadline is not None and monotonic() >= self.deadline


def _load(instance: Instance, cart: frozenset[int]) -> int:
    return sum(instance.orders[order][0] for order in cart)


def _saved(instance: Instance, walks: _Walks, ends: _Ends) -> list[frozenset[int]]:
    """Join the two carts that save most, again and again."""
    carts = [frozenset([order]) for order in range(len(instance.orders))]
    while not ends.late():
        saved, one, other = max(
            (
                (walks(one).metres + walks(other).metres - walks(one | other).metres, i, j)
                for i, one in enumerate(carts)
                for j, other in enumerate(carts[:i])
                if _load(instance, one | other) <= instance.boxes and not ends.late()
            ),
            default=(0.0, 0, 0),
        )
        if saved <= 0.0:
            break
        joined = carts.pop(one) | carts.pop(other)
        carts.append(joined)
    return carts


def _every_way(instance: Instance, walks: _Walks, ends: _Ends) -> list[frozenset[int]] | None:
    """The best of all ways to put the orders on carts; None if the time does not suffice."""

    def price(cart: Cart) -> float | None:
        orders = frozenset(cart)
        return walks(orders).metres if _load(instance, orders) <= instance.boxes else None

    found = best_carts(len(instance.orders), price, ends.late)
    return None if found is None else [frozenset(cart) for cart in found]


def _exchange(
    instance: Instance, walks: _Walks, carts: list[frozenset[int]], ends: _Ends, seed: int
) -> list[frozenset[int]]:
    """Put orders on other carts and exchange them wherever it does not get longer."""
    chance = Random(seed)  # noqa: S311  not a secret
    carts = [*carts, frozenset()]
    done = 0
    while not ends.late() and (ends.moves is None or done < ends.moves):
        done += 1
        here, there = chance.sample(range(len(carts)), 2)
        if not carts[here]:
            continue
        one = frozenset([chance.choice(sorted(carts[here]))])
        other = frozenset[int]()
        if carts[there] and chance.random() < 0.6:
            other = frozenset([chance.choice(sorted(carts[there]))])
        new_here, new_there = carts[here] - one | other, carts[there] - other | one
        if max(_load(instance, new_here), _load(instance, new_there)) > instance.boxes:
            continue
        before = walks(carts[here]).metres + walks(carts[there]).metres
        if walks(new_here).metres + walks(new_there).metres <= before + 1e-9:
            carts[here], carts[there] = new_here, new_there
            if all(carts):
                carts.append(frozenset())
    return [cart for cart in carts if cart]


def _solution(
    instance: Instance,
    carts: list[frozenset[int]],
    quick: _Walks,
    seed: int,
    ends: _Ends,
) -> Solution:
    """Walk each cart once more, with more patience where there is time."""
    thorough = _Walks(instance, seed, _THOROUGH)
    batches = []
    total = 0.0
    for cart in carts:
        found = quick(cart)
        if not ends.late():
            found = min(found, thorough(cart), key=lambda route: route.metres)
        stops = quick.stops(cart)
        turn = {stops[stop]: place for place, stop in enumerate(found.order)}
        products = {product for order in cart for product in instance.orders[order][1]}
        way = sorted(products, key=lambda p: (turn[instance.where[p]], p))
        batches.append((tuple(sorted(cart)), tuple(way)))
        total += found.metres
    if total >= _NO_WAY:
        raise ValueError("no way leads past the bins of an order")
    return Solution(tuple(batches), total)


def write(solution: Solution) -> str:
    """The solution as the benchmark reads it."""
    return json.dumps(
        {"batches": [{"orders": list(o), "route": list(r)} for o, r in solution.batches]}
    )
