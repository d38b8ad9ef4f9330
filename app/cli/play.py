"""Virtual people: a demo, a whole day, the benchmarks."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, said, settings

if TYPE_CHECKING:
    from app.simulation.bench.figures import Figure
    from app.simulation.faults import Faults

some_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--orders",
    type=some_file,
    help="Real orders instead of the built-in shop; products.csv is looked for beside them.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 200),
    default=10,
    show_default=True,
    help="Times faster than people.",
)
@click.option("--no-people", is_flag=True, help="Nobody works but you.")
@json_option
def demo(orders: Path | None, speed: float, no_people: bool, as_json: bool) -> None:
    """Play a floor in ./var/demo: devices, a hub, colleagues, orders. Ctrl-C ends it."""
    from app.simulation import commands

    def say(text: str) -> None:
        said({"say": text}, as_json, lambda: text)

    commands.run_demo(settings(), say, orders=orders, speed=speed, with_people=not no_people)


@click.group()
def simulate() -> None:
    """Virtual people on a real floor."""


def _faults(_: click.Context, __: click.Parameter, text: str) -> Faults:
    from app.simulation.errors import StoppedError
    from app.simulation.faults import parse

    try:
        return parse(text)
    except StoppedError as error:
        raise click.BadParameter(str(error)) from None


def _in_a_folder(_: click.Context, __: click.Parameter, path: Path) -> Path:
    """A day is long: that its report has no place shows now, not in the evening."""
    if not path.resolve().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.resolve().parent}")
    return path


@simulate.command("day")
@click.option(
    "--orders",
    required=True,
    type=some_file,
    help="JSON lines, flattened csv or xlsx, or the raw Online Retail csv.",
)
@click.option("--products", type=some_file)
@click.option("--pickers", type=click.IntRange(1, 60), default=4, show_default=True)
@click.option("--benches", type=click.IntRange(1, 20), default=2, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same slips.")
@click.option(
    "--faults",
    default="",
    callback=_faults,
    help="kill[=N],hub,network,duplicates,paper,scale,short",
)
@click.option("--server", help="A server that runs already, on this folder's site.")
@click.option("--token", help="Its hub token.")
@click.option(
    "--report",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_in_a_folder,
)
@json_option
def simulate_day(
    *,
    orders: Path,
    products: Path | None,
    pickers: int,
    benches: int,
    seed: int,
    faults: Faults,
    server: str | None,
    token: str | None,
    report: Path,
    as_json: bool,
) -> None:
    """Play a whole day with virtual people; exit 0 only when every invariant holds.

    Without --server it starts one as a child and starts it again if it dies. With --server
    it adds people, stations and stock by short commands in the site's folder.
    """
    from app.simulation import commands, day

    if server is not None and not server.startswith(("http://", "https://")):
        raise click.UsageError("--server takes an address like http://127.0.0.1:8000")
    options = day.Options(orders, products, pickers, benches, seed, faults, server, token)
    quiet: Callable[[str], None] = lambda _: None  # noqa: E731  one word for silence
    good = commands.run_day(settings(), quiet if as_json else click.echo, options, report)
    click.echo(report.read_text("utf-8") if as_json else f"report: {report}")
    if not good:
        sys.exit(1)


@click.group()
def bench() -> None:
    """The performance figures: ratios of what ran side by side."""


postgres_option = click.option(
    "--postgres",
    metavar="URL",
    help="A throwaway database (libpq URL), or `embedded`; its tables are dropped.",
)


def _counts(_: click.Context, __: click.Parameter, text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        raise click.BadParameter("give numbers with commas, for example 20,100")
    return tuple(map(int, parts))


@contextlib.contextmanager
def _with_peers() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise click.ClickException(f"--postgres: {str(error).splitlines()[0]}") from None
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is missing: the benchmark needs the parts of the tests, "
            "`python3 run.py test` installs them"
        ) from None


def _print_figures(figures: list[Figure], as_json: bool) -> None:
    floor = figures[0]
    said(
        [figure.as_data() | {"ratio": figure.ratio(floor)} for figure in figures],
        as_json,
        lambda: "\n".join(figure.as_text(floor) for figure in figures),
    )


@bench.command("scan")
@click.option(
    "--clients",
    default="20,100",
    show_default=True,
    callback=_counts,
    help="PDAs at the same time.",
)
@postgres_option
@json_option
def bench_scan(clients: tuple[int, ...], postgres: str | None, as_json: bool) -> None:
    """Durable scans a second, beside the plain driver (the floor) and peers."""
    from app.simulation.bench import commands

    with _with_peers():
        _print_figures(commands.run_scan(postgres, clients), as_json)


@bench.command("board")
@click.option(
    "--boards",
    type=click.IntRange(1, 500),
    default=20,
    show_default=True,
    help="Screens that follow the floor.",
)
@postgres_option
@json_option
def bench_board(boards: int, postgres: str | None, as_json: bool) -> None:
    """How soon boards show what PDAs scan at 50 a second, and what they cost the PDAs."""
    from app.simulation.bench import commands

    with _with_peers():
        _print_figures(commands.run_board(postgres, boards), as_json)


@bench.command("day")
@click.option("--orders", type=click.IntRange(1, 20_000), default=100, show_default=True)
@click.option("--pickers", type=click.IntRange(1, 60), default=6, show_default=True)
@click.option("--benches", type=click.IntRange(1, 20), default=3, show_default=True)
@json_option
def bench_day(*, orders: int, pickers: int, benches: int, as_json: bool) -> None:
    """A whole day of virtual people: orders an hour, and how long a scan waits."""
    from app.simulation.bench import commands
    from app.simulation.bench.load import LoadError

    try:
        found = commands.run_day(orders, pickers, benches)
    except LoadError as error:
        raise click.ClickException(str(error)) from None
    said(found.as_data(), as_json, found.as_text)


@bench.command("intake")
@postgres_option
@json_option
def bench_intake(postgres: str | None, as_json: bool) -> None:
    """Orders in at 100 a second while 50 PDAs scan, then as fast as can be."""
    from app.simulation.bench import commands

    with _with_peers():
        _print_figures(commands.run_intake(postgres), as_json)
