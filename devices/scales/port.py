"""One scale on one line: a thread of its own reads it for as long as the port is open.

A port is named by a URL, see `lines`. Only one owner may have a line; a serial path is opened
exclusively. Unplugging is normal: the thread comes back when the line does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import serial

from devices.scales import protocol_named, virtual
from devices.scales.hearing import Hearing
from devices.scales.lines import (
    GONE,
    check_url,
    close_line,
    flush_input,
    is_network,
    open_line,
)
from devices.scales.protocol import Parser
from devices.scales.reading import Reading, Rejected
from devices.scales.watch import Live, Reason, Settled, Watch

__all__ = ["ScaleError", "ScalePort", "check_url"]

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
            url: a serial path or any other form of `lines`.
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
        self._new_parser()  # a wrong option is refused here, not in the thread
        self._baudrate = baudrate or self._protocol.line.baudrate
        self._watch = Watch(
            division_g=Decimal(division_g), says_stable=self._protocol.says_stable, unit=unit
        )
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._waiting = 0
        self._commands: list[bytes] = []
        self._trouble: str | None = None
        self._thread = threading.Thread(target=self._run, name=f"scale {url}", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """Why the line is not there, in the system's words; None while it is open."""
        return self._trouble

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
        """Ask the scale to set itself to zero.

        False when its protocol has no such command, or the line is not there now: a zero
        that came late would be set with a parcel on the pan.
        """
        return self._command(self._protocol.zero)

    def tare(self) -> bool:
        """Ask the scale to take the load as tare; False as for `zero`."""
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
        with self._changed:
            ready = bool(command) and self._watch.connected
            if ready:
                self._commands.append(command)
        return ready

    def _new_parser(self) -> Parser:
        return self._protocol.new_parser(self._options, self._unit)

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                wire = self._open()
            except GONE as error:
                self._trouble = str(error)
                self._closing.wait(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
                failures += 1
                continue
            failures, self._trouble = 0, None
            try:
                self._read_until_gone(wire)
            except GONE as error:
                self._trouble = str(error)
            finally:
                self._set_connected(connected=False)
                close_line(wire)
            self._closing.wait(BACKOFF_S[0])

    def _open(self) -> serial.SerialBase:
        url = self.url
        if url.startswith("virtual://"):
            url = virtual.named(url, self._protocol.name, self._unit, self._options).url
        return open_line(url, self._protocol.line, self._baudrate)

    def _read_until_gone(self, wire: serial.SerialBase) -> None:
        hearing = Hearing(self._new_parser)
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
                hearing = self._start_afresh(wire)
            elif data:
                answered, awaiting = looked, data in self._protocol.go_on
                if awaiting:
                    wire.write(self._protocol.go_on[data])
                self._take(hearing.hear(data, looked), looked)
            elif is_network(self.url) and looked - answered > HALF_OPEN_S:
                return  # a TCP line whose far end vanished never says so: dial again

    def _ask_after_s(self, *, awaiting: bool) -> float:
        if awaiting:
            return NO_ANSWER_S
        return 0.0 if self._waiting else IDLE_ASK_S

    def _start_afresh(self, wire: serial.SerialBase) -> Hearing:
        """Throw away what came while this process stood still: its age is unknown."""
        flush_input(wire)
        with self._changed:
            self._watch.lose()
        return Hearing(self._new_parser)

    def _take(self, frames: list[Reading | Rejected], now: float) -> None:
        if not frames:
            return
        with self._changed:
            for frame in frames:
                self._watch.see(frame, now)
            self._changed.notify_all()

    def _set_connected(self, *, connected: bool) -> None:
        with self._changed:
            self._watch.connected = connected
            self._watch.lose()
            self._commands.clear()
            self._changed.notify_all()
