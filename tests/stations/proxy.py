"""A bad network between two programs: everything late, or connections that break."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from urllib.parse import urlsplit


class Proxy:
    """Forwards TCP to one server.

    Args:
        url: of the server.
        delay_s: how late everything arrives, in each direction.
        cut: the share of chunks at which the connection is torn down instead.
    """

    def __init__(self, url: str, *, delay_s: float = 0.0, cut: float = 0.0) -> None:
        self._target = urlsplit(url)
        self._delay_s, self._cut = delay_s, cut
        self._chance = random.Random(7)
        self.cuts = 0
        self.open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    async def _run(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._ended.wait()
        server.close()
        self.hang_up()
        await asyncio.sleep(self._delay_s + 0.05)

    def cut_off(self) -> None:
        """Break every connection and take no more until `open` is set again."""
        self.open = False
        self._loop.call_soon_threadsafe(self.hang_up)

    def hang_up(self) -> None:
        """Break every connection there is."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        ends = (writer, there[1])
        self._writers.update(ends)
        await asyncio.gather(
            self._pump(reader, there[1], ends), self._pump(there[0], writer, ends)
        )
        self._writers.difference_update(ends)

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        ends: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                if self._chance.random() < self._cut or not self.open:
                    self.cuts += 1
                    break
                if self._delay_s:
                    await asyncio.sleep(self._delay_s)
                writer.write(data)
                await writer.drain()
        for end in ends:
            end.transport.abort()

    def close(self) -> None:
        """Tear everything down."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(5)
