"""What every voice of a virtual scale is, and the rounding they share.

A voice belongs to one connection. `hear` takes what the host sent and returns the answers;
`speak` is called again and again and returns what is due by itself. Each whole frame is one
element of the list, so that a faulty scale can cut it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Protocol

from devices.scales.reading import GRAMS_PER

STREAM_S: Final = 0.05


class Voice(Protocol):
    """One connection's side of the conversation."""

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Take bytes of the host; return whole answers."""
        ...

    def speak(self, now: float) -> list[bytes]:
        """Return the frames that are due by themselves."""
        ...

    @property
    def busy(self) -> bool:
        """Something may become due without a word of the host."""
        ...


def in_unit(grams: Decimal, unit: str, division_g: Decimal) -> Decimal:
    """Return grams as the display shows them: decimals fine enough for one division."""
    step = division_g / GRAMS_PER[unit]
    places = max(0, -step.adjusted()) if step < 1 else 0
    value = grams / GRAMS_PER[unit]
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
