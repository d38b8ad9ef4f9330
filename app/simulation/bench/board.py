"""``wavegate bench board``: how soon boards show what PDAs scan, and what that costs."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx
from simple_websocket import AioClient

from app.simulation.bench import load, prepare
from app.simulation.bench.figures import Figure
from app.simulation.site import Site

PDAS: Final = 25
PDA_PACE_S: Final = 0.5
"""50 scans a second (stack.md), as 100 brisk pickers make them."""
SECONDS: Final = 10
PAGE: Final = 1000
CATCH_UP_S: Final = 30.0
"""For a board to open, and to show the last fact."""


def run(folder: Path, database_url: str, boards: int) -> list[Figure]:
    """Scan at 50 a second, first without a board, then with *boards* that follow the feed.

    Args:
        folder: where the site goes.
        database_url: SQLAlchemy URL of the site's empty database.
        boards: sockets that are told of news, each fetching the feed as a page does.
    """
    site = prepare.make_site(folder, database_url)
    prepare.add_people(site, folder, PDAS)
    hub = prepare.hub_headers(site)
    token = site.run("token", "create", "--role", "reader")["token"]
    reader = {"Authorization": f"Bearer {token}"}
    site.start()
    try:
        pickers = prepare.pickers_at_work(site, hub, PDAS)
        scripts = [prepare.scans(site.url, picker) for picker in pickers]
        alone = _scan(site, "scans, no board", scripts)
        with Watch(site.url, reader, boards, _latest(site.url, reader)) as watch:
            beside = _scan(site, f"scans, {boards} boards", scripts)
            watch.catch_up(_latest(site.url, reader, watch.began_at))
    finally:
        site.stop()
    late = sorted(watch.late_ms)
    return [alone, beside, Figure("facts shown, from scan to board", len(late), SECONDS, late)]


def _scan(site: Site, name: str, scripts: list[Any]) -> Figure:
    """The next scans of each picker, at their pace."""
    each = int(SECONDS / PDA_PACE_S)
    some = [list(itertools.islice(script, each)) for script in scripts]
    before = prepare.cpu_s(site.pids)
    outcome = load.run(site.url, some, every_s=PDA_PACE_S)
    return prepare.measured(name, outcome, prepare.cpu_s(site.pids) - before)


def _latest(url: str, headers: dict[str, str], after: int = 0) -> int:
    """The place of the last sealed fact, a moment after the last scan."""
    time.sleep(0.5)
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
        while True:
            page = {"after": after, "limit": PAGE}
            answer = client.get("/api/v1/board/feed", params=page).raise_for_status().json()
            if answer["next"] == after:
                return after
            after = answer["next"]


class Watch:
    """Boards on a loop of their own: a socket that is told of news, then the feed over HTTP.

    Attributes:
        began_at: the place in the feed from which they follow.
        late_ms: for each fact on each board, milliseconds since it happened.
    """

    def __init__(self, url: str, headers: dict[str, str], boards: int, after: int) -> None:
        self.began_at = after
        self.late_ms: list[float] = []
        self._url, self._headers = url, headers
        self._shown = [after] * boards
        self._open = threading.Semaphore(0)
        self._trouble: BaseException | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Open every board; all are there when this returns."""
        self._thread.start()
        for _ in self._shown:
            opened = self._open.acquire(timeout=CATCH_UP_S)
            self._check()
            if not opened:
                raise load.LoadError("a board is not let in")
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def catch_up(self, upto: int) -> None:
        """Wait until every board shows the fact at *upto*.

        Raises:
            load.LoadError: one does not.
        """
        until = time.monotonic() + CATCH_UP_S
        while min(self._shown) < upto:
            self._check()
            if time.monotonic() > until:
                raise load.LoadError(f"a board stands at {min(self._shown)} of {upto}")
            time.sleep(0.05)

    def _check(self) -> None:
        if self._trouble is not None:
            raise load.LoadError(f"a board broke off: {self._trouble!r}")

    def _run(self) -> None:
        async def all_of_them() -> None:
            await asyncio.gather(*map(self._board, range(len(self._shown))))

        try:
            asyncio.run(all_of_them())
        except Exception as error:  # noqa: BLE001  told by who waits
            self._trouble = error
            self._open.release(len(self._shown))

    async def _board(self, number: int) -> None:
        at = urlsplit(self._url)
        address = f"ws://{at.netloc}/socket.io/?EIO=4&transport=websocket"
        socket = await AioClient.connect(address, headers=self._headers)
        # At once: simple-websocket shows the server's first packet only with the next one.
        await socket.send("40/floor,")
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        while not self._ended.is_set():
            said = await socket.receive(timeout=0.2)
            if said is None:
                continue
            if said == "2":  # Engine.IO asks whether anybody is there
                await socket.send("3")
            elif said.startswith("40/floor"):
                self._open.release()
            elif said.startswith('42/floor,["news"') and _upto(said) > self._shown[number]:
                await self._fetch(number, reader, writer)
        writer.close()
        await socket.close()

    async def _fetch(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        path = f"/api/v1/board/feed?after={self._shown[number]}&limit={PAGE}"
        writer.write(load.request(self._url, path, b"", self._headers, method="GET"))
        status, body = await load.answer(reader)
        if status != 200:
            raise load.LoadError(f"{status}: {body[:300]!r}")
        page, now = json.loads(body), time.time()
        for fact in page["events"]:
            self.late_ms.append((now - datetime.fromisoformat(fact["at"]).timestamp()) * 1000)
        self._shown[number] = page["next"]


def _upto(said: str) -> int:
    return int(json.loads(said.partition(",")[2])[1]["upto"])
