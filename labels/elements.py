"""What a page is made of. Millimetres from the top left corner; codes stand on whole dots."""

from dataclasses import dataclass
from typing import Literal

Ink = Literal["black", "white", "grey", "navy"]
Anchor = Literal["start", "middle", "end"]

DOTS_PER_MM = 8
"""One dot of a 203 dpi thermal head is 1/8 mm; every bar edge lies on this grid."""


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
    """A Code 128: `modules` is its bit string, each `dots` wide, no quiet zone."""

    x: float
    y: float
    height: float
    dots: int
    modules: str
    text: str

    @property
    def width(self) -> float:
        """Width without the quiet zones, in millimetres."""
        return len(self.modules) * self.dots / DOTS_PER_MM

    @property
    def quiet(self) -> float:
        """The quiet zone on each side, in millimetres: ten modules."""
        return 10 * self.dots / DOTS_PER_MM


@dataclass(frozen=True, slots=True)
class Matrix:
    """A QR code: rows of `1` (dark) and `0`, each module `dots` wide."""

    x: float
    y: float
    dots: int
    rows: tuple[str, ...]
    text: str

    @property
    def width(self) -> float:
        """Side length without the quiet zone, in millimetres."""
        return len(self.rows) * self.dots / DOTS_PER_MM


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


Element = Text | Bars | Matrix | Box | Rule | Disc | Icon


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of paper and what stands on it, drawn in order."""

    width: float
    height: float
    elements: tuple[Element, ...]
