"""What earlier weights say: a warning or a proposal, never a wider gate. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

EQUALS_FROM = 3
"""So many equal parcels say what is usual."""
UNUSUAL_PERCENT = 5
UNUSUAL_DEVIATIONS = 2
PROPOSE_FROM = 5
"""So many weighings of a SKU alone say what a unit weighs."""
PROPOSE_PERCENT = 2
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Usual:
    """What equal parcels weighed.

    Attributes:
        grams: their median.
        reach_g: how far from it a weight is still usual.
        parcels: how many there were.
    """

    grams: Decimal
    reach_g: Decimal
    parcels: int

    def warns(self, measured_g: Decimal) -> bool:
        """Tell whether a weight is unlike its equals; the end of the reach is usual."""
        return abs(measured_g - self.grams) > self.reach_g


def usual(weights_g: Sequence[Decimal]) -> Usual | None:
    """What parcels with these weights, all equal inside, say of the next; None when too few.

    Unusual is more than 5 percent *and* more than two mean absolute deviations away.
    """
    if len(weights_g) < EQUALS_FROM:
        return None
    middle = median(weights_g)
    deviation = sum((abs(one - middle) for one in weights_g), Decimal(0)) / len(weights_g)
    reach_g = max(UNUSUAL_PERCENT * middle / 100, UNUSUAL_DEVIATIONS * deviation)
    return Usual(middle, reach_g, len(weights_g))


def proposed_g(known_g: Decimal, weights_g: Sequence[Decimal]) -> Decimal | None:
    """What a unit seems to weigh, when that is not what the catalogue says; else None.

    Args:
        known_g: the catalogue's weight of one unit.
        weights_g: one unit's weight by each weighing that teaches.
    """
    if len(weights_g) < PROPOSE_FROM:
        return None
    middle = median(weights_g).quantize(THOUSANDTH)
    return middle if abs(middle - known_g) * 100 > PROPOSE_PERCENT * known_g else None
