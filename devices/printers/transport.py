"""Send one label to a printer and say honestly what is known about it.

Nothing here ever sends twice. The outcome is one of three:

* ``sent``: all bytes left; `confirmed` says that the printer reported its buffer empty.
* ``failed``: no byte of the label can have been printed; another try makes no second copy.
* ``unknown``: bytes left and then something went wrong. Only a person, or the scanned waybill,
  can tell whether paper came out.

Printers are URLs: ``socket://host:9100`` (raw TCP; the state is read back on the same
connection, see `zpl_status`), ``socket://host:9100?status=none`` for a printer without a back
channel, ``file:///folder`` for a folder.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit
from urllib.request import url2pathname

from devices.printers.zpl_status import (
    ASK_ERRORS,
    ASK_QUEUE,
    ETX,
    QUEUE_LINES,
    Queue,
    error_of,
    queue_of,
)

ASK_S: Final = 1.5
POLL_S: Final = 0.05
LONGEST_ANSWER: Final = 4096

Outcome = Literal["sent", "failed", "unknown"]


@dataclass(frozen=True, kw_only=True)
class SendResult:
    """What is known about one job.

    Attributes:
        outcome: sent, failed or unknown.
        reason: None when sent; else refused, offline, silent, paper_out, head_open,
            ribbon_out, paused, cutter, too_hot, error, bad_url, cut, stalled or no_answer.
        confirmed: the printer itself reported that nothing waits any more.
        bytes_sent: bytes of the job the system took; not proof that the printer got them.
    """

    outcome: Outcome
    reason: str | None = None
    confirmed: bool = False
    bytes_sent: int = 0


@dataclass(frozen=True)
class PrinterStatus:
    """What a printer says of itself.

    Attributes:
        state: ready, refused, offline, unknown (it does not say), or the trouble's name.
        raw: its answer.
    """

    state: str
    raw: bytes = b""


def send(url: str, data: bytes, timeout_s: float = 10.0) -> SendResult:
    """Send one job, once.

    Args:
        url: the printer.
        data: the label, whole, in a language the printer speaks.
        timeout_s: for everything together, seconds.
    """
    target = urlsplit(url)
    if target.scheme == "file" and target.path:
        return _to_folder(target, data)
    address = _address(target)
    if address is None:
        return SendResult(outcome="failed", reason="bad_url")
    deadline = time.monotonic() + timeout_s
    try:
        wire = socket.create_connection(address, timeout=timeout_s)
    except OSError as problem:
        return SendResult(outcome="failed", reason=_no_connection(problem))
    with wire:
        return _Job(wire, deadline, speaks=_speaks(target)).run(data)


def status(url: str, timeout_s: float = 2.0) -> PrinterStatus:
    """Ask a printer how it is, without printing.

    Args:
        url: the printer.
        timeout_s: for connecting and for the answer each, seconds.
    """
    target = urlsplit(url)
    if target.scheme == "file":
        return PrinterStatus("ready")
    address = _address(target)
    if address is None:
        return PrinterStatus("offline")
    try:
        with socket.create_connection(address, timeout=timeout_s) as wire:
            if not _speaks(target):
                return PrinterStatus("unknown")
            answer = _ask(wire, ASK_ERRORS, 1, time.monotonic() + timeout_s)
    except OSError as problem:
        return PrinterStatus(_no_connection(problem))
    error = error_of(answer)
    return PrinterStatus("unknown" if error is None else error or "ready", answer)


class _Job:
    """One job on one connection."""

    def __init__(self, wire: socket.socket, deadline: float, *, speaks: bool) -> None:
        self._wire = wire
        self._deadline = deadline
        self._speaks = speaks
        self._sent = 0

    def run(self, data: bytes) -> SendResult:
        """Ask, send, ask again."""
        if self._speaks and (trouble := self._trouble_before()):
            return SendResult(outcome="failed", reason=trouble)
        if broken := self._push(data):
            return self._unknown(broken) if self._sent else self._failed("offline")
        if not self._speaks:
            return SendResult(outcome="sent", bytes_sent=self._sent)
        return self._confirm()

    def _trouble_before(self) -> str | None:
        try:
            answer = _ask(self._wire, ASK_ERRORS, 1, self._soon())
        except OSError:
            return "offline"
        error = error_of(answer)
        return "silent" if error is None else error or None

    def _push(self, data: bytes) -> str | None:
        """Send all; return what broke."""
        view = memoryview(data)
        while self._sent < len(data):
            left_s = self._deadline - time.monotonic()
            if left_s <= 0:
                return "stalled"
            self._wire.settimeout(left_s)
            try:
                self._sent += self._wire.send(view[self._sent :])
            except TimeoutError:
                return "stalled"
            except OSError:
                return "cut"
        return None

    def _confirm(self) -> SendResult:
        while time.monotonic() < self._deadline:
            try:
                queue = queue_of(_ask(self._wire, ASK_QUEUE, QUEUE_LINES, self._deadline))
                trouble = self._trouble_after(queue)
            except OSError:
                return self._unknown("cut")
            if trouble:
                return self._unknown(trouble)
            if queue is not None and queue.waiting == 0:
                return SendResult(outcome="sent", confirmed=True, bytes_sent=self._sent)
            time.sleep(POLL_S)
        return self._unknown("no_answer")

    def _trouble_after(self, queue: Queue | None) -> str | None:
        """Return the trouble; some printers answer ``~HS`` only while they have none."""
        if queue is not None:
            return queue.trouble
        return error_of(_ask(self._wire, ASK_ERRORS, 1, self._soon())) or "no_answer"

    def _soon(self) -> float:
        return min(time.monotonic() + ASK_S, self._deadline)

    def _unknown(self, reason: str) -> SendResult:
        return SendResult(outcome="unknown", reason=reason, bytes_sent=self._sent)

    def _failed(self, reason: str) -> SendResult:
        return SendResult(outcome="failed", reason=reason)


def _ask(wire: socket.socket, question: bytes, ends: int, deadline: float) -> bytes:
    """Return the answer up to its last ETX, or what came before the deadline.

    Raises:
        OSError: the connection is gone.
    """
    wire.settimeout(max(deadline - time.monotonic(), 0.01))
    wire.sendall(question)
    answer = b""
    while answer.count(ETX) < ends and len(answer) < LONGEST_ANSWER:
        wire.settimeout(max(deadline - time.monotonic(), 0.01))
        try:
            part = wire.recv(1024)
        except TimeoutError:
            return answer
        if not part:
            raise ConnectionResetError("the printer hung up")
        answer += part
    return answer


def is_url(url: str) -> bool:
    """Tell whether a URL can be a printer's; whether one is there shows later."""
    target = urlsplit(url)
    return bool(_address(target) or (target.scheme == "file" and target.path))


def _address(target: SplitResult) -> tuple[str, int] | None:
    try:
        port = target.port or 9100
    except ValueError:
        return None
    if target.scheme != "socket" or not target.hostname:
        return None
    return target.hostname, port


def _speaks(target: SplitResult) -> bool:
    return parse_qs(target.query).get("status") != ["none"]


def _no_connection(problem: OSError) -> str:
    return "refused" if isinstance(problem, ConnectionRefusedError) else "offline"


def _to_folder(target: SplitResult, data: bytes) -> SendResult:
    """Write one file under its final name only when all of it is on the disk."""
    folder = Path(url2pathname(target.path))
    kind = "pdf" if data.startswith(b"%PDF") else "bin"
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    name = f"{stamp}-{hashlib.sha256(data).hexdigest()[:8]}-{uuid.uuid4().hex[:8]}.{kind}"
    part = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
    except OSError:
        return SendResult(outcome="failed", reason="offline")
    return SendResult(outcome="sent", confirmed=True, bytes_sent=len(data))
