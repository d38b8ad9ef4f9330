"""A virtual label printer on TCP (raw 9100): keeps bytes and page pictures.

It takes PDF and ZPL and answers ``~HQES``, ``~HS`` and the label counter; or TSPL with
``ESC ! ?``; or ESC/POS with ``DLE EOT``. It can be told to misbehave, see `machine`::

    printer = VirtualPrinter(tmp_path)
    printer.fault("paper_out", at_byte=1000)

By itself::

    python -m devices.printers.virtual --folder out --tcp 0 --control 0 --language zpl

prints one JSON line with its URLs and runs until it is ended; ``--language ipp`` is a virtual
IPP printer (`virtual_ipp`).

Jobs begin and end as in `framing`. What is interrupted by an error is lost: this printer never
prints a label later by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import struct
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

from typing_extensions import override

from devices.printers.framing import end_of
from devices.printers.machine import Machine
from devices.printers.paper import DOTS_PER_MM
from devices.printers.virtual_ipp import VirtualIppPrinter
from devices.printers.voices import VOICES

QUIET_S: Final = 0.05
LONGEST_JOB: Final = 64 * 1024 * 1024
RESET_AT_CLOSE: Final = struct.pack("ii", 1, 0)


class VirtualPrinter(Machine):
    """A printer on raw TCP."""

    def __init__(
        self, folder: Path, *, tcp_port: int = 0, dpi: int = 203, language: str = "zpl"
    ) -> None:
        """Switch it on.

        Args:
            folder: where pages and the log go.
            tcp_port: port on 127.0.0.1, 0 for a free one.
            dpi: 203 or 300 dots per inch.
            language: of its status, a key of `VOICES`.
        """
        super().__init__(folder, dpi)
        self.voice = VOICES[language]
        self._port = tcp_port
        self._peers: set[socket.socket] = set()
        self._listen()

    @property
    @override
    def url(self) -> str:
        """What `devices.printers.send` takes."""
        return f"socket://127.0.0.1:{self._port}"

    @override
    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    @override
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


class _Session:
    """One connection: questions and jobs, in the order in which they come."""

    def __init__(self, printer: VirtualPrinter, peer: socket.socket) -> None:
        self._printer = printer
        self._voice = printer.voice
        self._peer = peer
        self._came = b""
        self._broken = False
        self._cut = False
        self._drawing = threading.Event()
        self._drawing.set()

    def run(self) -> None:
        """Serve until the host hangs up, or is hung up on."""
        while not self._cut:
            in_job = self._voice.begins(self._came)
            self._peer.settimeout(QUIET_S if in_job else None)
            try:
                part = self._peer.recv(65_536)
            except TimeoutError:
                self._end_job(quiet=True)
                continue
            self._came += part
            if not part:
                self._hung_up()
                return
            self._work_off()
            if len(self._came) > LONGEST_JOB:
                return
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)

    def _work_off(self) -> None:
        """Take jobs and questions off the front of what came, as far as they are whole."""
        while self._came and not self._cut:
            if self._voice.begins(self._came):
                if not self._end_job(quiet=False):
                    return
            elif not self._answer():
                return

    def _end_job(self, *, quiet: bool) -> bool:
        """Finish the job in front when its end has come, and let faults happen on the way."""
        end = end_of(self._came, self._voice.questions, quiet=quiet)
        at_byte = self._printer.at_byte
        if self._printer.trips(len(self._came) if end < 0 else end):
            self._broken = self._printer.kind != "mute"
            if self._printer.kind == "cut":
                self._printer.kind, self._cut = "none", True
                self._printer.finish(self._came[:at_byte], whole=False)
                return False
        if end < 0:
            return False
        data, self._came = self._came[:end], self._came[end:]
        whole, self._broken = not self._broken, False
        if whole and self._printer.kind == "none" and self._voice.tells_waiting:
            self._draw(data)
        else:
            self._printer.finish(data, whole=whole)
        if self._printer.kind == "cut_after":
            self._printer.kind, self._cut = "none", True
        return True

    def _draw(self, data: bytes) -> None:
        """Draw a job beside the line: a printer answers while it works, however slow."""
        before, self._drawing = self._drawing, threading.Event()
        drawn = self._drawing

        def draw() -> None:
            before.wait()
            try:
                self._printer.finish(data, whole=True)
            finally:
                drawn.set()

        threading.Thread(target=draw, daemon=True).start()

    def _answer(self) -> bool:
        """Answer one question, or pass over a byte that is none; False: more must come."""
        asked = [one for one in self._voice.questions if self._came.startswith(one)]
        if not asked:
            if self._voice.may_begin(self._came):
                return False
            self._came = self._came[1:]
            return True
        self._came = self._came[len(asked[0]) :]
        if not self._printer.mute:
            waiting = not self._drawing.is_set()
            shown = replace(self._printer.shown(), waiting=waiting)
            self._peer.sendall(self._voice.answers[asked[0]](shown))
        return True

    def _hung_up(self) -> None:
        if self._voice.begins(self._came) and not self._end_job(quiet=True) and not self._cut:
            self._printer.finish(self._came, whole=False)


def main(arguments: list[str] | None = None) -> int:
    """Run one virtual printer until it is ended; print its URLs as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m devices.printers.virtual")
    parser.add_argument("--folder", type=Path, default=Path("virtual-printer"))
    parser.add_argument("--tcp", type=int, default=0, metavar="PORT", help="0 takes a free one")
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--dpi", type=int, choices=list(DOTS_PER_MM), default=203)
    parser.add_argument("--language", choices=[*VOICES, "ipp"], default="zpl")
    given = parser.parse_args(arguments)
    printer: Machine
    if given.language == "ipp":
        printer = VirtualIppPrinter(given.folder, port=given.tcp, dpi=given.dpi)
    else:
        printer = VirtualPrinter(
            given.folder, tcp_port=given.tcp, dpi=given.dpi, language=given.language
        )
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
