"""The report of a day, as contracts.md §3 has it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Aside:
    """What is said of a day beside its report, whose keys are the contract's.

    Attributes:
        dropped_lines: lines of the file that were no goods.
        not_shipped: why an order did not ship, by its number.
        restarts: how often the server was started again.
        rss_mb: the server's memory, at the first look and at the most.
    """

    dropped_lines: int = 0
    restarts: int = 0
    rss_mb: dict[str, float] = field(default_factory=dict)
    not_shipped: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """As a terminal shows it."""
        memory = ", ".join(f"{when} {mb:.0f} MB" for when, mb in self.rss_mb.items())
        return [
            *(f"not shipped: {number} ({why})" for number, why in self.not_shipped.items()),
            *([f"lines that were no goods: {self.dropped_lines}"] * bool(self.dropped_lines)),
            *([f"the server was started again {self.restarts} times"] * bool(self.restarts)),
            *([f"the server's memory: {memory}"] * bool(memory)),
        ]


@dataclass
class Report:
    """One day in figures.

    Attributes:
        accepted: orders taken in, held ones too.
        held: orders that are held at the end, by their first reason.
        aside: what is no part of the written report.
    """

    orders: int = 0
    accepted: int = 0
    replayed: int = 0
    refused: int = 0
    held: dict[str, int] = field(default_factory=dict)
    shipped: int = 0
    cancelled: int = 0
    lines: int = 0
    units_shipped: int = 0
    parcels: int = 0
    weight_blocks: int = 0
    labels_printed: int = 0
    reprints: int = 0
    returns: int = 0
    hub_events: int = 0
    hub_duplicates: int = 0
    hub_out_of_order: int = 0
    wrong_scans_refused: int = 0
    scan_ms: dict[str, float] = field(default_factory=dict)
    wall_s: float = 0.0
    invariants: dict[str, bool] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    aside: Aside = field(default_factory=Aside)

    @property
    def is_good(self) -> bool:
        """Whether every invariant holds and everything that could ship has shipped."""
        return not self.violations and all(self.invariants.values())

    def write(self, path: Path) -> None:
        """Write it as one JSON object."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = asdict(self)
        del told["aside"]
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds at 50, 95 and 99 percent."""
    ordered = sorted(seconds) or [0.0]
    last = len(ordered) - 1
    return {
        f"p{share}": round(ordered[round(last * share / 100)] * 1000, 2)
        for share in (50, 95, 99)
    }
