"""Planning for the floor: in a process of its own, so that no page waits for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import Self

from app.core import children
from app.core.pipes import put, take
from app.waves import planner
from app.waves.planner.child import Answer, Question, main
from app.waves.planner.compiled import plain

FEW = 200
"""So many orders are planned sooner than a process is started."""
FEW_ALONG_ARROWS = 20
"""So many where aisles are one-way: a walk takes milliseconds."""
SECONDS = 1.0
BEAT_S = 0.5


class PlannerStoppedError(RuntimeError):
    """The planner's process ended without a plan."""


class Planning:
    """A planner at work; leaving the block cancels it."""

    def __init__(
        self, snapshot: planner.Snapshot, *, seconds: float = SECONDS, moves: int | None = None
    ) -> None:
        """Start it.

        Args:
            snapshot: what to plan.
            seconds: how long to look for a better plan than the first.
            moves: changes to try in each wave, so that the plan is the same again; without
                it as many as there is time for.
        """
        self._question = Question(snapshot, seconds, moves)
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-c", f"from {main.__module__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def answers(self) -> Iterator[Answer]:
        """Plans as they come, each better than the one before.

        Raises:
            PlannerStoppedError: it ended without a plan.
        """
        asking, telling = self._process.stdin, self._process.stdout
        assert asking is not None
        assert telling is not None
        try:
            put(self._question, asking)
        except BrokenPipeError:
            raise PlannerStoppedError("the planner does not listen") from None
        heard = False
        while isinstance(answer := take(telling), Answer):
            heard = True
            yield answer
        if not heard:
            raise PlannerStoppedError(f"the planner ended with {self._process.wait()}")

    def beats(self, every_s: float) -> Iterator[Answer | None]:
        """The plans as they come, and None whenever *every_s* seconds pass without one.

        Raises:
            PlannerStoppedError: it ended without a plan.
        """
        heard: Queue[Answer | BaseException | None] = Queue()
        Thread(target=self._listen, args=(heard,), daemon=True).start()
        while True:
            try:
                said = heard.get(timeout=every_s)
            except Empty:
                yield None
                continue
            if said is None:
                return
            if isinstance(said, BaseException):
                raise said
            yield said

    def _listen(self, heard: Queue[Answer | BaseException | None]) -> None:
        try:
            for answer in self.answers():
                heard.put(answer)
        except (PlannerStoppedError, OSError, ValueError) as error:  # ValueError: it was closed
            heard.put(error)
        heard.put(None)

    def cancel(self) -> None:
        """End it; what it has not told yet is lost."""
        children.end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cancel()


def plans(
    snapshot: planner.Snapshot, seconds: float = SECONDS
) -> Generator[Answer | None, None, None]:
    """The plans of *snapshot* as they come, the last one the best; closing it cancels.

    None comes twice a second, so that somebody who no longer listens is noticed soon. Few
    orders are planned here, where nobody waits for a process.
    """
    said = False
    few = FEW_ALONG_ARROWS if snapshot.ways.one_way else FEW
    if len(snapshot.orders) > few:
        with suppress(PlannerStoppedError, OSError), Planning(snapshot, seconds=seconds) as run:
            for answer in run.beats(BEAT_S):
                said = said or answer is not None
                yield answer
    if not said:
        with plain():
            found = planner.plan(snapshot)
        yield Answer(found, len(found.waves), len(found.waves))


def plan(snapshot: planner.Snapshot, seconds: float = SECONDS) -> planner.Plan:
    """The plan of *snapshot*, looked for in a process of its own where that is worth it.

    Where no process can be had, or it is ended from outside, the first plan is made here.
    """
    *_, last = (answer for answer in plans(snapshot, seconds) if answer is not None)
    return last.plan


def one_wave(orders: planner.Snapshot) -> planner.Plan:
    """Carts and walks for the orders of a locked wave."""
    with plain():
        return planner.one_wave(orders)
