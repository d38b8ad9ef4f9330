"""Hiding the person on the paper, as the 2023 e-waybill standard asks.

At least one character of the name, at least six digits of the phone, and the unit and room
number of the address. The last digits of the phone stay: couriers and lockers ask for them.
"""

import re

HIDDEN_DIGITS = 6

_NUMBER = r"[0-9A-Za-z〇零一二三四五六七八九十百]+(?:[-#/][0-9A-Za-z]+)*"
_ROOM = re.compile(rf"{_NUMBER}\s*(?=(?:单元|號房|号房|室|房|户|戶)(?!屋|产))")
_AFTER_BUILDING = re.compile(r"(?<=[栋幢座楼樓元号號期])\s*[0-9A-Za-z]*\d{2,}[0-9A-Za-z-]*\s*$")
_DASHED = re.compile(r"(?<=\d)-\d[0-9A-Za-z-]*\s*$")
_LATIN_UNIT = re.compile(
    r"\b(flat|apartment|apt|unit|room|rm|suite|ste)\b(\.?\s*#?\s*)(?=[\w-]*\d|[A-Za-z]\b)[\w-]+",
    re.IGNORECASE,
)
_HASH = re.compile(r"#\s*[\w-]+\s*$")


def name(text: str) -> str:
    """`张三丰` becomes `张**`, `Anna Smith` becomes `Anna S****`."""
    words = text.split()
    if not words:
        return ""
    if len(words) == 1:
        return _initial(words[0])
    return " ".join([words[0], *(_initial(word) for word in words[1:])])


def phone(text: str) -> str:
    """`13812341234` becomes `1******1234`; six digits or fewer vanish altogether.

    Stars already in the number count as hidden digits.
    """
    digits = "".join(char for char in text if char.isdigit() or char == "*")
    last = min(4, max(0, len(digits) - HIDDEN_DIGITS))
    first = min(3, max(0, len(digits) - HIDDEN_DIGITS - last))
    hidden = len(digits) - first - last
    return digits[:first] + "*" * hidden + digits[len(digits) - last :]


def address(text: str) -> str:
    """`3 栋 2 单元 1201 室` becomes `3 栋 *** 单元 *** 室`; `Flat 7, 1 High St` hides the 7."""
    for pattern in (_ROOM, _AFTER_BUILDING, _DASHED, _HASH):
        text = pattern.sub("***", text)
    return _LATIN_UNIT.sub(lambda match: f"{match[1]}{match[2]}***", text)


def _initial(word: str) -> str:
    if len(word) == 1:
        return "*"
    return word[0] + "*" * min(len(word) - 1, 4)
