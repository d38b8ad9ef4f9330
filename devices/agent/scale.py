"""The bench's scale: a `ScalePort` of this PC, set up as the server says."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from devices.scales.port import ScaleError, ScalePort
from devices.scales.protocol import SettingError

SETTLE_S: Final = 3.0
NONE: Final[Mapping[str, Any]] = {
    "state": "none",
    "grams": None,
    "stable": False,
    "zero_seen": False,
    "unit": None,
    "raw_hex": "",
    "frame_id": "/0",
    "rejected": None,
    "age_ms": None,
    "marked": None,
}
AGES: Final = frozenset({"age_ms", "frame_id", "raw_hex", "marked"})
"""What changes with every frame of a scale at rest."""


@dataclass(frozen=True)
class Weighed:
    """A settled weight, or why there is none.

    Attributes:
        told: what the server is told, but for the age.
        at: when its frame came, on this process's monotonic clock.
    """

    told: dict[str, Any]
    at: float

    def answer(self, asked_at: float) -> dict[str, Any]:
        """What the server is told now.

        Args:
            asked_at: when the call reached this agent; the server takes the time that the
                call was held here off its own measure, and what is left was on the way.
        """
        now = time.monotonic()
        held_ms = int((now - asked_at) * 1000)
        return self.told | {"age_ms": int((now - self.at) * 1000), "held_ms": held_ms}


def moved(reading: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether a reading says anything new but its age."""
    names = (reading.keys() | before.keys()) - AGES
    return any(reading.get(name) != before.get(name) for name in names)


class BenchScale:
    """Opens the scale once the server has said what it speaks, and again when that changes."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._guard = threading.Lock()
        self._fitting: Mapping[str, Any] | None = None
        self._port: ScalePort | None = None
        self._name = ""
        self._marked = 0

    def fit(self, fitting: Mapping[str, Any] | None) -> None:
        """Set the scale up: protocol, division_g, unit, options, baudrate; None closes it."""
        with self._guard:
            if fitting == self._fitting:
                return
            self._fitting = fitting
            self._let_go()
            if fitting is not None and self._url is not None:
                self._open(self._url, fitting)

    def mark(self, frame_id: str | None) -> None:
        """Demand an empty pan after this frame; a frame of an earlier port says nothing new.

        A port that was opened anew wants to see an empty pan anyway.
        """
        name, _, number = (frame_id or "").rpartition("/")
        with self._guard:
            if name != self._name or not number.isdecimal() or self._port is None:
                return
            if int(number) > self._marked:
                self._marked = int(number)
                self._port.mark_parcel(self._marked)

    def do(self, kind: str, marked: str | None) -> Weighed:
        """Do what the server asks: weigh, zero or tare; anything else is refused.

        Args:
            kind: the word of the server's job.
            marked: the frame that was weighed last, as far as the server knows.
        """
        if kind == "weigh":
            self.mark(marked)
            return self.settled(SETTLE_S)
        outcome = "done" if self.command(kind) else "refused"
        return Weighed({"outcome": outcome}, time.monotonic())

    def settled(self, within_s: float) -> Weighed:
        """A weight that may decide, from frames that come from now on."""
        with self._guard:
            port, name = self._port, self._name
        if port is None:
            return _refused("no_reading")
        try:
            found = port.settled(within_s)
        except ScaleError as error:
            return _refused(error.reason)
        told = {
            "outcome": "done",
            "weight_g": format(found.weight_g, "f"),
            "raw_hex": found.raw_hex[:200],
            "frame_id": f"{name}/{found.frame_id}",
        }
        return Weighed(told, time.monotonic() - found.age_s)

    def command(self, kind: str) -> bool:
        """Zero or tare the scale; False when it cannot, or knows no such command."""
        with self._guard:
            port = self._port
        told = {"zero": port.zero, "tare": port.tare}.get(kind) if port else None
        return told is not None and told()

    def reading(self) -> dict[str, Any]:
        """What the scale shows now, as the server is told it."""
        with self._guard:
            port, name, marked = self._port, self._name, self._marked
        if port is None:
            return dict(NONE)
        live = port.latest()
        return {
            "state": live.state,
            "grams": live.grams,
            "stable": live.stable,
            "zero_seen": live.zero_seen,
            "unit": live.unit,
            "raw_hex": live.raw_hex[:200],
            "frame_id": f"{name}/{live.frame_id}",
            "rejected": live.rejected,
            "age_ms": None if live.age_s is None else int(live.age_s * 1000),
            "marked": f"{name}/{marked}",
        }

    def close(self) -> None:
        """Let the line go."""
        with self._guard:
            self._let_go()

    def _open(self, url: str, fitting: Mapping[str, Any]) -> None:
        try:
            self._port = ScalePort(
                url,
                str(fitting["protocol"]),
                division_g=int(fitting["division_g"]),
                unit=fitting.get("unit"),
                options=fitting.get("options"),
                baudrate=fitting.get("baudrate"),
            )
        except SettingError:
            return  # a newer server names a protocol that this agent does not know yet
        self._name, self._marked = secrets.token_hex(4), 0

    def _let_go(self) -> None:
        if self._port is not None:
            self._port.close()
        self._port = None


def _refused(reason: str) -> Weighed:
    return Weighed({"outcome": "refused", "reason": reason}, time.monotonic())
