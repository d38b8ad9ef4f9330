"""Places, conditions and reservations. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine


class BinKind(StrEnum):
    """What a bin is for. Only pick and reserve bins hold stock that can be promised."""

    PICK = "pick"
    RESERVE = "reserve"
    STAGING = "staging"
    WALL = "wall"
    QUARANTINE = "quarantine"
    RETURNS = "returns"


PROMISABLE = frozenset({BinKind.PICK, BinKind.RESERVE})


class Condition(StrEnum):
    """How good the goods are; only A is promised to normal orders."""

    A = "A"
    B = "B"
    C = "C"


SUPPLIER, CUSTOMER, ADJUST, SCRAP = "SUPPLIER", "CUSTOMER", "ADJUST", "SCRAP"
"""The ledger's outside places; they alone may go negative."""


def bin_place(code: str) -> str:
    """The ledger's name of a bin."""
    return f"bin:{code}"


def tote_place(code: str) -> str:
    """The ledger's name of a tote."""
    return f"tote:{code}"


def parcel_place(number: str) -> str:
    """The ledger's name of a parcel."""
    return f"parcel:{number}"


def desk_place(return_number: str) -> str:
    """The ledger's name of a return on the returns desk."""
    return f"desk:{return_number}"


class ReservationState(StrEnum):
    """How firmly units are promised to a line."""

    SOFT = "soft"  # at SKU level, from accept
    HARD = "hard"  # on a stock row, from release
    PICKED = "picked"  # all of its units left the bin
    CONSUMED = "consumed"  # shipped
    RELEASED = "released"  # given back


class ReservationAct(StrEnum):
    """What happens to a promise."""

    ALLOCATE = "allocate"
    DEALLOCATE = "deallocate"
    PICK = "pick"
    CONSUME = "consume"
    RELEASE = "release"


R, A = ReservationState, ReservationAct

RESERVATION: Machine[ReservationState, ReservationAct] = Machine(
    "reservation",
    {
        (R.SOFT, A.ALLOCATE): R.HARD,
        (R.SOFT, A.RELEASE): R.RELEASED,
        (R.HARD, A.DEALLOCATE): R.SOFT,
        (R.HARD, A.PICK): R.PICKED,
        (R.HARD, A.RELEASE): R.RELEASED,
        (R.PICKED, A.CONSUME): R.CONSUMED,
        (R.PICKED, A.RELEASE): R.RELEASED,
    },
)
