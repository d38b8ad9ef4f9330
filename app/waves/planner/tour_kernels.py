"""The order of stops where only the ways between them are known: improve, kick, improve.

Stop 0 is where the walk starts and the last stop is where it ends; the ways need not be as
far back as forth.
"""

from __future__ import annotations

from app.waves.planner.compiled import Floats, Ints, entry, kernel
from app.waves.planner.walk_kernels import chance_below

_ALMOST = 1e-9


@kernel
def _reverse(first: int, last: int, tour: Ints) -> int:
    while first < last:
        kept = tour[first]
        tour[first] = tour[last]
        tour[last] = kept
        first += 1
        last -= 1
    return 0


@kernel
def _turn(count: int, way: Floats, tour: Ints) -> float:
    """Walk some stretch of the tour the other way round if that is shorter; what it saves."""
    for first in range(1, count - 2):
        forth = 0.0
        back = 0.0
        for last in range(first + 1, count - 1):
            one = tour[last - 1]
            other = tour[last]
            forth += way[one * count + other]
            back += way[other * count + one]
            before = tour[first - 1] * count
            after = tour[last + 1]
            saved = way[before + tour[first]] + forth + way[other * count + after]
            saved -= way[before + other] + back + way[tour[first] * count + after]
            if saved > _ALMOST:
                _reverse(first, last, tour)
                return saved
    return 0.0


@kernel
def _move(count: int, way: Floats, tour: Ints) -> float:
    """Visit up to three stops in a row at another time if that is shorter; what it saves."""
    for size in range(1, 4):
        for first in range(1, count - size):
            last = first + size - 1
            if last > count - 2:
                break
            before = tour[first - 1] * count
            after = tour[last + 1]
            begin = tour[first]
            end = tour[last]
            gained = way[before + begin] + way[end * count + after] - way[before + after]
            if gained <= _ALMOST:
                continue
            twist = 0.0
            for stop in range(first, last):
                twist += way[tour[stop + 1] * count + tour[stop]]
                twist -= way[tour[stop] * count + tour[stop + 1]]
            for place in range(count - 1):
                if first - 1 <= place <= last:
                    continue
                here = tour[place] * count
                there = tour[place + 1]
                same = way[here + begin] + way[end * count + there] - way[here + there]
                turned = (
                    way[here + end] + way[begin * count + there] - way[here + there] + twist
                )
                if min(same, turned) < gained - _ALMOST:
                    if turned < same:
                        _reverse(first, last, tour)
                    # A stretch is moved by turning it and its neighbours, each twice.
                    if place > last:
                        _reverse(first, last, tour)
                        _reverse(last + 1, place, tour)
                        _reverse(first, place, tour)
                    else:
                        _reverse(place + 1, first - 1, tour)
                        _reverse(first, last, tour)
                        _reverse(place + 1, last, tour)
                    return gained - min(same, turned)
    return 0.0


@kernel
def _length(count: int, way: Floats, tour: Ints) -> float:
    total = 0.0
    for stop in range(count - 1):
        total += way[tour[stop] * count + tour[stop + 1]]
    return total


@kernel
def _improve(count: int, way: Floats, tour: Ints) -> int:
    improving = True
    while improving:
        improving = _move(count, way, tour) > 0.0 or _turn(count, way, tour) > 0.0
    return 0


@entry
def tour(kicks: int, count: int, way: Floats, stops: Ints, best: Ints, chance: Ints) -> float:
    """Order the stops; the length of the way past them.

    Args:
        kicks: how often three stretches are exchanged by chance and the tour improved anew.
        count: stops, the start and the end among them.
        way: from each stop to each stop, count x count.
        stops: room for the tour at hand.
        best: the stops in some order; they are left in the best order found.
        chance: the seed, 1 … 2147483646; it goes on from call to call.
    """
    for stop in range(count):
        stops[stop] = best[stop]
    _improve(count, way, stops)
    shortest = _length(count, way, stops)
    for stop in range(count):
        best[stop] = stops[stop]
    if count < 6:
        return shortest
    for _ in range(kicks):
        first = 1 + chance_below(chance, count - 3)
        last = first + 1 + chance_below(chance, min(count - 2 - first, 30))
        middle = first + chance_below(chance, last - first)
        # exchange the stretches first … middle and middle + 1 … last, both kept their way
        _reverse(first, middle, stops)
        _reverse(middle + 1, last, stops)
        _reverse(first, last, stops)
        _improve(count, way, stops)
        length = _length(count, way, stops)
        if length < shortest - _ALMOST:
            shortest = length
            for stop in range(count):
                best[stop] = stops[stop]
        elif length > shortest + _ALMOST:
            for stop in range(count):
                stops[stop] = best[stop]
    return shortest
