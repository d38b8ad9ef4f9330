"""What a pool's ways cost once its carts have got better; carts may be the cheapest now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TypeAlias

from app.waves.planner.model import Choice, Price, Shape, Trip

MAY_SAVE = 0.3
"""So much of their time at most is hoped to be saved by better carts."""

Part: TypeAlias = "tuple[Choice | None, tuple[Trip, ...]]"
"""A pool of a wave and its lists."""


def may_be_carts(choice: Choice) -> bool:
    """Whether carts, better ones than were priced, could be the cheapest way of a pool."""
    carts = _carts(choice)
    if carts is None or not carts.exact or choice.way is Shape.CLUSTER:
        return False
    return carts.pick_s * (1.0 - MAY_SAVE) + carts.sort_s < choice.prices[0].seconds


def with_carts(choice: Choice, trips: tuple[Trip, ...], carts: Sequence[Trip]) -> Part:
    """Walk *carts* in place of *trips* if they cost less; keep their price if not."""
    before = _carts(choice)
    assert before is not None
    price = _of(carts, before)
    if price.seconds >= before.seconds:
        return choice, trips
    prices = _sorted([one for one in choice.prices if one is not before] + [price])
    if prices[0] is not price:
        return replace(choice, prices=prices), trips
    return replace(choice, way=Shape.CLUSTER, prices=prices), tuple(carts)


def with_lists(choice: Choice, trips: Sequence[Trip]) -> Choice:
    """The choice with its way walked on better lists."""
    first, *others = choice.prices
    return replace(choice, prices=_sorted([_of(trips, first), *others]))


def _carts(choice: Choice) -> Price | None:
    return next((one for one in choice.prices if one.way is Shape.CLUSTER), None)


def _of(trips: Sequence[Trip], before: Price) -> Price:
    return replace(
        before,
        lists=len(trips),
        metres=sum(trip.metres for trip in trips),
        pick_s=sum(trip.seconds for trip in trips),
    )


def _sorted(prices: Sequence[Price]) -> tuple[Price, ...]:
    """The cheapest first; of those that cost the same, the one that stood first."""
    return tuple(sorted(prices, key=attrgetter("seconds")))
