"""The planner's figures: how near the best known it comes, how fast it plans a big day."""

from __future__ import annotations

import csv
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from app.waves.planner.model import Plan

SECONDS = {"sbpo": 10.0, "jobprp": 10.0, "sprp": 1.0, "sprp_ss": 1.0, "cart": 10.0}
"""Per family the time for one file."""

_WORST = 3

Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a file went.

    Attributes:
        ratio: 1 is the best known, more beats it; 0 where nothing was found.
        seconds: with the reading.
        over: how much longer it took than it may, as a share of that.
    """

    instance: str
    ratio: float
    seconds: float
    over: float


@dataclass(frozen=True, slots=True)
class FamilyFigure:
    """A family's marks together.

    Attributes:
        files: how many.
        at_best: how many of them are at the best known, or beyond.
        worst: the three files with the least ratios, the least first.
        slowest_s: seconds of the slowest file.
        over: how much longer a file took than it may, at most, as a share of that.
    """

    family: str
    files: int
    mean: float
    minimum: float
    at_best: int
    worst: tuple[str, ...]
    mean_s: float
    slowest_s: float
    over: float


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
    folder: Path,
    seconds: float | None = None,
    tell: Callable[[str, Mark], None] | None = None,
    sample: int | None = None,
) -> Iterator[FamilyFigure]:
    """Solve the files of *folder*, which has one folder a family and ``best.csv``.

    Args:
        folder: with the files.
        seconds: for each file, instead of those of its family.
        tell: is told each family and mark.
        sample: so many files of each family, from all over its list; without it all.
    """
    with (folder / "best.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for family, usual in SECONDS.items():
        files = [(row, path) for row, path in _files(folder, rows) if row["family"] == family]
        marks = []
        for row, path in _spread(files, sample):
            marks.append(_mark(row, path, usual if seconds is None else seconds))
            if tell:
                tell(family, marks[-1])
        if marks:
            yield _figure(family, marks)


def _files(folder: Path, rows: Sequence[Row]) -> Iterator[tuple[Row, Path]]:
    """The files that are there."""
    for row in rows:
        path = folder / row["family"] / f"{row['instance']}.txt"
        if path.is_file():
            yield row, path


def _spread(files: Sequence[T], most: int | None) -> Sequence[T]:
    """So many of *files*, as far apart in their list as can be."""
    if most is None or most >= len(files):
        return files
    return [files[(2 * turn + 1) * len(files) // (2 * most)] for turn in range(most)]


def _mark(row: Row, path: Path, seconds: float) -> Mark:
    begin = time.monotonic()
    blocks = int(row["blocks"] or 1)
    name = row["instance"] + (f" ({blocks} blocks)" if blocks > 1 else "")
    text = path.read_text("latin-1")
    try:
        found = solve(row["family"], text, blocks=blocks, seed=1, deadline=begin + seconds)
        best = float(row["best"])
        is_sbpo = row["family"] == "sbpo"
        ratio = found.ratio / best if is_sbpo else best / max(found.metres, 1e-9)
    except ValueError:
        ratio = 0.0
    took = time.monotonic() - begin
    return Mark(name, ratio, took, max(0.0, took / seconds - 1.0))


def _figure(family: str, marks: Sequence[Mark]) -> FamilyFigure:
    worst = sorted(marks, key=lambda mark: mark.ratio)
    return FamilyFigure(
        family=family,
        files=len(marks),
        mean=sum(mark.ratio for mark in marks) / len(marks),
        minimum=worst[0].ratio,
        at_best=sum(mark.ratio > 1 - 1e-6 for mark in marks),
        worst=tuple(mark.instance for mark in worst[:_WORST]),
        mean_s=sum(mark.seconds for mark in marks) / len(marks),
        slowest_s=max(mark.seconds for mark in marks),
        over=max(mark.over for mark in marks),
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
