"""What a printer's answer says of it, whatever language it speaks.

An answer names troubles or says that there are none. No answer, half an answer or noise is
`UNKNOWN`: a value of its own, never taken for readiness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

TROUBLES: Final = (
    "paper_out",
    "head_open",
    "ribbon_out",
    "paused",
    "too_hot",
    "cutter",
    "jam",
    "error",
)
"""Every trouble there is a name for; ``error`` is one that the printer does not name."""


@dataclass(frozen=True, kw_only=True)
class PrinterState:
    """What one answer says.

    Attributes:
        known: it is an answer at all.
        troubles: names out of `TROUBLES`, the one to mend first in front.
        waiting: labels not printed yet; None where the language does not tell.
        printing: paper is moving.
    """

    known: bool = True
    troubles: tuple[str, ...] = ()
    waiting: int | None = None
    printing: bool = False

    @property
    def name(self) -> str:
        """``ready``, ``unknown`` or the first trouble."""
        if not self.known:
            return "unknown"
        return self.troubles[0] if self.troubles else "ready"


UNKNOWN: Final = PrinterState(known=False)

Parse = Callable[[bytes], PrinterState]
Exchange = Callable[[bytes, Parse], PrinterState]
"""(question, parser) -> what came until the parser knew, or `UNKNOWN` when time was up."""


def flagged(value: int, names: tuple[tuple[int, str], ...]) -> tuple[str, ...]:
    """Name the bits that are set, each name once."""
    return tuple(dict.fromkeys(name for bit, name in names if value & bit))
