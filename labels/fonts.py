"""The machine's own fonts as one chain: regular text in the Chinese font, bold in a Latin one.

Chinese fonts have Latin letters but no bold, so most labels need two fonts, not three.

A character is drawn by the first font that has it; one that none has is named, never a box.
Fonts are found by file name and loaded once, the later ones only when a character needs them.
"""

import os
import sys
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from labels.compact import compact
from labels.errors import NoFontError
from labels.subset import embed_little

LATIN = (
    ("arial.ttf", "arialbd.ttf"),
    ("arial.ttf", "arial bold.ttf"),
    ("liberationsans-regular.ttf", "liberationsans-bold.ttf"),
    ("dejavusanscondensed.ttf", "dejavusanscondensed-bold.ttf"),
    ("dejavusans.ttf", "dejavusans-bold.ttf"),
)
CHINESE = (
    "wqy-microhei.ttc",
    "msyh.ttc",
    "stheiti medium.ttc",
    "stheiti light.ttc",
    "pingfang.ttc",
    "simhei.ttf",
    "simsun.ttc",
    "droidsansfallbackfull.ttf",
    "droidsansfallback.ttf",
    "wqy-zenhei.ttc",
    "arial unicode.ttf",
    "uming.ttc",
)
VERA = ("Vera.ttf", "VeraBd.ttf")
"""Bitstream Vera comes with reportlab, so there is always a Latin font."""

THICKEN = 0.035
"""What makes a regular stroke bold, in sizes: the Chinese fonts have no bold."""

_UNDRAWABLE = frozenset({"Cc", "Cs", "Co", "Cn", "Mn", "Mc", "Me"})
"""No glyph of their own, or one that must be shaped onto its neighbour."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})

_loading = threading.RLock()


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One loaded font.

    Attributes:
        name: as registered with reportlab.
        thick: the name of the same font made bold; of itself where it is bold.
        path: of its file.
        widths: advance of each character by code point, in thousandths of the size.
        glyphs: glyph number by code point.
        bold: drawn bold by itself; others are thickened when bold is asked for.
    """

    name: str
    thick: str
    path: str
    widths: Mapping[int, float]
    glyphs: Mapping[int, int]
    bold: bool

    def has(self, char: str) -> bool:
        """Whether the font can draw the character itself."""
        return self.glyphs.get(ord(char), 0) != 0


def face_for(char: str, *, bold: bool) -> Face | None:
    """The font that draws a character, or None when nothing on this machine can.

    Raises:
        NoFontError: the character is Chinese and no Chinese font is installed.
    """
    found = _face_for(char, bold)
    if found is None and _is_chinese(char) and not any(_chinese()):
        raise NoFontError
    return found


def unprintable(text: str) -> list[str]:
    """The characters of a text that no font here can draw, each once, in order."""
    return [char for char in dict.fromkeys(text) if face_for(char, bold=False) is None]


def runs(text: str, *, bold: bool) -> Iterator[tuple[Face, str]]:
    """A text cut where the font changes; spaces stay with the font before them."""
    face: Face | None = None
    start = 0
    for at, char in enumerate(text):
        if char == " " and face is not None:
            continue
        found = face_for(char, bold=bold)
        if found is None:
            raise ValueError(f"no font for {char!r}: check unprintable() first")
        if found is not face:
            if face is not None:
                yield face, text[start:at]
            face, start = found, at
    if face is not None:
        yield face, text[start:]


def width(text: str, *, bold: bool = False) -> float:
    """How wide a text is at size 1; a character no font has counts as one full size."""
    return sum(_advance(char, bold) for char in text)


@lru_cache(maxsize=20_000)
def _advance(char: str, bold: bool) -> float:
    face = face_for(char, bold=bold)
    return 1.0 if face is None else face.widths.get(ord(char), 1000) / 1000


@lru_cache(maxsize=20_000)
def _face_for(char: str, bold: bool) -> Face | None:
    if unicodedata.category(char) in _UNDRAWABLE:
        return None
    if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT:
        return None
    with _loading:
        return next((face for face in _chain(bold) if face.has(char)), None)


def _chain(bold: bool) -> Iterator[Face]:
    """The fonts in the order they are asked; each is loaded when those before have failed."""
    first, *others = _latin_files()
    if bold:
        yield _load(str(first[bold]), bold=bold)
    yield from _chinese()
    for pair in others if bold else (first, *others):
        yield _load(str(pair[bold]), bold=bold)


def _chinese() -> Iterator[Face]:
    installed = _installed()
    for name in CHINESE:
        if name in installed:
            try:
                yield _load(str(installed[name]), bold=False)
            except _unusable():
                continue


@lru_cache(maxsize=1)
def _latin_files() -> list[tuple[Path, Path]]:
    import reportlab

    installed = _installed()
    found = [
        (installed[regular], installed[bold])
        for regular, bold in LATIN
        if regular in installed and bold in installed
    ]
    vera = Path(reportlab.__file__).parent / "fonts"
    return [*found, (vera / VERA[0], vera / VERA[1])]


@lru_cache(maxsize=32)
def _load(path: str, *, bold: bool) -> Face:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    # A third of each PDF is saved by embedding only the letters on it, not all of ASCII.
    font = ttfonts.TTFont(Path(path).stem, path, asciiReadable=0)
    compact(font.face)
    embed_little(font.face)
    pdfmetrics.registerFont(font)
    name, face = font.fontName, font.face
    thick = name if bold else _thickened(font)
    return Face(name, thick, path, face.charWidths, face.charToGlyph, bold)


def _thickened(font: Any) -> str:
    """Register a font's letters made bold, of the same tables; its name."""
    from reportlab.pdfbase import pdfmetrics

    thick = copy(font)
    thick.fontName, thick.face = f"{font.fontName}-bold", copy(font.face)
    thick.state = WeakKeyDictionary()
    thick.face.name += b"-Bold"
    embed_little(thick.face, thicker=THICKEN)
    pdfmetrics.registerFont(thick)
    name: str = thick.fontName
    return name


def _unusable() -> tuple[type[Exception], ...]:
    """What a font with PostScript outlines or a damaged file raises."""
    from reportlab.pdfbase.ttfonts import TTFError

    return (TTFError, OSError)


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """Font files of this machine by lower-case name."""
    files: dict[str, Path] = {}
    for folder in _folders():
        for root, _, names in os.walk(folder):
            for name in names:
                files.setdefault(name.lower(), Path(root) / name)
    return files


def _folders() -> list[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises without a home
    if sys.platform == "win32":
        return [
            Path(os.path.expandvars(r"%WINDIR%\Fonts")),
            home / "AppData/Local/Microsoft/Windows/Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local/share/fonts",
    ]


def _is_chinese(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char)[0] in "LP"
