"""The planner as a process: a question on standard input, plans on standard output.

Question and answers are pickles, each behind its length in four bytes: in comes a `Question`,
out go `Answer`s, each plan better than the one before. Who has heard enough ends the process.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.pipes import put, take
from app.waves.planner.improve import improve
from app.waves.planner.model import Plan, Snapshot
from app.waves.planner.plan import plan

_SAY_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Question:
    """What to plan, and how long to go on: *seconds*, or *moves* a wave."""

    snapshot: Snapshot
    seconds: float
    moves: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The best plan so far; *done* of *waves* have been looked at again."""

    plan: Plan
    done: int
    waves: int


def answers(question: Question) -> Iterator[Answer]:
    """A first plan as soon as can be, better ones while there is time, the last one."""
    deadline = time.monotonic() + question.seconds
    found = plan(question.snapshot)
    count, done, said = len(found.waves), 0, time.monotonic()
    yield Answer(found, done, count)
    for better in improve(question.snapshot, found, moves=question.moves, deadline=deadline):
        found, done = better, done + 1
        if time.monotonic() - said > _SAY_EVERY_S:
            said = time.monotonic()
            yield Answer(found, done, count)
    yield Answer(found, done, count)


def main() -> None:
    """Answer the question on standard input."""
    gc.disable()  # it lives for one question, and sweeping takes as long as planning
    if hasattr(os, "sched_setaffinity"):
        # The server keeps to one core; the planner is to leave it that one.
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    question = take(sys.stdin.buffer)
    assert isinstance(question, Question)
    for answer in answers(question):
        put(answer, sys.stdout.buffer)
