"""The planner's figures: how near the best known it comes, how fast it plans a big day."""

from __future__ import annotations

import csv
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.waves.planner.model import Plan

SECONDS = {"sbpo": 10.0, "jobprp": 10.0, "sprp": 1.0, "sprp_ss": 1.0, "cart": 10.0}
"""Per family the time for one file."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a file went: 1 is the best known, more beats it; *seconds* count the reading."""

    instance: str
    ratio: float
    seconds: float


@dataclass(frozen=True, slots=True)
class FamilyFigure:
    """A family's marks together.

    Attributes:
        files: how many.
        at_best: how many of them are at the best known, or beyond.
        worst: the file with the least ratio.
        slowest_s: seconds of the slowest file.
    """

    family: str
    files: int
    mean: float
    minimum: float
    at_best: int
    worst: str
    mean_s: float
    slowest_s: float


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A big day: seconds to plan it and to plan it again after a change of one in a hundred."""

    orders: int
    lines: int
    waves: int
    lists: int
    left_out: int
    km: float
    seconds: float
    again_s: float


def module_of(family: str) -> Any:
    """The module that reads, solves and writes the family's files."""
    return import_module(f"app.waves.planner.families.{family}")


def solve(family: str, text: str, *, blocks: int, seed: int, deadline: float) -> Any:
    """The solution of a benchmark file; *deadline* is of `time.monotonic`.

    Raises:
        ValueError: the text is no file of that family.
    """
    module = module_of(family)
    layout = {"blocks": blocks} if family in {"sprp", "sprp_ss"} else {}
    # One list in one place each is routed exactly, and at once.
    budget = {} if family == "sprp" else {"seed": seed, "deadline": deadline}
    return module.solve(module.read(text, **layout), **budget)


def written(family: str, solution: Any) -> str:
    """The solution in that benchmark's format."""
    return str(module_of(family).write(solution))


def families(
    folder: Path, seconds: float | None = None, tell: Callable[[str, Mark], None] | None = None
) -> Iterator[FamilyFigure]:
    """Solve all files of *folder*, which has one folder a family and ``best.csv``.

    Args:
        folder: with the files.
        seconds: for each file, instead of those of its family.
        tell: is told each family and mark.
    """
    with (folder / "best.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for family, usual in SECONDS.items():
        marks = []
        for row in rows:
            path = folder / family / f"{row['instance']}.txt"
            if row["family"] == family and path.is_file():
                marks.append(_mark(row, path, usual if seconds is None else seconds))
                if tell:
                    tell(family, marks[-1])
        if marks:
            yield _figure(family, marks)


def _mark(row: dict[str, str], path: Path, seconds: float) -> Mark:
    begin = time.monotonic()
    blocks = int(row["blocks"] or 1)
    found = solve(
        row["family"],
        path.read_text("latin-1"),
        blocks=blocks,
        seed=1,
        deadline=begin + seconds,
    )
    best = float(row["best"])
    ratio = found.ratio / best if row["family"] == "sbpo" else best / max(found.metres, 1e-9)
    name = row["instance"] + (f" ({blocks} blocks)" if blocks > 1 else "")
    return Mark(name, ratio, time.monotonic() - begin)


def _figure(family: str, marks: Sequence[Mark]) -> FamilyFigure:
    worst = min(marks, key=lambda mark: mark.ratio)
    return FamilyFigure(
        family=family,
        files=len(marks),
        mean=sum(mark.ratio for mark in marks) / len(marks),
        minimum=worst.ratio,
        at_best=sum(mark.ratio > 1 - 1e-6 for mark in marks),
        worst=worst.instance,
        mean_s=sum(mark.seconds for mark in marks) / len(marks),
        slowest_s=max(mark.seconds for mark in marks),
    )


def big_day(orders: int, seed: int = 1) -> DayFigure:
    """Plan a day of so many open orders, then the same day a little later."""
    from app.waves.planner import example, plan, replan

    day = example.big_day(orders, seed)
    later = example.changed_day(day)
    made, seconds = _timed(lambda: plan(day))
    _, again_s = _timed(lambda: replan(later, day, made))
    return DayFigure(
        orders=len(day.orders),
        lines=sum(len(order.lines) for order in day.orders),
        waves=len(made.waves),
        lists=sum(len(wave.trips) for wave in made.waves),
        left_out=len(made.left_out),
        km=sum(wave.metres for wave in made.waves) / 1000,
        seconds=seconds,
        again_s=again_s,
    )


def _timed(work: Callable[[], Plan]) -> tuple[Plan, float]:
    """What *work* made and its seconds, as in a process of its own: nothing to sweep up."""
    gc.collect()
    gc.disable()
    try:
        begin = time.monotonic()
        return work(), time.monotonic() - begin
    finally:
        gc.enable()
