"""The shortest walk where some aisles may be walked in one direction only.

As in `exact_states` the walk is drawn aisle by aisle, but its edges have a direction: what
matters of a crossing is how many more ways lead to it than away from it, and with which
others it hangs together. Ways go on to the next aisle until all is even.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import TypeAlias

from app.waves.planner.aisles import Aisles, Route, Spot
from app.waves.planner.routing_graph import Graph, graph_route
from app.waves.planner.routing_stretches import Option, Place, Stretches, Way

_MOST_STATES = 4_000

# Per crossing: ways to it less ways away from it, and its piece (0 for none).
State: TypeAlias = tuple[tuple[int, int], ...]
Link: TypeAlias = "tuple[Link | None, tuple[Way, ...]]"
Known: TypeAlias = dict[State, tuple[float, Link]]


def one_way_route(aisles: Aisles, spots: Sequence[Spot], start: Spot, end: Spot) -> Route:
    """The shortest walk from *start* past all *spots* to *end*.

    Where the floor is too large to know, it is a short walk and not *proven*.

    Raises:
        ValueError: a spot cannot be reached or left.
    """
    guess = graph_route(floor_of(aisles, [start, *spots, end]), list(spots), start, end)
    search = _Search(aisles, spots, start, end, guess.metres + 1e-6)
    link = search.link()
    if link is None:
        return Route(guess.order, guess.metres, proven=search.whole)
    walk = _walk(link, start)
    first_visit = {place: turn for turn, place in reversed(list(enumerate(walk)))}
    order = sorted(range(len(spots)), key=lambda spot: first_visit[spots[spot]])
    return Route(tuple(order), search.metres)


def floor_of(aisles: Aisles, spots: Sequence[Spot]) -> Graph[Spot]:
    """The spots and the crossings, and the ways between neighbours along the arrows."""
    ways: dict[Spot, dict[Spot, float]] = {}
    for aisle in range(len(aisles.across)):
        depths = sorted({*aisles.crossings, *(d for a, d in spots if a == aisle)})
        direction = aisles.one_way[aisle]
        for low, high in pairwise(depths):
            if direction >= 0:
                ways.setdefault((aisle, low), {})[aisle, high] = high - low
            if direction <= 0:
                ways.setdefault((aisle, high), {})[aisle, low] = high - low
    for (here, left), (there, right) in pairwise(enumerate(aisles.across)):
        for depth in aisles.crossings:
            ways.setdefault((here, depth), {})[there, depth] = right - left
            ways.setdefault((there, depth), {})[here, depth] = right - left
    return Graph(ways)


class _Search:
    """The dynamic program; no walk longer than *limit* is of interest."""

    def __init__(
        self, aisles: Aisles, spots: Sequence[Spot], start: Spot, end: Spot, limit: float
    ) -> None:
        self._aisles = aisles
        self._stretches = Stretches(aisles, spots, start, end)
        self._is_open = start != end
        self._limit = limit
        self.whole = True
        self.metres = limit

    def link(self) -> Link | None:
        """What was drawn of the shortest walk; None if there is none shorter than the limit."""
        stretches = range(len(self._aisles.crossings) + 1)
        nothing: State = ((0, 0),) * len(self._aisles.crossings)
        known: Known = {nothing: (0.0, (None, ()))}
        found: Link | None = None
        last = self._stretches.last
        options = {
            (aisle, stretch): self._stretches.options(aisle, stretch)
            for aisle in range(len(self._aisles.across))
            for stretch in stretches
        }
        if not all(options.values()):
            return None
        # What still has to be walked at least.
        rest = sum(some[0].metres for some in options.values())
        for aisle in range(len(self._aisles.across)):
            aside = self._to_come(aisle, last)
            for stretch in stretches:
                rest -= options[aisle, stretch][0].metres
                known = _up(known, stretch, options[aisle, stretch], self._limit - rest - aside)
            if aisle >= last:
                found = self._closed(known) or found
            if aisle + 1 < len(self._aisles.across):
                known = self._aside(
                    known, aisle, self._limit - rest - self._to_come(aisle + 1, last)
                )
            if len(known) > _MOST_STATES:
                self.whole = False
                return None
        return found

    def _closed(self, known: Known) -> Link | None:
        """What was drawn of the shortest walk that ends here; None if none is news."""
        found: Link | None = None
        for state, (metres, link) in known.items():
            pieces = {piece for _, piece in state if piece}
            if metres < self.metres and len(pieces) == 1 and not any(b for b, _ in state):
                self.metres, found = metres, link
        return found

    def _to_come(self, aisle: int, last: int) -> float:
        """Metres across the aisles that are to be walked at least from *aisle* on."""
        times = 1 if self._is_open else 2
        return times * max(0.0, self._aisles.across[last] - self._aisles.across[aisle])

    def _aside(self, known: Known, aisle: int, limit: float) -> Known:
        after: Known = {}
        apart = self._aisles.across[aisle + 1] - self._aisles.across[aisle]
        for state, (metres, link) in known.items():
            pieces = {piece for _, piece in state if piece}
            even = [crossing for crossing, (b, piece) in enumerate(state) if piece and not b]
            for pairs in product((False, True), repeat=len(even)):
                both = {crossing for crossing, pair in zip(even, pairs, strict=True) if pair}
                kept = {p for j, (b, p) in enumerate(state) if b or j in both}
                far = metres + apart * (sum(abs(b) for b, _ in state) + 2 * len(both))
                if kept == pieces and far < limit:
                    gone = [
                        (b, piece if b or j in both else 0)
                        for j, (b, piece) in enumerate(state)
                    ]
                    ways = self._ways_aside(aisle, state, both)
                    _keep(after, _canonical(gone), far, link, ways)
        return after

    def _ways_aside(self, aisle: int, state: State, both: set[int]) -> tuple[Way, ...]:
        ways: list[Way] = []
        for crossing, (balance, _) in enumerate(state):
            depth = self._aisles.crossings[crossing]
            here, there = (aisle, depth), (aisle + 1, depth)
            if balance > 0 or crossing in both:
                ways.append((here, there, max(balance, 1)))
            if balance < 0 or crossing in both:
                ways.append((there, here, max(-balance, 1)))
        return tuple(ways)


def _up(known: Known, stretch: int, options: Sequence[Option], limit: float) -> Known:
    """Walk a stretch from every state; the *options* come shortest first."""
    after: Known = {}
    for state, (metres, link) in known.items():
        for option in options:
            if metres + option.metres >= limit:
                break
            far = metres + option.metres
            _keep(after, _walked(state, stretch, option), far, link, option.ways)
    return after


def _walked(state: State, stretch: int, option: Option) -> State:
    grown = list(state)
    fresh = max(piece for _, piece in state)
    for crossing, change, touched in (
        (stretch - 1, -option.below, option.at_low),
        (stretch, option.above, option.at_high),
    ):
        if touched:
            balance, piece = grown[crossing]
            if not piece:
                fresh += 1
            grown[crossing] = (balance + change, piece or fresh)
    if option.joined:
        old, new = grown[stretch][1], grown[stretch - 1][1]
        grown = [(balance, new if piece == old else piece) for balance, piece in grown]
    return _canonical(grown)


def _canonical(state: Sequence[tuple[int, int]]) -> State:
    names = {0: 0}
    return tuple((balance, names.setdefault(piece, len(names))) for balance, piece in state)


def _keep(known: Known, state: State, metres: float, link: Link, ways: tuple[Way, ...]) -> None:
    if state not in known or metres < known[state][0]:
        known[state] = (metres, (link, ways))


def _walk(link: Link, start: Spot) -> list[Place]:
    """The places in walking order: every way is walked as often as it was drawn."""
    away: dict[Place, list[Place]] = {}
    step: Link | None = link
    while step is not None:
        step, ways = step
        for here, there, times in ways:
            away.setdefault(here, []).extend([there] * times)
    stack, walk = [start], list[Place]()
    while stack:
        if away.get(stack[-1]):
            stack.append(away[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]
