"""The hand-over sheet: which parcels a carrier's vehicle took, with room for two signatures."""

from dataclasses import dataclass
from datetime import datetime

from labels import barcodes, signature
from labels.elements import DOTS_PER_MM, Anchor, Box, Element, Matrix, Page, Rule, Text
from labels.place import place
from labels.typeset import fit, printable, shorten, width
from labels.words import Lang, word

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT = 14.0, 196.0
TOP = 62.0
STEP = 6.0
PER_PAGE = 30
SIGN_AT = 27.0
"""Where people sign, below the total; millimetres."""
COLUMNS: tuple[tuple[str, float, Anchor, float], ...] = (
    ("no", 24, "end", 10),
    ("waybill", 29, "start", 80),
    ("parcel", 112, "start", 56),
    ("grams", RIGHT - 1, "end", 22),
)
"""Each column's word, where its text stands, how, and its room; millimetres."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One parcel on the manifest."""

    waybill: str
    parcel: str
    grams: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it was closed; `closed_at` is shown as it stands, in the site's zone.

    Attributes:
        number: also its bar code.
        driver: who drives the vehicle.
        handed_by: who closed it; the driver signs beside.
        signed_by: who took the parcels.
        signature: as `signature.clean` keeps it; empty where paper is signed.
    """

    number: str
    carrier: str
    vehicle: str
    site: str
    closed_at: datetime
    parcels: tuple[Handed, ...]
    handed_by: str = ""
    driver: str = ""
    signed_by: str = ""
    signature: bytes = b""


def manifest(data: Manifest, *, lang: Lang = "zh") -> bytes:
    """Print a manifest on A4, as many pages as it needs; totals and signatures on the last.

    Raises:
        LabelError: a number that no bar code can hold, or a character that no font has.
    """
    from labels.pdf import draw

    count = max(1, -(-len(data.parcels) // PER_PAGE))
    pages = [
        place(Page(WIDTH, HEIGHT, tuple(_page(data, page, count, lang))))
        for page in range(count)
    ]
    return draw(pages, title=data.number)


def _page(data: Manifest, page: int, count: int, lang: Lang) -> list[Element]:
    first = page * PER_PAGE
    parcels = data.parcels[first : first + PER_PAGE]
    number = word("manifest.page", lang, page=page + 1, pages=count)
    drawn: list[Element] = [*_heading(data, lang), *_titles(lang)]
    for at, parcel in enumerate(parcels):
        drawn += _row(parcel, first + at, TOP + (at + 1) * STEP)
    if not parcels:
        drawn.append(Text(WIDTH / 2, TOP + 12, 4, word("manifest.none", lang), anchor="middle"))
    if page == count - 1:
        drawn += _closing(data, lang)
    drawn.append(Text(WIDTH / 2, HEIGHT - 10, 2.8, number, anchor="middle"))
    return drawn


def _heading(data: Manifest, lang: Lang) -> list[Element]:
    bars = barcodes.bars(
        data.number, centre=RIGHT - 38, y=13, height=13, room=84, field="number"
    )
    when = data.closed_at.strftime("%Y-%m-%d %H:%M")
    vehicle = " · ".join(part for part in (data.vehicle, data.driver) if part)
    facts = (
        ("carrier", data.carrier, LEFT, 40.5),
        ("vehicle", vehicle, 112, 40.5),
        ("site", data.site, LEFT, 48),
        ("time", when, 112, 48),
    )
    drawn: list[Element] = [
        Text(LEFT, 24, 9, word("manifest.title", lang), bold=True),
        bars,
        Text(RIGHT - 38, 30.2, 3.4, data.number, bold=True, anchor="middle", field="number"),
        Rule(LEFT, 34, RIGHT, 34, stroke=0.5),
    ]
    for key, value, x, y in facts:
        name = word(f"manifest.{key}", lang)
        start = x + max(20, width(name, 3.4) + 3)
        text = shorten(printable(value, key), room=x + 84 - start, size=4, bold=True)
        drawn += [Text(x, y, 3.4, name), Text(start, y, 4, text, bold=True, field=key)]
    return drawn


def _titles(lang: Lang) -> list[Element]:
    return [
        Box(LEFT, TOP - 6, RIGHT - LEFT, 7, fill="black"),
        *(
            Text(
                *(x, TOP - 1.3, 3.2, word(f"manifest.{key}", lang)),
                bold=True,
                anchor=anchor,
                ink="white",
            )
            for key, x, anchor, _ in COLUMNS
        ),
    ]


def _row(parcel: Handed, place: int, y: float) -> list[Element]:
    texts = (f"{place + 1}", parcel.waybill, parcel.parcel, f"{parcel.grams:,}")
    drawn: list[Element] = [Rule(LEFT, y + 1.6, RIGHT, y + 1.6, stroke=0.12)]
    for (key, x, anchor, room), text in zip(COLUMNS, texts, strict=True):
        set_ = fit(
            printable(text, key),
            room=room,
            size=3.6,
            least=1.6,
            field=key,
            bold=key == "waybill",
        )
        drawn.append(
            Text(x, y - 0.2, set_.size, set_.lines[0], key == "waybill", anchor, field=key)
        )
    return drawn


def _closing(data: Manifest, lang: Lang) -> list[Element]:
    grams = sum(parcel.grams for parcel in data.parcels)
    said = "manifest.total_one" if len(data.parcels) == 1 else "manifest.total"
    total = word(said, lang, count=f"{len(data.parcels):,}", grams=f"{grams:,}")
    top = HEIGHT - 42
    drawn: list[Element] = [Text(RIGHT, top, 4.4, total, bold=True, anchor="end")]
    signed = data.closed_at.strftime("%Y-%m-%d %H:%M") if data.signature else ""
    signs = (("hand", data.handed_by), ("driver", data.signed_by), ("date", signed))
    for at, (key, text) in enumerate(signs):
        x = LEFT + at * 62
        drawn += [
            Text(x, top + 8, 3.2, word(f"manifest.{key}", lang)),
            _name(x, top + SIGN_AT - 2, key, text),
            Rule(x, top + SIGN_AT, x + 58, top + SIGN_AT, stroke=0.3),
        ]
    if data.signature:
        drawn.append(_drawn(data.signature, LEFT + 62, top + SIGN_AT))
    return [each for each in drawn if not (isinstance(each, Text) and not each.text)]


def _name(x: float, y: float, key: str, text: str) -> Text:
    """Who signs: the driver's name stands beside its word, to leave the line to the pen."""
    if key == "driver":
        x, y = x + 30, y - SIGN_AT + 10
    room = 58 if key != "driver" else 28
    return Text(x, y, 4, shorten(printable(text, key), room=room, size=4))


def _drawn(png: bytes, x: float, foot: float) -> Matrix:
    """What was drawn on the screen, standing on its line."""
    dots = signature.rows(png, wide=56 * DOTS_PER_MM, high=15 * DOTS_PER_MM)
    module = 1 / DOTS_PER_MM
    return Matrix(x, foot - 0.5 - len(dots) * module, 1, module, dots, "")
