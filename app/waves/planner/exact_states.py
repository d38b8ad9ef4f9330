"""The states of the exact router: what a half-drawn walk looks like at one aisle.

Ratliff and Rosenthal (1983), generalised to any number of cross-aisles. A walk is a set of
edges that hangs together and has an even number of ends at every crossing. Aisle by aisle,
from left to right, only this matters of what is drawn so far: for each crossing of the aisle
whether it has no edge, an even or an odd number of them, and which crossings hang together.
A walk that starts and ends at two places has an odd number of ends at these two.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from app.waves.planner.compiled import Ints, ints

# How a stretch between two crossings may be walked: ends at its lower and at its upper
# crossing (0 none, 1 odd, 2 even), and whether it joins them.
OPTIONS = (
    (0, 0, False),  # not at all
    (1, 1, True),  # through
    (2, 2, True),  # through and back
    (2, 0, False),  # in and out from below
    (0, 2, False),  # in and out from above
    (2, 2, False),  # both, leaving out the widest gap
    # only where a walk starts or ends inside
    (1, 2, True),
    (2, 1, True),
    (1, 0, False),
    (0, 1, False),
    (1, 2, False),
    (2, 1, False),
    (1, 1, False),
)
CLOSED_OPTIONS = 6

_NONE, _ODD, _EVEN = 0, 1, 2

# Per crossing its ends (0, 1, 2) and the piece it belongs to (0 for no piece, else 1, 2 …).
State = tuple[tuple[int, int], ...]


def tables(crossings: int, *, is_open: bool) -> Ints:
    """The moves between states as one flat array, for `exact_kernels.walk`.

    The first seven numbers are the count of states, of options, and where the tables of
    ends, of the sideways moves per state, their targets, lengths and copies begin; the moves
    of a stretch begin at 8, as [stretch][state][option] -> state or -1.
    """
    return _tables(crossings, is_open)


@cache
def _tables(crossings: int, is_open: bool) -> Ints:
    options = OPTIONS if is_open else OPTIONS[:CLOSED_OPTIONS]
    empty: State = ((0, 0),) * crossings
    done: State = (*empty, (-1, -1))
    number = {empty: 0, done: 1}
    waiting = [empty]
    upward: dict[tuple[int, int, int], int] = {}
    sideways: dict[int, list[tuple[int, tuple[int, ...]]]] = {0: [(0, (0,) * crossings)], 1: []}
    sideways[1] = [(1, (0,) * crossings)]

    def known(state: State) -> int:
        if state not in number:
            number[state] = len(number)
            waiting.append(state)
        return number[state]

    while waiting:
        state = waiting.pop(0)
        here = number[state]
        for stretch, (index, option) in product(range(crossings + 1), enumerate(options)):
            after = _walked(state, stretch, option)
            if after is not None:
                upward[stretch, here, index] = known(after)
        if state != empty:
            sideways[here] = [(known(after), copies) for after, copies in _aside(state, done)]
    for stretch in range(crossings + 1):
        upward[stretch, 1, 0] = 1
    ends = {number[state] for state in number if _ends(state)} | {0, 1}
    shape = (crossings, len(options), len(number))
    return _flat(shape, upward, sideways, ends)


def _walked(state: State, stretch: int, option: tuple[int, int, bool]) -> State | None:
    """The state after a stretch; stretch 0 and the last are the dead ends outside."""
    below, above, joined = option
    low, high = stretch - 1, stretch
    if (low < 0 and (below or joined)) or (high >= len(state) and (above or joined)):
        return None
    grown = list(state)
    fresh = max(piece for _, piece in state)
    for crossing, more in ((low, below), (high, above)):
        if more:
            ends, piece = grown[crossing]
            if not piece:
                fresh += 1
            grown[crossing] = (_sum(ends, more), piece or fresh)
    if joined:
        old, new = grown[high][1], grown[low][1]
        grown = [(ends, new if piece == old else piece) for ends, piece in grown]
    return _canonical(grown)


def _sum(ends: int, more: int) -> int:
    return _ODD if (ends == _ODD) != (more == _ODD) else _EVEN


def _aside(state: State, done: State) -> Iterator[tuple[State, tuple[int, ...]]]:
    """The moves to the next aisle: how many copies of each cross-aisle are walked."""
    pieces = {piece for _, piece in state if piece}
    choices = [(0,) if not ends else (1,) if ends == _ODD else (0, 2) for ends, _ in state]
    for copies in product(*choices):
        kept = {piece for (_, piece), count in zip(state, copies, strict=True) if count}
        if not kept:
            if len(pieces) == 1:
                yield done, copies
        elif kept == pieces:
            yield (
                _canonical(
                    [
                        (count, piece if count else 0)
                        for (_, piece), count in zip(state, copies, strict=True)
                    ]
                ),
                copies,
            )


def _canonical(state: list[tuple[int, int]]) -> State:
    names: dict[int, int] = {0: 0}
    return tuple((ends, names.setdefault(piece, len(names))) for ends, piece in state)


def _ends(state: State) -> bool:
    pieces = {piece for _, piece in state if piece > 0}
    return len(pieces) == 1 and all(ends != _ODD for ends, _ in state)


def _flat(
    shape: tuple[int, int, int],
    upward: dict[tuple[int, int, int], int],
    sideways: dict[int, list[tuple[int, tuple[int, ...]]]],
    ends: set[int],
) -> Ints:
    crossings, options, states = shape
    moves = [(after, copies) for here in range(states) for after, copies in sideways[here]]
    starts = [0]
    for here in range(states):
        starts.append(starts[-1] + len(sideways[here]))
    at_ends = 8 + (crossings + 1) * states * options
    at_starts = at_ends + states
    at_targets = at_starts + states + 1
    at_lengths = at_targets + len(moves)
    at_copies = at_lengths + len(moves)
    flat = ints(at_copies + len(moves))
    for index, value in enumerate(
        (states, options, at_ends, at_starts, at_targets, at_lengths, at_copies)
    ):
        flat[index] = value
    for stretch, here, option in product(range(crossings + 1), range(states), range(options)):
        flat[8 + (stretch * states + here) * options + option] = upward.get(
            (stretch, here, option), -1
        )
    for here in range(states):
        flat[at_ends + here] = int(here in ends)
    for index, start in enumerate(starts):
        flat[at_starts + index] = start
    for index, (after, copies) in enumerate(moves):
        flat[at_targets + index] = after
        flat[at_lengths + index] = sum(copies)
        # two bits a cross-aisle
        flat[at_copies + index] = sum(count << 2 * j for j, count in enumerate(copies))
    return flat
