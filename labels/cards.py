"""Cards for people and benches: badges with a bar code, and the bench's command card."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from labels import barcodes
from labels.elements import Box, Disc, Element, Icon, Page, Rule, Text
from labels.errors import LabelInvalidError
from labels.place import place
from labels.typeset import fit, printable, shorten, width
from labels.words import WORDS, Lang, word

A4 = (210.0, 297.0)
A5 = (148.0, 210.0)
CARD = (85.6, 54.0)
"""A badge: ID-1, the size of a bank card, in millimetres."""
COLUMNS, ROWS = 2, 5
GAP = (7.0, 3.5)
COMMANDS = (
    ("SHORT", "short"),
    ("UNDO", "undo"),
    ("PARK", "park"),
    ("REPRINT", "print"),
    ("SUPERVISOR", "person"),
)
ROLE_ICONS = {
    "admin": "gear",
    "supervisor": "wave",
    "packer": "scale",
    "picker": "pda",
    "returns": "return",
    "dispatcher": "box",
}
"""The roles we have a sign for, the one that says most first."""


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """Who a badge is for; a PIN is never on it."""

    badge: str
    name: Annotated[str, msgspec.Meta(min_length=1)]
    roles: tuple[str, ...] = ()


class CardBox(msgspec.Struct, frozen=True, kw_only=True):
    """A carton on the command card; `size` is free text such as `200×140×90 mm`."""

    code: str
    size: str = ""


def badge_cards(
    people: Sequence[Mapping[str, Any]], *, site: str = "", lang: Lang = "zh"
) -> bytes:
    """Badges to cut out, ten on an A4 sheet, each 85.6 x 54 mm.

    Args:
        people: `badge`, `name` and `roles` of each.
        site: the warehouse's name, shown on every card.
        lang: of the words on the cards.

    Raises:
        LabelError: a badge that no bar code can hold, or a name that no font can print.
    """
    from labels.pdf import draw

    badges = [_badge(each) for each in people]
    sheet = COLUMNS * ROWS
    pages = [
        place(Page(*A4, tuple(_sheet(badges[at : at + sheet], site, lang))))
        for at in range(0, max(len(badges), 1), sheet)
    ]
    return draw(pages, title="Wavegate badges")


def command_card(lang: Lang = "zh", boxes: Sequence[CardBox | Mapping[str, Any]] = ()) -> bytes:
    """The A5 card by the packer's hand: every command of the bench as a bar code.

    Args:
        lang: of the words; the codes never change.
        boxes: the site's cartons, at most ten.

    Raises:
        LabelError: a carton's code that no bar code can hold, or too many cartons.
    """
    from labels.pdf import draw

    cartons = [msgspec.convert(each, CardBox, from_attributes=True) for each in boxes]
    cells = [
        (icon, word(f"card.{name}", lang), f"WG:{name}", "", "command")
        for name, icon in COMMANDS
    ]
    cells += [
        ("box", word("card.box", lang, box=box.code), f"WG:BOX:{box.code}", box.size, "boxes")
        for box in cartons
    ]
    if len(cells) > 15:
        raise LabelInvalidError("boxes", f"{len(cartons)} cartons, at most 10 on a card")
    return draw([place(Page(*A5, tuple(_card(cells, lang))))], title="Wavegate commands")


def _badge(person: Mapping[str, Any]) -> Badge:
    try:
        return msgspec.convert(person, Badge)
    except msgspec.ValidationError as error:
        raise LabelInvalidError("people", str(error)) from error


def _sheet(badges: Sequence[Badge], site: str, lang: Lang) -> list[Element]:
    left = (A4[0] - COLUMNS * CARD[0] - GAP[0]) / 2
    top = (A4[1] - ROWS * CARD[1] - (ROWS - 1) * GAP[1]) / 2
    drawn: list[Element] = []
    for at, badge in enumerate(badges):
        row, column = divmod(at, COLUMNS)
        x, y = left + column * (CARD[0] + GAP[0]), top + row * (CARD[1] + GAP[1])
        drawn += _one(badge, x, y, site, lang)
    return drawn


def _one(badge: Badge, x: float, y: float, site: str, lang: Lang) -> list[Element]:
    """One badge with its upper left corner at (x, y)."""
    wide, high = CARD
    right = x + wide - 4
    name = printable(badge.name, "name")
    big = fit(name, room=wide - 26, size=6.4, least=2.4, field="name", bold=True)
    bars = barcodes.bars(
        badge.badge, centre=x + wide / 2, y=y + 34.5, height=11, room=wide - 2, field="badge"
    )
    found = word("found", lang)
    return [
        Box(x, y, wide, 9.2, fill="navy", radius=3),
        Box(x, y + 5, wide, 4.2, fill="navy"),
        Box(x, y, wide, high, stroke=0.25, radius=3),
        Icon(x + 4, y + 2.1, 5, "mark", ink="white"),
        Text(x + 10.4, y + 5.9, 3.6, "Wavegate", bold=True, ink="white"),
        *_site(site, right, y),
        Disc(x + 11, y + 21.5, 7, filled=False, stroke=0.3),
        Text(x + 11, y + 23.8, 6.2, name[0], bold=True, anchor="middle", field="name"),
        Text(x + 21.5, y + 21.2, big.size, name, bold=True, field="name"),
        *_role(badge.roles, x + 21.5, y + 27.3, wide - 26, lang),
        bars,
        Text(x + 7, y + 50.4, 3.2, bars.text, bold=True, field="badge"),
        *(
            [Text(x + wide - 7, y + 50.4, 2.7, found, anchor="end")]
            if width(bars.text, 3.2, bold=True) + width(found, 2.7) < wide - 18
            else []
        ),
    ]


def _site(site: str, right: float, y: float) -> list[Element]:
    text = shorten(printable(site, "site"), room=42, size=3.4)
    return [Text(right, y + 5.8, 3.4, text, anchor="end", ink="white")] if text else []


def _role(roles: tuple[str, ...], x: float, y: float, room: float, lang: Lang) -> list[Element]:
    """The sign of the first role we have one for, then all of them in words."""
    known = [role for role in ROLE_ICONS if role in roles]
    others = [printable(role, "roles") for role in roles if role not in ROLE_ICONS]
    if not known and not others:
        return []
    names = [word(f"role.{role}", lang) if f"role.{role}" in WORDS else role for role in known]
    text = ("、" if lang == "zh" else ", ").join([*names, *others])
    icon = ROLE_ICONS[known[0]] if known else "badge"
    return [
        Icon(x, y - 3.6, 4.4, icon),
        Text(x + 5.8, y, 3.6, shorten(text, room=room - 5.8, size=3.6)),
    ]


def _card(cells: Sequence[tuple[str, str, str, str, str]], lang: Lang) -> list[Element]:
    wide, high = A5
    title, note = word("card.title", lang), word("card.note", lang)
    drawn: list[Element] = [
        Icon(8, 9.6, 8, "mark"),
        Text(18, 15.7, 5.6, "Wavegate", bold=True),
        Text(wide - 8, 13, 5, title, bold=True, anchor="end"),
        Text(wide - 8, 18.4, 3.6, note, anchor="end"),
        Rule(8, 22.5, wide - 8, 22.5, stroke=0.4),
        *_confirm(word("card.CONFIRM", lang)),
        Text(wide / 2, high - 8.4, 2.8, word("card.foot", lang), anchor="middle"),
    ]
    rows = max(5, -(-len(cells) // 2))
    step = (high - 15 - 64) / rows
    for at, cell in enumerate(cells):
        row, column = divmod(at, 2)
        drawn += _cell(cell, 8 + column * 69, 64 + row * step, step - 3)
    return drawn


def _confirm(name: str) -> list[Element]:
    """CONFIRM across the whole card: the command of every parcel."""
    start = A5[0] / 2 - (11 + width(name, 8, bold=True)) / 2
    return [
        Box(8.4, 27.4, A5[0] - 16.8, 32.4, stroke=0.9, radius=2),
        Icon(start, 29.4, 9, "seal"),
        Text(start + 11, 36.8, 8, name, bold=True),
        barcodes.bars("WG:CONFIRM", centre=A5[0] / 2, y=40.5, height=13.5, room=110),
        Text(A5[0] / 2, 57.6, 2.8, "WG:CONFIRM", bold=True, anchor="middle"),
    ]


def _cell(
    cell: tuple[str, str, str, str, str], x: float, y: float, high: float
) -> list[Element]:
    """One command in a frame 63 mm wide; its bars are as high as the frame allows."""
    icon, name, code, size, field = cell
    wide = 63
    sign = min(6.0, high * 0.28)
    title = fit(
        printable(name, field), room=wide - 14 - sign, size=sign * 0.77, least=1.6,
        field=field, bold=True,
    )  # fmt: skip
    caption = " · ".join(filter(None, [code, printable(size, field)]))
    below = fit(caption, room=wide - 4, size=2.8, least=1.4, field=field, bold=True)
    top = y + sign + 2
    return [
        Box(x, y, wide, high, stroke=0.25, radius=2),
        Icon(x + 5, y + 1.2, sign, icon),
        Text(x + 6.8 + sign, y + 1 + sign * 0.78, title.size, title.lines[0], bold=True),
        barcodes.bars(
            code,
            centre=x + wide / 2,
            y=top,
            height=y + high - 4.6 - top,
            room=wide,
            field=field,
        ),
        Text(x + wide / 2, y + high - 1.4, below.size, caption, bold=True, anchor="middle"),
    ]
