"""What a scanned code says. Pure.

Most codes on the floor are plain (a bin, a tote, an EAN) and pass in a microsecond. GS1
codes (GTIN, lot, expiry, serial, count) are told by their AIM prefix, a separator, brackets
or their beginning, and only then is biip loaded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

SEPARATOR = "\x1d"
"""FNC1 as scanners send it; some show it as a picture or a word instead."""
_SHOWN_SEPARATOR = re.compile("\u241d|<GS>|\\{GS\\}|\\^\\]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z](?=.)", re.DOTALL)
_GS1_AIM = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1"})
_BRACKETS = re.compile(r"\(\d{2,4}\)")
_UNMARKED = re.compile(r"01(\d{14})|00(\d{18})$", re.ASCII)
_LINK = re.compile(r"https?://\S+/(?:01|00)/\d+", re.IGNORECASE)
GTIN_WIDTHS = (14, 13, 12, 8)


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan, read.

    Attributes:
        code: the code as a person would read it out; the GTIN or SSCC of a GS1 code.
        candidates: under which codes it may be known, the likeliest first.
        lot: batch (AI 10), or None.
        expiry: the last good day (AI 17, else 15), or None.
        serial: AI 21, or None.
        count: units in the package as printed on it (AI 37 or 30), or None.
    """

    code: str
    candidates: tuple[str, ...]
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    count: int | None = None


def parse(raw: str) -> Scanned:
    """Read a scan; never fails, since an unknown code is an answer, too."""
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw)
    text = _SHOWN_SEPARATOR.sub(SEPARATOR, text)
    separated = SEPARATOR in text
    text = text.strip()
    aim = _AIM.match(text)
    body = text[3:].strip() if aim else text
    if (aim and aim[0] in _GS1_AIM) or separated or _looks_like_gs1(body):
        found = _gs1(body)
        if found is not None:
            return found
    return Scanned(body, forms(body))


def forms(code: str) -> tuple[str, ...]:
    """The code itself, then the other GTIN widths of the same number (EAN-13 = 0 + UPC-A)."""
    if not (len(code) in GTIN_WIDTHS and code.isascii() and code.isdigit()):
        return (code,)
    number = code.lstrip("0")
    widths = [number.zfill(width) for width in GTIN_WIDTHS if len(number) <= width]
    return (code, *(form for form in widths if form != code))


def bad_check_digit(code: str) -> bool:
    """Tell whether *code* has the shape of an EAN, UPC or GTIN but a wrong check digit."""
    if not (len(code) in GTIN_WIDTHS and code.isascii() and code.isdigit()):
        return False
    from biip.checksums import gs1_standard_check_digit

    return gs1_standard_check_digit(code[:-1]) != int(code[-1])


def _looks_like_gs1(body: str) -> bool:
    if body.startswith("("):
        return _BRACKETS.match(body) is not None
    if body[:4].lower() == "http":
        return _LINK.match(body) is not None
    unmarked = _UNMARKED.match(body) if body[:1] == "0" else None
    return unmarked is not None and not bad_check_digit(unmarked[1] or "0")


def _gs1(body: str) -> Scanned | None:
    elements = _elements(body)
    if not elements:
        return None
    values: dict[str, GS1ElementString] = {}
    for element in elements:
        values.setdefault(element.ai.ai, element)
    item = values.get("01") or values.get("02") or values.get("00")
    if item is None:
        return None
    # A GTIN of 13 or 12 digits travels in AI 01 with zeros before it.
    code = item.value if item.ai.ai == "00" else _shortest(item.value)
    best_before = values.get("17") or values.get("15")
    count = values.get("37") or values.get("30")
    return Scanned(
        code,
        (code,) if item.ai.ai == "00" else forms(code),
        lot=_value(values.get("10")),
        expiry=best_before.date if best_before else None,
        serial=_value(values.get("21")),
        count=int(count.value) if count else None,
    )


def _elements(body: str) -> Iterable[GS1ElementString]:
    from biip import ParseConfig, ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    # 000000 stands for "no date" on some packages; it must not hide the GTIN.
    config = ParseConfig(gs1_element_strings_verify_date=False)
    try:
        if body[:4].lower() == "http":
            return GS1DigitalLinkURI.parse(body, config=config).element_strings
        if body.startswith("("):
            return GS1Message.parse_hri(body, config=config).element_strings
        return GS1Message.parse(body.lstrip(SEPARATOR), config=config).element_strings
    except ParseError:
        return ()


def _shortest(gtin: str) -> str:
    return gtin.removeprefix("0")


def _value(element: GS1ElementString | None) -> str | None:
    return element.value if element else None
