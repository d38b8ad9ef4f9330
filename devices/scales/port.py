"""One scale on one line: a thread of its own reads it for as long as the port is open.

A port is named by a URL: a serial path (``/dev/serial/by-id/…``, ``COM3``),
``socket://host:port`` (a scale with Ethernet, ser2net in raw mode) or ``virtual://name`` (a
virtual scale of this process). Only one owner may have a line; a serial path is opened
exclusively. Unplugging is normal: the thread comes back when the line does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

import serial

from devices.scales import SettingError, protocol_named, virtual
from devices.scales.watch import Live, Reason, Settled, Watch

try:
    import termios

    GONE: tuple[type[Exception], ...] = (serial.SerialException, OSError, termios.error)
except ImportError:  # Windows
    GONE = (serial.SerialException, OSError)

READ_S: Final = 0.05
CHUNK: Final = 4096
IDLE_ASK_S: Final = 0.1
NO_ANSWER_S: Final = 0.3
STALL_S: Final = 0.5
HALF_OPEN_S: Final = 8.0
GRACE_S: Final = 0.6
BACKOFF_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0)


class ScaleError(Exception):
    """The scale proves no weight.

    Attributes:
        reason: no_reading, unstable, stale, negative, zero, overload, unit_changed or
            not_zeroed.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class ScalePort:
    """Owns the line to one scale."""

    def __init__(
        self,
        url: str,
        protocol: str,
        *,
        division_g: Decimal | int = 1,
        unit: str | None = None,
        options: Mapping[str, str] | None = None,
        baudrate: int | None = None,
    ) -> None:
        """Start to read; returns at once, whether or not the scale is there.

        Args:
            url: serial path, ``socket://host:port`` or ``virtual://name``.
            protocol: a name in `devices.scales.PROTOCOLS`.
            division_g: one step of the scale's display, grams.
            unit: the unit the scale is set to, also of frames that name none; None takes the
                first one seen.
            options: the protocol's options, for instance ``{"checksum": "on"}``.
            baudrate: of a serial path; None takes the protocol's.

        Raises:
            SettingError: unknown protocol, unit, option or option value, or no such kind of
                URL.
        """
        check_url(url)
        self.url = url
        self._protocol = protocol_named(protocol)
        self._options = dict(options or {})
        self._unit = unit
        self._parser = self._protocol.new_parser(self._options, self._unit)
        self._baudrate = baudrate or self._protocol.line.baudrate
        self._watch = Watch(
            division_g=Decimal(division_g), says_stable=self._protocol.says_stable, unit=unit
        )
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._waiting = 0
        self._commands: list[bytes] = []
        self._thread = threading.Thread(target=self._run, name=f"scale {url}", daemon=True)
        self._thread.start()

    def latest(self) -> Live:
        """Return what the scale shows now, and how good that is."""
        with self._changed:
            return self._watch.live(time.monotonic())

    def settled(self, within_s: float = 3.0) -> Settled:
        """Return a weight that may decide, at rest and younger than 2 s.

        Only frames that came after the call count. A refusal that has stood for 0.6 s is
        said at once; unrest is waited out.

        Args:
            within_s: how long to wait for rest, seconds.

        Raises:
            ScaleError: with the reason that stood at the end.
        """
        begun = time.monotonic()
        with self._changed:
            self._waiting += 1
            first_id = self._watch.frame_id + 1
            try:
                return self._wait_for_rest(begun, within_s, first_id)
            finally:
                self._waiting -= 1

    def mark_parcel(self, frame_id: int | None = None) -> None:
        """Demand an empty pan before the next weight; call it once a weighing is committed.

        Args:
            frame_id: of the `Settled` that was committed, so that a pan emptied during the
                commit counts; None takes the newest frame.
        """
        with self._changed:
            self._watch.mark_parcel(frame_id)

    def zero(self) -> bool:
        """Ask the scale to set itself to zero; False when the protocol has no such command."""
        return self._command(self._protocol.zero)

    def tare(self) -> bool:
        """Ask the scale to take the load as tare; False when there is no such command."""
        return self._command(self._protocol.tare)

    def close(self) -> None:
        """Let the line go; returns when it is closed."""
        self._closing.set()
        self._thread.join(timeout=5.0)

    def _wait_for_rest(self, begun: float, within_s: float, first_id: int) -> Settled:
        rested_id = first_id + 1
        while True:
            now = time.monotonic()
            heard = self._watch.frame_id >= rested_id
            refusal = self._watch.refusal(now)
            if refusal is None and heard:
                return self._watch.settled(now)
            waited = now - begun
            stands = heard and refusal not in {"no_reading", "unstable", "stale"}
            if waited >= within_s or (stands and waited >= GRACE_S):
                unheard: Reason = "no_reading" if refusal == "no_reading" else "stale"
                raise ScaleError(refusal if heard and refusal else unheard)
            self._changed.wait(min(within_s - waited, 0.1))

    def _command(self, command: bytes) -> bool:
        if command:
            self._commands.append(command)
        return bool(command)

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                wire = self._open()
            except GONE:
                self._set_connected(connected=False)
                self._closing.wait(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
                failures += 1
                continue
            failures = 0
            try:
                self._read_until_gone(wire)
            except GONE:
                self._closing.wait(BACKOFF_S[0])
            finally:
                self._set_connected(connected=False)
                _close(wire)

    def _open(self) -> serial.SerialBase:
        line = self._protocol.line
        url = self.url
        if url.startswith("virtual://"):
            url = virtual.named(url, self._protocol.name, self._unit, self._options).url
        wire = serial.serial_for_url(
            url,
            baudrate=self._baudrate,
            bytesize=line.bytesize,
            parity=line.parity,
            stopbits=line.stopbits,
            timeout=READ_S,
            write_timeout=1.0,
            exclusive=True,
        )
        try:
            _flush_input(wire)
        except GONE:
            _close(wire)
            raise
        return wire

    def _read_until_gone(self, wire: serial.SerialBase) -> None:
        self._parser = self._protocol.new_parser(self._options, self._unit)
        self._set_connected(connected=True)
        asked = answered = looked = time.monotonic()
        awaiting = False
        while not self._closing.is_set():
            now = time.monotonic()
            while self._commands:
                wire.write(self._commands.pop(0))
            if self._protocol.ask and now - asked >= self._ask_after_s(awaiting=awaiting):
                wire.write(self._protocol.ask)
                asked, awaiting = now, True
            data = wire.read(CHUNK)
            last_look, looked = looked, time.monotonic()
            if looked - last_look > STALL_S:
                self._flush(wire)
            elif data:
                answered, awaiting = looked, data in self._protocol.go_on
                if awaiting:
                    wire.write(self._protocol.go_on[data])
                self._take(data)
            elif self.url.startswith("socket://") and looked - answered > HALF_OPEN_S:
                return  # a TCP line whose far end vanished never says so: dial again

    def _ask_after_s(self, *, awaiting: bool) -> float:
        if awaiting:
            return NO_ANSWER_S
        return 0.0 if self._waiting else IDLE_ASK_S

    def _flush(self, wire: serial.SerialBase) -> None:
        """Throw away what came while this process stood still: its age is unknown."""
        _flush_input(wire)
        self._parser = self._protocol.new_parser(self._options, self._unit)
        with self._changed:
            self._watch.lose()

    def _take(self, data: bytes) -> None:
        frames = self._parser.feed(data)
        if not frames:
            return
        now = time.monotonic()
        with self._changed:
            for frame in frames:
                self._watch.see(frame, now)
            self._changed.notify_all()

    def _set_connected(self, *, connected: bool) -> None:
        with self._changed:
            self._watch.connected = connected
            self._watch.lose()
            self._changed.notify_all()


def check_url(url: str) -> None:
    """Refuse a URL that can never be a scale; whether one is there shows later.

    Raises:
        SettingError: with the forms there are.
    """
    kind, found, _ = url.partition("://")
    if found and kind not in {"socket", "virtual"}:
        raise SettingError(f"a scale is a serial path or socket://host:port, not {url!r}")
    if kind == "socket":
        try:
            where = urlsplit(url)
            complete = where.hostname and where.port
        except ValueError:
            complete = False
        if not complete:
            raise SettingError(f"a scale on the network is socket://host:port, not {url!r}")


def _flush_input(wire: serial.SerialBase) -> None:
    wire.reset_input_buffer()  # type: ignore[attr-defined] # the stubs know it on ports only


def _close(wire: serial.SerialBase) -> None:
    try:
        wire.close()
    except GONE:
        return  # an unplugged adapter cannot be closed any better
