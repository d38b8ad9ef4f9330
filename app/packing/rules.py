"""Parcels: what they may do next, and what the weight gate says. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from app.core.machine import Machine


class ParcelState(StrEnum):
    """Where a parcel is on its way to the van."""

    OPEN = "open"
    SEALED = "sealed"  # every unit checked and a box chosen
    WEIGHED = "weighed"
    BLOCKED = "blocked"
    ARCHIVED = "archived"  # the pre-print is archived
    CONFIRMED = "confirmed"
    LABELLED = "labelled"  # the live label came out
    ATTACHED = "attached"
    CAGED = "caged"
    HANDED_OVER = "handed_over"
    VOID = "void"


class ParcelAct(StrEnum):
    """What people and machines do to it."""

    SEAL = "seal"
    UNSEAL = "unseal"  # another scan, unscan or box after sealing
    PASS = "pass"  # noqa: S105  the gate's word, not a secret
    BLOCK = "block"
    RECHECK = "recheck"  # the first scan after a block
    FORCE = "force"
    PREPRINT = "preprint"
    CONFIRM = "confirm"
    LABEL = "label"
    ATTACH = "attach"
    CAGE = "cage"
    HAND_OVER = "hand_over"
    VOID_WAYBILL = "void_waybill"
    VOID = "void"


P, A = ParcelState, ParcelAct

PARCEL: Machine[ParcelState, ParcelAct] = Machine(
    "parcel",
    {
        (P.OPEN, A.SEAL): P.SEALED,
        (P.SEALED, A.UNSEAL): P.OPEN,
        (P.SEALED, A.PASS): P.WEIGHED,
        (P.SEALED, A.BLOCK): P.BLOCKED,
        (P.WEIGHED, A.PASS): P.WEIGHED,  # weighed again before the pre-print
        (P.WEIGHED, A.BLOCK): P.BLOCKED,
        (P.WEIGHED, A.UNSEAL): P.OPEN,  # something is taken out, or the box changed
        (P.BLOCKED, A.RECHECK): P.OPEN,
        (P.BLOCKED, A.PASS): P.WEIGHED,  # re-weighing is always allowed
        (P.BLOCKED, A.BLOCK): P.BLOCKED,
        (P.BLOCKED, A.FORCE): P.WEIGHED,
        (P.SEALED, A.FORCE): P.WEIGHED,  # a SKU without a weight: unprovable
        (P.WEIGHED, A.PREPRINT): P.ARCHIVED,
        (P.ARCHIVED, A.PREPRINT): P.ARCHIVED,
        (P.ARCHIVED, A.PASS): P.WEIGHED,
        (P.ARCHIVED, A.BLOCK): P.BLOCKED,
        (P.ARCHIVED, A.UNSEAL): P.OPEN,
        (P.ARCHIVED, A.CONFIRM): P.CONFIRMED,
        (P.ARCHIVED, A.VOID_WAYBILL): P.WEIGHED,  # its pre-print says an old address
        (P.CONFIRMED, A.LABEL): P.LABELLED,
        (P.CONFIRMED, A.VOID_WAYBILL): P.WEIGHED,
        (P.LABELLED, A.VOID_WAYBILL): P.WEIGHED,
        (P.LABELLED, A.ATTACH): P.ATTACHED,
        (P.ATTACHED, A.CAGE): P.CAGED,
        (P.ATTACHED, A.HAND_OVER): P.HANDED_OVER,
        (P.ATTACHED, A.VOID_WAYBILL): P.WEIGHED,
        (P.CAGED, A.HAND_OVER): P.HANDED_OVER,
        (P.CAGED, A.VOID_WAYBILL): P.WEIGHED,
        **{
            (state, A.VOID): P.VOID
            for state in (
                P.OPEN,
                P.SEALED,
                P.WEIGHED,
                P.BLOCKED,
                P.ARCHIVED,
                P.CONFIRMED,
                P.LABELLED,
                P.ATTACHED,
                P.CAGED,
            )
        },
    },
)

PROVEN = frozenset(
    {
        P.WEIGHED,
        P.ARCHIVED,
        P.CONFIRMED,
        P.LABELLED,
        P.ATTACHED,
        P.CAGED,
        P.HANDED_OVER,
    }
)
"""States that only the gate (or a forced pass) leads to."""

MAY_PRINT_LIVE = frozenset({P.CONFIRMED, P.LABELLED, P.ATTACHED})
"""States in which live label bytes may leave."""

OPEN_TO_SCANS = frozenset({P.OPEN, P.SEALED, P.BLOCKED})
"""States in which an item may be scanned into the parcel."""

WEIGHABLE = frozenset({P.SEALED, P.WEIGHED, P.BLOCKED, P.ARCHIVED})
"""States in which the gate may judge: before the second confirm."""

AT_BENCH = frozenset(set(P) - {P.ATTACHED, P.CAGED, P.HANDED_OVER, P.VOID})
"""States in which a bench still has something to do with the parcel."""

WIDEST = Decimal(10)
"""Percent; the gate is never wider."""
GATE: dict[str, Any] = {"percent": 10, "carriers": {}, "skus": {}, "light_divisions": False}
"""The site rule ``gate``: percent, tighter ones per carrier and SKU, the LIGHT opt-in."""
MOST: dict[str, Any] = {"max_g": 30_000, "carriers": {}}
"""The site rule ``parcels``: what one parcel may weigh at most, per carrier if it says so."""
TYPED_FROM = 12
"""Above so many units a line of light goods may be counted by typing, twice."""
BOUNCE_S = 0.08
"""Two triggers of one code within this are one (domain.md)."""
CAUSES = 3
OVERRIDE_FROM = 2
"""From this block on a supervisor may be asked to let the parcel pass."""


@dataclass(frozen=True)
class Gate:
    """The tolerance in force for one parcel; both ends of its band are inside.

    Attributes:
        percent: above 0, at most 10.
        division_g: one step of this bench's scale, grams.
        widen_light: the site opted in to two divisions for LIGHT parcels.
    """

    percent: Decimal
    division_g: Decimal = Decimal(1)
    widen_light: bool = False

    def accepts(self, measured_g: Decimal, expected_g: Decimal) -> bool:
        """Tell whether *measured_g* lies inside, exactly."""
        off = abs(measured_g - expected_g)
        if off * 100 <= self.percent * expected_g:
            return True
        return self.widen_light and self.is_light(expected_g) and off <= 2 * self.division_g

    def is_light(self, expected_g: Decimal) -> bool:
        """Tell whether the scale is too coarse to decide alone."""
        return WIDEST * expected_g < 100 * 2 * self.division_g

    def band(self, expected_g: Decimal) -> tuple[int, int]:
        """The lightest and the heaviest whole gram that pass."""
        reach = self.percent * expected_g / 100
        if self.widen_light and self.is_light(expected_g):
            reach = max(reach, 2 * self.division_g)
        return math.ceil(expected_g - reach), math.floor(expected_g + reach)

    def cannot_see(self, unit_g: Decimal, expected_g: Decimal) -> bool:
        """Tell whether one missing unit of this weight would pass unseen."""
        return unit_g * 100 <= self.percent * expected_g


def gate_of(
    rule: Mapping[str, Any], carrier: str | None, skus: Sequence[str], division_g: int
) -> Gate:
    """The gate of a parcel: the tightest of the site's, the carrier's and its SKUs' percent."""
    wanted = [rule["percent"], rule["carriers"].get(carrier, WIDEST)]
    wanted += [rule["skus"][sku] for sku in skus if sku in rule["skus"]]
    percent = min(WIDEST, *(Decimal(str(one)) for one in wanted))
    return Gate(percent, Decimal(division_g), bool(rule["light_divisions"]))


