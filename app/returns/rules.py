"""Returns and their units: what they may do next. Pure."""

from __future__ import annotations

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
        (R.GRADING, A.SCAN): R.GRADING,
        (R.GRADING, A.GRADE_ALL): R.GRADED,
        (R.GRADED, A.RECEIVE): R.RECEIVED,  # another parcel of the same return
        (R.GRADED, A.SCAN): R.GRADING,
        (R.GRADED, A.CLOSE): R.CLOSED,
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
