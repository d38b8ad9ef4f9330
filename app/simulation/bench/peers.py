"""Peers: what a good engineer would write for the scan alone, in another framework.

Each does the six steps of :mod:`plain` behind ``POST /scan`` with a bearer token, and
nothing else: none of Wavegate's verdicts, masks, replays, seals or permissions. Run by
uvicorn in a process of its own: ``uvicorn --factory app.simulation.bench.peers:starlette_pg``;
the database comes in as the environment variable PEER_DATABASE, as uvicorn passes no
arguments to a factory.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulation.bench import plain

if TYPE_CHECKING:
    from starlette.applications import Starlette

TOKEN = "Bearer peer"  # noqa: S105  a benchmark's, on this machine alone
CONNECTIONS = 16


class Scan(msgspec.Struct):
    """What the peer takes."""

    scan_id: str
    task_id: int


def database() -> str:
    """Where the peer's tables are: a path, or a libpq URL."""
    return os.environ["PEER_DATABASE"]  # noqa: TID251  a peer is no part of the server


def starlette_sqlite() -> Starlette:
    """Starlette over the plain driver: one connection, a lock, a thread a request."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    conn = plain.make_sqlite(Path(database()))
    guard = threading.Lock()

    def durable(scan: Scan) -> str:
        with guard:
            return plain.scan_sqlite(conn, scan.scan_id, scan.task_id)

    async def serve(request: Request) -> Response:
        if request.headers.get("Authorization") != TOKEN:
            return Response(status_code=401)
        scan = msgspec.json.decode(await request.body(), type=Scan)
        answer = await run_in_threadpool(durable, scan)
        return Response(answer, media_type="application/json")

    return Starlette(routes=[Route("/scan", serve, methods=["POST"])])


def starlette_pg() -> Starlette:
    """Starlette over asyncpg with a pool."""
    import asyncpg
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    known, task, count, keep, event, tell = (
        _numbered(sql)
        for sql in (plain.KNOWN, plain.TASK, plain.COUNT, plain.KEEP, plain.EVENT, plain.TELL)
    )
    pools: list[Any] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        pools.append(await asyncpg.create_pool(database(), min_size=4, max_size=CONNECTIONS))
        yield
        await pools[0].close()

    async def durable(scan: Scan) -> str:
        async with pools[0].acquire() as conn, conn.transaction():
            if found := await conn.fetchrow(known, scan.scan_id):
                return str(found[0])
            await conn.fetchrow(task, scan.task_id)
            await conn.execute(count, scan.task_id)
            await conn.execute(keep, scan.scan_id, scan.task_id, plain.ANSWER)
            event_id = await conn.fetchval(event, "scan.ok", plain.FACT)
            await conn.execute(tell, f"task:{scan.task_id}", event_id)
        return plain.ANSWER

    async def serve(request: Request) -> Response:
        if request.headers.get("Authorization") != TOKEN:
            return Response(status_code=401)
        scan = msgspec.json.decode(await request.body(), type=Scan)
        return Response(await durable(scan), media_type="application/json")

    routes = [Route("/scan", serve, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


def _numbered(sql: str) -> str:
    parts = sql.split("{p}")
    return "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
