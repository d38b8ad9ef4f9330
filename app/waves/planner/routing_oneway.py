"""The shortest walk where some aisles may be walked in one direction only.

As in `exact_states` the walk is drawn aisle by aisle, but its edges have a direction: what
matters of a crossing is how many more ways lead to it than away from it, and with which
others it hangs together. Ways go on to the next aisle until all is even.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TypeAlias

from app.waves.planner.routing import Aisles, Route, Spot
from app.waves.planner.routing_graph import Graph, graph_route

_MOST_STATES = 4_000

# Per crossing: ways to it less ways away from it, and its piece (0 for none).
State: TypeAlias = tuple[tuple[int, int], ...]
Place: TypeAlias = tuple[int, float]
# From a place to a place, as often.
Way: TypeAlias = tuple[Place, Place, int]
Link: TypeAlias = "tuple[Link | None, tuple[Way, ...]]"
Known: TypeAlias = dict[State, tuple[float, Link]]


@dataclass(frozen=True, slots=True)
class _Option:
    """A way to walk a stretch: what goes up at its lower and at its upper end."""

    metres: float
    below: int
    above: int
    at_low: bool
    at_high: bool
    joined: bool
    ways: tuple[Way, ...]


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
        self._spots = sorted({*spots, start, end})
        self._shift = {start: 1, end: -1} if start != end else {}
        self._limit = limit
        # No aisle is walked more often than there are aisles that must be walked through.
        tight = {(a, aisles.stretch(d)) for a, d in self._spots if aisles.one_way[a]}
        self._most = len(tight) + 2
        self.whole = True
        self.metres = limit

    def link(self) -> Link | None:
        """What was drawn of the shortest walk; None if there is none shorter than the limit."""
        stretches = range(len(self._aisles.crossings) + 1)
        nothing: State = ((0, 0),) * len(self._aisles.crossings)
        known: Known = {nothing: (0.0, (None, ()))}
        found: Link | None = None
        last = max(aisle for aisle, _ in self._spots)
        options = {
            (aisle, stretch): sorted(
                self._options(aisle, stretch), key=lambda option: option.metres
            )
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
                for state, (metres, link) in known.items():
                    pieces = {piece for _, piece in state if piece}
                    if (
                        metres < self.metres
                        and len(pieces) == 1
                        and not any(b for b, _ in state)
                    ):
                        self.metres, found = metres, link
            if aisle + 1 < len(self._aisles.across):
                known = self._aside(
                    known, aisle, self._limit - rest - self._to_come(aisle + 1, last)
                )
            if len(known) > _MOST_STATES:
                self.whole = False
                return None
        return found

    def _to_come(self, aisle: int, last: int) -> float:
        """Metres across the aisles that are to be walked at least from *aisle* on."""
        times = 1 if self._shift else 2
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

    def _options(self, aisle: int, stretch: int) -> Iterator[_Option]:
        crossings = self._aisles.crossings
        low = crossings[stretch - 1] if stretch > 0 else None
        high = crossings[stretch] if stretch < len(crossings) else None
        inside = [s for s in self._spots if s[0] == aisle and self._in(s[1], stretch)]
        if not inside:
            yield _Option(0.0, 0, 0, at_low=False, at_high=False, joined=False, ways=())
            if low is None or high is None:
                return
        chain: list[Place] = [(aisle, d) for d in (low,) if d is not None]
        chain += inside
        chain += [(aisle, d) for d in (high,) if d is not None]
        if low is None or high is None:
            yield from self._dead_end(chain, at_low=low is not None)
        else:
            for below in range(-self._most, self._most + 1):
                yield from self._through(chain, below)

    def _in(self, depth: float, stretch: int) -> bool:
        return self._aisles.stretch(depth) == stretch

    def _flows(self, chain: list[Place], below: int) -> list[int]:
        """How many more ways go up than down between each two places of *chain*."""
        flows = [below]
        for place in chain[1:-1]:
            flows.append(flows[-1] + self._shift.get(place, 0))
        return flows

    def _dead_end(self, chain: list[Place], *, at_low: bool) -> Iterator[_Option]:
        """In and out again; one way only if the walk starts or ends in there."""
        flows = self._flows(chain, 0 if at_low else self._shift.get(chain[0], 0))
        if at_low:
            end = flows[-1] + self._shift.get(chain[-1], 0)
            flows = [flow - end for flow in flows]
        ways = self._ways(chain, flows, -1)
        if ways is not None:
            below, above = (flows[0], 0) if at_low else (0, flows[-1])
            yield _Option(
                _metres(ways), below, above, at_low, not at_low, joined=False, ways=ways
            )

    def _through(self, chain: list[Place], below: int) -> Iterator[_Option]:
        """All ways to walk a stretch with so many more ways up than down at its lower end."""
        flows = self._flows(chain, below)
        last = len(flows) - 1
        still = [part for part, flow in enumerate(flows) if not flow and _long(chain, part)]
        inner = [part for part in still if 0 < part < last]
        widest = max(inner, key=lambda p: chain[p + 1][1] - chain[p][1], default=-1)
        for gap in sorted({-1, widest, *(part for part in (0, last) if part in still)}):
            ways = self._ways(chain, flows, gap)
            if ways is not None:
                yield _Option(
                    _metres(ways),
                    flows[0],
                    flows[-1],
                    at_low=gap != 0,
                    at_high=gap != last,
                    joined=gap < 0,
                    ways=ways,
                )

    def _ways(self, chain: list[Place], flows: list[int], gap: int) -> tuple[Way, ...] | None:
        """The ways between the places of *chain*; None where they go against the aisle."""
        direction = self._aisles.one_way[chain[0][0]]
        ways: list[Way] = []
        for part, ((here, there), flow) in enumerate(zip(pairwise(chain), flows, strict=True)):
            if part == gap:
                continue
            if direction and flow * direction <= 0 and _long(chain, part):
                return None
            if flow >= 0:
                ways.append((here, there, flow or 1))
            if flow <= 0:
                ways.append((there, here, -flow or 1))
        return tuple(ways)


def _up(known: Known, stretch: int, options: Sequence[_Option], limit: float) -> Known:
    """Walk a stretch from every state; the *options* come shortest first."""
    after: Known = {}
    for state, (metres, link) in known.items():
        for option in options:
            if metres + option.metres >= limit:
                break
            far = metres + option.metres
            _keep(after, _walked(state, stretch, option), far, link, option.ways)
    return after


def _long(chain: list[Place], part: int) -> bool:
    return chain[part + 1][1] > chain[part][1]


def _metres(ways: tuple[Way, ...]) -> float:
    return sum(abs(here[1] - there[1]) * times for here, there, times in ways)


def _walked(state: State, stretch: int, option: _Option) -> State:
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
