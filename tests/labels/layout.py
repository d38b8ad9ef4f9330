"""Measuring a placed sheet: the boxes that its ink really needs, and which of them meet."""

import itertools

from labels import raster
from labels.elements import Bars, Box, Disc, Matrix, Text

QR_QUIET, BARS_QUIET = 4, 10
LINE = 5
"""A box no thicker than this many dots is a line; lines may cross."""


def box(mark):
    """Left, top, right, bottom in dots: of text its letters, of codes their quiet zones too."""
    if isinstance(mark, Text):
        mask, left, top = raster._line(mark.text, int(mark.size), mark.bold)
        inner = mask.getbbox() or (0, 0, 0, 0)
        x, y = mark.x + left, mark.y + top
        return (x + inner[0], y + inner[1], x + inner[2], y + inner[3])
    if isinstance(mark, Bars):
        quiet = BARS_QUIET * mark.dots
        wide = len(mark.modules) * mark.dots
        return (mark.x - quiet, mark.y, mark.x + wide + quiet, mark.y + mark.height)
    if isinstance(mark, Matrix):
        quiet, side = QR_QUIET * mark.dots, len(mark.rows) * mark.dots
        return (mark.x - quiet, mark.y - quiet, mark.x + side + quiet, mark.y + side + quiet)
    if isinstance(mark, Disc):
        r = mark.radius
        return (mark.x - r, mark.y - r, mark.x + r, mark.y + r)
    return (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)


def is_line(mark):
    return isinstance(mark, Box) and min(mark.width, mark.height) <= LINE


def meet(one, other):
    a, b = box(one), box(other)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def is_inside(inner, outer):
    a, b = box(inner), box(outer)
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]


def may_meet(one, other):
    """Lines cross; a sign stands on its black box or in its ring."""
    if is_line(one) and is_line(other):
        return True
    for ground, sign in ((one, other), (other, one)):
        if isinstance(ground, Disc) and isinstance(sign, Text):
            return is_inside(sign, ground)
        if isinstance(ground, Box) and isinstance(sign, Text) and sign.ink == "white":
            return is_inside(sign, ground)
    return False


def troubles(sheet):
    """What is wrong with a sheet: marks outside the paper, and pairs that overlap."""
    marks = [
        mark
        for mark in sheet.marks
        if getattr(mark, "field", "") != "watermark" and getattr(mark, "fill", "") != "white"
    ]
    outside = [
        mark
        for mark in marks
        if min(box(mark)[:2]) < 0 or box(mark)[2] > sheet.width or box(mark)[3] > sheet.height
    ]
    pairs = itertools.combinations(marks, 2)
    return outside + [pair for pair in pairs if meet(*pair) and not may_meet(*pair)]


def numbers(sheet):
    """Every length and place on a sheet."""
    names = ("x", "y", "width", "height", "size", "stroke", "radius", "dots", "module")
    for mark in sheet.marks:
        for name in names:
            # a code's width and height follow from its modules
            if name != "width" or not isinstance(mark, (Bars, Matrix)):
                yield getattr(mark, name, 0)
