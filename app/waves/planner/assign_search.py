"""A search for shelves: a look at the whole floor, then ruin and repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from app.waves.planner import assign_kernels
from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.compiled import Floats, Ints, best, floats, ints
from app.waves.planner.exact_states import tables

_DEPOT = -1
SEEDS = 2147483646
_WARM_M = 2.0  # a change for the worse may cost so many metres
_PATIENCE = 60  # rounds without a shorter walk
_LESSONS = 15
_PLAIN_STEP_S = 3e-7
_STEP_S = 1e-9


@dataclass(frozen=True, slots=True)
class Holding:
    """Units of an article in a bin."""

    article: int
    spot: Spot
    units: int


class Search:
    """The arrays of `assign_kernels` for one question."""

    def __init__(
        self,
        aisles: Aisles,
        holdings: Sequence[Holding],
        wanted: Mapping[int, int],
        depot: Spot,
        among: Sequence[int],
        *,
        seed: int,
    ) -> None:
        self._holdings = holdings
        useful = sorted(place for place in among if holdings[place].article in wanted)
        found = [(depot, _DEPOT), *((holdings[place].spot, place) for place in useful)]
        found.sort(key=lambda spot: (spot[0][0], aisles.stretch(spot[0][1]), spot[0][1]))
        spots = [spot for spot, _ in found]
        self._places = [place for _, place in found]
        number = {article: index for index, article in enumerate(sorted(wanted))}
        self._shelves = ints(4 * len(spots))
        self._depths = Floats("d", [depth for _, depth in spots])
        self._lay_stages(aisles, spots)
        rows: list[list[int]] = [[] for _ in number]
        for shelf, place in enumerate(self._places):
            at = 4 * shelf
            if place < 0:
                self._shelves[at], self._shelves[at + 2] = _DEPOT, 1
            else:
                article = number[holdings[place].article]
                self._shelves[at], self._shelves[at + 1] = article, holdings[place].units
                rows[article].append(shelf)
        self._articles, self._of_article = ints(4 * len(number)), ints(len(spots))
        begin = 0
        for article, index in number.items():
            end = begin + len(rows[index])
            self._articles[4 * index : 4 * index + 4] = Ints(
                "q", (wanted[article], 0, begin, end)
            )
            self._of_article[begin:end] = Ints("q", rows[index])
            begin = end
        self._table = tables(len(aisles.crossings), is_open=False)
        self._price = floats(6 * self._count + 6)
        self._ways = floats((2 * self._count + 3) * self._table[0])
        self._chance = Ints("q", [seed % SEEDS + 1, 0, 0])
        self._kept = ints(2 * len(spots))
        self._lengths = Floats("d", [-1.0, -1.0, 0.0, 0.0, 0.0])
        self._worth = floats(3 * len(number))
        self._gains = floats(len(spots))
        self._reach = ints(4 * self._count)
        self._came = ints(2 * self._count * self._table[0])

    def _lay_stages(self, aisles: Aisles, spots: Sequence[Spot]) -> None:
        crossings = aisles.crossings
        used = sorted({aisle for aisle, _ in spots})
        stages: list[int] = []
        bounds: list[float] = []
        shelf = 0
        for column, aisle in enumerate(used):
            for stretch in range(len(crossings) + 1):
                first = shelf
                while shelf < len(spots) and (
                    spots[shelf][0] == aisle and aisles.stretch(spots[shelf][1]) == stretch
                ):
                    self._shelves[4 * shelf + 3] = len(stages) // 4
                    shelf += 1
                inner = 0 < stretch < len(crossings)
                if inner or shelf > first:
                    stages += [first, shelf, stretch, 0]
                    low = crossings[stretch - 1] if stretch else spots[first][1]
                    high = (
                        crossings[stretch] if stretch < len(crossings) else spots[shelf - 1][1]
                    )
                    bounds += [low, high, 0.0]
            if column + 1 < len(used):
                stages[-1] = 1
                bounds[-1] = aisles.across[used[column + 1]] - aisles.across[aisle]
        self._count = len(stages) // 4
        self._stages, self._bounds = Ints("q", stages), Floats("d", bounds)

    def begins_late(self, deadline: float) -> bool:
        """Whether a first choice would take most of the time that there is."""
        kinds, states, shelves = len(self._articles) // 4, self._table[0], len(self._places)
        if best(assign_kernels.search) is assign_kernels.search:
            took = _PLAIN_STEP_S * kinds * states * (3 * shelves + 18 * self._count)
            return monotonic() + took > deadline
        took = _STEP_S * self._stops() * shelves * (30 + 3 * states + shelves / self._count)
        return monotonic() + 2 * took > deadline

    def _stops(self) -> float:
        """About how many shelves are chosen."""
        found = 0.0
        for at in range(0, len(self._articles), 4):
            wanted, _, begin, end = self._articles[at : at + 4]
            rows = self._of_article[begin:end]
            units = sum(self._shelves[4 * shelf + 1] for shelf in rows)
            found += wanted * len(rows) / max(1, units)
        return found

    def begin(self) -> None:
        """Make a first choice."""
        if self._lengths[0] < 0.0:
            self._search(1)

    def run(self, rounds: int | None, deadline: float | None) -> int:
        """Search for so many rounds or until the deadline; the rounds done."""
        done, part, slowest = 0, 1, 0.0
        while rounds is None or done < rounds:
            begun = monotonic()
            if deadline is not None and begun + slowest >= deadline:
                break
            self.begin()
            self._search(part)
            done += part
            # About fifty looks at the clock a second.
            took = max(monotonic() - begun, 1e-6)
            if part == 1:
                slowest = max(slowest, took)
            part = max(1, min(4 * part, int(part * 0.02 / took)))
            if rounds is not None:
                part = min(part, rounds - done)
        return done

    def _search(self, rounds: int) -> None:
        best(assign_kernels.search)(
            rounds,
            _WARM_M,
            _PATIENCE,
            _LESSONS,
            self._count,
            len(self._articles) // 4,
            len(self._places),
            self._stages,
            self._bounds,
            self._shelves,
            self._depths,
            self._articles,
            self._of_article,
            self._table,
            self._price,
            self._ways,
            self._chance,
            self._kept,
            self._lengths,
            self._worth,
            self._gains,
            self._reach,
            self._came,
        )

    def metres(self) -> float:
        """The walk of the best choice."""
        return self._lengths[1] if self._lengths[0] >= 0.0 else inf

    def chosen(self) -> list[int]:
        """The holdings of the best choice, by their place in the list."""
        total = len(self._places)
        found = [
            place
            for shelf, place in enumerate(self._places)
            if place >= 0 and self._kept[total + shelf]
        ]
        # The big ones first: what they leave over may need no stop at all.
        return sorted(found, key=lambda place: (-self._holdings[place].units, place))
