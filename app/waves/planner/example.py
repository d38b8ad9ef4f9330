"""A big day to plan: so many open orders that speed shows. The same seed, the same day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from app.waves.planner.model import Demand, Line, Place, Policy, Shelf, Snapshot

NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
POLICY = Policy(
    cart_slots=12, wave_orders=600, wave_lines=2000, waves=1000, bulk_units=80, swaps=0
)

_AISLES = 40
_BINS = 100
_SKUS = 12_000
_ZONES = "ABCD"
_CARRIERS = ("SF", "ZTO", "YTO", "JD", "EMS")
_LINES = (1,) * 11 + (2,) * 5 + (3, 3, 4, 6)
_RANKS = (0,) * 94 + (1,) * 5 + (2,)


def big_day(orders: int = 100_000, seed: int = 1) -> Snapshot:
    """Orders of six cut-offs and five carriers, on 40 aisles in four zones.

    Three in a hundred cut-offs are missed already, and of a few SKUs there is too little.
    """
    chance = Random(seed)  # noqa: S311  not a secret
    places = {place.bin_id: place for place in _places()}
    wanted = tuple(_orders(orders, chance))
    return Snapshot(NOON, wanted, tuple(_shelves(wanted, chance)), places, POLICY, seed)


def changed_day(day: Snapshot, share: float = 0.01, seed: int = 2) -> Snapshot:
    """The same day a little later: so many orders are gone, and as many are new."""
    chance = Random(seed)  # noqa: S311  not a secret
    count = round(len(day.orders) * share)
    gone = set(chance.sample(range(len(day.orders)), count))
    first = 1 + max(order.id for order in day.orders)
    kept = tuple(order for place, order in enumerate(day.orders) if place not in gone)
    return Snapshot(
        day.at,
        (*kept, *_orders(count, chance, first)),
        day.shelves,
        day.places,
        day.policy,
        day.seed,
    )


def _places() -> Iterator[Place]:
    """Aisles four metres apart, bins a metre apart on both sides; numbered as a serpentine."""
    for number in range(_AISLES * _BINS):
        aisle, place = divmod(number, _BINS)
        depth = place // 2 if aisle % 2 == 0 else (_BINS - 1 - place) // 2
        zone = _ZONES[aisle * len(_ZONES) // _AISLES]
        yield Place(number + 1, zone, aisle, aisle * 4.0, depth + 1.0, number)


def _orders(count: int, chance: Random, first: int = 1) -> Iterator[Demand]:
    sizes = chance.choices(_LINES, k=count)
    popular = tuple(accumulate((10 + sku) ** -0.7 for sku in range(_SKUS)))
    skus = iter(chance.choices(range(1, _SKUS + 1), cum_weights=popular, k=sum(sizes)))
    units = iter(chance.choices((1, 1, 1, 1, 2, 3), k=sum(sizes)))
    cut_offs = [NOON + timedelta(hours=hours) for hours in (2, 4, 6, 8, 24, 28)]
    for key, size in enumerate(sizes, start=first):
        missed = chance.random() < 0.03
        wanted = {next(skus): next(units) for _ in range(size)}
        yield Demand(
            id=key,
            number=f"O{key}",
            cut_off_at=NOON - timedelta(hours=1) if missed else chance.choice(cut_offs),
            created_at=NOON - timedelta(seconds=chance.randrange(200_000)),
            lines=tuple(
                Line(key * 16 + part, key * 16 + part, sku, quantity)
                for part, (sku, quantity) in enumerate(wanted.items())
            ),
            rank=chance.choice(_RANKS),
            amount=chance.randrange(500, 90_000),
            carrier=chance.choice(_CARRIERS),
        )


def _shelves(orders: tuple[Demand, ...], chance: Random) -> Iterator[Shelf]:
    """A SKU lies in one to three bins; together they hold what is ordered, or nearly."""
    need = dict.fromkeys(range(1, _SKUS + 1), 0)
    for order in orders:
        for line in order.lines:
            need[line.sku_id] += line.quantity
    stock_id = 0
    for sku, units in need.items():
        spread = chance.choice((1, 2, 3))
        total = round(units * (0.9 if chance.random() < 0.05 else 1.3)) + 5
        for _ in range(spread):
            stock_id += 1
            yield Shelf(stock_id, sku, chance.randrange(_AISLES * _BINS) + 1, total // spread)
