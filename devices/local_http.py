"""A small HTTP server on 127.0.0.1: one function answers every call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, NamedTuple

LONGEST_BODY: Final = 65_536


class Asked(NamedTuple):
    """One call; *path* has the query behind it, *body* is None when it is too long."""

    method: str
    path: str
    headers: Message
    body: bytes | None


class Answer(NamedTuple):
    """What is sent back."""

    status: int
    kind: str
    body: bytes


class LocalServer:
    """Serves until closed."""

    def __init__(self, answer: Callable[[Asked], Answer], *, port: int = 0) -> None:
        """Listen on 127.0.0.1.

        Args:
            answer: called in a thread of each connection.
            port: TCP port, 0 for a free one.
        """
        here = {"answer": staticmethod(answer), "log_message": _say_nothing}
        handler = type("Handler", (_Handler,), here)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True
        ).start()

    def close(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection; the class made in `LocalServer` carries the function."""

    answer: Callable[[Asked], Answer]

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a command."""
        self._answer()

    def _answer(self) -> None:
        told = self.headers.get("Content-Length") or "0"
        length = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1
        body = self.rfile.read(length) if 0 <= length <= LONGEST_BODY else None
        asked = Asked(self.command, self.path, self.headers, body)
        status, kind, content = type(self).answer(asked)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)


def _say_nothing(*_: object) -> None:
    """Keep standard error for the caller."""
