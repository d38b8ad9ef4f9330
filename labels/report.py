"""A report on A4: facts, tables and pictures, as many pages as they need, every page numbered.

What stands in it is looked at later, by people who doubt: a character that no font has is
shown as its number, since a report must not fail for one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from labels import barcodes, fonts
from labels.elements import Box, Element, Icon, Page, Picture, Rule, Text
from labels.place import place
from labels.spec import plain
from labels.typeset import shorten, width, wrap
from labels.words import Lang, word

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT = 14.0, 196.0
TOP, FOOT = 16.0, HEIGHT - 18.0
SIZE, LINE, PAD = 2.8, 3.6, 1.1
PICTURE = (42.0, 50.0)
"""Room of one picture, millimetres."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a column is its title and its share of the width."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures in a row, each a PNG with its size in dots and a caption."""

    title: str
    items: tuple[tuple[bytes, tuple[int, int], str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes:
        number: also its bar code.
        facts: name and value, two in a line.
        foot: at the foot of each page.
    """

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Table | Pictures, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class _Block:
    """What is never cut: its height, how it is drawn from a y on, what stands over it."""

    height: float
    draw: Callable[[float], list[Element]]
    head: "_Block | None" = None


def report(data: Report, *, lang: Lang = "zh") -> bytes:
    """Print a report as one PDF.

    Raises:
        LabelError: its number cannot be a bar code.
    """
    from labels.pdf import draw

    pages = _pages(data)
    return draw(
        [
            place(Page(WIDTH, HEIGHT, (*page, *_foot(data, at, len(pages), lang))))
            for at, page in enumerate(pages, 1)
        ],
        title=f"{data.title} {data.number}",
    )


def shown(text: str) -> str:
    """The text as it can be drawn: a character that no font has stands as its number."""
    text = plain(text)
    missing = set(fonts.unprintable(text))
    if not missing:
        return text
    return "".join(f"<U+{ord(char):04X}>" if char in missing else char for char in text)


def _pages(data: Report) -> list[list[Element]]:
    pages, y, over = [_heading(data)], TOP + 20 + _rows_of(data.facts) * 5.4 + 4, None
    for block in _blocks(data):
        if y + block.height > FOOT:
            pages.append([])
            y = TOP
            if block.head is not None and block.head is over:
                pages[-1] += block.head.draw(y)
                y += block.head.height
        pages[-1] += block.draw(y)
        y += block.height
        over = block.head
    return pages


