"""A virtual label printer on TCP (raw 9100): takes PDF, keeps bytes and page pictures.

It speaks the status language of `zpl_status` (``~HQES``, ``~HS``) on the same connection as the
job and can be told to misbehave. In a test::

    printer = VirtualPrinter(tmp_path)
    printer.fault("paper_out", at_byte=1000)

From another process over HTTP on 127.0.0.1 (see `devices.control`): ``POST /fault {"kind":
"paper_out"}``, ``GET /state``, ``GET /jobs``, ``GET /page/1.png``. By itself::

    python -m devices.printers.virtual --folder out --tcp 0 --control 0

prints one JSON line with its URLs and runs until it is ended.

A job begins with ``%PDF-`` and ends with ``%%EOF`` followed by a status question, by the end of
the connection, or by 50 ms of silence. What is interrupted by an error is lost: this printer
never prints a label later by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import struct
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from devices.control import ControlServer
from devices.printers.paper import DOTS_PER_MM, Job, Tray
from devices.printers.zpl_status import errors_answer, queue_answer

QUIET_S: Final = 0.05
LONGEST_JOB: Final = 64 * 1024 * 1024
START, END = b"%PDF-", b"%%EOF"
QUESTIONS: Final = (b"~HQES", b"~HS")

FAULTS: Final[dict[str, tuple[str, ...]]] = {
    "none": (),
    "paper_out": ("at_byte",),
    "head_open": ("at_byte",),
    "ribbon_out": ("at_byte",),
    "paused": (),
    "cut": ("at_byte",),
    "offline": (),
    "stall": (),
    "mute": (),
    "lie": (),
}
"""Faults: errors now or at a byte of the next job; cut breaks the connection there; offline
refuses; stall accepts and never reads; mute prints but never answers; lie answers all is well
and prints nothing."""

RESET_AT_CLOSE: Final = struct.pack("ii", 1, 0)
ERRORS: Final = ("paper_out", "head_open", "ribbon_out", "paused")


class VirtualPrinter:
    """A printer without paper."""

    def __init__(self, folder: Path, *, tcp_port: int = 0, dpi: int = 203) -> None:
        """Switch it on.

        Args:
            folder: where pages and the log go.
            tcp_port: port on 127.0.0.1, 0 for a free one.
            dpi: 203 or 300 dots per inch.
        """
        self.tray = Tray(folder, dpi)
        self.kind = "none"
        self.at_byte: int | None = None
        self._port = tcp_port
        self._peers: set[socket.socket] = set()
        self._control: ControlServer | None = None
        self._listen()

    @property
    def url(self) -> str:
        """What `devices.printers.send` takes."""
        return f"socket://127.0.0.1:{self._port}"

    @property
    def trouble(self) -> str:
        """The error the printer shows now, "" for none."""
        return self.kind if self.kind in ERRORS and self.at_byte is None else ""

    def fault(self, kind: str, at_byte: int | None = None) -> None:
        """Begin a fault (a key of `FAULTS`); ``none`` heals.

        Args:
            kind: which.
            at_byte: of the next job; None means now (for ``cut``: at the first byte).

        Raises:
            ValueError: no such fault, or it has no byte to wait for.
        """
        if kind not in FAULTS:
            raise ValueError(f"no fault {kind!r}; there are: {', '.join(FAULTS)}")
        if at_byte is not None and "at_byte" not in FAULTS[kind]:
            raise ValueError(f"{kind} takes no at_byte")
        if at_byte is not None and (type(at_byte) is not int or at_byte < 0):
            raise ValueError("at_byte is a whole number from 0")
        was_offline, self.kind = self.kind == "offline", kind
        self.at_byte = 0 if kind == "cut" and at_byte is None else at_byte
        if kind == "offline" and not was_offline:
            self._hang_up()
        elif was_offline and kind != "offline":
            self._listen()

    def jobs(self) -> list[Job]:
        """Return every job, oldest first."""
        return self.tray.jobs()

    def state(self) -> dict[str, object]:
        """Return what `GET /state` answers."""
        jobs = self.jobs()
        return {
            "url": self.url, "fault": self.kind, "at_byte": self.at_byte,
            "trouble": self.trouble, "jobs": len(jobs),
            "pages": sum(len(job.pages) for job in jobs), "faults": list(FAULTS),
        }

    def control(self, port: int = 0) -> str:
        """Serve the HTTP control on 127.0.0.1; return its URL."""
        self._control = ControlServer(
            {
                ("POST", "/fault"): self._http_fault,
                ("GET", "/state"): lambda _: self.state(),
                ("GET", "/jobs"): lambda _: [asdict(job) for job in self.jobs()],
            },
            port=port,
            png=self._http_page,
        )
        return self._control.url

    def close(self) -> None:
        """Switch it off."""
        if self._control:
            self._control.close()
        if self.kind != "offline":
            self._hang_up()

    def finish(self, data: bytes, *, whole: bool) -> None:
        """Print a job that ended, or log why not."""
        if not whole:
            self.tray.keep(data, "interrupted")
        elif self.trouble:
            self.tray.keep(data, "refused")
        else:
            self.tray.keep(data, "lied" if self.kind == "lie" else "printed")

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for peer in list(self._peers):
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        self._peers.add(peer)
        with peer, contextlib.suppress(OSError):
            if self.kind == "stall":
                self._wait_in_vain(peer)
            else:
                _Session(self, peer).run()
        self._peers.discard(peer)

    def _wait_in_vain(self, peer: socket.socket) -> None:
        """Hold the connection, read nothing, until healed or hung up on."""
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        pause = threading.Event()
        while self.kind == "stall":
            pause.wait(0.1)

    def _http_fault(self, body: dict[str, Any]) -> dict[str, object]:
        told = dict(body)
        kind = str(told.pop("kind", ""))
        if strange := set(told) - {"at_byte"}:
            raise ValueError(f"a fault takes at_byte, not {sorted(strange)}")
        self.fault(kind, told.get("at_byte"))
        return self.state()

    def _http_page(self, path: str) -> bytes | None:
        number = path.removeprefix("/page/").removesuffix(".png")
        return self.tray.page(int(number)) if number.isdecimal() else None


class _Session:
    """One connection: questions and jobs, in the order in which they come."""

    def __init__(self, printer: VirtualPrinter, peer: socket.socket) -> None:
        self._printer = printer
        self._peer = peer
        self._came = b""
        self._broken = False

    def run(self) -> None:
        """Serve until the host hangs up."""
        while True:
            self._peer.settimeout(QUIET_S if self._came.startswith(START) else None)
            try:
                part = self._peer.recv(65_536)
            except TimeoutError:
                self._end_job(last=True)
                continue
            self._came += part
            if not part:
                self._hung_up()
                return
            if not self._go_on():
                return

    def _go_on(self) -> bool:
        """Work off what came; False when the connection is over."""
        while self._came:
            self._came = self._came.lstrip()
            if self._came.startswith(START):
                if self._trip():
                    return False
                if not self._end_job(last=False):
                    return len(self._came) <= LONGEST_JOB
            elif not self._answer():
                return True
        return True

    def _trip(self) -> bool:
        """Let the fault happen once its byte of the job has come; True when that cuts."""
        at_byte = self._printer.at_byte
        if at_byte is None or len(self._came) < at_byte:
            return False
        self._broken = True
        self._printer.at_byte = None
        if self._printer.kind != "cut":
            return False
        self._printer.kind = "none"
        self._printer.finish(self._came[:at_byte], whole=False)
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        return True

    def _end_job(self, *, last: bool) -> bool:
        """Finish the job when its end has come; True when it has.

        A PDF may hold several end marks; the true one is followed by a question or by nothing.
        """
        end = self._came.rfind(END) if last else self._end_before_question()
        if end < 0:
            return False
        rest = self._came[end + len(END) :].lstrip(b"\r\n")
        data, self._came = self._came.removesuffix(rest), rest
        self._printer.finish(data, whole=not self._broken)
        self._broken = False
        return True

    def _end_before_question(self) -> int:
        end = self._came.find(END)
        while end >= 0 and not self._came[end + len(END) :].lstrip(b"\r\n").startswith(b"~H"):
            end = self._came.find(END, end + 1)
        return end

    def _answer(self) -> bool:
        """Answer one question, or pass over a byte that is none; False: more must come."""
        question = next((one for one in QUESTIONS if self._came.startswith(one)), None)
        if question is None:
            waits = any(one.startswith(self._came) for one in (*QUESTIONS, START))
            self._came = self._came if waits else self._came[1:]
            return bool(self._came) and not waits
        self._came = self._came[len(question) :]
        if self._printer.kind != "mute":
            trouble = self._printer.trouble
            hqes = question == QUESTIONS[0]
            self._peer.sendall(errors_answer(trouble) if hqes else queue_answer(trouble, 0))
        return True

    def _hung_up(self) -> None:
        if self._came.startswith(START) and not self._end_job(last=True):
            self._printer.finish(self._came, whole=False)


def main(arguments: list[str] | None = None) -> int:
    """Run one virtual printer until it is ended; print its URLs as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m devices.printers.virtual")
    parser.add_argument("--folder", type=Path, default=Path("virtual-printer"))
    parser.add_argument("--tcp", type=int, default=0, metavar="PORT", help="0 takes a free one")
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--dpi", type=int, choices=list(DOTS_PER_MM), default=203)
    given = parser.parse_args(arguments)
    printer = VirtualPrinter(given.folder, tcp_port=given.tcp, dpi=given.dpi)
    urls = {"url": printer.url, "control": printer.control(given.control)}
    sys.stdout.write(json.dumps(urls) + "\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        printer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
