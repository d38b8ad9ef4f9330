"""A search for carts: savings to begin with, then annealing that cools again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from app.waves.planner import batch_kernels
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.compiled import Floats, Ints, best, floats, ints
from app.waves.planner.exact_states import tables

Limits = tuple[float, float, float]
"""How much fits on a cart of each of three things, such as totes, litres and kilograms."""

NO_LIMIT = float("inf")

SEEDS = 2147483646
# The heat of a search, of the mean walk of a cart.
_WARM = 0.03
_COOL = 0.006
_MOVES_A_TIME = 60_000  # an order
_GUIDED = 10  # of 16 moves, from the fourth on, go to a friend's cart
_MOST_TIMES = 40
_FRIENDS = 15


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order as a cart sees it: the bins to visit, and what it takes of each limit."""

    spots: tuple[Spot, ...]
    takes: Limits


@dataclass(frozen=True, slots=True)
class Batches:
    """The orders of each cart, by their place in the list asked for, and the metres of all.

    Attributes:
        moves: changes tried by each search.
        proven: whether there are no better carts.
    """

    carts: tuple[tuple[int, ...], ...]
    metres: float
    moves: int
    proven: bool = False


class Search:
    """The arrays of `batch_kernels` for one question."""

    def __init__(
        self,
        aisles: Aisles,
        parcels: Sequence[Parcel],
        limits: Limits,
        depot: Spot,
        *,
        a_cart: float,
        seed: int,
    ) -> None:
        count = len(parcels)
        spots = sorted(
            {depot, *(spot for parcel in parcels for spot in parcel.spots)},
            key=lambda spot: (spot[0], aisles.stretch(spot[1]), spot[1]),
        )
        place = {spot: index for index, spot in enumerate(spots)}
        self._places = Ints(
            "q", [part for aisle, depth in spots for part in (aisle, aisles.stretch(depth))]
        )
        self._depths = Floats("d", [depth for _, depth in spots])
        self._lines = Floats("d", [*aisles.crossings, *aisles.across, a_cart])
        asked = [sorted({place[spot] for spot in parcel.spots}) for parcel in parcels]
        aboard, room = _room(parcels, limits, [len(stops) for stops in asked])
        begin = sum(map(len, asked))
        self._stops = ints(begin + count * room)
        self._orders, at = ints(3 * count), 0
        for order, stops in enumerate(asked):
            self._stops[at : at + len(stops)] = Ints("q", stops)
            self._orders[3 * order], self._orders[3 * order + 1] = at, at + len(stops)
            at += len(stops)
        self._sizes = Floats("d", [takes for parcel in parcels for takes in parcel.takes])
        self._most = Floats("d", [min(limit, 1e17) for limit in limits])
        self._carts, self._aboard = ints(2 * count), ints(count * aboard)
        self._loads, self._without, self._alone = (
            floats(4 * count),
            floats(count),
            floats(count),
        )
        crossings = len(aisles.crossings)
        plain = crossings == 2 and all(aisles.stretch(depth) == 1 for _, depth in spots)
        self._shape = Ints(
            "q",
            [
                *(count, count, aboard, crossings, begin, room, place[depot], plain),
                len(self._lines) - 1,
                min(_FRIENDS, count - 1),
                _GUIDED if count > 2 else 0,
            ],
        )
        self._table = tables(crossings, is_open=False)
        self._ways = floats(2 * self._table[0] + 6)
        self._chance = Ints("q", [seed % SEEDS + 1])
        self._kept, self._metres = ints(count), floats(2)
        self._near = ints(count * _FRIENDS)
        self._shared = (
            self._orders,
            self._sizes,
            self._carts,
            self._aboard,
            self._loads,
            self._without,
            self._alone,
            self._most,
            self._shape,
            self._places,
            self._depths,
            self._lines,
            self._stops,
            self._table,
            self._ways,
            self._near,
        )

    def begin(self) -> None:
        """The first plan: savings."""
        count = self._shape[0]
        self._metres[0] = best(batch_kernels.save)(*self._shared, floats(count * count))
        self._metres[1] = self._metres[0]
        for order in range(count):
            self._kept[order] = self._orders[3 * order + 2]

    def run(self, moves: int | None, deadline: float | None) -> int:
        """Anneal for so many moves or until the deadline; the moves done."""
        average = self._metres[1] / max(1, len(set(self._kept)))
        begun = monotonic()
        part, done = 200, 0
        while True:
            now = monotonic()
            if moves is not None:
                whole = float(moves)
                gone = done / moves if moves else 1.0
                part = min(2000, moves - done)
            else:
                assert deadline is not None
                gone = (now - begun) / max(deadline - begun, 1e-9)
                whole = done / max(gone, 1e-9)
            if gone >= 1.0:
                return done
            # A long search cools several times, and begins again from where it got to.
            times = min(_MOST_TIMES, max(1, round(whole / (_MOVES_A_TIME * len(self._kept)))))
            self._anneal(part, average * _WARM * (_COOL / _WARM) ** (gone * times % 1.0))
            done += part
            if moves is None:
                took = monotonic() - now
                # About a hundred looks at the clock a second.
                part = max(50, min(2 * part, int(part * 0.01 / max(took, 1e-6))))

    def _anneal(self, moves: int, heat: float) -> None:
        best(batch_kernels.anneal)(
            moves, heat, *self._shared, self._chance, self._kept, self._metres
        )

    def answer(self, moves: int | None, deadline: float | None) -> Batches:
        """The best plan of savings and so many moves, or as many as there is time for."""
        self.begin()
        done = self.run(moves, deadline)
        carts: dict[int, list[int]] = {}
        for order, cart in enumerate(self._kept):
            carts.setdefault(cart, []).append(order)
        return Batches(tuple(map(tuple, carts.values())), self._metres[1], done)


def _room(parcels: Sequence[Parcel], limits: Limits, stops: Sequence[int]) -> tuple[int, int]:
    """The most orders that a cart can have, and the most stops, the depot's among them."""
    most = len(parcels)
    for limit in range(3):
        left, fit = limits[limit], 0
        for takes in sorted(parcel.takes[limit] for parcel in parcels):
            left -= takes
            if left < -1e-6:
                break
            fit += 1
        most = min(most, fit)
    return most + 1, 1 + sum(sorted(stops)[-most - 1 :])
