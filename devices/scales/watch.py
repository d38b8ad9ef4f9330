"""What the readings of one scale amount to: is it at rest, is it fresh, was it empty before?

Pure: readings and times in, answers out. Times are seconds of one monotonic clock.

The rules, all of them so that no parcel is let through on an unproven weight:

* At rest: two equal readings (within one division) in a row that the scale itself calls
  stable, no more than 2 s apart; where the protocol has no such word, five within a second.
  A frame that says it moves is never at rest, whatever the protocol promises.
* Fresh: not older than 2 s.
* Zero: at most half a division from 0, that is, a pan that shows nothing.
* Between two parcels the pan must have shown zero, at rest, since the mark of the last one,
  and not rested more than two divisions below it after that.
  A watch begins with a mark: what lay on the pan before it looked is nobody's parcel.
* The unit stays what it was; 2.6 lb must never be taken for 2.6 kg on another bench.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from devices.scales.reading import Reading, Rejected

FRESH_S: Final = 2.0
FLAGGED_FRAMES: Final = 2
FLAGLESS_FRAMES: Final = 5
FLAGLESS_WINDOW_S: Final = 1.0
FLICKER: Final = 2
"""Divisions by which an empty pan may flicker below zero."""

State = Literal["disconnected", "silent", "unstable", "overload", "under_zero", "ok"]
Reason = Literal[
    "no_reading", "unstable", "stale", "negative", "zero", "overload", "unit_changed",
    "not_zeroed",
]


@dataclass(frozen=True, kw_only=True)
class Live:
    """What a scale shows at this moment, for a page.

    Attributes:
        state: disconnected, silent, unstable, overload, under_zero or ok.
        grams: whole grams on the pan, None when there is no number.
        stable: at rest by the rules of this module.
        unit: the unit of the last frame.
        age_s: seconds since the last frame, None when there was none.
        raw_hex: the last frame, hexadecimal.
        frame_id: counts the readings of this port from 1; 0 before the first.
        zero_seen: the pan was empty since the last parcel.
        rejected: why the last bytes were no reading, None when they were one.
    """

    state: State
    grams: int | None
    stable: bool
    unit: str | None
    age_s: float | None
    raw_hex: str
    frame_id: int
    zero_seen: bool
    rejected: str | None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One weight that may decide about a parcel.

    Attributes:
        grams: whole grams, rounded half to even.
        weight_g: grams, exact.
        unit: unit of the frame.
        raw_hex: the frame, hexadecimal; kept with the weighing so that it can be read again.
        frame_id: number of the frame on its port; give it to `mark_parcel` after the commit.
        age_s: seconds since the frame came.
    """

    grams: int
    weight_g: Decimal
    unit: str | None
    raw_hex: str
    frame_id: int
    age_s: float


class Watch:
    """Follows the readings of one scale."""

    def __init__(self, *, division_g: Decimal, says_stable: bool, unit: str | None) -> None:
        """Begin without a reading.

        Args:
            division_g: one step of the display, grams.
            says_stable: the frames carry a stability flag.
            unit: the unit agreed when the port was commissioned; None takes the first seen.
        """
        self._division_g = division_g
        self._says_stable = says_stable
        self._unit = unit
        needed = FLAGGED_FRAMES if says_stable else FLAGLESS_FRAMES
        self._recent: deque[tuple[float, Reading]] = deque(maxlen=needed)
        self._rejected: str | None = None
        self._mark = 0
        self._zero_id = 0
        self.frame_id = 0
        self.connected = False

    def see(self, frame: Reading | Rejected, now: float) -> None:
        """Take the next frame of the scale."""
        if isinstance(frame, Rejected):
            self._rejected = frame.reason
            return
        self._rejected = None
        self.frame_id += 1
        self._recent.append((now, frame))
        if self._unit is None and frame.weight_g is not None:
            self._unit = frame.unit
        if self._at_rest():
            self._judge_zero(frame)

    def _judge_zero(self, resting: Reading) -> None:
        """Note an empty pan; one that rests below zero says that its zero is true no more."""
        assert resting.weight_g is not None
        if self._is_zero(resting):
            self._zero_id = self.frame_id
        elif resting.weight_g < -FLICKER * self._division_g:
            self._zero_id = 0

    def lose(self) -> None:
        """Forget the readings: the line is gone, or what came over it is of unknown age."""
        self._recent.clear()

    def mark_parcel(self, frame_id: int | None = None) -> None:
        """Demand an empty pan after this frame before the next parcel may settle."""
        self._mark = self.frame_id if frame_id is None else frame_id

    @property
    def zero_seen(self) -> bool:
        """The pan was empty since the mark."""
        return self._zero_id > self._mark

    def refusal(self, now: float) -> Reason | None:
        """Return why the scale proves no weight now, or None when it does."""
        if not self.connected or not self.frame_id:
            return "no_reading"
        if not self._recent or now - self._recent[-1][0] > FRESH_S:
            return "stale"
        last = self._recent[-1][1]
        if last.overload:
            return "overload"
        if last.underload:
            return "negative"
        if not self._at_rest():
            return "unstable"
        return self._refusal_at_rest(last)

    def _refusal_at_rest(self, last: Reading) -> Reason | None:
        if last.unit != self._unit:
            return "unit_changed"
        if self._is_zero(last):
            return "zero"
        if last.negative:
            return "negative"
        return None if self.zero_seen else "not_zeroed"

    def settled(self, now: float) -> Settled:
        """Return the last reading as a proven weight; ask `refusal` first."""
        at, last = self._recent[-1]
        assert last.weight_g is not None
        return Settled(
            grams=whole(last.weight_g), weight_g=last.weight_g, unit=last.unit,
            raw_hex=last.raw.hex(), frame_id=self.frame_id, age_s=now - at,
        )

    def live(self, now: float) -> Live:
        """Return what a page shows."""
        at, last = self._recent[-1] if self._recent else (None, None)
        weight = last.weight_g if last else None
        return Live(
            state=self._state(now), grams=None if weight is None else whole(weight),
            stable=self._at_rest(), unit=last.unit if last else None,
            age_s=None if at is None else now - at, raw_hex=last.raw.hex() if last else "",
            frame_id=self.frame_id, zero_seen=self.zero_seen, rejected=self._rejected,
        )

    def _state(self, now: float) -> State:
        if not self.connected:
            return "disconnected"
        if not self._recent or now - self._recent[-1][0] > FRESH_S:
            return "silent"
        last = self._recent[-1][1]
        if last.overload:
            return "overload"
        if last.underload or (last.negative and not self._is_zero(last)):
            return "under_zero"
        return "ok" if self._at_rest() else "unstable"

    def _at_rest(self) -> bool:
        if len(self._recent) < (self._recent.maxlen or 0):
            return False
        weights = [one.weight_g for _, one in self._recent if one.weight_g is not None]
        if len(weights) < len(self._recent) or len({r.unit for _, r in self._recent}) > 1:
            return False
        if max(weights) - min(weights) > self._division_g:
            return False
        apart_s = self._recent[-1][0] - self._recent[0][0]
        if self._says_stable:
            return apart_s <= FRESH_S and all(one.stable is True for _, one in self._recent)
        moves = any(one.stable is False for _, one in self._recent)
        return apart_s <= FLAGLESS_WINDOW_S and not moves

    def _is_zero(self, reading: Reading) -> bool:
        return reading.weight_g is not None and abs(reading.weight_g) <= self._division_g / 2


def whole(grams: Decimal) -> int:
    """Return whole grams, half to even."""
    return int(grams.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
