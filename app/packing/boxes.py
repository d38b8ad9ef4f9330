"""Boxes, goods, and the proof that the goods fit. Pure, whole millimetres, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

Size = tuple[int, int, int]
"""Length, width and height in millimetres."""
Space = tuple[int, int, int, int, int, int]
"""A free room: its lower and its upper corner, millimetres."""


@dataclass(frozen=True)
class BoxSize:
    """A kind of box: inner size in millimetres, ``tare_g`` with its usual filler."""

    code: str
    size: Size
    tare_g: Decimal = Decimal(0)

    @property
    def volume(self) -> int:
        """Cubic millimetres."""
        return volume_of(self.size)


@dataclass(frozen=True)
class Goods:
    """Units of one line; ``inside`` of them lie in the box at hand already.

    ``size`` in millimetres, ``unit_g`` in grams; None when nobody measured it.
    """

    key: str
    size: Size | None
    unit_g: Decimal | None
    quantity: int
    inside: int = 0


@dataclass(frozen=True)
class Placed:
    """Units in a grid, side by side: where it begins, one turned unit, how many each way."""

    key: str
    at: Size
    unit: Size
    grid: Size

    @property
    def units(self) -> int:
        """How many there are."""
        return volume_of(self.grid)

    @property
    def space(self) -> Space:
        """The room it takes."""
        (x, y, z), (a, b, c), (i, j, k) = self.at, self.unit, self.grid
        return x, y, z, x + a * i, y + b * j, z + c * k


@dataclass(frozen=True)
class Filled:
    """A box with its goods; ``grams`` with box and filler, unknown weights count nothing."""

    box: BoxSize
    placed: tuple[Placed, ...]
    grams: Decimal

    @property
    def units(self) -> dict[str, int]:
        """Units by line."""
        found = Counter[str]()
        for block in self.placed:
            found[block.key] += block.units
        return dict(found)

    @property
    def fill_percent(self) -> int:
        """How much of the box the goods take, rounded up."""
        taken = sum(block.units * volume_of(block.unit) for block in self.placed)
        return -(-100 * taken // self.box.volume)


def proves(box: BoxSize, goods: Sequence[Goods], placed: Sequence[Placed]) -> bool:
    """Tell whether *placed* shows that all *goods* fit into *box*.

    Every unit is there once, in its own size however turned; all is inside; nothing overlaps.
    """
    sizes = {one.key: sorted(one.size) for one in goods if one.size}
    units = Counter[str]()
    for block in placed:
        if min(block.grid) < 1 or sorted(block.unit) != sizes.get(block.key):
            return False
        units[block.key] += block.units
    if units != Counter({one.key: one.quantity for one in goods if one.quantity}):
        return False
    spaces = [block.space for block in placed]
    inside = all(
        space[axis] >= 0 and space[axis + 3] <= box.size[axis]
        for space in spaces
        for axis in range(3)
    )
    return inside and not any(meet(one, two) for one, two in combinations(spaces, 2))


def meet(one: Space, two: Space) -> bool:
    """Tell whether two spaces have room in common; to touch is not to meet."""
    return (
        one[0] < two[3]
        and two[0] < one[3]
        and one[1] < two[4]
        and two[1] < one[4]
        and one[2] < two[5]
        and two[2] < one[5]
    )


def volume_of(size: Size) -> int:
    """Cubic millimetres."""
    return size[0] * size[1] * size[2]
