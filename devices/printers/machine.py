"""What every virtual printer has: a tray, one fault at a time, and an HTTP control.

Faults, over Python ``printer.fault("paper_out", at_byte=1000)`` or over HTTP on 127.0.0.1 (see
`devices.control`) ``POST /fault {"kind": "paper_out", "at_byte": 1000}``; ``GET /state``,
``GET /jobs`` and ``GET /page/1.png`` show what came of it.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Final

from devices.control import ControlServer
from devices.printers.paper import Job, Tray
from devices.printers.voices import Shown

PRINTS_S: Final = 0.25
"""How long paper moves for a label."""

TROUBLES: Final = ("paper_out", "head_open", "ribbon_out", "paused", "too_hot")


class Machine(ABC):
    """A printer without paper."""

    FAULTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "none": (),
        "paper_out": ("at_byte",),
        "head_open": ("at_byte",),
        "ribbon_out": ("at_byte",),
        "too_hot": ("at_byte",),
        "paused": (),
        "cut": ("at_byte",),
        "cut_after": (),
        "offline": (),
        "stall": (),
        "mute": ("at_byte",),
        "lie": (),
    }
    """Faults: troubles now or at a byte of the next job; cut breaks the connection there,
    cut_after when the job is printed; offline refuses; stall accepts and never reads; mute
    prints but does not answer, from now or from a byte of the next job on; lie answers that
    all is well and prints nothing."""

    def __init__(self, folder: Path, dpi: int) -> None:
        self.tray = Tray(folder, dpi)
        self.kind = "none"
        self.at_byte: int | None = None
        self._moving_until = 0.0
        self._control: ControlServer | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """What `devices.printers.send` takes."""

    @property
    def trouble(self) -> str:
        """The trouble the printer shows now, "" for none."""
        return self.kind if self.kind in TROUBLES and self.at_byte is None else ""

    @property
    def mute(self) -> bool:
        """It does not answer now."""
        return self.kind == "mute" and self.at_byte is None

    def shown(self) -> Shown:
        """Return what there is to tell about it."""
        moving = time.monotonic() < self._moving_until and not self.trouble
        return Shown(self.trouble, moving, self.tray.labels())

    def fault(self, kind: str, at_byte: int | None = None) -> None:
        """Begin a fault (a key of `FAULTS`); ``none`` heals.

        Args:
            kind: which.
            at_byte: of the next job; None means now (for ``cut``: at the first byte).

        Raises:
            ValueError: no such fault, or it has no byte to wait for.
        """
        if kind not in self.FAULTS:
            raise ValueError(f"no fault {kind!r}; there are: {', '.join(self.FAULTS)}")
        if at_byte is not None and "at_byte" not in self.FAULTS[kind]:
            raise ValueError(f"{kind} takes no at_byte")
        if at_byte is not None and (type(at_byte) is not int or at_byte < 0):
            raise ValueError("at_byte is a whole number from 0")
        was_offline, self.kind = self.kind == "offline", kind
        self.at_byte = 0 if kind == "cut" and at_byte is None else at_byte
        if kind == "offline" and not was_offline:
            self._hang_up()
        elif was_offline and kind != "offline":
            self._listen()

    def trips(self, came: int) -> bool:
        """Tell whether a fault that waits for a byte happens now, and let it.

        Args:
            came: bytes of the job that have come.
        """
        if self.at_byte is None or came < self.at_byte:
            return False
        self.at_byte = None
        return True

    def jobs(self) -> list[Job]:
        """Return every job, oldest first."""
        return self.tray.jobs()

    def finish(self, data: bytes, *, whole: bool) -> str:
        """Print a job that ended, or log why not; return its state."""
        if not whole:
            return self.tray.keep(data, "interrupted").state
        if self.trouble:
            return self.tray.keep(data, "refused").state
        job = self.tray.keep(data, "lied" if self.kind == "lie" else "printed")
        if job.state != "unprintable":
            self._moving_until = time.monotonic() + PRINTS_S
        return job.state

    def state(self) -> dict[str, object]:
        """Return what `GET /state` answers."""
        return {
            "url": self.url,
            "fault": self.kind,
            "at_byte": self.at_byte,
            "trouble": self.trouble,
            "jobs": len(self.jobs()),
            "pages": self.tray.labels(),
            "faults": list(self.FAULTS),
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

    @abstractmethod
    def _listen(self) -> None:
        """Begin to take connections, at the same port as before."""

    @abstractmethod
    def _hang_up(self) -> None:
        """End every connection and take no more."""

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
