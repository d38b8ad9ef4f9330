"""Steps of the exact walk without a trace of how they were made, for the searches."""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, kernel

FAR = 1.0e18


@kernel
def upward(
    stretch: int, price: Floats, at: int, table: Ints, ways: Floats, here: int, after: int
) -> int:
    """Walk a stretch, for every state.

    Args:
        stretch: as in `exact_states.tables`.
        price: what its six ways cost, from *at* on.
        at: where in *price*.
        table: the states' moves.
        ways: the shortest ways to the states: a row up to the stretch, a row past it.
        here: where the first row begins.
        after: where the second row begins.
    """
    states = table[0]
    base = 8 + stretch * states * 6
    for state in range(states):
        ways[after + state] = FAR
    for state in range(states):
        length = ways[here + state]
        if length < FAR:
            for option in range(6):
                to = table[base + 6 * state + option]
                if to >= 0 and length + price[at + option] < ways[after + to]:
                    ways[after + to] = length + price[at + option]
    return 0


@kernel
def aside(apart: float, table: Ints, ways: Floats, here: int, after: int) -> int:
    """Go on to the next aisle, so many metres apart, for every state."""
    states = table[0]
    for state in range(states):
        ways[after + state] = FAR
    for state in range(states):
        if ways[here + state] < FAR:
            for move in range(table[table[3] + state], table[table[3] + state + 1]):
                target = after + table[table[4] + move]
                length = ways[here + state] + apart * table[table[5] + move]
                ways[target] = min(ways[target], length)
    return 0


@kernel
def chance_below(state: Ints, limit: int) -> int:
    """A number from 0 to *limit* - 1; *state* is the seed, 1 … 2147483646, and goes on."""
    state[0] = state[0] * 48271 % 2147483647
    return state[0] % limit
