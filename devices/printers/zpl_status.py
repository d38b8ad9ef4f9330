r"""How a label printer tells its state: ``~HQES`` and ``~HS`` of ZPL II.

Both are asked on the connection of the job (raw TCP, port 9100) and answered there.

``~HQES`` names errors::

    STX CR LF  PRINTER STATUS CR LF
      ERRORS:         1 00000000 00000005 CR LF
      WARNINGS:       0 00000000 00000000 CR LF ETX

The last group holds the flags: 1 media out, 2 ribbon out, 4 head open, 8 cutter, 10 head too
hot, 20 motor too hot, 40 bad element, 80 head detection (hexadecimal).

``~HS`` tells, in three lines ``STX … ETX CR LF``, what is still to be printed: field 5 of the
first is the number of formats in the receive buffer, field 9 of the second the labels left of
the batch; also paper out, pause, head open and ribbon out.

Sources: ZPL II guide 45541L-004 pp. 171-172; docs.zebra.com, error flag table of ~HQES; Oki
LE840 p. 96 for the layout. The Zebra page warns that some printers do not answer ``~HS`` at all
while paper is out or the head is open, so silence is never taken for readiness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ASK_ERRORS: Final = b"~HQES\r\n"
ASK_QUEUE: Final = b"~HS\r\n"
ETX: Final = b"\x03"
QUEUE_LINES: Final = 3

FLAGS: Final[tuple[tuple[int, str], ...]] = (
    (0x01, "paper_out"), (0x02, "ribbon_out"), (0x04, "head_open"), (0x08, "cutter"),
    (0x10, "too_hot"), (0x20, "too_hot"), (0x40, "error"), (0x80, "error"),
)

_ERRORS = re.compile(rb"ERRORS:\s+([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
_QUEUE = re.compile(
    rb"\x02\d{3},(?P<paper>[01]),(?P<pause>[01]),\d{4},(?P<formats>\d{3}),[^\x03]*\x03\s*"
    rb"\x02\d{3},\d,(?P<head>[01]),(?P<ribbon>[01]),\d,\d,\d,\d,(?P<left>\d{8}),[^\x03]*\x03"
)


@dataclass(frozen=True)
class Queue:
    """What ``~HS`` said.

    Attributes:
        waiting: formats in the buffer plus labels left of the batch.
        trouble: paper_out, head_open, ribbon_out or paused; None when there is none.
    """

    waiting: int
    trouble: str | None


def error_of(answer: bytes) -> str | None:
    """Return the first error an answer to ``~HQES`` names, "" for none, None for no answer."""
    found = _ERRORS.search(answer)
    if found is None:
        return None
    if found[1] == b"0":
        return ""
    flags = int(found[3], 16)
    return next((name for bit, name in FLAGS if flags & bit), "error")


def queue_of(answer: bytes) -> Queue | None:
    """Return what an answer to ``~HS`` says, None when it is none."""
    found = _QUEUE.search(answer)
    if found is None:
        return None
    named = (("paper", "paper_out"), ("head", "head_open"), ("ribbon", "ribbon_out"),
             ("pause", "paused"))
    trouble = next((reason for group, reason in named if found[group] == b"1"), None)
    return Queue(int(found["formats"]) + int(found["left"]), trouble)


def errors_answer(trouble: str) -> bytes:
    """Return the bytes a printer answers to ``~HQES``; "" for no trouble."""
    flags = next((bit for bit, name in FLAGS if name == trouble), 0)
    return (
        f"\x02\r\n  PRINTER STATUS\r\n   ERRORS:         {int(bool(flags))} 00000000 "
        f"{flags:08X}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03"
    ).encode()


def queue_answer(trouble: str, waiting: int) -> bytes:
    """Return the bytes a printer answers to ``~HS``.

    Args:
        trouble: as in `Queue`, "" for none.
        waiting: formats in the receive buffer.
    """
    paper, pause = int(trouble == "paper_out"), int(trouble == "paused")
    head, ribbon = int(trouble == "head_open"), int(trouble == "ribbon_out")
    return (
        f"\x02030,{paper},{pause},1200,{waiting:03d},0,0,0,000,0,0,0\x03\r\n"
        f"\x02000,0,{head},{ribbon},0,2,4,0,00000000,1,000\x03\r\n"
        "\x021234,0\x03\r\n"
    ).encode()
