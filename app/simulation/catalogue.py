"""The demo's goods: stand-ins with symbols and colours, look-alikes on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Kind:
    """One sort of goods, sold in several colours and sizes.

    Attributes:
        code: start of the SKU code.
        picture: a symbol of the look.
        grams: unit weight.
        size_mm: length, width and height.
        price: in CNY.
    """

    code: str
    zh: str
    en: str
    picture: str
    grams: int
    size_mm: tuple[int, int, int]
    price: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...] = ("",)


COLOURS: Final = {
    "red": ("红色", "Red", "#c62828"),
    "blue": ("蓝色", "Blue", "#1565c0"),
    "green": ("绿色", "Green", "#2e7d32"),
    "yellow": ("黄色", "Yellow", "#f9a825"),
    "white": ("米白", "Cream", "#e8e0cf"),
    "black": ("黑色", "Black", "#263238"),
    "pink": ("粉色", "Pink", "#d81b60"),
    "grey": ("灰色", "Grey", "#78909c"),
}

KINDS: Final = (
    Kind(
        "MUG",
        "马克杯",
        "Mug",
        "g-mug",
        342,
        (120, 95, 100),
        "39.00",
        ("red", "blue", "white", "green", "black"),
    ),
    Kind(
        "TEE",
        "纯棉 T 恤",
        "Cotton T-shirt",
        "g-tee",
        186,
        (280, 220, 25),
        "79.00",
        ("white", "black", "blue"),
        ("S", "M", "L"),
    ),
    Kind(
        "BTL",
        "保温瓶 500 ml",
        "Thermos 500 ml",
        "g-bottle",
        305,
        (75, 75, 240),
        "99.00",
        ("green", "black", "pink", "blue"),
    ),
    Kind(
        "LAN",
        "露营灯",
        "Camping lantern",
        "g-lantern",
        418,
        (110, 110, 190),
        "129.00",
        ("red", "green", "yellow"),
    ),
    Kind(
        "SOC",
        "羊毛袜",
        "Wool socks",
        "g-sock",
        64,
        (180, 90, 30),
        "29.00",
        ("grey", "red", "blue"),
        ("36–39", "40–43"),
    ),
    Kind(
        "BOK",
        "笔记本 A5",
        "Notebook A5",
        "g-book",
        228,
        (210, 148, 16),
        "25.00",
        ("red", "black", "green", "yellow"),
    ),
    Kind(
        "CAN",
        "香薰蜡烛",
        "Scented candle",
        "g-candle",
        265,
        (80, 80, 95),
        "59.00",
        ("white", "pink", "green"),
    ),
    Kind(
        "TIN",
        "茶叶罐",
        "Tea tin",
        "g-tin",
        152,
        (85, 85, 130),
        "49.00",
        ("red", "green", "yellow", "black"),
    ),
    Kind(
        "BEA",
        "玩具熊",
        "Teddy bear",
        "g-bear",
        233,
        (220, 160, 140),
        "69.00",
        ("yellow", "pink", "white"),
    ),
)


def products() -> list[dict[str, Any]]:
    """The rows of a products file, with what tells one from another."""
    return [
        _row(place, kind, colour, size) for place, (kind, colour, size) in enumerate(_all(), 1)
    ]


def _all() -> Iterator[tuple[Kind, str, str]]:
    for kind in KINDS:
        for colour in kind.colours:
            for size in kind.sizes:
                yield kind, colour, size


def _row(place: int, kind: Kind, colour: str, size: str) -> dict[str, Any]:
    zh, en, code = COLOURS[colour]
    sku = f"{kind.code}-{en.upper()[:3]}" + (f"-{size}" if size else "").replace("–", "")
    length, width, height = kind.size_mm
    return {
        "sku": sku,
        "name": f"{kind.zh} {zh}" + (f" {size}" if size else ""),
        "name_en": f"{kind.en}, {en.lower()}" + (f", {size}" if size else ""),
        "barcode": ean13(f"20{690_0000_000 + place * 137:010d}"),
        "pack_qty": 1,
        "unit_weight_g": kind.grams,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "colour": zh,
        "colour_en": en,
        "colour_hex": code,
        "size": size,
        "picture": kind.picture,
        "price": kind.price,
    }


def ean13(first_twelve: str) -> str:
    """Twelve digits and their check digit (GS1 General Specifications, 7.9)."""
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve)
    )
    return first_twelve + str(-total % 10)
