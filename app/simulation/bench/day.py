"""``wavegate bench day``: a whole day played by virtual people, as figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.simulation.bench import load, prepare

LINES = 3
UNITS = 2


@dataclass(frozen=True)
class DayFigure:
    """One day.

    Attributes:
        wall_s: from opening the site to the last check of its invariants.
        scan_ms: a picker's wait for the verdict at 50, 95 and 99 percent.
    """

    orders: int
    lines: int
    units: int
    parcels: int
    pickers: int
    benches: int
    wall_s: float
    scan_ms: dict[str, float]

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return asdict(self) | {
            "orders_per_h": self._per_h(self.orders),
            "units_per_h": self._per_h(self.units),
        }

    def as_text(self) -> str:
        """For a terminal."""
        waits = "  ".join(f"{name} {ms:.1f}" for name, ms in self.scan_ms.items())
        return (
            f"{self.orders} orders, {self.lines} lines, {self.units} units, {self.parcels} "
            f"parcels in {self.wall_s:.1f} s by {self.pickers} pickers at {self.benches} "
            f"benches: {self._per_h(self.orders)} orders an hour, every invariant holds; "
            f"a scan {waits} ms"
        )

    def _per_h(self, done: int) -> int:
        return round(done * 3600 / self.wall_s)


def run(folder: Path, orders: int, pickers: int, benches: int) -> DayFigure:
    """Play a day on a site of its own, SQLite, in *folder*.

    Raises:
        load.LoadError: an invariant does not hold, or an order that could ship has not.
    """
    made = prepare.orders(orders, lines=LINES, units=UNITS, prefix="D")
    (folder / "orders.jsonl").write_text("\n".join(map(json.dumps, made)), "utf-8")
    options = ("--orders", "orders.jsonl", "--report", "report.json", "--json")
    crew = ("--pickers", str(pickers), "--benches", str(benches))
    done = _simulate(folder, *options, *crew)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise load.LoadError(f"the day did not end well: {said}")
    report = json.loads(done.stdout)
    return DayFigure(
        orders=report["shipped"],
        lines=report["lines"],
        units=report["units_shipped"],
        parcels=report["parcels"],
        pickers=pickers,
        benches=benches,
        wall_s=report["wall_s"],
        scan_ms=report["scan_ms"],
    )


def _simulate(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command, on a site that no setting of this process reaches."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith("WAVEGATE_")}  # noqa: TID251  handed on
    command: Sequence[str] = (sys.executable, "-m", "app.cli", "simulate", "day", *options)
    return subprocess.run(  # noqa: S603  our own command
        command, cwd=folder, env=outside, capture_output=True, text=True, check=False
    )
