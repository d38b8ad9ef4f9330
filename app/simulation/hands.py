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

PAUSE_S = 0.4


def lend(made: Kit) -> None:
    """Lift the visitor's parcels until the demo ends."""
    bench = made.bench(VISITOR_BENCH)
    voice = made.voice(HANDS, 90)
    lies: str | None = None
    while not made.line.stop.wait(PAUSE_S):
        with contextlib.suppress(Refusal, httpx.HTTPError):
            waits = _waiting(voice)
            if waits is None:
                bench.scale.clear()
                lies = None
            elif waits[0] != lies:
                lies, grams = waits
                bench.scale.place(grams)


def _waiting(voice: Voice) -> tuple[str, int] | None:
    """The parcel that wants to be weighed at the visitor's bench, and what it weighs."""
    here = voice.get(f"/api/v1/benches/{VISITOR_BENCH}")
    if here["parcel_no"] is None:
        return None
    parcel = voice.get(f"/api/v1/parcels/{here['parcel_no']}")
    if parcel["state"] != "sealed" or parcel["expected_g"] is None:
        return None
    return f"{parcel['parcel_no']}/{parcel['blocks']}", round(parcel["expected_g"])
