"""Who works on a simulated floor: the pace, the slips, the log, and the threads."""

from __future__ import annotations

import queue
import random
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from app.simulation.book import Book
from app.simulation.errors import DeadFloorError
from app.simulation.kit import Kit
from app.simulation.order_files import Comeback
from app.simulation.seed import COLLEAGUES, Person
from app.simulation.voice import Refusal

SECONDS: Final = {"scan": 2.5, "walk": 6.0, "pack": 3.0, "weigh": 2.0, "look": 4.0}
"""How long people take, floor time."""
SPARED: Final = {
    "picker": (8, 10),
    "packer": (8, 10),
    "supervisor": (0, 24),
    "dispatcher": (0, 12),
    "returns": (1, 3),
}
"""So much of a role's work waits for a visitor: before and while somebody plays that role."""


@dataclass
class Pace:
    """How fast people work; a day takes no pauses at all.

    Attributes:
        speed: times faster than people; 0 means no pauses.
        stop: set when everybody shall go home.
    """

    speed: float
    stop: threading.Event

    def take(self, what: str, times: int = 1) -> None:
        """Let the time pass that people need for it."""
        if self.speed:
            self.stop.wait(SECONDS[what] * times / self.speed)

    def idle(self, times: int) -> None:
        """Nothing to do, for the so-manieth time: look again soon, then less often."""
        shortest = SECONDS["look"] / self.speed if self.speed else 0.1
        self.stop.wait(min(shortest * 2 ** min(times, 5), max(2.0, shortest)))


@dataclass
class Log:
    """What happened, for the report and for the checks after the day.

    Attributes:
        acknowledged: pick scans and their first verdicts, (scan, verdict).
        accepted_wrong: scans that were wrong on purpose and yet counted: a violation.
        trouble: what the floor refused unexpectedly; *crashes*: bugs of these people.
        scan_s: seconds of each scanning call, by scan.
        waybills: waybill -> parcel, as the floor confirmed them.
    """

    acknowledged: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    accepted_wrong: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    scan_s: list[float] = field(default_factory=list)
    waybills: dict[str, str] = field(default_factory=dict)
    wrong_refused: int = 0
    weight_blocks: int = 0
    reprints: int = 0
    returns: int = 0
    manifests: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, n: int = 1) -> None:
        """Count."""
        with self.guard:
            setattr(self, name, getattr(self, name) + n)


@dataclass
class Slips:
    """How often people do it wrong (0 to 1 of what they do).

    Attributes:
        wrong_item, wrong_tote, twice: scans at the shelf.
        weight: a unit forgotten or put in twice, found by the scale.
        short: a shelf that holds less than the books say.
    """

    wrong_item: float = 0.01
    wrong_tote: float = 0.01
    twice: float = 0.01
    weight: float = 0.02
    short: float = 0.0
    reprint: float = 0.01


@dataclass
class Crew:
    """What all who work on the floor share.

    Attributes:
        spared: how much of a role's waiting work is left alone, for whoever visits.
        comebacks: goods on their way back to the returns desk.
        in_hand: tasks of the list that each picker walks, by badge.
        turn: held while somebody looks for the next list.
    """

    kit: Kit
    book: Book
    pace: Pace
    log: Log
    slips: Slips
    spared: Callable[[str], int] = lambda _: 0
    seed: int = 1
    comebacks: queue.Queue[Comeback] = field(default_factory=queue.Queue)
    busy: dict[str, bool] = field(default_factory=dict)
    in_hand: dict[str, int] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def dice(self, badge: str) -> random.Random:
        """Somebody's own luck, the same in every run."""
        return random.Random(f"{self.seed} {badge}")  # noqa: S311  play

    def leaves(self, role: str, waiting: int) -> bool:
        """Tell whether the few orders that wait are left to a visitor."""
        spared = self.spared(role)
        return spared > 0 and waiting <= spared

    def worker(self, person: Person, once: Callable[[], bool]) -> threading.Thread:
        """A thread that works while there is work: *once* tells whether it found some."""

        def work() -> None:
            idle = 0
            while not self.pace.stop.is_set():
                self.busy[person.badge] = True
                try:
                    found = once()
                except Refusal as refusal:
                    self.log.trouble.append(f"{person.badge}: {refusal}")
                    found = False
                except DeadFloorError:
                    return
                except Exception:  # noqa: BLE001  a person who breaks down is told, not lost
                    self.log.crashes.append(f"{person.badge}: {traceback.format_exc()}")
                    found = False
                self.busy[person.badge] = found
                idle = 0 if found else idle + 1
                if not found:
                    self.pace.idle(idle)

        return threading.Thread(target=work, name=person.badge, daemon=True)


def start(crew: Crew, people: list[Person], *, plans_waves: bool = True) -> None:
    """Let people begin to work."""
    from app.simulation.desk import Clerk
    from app.simulation.dock import Dispatcher
    from app.simulation.office import Supervisor
    from app.simulation.packers import Packer
    from app.simulation.pickers import Picker
    from app.simulation.sorters import Sorter

    kinds: dict[str, Callable[[Crew, Person], Any]] = {
        "picker": Picker,
        "packer": Packer,
        "dispatcher": Dispatcher,
        "returns": Clerk,
    }
    if plans_waves:
        kinds["supervisor"] = Supervisor
    for person in people:
        kind = Sorter if person.wall else kinds.get(person.role)
        if kind is not None:
            crew.worker(person, kind(crew, person).once).start()


def start_colleagues(
    made: Kit, book: Book, pace: Pace, visited: Callable[[str], bool]
) -> Crew:
    """The demo's virtual colleagues; *visited* tells whether a visitor plays a role now."""

    def spared(role: str) -> int:
        before, now = SPARED[role]
        return now if visited(role) else before

    crew = Crew(made, book, pace, Log(), Slips(), spared)
    start(crew, list(COLLEAGUES))
    return crew
