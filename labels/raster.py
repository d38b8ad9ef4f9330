"""The dot renderer: a placed sheet as the printer's dots, black or white, nothing between.

PNG, ZPL and TSPL are made of it. A dot that a letter covers by half is black, grey is every
fifth dot. Lines of text are kept as pictures: the sender, the words and the carrier come back
on every label.
"""

import math
from functools import lru_cache
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from labels import fonts, icons
from labels.elements import Bars, Box, Disc, Icon, Mark, Matrix, Sheet, Text
from labels.pdf import dark_runs

BLACK, WHITE = 0, 1
HALF = 128
CURVE_STEPS = 12
"""Straight pieces that a curve of an icon is drawn as."""

Picture = Image.Image


def draw(sheet: Sheet, *, bars: bool = True) -> Picture:
    """Draw a sheet with one pixel a dot, 1 for white paper.

    Args:
        sheet: what stands where.
        bars: False leaves the Code 128s out, for a printer that draws them itself.
    """
    paper = _without_bars(sheet).copy()
    if bars:
        pen = ImageDraw.Draw(paper)
        for mark in sheet.marks:
            if isinstance(mark, Bars):
                _mark(paper, pen, mark)
    return paper


@lru_cache(maxsize=1)
def _without_bars(sheet: Sheet) -> Picture:
    """Kept, as a label is drawn again when it is looked at; nothing stands on its bars."""
    paper = Image.new("1", (sheet.width, sheet.height), WHITE)
    pen = ImageDraw.Draw(paper)
    for mark in sheet.marks:
        if not isinstance(mark, Bars):
            _mark(paper, pen, mark)
    return paper