def _rows_of(facts: Sequence[tuple[str, str]]) -> int:
    return -(-len(facts) // 2)


def _heading(data: Report) -> list[Element]:
    drawn: list[Element] = [
        Icon(LEFT, TOP - 4, 7, "mark"),
        Text(LEFT + 9, TOP + 1.4, 6, shown(data.title), bold=True),
        Text(LEFT, TOP + 13, 5, data.number, bold=True),
        barcodes.bars(
            data.number, centre=RIGHT - 38, y=TOP - 4, height=11, room=76, field="number"
        ),
        Text(RIGHT - 38, TOP + 11, 3, data.number, anchor="middle"),
        Rule(LEFT, TOP + 16, RIGHT, TOP + 16, stroke=0.5),
    ]
    for at, (name, value) in enumerate(data.facts):
        x, y = LEFT + at % 2 * 93, TOP + 22 + at // 2 * 5.4
        start = x + max(24, width(shown(name), 3) + 3)
        text = shorten(shown(value), room=x + 90 - start, size=3.2, bold=True)
        drawn += [Text(x, y, 3, shown(name)), Text(start, y, 3.2, text, bold=True)]
    return [each for each in drawn if not (isinstance(each, Text) and not each.text)]


def _blocks(data: Report) -> list[_Block]:
    found: list[_Block] = []
    for part in data.parts:
        found += _table(part) if isinstance(part, Table) else _pictures(part)
    return found


def _titled(title: str) -> Callable[[float], list[Element]]:
    text = shown(title)
    return lambda y: [Text(LEFT, y + 6, 4, text, bold=True)]


def _table(part: Table) -> list[_Block]:
    whole = sum(share for _, share in part.columns)
    starts, x = [], LEFT
    for _, share in part.columns:
        starts.append(x)
        x += share / whole * (RIGHT - LEFT)
    rooms = [after - at - 2 for at, after in zip(starts, [*starts[1:], RIGHT], strict=True)]
    head = _row([title for title, _ in part.columns], starts, rooms, bold=True)
    rows = [_row(row, starts, rooms, head=head) for row in part.rows]
    first = rows[0] if rows else _Block(2, lambda _: [])
    title = _titled(part.title)

    def begin(y: float) -> list[Element]:
        return [*title(y), *head.draw(y + 8), *first.draw(y + 8 + head.height)]

    return [_Block(8 + head.height + first.height, begin, head), *rows[1:]]


def _row(
    cells: Sequence[str],
    starts: Sequence[float],
    rooms: Sequence[float],
    *,
    bold: bool = False,
    head: _Block | None = None,
) -> _Block:
    lines = [
        wrap(shown(cell), room=room, size=SIZE, bold=bold)
        for cell, room in zip(cells, rooms, strict=True)
    ]
    height = max(map(len, lines)) * LINE + 2 * PAD

    def draw(y: float) -> list[Element]:
        drawn: list[Element] = [
            Text(x, y + PAD + (at + 0.8) * LINE, SIZE, line, bold=bold)
            for x, wrapped in zip(starts, lines, strict=True)
            for at, line in enumerate(wrapped)
            if line
        ]
        thick = 0.4 if bold else 0.12
        return [*drawn, Rule(LEFT, y + height, RIGHT, y + height, stroke=thick)]

    return _Block(height, draw, head)


def _pictures(part: Pictures) -> list[_Block]:
    across = int((RIGHT - LEFT) // PICTURE[0])
    strips = [part.items[at : at + across] for at in range(0, len(part.items), across)]
    blocks = []
    for at, strip in enumerate(strips):
        title = _titled(part.title) if at == 0 else None

        def draw(
            y: float,
            strip: Sequence[tuple[bytes, tuple[int, int], str]] = strip,
            title: Callable[[float], list[Element]] | None = title,
        ) -> list[Element]:
            drawn = title(y) if title else []
            for place_, item in enumerate(strip):
                drawn += _picture(item, LEFT + place_ * PICTURE[0], y + (8 if title else 1))
            return drawn

        tallest = max(_fitted(size)[1] for _, size, _ in strip)
        blocks.append(_Block(tallest + LINE + 3 + (8 if title else 1), draw))
    return blocks


def _picture(item: tuple[bytes, tuple[int, int], str], x: float, y: float) -> list[Element]:
    png, size, caption = item
    wide, high = _fitted(size)
    text = shorten(shown(caption), room=PICTURE[0] - 4, size=SIZE)
    return [
        Box(x, y, wide, high, stroke=0.2),
        Picture(x, y, wide, high, png),
        Text(x, y + high + LINE, SIZE, text),
    ]


def _fitted(size: tuple[int, int]) -> tuple[float, float]:
    """A picture as it stands: as large as its room, in millimetres."""
    scale = min((PICTURE[0] - 4) / size[0], PICTURE[1] / size[1])
    return size[0] * scale, size[1] * scale


def _foot(data: Report, page: int, pages: int, lang: Lang) -> list[Element]:
    number = word("manifest.page", lang, page=page, pages=pages)
    foot = shorten(shown(data.foot), room=RIGHT - LEFT - 40, size=2.6)
    return [
        Rule(LEFT, HEIGHT - 14, RIGHT, HEIGHT - 14, stroke=0.2),
        Text(LEFT, HEIGHT - 10, 2.6, foot),
        Text(RIGHT, HEIGHT - 10, 2.8, number, anchor="end"),
    ]
