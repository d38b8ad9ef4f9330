"""gunicorn's threaded worker, with threads that stay at their connection for a moment.

A PDA that scans fast sends its next request some milliseconds after the answer. Handing the
connection back to the poller and fetching it again takes a scan from 23 thread switches to 31
(measured); a thread that waits a moment saves them.

What is no HTTP never reaches the application; it is refused here, in the same form.
"""

from __future__ import annotations

import contextlib
import select
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker
from typing_extensions import override

from app.core import problems

LINGER_MS, LINGER_SHORT_MS = 250, 20
"""While threads are to spare, and while a new connection may soon want one of them: with 100
PDAs at full speed each comes back after a tenth of a second (5 % of a scan's CPU, measured)."""
SPARE = 16
REFUSED = {
    errors.UnsupportedTransferCoding: HTTPStatus.LENGTH_REQUIRED,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}
"""How gunicorn's parser is understood; whatever else it cannot read is a bad request."""
OURS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)


class LingeringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """ThreadWorker whose threads linger while nobody else waits for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A setting is found by __getattr__ when all else failed; a request asks for 24 of
        # them. Beside the methods they are found at once (5 % of a scan's CPU, measured).
        self.cfg.__dict__.update({name: one.get() for name, one in self.cfg.settings.items()})

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

    @override
    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Refuse what is no HTTP as every other call is refused, not with a page of HTML."""
        if isinstance(exc, OURS) or not isinstance(exc, errors.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request from ip=%s: %s", addr[0] if addr else "", exc)
        status = REFUSED.get(type(exc), HTTPStatus.BAD_REQUEST)
        body = problems.unreadable(self.wsgi, status)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            "Connection: close\r\n"
            "Content-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with contextlib.suppress(OSError):  # it has hung up
            write_nonblock(client, head.encode() + body)

    def _patience(self) -> int:
        free = self.cfg.threads - self.nr_conns
        return LINGER_MS if free >= SPARE else LINGER_SHORT_MS


def _speaks_soon(sock: Any, patience_ms: int) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(patience_ms))
