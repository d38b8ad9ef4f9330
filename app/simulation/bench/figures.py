"""What a load left behind: a rate and the spread of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured configuration.

    Attributes:
        name: what was measured.
        done: answered calls.
        wall_s: from the first call to the last answer.
        times_ms: how long each call took; empty where nobody waits (the floor).
        cpu_s: processor time of the server, None when unknown.
    """

    name: str
    done: int
    wall_s: float
    times_ms: Sequence[float] = ()
    cpu_s: float | None = None

    @property
    def per_s(self) -> float:
        """Calls per second."""
        return self.done / self.wall_s if self.wall_s else 0.0

    def ratio(self, against: Figure) -> float:
        """How many times the rate of *against*."""
        return round(self.per_s / against.per_s, 3) if against.per_s else 0.0

    def percentile(self, percent: float) -> float:
        """The time below which *percent* of the calls were answered, in ms."""
        if not self.times_ms:
            return 0.0
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "name": self.name,
            "done": self.done,
            "per_s": round(self.per_s, 1),
            "p50_ms": round(self.percentile(50), 2),
            "p95_ms": round(self.percentile(95), 2),
            "p99_ms": round(self.percentile(99), 2),
            "cpu_ms_each": self._cpu_each(),
        }

    def as_text(self, against: Figure | None = None) -> str:
        """One line of the printed table, with the ratio to *against*."""
        ratio = f"{self.ratio(against):6.2f}x" if against else " " * 7
        cpu = self._cpu_each()
        return (
            f"{self.name:44} {self.per_s:9.0f}/s {ratio}  "
            f"p50 {self.percentile(50):7.1f}  p95 {self.percentile(95):7.1f}  "
            f"p99 {self.percentile(99):7.1f} ms"
            + (f"  cpu {cpu:.2f} ms" if cpu is not None else "")
        )

    def _cpu_each(self) -> float | None:
        if self.cpu_s is None or not self.done:
            return None
        return round(self.cpu_s * 1000 / self.done, 3)
