"""Somebody at a bench: their hands on its pan, and their calls to the floor."""

from __future__ import annotations

import time
from typing import Any, Final

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person
from app.simulation.voice import Refusal

View = dict[str, Any]

WEIGH_TRIES: Final = 12
ZERO_S: Final = 5.0


class StoppedError(Exception):
    """The order was intercepted: hands off."""


class AtBench:
    """What a packer does everything with.

    Attributes:
        crew: all who work on the floor.
        badge: the packer's.
        bench, voice, dice: the devices, the way to call, and the packer's own luck.
    """

    def __init__(self, crew: Crew, person: Person) -> None:
        self.crew = crew
        self.badge = person.badge
        self.bench = crew.kit.bench(person.bench)
        self.voice = crew.kit.voice(person, hash_of(person.badge))
        self.dice = crew.dice(person.badge)

    def calm(
        self, method: str, path: str, body: View | None = None, *, keyed: bool = True
    ) -> Any:
        """Call; an intercepted order is put down.

        Raises:
            StoppedError: the order was intercepted.
            Refusal: the floor says no.
        """
        try:
            return (
                self.voice.post(path, body, keyed=keyed)
                if method == "POST"
                else self.voice.get(path)
            )
        except Refusal as refusal:
            if refusal.code == "order.intercepted":
                raise StoppedError from None
            raise

    def put_on(self, grams: float) -> None:
        """Lay a parcel on the pan; no two hands lay it the same."""
        self.crew.pace.take("weigh")
        self.bench.scale.place(round(grams * self.dice.uniform(0.997, 1.003)))

    def empty_pan(self) -> None:
        """Take everything off, and wait until the scale has said zero twice."""
        self.bench.scale.clear()
        until = time.monotonic() + ZERO_S
        while self.bench.scale.pan.zero_frames < 2 and time.monotonic() < until:
            time.sleep(0.02)
