"""What goes wrong on a day, on request: the same seed brings the same faults."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.simulation.book import LOOK_S, STEPS
from app.simulation.crew import Crew
from app.simulation.errors import StoppedError

KINDS: Final = {
    "kill": "SIGKILL of the server at random moments (kill=3: three times; 10 when not said)",
    "hub": "the hub answers badly: applied then 500, reset, 429, 503, slow",
    "network": "answers get lost on their way back to the people",
    "duplicates": "the hub posts orders again",
    "paper": "printers run out of paper",
    "scale": "scales fall silent, drift, send garbage",
    "short": "shelves hold less than the books say",
}
KILLS: Final = 10
LAST_KILL: Final = 0.9
"""No server dies in what is left of the day after so much of it."""
LOST: Final = 0.02
RESTLESS: Final = 0.25
SHORT: Final = 0.01
POSTED_AGAIN: Final = 0.2


@dataclass(frozen=True)
class Faults:
    """Which faults a day has; *kills* is how often the server dies."""

    kinds: frozenset[str]
    kills: int

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds


def parse(text: str) -> Faults:
    """Read ``kill=3,hub,network``; ``all`` stands for each of them.

    Raises:
        StoppedError: there is no such fault.
    """
    kills, kinds = KILLS, set()
    for part in [one.strip() for one in text.split(",") if one.strip()]:
        kind, _, count = part.partition("=")
        if kind == "all":
            kinds |= set(KINDS)
        elif kind not in KINDS or (count and not (kind == "kill" and count.isdigit())):
            raise StoppedError(f"no fault {part!r}; there are: all, {', '.join(KINDS)}")
        else:
            kinds.add(kind)
            kills = int(count) if count else kills
    return Faults(frozenset(kinds), kills if "kill" in kinds else 0)


def begin(faults: Faults, crew: Crew, seed: int, orders: int) -> None:
    """Let things go wrong from now on, on a day of so many *orders*."""
    made, dice = crew.kit, random.Random(f"{seed} faults")  # noqa: S311  play
    if "hub" in faults:
        made.hub.be_restless(RESTLESS)
    if "network" in faults:
        made.line.lose = LOST
    if "short" in faults:
        crew.slips.short = SHORT
    if faults.kills:
        _thread(lambda: _kill(faults.kills, orders, crew, dice))
    if "paper" in faults:
        _thread(lambda: _paper(crew, random.Random(f"{seed} paper")))  # noqa: S311
    if "scale" in faults:
        _thread(lambda: _scale(crew, random.Random(f"{seed} scale")))  # noqa: S311


def end(crew: Crew) -> None:
    """Let everything be well again, so that the day can end."""
    crew.kit.hub.be_restless(0)
    crew.kit.line.lose = 0.0
    for bench in crew.kit.benches:
        bench.printer.fault("none")
        bench.scale.fault("none")


def _kill(times: int, orders: int, crew: Crew, dice: random.Random) -> None:
    """Kill over the whole day: how far it has come says when, not the clock."""
    for share in sorted(dice.uniform(0, LAST_KILL) for _ in range(times)):
        while crew.book.steps_done() < share * orders * STEPS:
            if crew.pace.stop.wait(LOOK_S):
                return
        if crew.pace.stop.wait(dice.random()):
            return
        crew.kit.site.kill()
        crew.kit.site.ensure()


def _paper(crew: Crew, dice: random.Random) -> None:
    while not crew.pace.stop.wait(dice.uniform(2.0, 6.0)):
        printer = dice.choice(crew.kit.benches).printer
        printer.fault(dice.choice(("paper_out", "head_open")))
        crew.pace.stop.wait(1.5)
        printer.fault("none")


def _scale(crew: Crew, dice: random.Random) -> None:
    while not crew.pace.stop.wait(dice.uniform(2.0, 6.0)):
        scale = dice.choice(crew.kit.benches).scale
        kind = dice.choice(("silent", "garbage", "half_frames", "restless", "drift"))
        if kind == "drift":
            scale.fault("drift", percent=20)
        else:
            scale.fault(kind)
        crew.pace.stop.wait(1.5)
        scale.fault("none")


def _thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()
