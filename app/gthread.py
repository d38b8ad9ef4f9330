"""gunicorn's threaded worker, with threads that stay at their connection for a moment.

A PDA that scans fast sends its next request some milliseconds after the answer. Handing the
connection back to the poller and fetching it again takes a scan from 23 thread switches to 31
(measured); a thread that waits a moment saves them.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker
from typing_extensions import override

LINGER_MS, LINGER_SHORT_MS = 250, 20
"""While threads are to spare, and while a new connection may soon want one of them: with 100
PDAs at full speed each comes back after a tenth of a second (5 % of a scan's CPU, measured)."""
SPARE = 16


class LingeringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """ThreadWorker whose threads linger while nobody else waits for one."""

    @override
    def handle(self, conn: Any) -> Any:
        """Handle a connection's request, and those that follow soon."""
        while True:
            keep = super().handle(conn)
            if keep is not True or not self.alive or self.tpool._work_queue.qsize():  # noqa: SLF001
                return keep
            more = conn.parser.unreader.buf.getvalue()
            if more or not _speaks_soon(conn.sock, self._patience()):
                return keep

    def _patience(self) -> int:
        free = self.cfg.threads - self.nr_conns
        return LINGER_MS if free >= SPARE else LINGER_SHORT_MS


def _speaks_soon(sock: Any, patience_ms: int) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(patience_ms))
