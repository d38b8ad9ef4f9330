"""What every voice of a virtual scale is, and the rounding they share.

A voice belongs to one connection. `hear` takes what the host sent and returns the answers;
`speak` is called again and again and returns what is due by itself. Each whole frame is one
element of the list, so that a faulty scale can cut it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal, Protocol

from devices.scales.pan import Pan, Shown
from devices.scales.reading import GRAMS_PER

STREAM_S: Final = 0.05
LONGEST_COMMAND: Final = 64

Act = Literal["weigh", "weigh_at_rest", "stream", "stop", "zero", "tare", "clear", "status"]
"""What a command makes a scale do."""


class Voice(Protocol):
    """One connection's side of the conversation."""

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Take bytes of the host; return whole answers."""
        ...

    def speak(self, now: float) -> list[bytes]:
        """Return the frames that are due by themselves."""
        ...

    @property
    def busy(self) -> bool:
        """Something may become due without a word of the host."""
        ...


def in_unit(grams: Decimal, unit: str, division_g: Decimal) -> Decimal:
    """Return grams as the display shows them: decimals fine enough for one division."""
    step = division_g / GRAMS_PER[unit]
    places = max(0, -step.adjusted()) if step < 1 else 0
    value = grams / GRAMS_PER[unit]
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def padded(value: Decimal, width: int, most_decimals: int = 6) -> str:
    """Return a number filled up with zeros, with as many decimals as its width leaves room for.

    Args:
        value: what the display shows.
        width: characters, the sign and the point counted.
        most_decimals: never more than these.
    """
    places = min(max(0, -int(value.as_tuple().exponent)), most_decimals)
    while places and len(f"{value:0{width}.{places}f}") > width:
        places -= 1
    return f"{value:0{width}.{places}f}"


def nothing(shown: Shown) -> bytes:  # noqa: ARG001
    """Say nothing."""
    return b""


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How a scale speaks that says one kind of frame: asked, again and again, or both.

    Attributes:
        frame: the bytes that say a display, nothing where the scale would be silent; it is
            also given the number on the display, in its unit.
        status: what answers the commands that move something.
        commands: every command it knows, without its end; others are passed over.
        end: what ends a command; nothing where one byte is a command.
        streams: speaks without being asked.
        width: characters of the display; a load that needs more is too much.
    """

    frame: Callable[[Shown, Decimal], bytes]
    status: Callable[[Shown], bytes] = nothing
    commands: Mapping[bytes, Act] = field(default_factory=dict)
    end: bytes = b"\r\n"
    streams: bool = False
    width: int = 9

    def voice(self, pan: Pan, options: dict[str, str]) -> Voice:  # noqa: ARG002
        """Return a voice that speaks so, whatever the options of the port."""
        return FrameVoice(self, pan)


class FrameVoice:
    """One connection of a scale with such a speech."""

    def __init__(self, speech: Speech, pan: Pan) -> None:
        self._speech = speech
        self._pan = pan
        self._heard = bytearray()
        self._stream_at: float | None = float("-inf") if speech.streams else None
        self._waiting = False

    @property
    def busy(self) -> bool:
        """Streams, or waits for rest."""
        return self._stream_at is not None or self._waiting

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Obey every whole command."""
        answers = [self._obey(command, now) for command in self._commands_of(data)]
        return [answer for answer in answers if answer]

    def speak(self, now: float) -> list[bytes]:
        """Return the next frame when it is due."""
        shown = self._pan.shown(now)
        due = self._stream_at is not None and now >= self._stream_at
        if self._waiting and (shown.stable or shown.range):
            self._waiting, due = False, True
        if not due:
            return []
        if self._stream_at is not None:
            self._stream_at = now + STREAM_S
        return [said] if (said := self._weigh(shown)) else []

    def _commands_of(self, data: bytes) -> list[bytes]:
        if not self._speech.end:
            return [bytes([byte]) for byte in data]
        self._heard += data
        *ended, rest = bytes(self._heard).split(self._speech.end)
        self._heard[:] = rest[-LONGEST_COMMAND:]
        return ended

    def _obey(self, command: bytes, now: float) -> bytes:
        act = self._speech.commands.get(command)
        if act == "weigh":
            return self._weigh(self._pan.shown(now))
        if act == "weigh_at_rest":
            self._waiting = True
        elif act in {"stream", "stop"}:
            self._stream_at = now if act == "stream" else None
        elif act:
            self._move(act, now)
            return self._speech.status(self._pan.shown(now))
        return b""

    def _move(self, act: Act, now: float) -> None:
        if act == "zero":
            self._pan.set_zero(now)
        elif act == "tare":
            self._pan.set_tare(now)
        elif act == "clear":
            self._pan.clear_tare()

    def _weigh(self, shown: Shown) -> bytes:
        self._pan.count_zero(shown)
        value = in_unit(shown.grams, shown.unit, self._pan.division_g)
        if not shown.range and len(str(abs(value))) > self._speech.width:
            shown = replace(shown, range="+")
        return self._speech.frame(shown, value)
