"""The visitor's hands at the demo's bench: nobody on the other side of a screen can lift a box.

When the visitor's parcel waits to be weighed, it is put on the virtual scale; it comes off
again when the gate has judged it.
"""

from __future__ import annotations

import contextlib

import httpx

from app.simulation.kit import Kit
from app.simulation.seed import HANDS, VISITOR_BENCH
from app.simulation.voice import Refusal, Voice
from devices.scales.virtual import VirtualScale

PAUSE_S = 0.4


class Hands:
    """Lay what waits onto a pan and take it off, each once: a touched scale is restless."""

    def __init__(self, pan: VirtualScale) -> None:
        self._pan = pan
        self._lies: str | None = None

    def follow(self, waits: tuple[str, int] | None) -> None:
        """See to it that on the pan lies what *waits*: which weighing of what, and grams."""
        if waits is None:
            if self._lies is not None:
                self._pan.clear()
            self._lies = None
        elif waits[0] != self._lies:
            self._lies, grams = waits
            self._pan.place(grams)


def lend(made: Kit) -> None:
    """Lift the visitor's parcels until the demo ends."""
    hands = Hands(made.bench(VISITOR_BENCH).scale)
    voice = made.voice(HANDS, 90)
    while not made.line.stop.wait(PAUSE_S):
        with contextlib.suppress(Refusal, httpx.HTTPError):
            hands.follow(_waiting(voice))


def _waiting(voice: Voice) -> tuple[str, int] | None:
    """The parcel that wants to be weighed at the visitor's bench, and what it weighs."""
    here = voice.get(f"/api/v1/benches/{VISITOR_BENCH}")
    if here["parcel_no"] is None:
        return None
    parcel = voice.get(f"/api/v1/parcels/{here['parcel_no']}")
    if parcel["state"] != "sealed" or parcel["expected_g"] is None:
        return None
    return f"{parcel['parcel_no']}/{parcel['blocks']}", round(parcel["expected_g"])
