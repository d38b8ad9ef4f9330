"""A pick list on A4: the way to go on when no handheld does. Every place and item scans."""

from collections.abc import Sequence
from dataclasses import dataclass

from labels import barcodes
from labels.elements import Box, Element, Icon, Page, Rule, Text
from labels.place import place
from labels.report import shown
from labels.typeset import fit, shorten
from labels.words import Lang, word

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, STEP = 12.0, 198.0, 46.0, 21.0
PER_PAGE = 11
PLACE, ITEM, MANY, SLOT, DONE = LEFT, 62.0, 152.0, 168.0, 186.0
"""Where the columns begin."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Take *quantity* of an item from a place, into the tote of *slot* (empty for one)."""

    bin: str
    item: str
    name: str
    barcode: str
    quantity: int
    slot: str = ""


@dataclass(frozen=True, slots=True)
class PickPaper:
    """A pick list as it is walked; `facts` are name and value, three in a line."""

    number: str
    facts: tuple[tuple[str, str], ...]
    picks: tuple[Pick, ...]


def pick_paper(data: PickPaper, *, lang: Lang = "zh") -> bytes:
    """Print a pick list, as many pages as it needs.

    Raises:
        LabelError: a number, a place or an item that no bar code can hold.
    """
    from labels.pdf import draw

    count = max(1, -(-len(data.picks) // PER_PAGE))
    pages = []
    for page in range(count):
        picks = data.picks[page * PER_PAGE : (page + 1) * PER_PAGE]
        drawn = [*_heading(data, page + 1, count, lang), *_rows(picks, page * PER_PAGE)]
        pages.append(place(Page(WIDTH, HEIGHT, tuple(drawn))))
    return draw(pages, title=data.number)


def _heading(data: PickPaper, page: int, pages: int, lang: Lang) -> list[Element]:
    bars = barcodes.bars(
        data.number, centre=RIGHT - 36, y=11, height=12, room=76, field="number"
    )
    drawn: list[Element] = [
        Icon(LEFT, 11, 8, "mark"),
        Text(LEFT + 11, 17.4, 6.4, word("picks.title", lang), bold=True),
        Text(LEFT, 26, 5, data.number, bold=True, field="number"),
        bars,
        Text(RIGHT - 36, 26.6, 3, data.number, anchor="middle"),
        Rule(LEFT, 36.5, RIGHT, 36.5, stroke=0.4),
        *(
            Text(x, 42.5, 3, word(f"picks.{key}", lang), bold=True)
            for key, x in zip(
                ("bin", "item", "quantity", "slot", "done"),
                (PLACE, ITEM, MANY, SLOT, DONE),
                strict=True,
            )
        ),
        Rule(LEFT, 44.5, RIGHT, 44.5, stroke=0.4),
        Text(LEFT, HEIGHT - 8, 2.6, word("picks.foot", lang)),
        Text(
            RIGHT, HEIGHT - 8, 2.8, word("manifest.page", lang, page=page, pages=pages),
            anchor="end",
        ),
    ]  # fmt: skip
    told = " · ".join(f"{name} {value}" for name, value in data.facts if value)
    line = shorten(shown(told), room=RIGHT - LEFT, size=3.2)
    return [*drawn, *([Text(LEFT, 33.5, 3.2, line)] if line else [])]


def _rows(picks: Sequence[Pick], before: int) -> list[Element]:
    drawn: list[Element] = []
    for at, pick in enumerate(picks):
        y = TOP + at * STEP
        drawn += _row(pick, before + at + 1, y)
        drawn.append(Rule(LEFT, y + STEP - 1.4, RIGHT, y + STEP - 1.4, stroke=0.12))
    return drawn


def _row(pick: Pick, number: int, y: float) -> list[Element]:
    where = fit(shown(pick.bin), room=44, size=5, least=2, field="bin", bold=True)
    name = shorten(shown(pick.name), room=MANY - ITEM - 3, size=3.4, bold=True)
    said = shorten(shown(f"{pick.item} · {pick.barcode}"), room=MANY - ITEM - 3, size=2.6)
    drawn: list[Element] = [
        Text(PLACE, y + 5, where.size, where.lines[0], bold=True),
        barcodes.bars(pick.bin, centre=PLACE + 23, y=y + 7, height=10, room=47, field="bin"),
        Text(PLACE, y + 19, 2.2, f"{number}"),
        Text(ITEM, y + 3.8, 3.4, name, bold=True),
        Text(ITEM, y + 7, 2.6, said),
        barcodes.bars(
            pick.barcode, centre=ITEM + 43, y=y + 8.2, height=9, room=84, field="barcode"
        ),
        Text(MANY + 6, y + 12, 9, f"{pick.quantity}", bold=True, anchor="middle"),
        Box(DONE, y + 3.5, 10, 10, stroke=0.3),
    ]
    slot = fit(shown(pick.slot), room=15, size=7, least=2, field="slot", bold=True)
    return [*drawn, *([Text(SLOT, y + 12, slot.size, slot.lines[0])] if pick.slot else [])]
