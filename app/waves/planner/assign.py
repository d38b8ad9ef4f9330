"""From which shelves to take what is wanted, so that the walk past them is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf

from app.waves.planner.aisles import Aisles, Route, Spot
from app.waves.planner.assign_search import SEEDS, Holding, Search
from app.waves.planner.routing import route

__all__ = ["Choice", "Holding", "choose"]

_SEARCHES = 2
_SPARE = (inf, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0)  # times the units that are wanted
_ROUNDS = 1000  # where nothing is said

_Question = tuple[Aisles, Sequence[Holding], Mapping[int, int], Spot]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken: a place in the list of holdings and the units, in walking order."""

    takes: tuple[tuple[int, int], ...]
    metres: float
    rounds: int


def choose(
    aisles: Aisles,
    holdings: Sequence[Holding],
    wanted: Mapping[int, int],
    depot: Spot,
    *,
    seed: int = 0,
    rounds: int | None = None,
    deadline: float | None = None,
) -> Choice:
    """Take what is *wanted* from the holdings by a walk from the depot and back.

    Two searches with seeds of their own run side by side.

    Args:
        aisles: the layout.
        holdings: where the articles lie.
        wanted: article -> units.
        depot: where the walk begins and ends.
        seed: the same seed and rounds give the same choice.
        rounds: how often the choice is broken and mended in each search; without it
            until the deadline (without one either, 1000).
        deadline: a moment of `time.monotonic` at which to stop at the latest.

    Raises:
        ValueError: there are not enough units of an article.
    """
    wanted = {article: units for article, units in wanted.items() if units > 0}
    if not wanted:
        return Choice((), 0.0, 0)
    _check(holdings, wanted)
    if rounds is None and deadline is None:
        rounds = _ROUNDS
    near = _in_reach(aisles, holdings, depot)
    places, done = near, 0
    question = aisles, holdings, wanted, depot
    among = _few_enough(question, near, deadline)
    if among is not None:
        searches = [
            Search(*question, among, seed=seed + SEEDS // 2 * turn)
            for turn in range(_SEARCHES)
        ]
        # A first choice is there before the other search takes its share of the time.
        searches[0].begin()
        with ThreadPoolExecutor(len(searches)) as pool:
            done = sum(pool.map(lambda search: search.run(rounds, deadline), searches))
        places = min(searches, key=Search.metres).chosen()
    takes = _units(holdings, wanted, places)
    walked: Route = route(aisles, [holdings[place].spot for place, _ in takes], depot)
    return Choice(tuple(takes[stop] for stop in walked.order), walked.metres, done)


def _check(holdings: Sequence[Holding], wanted: Mapping[int, int]) -> None:
    there = dict.fromkeys(wanted, 0)
    for held in holdings:
        if held.article in there:
            there[held.article] += held.units
    for article, units in wanted.items():
        if there[article] < units:
            raise ValueError(f"article {article} is short by {units - there[article]} units")


def _units(
    holdings: Sequence[Holding], wanted: Mapping[int, int], places: Sequence[int]
) -> list[tuple[int, int]]:
    left = dict(wanted)
    takes: list[tuple[int, int]] = []
    for place in places:
        held = holdings[place]
        units = min(held.units, left[held.article])
        if units > 0:
            left[held.article] -= units
            takes.append((place, units))
    return takes


def _in_reach(aisles: Aisles, holdings: Sequence[Holding], depot: Spot) -> list[int]:
    """All holdings, those near the depot first."""
    x = aisles.across[depot[0]]
    return sorted(
        range(len(holdings)),
        key=lambda place: (
            abs(aisles.across[holdings[place].spot[0]] - x)
            + abs(holdings[place].spot[1] - depot[1])
        ),
    )


def _few_enough(
    question: _Question, near: Sequence[int], deadline: float | None
) -> Sequence[int] | None:
    """The holdings to choose from: all, or so many of the nearest that the time suffices.

    Returns:
        None where there is no time to choose at all.
    """
    _, holdings, wanted, _ = question
    if deadline is None:
        return near
    for spare in _SPARE:
        among = _nearest(holdings, wanted, near, spare)
        if not Search(*question, among, seed=0).begins_late(deadline):
            return among
    return None


def _nearest(
    holdings: Sequence[Holding], wanted: Mapping[int, int], near: Sequence[int], spare: float
) -> list[int]:
    """The nearest holdings, with so many times the units that are wanted."""
    left = {article: spare * units for article, units in wanted.items()}
    found = []
    for place in near:
        held = holdings[place]
        if left.get(held.article, 0.0) > 0.0:
            left[held.article] -= held.units
            found.append(place)
    return found
