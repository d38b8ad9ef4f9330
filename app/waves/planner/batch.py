"""Which orders go together on a cart, so that all walks together are short."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from app.waves.planner import batch_kernels
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.batch_exact import Cart, best_carts
from app.waves.planner.batch_oneway import ArrowSearch
from app.waves.planner.batch_search import NO_LIMIT, SEEDS, Batches, Limits, Parcel, Search
from app.waves.planner.compiled import ready
from app.waves.planner.routing import distance

__all__ = ["NO_LIMIT", "Batches", "Limits", "Parcel", "batch"]

_SEARCHES = 2
_FEW = 12  # orders that are put on carts in every way
_PARTS = (400, 100, 30, 10)  # orders that are put on carts together
_JOIN_S, _PLAIN_JOIN_S = 1e-9, 2e-7  # by bins and the square of the orders of a part
_MOVES = 2000  # an order, where nothing is said


@dataclass(frozen=True, slots=True)
class _Floor:
    """What is the same for all carts."""

    aisles: Aisles
    limits: Limits
    depot: Spot
    a_cart: float
    seed: int


def batch(
    aisles: Aisles,
    parcels: Sequence[Parcel],
    limits: Limits,
    depot: Spot,
    *,
    a_cart: float = 0.0,
    seed: int = 0,
    moves: int | None = None,
    deadline: float | None = None,
) -> Batches:
    """Put all *parcels* on carts; every cart's walk is the shortest one past its bins.

    Up to twelve orders are tried in every way; for more, two searches with seeds of their own
    run side by side. Hundreds of orders are put on carts part by part, those of the same
    aisles together. With one-way aisles the searches walk both ways, and half of the time,
    or some moves, are left for `batch_oneway`.

    Args:
        aisles: the layout.
        parcels: the orders.
        limits: what fits on a cart.
        depot: where the walks begin and end.
        a_cart: metres that a cart costs besides its walk.
        seed: the same seed and moves give the same carts.
        moves: changes to try in each search; without it as many as there is time for (without
            a deadline either, 2000 an order).
        deadline: a moment of `time.monotonic` at which to stop at the latest.

    Raises:
        ValueError: an order is too much for a cart.
    """
    for place, parcel in enumerate(parcels):
        if any(takes > limit for takes, limit in zip(parcel.takes, limits, strict=True)):
            raise ValueError(f"order {place} is too much for a cart")
    floor = _Floor(aisles, limits, depot, a_cart, seed)
    if moves is None and deadline is None:
        moves = _MOVES * len(parcels)
    found = [
        (part, _one_part(floor, [parcels[place] for place in part], few, until))
        for part, few, until in _parts(parcels, moves, deadline)
    ]
    carts = [tuple([part[n] for n in cart]) for part, one in found for cart in one.carts]
    return Batches(
        tuple(carts),
        sum((one.metres for _, one in found), 0.0),
        sum(one.moves for _, one in found),
        proven=all(one.proven for _, one in found) and len(found) == 1,
    )


def _parts(
    parcels: Sequence[Parcel], moves: int | None, deadline: float | None
) -> Iterator[tuple[list[int], int | None, float | None]]:
    """The orders that are put on carts together, with their share of the moves or the time."""
    size = _part_size(parcels, deadline)
    turn = list(range(len(parcels)))
    if len(turn) > size:
        turn.sort(key=lambda place: sorted(parcels[place].spots))
    count = math.ceil(len(turn) / size)
    for part in range(count):
        here = sorted(turn[len(turn) * part // count : len(turn) * (part + 1) // count])
        few = None if moves is None else moves * len(here) // len(turn)
        until = deadline
        if deadline is not None:
            now = monotonic()
            until = now + (deadline - now) / (count - part)
        yield here, few, until


def _part_size(parcels: Sequence[Parcel], deadline: float | None) -> int:
    """The most orders of a part: joining carts takes its time, whatever the clock says."""
    if deadline is None:
        return _PARTS[0]
    join_s = _JOIN_S if ready(batch_kernels.__name__) else _PLAIN_JOIN_S
    join_s *= sum(1 + len(parcel.spots) for parcel in parcels)
    left = (deadline - monotonic()) / 2
    return next((size for size in _PARTS if join_s * size * size < left), _PARTS[-1])


def _one_part(
    floor: _Floor, parcels: Sequence[Parcel], moves: int | None, deadline: float | None
) -> Batches:
    if len(parcels) <= _FEW:
        exact = _every_way(floor, parcels, deadline)
        if exact is not None:
            return exact
    aisles, two_way = floor.aisles, floor.aisles.two_way
    searches = [
        Search(
            aisles,
            parcels,
            floor.limits,
            floor.depot,
            a_cart=floor.a_cart,
            seed=floor.seed + SEEDS // 2 * turn,
        )
        for turn in range(_SEARCHES)
    ]
    until = deadline
    if deadline is not None and not two_way:
        until = deadline - (deadline - monotonic()) / 2
    # Side by side where the kernels are compiled, for those hold no interpreter lock.
    with ThreadPoolExecutor(len(searches)) as pool:
        answers: list[Batches] = list(
            pool.map(lambda search: search.answer(moves, until), searches)
        )
    found = min(answers, key=lambda answer: answer.metres)
    return found if two_way else _with_arrows(floor, parcels, found, moves, deadline)


def _with_arrows(
    floor: _Floor,
    parcels: Sequence[Parcel],
    found: Batches,
    moves: int | None,
    deadline: float | None,
) -> Batches:
    """The carts that were found against the arrows, made better along them."""
    spots = [parcel.spots for parcel in parcels]
    arrows = ArrowSearch(floor.aisles, spots, floor.depot, floor.a_cart)
    takes = [parcel.takes for parcel in parcels]
    carts, done = arrows.better(
        found.carts, takes, floor.limits, seed=floor.seed, tries=moves, deadline=deadline
    )
    metres = sum(map(arrows.price, carts))
    return Batches(tuple(tuple(sorted(cart)) for cart in carts), metres, found.moves + done)


def _every_way(
    floor: _Floor, parcels: Sequence[Parcel], deadline: float | None
) -> Batches | None:
    """The best of all ways to put the orders on carts; None if the time does not suffice."""
    prices: dict[Cart, float] = {}

    def price(cart: Cart) -> float | None:
        for takes, most in zip(
            zip(*(parcels[o].takes for o in cart), strict=True), floor.limits, strict=True
        ):
            if sum(takes) > most + 1e-6:
                return None
        spots = [spot for order in cart for spot in parcels[order].spots]
        prices[cart] = floor.a_cart + distance(floor.aisles, spots, floor.depot)
        return prices[cart]

    carts = best_carts(
        len(parcels), price, lambda: deadline is not None and monotonic() >= deadline
    )
    if carts is None:
        return None
    return Batches(tuple(carts), sum(prices[cart] for cart in carts), 0, proven=True)
