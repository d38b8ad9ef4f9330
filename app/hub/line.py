"""The line to the hub: one report posted, and an end to it whatever the hub does.

httpx bounds each single read. A hub that says one byte every two seconds would hold its
caller for ever, and one that never stops talking would fill the memory. Here the whole call
has a deadline, and of an answer only its beginning is read.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
from typing_extensions import override

from app.core.outside import outside

TIMEOUT_S = 15.0
"""For the whole call, from the connection to the end of the answer."""
ANSWER_READ = 4096
"""Bytes of an answer that are read; what a hub says beyond them is its own affair."""


@dataclass(frozen=True)
class Answer:
    """What the hub said.

    Attributes:
        status: HTTP status.
        retry_after: its Retry-After header, as sent.
        text: the beginning of the body, without control characters.
    """

    status: int
    retry_after: str
    text: str


class NoAnswerError(Exception):
    """The call came to nothing; the hub may have taken the report all the same."""


class Line:
    """Connections to the hub, kept from call to call; several threads may use it."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._call = _Call()
        self._pool = httpcore.ConnectionPool(
            max_connections=None, keepalive_expiry=5.0, network_backend=_Backend(self._call)
        )

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post a report. Redirects are not followed, no proxy is asked.

        Raises:
            NoAnswerError: what went wrong, such as a certificate and why it is not believed.
        """
        outside("hub")
        self._call.until = time.monotonic() + self._timeout_s
        named = list(headers.items())
        try:
            with self._pool.stream("POST", url, headers=named, content=body) as response:
                said, later = _beginning(response), _header(response.headers, b"retry-after")
                return Answer(response.status, later, said)
        except _FAILURES as error:
            raise NoAnswerError(f"{type(error).__name__} {error}".strip()) from error

    def close(self) -> None:
        """Hang up."""
        self._pool.close()


_FAILURES = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def _beginning(response: httpcore.Response) -> str:
    """The beginning of the body. The status said yes or no; a body cut off changes nothing."""
    body = b""
    with contextlib.suppress(*_FAILURES):
        for part in response.iter_stream():
            body += part
            if len(body) >= ANSWER_READ:
                break
    text = body[:ANSWER_READ].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class _Call(threading.local):
    """Until when the call of this thread may last, by the monotonic clock."""

    until = 0.0

    def left_s(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the call took too long")
        return left


class _Backend(httpcore.SyncBackend):
    """Opens connections whose every wait ends with the call."""

    def __init__(self, call: _Call) -> None:
        self._call = call

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left_s = self._call.left_s()
        stream = super().connect_tcp(host, port, left_s, local_address, socket_options)
        return _Timed(stream, self._call)


class _Timed(httpcore.NetworkStream):
    """A connection of the thread that is calling."""

    def __init__(self, stream: httpcore.NetworkStream, call: _Call) -> None:
        self._stream = stream
        self._call = call

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._call.left_s())

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._call.left_s())

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left_s = self._call.left_s()
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left_s), self._call)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
