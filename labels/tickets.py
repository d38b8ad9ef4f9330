"""Basket tickets: what goes into which tote, on label stock, before anything is weighed.

A ticket has no waybill bar code and says that it is none; its bar code is the tote's, or the
order's while no tote is bound, so that a scan of it opens the basket at a bench.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels import barcodes, fonts
from labels.elements import Box, Element, Page, Rule, Text
from labels.errors import LabelInvalidError
from labels.place import place
from labels.spec import SIZES, plain
from labels.typeset import fit, shorten, width
from labels.words import Lang, word

MARGIN = 4.0
SMALLEST = 2.4
"""Letters of a fact, in millimetres; what is too long even so is cut."""
ROW = 6.4
"""Millimetres that a line of goods takes on stock 100 mm wide."""


@dataclass(frozen=True, slots=True)
class Basket:
    """One tote's or order's ticket; `cut_off` is shown as it stands, in the site's zone.

    Attributes:
        code: what its bar code says: the tote's code, or the order's or list's number.
        wave, order_no, pick_list: numbers; `order_no` is empty where many orders share it.
        slot: its place on the cart, 0 for none.
        orders: how many orders share it.
        lines: name, SKU code and quantity of each.
        urgent: it stands on the ticket in white on black.
    """

    code: str
    wave: str
    cut_off: datetime
    order_no: str = ""
    pick_list: str = ""
    slot: int = 0
    orders: int = 1
    carrier: str = ""
    urgent: bool = False
    lines: tuple[tuple[str, str, int], ...] = ()


def tickets(baskets: Sequence[Basket], *, size: str = "100x150", lang: Lang = "zh") -> bytes:
    """Draw the tickets of a wave as one PDF, a page each.

    Raises:
        LabelError: no such size, or a code that no bar code can hold.
    """
    from labels.pdf import draw

    if size not in SIZES:
        raise LabelInvalidError("size", f"{size!r} is not one of {', '.join(SIZES)}")
    pages = [place(_page(basket, size, lang)) for basket in baskets]
    return draw(pages, title=baskets[0].wave if baskets else "Wavegate")


def legible(text: str) -> str:
    """A text without what no font here can draw: a ticket is not refused for a picture."""
    kept = plain(text)
    for char in fonts.unprintable(kept):
        kept = kept.replace(char, "")
    return " ".join(kept.split())


def _page(basket: Basket, size: str, lang: Lang) -> Page:
    wide, high = SIZES[size]
    k = wide / 100
    drawn = [
        *_head(basket, wide, k, lang),
        *_code(basket, wide, k),
        *_facts(basket, wide, k, lang),
        *_goods(basket, wide, high, k, lang),
        Rule(MARGIN, high - 9 * k, wide - MARGIN, high - 9 * k, dashed=True),
        Text(wide / 2, high - 4 * k, 3.2 * k, word("ticket.foot", lang), anchor="middle"),
    ]
    return Page(wide, high, tuple(drawn))


def _head(basket: Basket, wide: float, k: float, lang: Lang) -> list[Element]:
    drawn: list[Element] = [
        Text(MARGIN, 10 * k, 6 * k, word("ticket.title", lang), bold=True),
        Text(wide - MARGIN, 10 * k, 5 * k, basket.wave, bold=True, anchor="end"),
        Rule(MARGIN, 13 * k, wide - MARGIN, 13 * k, stroke=0.5),
    ]
    if basket.urgent:
        mark = word("ticket.urgent", lang)
        left = MARGIN + width(word("ticket.title", lang), 6 * k, bold=True) + 3
        long = width(mark, 4.4 * k, bold=True) + 4
        drawn += [
            Box(left, 4.6 * k, long, 6.8 * k, fill="black"),
            Text(left + 2, 9.6 * k, 4.4 * k, mark, bold=True, ink="white"),
        ]
    return drawn


def _code(basket: Basket, wide: float, k: float) -> list[Element]:
    """The code as large as it fits, over its bars."""
    room = wide - 2 * MARGIN
    big = fit(basket.code, room=room, size=14 * k, least=3, field="code", bold=True)
    return [
        Text(wide / 2, 27 * k, big.size, basket.code, bold=True, anchor="middle", field="code"),
        barcodes.bars(basket.code, centre=wide / 2, y=31 * k, height=14 * k, room=wide),
    ]


def _facts(basket: Basket, wide: float, k: float, lang: Lang) -> list[Element]:
    whose = basket.order_no or word("ticket.orders", lang, n=basket.orders)
    where = basket.pick_list
    if basket.slot:
        where = word("ticket.slot", lang, list=where, slot=basket.slot)
    due = basket.cut_off.strftime("%m-%d %H:%M")
    cells = (
        ("order", whose, MARGIN, 53.5),
        ("cut_off", due, wide * 0.6, 53.5),
        ("list", where, MARGIN, 63.5),
        ("carrier", basket.carrier, wide * 0.6, 63.5),
    )
    drawn: list[Element] = []
    for key, value, x, y in cells:
        text = legible(value)
        if not text:
            continue
        room = wide * 0.57 - MARGIN if x == MARGIN else wide * 0.4 - MARGIN
        high = min(5 * k, max(SMALLEST, room / width(text, 1, bold=True)))
        drawn += [
            Text(x, (y - 4.2) * k, 2.8 * k, word(f"ticket.{key}", lang)),
            Text(
                x, (y + 1.2) * k, high, shorten(text, room=room, size=high, bold=True),
                bold=True, field=key,
            ),
        ]  # fmt: skip
    return drawn


def _goods(
    basket: Basket, wide: float, high: float, k: float, lang: Lang
) -> list[Element]:
    """As many lines as there is room for; the last says how many more there are."""
    top = 68.0 * k
    rows = int((high - 11 * k - top) / (ROW * k))
    shown = basket.lines if len(basket.lines) <= rows else basket.lines[: rows - 1]
    drawn: list[Element] = [Rule(MARGIN, top, wide - MARGIN, top, stroke=0.5)]
    for at, (name, sku, quantity) in enumerate(shown, 1):
        y = top + at * ROW * k
        count = f"× {quantity}"
        end = wide - MARGIN - width(count, 5 * k, bold=True) - 2
        tail = f" · {legible(sku)}" if legible(sku) != legible(name) else ""
        said = shorten(legible(name), room=end - MARGIN, size=4 * k, tail=tail)
        drawn += [
            Text(MARGIN, y - 1.6 * k, 4 * k, said, field="lines"),
            Text(wide - MARGIN, y - 1.6 * k, 5 * k, count, bold=True, anchor="end"),
            Rule(MARGIN, y, wide - MARGIN, y, stroke=0.12),
        ]
    if left := len(basket.lines) - len(shown):
        y = top + (len(shown) + 1) * ROW * k
        more = word("ticket.more", lang, n=left)
        drawn.append(Text(MARGIN, y - 1.6 * k, 4 * k, more, bold=True))
    return drawn
