"""Which boxes an order's goods travel in, with the proof that they fit. Pure.

Goods are placed as rigid blocks into the biggest free spaces of a box, all six rotations tried;
what is kept upright turns on its foot alone, what is fragile comes last, with nothing on it.
The placements are the proof: ``boxes.proves`` checks them on its own, and no box is suggested
without it. A heuristic may miss a way to fit; it never promises one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from app.packing.boxes import (
    BoxSize,
    Filled,
    Goods,
    Placed,
    Size,
    Space,
    meet,
    over,
    proves,
    volume_of,
)

FILL = 0.85
"""Goods never fill a box to the last corner."""
MOST_SPACES = 48
"""Free spaces kept in mind at once; the fewer, the faster and the coarser."""
REMEMBERED = 512

@dataclass(frozen=True)
class Plan:
    """The boxes in the order they are filled; the first is the one at hand.

    Attributes:
        parcels: empty when a size is unknown: nothing is promised then.
        unmeasured: lines whose size nobody knows.
        too_big: lines of which a unit fits into no box here.
        too_heavy: lines of which a unit, in the lightest box that holds it, is over the limit.
    """

    parcels: tuple[Filled, ...] = ()
    unmeasured: tuple[str, ...] = ()
    too_big: tuple[str, ...] = ()
    too_heavy: tuple[str, ...] = ()


@lru_cache(maxsize=REMEMBERED)
def plan(boxes: tuple[BoxSize, ...], goods: tuple[Goods, ...], most_g: int) -> Plan:
    """Put the goods into as few boxes as the heuristic finds, each the smallest that will do.

    Args:
        boxes: what the site has.
        goods: what shall travel; each key once.
        most_g: grams that one parcel may weigh.
    """
    wanted = [one for one in goods if one.quantity > 0]
    if not boxes or not wanted:
        return Plan()
    if unmeasured := tuple(one.key for one in wanted if one.size is None):
        return Plan(unmeasured=unmeasured)
    alone = [(one, _alone(boxes, one)) for one in wanted]
    too_big = tuple(one.key for one, box in alone if box is None)
    too_heavy = tuple(
        one.key for one, box in alone if box and (one.unit_g or 0) + box.tare_g > most_g
    )
    if too_big or too_heavy:
        return Plan(too_big=too_big, too_heavy=too_heavy)
    return Plan(parcels=_split(boxes, wanted, most_g))


def _alone(boxes: Sequence[BoxSize], one: Goods) -> BoxSize | None:
    """The lightest box that a single unit fits into."""
    volume = volume_of(_size(one))
    fitting = [
        box
        for box in boxes
        if volume <= box.volume * FILL
        and any(
            all(side <= room for side, room in zip(unit, box.size, strict=True))
            for unit in _turns(one)
        )
    ]
    return min(fitting, key=lambda box: (box.tare_g, box.code), default=None)


def _split(
    boxes: Sequence[BoxSize], goods: Sequence[Goods], most_g: int
) -> tuple[Filled, ...]:
    """One box for all, or the fullest one and what is left in others."""
    rest, found = list(goods), []
    while rest:
        filled = _smallest(boxes, rest, most_g)
        if filled is None:
            filled = _fullest(boxes, rest, most_g)
            if filled is None:
                return ()  # what lies in the box already fits into none
            chosen = filled.units
            held = [replace(one, quantity=chosen.get(one.key, 0)) for one in rest]
            filled = _smallest(boxes, held, most_g) or filled
        found.append(filled)
        rest = _without(rest, filled.units)
    return tuple(found)


def _without(goods: Sequence[Goods], gone: dict[str, int]) -> list[Goods]:
    left = [
        replace(one, quantity=one.quantity - gone.get(one.key, 0), inside=0) for one in goods
    ]
    return [one for one in left if one.quantity]


def _smallest(boxes: Sequence[BoxSize], goods: Sequence[Goods], most_g: int) -> Filled | None:
    """The smallest box that holds all of it."""
    wanted = [one for one in goods if one.quantity]
    inside_g = sum((one.unit_g or 0) * one.quantity for one in wanted)
    for box in sorted(boxes, key=lambda box: (box.volume, box.code)):
        if inside_g + box.tare_g > most_g:
            continue
        if placed := _all_in(box, wanted):
            return Filled(box, placed, inside_g + box.tare_g)
    return None


def _all_in(box: BoxSize, goods: Sequence[Goods]) -> tuple[Placed, ...]:
    """Where every unit lies in this box, proven; empty when no way was found."""
    if sum(volume_of(_size(one)) * one.quantity for one in goods) > box.volume * FILL:
        return ()
    for order in (_by_side, _by_volume):
        room = _Room(box.size, goods)
        if all(room.put(one, one.quantity) == one.quantity for one in sorted(goods, key=order)):
            placed = tuple(room.placed)
            return placed if proves(box, goods, placed) else ()
    return ()


def _fullest(boxes: Sequence[BoxSize], goods: Sequence[Goods], most_g: int) -> Filled | None:
    """The box that takes most of it: first all that lies inside already, then what fits."""
    best: tuple[int, Filled] | None = None
    for box in sorted(boxes, key=lambda box: (box.volume, box.code)):
        filled = _fill(box, goods, most_g)
        if filled is None:
            continue
        taken = sum(one.units * volume_of(one.unit) for one in filled.placed)
        if best is None or taken > best[0]:
            best = taken, filled
    return best[1] if best else None


def _fill(box: BoxSize, goods: Sequence[Goods], most_g: int) -> Filled | None:
    room, grams, volume = _Room(box.size, goods), box.tare_g, int(box.volume * FILL)
    ordered = sorted(goods, key=_by_side)
    for already in (True, False):
        for one in ordered:
            wanted = one.inside if already else one.quantity - one.inside
            unit_g, unit = one.unit_g or Decimal(0), volume_of(_size(one))
            bound = min(wanted, max(volume, 0) // unit)
            if unit_g:
                bound = min(bound, int(max(most_g - grams, Decimal(0)) // unit_g))
            put = room.put(one, bound)
            if already and put < wanted:
                return None
            grams, volume = grams + put * unit_g, volume - put * unit
    placed = tuple(room.placed)
    filled = Filled(box, placed, grams)
    held = [replace(one, quantity=filled.units.get(one.key, 0)) for one in goods]
    return filled if placed and proves(box, held, placed) else None


class _Room:
    """The free spaces of one box while it is filled."""

    def __init__(self, size: Size, goods: Sequence[Goods]) -> None:
        self.placed: list[Placed] = []
        self._top = size[2]
        self._least = min(min(_size(one)) for one in goods)
        self._free: list[Space] = [(0, 0, 0, *size)]

    def put(self, one: Goods, quantity: int) -> int:
        """Place up to *quantity* units; how many found room."""
        left, turns = quantity, _turns(one)
        while left:
            block = self._best(one, turns, left)
            if block is None:
                break
            self.placed.append(block)
            self._take(block.space)
            if one.fragile:
                self._take(over(block.space, self._top))
            left -= block.units
        return quantity - left

    def _best(self, one: Goods, turns: Sequence[Size], left: int) -> Placed | None:
        """The biggest block; of equal ones the lowest, then the one that leaves least."""
        best: tuple[tuple[int, ...], Space, Size, Size] | None = None
        for space in self._free:
            x, y, z, to_x, to_y, to_z = space
            for unit in turns:
                i = min((to_x - x) // unit[0], left)
                j = min((to_y - y) // unit[1], left // i) if i else 0
                k = min((to_z - z) // unit[2], left // (i * j)) if j else 0
                k = min(k, 1) if one.fragile else k
                if not k:
                    continue
                beside = min(to_x - x - i * unit[0], to_y - y - j * unit[1])
                rank = (-i * j * k, z, beside, y, x)
                if best is None or rank < best[0]:
                    best = rank, space, unit, (i, j, k)
        return Placed(one.key, best[1][:3], best[2], best[3]) if best else None

    def _take(self, taken: Space) -> None:
        """Cut a block out of the free spaces; one that lies in another is dropped."""
        parts = set[Space]()
        for space in self._free:
            parts.update(_around(space, taken) if meet(space, taken) else (space,))
        kept: list[Space] = []
        for part in sorted(filter(self._is_wide, parts), key=_biggest_first):
            if not _lies_in_one(part, kept):
                kept.append(part)
                if len(kept) == MOST_SPACES:
                    break
        self._free = kept

    def _is_wide(self, space: Space) -> bool:
        x, y, z, to_x, to_y, to_z = space
        least = self._least
        return to_x - x >= least and to_y - y >= least and to_z - z >= least


def _around(space: Space, taken: Space) -> Iterator[Space]:
    """The biggest parts of *space* beside *taken*, one on each side of it."""
    for axis in range(3):
        if taken[axis] > space[axis]:
            yield (*space[: axis + 3], taken[axis], *space[axis + 4 :])  # type: ignore[misc]
        if taken[axis + 3] < space[axis + 3]:
            yield (*space[:axis], taken[axis + 3], *space[axis + 1 :])  # type: ignore[misc]


def _lies_in_one(inner: Space, spaces: Sequence[Space]) -> bool:
    x, y, z, to_x, to_y, to_z = inner
    for a, b, c, to_a, to_b, to_c in spaces:
        if a <= x and b <= y and c <= z and to_a >= to_x and to_b >= to_y and to_c >= to_z:
            return True
    return False


def _biggest_first(space: Space) -> tuple[int, Space]:
    x, y, z, to_x, to_y, to_z = space
    return -(to_x - x) * (to_y - y) * (to_z - z), space


def _size(one: Goods) -> Size:
    assert one.size is not None  # plan() lets only measured goods through
    return one.size


def _turns(one: Goods) -> list[Size]:
    """Every way to turn a unit; what is kept upright turns on its foot alone."""
    a, b, c = _size(one)
    if one.upright:
        return sorted({(a, b, c), (b, a, c)})
    return sorted({(a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)})


def _by_side(one: Goods) -> tuple[bool, int, int, str]:
    return one.fragile, -max(_size(one)), -volume_of(_size(one)), one.key


def _by_volume(one: Goods) -> tuple[bool, int, int, str]:
    return one.fragile, -volume_of(_size(one)), -max(_size(one)), one.key
