"""A load on an HTTP server: many keep-alive clients in one asyncio loop.

The client shares the server's two cores, so it does as little as it can: requests are bytes
made beforehand, answers are read by Content-Length and looked at only for their status.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Script = Iterable[bytes]
"""One client's requests, in order: each is sent when the one before was answered."""


class LoadError(Exception):
    """The server answered something that the benchmark does not count as work done."""


@dataclass
class Outcome:
    """What a load saw."""

    times_ms: list[float] = field(default_factory=list)
    wall_s: float = 0.0


def request(
    url: str, path: str, body: bytes, headers: dict[str, str], *, method: str = "POST"
) -> bytes:
    """The bytes of one request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def run(
    url: str,
    scripts: Sequence[Script],
    *,
    check: Callable[[bytes], bool] | None = None,
    every_s: float = 0.0,
) -> Outcome:
    """Let every script run at the same time on a connection of its own.

    Args:
        url: the server.
        scripts: one a client.
        check: says of an answer's body whether it is work done; every answer is looked at.
        every_s: the pace of one client: seconds from request to request; 0 for as fast as
            answers come. Clients do not walk in step: they begin spread over this time.

    Raises:
        LoadError: an answer was not 200 or failed the check.
    """
    return asyncio.run(_run(url, scripts, check, every_s))


async def _run(
    url: str, scripts: Sequence[Script], check: Callable[[bytes], bool] | None, every_s: float
) -> Outcome:
    outcome = Outcome()
    began = time.perf_counter()
    waits = [every_s * place / len(scripts) for place in range(len(scripts))]
    await asyncio.gather(
        *(
            _client(url, script, outcome, check, (every_s, wait))
            for script, wait in zip(scripts, waits, strict=True)
        )
    )
    outcome.wall_s = time.perf_counter() - began
    return outcome


async def _client(
    url: str,
    script: Script,
    outcome: Outcome,
    check: Callable[[bytes], bool] | None,
    pace: tuple[float, float],
) -> None:
    every_s, wait_s = pace
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    due = time.perf_counter() + wait_s
    try:
        for call in script:
            if every_s:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due += every_s
            sent = time.perf_counter()
            writer.write(call)
            status, body = await answer(reader)
            outcome.times_ms.append((time.perf_counter() - sent) * 1000)
            if status != 200 or (check is not None and not check(body)):
                raise LoadError(f"{status}: {body[:300]!r}")
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":", 1)[1])
    return int(head[9:12]), await reader.readexactly(length)
