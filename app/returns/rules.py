"""Returns and their units: what they may do next, and what a scanned code may mean. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.core.machine import Machine


class ReturnState(StrEnum):
    """Where a return is."""

    EXPECTED = "expected"
    RECEIVED = "received"
    GRADING = "grading"
    GRADED = "graded"
    CLOSED = "closed"


class ReturnAct(StrEnum):
    """What happens to a return."""

    RECEIVE = "receive"
    SCAN = "scan"
    GRADE_ALL = "grade_all"
    CLOSE = "close"


R, A = ReturnState, ReturnAct

RETURN: Machine[ReturnState, ReturnAct] = Machine(
    "return",
    {
        (R.EXPECTED, A.RECEIVE): R.RECEIVED,
        (R.RECEIVED, A.SCAN): R.GRADING,
        (R.RECEIVED, A.GRADE_ALL): R.GRADED,  # an empty box
        (R.GRADING, A.SCAN): R.GRADING,
        (R.GRADING, A.GRADE_ALL): R.GRADED,
        (R.GRADED, A.SCAN): R.GRADING,
        (R.GRADED, A.CLOSE): R.CLOSED,  # nothing of it is left on the desk
        (R.CLOSED, A.SCAN): R.GRADING,  # another parcel of the same return
    },
)


class UnitState(StrEnum):
    """Where one returned unit is."""

    RECEIVED = "received"
    GRADED = "graded"
    PUT_AWAY = "put_away"
    SCRAPPED = "scrapped"
    SENT_BACK = "sent_back"


class UnitAct(StrEnum):
    """What happens to a returned unit."""

    GRADE = "grade"
    PUT_AWAY = "put_away"
    SCRAP = "scrap"
    SEND_BACK = "send_back"


U, UA = UnitState, UnitAct

UNIT: Machine[UnitState, UnitAct] = Machine(
    "return unit",
    {
        (U.RECEIVED, UA.GRADE): U.GRADED,
        (U.GRADED, UA.GRADE): U.GRADED,  # corrected before it leaves the desk
        (U.GRADED, UA.PUT_AWAY): U.PUT_AWAY,
        (U.GRADED, UA.SCRAP): U.SCRAPPED,
        (U.GRADED, UA.SEND_BACK): U.SENT_BACK,
    },
)


class Grade(StrEnum):
    """What the inspection (质检) found."""

    A = "A"  # as new
    B = "B"  # opened
    C = "C"  # damaged
    S = "S"  # scrap, by two people


ON_DESK = frozenset({UnitState.RECEIVED, UnitState.GRADED})

_TAIL = re.compile(r"(?:-\d{1,3})+-?$")
_HEAD = re.compile(r"^[A-Z]{2,4}[:\s-]*(?=\d{6})")


def waybill_forms(raw: str, carriers: Sequence[str]) -> list[str]:
    """Under which numbers a scanned waybill may be known, the likeliest first.

    Carriers print piece counts behind their number (``JD0012345678-1-1-``) and some scanners
    or portals put the carrier before it (``SF:123456789012``).

    Args:
        raw: the scan.
        carriers: codes of the site's carriers, which may stand before the number.
    """
    code = unicodedata.normalize("NFKC", raw).strip()
    plain = re.sub(r"\s+", "", code).upper()
    whole = _TAIL.sub("", plain)
    core = _HEAD.sub("", whole)
    forms = [code, plain, whole, whole.replace(":", ""), core]
    forms += [carrier + core for carrier in carriers]
    return [form for form in dict.fromkeys(forms) if form]


def is_complete(expected: Mapping[str, int], scanned: Sequence[str]) -> bool:
    """Tell whether every announced unit lies on the desk; nothing announced: it does.

    Args:
        expected: units by SKU code.
        scanned: the SKU code of each unit.
    """
    there = Counter(scanned)
    return all(there[sku] >= quantity for sku, quantity in expected.items())
