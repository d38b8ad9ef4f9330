"""The voice of MT-SICS."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from devices.scales.pan import Pan, Shown
from devices.scales.voices.voice import STREAM_S, in_unit

WAIT_FOR_REST_S: Final = 3.0
LONGEST_COMMAND: Final = 64
SERIAL_NUMBER: Final = "0123456789"


class MtSicsVoice:
    """MT-SICS level 0 and 1: S SI SIR SNR Z ZI T TI TA TAC @ I0 I1 I2 I3 I4."""

    def __init__(self, pan: Pan, options: dict[str, str]) -> None:  # noqa: ARG002
        self._pan = pan
        self._line = bytearray()
        self._repeat_at: float | None = None
        self._waiting: tuple[str, float] | None = None
        self._commands: dict[str, Callable[[float], list[str]]] = {
            "@": self._reset, "S": self._stable, "SI": self._at_once, "SIR": self._stream,
            "SNR": self._stable, "Z": self._zero, "ZI": self._zero_at_once,
            "T": self._tare, "TI": self._tare_at_once, "TA": self._tare_value,
            "TAC": self._clear_tare, "I0": self._list, "I1": lambda _: [INFO["I1"]],
            "I2": lambda _: [INFO["I2"]], "I3": lambda _: [INFO["I3"]],
            "I4": lambda _: [INFO["I4"]],
        }

    @property
    def busy(self) -> bool:
        """Repeats its weight, or waits for rest."""
        return self._repeat_at is not None or self._waiting is not None

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Obey every whole command line; an unknown one is answered ``ES``."""
        self._line += data
        answers: list[str] = []
        while (end := self._line.find(b"\n")) >= 0:
            line = bytes(self._line[:end]).rstrip(b"\r").decode("latin-1")
            del self._line[: end + 1]
            command = self._commands.get(line)
            answers += command(now) if command else ["ES"]
        del self._line[:-LONGEST_COMMAND]
        return _lines(answers)

    def speak(self, now: float) -> list[bytes]:
        """Return what SIR repeats, and the answer a command waited for."""
        answers: list[str] = []
        if self._repeat_at is not None and now >= self._repeat_at:
            self._repeat_at = now + STREAM_S
            answers.append(self._weight("S", self._pan.shown(now)))
        if self._waiting:
            answers += self._when_at_rest(*self._waiting, now)
        return _lines(answers)

    def _when_at_rest(self, command: str, until: float, now: float) -> list[str]:
        shown = self._pan.shown(now)
        if not shown.stable and not shown.range and now < until:
            return []
        self._waiting = None
        if not shown.stable and not shown.range:
            return [f"{command} I"]
        if shown.range and command != "S":
            return [f"{command} {shown.range}"]
        if command == "Z":
            return ["Z A" if self._pan.set_zero(now) else "Z +"]
        if command == "T":
            return self._tare_at_once(now, "T")
        return [self._weight("S", shown)]

    def _wait(self, command: str, now: float) -> list[str]:
        self._waiting = (command, now + WAIT_FOR_REST_S)
        return self._when_at_rest(command, now + WAIT_FOR_REST_S, now)

    def _weight(self, head: str, shown: Shown) -> str:
        if shown.range:
            return f"{head} {shown.range}"
        self._pan.count_zero(shown)
        flag = "S" if shown.stable else "D"
        return f"{head} {flag} {self._value(shown.grams, shown.unit)}"

    def _value(self, grams: Decimal, unit: str) -> str:
        return f"{in_unit(grams, unit, self._pan.division_g):>10} {unit}"

    def _reset(self, now: float) -> list[str]:  # noqa: ARG002
        self._repeat_at = self._waiting = None
        self._pan.clear_tare()
        return [INFO["I4"]]

    def _stable(self, now: float) -> list[str]:
        return self._wait("S", now)

    def _at_once(self, now: float) -> list[str]:
        self._repeat_at = None
        return [self._weight("S", self._pan.shown(now))]

    def _stream(self, now: float) -> list[str]:
        self._repeat_at = now
        return []

    def _zero(self, now: float) -> list[str]:
        return self._wait("Z", now)

    def _zero_at_once(self, now: float) -> list[str]:
        flag = "S" if self._pan.shown(now).stable else "D"
        return [f"ZI {flag}" if self._pan.set_zero(now) else "ZI +"]

    def _tare(self, now: float) -> list[str]:
        return self._wait("T", now)

    def _tare_at_once(self, now: float, head: str = "TI") -> list[str]:
        shown = self._pan.shown(now)
        tare = self._value(self._pan.set_tare(now), shown.unit)
        return [f"{head} {'S' if shown.stable else 'D'} {tare}"]

    def _tare_value(self, now: float) -> list[str]:
        return [f"TA A {self._value(self._pan.tare_g, self._pan.shown(now).unit)}"]

    def _clear_tare(self, now: float) -> list[str]:  # noqa: ARG002
        self._pan.clear_tare()
        return ["TAC A"]

    def _list(self, now: float) -> list[str]:  # noqa: ARG002
        known = [(1 if name.startswith("T") else 0, name) for name in self._commands]
        *first, last = [f'{level} "{name}"' for level, name in sorted(known)]
        return [*(f"I0 B {one}" for one in first), f"I0 A {last}"]


INFO: Final = {
    "I1": 'I1 A "01" "2.30" "2.22" "" ""',
    "I2": 'I2 A "Wavegate virtual scale 30.000 kg"',
    "I3": 'I3 A "1.00 0.0.0.0"',
    "I4": f'I4 A "{SERIAL_NUMBER}"',
}


def _lines(answers: list[str]) -> list[bytes]:
    return [f"{answer}\r\n".encode("latin-1") for answer in answers]
