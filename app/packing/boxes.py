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

    ``size`` in millimetres, ``unit_g`` in grams; None when nobody measured it. What is
    ``upright`` stands on its length and width; on what is ``fragile`` nothing may lie.
    """

    key: str
    size: Size | None
    unit_g: Decimal | None
    quantity: int
    inside: int = 0
    upright: bool = False
    fragile: bool = False


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

    Every unit is there once, in its own size and turned as it may be; all is inside; nothing
    overlaps, and nothing lies on what is fragile.
    """
    known = {one.key: one for one in goods if one.size}
    units = Counter[str]()
    for block in placed:
        one = known.get(block.key)
        if one is None or min(block.grid) < 1 or not _turned_well(one, block):
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
    free = not any(meet(one, two) for one, two in combinations(spaces, 2))
    above = [over(block.space, box.size[2]) for block in placed if known[block.key].fragile]
    return inside and free and not any(meet(one, two) for one in above for two in spaces)


def _turned_well(one: Goods, block: Placed) -> bool:
    assert one.size is not None  # proves() knows only measured goods
    stands = not one.upright or block.unit[2] == one.size[2]
    alone = not one.fragile or block.grid[2] == 1
    return stands and alone and sorted(block.unit) == sorted(one.size)


def over(space: Space, top: int) -> Space:
    """The room above *space*, up to *top* millimetres."""
    x, y, _, to_x, to_y, to_z = space
    return x, y, to_z, to_x, to_y, top


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
