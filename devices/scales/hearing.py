"""Frames of a known age out of the bytes of one line.

A network can stand still and then bring at once what piled up behind it; a cable can come loose
within one frame and be back within another. What is then heard is old, or two halves of
different weighings, and must not be taken for what lies on the pan now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.scales.protocol import Parser
from devices.scales.reading import Reading, Rejected

HALF_S: Final = 0.3
"""Half a frame waits no longer for its rest; a line speaks a frame without such a pause."""

STANDSTILL_S: Final = 0.5
"""After so long a silence several frames at once are a backlog, not a scale in a hurry."""


class Hearing:
    """Listens to one line from its opening on; times are seconds of one monotonic clock."""

    def __init__(self, new_parser: Callable[[], Parser]) -> None:
        """Begin in silence: what a device server kept for the first caller is a backlog."""
        self._new_parser = new_parser
        self._parser = new_parser()
        self._heard_at = float("-inf")
        self._deaf_until = float("-inf")

    def hear(self, data: bytes, now: float) -> list[Reading | Rejected]:
        """Take the next bytes; return the frames they completed, none while a backlog ends."""
        pause, self._heard_at = now - self._heard_at, now
        if pause > HALF_S:
            self._parser = self._new_parser()
        frames = self._parser.feed(data)
        readings = sum(isinstance(frame, Reading) for frame in frames)
        if pause > STANDSTILL_S and readings > 1:
            self._deaf_until = now + STANDSTILL_S
        return [] if now < self._deaf_until else frames
