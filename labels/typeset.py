"""Fitting words into a place: full size, then smaller, then wrapped, then refused by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from labels import fonts
from labels.elements import Anchor, Element, Text
from labels.errors import TooLongError, UnprintableError
from labels.spec import plain

LEADING = 1.22
"""Base line to base line, in sizes."""
_STEPS = 24
_CHINESE = 0x2E80
"""Characters from here on may be parted from their neighbours."""
_COUNTERS = frozenset("号栋幢座楼层室弄")
_NOT_FIRST = frozenset("，。、；：！？）》」』】,.;:!?)]}%")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it will stand: its size in millimetres and its lines."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, in millimetres."""
        return self.size * LEADING * len(self.lines)


def printable(text: str, field: str) -> str:
    """The text on one line, every character of it drawable.

    Raises:
        UnprintableError: names the field and the characters that no font has.
    """
    text = plain(text)
    missing = fonts.unprintable(text)
    if missing:
        raise UnprintableError(field, missing)
    return text


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in millimetres."""
    return fonts.width(text, bold=bold) * size


def sizes(size: float, least: float) -> Iterator[float]:
    """Sizes from the wanted down to the least readable, in even steps."""
    for step in range(_STEPS + 1):
        yield size - (size - least) * step / _STEPS


def fit(
    text: str,
    *,
    room: float,
    size: float,
    least: float,
    field: str,
    rows: int = 1,
    bold: bool = False,
) -> Fitted:
    """Set a text into `room` millimetres: the largest size on one line, else wrapped.

    Raises:
        TooLongError: not even at `least` on `rows` lines.
    """
    for count in range(1, rows + 1):
        for each in sizes(size, least):
            lines = wrap(text, room=room, size=each, bold=bold)
            if len(lines) <= count:
                return Fitted(each, lines)
    raise TooLongError(field, f"{text!r} does not fit, even at {least:g} mm letters")


def wrap(text: str, *, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines of `room` mm: at spaces, between Chinese, else anywhere."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece, whole, ink in _measured(text, bold):
        if (used + ink) * size <= room:
            line, used = line + piece, used + whole
            continue
        if line:
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width(line.rstrip(), size, bold=bold) > room and len(line) > 1:
            cut = _longest(line, room, size, bold=bold)
            lines.append(line[:cut])
            line = line[cut:]
        used = fonts.width(line, bold=bold)
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)


@lru_cache(maxsize=1024)
def _measured(text: str, bold: bool) -> tuple[tuple[str, float, float], ...]:
    """The pieces of a text with their widths at size 1, with and without the last space."""
    return tuple(
        (piece, fonts.width(piece, bold=bold), fonts.width(piece.rstrip(), bold=bold))
        for piece in _pieces(text)
    )


def stand(
    fitted: Fitted, x: float, y: float, field: str, *, anchor: Anchor = "start"
) -> list[Element]:
    """The lines of a fitted bold text, the first on base line `y`."""
    return [
        Text(
            x, y + at * fitted.size * LEADING, fitted.size, line,
            bold=True, anchor=anchor, field=field,
        )
        for at, line in enumerate(fitted.lines)
    ]  # fmt: skip


def shorten(text: str, *, room: float, size: float, tail: str = "", bold: bool = False) -> str:
    """Cut a text so that it and `tail` stand on one line; an ellipsis shows the cut."""
    if width(text + tail, size, bold=bold) <= room:
        return text + tail
    keep = _longest(text, room - width("…" + tail, size, bold=bold), size, bold=bold)
    return text[:keep].rstrip() + "…" + tail


def _longest(text: str, room: float, size: float, *, bold: bool) -> int:
    """How many characters fit; at least one."""
    used = 0.0
    for at, char in enumerate(text):
        used += width(char, size, bold=bold)
        if used > room:
            return max(1, at)
    return len(text)


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a Latin word with its space, a Chinese character with its mark."""
    piece = ""
    for char in text:
        joins = char == " " or char in _NOT_FIRST or (piece and _belongs(piece, char))
        if piece and not joins:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _belongs(piece: str, char: str) -> bool:
    """Whether a character goes on with the piece: a Latin word, or the `栋` of `3 栋`."""
    if char in _COUNTERS:
        return piece.rstrip()[-1:].isdigit()
    last = piece[-1]
    return last != " " and ord(last) < _CHINESE and ord(char) < _CHINESE
