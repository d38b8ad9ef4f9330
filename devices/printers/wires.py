"""The wires a label can leave by: a TCP connection or a serial line.

A wire sends, reads and closes; it knows nothing of labels. What breaks is a `WireError`, and
says whether bytes of the piece in hand may have left all the same: a TCP socket takes a piece
or does not, a serial driver may have taken half of it.

A serial printer is opened exclusively (an advisory lock: every program must ask for it). Where
the cable has the handshake lines, ``flow=rtscts`` keeps a slow printer from losing bytes;
``xonxoff`` damages binary labels, use it for text only. Name the port by
``/dev/serial/by-id/…``: ``ttyUSB0`` is another printer after the next start.
"""

from __future__ import annotations

import socket
import time
from typing import Final, Protocol

import serial

from devices.printers.address import Address

try:
    import termios

    GONE: tuple[type[Exception], ...] = (serial.SerialException, OSError, termios.error)
except ImportError:  # Windows
    GONE = (serial.SerialException, OSError)

PIECE: Final = 512
BITS_A_BYTE: Final = 10
BAUD: Final = 9600


class WireError(Exception):
    """A wire broke.

    Attributes:
        reason: refused or offline (there is nobody), cut, or stalled (nobody takes bytes).
        took: some bytes of the piece in hand may have left.
    """

    def __init__(self, reason: str, *, took: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.took = took


class Wire(Protocol):
    """One open wire."""

    def push(self, data: memoryview, limit_s: float) -> int:
        """Send a piece from the front of *data*; return its length in bytes."""

    def pull(self, limit_s: float) -> bytes:
        """Read what comes; empty when nothing came in time."""

    def drained(self, limit_s: float) -> bool:
        """Tell whether everything pushed has left this machine in time."""

    def close(self) -> None:
        """Let it go."""


def open_wire(where: Address, limit_s: float) -> Wire:
    """Open the wire to a printer.

    Raises:
        WireError: refused or offline.
    """
    if where.kind == "serial":
        return SerialWire(where)
    return TcpWire(where, limit_s)


def transfer_s(where: Address, length: int) -> float:
    """How long a label needs on this wire at least, seconds; nothing on a network."""
    if where.kind != "serial":
        return 0.0
    return length * BITS_A_BYTE / int(where.options.get("baud", BAUD))


class TcpWire:
    """A TCP connection."""

    def __init__(self, where: Address, limit_s: float) -> None:
        try:
            self._socket = socket.create_connection((where.host, where.port), limit_s)
        except ConnectionRefusedError:
            raise WireError("refused") from None
        except OSError:
            raise WireError("offline") from None

    def push(self, data: memoryview, limit_s: float) -> int:
        """See `Wire`."""
        self._socket.settimeout(max(limit_s, 0.001))
        try:
            return self._socket.send(data)
        except TimeoutError:
            raise WireError("stalled") from None
        except OSError:
            raise WireError("cut") from None

    def pull(self, limit_s: float) -> bytes:
        """See `Wire`."""
        self._socket.settimeout(max(limit_s, 0.001))
        try:
            part = self._socket.recv(4096)
        except TimeoutError:
            return b""
        except OSError:
            raise WireError("cut") from None
        if not part:
            raise WireError("cut")
        return part

    def drained(self, limit_s: float) -> bool:  # noqa: ARG002 - the system sends on after close
        """See `Wire`."""
        return True

    def close(self) -> None:
        """See `Wire`."""
        self._socket.close()


class SerialWire:
    """A serial line, 8N1."""

    def __init__(self, where: Address) -> None:
        flow = where.options.get("flow", "none")
        try:
            self._port = serial.Serial(
                where.path,
                baudrate=int(where.options.get("baud", BAUD)),
                rtscts=flow == "rtscts",
                xonxoff=flow == "xonxoff",
                exclusive=True,
            )
        except GONE:
            raise WireError("offline") from None

    def push(self, data: memoryview, limit_s: float) -> int:
        """See `Wire`."""
        piece = bytes(data[:PIECE])
        try:
            self._port.write_timeout = max(limit_s, 0.001)
            self._port.write(piece)
        except serial.SerialTimeoutException:
            raise WireError("stalled", took=True) from None
        except GONE:
            raise WireError("cut", took=True) from None
        return len(piece)

    def pull(self, limit_s: float) -> bytes:
        """See `Wire`."""
        try:
            self._port.timeout = max(limit_s, 0.001)
            first = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except GONE:
            raise WireError("cut") from None

    def drained(self, limit_s: float) -> bool:
        """See `Wire`."""
        until = time.monotonic() + limit_s
        try:
            while self._port.out_waiting:
                if time.monotonic() > until:
                    return False
                time.sleep(0.02)
        except GONE:
            raise WireError("cut", took=True) from None
        return True

    def close(self) -> None:
        """See `Wire`."""
        try:
            self._port.close()
        except GONE:
            return  # an unplugged adapter cannot be closed any better
