"""The pan of a virtual scale: what lies on it, how it comes to rest, what is wrong with it.

Pure but for a lock: the time is an argument, so a test can hold it still.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from devices.scales.protocol import SettingError
from devices.scales.reading import GRAMS_PER

SETTLE_S: Final = 0.12
SWING: Final = Decimal("0.25")

FAULTS: Final[dict[str, tuple[str, ...]]] = {
    "none": (),
    "drift": ("percent",),
    "freeze": (),
    "silent": (),
    "restless": (),
    "overload": (),
    "underload": (),
    "negative": ("grams",),
    "garbage": (),
    "half_frames": (),
    "unit": ("unit",),
    "vanish": ("seconds",),
}
"""Every fault a virtual scale can have, and what each may be told."""


@dataclass(frozen=True)
class Shown:
    """What the display of the scale says.

    Attributes:
        grams: net weight on the display, whole divisions.
        stable: at rest.
        unit: the unit in which the scale speaks.
        net: a tare is taken off.
        range: "" inside, "+" too much, "-" too little.
    """

    grams: Decimal
    stable: bool
    unit: str
    net: bool
    range: str


class Pan:
    """Holds a weight and shows it the way a scale would."""

    def __init__(
        self,
        *,
        division_g: Decimal = Decimal(1),
        capacity_g: Decimal = Decimal(30_000),
        unit: str = "kg",
        settle_s: float = SETTLE_S,
    ) -> None:
        self.division_g = division_g
        self.capacity_g = capacity_g
        self._home_unit = unit
        self._settle_s = settle_s
        self._lock = threading.RLock()
        self._grams = Decimal(0)
        self._before = Decimal(0)
        self._moved_at = float("-inf")
        self._zero_g = Decimal(0)
        self._tare_g = Decimal(0)
        self._frozen: Shown | None = None
        self._given: dict[str, object] = {}
        self.fault = "none"
        self.zero_frames = 0

    def put(self, grams: Decimal, now: float) -> None:
        """Let this weight lie on the pan, in place of what lay there."""
        with self._lock:
            self._before, self._grams, self._moved_at = self._grams, grams, now
            self.zero_frames = 0

    def fail(self, kind: str, given: dict[str, object], now: float) -> None:
        """Begin a fault, which ends the one before; ``none`` heals.

        Raises:
            SettingError: no such fault, or it is told something it does not know.
        """
        if kind not in FAULTS:
            raise SettingError(f"no fault {kind!r}; there are: {', '.join(FAULTS)}")
        if strange := set(given) - set(FAULTS[kind]):
            raise SettingError(f"{kind} takes {FAULTS[kind]}, not {sorted(strange)}")
        if given.get("unit", "lb") not in GRAMS_PER:
            raise SettingError(f"no unit {given['unit']!r}; there are: {', '.join(GRAMS_PER)}")
        with self._lock:
            self._frozen = self.shown(now) if kind == "freeze" else None
            self.fault, self._given = kind, given

    def number(self, name: str, default: str) -> Decimal:
        """Return a number the fault was told, or the default."""
        return Decimal(str(self._given.get(name, default)))

    def set_zero(self, now: float) -> bool:
        """Take the load as zero, as the scale's own key does within 2 % of its range."""
        with self._lock:
            load = self._load(now)
            if abs(load) > self.capacity_g * 2 / 100:
                return False
            self._zero_g, self._tare_g = load, Decimal(0)
            return True

    def set_tare(self, now: float) -> Decimal:
        """Take the load as tare; return it in grams."""
        with self._lock:
            self._tare_g = self._round(self._load(now) - self._zero_g)
            return self._tare_g

    def clear_tare(self) -> None:
        """Show the gross weight again."""
        self._tare_g = Decimal(0)

    @property
    def tare_g(self) -> Decimal:
        """The tare in force, grams."""
        return self._tare_g

    @property
    def grams(self) -> Decimal:
        """What truly lies on the pan, grams."""
        return self._grams

    def shown(self, now: float) -> Shown:
        """Return the display."""
        with self._lock:
            if self._frozen:
                return self._frozen
            gross = self._round(self._load(now) - self._zero_g)
            grams = gross - self._tare_g
            if self.fault == "negative":
                grams = -abs(self.number("grams", "5"))
            return Shown(
                grams=grams, stable=self._rests(now), unit=self._unit(),
                net=self._tare_g != 0, range=self._range(gross),
            )

    def count_zero(self, shown: Shown) -> None:
        """Note that a resting zero was spoken to somebody."""
        if shown.stable and shown.grams == 0 and not shown.range:
            self.zero_frames += 1

    def _load(self, now: float) -> Decimal:
        load = self._grams
        if self.fault == "drift":
            load = load * (100 + self.number("percent", "12")) / 100
        if self._rests(now):
            return load
        left = 1 - Decimal(str(min((now - self._moved_at) / self._settle_s, 1.0)))
        swing = SWING * left if int(now * 50) % 2 else -SWING * left
        if self.fault == "restless":
            swing = SWING / 10 if int(now * 10) % 2 else -SWING / 10
            return load + swing * max(load, Decimal(200))
        return load + (self._before - load) * left * left + swing * abs(load - self._before)

    def _rests(self, now: float) -> bool:
        return self.fault != "restless" and now - self._moved_at >= self._settle_s

    def _unit(self) -> str:
        if self.fault == "unit":
            return str(self._given.get("unit", "lb"))
        return self._home_unit

    def _range(self, gross: Decimal) -> str:
        if self.fault == "overload" or gross > self.capacity_g + 9 * self.division_g:
            return "+"
        return "-" if self.fault == "underload" else ""

    def _round(self, grams: Decimal) -> Decimal:
        steps = (grams / self.division_g).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        return steps * self.division_g
