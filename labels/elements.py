"""What a page is made of: a `Page` is planned in millimetres, a `Sheet` placed in dots.

On a sheet every number is whole dots of the printer's head, every text begins at its x, and
lines are filled boxes. Every renderer draws the same sheet; none of them decides anything.
Both are told from the top left corner down.
"""

from dataclasses import dataclass
from typing import Literal

Ink = Literal["black", "white", "grey", "navy"]
Anchor = Literal["start", "middle", "end"]

DOTS_PER_MM = 8
"""A 203 dpi thermal head has exactly 8 dots in a millimetre."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its base line, `turn` degrees counter-clockwise about (x, y)."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    anchor: Anchor = "start"
    ink: Ink = "black"
    turn: float = 0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128: `modules` is its bit string, each `dots` wide, no quiet zone.

    `module` is the same width in the unit of the page.
    """

    x: float
    y: float
    height: float
    dots: int
    module: float
    modules: str
    text: str

    @property
    def width(self) -> float:
        """Width without the quiet zones."""
        return len(self.modules) * self.module

    @property
    def quiet(self) -> float:
        """The quiet zone on each side: ten modules."""
        return 10 * self.module


@dataclass(frozen=True, slots=True)
class Matrix:
    """A QR code: rows of `1` (dark) and `0`, `dots` and `module` as with Bars."""

    x: float
    y: float
    dots: int
    module: float
    rows: tuple[str, ...]
    text: str

    @property
    def width(self) -> float:
        """Side length without the quiet zone."""
        return len(self.rows) * self.module


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled or outlined; `stroke` 0 draws no outline."""

    x: float
    y: float
    width: float
    height: float
    fill: Ink | None = None
    stroke: float = 0
    radius: float = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: float = 0.35
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle about (x, y), filled or outlined."""

    x: float
    y: float
    radius: float
    filled: bool = True
    stroke: float = 0.4


@dataclass(frozen=True, slots=True)
class Icon:
    """One of our icons by name (icons.py), `size` wide and high."""

    x: float
    y: float
    size: float
    name: str
    ink: Ink = "black"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, drawn as wide and high as told; only PDF has pictures."""

    x: float
    y: float
    width: float
    height: float
    png: bytes


Element = Text | Bars | Matrix | Box | Rule | Disc | Icon | Picture
Mark = Text | Bars | Matrix | Box | Disc | Icon | Picture
"""What stands on a sheet: rules have become boxes."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of paper as planned, in millimetres, drawn in order.

    `grid` is the dots in a millimetre that its codes were made for.
    """

    width: float
    height: float
    elements: tuple[Element, ...]
    grid: float = DOTS_PER_MM


@dataclass(frozen=True, slots=True)
class Sheet:
    """The placed page: whole dots, `grid` of them in a millimetre, drawn in order."""

    width: int
    height: int
    grid: float
    marks: tuple[Mark, ...]
