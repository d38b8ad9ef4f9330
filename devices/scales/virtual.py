"""Virtual scales: they speak the real bytes over TCP or a pty, and misbehave on request.

In a test::

    scale = VirtualScale("mt-sics")
    scale.place(1205)
    scale.fault("drift", percent=12)

From another process, over HTTP on 127.0.0.1 (see `control`): ``POST /place {"grams": 1205}``,
``POST /clear``, ``POST /fault {"kind": "drift", "percent": 12}``, ``GET /state``. By itself::

    python -m devices.scales.virtual --protocol mt-sics --tcp 0 --control 0

prints one JSON line with its URLs and runs until it is ended. A weight settles in 120 ms, with
a few restless frames first. ``zero_frames`` of the state counts the resting zeros spoken since
the pan was emptied: a script that weighs parcel after parcel waits until it is at least 2.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import threading
import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from devices.control import ControlServer
from devices.scales.pan import FAULTS, SETTLE_S, Pan
from devices.scales.protocol import SettingError
from devices.scales.sockets import PtyLine, TcpLine
from devices.scales.voices import VOICES

FOREVER_S: Final = 0.0


class VirtualScale:
    """A scale without iron."""

    def __init__(
        self,
        protocol: str,
        port: Literal["tcp", "pty"] = "tcp",
        *,
        tcp_port: int = 0,
        division_g: Decimal | int = 1,
        capacity_g: Decimal | int = 30_000,
        unit: str = "kg",
        options: dict[str, str] | None = None,
        settle_s: float = SETTLE_S,
        seed: int = 1,
    ) -> None:
        """Switch it on.

        Args:
            protocol: a key of `devices.scales.voices.VOICES`.
            port: ``tcp`` listens on 127.0.0.1, ``pty`` is a serial path.
            tcp_port: port number, 0 for a free one.
            division_g: one step of the display, grams.
            capacity_g: above this (and nine divisions) it shows overload, grams.
            unit: the unit it speaks in.
            options: as the protocol's own, for instance motion of toledo-continuous.
            settle_s: how long a new weight swings, seconds, more than 0.
            seed: of the noise that the faults make.

        Raises:
            SettingError: no virtual scale speaks this protocol.
        """
        if protocol not in VOICES:
            known = ", ".join(VOICES)
            raise SettingError(f"no virtual scale speaks {protocol!r}; there are: {known}")
        self.protocol = protocol
        self.pan = Pan(
            division_g=Decimal(division_g), capacity_g=Decimal(capacity_g), unit=unit,
            settle_s=settle_s,
        )
        self._noise = random.Random(seed)  # noqa: S311 - noise on a line, no secret
        self._comeback: threading.Timer | None = None
        self._control: ControlServer | None = None
        self.frames_sent = 0
        self.gone = False
        voice, chosen = VOICES[protocol], options or {}
        self._line = (
            TcpLine(lambda: voice(self.pan, chosen), self._deliver, tcp_port)
            if port == "tcp"
            else PtyLine(lambda: voice(self.pan, chosen), self._deliver)
        )

    @property
    def url(self) -> str:
        """What a `ScalePort` opens."""
        return self._line.url

    def place(self, grams: Decimal | float | str) -> None:
        """Put this weight on the pan, in place of what lay there.

        Raises:
            SettingError: not a number of grams, or not a finite one.
        """
        try:
            weight = Decimal(str(grams))
        except InvalidOperation:
            raise SettingError(f"grams is a number, not {grams!r}") from None
        if not weight.is_finite() or abs(weight) > 1_000_000:
            raise SettingError("grams lies between -1,000,000 and 1,000,000")
        self.pan.put(weight, time.monotonic())

    def clear(self) -> None:
        """Take everything off the pan."""
        self.place(0)

    def fault(self, kind: str, **given: object) -> None:
        """Begin a fault (a key of `devices.scales.pan.FAULTS`); ``none`` heals.

        Args:
            kind: drift (percent), freeze, silent, restless, overload, underload, negative
                (grams), garbage, half_frames, unit (unit), vanish (seconds) or none.
            given: what the fault may be told; vanish without seconds stays gone.

        Raises:
            SettingError: no such fault, or it is told something it does not know.
        """
        for name in ("percent", "grams", "seconds"):
            if name in given and not isinstance(given[name], int | float | Decimal):
                raise SettingError(f"{name} is a number, not {given[name]!r}")
        self.pan.fail(kind, given, time.monotonic())
        if kind == "vanish":
            self._vanish(float(self.pan.number("seconds", str(FOREVER_S))))
        else:
            self.come_back()

    def come_back(self) -> None:
        """End a vanish: the line is there again under the same URL."""
        if self.gone:
            self._line.open()
            self.gone = False
        if self.pan.fault == "vanish":
            self.pan.fail("none", {}, time.monotonic())

    def state(self) -> dict[str, object]:
        """Return what `GET /state` answers; weights in grams."""
        shown = self.pan.shown(time.monotonic())
        return {
            "protocol": self.protocol, "url": self.url, "grams": float(self.pan.grams),
            "shown_g": float(shown.grams), "stable": shown.stable, "fault": self.pan.fault,
            "zero_frames": self.pan.zero_frames, "frames_sent": self.frames_sent,
            "faults": list(FAULTS),
        }

    def control(self, port: int = 0) -> str:
        """Serve the HTTP control on 127.0.0.1; return its URL."""
        self._control = ControlServer(
            {
                ("POST", "/place"): self._http_place, ("POST", "/clear"): self._http_clear,
                ("POST", "/fault"): self._http_fault, ("GET", "/state"): lambda _: self.state(),
            },
            port=port,
        )
        return self._control.url

    def close(self) -> None:
        """Switch it off."""
        if self._comeback:
            self._comeback.cancel()
        if self._control:
            self._control.close()
        if not self.gone:
            self._line.close()
        if isinstance(self._line, PtyLine):
            self._line.forget()

    def _vanish(self, seconds: float) -> None:
        if not self.gone:
            self._line.close()
            self.gone = True
        if seconds > FOREVER_S:
            self._comeback = threading.Timer(seconds, self.come_back)
            self._comeback.daemon = True
            self._comeback.start()

    def _deliver(self, frames: list[bytes]) -> bytes:
        if self.pan.fault == "silent" or not frames:
            return b""
        self.frames_sent += len(frames)
        return b"".join(self._spoil(frame) for frame in frames)

    def _spoil(self, frame: bytes) -> bytes:
        if self.pan.fault == "half_frames":
            return frame[: self._noise.randrange(1, max(2, len(frame)))]
        if self.pan.fault == "garbage":
            return self._noise.randbytes(self._noise.randrange(4, 24))
        return frame

    def _http_place(self, body: dict[str, Any]) -> dict[str, object]:
        self.place(body.get("grams", ""))
        return self.state()

    def _http_clear(self, body: dict[str, Any]) -> dict[str, object]:  # noqa: ARG002
        self.clear()
        return self.state()

    def _http_fault(self, body: dict[str, Any]) -> dict[str, object]:
        told = dict(body)
        self.fault(str(told.pop("kind", "")), **told)
        return self.state()


_NAMED: dict[str, VirtualScale] = {}
_NAMED_LOCK = threading.Lock()


def named(
    url: str,
    protocol: str = "mt-sics",
    unit: str | None = None,
    options: Mapping[str, str] | None = None,
) -> VirtualScale:
    """Return the virtual scale of this process that ``virtual://name`` stands for.

    It is made at the first call, speaks kg unless told otherwise, and lives as long as the
    process.
    """
    with _NAMED_LOCK:
        if url not in _NAMED:
            _NAMED[url] = VirtualScale(protocol, unit=unit or "kg", options=dict(options or {}))
        return _NAMED[url]


def main(arguments: list[str] | None = None) -> int:
    """Run one virtual scale until it is ended; print its URLs as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m devices.scales.virtual")
    parser.add_argument("--protocol", choices=list(VOICES), default="mt-sics")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--tcp", type=int, default=0, metavar="PORT", help="0 takes a free one")
    where.add_argument("--pty", action="store_true", help="a pseudo-terminal instead of TCP")
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--grams", default="0", help="what lies on the pan at first")
    given = parser.parse_args(arguments)
    port: Literal["tcp", "pty"] = "pty" if given.pty else "tcp"
    try:
        run(given.protocol, port, tcp=given.tcp, control=given.control, grams=given.grams)
    except SettingError as error:
        parser.error(str(error))
    return 0


def run(
    protocol: str,
    port: Literal["tcp", "pty"],
    *,
    tcp: int = 0,
    control: int = 0,
    grams: str = "0",
) -> None:
    """Run one virtual scale until interrupted; print its URLs as one JSON line.

    Args:
        protocol: a key of `devices.scales.voices.VOICES`.
        port: ``tcp`` or ``pty``.
        tcp: port number of a TCP scale, 0 for a free one.
        control: port number of the HTTP control, 0 for a free one.
        grams: what lies on the pan at first.

    Raises:
        SettingError: no virtual scale speaks this protocol, or that is no weight.
    """
    with contextlib.closing(VirtualScale(protocol, port, tcp_port=tcp)) as scale:
        scale.place(grams)
        urls = {"protocol": protocol, "url": scale.url, "control": scale.control(control)}
        sys.stdout.write(json.dumps(urls) + "\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
