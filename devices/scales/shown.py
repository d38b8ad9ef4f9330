"""What several protocols share: how a display writes a number, and the XOR of a frame."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import reduce
from operator import xor as either
from typing import Final

PIECES: Final = frozenset({"pc", "pcs", "pcs.", "pieces"})
"""Units of a count, in small letters: a count is no weight."""

_NUMBER = re.compile(rb"(?P<sign>[+\-]?) *(?P<digits>\d{1,12}(?:\.\d{0,9})?)", re.ASCII)


def number(text: bytes) -> Decimal | None:
    """Return a number as a display shows it, or None when it is none.

    A sign, blanks after it, digits, a point: no exponent, no comma, no word.
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    value = Decimal(found["digits"].decode())
    return -value if found["sign"] == b"-" else value


def xor(data: bytes) -> int:
    """Return the exclusive or of all bytes."""
    return reduce(either, data, 0)
