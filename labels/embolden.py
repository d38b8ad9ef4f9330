"""A letter made bold: its outline is moved outwards.

The Chinese fonts have no bold. Drawing each letter's outline with a pen as well costs whoever
draws the PDF five times the letter. How far each point moves is FreeType's FT_Outline_Embolden.
"""

from __future__ import annotations

import math
from itertools import accumulate
from struct import pack, unpack_from

ON_CURVE, SHORT_X, SHORT_Y, REPEATED, SAME_X, SAME_Y = 0x1, 0x2, 0x4, 0x8, 0x10, 0x20
"""Flags of a point; SAME says of a short step that it is positive."""
HEAD = 10
"""Bytes before a letter's contours: their number, and the letter's corners."""
SHARP = -0.9375
"""The cosine of a turn, 160 degrees, at which a point stays: its corner would run away."""

Point = tuple[float, float]


def bolder(outline: bytes, by: float) -> bytes:
    """The outline of a letter, of a `glyf` table and without hints, moved outwards.

    Args:
        outline: not of a letter that is made of others.
        by: how far on each side, in units of the font.
    """
    (count,) = unpack_from(">h", outline)
    ends = unpack_from(f">{count}H", outline, HEAD)
    flags, points = _points(outline, HEAD + 2 * count + 2, 1 + ends[-1])
    starts = (0, *(end + 1 for end in ends))
    rings = [points[start : end + 1] for start, end in zip(starts, ends, strict=False)]
    outwards = by if sum(map(_area, rings)) <= 0 else -by
    moved = [
        (round(x), round(y)) for ring in rings for x, y in _moved(ring, outwards)
    ]
    return _written(ends, [flag & ON_CURVE for flag in flags], moved)


def _points(outline: bytes, at: int, count: int) -> tuple[list[int], list[Point]]:
    flags: list[int] = []
    while len(flags) < count:
        flag, again = outline[at], 1
        at += 1
        if flag & REPEATED:
            again += outline[at]
            at += 1
        flags += [flag] * again
    xs, at = _along(outline, at, [(flag & SHORT_X, flag & SAME_X) for flag in flags])
    ys, _ = _along(outline, at, [(flag & SHORT_Y, flag & SAME_Y) for flag in flags])
    return flags, list(zip(xs, ys, strict=True))


def _along(outline: bytes, at: int, kinds: list[tuple[int, int]]) -> tuple[list[int], int]:
    """One coordinate of all points, and where the next begins."""
    steps = []
    for short, same in kinds:
        if short:
            steps.append(outline[at] if same else -outline[at])
            at += 1
        elif same:
            steps.append(0)
        else:
            steps.append(unpack_from(">h", outline, at)[0])
            at += 2
    return list(accumulate(steps)), at


def _area(ring: list[Point]) -> float:
    """Twice the area within a contour, below 0 where it runs clockwise."""
    return sum(
        (x - before_x) * (y + before_y) * -1
        for (before_x, before_y), (x, y) in zip((ring[-1], *ring[:-1]), ring, strict=True)
    )


def _moved(ring: list[Point], by: float) -> list[Point]:
    """One contour, its points moved to the left of their way: ink lies to the right.

    Points that lie on each other move together.
    """
    places = [at for at, point in enumerate(ring) if point != ring[at - 1]]
    moved = list(ring)
    for turn, at in enumerate(places):
        end = places[turn + 1] if turn + 1 < len(places) else places[0] + len(ring)
        x, y = _shift(ring[at - 1], ring[at], ring[end % len(ring)], by)
        for one in range(at, end):
            here = ring[one % len(ring)]
            moved[one % len(ring)] = (here[0] + x, here[1] + y)
    return moved


def _shift(before: Point, here: Point, after: Point, by: float) -> Point:
    """How far a corner moves, along the line that halves it."""
    in_x, in_y, in_long = _way(before, here)
    out_x, out_y, out_long = _way(here, after)
    straight = in_x * out_x + in_y * out_y
    if straight <= SHARP:
        return 0, 0
    along = 1 + straight
    bend = in_x * out_y - in_y * out_x
    shortest = min(in_long, out_long)
    # the corner of a short edge moves no further than that edge is long
    far = by / along if by * bend <= shortest * along else shortest / bend
    return -(in_y + out_y) * far, (in_x + out_x) * far


def _way(start: Point, end: Point) -> tuple[float, float, float]:
    """Direction and length of an edge."""
    x, y = end[0] - start[0], end[1] - start[1]
    long = math.hypot(x, y)
    return x / long, y / long, long


def _written(ends: tuple[int, ...], on: list[int], points: list[tuple[int, int]]) -> bytes:
    """A letter of a `glyf` table."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x_flags, x_steps = _steps(xs, SHORT_X, SAME_X)
    y_flags, y_steps = _steps(ys, SHORT_Y, SAME_Y)
    head = pack(">5h", len(ends), min(xs), min(ys), max(xs), max(ys))
    flags = bytes(map(sum, zip(on, x_flags, y_flags, strict=True)))
    return head + pack(f">{len(ends)}Hxx", *ends) + flags + x_steps + y_steps


def _steps(places: list[int], short: int, same: int) -> tuple[list[int], bytes]:
    """One coordinate of all points: their flags, and the steps from each to the next."""
    flags, steps, at = [], bytearray(), 0
    for place in places:
        step, at = place - at, place
        if not step:
            flags.append(same)
        elif -256 < step < 256:
            flags.append(short | same if step > 0 else short)
            steps.append(abs(step))
        else:
            flags.append(0)
            steps += pack(">h", step)
    return flags, bytes(steps)
