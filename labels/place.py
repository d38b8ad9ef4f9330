"""Placing: a page planned in millimetres becomes one sheet of whole dots.

What is decided here is decided for every renderer: the dot a box begins on, the size of a
letter, where a line of text begins. Rules and frames become filled boxes, so that a line is as
many dots thick on thermal paper as in a PDF.
"""

import math
from collections.abc import Iterator

from labels import fonts
from labels.elements import (
    Bars,
    Box,
    Disc,
    Element,
    Icon,
    Mark,
    Matrix,
    Page,
    Picture,
    Rule,
    Sheet,
    Text,
)

DASH, SPACE = 1.6, 1.2
"""Of a dashed line, millimetres."""
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}

def place(page: Page) -> Sheet:
    """Put a page onto the dots of the head that it was planned for."""
    grid = page.grid
    marks = [mark for element in page.elements for mark in _marks(element, grid)]
    return Sheet(int(page.width * grid), int(page.height * grid), grid, tuple(marks))


def _marks(element: Element, grid: float) -> Iterator[Mark]:
    match element:
        case Text():
            yield _text(element, grid)
        case Bars():
            x, y, high = (round(n * grid) for n in (element.x, element.y, element.height))
            yield Bars(x, y, high, element.dots, element.dots, element.modules, element.text)
        case Matrix():
            x, y = round(element.x * grid), round(element.y * grid)
            yield Matrix(x, y, element.dots, element.dots, element.rows, element.text)
        case Box():
            yield from _box(element, grid)
        case Rule():
            yield from _rule(element, grid)
        case Disc():
            x, y, r = (round(n * grid) for n in (element.x, element.y, element.radius))
            yield Disc(x, y, r, element.filled, _stroke(element.stroke, grid))
        case Icon():
            x, y, size = (round(n * grid) for n in (element.x, element.y, element.size))
            yield Icon(x, y, size, element.name, element.ink)
        case Picture():
            x, y = round(element.x * grid), round(element.y * grid)
            wide, high = round(element.width * grid), round(element.height * grid)
            yield Picture(x, y, wide, high, element.png)


def _text(text: Text, grid: float) -> Text:
    """A size rounded down keeps what was fitted inside its room."""
    size = max(1, int(text.size * grid + 1e-9))
    shift = _ANCHORS[text.anchor] * fonts.width(text.text, bold=text.bold) * size
    turn = math.radians(text.turn)
    x = round(text.x * grid - shift * math.cos(turn))
    y = round(text.y * grid + shift * math.sin(turn))
    return Text(
        x, y, size, text.text,
        bold=text.bold, ink=text.ink, turn=text.turn, field=text.field,
    )  # fmt: skip


def _stroke(mm: float, grid: float) -> int:
    return max(1, round(mm * grid)) if mm else 0


def _box(box: Box, grid: float) -> Iterator[Mark]:
    left, top = round(box.x * grid), round(box.y * grid)
    right, foot = round((box.x + box.width) * grid), round((box.y + box.height) * grid)
    wide, high, radius = right - left, foot - top, round(box.radius * grid)
    stroke = _stroke(box.stroke, grid)
    if box.fill or radius:
        yield Box(left, top, wide, high, box.fill, stroke, radius)
        return
    for y in (top, foot - stroke):
        yield from _line(left, y, wide, stroke, box.dashed * grid)
    for x in (left, right - stroke):
        yield from _line(x, top, stroke, high, box.dashed * grid)


def _rule(rule: Rule, grid: float) -> Iterator[Mark]:
    stroke = _stroke(rule.stroke, grid)
    x1, y1, x2, y2 = (round(n * grid) for n in (rule.x1, rule.y1, rule.x2, rule.y2))
    if y1 == y2:
        yield from _line(x1, y1 - stroke // 2, x2 - x1, stroke, rule.dashed * grid)
    else:
        yield from _line(x1 - stroke // 2, y1, stroke, y2 - y1, rule.dashed * grid)


def _line(x: int, y: int, wide: int, high: int, dashes: float) -> Iterator[Box]:
    """An upright or level line; with `dashes`, the dots in a millimetre, cut into many."""
    length = max(wide, high)
    dash = round(DASH * dashes) or length
    for start in range(0, length, dash + round(SPACE * dashes)):
        long = min(dash, length - start)
        if wide > high:
            yield Box(x + start, y, long, high, "black")
        else:
            yield Box(x, y + start, wide, long, "black")
