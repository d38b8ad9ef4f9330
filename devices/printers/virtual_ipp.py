"""A virtual IPP printer: keeps bytes and page pictures, says what became of each job.

It takes PDF, ZPL, TSPL and ESC/POS at ``ipp://127.0.0.1:port/ipp/print`` and answers Print-Job,
Validate-Job, Get-Job-Attributes, Cancel-Job and Get-Printer-Attributes. A job is processing
while paper moves, then completed. The faults are those of `machine`; bytes are counted from the
beginning of the Print-Job request, in which the document comes last. Beside them:

* ``abort``: jobs end as aborted by the system, without a page.

A job that meets a trouble stops (processing-stopped) and is aborted when the printer is healed:
this printer never prints a label later by itself.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Final

from typing_extensions import override

from devices.printers import ipp_wire
from devices.printers.ipp_wire import Attribute, IppError, Message
from devices.printers.machine import PRINTS_S, Machine

RESET_AT_CLOSE: Final = struct.pack("ii", 1, 0)
LONGEST_JOB: Final = 64 * 1024 * 1024
PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 5, 6, 7, 8, 9
OK, NOT_FOUND, NOT_POSSIBLE = 0x0000, 0x0406, 0x0404
BAD_REQUEST, NO_SUCH_OPERATION, NO_SUCH_FORMAT = 0x0400, 0x0501, 0x040A
FORMATS: Final = ("application/pdf", "application/vnd.zebra-zpl", "application/octet-stream")

REASONS: Final = {
    "paper_out": "media-empty-error",
    "head_open": "cover-open-error",
    "ribbon_out": "marker-supply-empty-error",
    "paused": "paused",
    "too_hot": "fuser-over-temp-error",
}
_STATES: Final = {
    "printed": COMPLETED,
    "lied": COMPLETED,
    "aborted": ABORTED,
    "unprintable": ABORTED,
    "interrupted": STOPPED,
    "refused": STOPPED,
}
_WHY: Final = {
    PROCESSING: "job-printing",
    STOPPED: "printer-stopped",
    CANCELED: "job-canceled-by-user",
    ABORTED: "aborted-by-system",
    COMPLETED: "job-completed-successfully",
}


@dataclass
class _IppJob:
    """A job as IPP knows it; it shows as processing until *moving_until*."""

    number: int
    end: int
    pages: int
    moving_until: float

    def state(self) -> int:
        """Its job-state now."""
        return PROCESSING if time.monotonic() < self.moving_until else self.end


class VirtualIppPrinter(Machine):
    """A printer that speaks IPP."""

    FAULTS: ClassVar[dict[str, tuple[str, ...]]] = Machine.FAULTS | {"abort": ()}

    def __init__(self, folder: Path, *, port: int = 0, dpi: int = 203) -> None:
        """Switch it on.

        Args:
            folder: where pages and the log go.
            port: port on 127.0.0.1, 0 for a free one.
            dpi: 203 or 300 dots per inch.
        """
        super().__init__(folder, dpi)
        self._port = port
        self._ipp_jobs: list[_IppJob] = []
        self._guard = threading.Lock()
        self._peers: set[socket.socket] = set()
        self._listen()

    @property
    @override
    def url(self) -> str:
        """What `devices.printers.send` takes."""
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @override
    def fault(self, kind: str, at_byte: int | None = None) -> None:
        """See `Machine.fault`; jobs that stopped are aborted when the printer is healed."""
        super().fault(kind, at_byte)
        if not self.trouble:
            for job in self._ipp_jobs:
                job.end = ABORTED if job.end == STOPPED else job.end

    def answer(self, request: Message) -> Message:
        """Do what a request asks for."""
        verbs = {
            ipp_wire.PRINT_JOB: self._take,
            ipp_wire.VALIDATE_JOB: self._take,
            ipp_wire.GET_PRINTER_ATTRIBUTES: self._tell_all,
            ipp_wire.GET_JOB_ATTRIBUTES: self._job,
            ipp_wire.CANCEL_JOB: self._job,
        }
        return verbs.get(request.code, _no_such_thing)(request)

    def _take(self, request: Message) -> Message:
        kind = request.values(ipp_wire.OPERATION).get("document-format", [FORMATS[-1]])[0]
        if kind not in FORMATS:
            return _said(request, NO_SUCH_FORMAT)
        if request.code == ipp_wire.VALIDATE_JOB:
            return _said(request, OK)
        return _said(request, OK, (ipp_wire.JOB, self._about(self._print(request.data))))

    def _tell_all(self, request: Message) -> Message:
        return _said(request, OK, (ipp_wire.PRINTER, self._about_me()))

    def _job(self, request: Message) -> Message:
        asked = request.values(ipp_wire.OPERATION).get("job-id", [0])[0]
        job = next((one for one in self._ipp_jobs if one.number == asked), None)
        if job is None:
            return _said(request, NOT_FOUND)
        if request.code == ipp_wire.CANCEL_JOB:
            return _said(request, self._cancel(job))
        return _said(request, OK, (ipp_wire.JOB, self._about(job)))

    def _print(self, data: bytes) -> _IppJob:
        with self._guard:
            if self.kind == "abort":
                state = self.tray.keep(data, "aborted").state
            else:
                state = self.finish(data, whole=True)
            pages = {"printed": len(self.jobs()[-1].pages), "lied": 1}.get(state, 0)
            end = _STATES[state]
            moving = 0.0 if end == STOPPED else time.monotonic() + PRINTS_S
            job = _IppJob(len(self._ipp_jobs) + 1, end, pages, moving)
            self._ipp_jobs.append(job)
            return job

    def _cancel(self, job: _IppJob) -> int:
        if job.state() in {CANCELED, ABORTED, COMPLETED}:
            return NOT_POSSIBLE
        job.end, job.moving_until = CANCELED, 0.0
        return OK

    def _about(self, job: _IppJob) -> list[Attribute]:
        state = job.state()
        pages = 0 if state == PROCESSING else job.pages
        return [
            (ipp_wire.URI, "job-uri", [f"{self.url}/{job.number}"]),
            (ipp_wire.INTEGER, "job-id", [job.number]),
            (ipp_wire.ENUM, "job-state", [state]),
            (ipp_wire.KEYWORD, "job-state-reasons", [_WHY[state]]),
            (ipp_wire.INTEGER, "job-impressions-completed", [pages]),
        ]

    def _about_me(self) -> list[Attribute]:
        shown = self.shown()
        state = 5 if shown.trouble else 4 if shown.printing else 3
        return [
            (ipp_wire.ENUM, "printer-state", [state]),
            (ipp_wire.KEYWORD, "printer-state-reasons", [REASONS.get(shown.trouble, "none")]),
            (ipp_wire.BOOLEAN, "printer-is-accepting-jobs", [True]),
            (ipp_wire.MEDIA_TYPE, "document-format-supported", list(FORMATS)),
        ]

    @override
    def _listen(self) -> None:
        handler = type("Handler", (_Handler,), {"printer": self})
        self._server = _Server(("127.0.0.1", self._port), handler)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    @override
    def _hang_up(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for peer in list(self._peers):
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    """Keeps quiet about connections that break: some are broken on purpose."""

    @override
    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class _CutError(Exception):
    """The connection is cut on purpose."""


class _Handler(BaseHTTPRequestHandler):
    """One connection; the class made in `VirtualIppPrinter` carries the printer."""

    printer: VirtualIppPrinter
    protocol_version = "HTTP/1.1"

    @override
    def handle(self) -> None:
        """Serve a connection until it ends or is cut."""
        peers = self.printer._peers  # noqa: SLF001 - one device in two classes
        peers.add(self.connection)
        try:
            with contextlib.suppress(ConnectionError):
                super().handle()
        except _CutError:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            self.connection.close()
        finally:
            peers.discard(self.connection)

    def do_POST(self) -> None:
        """Answer one IPP request."""
        self._wait_while("stall")
        body = self._body()
        try:
            request = ipp_wire.decode(body)
        except IppError:
            return self._send(400, b"")
        answer = self.printer.answer(request)
        if self.printer.mute:
            return self._wait_while("mute")
        if self.printer.kind == "cut_after" and request.code == ipp_wire.PRINT_JOB:
            self.printer.kind = "none"
            raise _CutError
        return self._send(200, ipp_wire.encode(answer))

    @override
    def log_message(self, *_: Any) -> None:
        """Keep standard error for the caller."""

    def _wait_while(self, kind: str) -> None:
        """Hold the connection until the printer is healed, then end it."""
        pause = threading.Event()
        while self.printer.kind == kind:
            pause.wait(0.05)
            self.close_connection = True

    def _body(self) -> bytes:
        """Read the request, and let faults happen that wait for one of its bytes."""
        body = b""
        for part in self._parts():
            body += part
            if len(body) < 4 or int.from_bytes(body[2:4], "big") != ipp_wire.PRINT_JOB:
                continue
            at_byte = self.printer.at_byte
            if self.printer.trips(len(body)) and self.printer.kind == "cut":
                self.printer.kind = "none"
                self.printer.finish(body[:at_byte], whole=False)
                raise _CutError
        return body

    def _parts(self) -> Any:
        """Yield the body in pieces; it comes by length or in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            left = min(int(self.headers.get("Content-Length") or 0), LONGEST_JOB)
            while left and (part := self.rfile.read(min(left, 64))):
                left -= len(part)
                yield part
            return
        while size := int(self.rfile.readline(20).split(b";")[0], 16):
            yield self.rfile.read(min(size, LONGEST_JOB))
            self.rfile.readline(4)
        self.rfile.readline(4)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _no_such_thing(request: Message) -> Message:
    return _said(request, NO_SUCH_OPERATION)


def _said(request: Message, code: int, *groups: tuple[int, list[Attribute]]) -> Message:
    first: list[Attribute] = [
        (ipp_wire.CHARSET, "attributes-charset", ["utf-8"]),
        (ipp_wire.LANGUAGE, "attributes-natural-language", ["en"]),
    ]
    return Message(code, request.request_id, [(ipp_wire.OPERATION, first), *groups])
