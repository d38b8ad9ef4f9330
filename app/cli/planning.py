"""The wave planner by itself: benchmark files and figures. No site is needed."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click

FAMILIES = ("sbpo", "jobprp", "sprp", "sprp_ss", "cart")
# Writing the answer and leaving take a moment too, and the search ends a block late.
RESERVE_S = 0.15

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
def solve(
    *, family: str, blocks: int, seconds: float, seed: int, instance: Path, out: Path
) -> None:
    """Solve the file INSTANCE and write the solution to --out in that benchmark's format."""
    deadline = _started() + seconds - RESERVE_S
    module = importlib.import_module(f"app.waves.planner.families.{family}")
    _compile_aside()
    try:
        found = _answer(module, instance.read_text("latin-1"), blocks, seed, deadline)
    except ValueError as error:
        raise click.ClickException(f"{instance} as {family}: {error}") from None
    out.write_text(found, "utf-8")


def _answer(module: Any, text: str, blocks: int, seed: int, deadline: float) -> str:
    family = module.__name__.rpartition(".")[2]
    layout = {"blocks": blocks} if family in {"sprp", "sprp_ss"} else {}
    # One list in one place each is routed exactly, and at once.
    budget = {} if family == "sprp" else {"seed": seed, "deadline": deadline}
    return str(module.write(module.solve(module.read(text, **layout), **budget)))


def _started() -> float:
    """When this process began, as `time.monotonic` counts."""
    import psutil

    return time.monotonic() - (time.time() - psutil.Process().create_time())


def _compile_aside() -> None:
    """Let a process of its own compile what is not yet: the search goes on faster with it."""
    from app.waves.planner import compiled

    if not compiled.ready():
        _start([sys.executable, "-m", compiled.__name__])


def _start(command: list[str]) -> None:
    quiet = subprocess.DEVNULL
    _BUILDERS.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))  # noqa: S603
