"""Places, conditions and reservations. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


ZONE_PITCH_M, AISLE_PITCH_M, BAY_PITCH_M = 60.0, 3.0, 1.0
"""Zones stand side by side, twenty aisles each; a bay is a metre wide."""
_SPOT = re.compile(r"([A-Z])[A-Z]*-(\d{1,3})-(\d{1,3})(?:-(\d))?", re.ASCII | re.IGNORECASE)
_BAYS = 1000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a bin is.

    Attributes:
        x: metres across the aisles.
        y: metres along the aisle.
        level: from 1 at the floor.
        sequence: its place on the serpentine walk, which goes up one aisle and down the
            next.
    """

    zone: str
    aisle: int
    x: float
    y: float
    level: int
    sequence: int


def spot_of(code: str) -> Spot | None:
    """Read a bin's place from a name like ``A-01-03-2``: zone, aisle, bay, level."""
    match = _SPOT.fullmatch(code)
    if match is None:
        return None
    aisle, bay, level = int(match[2]), int(match[3]), int(match[4] or 1)
    zone = ord(match[1].upper()) - ord("A")
    walked = bay if aisle % 2 else _BAYS - 1 - bay
    return Spot(
        zone=code.partition("-")[0].upper(),
        aisle=aisle,
        x=zone * ZONE_PITCH_M + max(aisle - 1, 0) * AISLE_PITCH_M,
        y=bay * BAY_PITCH_M,
        level=level,
        sequence=((zone * _BAYS + aisle) * _BAYS + walked) * 10 + level,
    )


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
