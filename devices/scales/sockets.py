"""The lines a virtual scale stands on: TCP, and a pseudo-terminal that looks like a port.

A line carries any number of hosts over TCP and one over a pty; it can vanish, as an adapter
pulled out does, and come back under the same name.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from devices.scales.voices import Voice

TICK_S: Final = 0.02
IDLE_S: Final = 0.25

Deliver = Callable[[list[bytes]], bytes]


class Wire(Protocol):
    """A file descriptor to talk over; read and write raise OSError when it is gone."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        ...

    def read(self) -> bytes:
        """Return what came; empty when the other end is gone."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of it."""
        ...


class TcpWire:
    """One accepted connection."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self.fileno = peer.fileno

    def read(self) -> bytes:
        """Return what came."""
        return self._peer.recv(4096)

    def write(self, data: bytes) -> None:
        """Send all of it."""
        self._peer.sendall(data)


class PtyWire:
    """The master side of a pty. What nobody reads is dropped, as on a serial line."""

    def __init__(self, master: int) -> None:
        self._master = master

    def fileno(self) -> int:
        """Return the master's descriptor."""
        return self._master

    def read(self) -> bytes:
        """Return what came."""
        return os.read(self._master, 4096)

    def write(self, data: bytes) -> None:
        """Send what fits."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, data)


def talk(wire: Wire, voice: Voice, deliver: Deliver, stop: threading.Event) -> None:
    """Hold one conversation until the host or the line is gone.

    Args:
        wire: where to speak.
        voice: what to say.
        deliver: turns whole frames into the bytes that really leave (a fault may cut them).
        stop: set when the line is taken away.
    """
    while not stop.is_set():
        ready, _, _ = select.select([wire], [], [], TICK_S if voice.busy else IDLE_S)
        now = time.monotonic()
        frames: list[bytes] = []
        if ready:
            data = wire.read()
            if not data:
                return
            frames += voice.hear(data, now)
        frames += voice.speak(now)
        if out := deliver(frames):
            wire.write(out)


class TcpLine:
    """Listens on 127.0.0.1; the port number stays the same when it vanishes and returns."""

    def __init__(self, new_voice: Callable[[], Voice], deliver: Deliver, port: int = 0) -> None:
        self._new_voice = new_voice
        self._deliver = deliver
        self._port = port
        self._peers: set[socket.socket] = set()
        self._stop = threading.Event()
        self.open()

    @property
    def url(self) -> str:
        """Where a host finds it."""
        return f"socket://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Listen."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        self._stop = threading.Event()
        threading.Thread(
            target=self._accept, args=(self._listener, self._stop), daemon=True
        ).start()

    def close(self) -> None:
        """Hang up on everybody and listen no more."""
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for peer in list(self._peers):
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer, stop), daemon=True).start()

    def _serve(self, peer: socket.socket, stop: threading.Event) -> None:
        self._peers.add(peer)
        with peer, contextlib.suppress(OSError):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk(TcpWire(peer), self._new_voice(), self._deliver, stop)
        self._peers.discard(peer)


class PtyLine:
    """A pseudo-terminal behind a link whose name stays the same."""

    def __init__(self, new_voice: Callable[[], Voice], deliver: Deliver) -> None:
        self._new_voice = new_voice
        self._deliver = deliver
        self._folder = tempfile.TemporaryDirectory(prefix="scale-")
        self._link = Path(self._folder.name) / "port"
        self._stop = threading.Event()
        self.open()

    @property
    def url(self) -> str:
        """The path a host opens."""
        return str(self._link)

    def open(self) -> None:
        """Plug it in."""
        import pty  # not on Windows
        import tty

        master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._link.symlink_to(os.ttyname(slave))
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(master, slave, self._stop), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Pull it out."""
        self._link.unlink(missing_ok=True)
        self._stop.set()
        self._thread.join(timeout=2.0)

    def forget(self) -> None:
        """Remove the link's folder; after `close`, for good."""
        self._folder.cleanup()

    def _serve(self, master: int, slave: int, stop: threading.Event) -> None:
        try:
            with contextlib.suppress(OSError):
                talk(PtyWire(master), self._new_voice(), self._deliver, stop)
        finally:
            os.close(master)
            os.close(slave)