def most_g(rule: Mapping[str, Any], carrier: str | None) -> int:
    """Grams that one parcel may weigh: the scale's or the carrier's maximum."""
    return min(int(rule["max_g"]), int(rule["carriers"].get(carrier, rule["max_g"])))


@dataclass(frozen=True)
class Packed:
    """Units of one SKU in a parcel, as the weight sees them."""

    sku: str
    name: str
    quantity: int
    unit_g: Decimal


@dataclass(frozen=True)
class Cause:
    """A likely reason for a difference: so many units too few (negative) or too many.

    ``box`` names another box that the goods may lie in instead; ``sku`` is empty then.
    """

    sku: str
    name: str
    units: int
    grams: int
    box: str | None = None


def expected_g(
    packed: Sequence[tuple[Decimal | None, int]], extra_g: Decimal
) -> Decimal | None:
    """The sum of unit weight x quantity, box and filler; None when a weight is unknown."""
    total = extra_g
    for unit_g, quantity in packed:
        if unit_g is None:
            return None
        total += unit_g * quantity
    return total


def likely_causes(
    off_g: Decimal,
    packed: Sequence[Packed],
    percent: Decimal,
    boxes: Sequence[tuple[str, Decimal]] = (),
) -> list[Cause]:
    """What weighs as much as the scale is off by, units or another box; nearest first.

    Args:
        off_g: measured minus expected.
        packed: what should be in the parcel.
        percent: how far the cause's weight may be from *off_g*.
        boxes: each other box, and the grams that it weighs more than the right one.
    """
    found: list[tuple[Decimal, int, Cause]] = []
    for line in packed:
        if line.unit_g <= 0:
            continue
        units = int((off_g / line.unit_g).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        weight = units * line.unit_g
        residue = abs(off_g - weight)
        if units == 0 or -units > line.quantity or residue * 100 > percent * abs(weight):
            continue
        cause = Cause(line.sku, line.name, units, whole_g(weight))
        found.append((residue, abs(units), cause))
    for box, more_g in boxes:
        residue = abs(off_g - more_g)
        if more_g and residue * 100 <= percent * abs(more_g):
            found.append((residue, 1, Cause("", box, 0, whole_g(more_g), box)))
    found.sort(key=lambda one: one[:2])
    return [cause for _, _, cause in found[:CAUSES]]


def whole_g(grams: Decimal) -> int:
    """Whole grams for people, half to even."""
    return int(grams.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
