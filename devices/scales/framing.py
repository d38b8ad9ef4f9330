"""How frames are found among the bytes of a line: by their end, or by their first byte.

Both keep what waits for more bytes, and never more than one frame of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from devices.scales.reading import Reading, Rejected

LONGEST_LINE: Final = 256

SEVEN_BITS: Final = bytes(value & 0x7F for value in range(256))
"""For `bytes.translate`: takes away the parity bit of a 7E1 line that was read as 8N1."""

Read = Callable[[bytes], Reading | Rejected]


class LineParser:
    """Frames that end in a certain byte."""

    def __init__(self, read: Read, *, end: bytes = b"\n") -> None:
        """Begin with an empty line.

        Args:
            read: says what one whole frame means, its end included.
            end: each byte that may be the last of a frame.
        """
        self._read = read
        self._end = re.compile(b"[" + re.escape(end) + b"]")
        self._line = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[Reading | Rejected]:
        """Take the next bytes; return what the frames they ended say.

        A frame of 256 bytes is none: it is given up, with all that follows to the next end.
        """
        found: list[Reading | Rejected] = []
        at = 0
        for end in self._end.finditer(data):
            found += self._end_line(data[at : end.start()], end[0])
            at = end.end()
        found += self._grow(data[at:])
        return found

    def _end_line(self, part: bytes, last: bytes) -> list[Reading | Rejected]:
        found = self._grow(part)
        line, skipped = bytes(self._line), self._skipping
        self._line.clear()
        self._skipping = False
        if skipped or not line.strip():
            return found
        return [*found, self._read(line + last)]

    def _grow(self, part: bytes) -> list[Reading | Rejected]:
        if self._skipping:
            return []
        self._line += part
        if len(self._line) <= LONGEST_LINE:
            return []
        lost = bytes(self._line[:LONGEST_LINE])
        self._line.clear()
        self._skipping = True
        return [Rejected("too_long", lost)]


class FixedParser:
    """Frames of a fixed length that begin with one of a few bytes."""

    def __init__(
        self, starts: bytes, size: int, read: Read, words: Mapping[int, str] | None = None
    ) -> None:
        """Begin with an empty buffer.

        Args:
            starts: each byte a frame may begin with.
            size: bytes of a frame.
            read: says what one frame means; what it rejects is searched again from its
                second byte, so that a true frame which began inside it is still found.
            words: single bytes that mean something between frames, with the reason each is
                rejected for.
        """
        self._starts = starts
        self._size = size
        self._read = read
        self._words = words or {}
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Reading | Rejected]:
        """Take the next bytes; return the frames they completed."""
        self._buffer += data
        found: list[Reading | Rejected] = []
        at = 0
        while True:
            while at < len(self._buffer) and self._buffer[at] not in self._starts:
                if word := self._words.get(self._buffer[at]):
                    found.append(Rejected(word, bytes(self._buffer[at : at + 1])))
                at += 1
            frame = bytes(self._buffer[at : at + self._size])
            if len(frame) < self._size:
                break
            found.append(self._read(frame))
            at += self._size if isinstance(found[-1], Reading) else 1
        del self._buffer[:at]
        return found