def white_padded(picture: Picture) -> bytes:
    """The dots in rows of whole bytes, 0 for black; what fills a last byte is white."""
    row = -(-picture.width // 8)
    if picture.width % 8 == 0:
        return picture.tobytes()
    wide = Image.new("1", (row * 8, picture.height), WHITE)
    wide.paste(picture)
    return wide.tobytes()


def differ(one: Picture, other: Picture) -> bool:
    """Whether two pictures of one size have a dot that is not the same."""
    return ImageChops.logical_xor(one, other).getbbox() is not None


def _mark(paper: Picture, pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    match mark:
        case Text():
            _text(paper, mark)
        case Bars():
            _cells(pen, (mark.modules,), mark, mark.height)
        case Matrix():
            _cells(pen, mark.rows, mark, mark.dots)
        case Box():
            _box(pen, mark)
        case Disc():
            x, y, r = mark.x, mark.y, mark.radius
            edges = (x - r, y - r, x + r, y + r)
            if mark.filled:
                pen.ellipse(edges, fill=BLACK)
            else:
                pen.ellipse(edges, outline=BLACK, width=int(mark.stroke))
        case Icon():
            _icon(pen, mark)


def _text(paper: Picture, text: Text) -> None:
    paint = WHITE if text.ink == "white" else BLACK
    if text.turn:
        picture, left, top = _turned(text.text, int(text.size), text.bold, text.turn)
    else:
        picture, left, top = _line(text.text, int(text.size), text.bold)
    if text.ink == "grey":
        picture = ImageChops.logical_and(picture, _every_fifth(picture.size))
    paper.paste(paint, (int(text.x) + left, int(text.y) + top), picture)


@lru_cache(maxsize=256)
def _line(text: str, size: int, bold: bool) -> tuple[Picture, int, int]:
    """A line of text as a mask, and where its corner lies from the start of the base line."""
    above, below, left = math.ceil(size * 1.1), math.ceil(size * 0.4), math.ceil(size * 0.25)
    wide = math.ceil(fonts.width(text, bold=bold) * size) + 2 * left
    mask = Image.new("1", (wide, above + below), 0)
    x = float(left)
    for face, run in fonts.runs(text, bold=bold):
        for char in run:
            glyph, right, down = _glyph(face, char, size, bold and not face.bold)
            if glyph is not None:
                mask.paste(1, (round(x) + right, above + down), glyph)
            x += face.widths.get(ord(char), 1000) / 1000 * size
    return mask, -left, -above


@lru_cache(maxsize=4096)
def _glyph(
    face: fonts.Face, char: str, size: int, thick: bool
) -> tuple[Picture | None, int, int]:
    """One character as a mask, and where its corner lies from its origin; None for a space."""
    font, stroke = _font(face.path, size), size * fonts.THICKEN / 2 if thick else 0
    left, top, right, foot = font.getbbox(char, anchor="ls", stroke_width=stroke)
    left, top = math.floor(left), math.floor(top)
    wide, high = math.ceil(right) - left, math.ceil(foot) - top
    if wide <= 0 or high <= 0:
        return None, 0, 0
    grey = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(grey).text(
        (-left, -top), char, fill=255, font=font, anchor="ls", stroke_width=stroke
    )
    return grey.point(lambda shade: 255 * (shade >= HALF), "1"), left, top


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16)
def _turned(text: str, size: int, bold: bool, turn: float) -> tuple[Picture, int, int]:
    """A line turned counter-clockwise about the start of its base line, as :func:`_line`."""
    mask, left, top = _line(text, size, bold)
    reach = math.ceil(math.hypot(mask.width, mask.height))
    field = Image.new("L", (2 * reach, 2 * reach), 0)
    field.paste(255, (reach + left, reach + top), mask)
    field = field.rotate(turn, Image.Resampling.BILINEAR)
    box = field.getbbox() or (0, 0, 1, 1)
    cut = field.crop(box).point(lambda shade: 255 * (shade >= HALF), "1")
    return cut, box[0] - reach, box[1] - reach


@lru_cache(maxsize=16)
def _every_fifth(size: tuple[int, int]) -> Picture:
    """The dots that make grey, evenly spread: a knight's move from each to the next."""
    tile = Image.new("1", (5, 5), 0)
    for row in range(5):
        tile.putpixel((2 * row % 5, row), 1)
    field = Image.new("1", size, 0)
    for x in range(0, size[0], 5):
        for y in range(0, size[1], 5):
            field.paste(tile, (x, y))
    return field


def _cells(
    pen: ImageDraw.ImageDraw, rows: tuple[str, ...], code: Bars | Matrix, high: float
) -> None:
    """Fill the dark cells of rows that are `high` dots each."""
    for row, bits in enumerate(rows):
        top = code.y + row * high
        for start, length in dark_runs(bits):
            left, dots = code.x + start * code.dots, code.dots
            pen.rectangle((left, top, left + length * dots - 1, top + high - 1), fill=BLACK)


def _box(pen: ImageDraw.ImageDraw, box: Box) -> None:
    edges = (box.x, box.y, box.x + box.width - 1, box.y + box.height - 1)
    fill = {None: None, "white": WHITE}.get(box.fill, BLACK)
    outline = BLACK if box.stroke else None
    stroke = int(box.stroke)
    if box.radius:
        pen.rounded_rectangle(edges, box.radius, fill=fill, outline=outline, width=stroke)
    else:
        pen.rectangle(edges, fill=fill, outline=outline, width=stroke)


def _icon(pen: ImageDraw.ImageDraw, icon: Icon) -> None:
    scale, paint = icon.size / icons.FIELD, WHITE if icon.ink == "white" else BLACK
    for stroke in icons.ICONS[icon.name]:
        for path in _paths(icons.moves(stroke)):
            points = [(icon.x + x * scale, icon.y + y * scale) for x, y in path]
            if stroke.filled:
                pen.polygon(points, fill=paint)
            if stroke.width:
                pen.line(points, paint, max(1, round(stroke.width * scale)), joint="curve")


def _paths(moves: list[tuple[str, tuple[float, ...]]]) -> list[list[tuple[float, float]]]:
    """The strokes of an icon as points, curves as short straight pieces."""
    paths: list[list[tuple[float, float]]] = []
    for verb, numbers in moves:
        if verb == "M":
            paths.append([(numbers[0], numbers[1])])
        elif verb == "L":
            paths[-1].append((numbers[0], numbers[1]))
        elif verb == "Z":
            paths[-1].append(paths[-1][0])
        else:
            paths[-1] += _curve(paths[-1][-1], *numbers)
    return paths


def _curve(start: tuple[float, float], *n: Any) -> list[tuple[float, float]]:
    points = []
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * start[0] + b * n[0] + c * n[2] + d * n[4],
                a * start[1] + b * n[1] + c * n[3] + d * n[5],
            )
        )
    return points
