"""``wavegate bench scan``: durable scans a second, beside the floor and the peers."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from app.simulation.bench import load, peers, plain, prepare
from app.simulation.bench.figures import Figure
from app.simulation.site import free_port

FLOOR_S = 4.0
CALLS = 6000
"""Scans measured a configuration, so that p99 stands on 60 of them."""
PEERS = {
    "sqlite": (("peer: Starlette + sqlite3", "peers:starlette_sqlite"),),
    "postgresql": (
        ("peer: Starlette + asyncpg", "peers:starlette_pg"),
        ("peer: FastAPI + SQLAlchemy async ORM", "orm_peer:fastapi_orm"),
    ),
}


def run(folder: Path, postgres_url: str | None, clients: tuple[int, ...]) -> list[Figure]:
    """Measure; the floor first, it is what the others are held against.

    Args:
        folder: where throwaway databases go.
        postgres_url: libpq URL of an empty PostgreSQL database; None measures SQLite.
        clients: how many PDAs scan at the same time, one figure each.
    """
    kind = "postgresql" if postgres_url else "sqlite"
    figures = [
        plain.floor_postgres(postgres_url, FLOOR_S)
        if postgres_url
        else plain.floor_sqlite(folder, FLOOR_S)
    ]
    for name, factory in PEERS[kind]:
        for count in clients:
            with _peer(folder, factory, postgres_url) as url:
                outcome = load.run(url, [_peer_script(url, n, count) for n in range(count)])
            figures.append(prepare.measured(f"{name}, {count} clients", outcome))
    ours = [_wavegate(folder / f"site-{count}", postgres_url, count) for count in clients]
    return figures + ours


def _wavegate(folder: Path, postgres_url: str | None, count: int) -> Figure:
    url = f"sqlite:///{folder}/bench.db"
    if postgres_url:
        url = postgres_url.replace("postgresql://", "postgresql+psycopg://", 1)
        _empty(postgres_url)
    site = prepare.make_site(folder, url)
    prepare.add_people(site, folder, count)
    hub = prepare.hub_headers(site)
    site.start()
    try:
        pickers = prepare.pickers_at_work(site, hub, count)
        each = CALLS // count
        scripts = [itertools.islice(prepare.scans(site.url, p), each) for p in pickers]
        before = prepare.cpu_s(site.pids)
        outcome = load.run(site.url, [list(s) for s in scripts], check=_counts)
        used = prepare.cpu_s(site.pids) - before
    finally:
        site.stop()
    return prepare.measured(f"wavegate, all checks, {count} clients", outcome, used)


def _counts(body: bytes) -> bool:
    """A scan that was refused is no work done."""
    verdict = json.loads(body)["results"][0]["verdict"]
    return verdict in {"ok", "task_done", "list_done"}


def _empty(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as conn:
        conn.execute("DROP SCHEMA public CASCADE")
        conn.execute("CREATE SCHEMA public")


@contextlib.contextmanager
def _peer(folder: Path, factory: str, postgres_url: str | None) -> Iterator[str]:
    port = free_port()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".db") as database:
        if postgres_url:
            _empty(postgres_url)
            plain.make_postgres(postgres_url)
        else:
            Path(database.name).unlink()
        process = subprocess.Popen(  # noqa: S603  our own module
            [
                *(sys.executable, "-m", "uvicorn", "--factory", "--no-access-log"),
                *("--log-level", "error", "--port", str(port)),
                f"app.simulation.bench.{factory}",
            ],
            env=dict(os.environ) | {"PEER_DATABASE": postgres_url or database.name},  # noqa: TID251  handed on
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait(10)
            Path(database.name).touch()


def _wait(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(url, trust_env=False, timeout=2)
            return
        time.sleep(0.1)
    raise load.LoadError("the peer does not come up")


def _peer_script(url: str, client: int, clients: int) -> list[bytes]:
    headers = {"Authorization": peers.TOKEN}
    return [
        load.request(
            url,
            "/scan",
            json.dumps(
                {"scan_id": f"{client}-{n}", "task_id": client % plain.TASKS + 1}
            ).encode(),
            headers,
        )
        for n in range(CALLS // clients)
    ]
