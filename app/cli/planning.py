"""The wave planner by itself: benchmark files and figures. No site is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, said

if TYPE_CHECKING:
    from app.waves.planner.benchmark import FamilyFigure, Mark

FAMILIES = ("sbpo", "jobprp", "sprp", "sprp_ss", "cart")
# Writing the answer and leaving take a moment too, and the search ends a block late.
RESERVE_S = 0.15
COMPILING_S = 60
COLD = 0.07  # of the time: steps are longer where nothing is compiled

_BUILDERS: list[subprocess.Popen[bytes]] = []


@click.group()
def plan() -> None:
    """The wave planner on benchmark files."""


@plan.command("solve")
@click.option(
    "--format", "family", required=True, type=click.Choice(FAMILIES), help="The kind of file."
)
@click.option(
    "--blocks",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="sprp, sprp_ss: 2 puts a cross-aisle through the middle.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=10,
    show_default=True,
    help="From the command's start to its end, reading included.",
)
@click.option("--seed", default=0, show_default=True)
@click.argument("instance", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path)
)
@json_option
def solve(
    *,
    family: str,
    blocks: int,
    seconds: float,
    seed: int,
    instance: Path,
    out: Path,
    as_json: bool,
) -> None:
    """Solve the file INSTANCE and write the solution to --out in that benchmark's format."""
    from app.waves.planner import benchmark

    deadline = _started() + seconds - RESERVE_S
    benchmark.module_of(family)
    if _compile_aside():
        deadline -= COLD * seconds
    text = instance.read_text("latin-1")
    try:
        found = benchmark.solve(family, text, blocks=blocks, seed=seed, deadline=deadline)
    except (ValueError, KeyError) as error:
        raise click.ClickException(
            f"{instance} does not read as {family}: check the file and --format ({error})"
        ) from None
    out.write_text(benchmark.written(family, found), "utf-8")
    took = round(_age(), 2)
    told = {"format": family, "out": str(out), "seconds": took}
    said(told, as_json, lambda: f"{out}: {took} s")


def _started() -> float:
    """When this process began, as `time.monotonic` counts."""
    return time.monotonic() - _age()


def _age() -> float:
    """Seconds since this process began."""
    try:
        ticks = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()[19]
        return time.clock_gettime(time.CLOCK_BOOTTIME) - int(ticks) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):  # not on Linux: to the second is enough
        import psutil

        return time.time() - psutil.Process().create_time()


def _compile_aside() -> bool:
    """Let a process of its own compile what is not yet: the search goes on faster with it.

    Returns:
        Whether that is to be waited for.
    """
    from app.waves.planner import compiled

    if compiled.ready():
        return False
    if _begun_lately():
        return True
    # What only this family needs was imported last, and is wanted first.
    first = [n for n in sys.modules if n.startswith("app.waves.") and n.endswith("_kernels")]
    code = f"from app.waves.planner.compiled import build; build(*{first[::-1]}) and build()"
    _start([sys.executable, "-c", code])
    return True


def _begun_lately() -> bool:
    """Whether another command has begun to compile a moment ago; if not, this one has now."""
    mark = Path("~/.cache/wavegate/compiling").expanduser()
    try:
        if mark.is_file() and time.time() - mark.stat().st_mtime < COMPILING_S:
            return True
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        return False
    return False


def _start(command: list[str]) -> None:
    quiet = subprocess.DEVNULL
    _BUILDERS.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))  # noqa: S603


@click.command("plan")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("../shared/data/waves/public"),
    show_default=True,
    help="The folder with best.csv and one folder a family.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    help="For each file; otherwise 10, or 1 where one list is walked.",
)
@click.option(
    "--orders",
    type=click.IntRange(1, 1_000_000),
    default=100_000,
    show_default=True,
    help="Open orders of the big day.",
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    help="So many files of each family, from all over its list; all take half an hour.",
)
@json_option
def bench_plan(
    data: Path, seconds: float | None, orders: int, sample: int | None, as_json: bool
) -> None:
    """Plan the benchmark's files, beside the best known, and a day of 100,000 orders."""
    from app.waves.planner import benchmark, compiled

    compiled.build()
    day = benchmark.big_day(orders)
    if not as_json:
        click.echo(
            f"{day.orders} orders, {day.lines} lines: {day.seconds:.2f} s "
            f"to {day.waves} waves, {day.lists} lists, {day.km:.0f} km, "
            f"{day.left_out} left out; {day.again_s:.2f} s again after 1 %"
        )
    there = (data / "best.csv").is_file()
    figures = (
        list(benchmark.families(data, seconds, None if as_json else _tell, sample))
        if there
        else []
    )
    if not there:
        click.echo(f"no benchmark files in {data}: their families are not measured", err=True)
    said(
        {"day": asdict(day), "families": [asdict(figure) for figure in figures]},
        as_json,
        lambda: "\n".join(_line(figure) for figure in figures),
    )


def _tell(family: str, mark: Mark) -> None:
    click.echo(f"  {family:8}{mark.instance:48}{mark.ratio:8.5f}{mark.seconds:8.2f} s")


def _line(figure: FamilyFigure) -> str:
    return (
        f"{figure.family:8} {figure.files:4} files  mean {figure.mean:.5f}  "
        f"min {figure.minimum:.5f}  at best {figure.at_best}  {figure.mean_s:.2f} s a file, "
        f"at most {figure.slowest_s:.2f} s, {figure.over:.1%} over; "
        f"worst: {', '.join(figure.worst)}"
    )
