"""Which box to suggest for the goods of an order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FILL = 0.85
"""Goods never fill a box to the last corner."""

Size = tuple[int, int, int]
"""Length, width and height in millimetres, in any order."""


@dataclass(frozen=True)
class BoxSize:
    """A kind of box and its inner size."""

    code: str
    size: Size

    @property
    def volume(self) -> int:
        """Cubic millimetres."""
        length, width, height = self.size
        return length * width * height


def suggest(boxes: Sequence[BoxSize], units: Iterable[tuple[Size | None, int]]) -> str | None:
    """The smallest box that the goods should fit into.

    Args:
        boxes: what the site has.
        units: size of one unit (None when nobody measured it) and how many.

    Returns:
        Its code; None when no box is big enough, or a size is unknown.
    """
    total, biggest = 0.0, (0, 0, 0)
    for size, quantity in units:
        if size is None:
            return None
        one, two, three = sorted(size)
        total += one * two * three * quantity
        biggest = (max(biggest[0], one), max(biggest[1], two), max(biggest[2], three))
    for box in sorted(boxes, key=lambda box: (box.volume, box.code)):
        inside = sorted(box.size)
        if total <= box.volume * FILL and all(
            a <= b for a, b in zip(biggest, inside, strict=True)
        ):
            return box.code
    return None
