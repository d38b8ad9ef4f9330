r"""How a ZPL printer tells its state: ``~HQES``, ``~HS`` and the label counter.

All are asked on the connection of the job (raw TCP port 9100, or the serial line) and answered
there; commands that begin with ``~`` are answered while a label is printing.

``~HQES`` names errors::

    STX CR LF  PRINTER STATUS CR LF
      ERRORS:         1 00000000 00000005 CR LF
      WARNINGS:       0 00000000 00000000 CR LF ETX

The last group holds the flags: 1 media out, 2 ribbon out, 4 head open, 8 cutter, 10 head too
hot, 20 motor too hot, 40 bad element, 80 head detection (hexadecimal).

``~HS`` tells, in three lines ``STX … ETX CR LF``, what is still to be printed::

    STX 030,0,0,1245,000,0,0,0,000,0,0,0 ETX CR LF     paper out, pause, …, formats waiting
    STX 000,0,0,0,0,2,4,0,00000000,1,000 ETX CR LF     …, head open, ribbon out, …, labels left
    STX 1234,0 ETX CR LF

First line: field 2 paper out, 3 pause, 5 formats in the receive buffer, 8 half a format has
come, 12 too hot. Second line: field 3 head open, 4 ribbon out, 9 labels left
of the batch.

``! U1 getvar "odometer.total_label_count"`` (Link-OS printers) is answered by the number of
labels ever printed, in quotes, ``"1234"``. The counter is asked only where the printer's
address says ``counter=on``: it is the one answer that a printer cannot give without paper.

Sources: ZPL II guide 45541L-004 pp. 171-172; docs.zebra.com, error flag table of ~HQES; Oki
LE840 p. 96 for its layout. Zebra warns that some printers do not answer ``~HS`` at all while
paper is out or the head is open; so both are asked, and silence of ``~HS`` without a named
error is unknown. The counter's name is from Zebra's SGD list and was not seen on paper here.
"""

from __future__ import annotations

import re
from typing import Final

from devices.printers.state import UNKNOWN, Exchange, PrinterState, flagged

ASK: Final = b"~HQES\r\n~HS\r\n"
COUNTER: Final = b'! U1 getvar "odometer.total_label_count"'
ASK_COUNTER: Final = COUNTER + b"\r\n"

FLAGS: Final[tuple[tuple[int, str], ...]] = (
    (0x01, "paper_out"),
    (0x04, "head_open"),
    (0x02, "ribbon_out"),
    (0x08, "cutter"),
    (0x10, "too_hot"),
    (0x20, "too_hot"),
    (0x40, "error"),
    (0x80, "error"),
)

_ERRORS = re.compile(rb"ERRORS:\s+([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
_QUEUE = re.compile(
    rb"\x02\d{3},(?P<paper_out>[01]),(?P<paused>[01]),\d{4,5},(?P<formats>\d{3}),"
    rb"\d,\d,(?P<half>[01]),\d{3},\d,\d,(?P<too_hot>[01])\x03\s*"
    rb"\x02\d{3},\d,(?P<head_open>[01]),(?P<ribbon_out>[01]),"
    rb"\d,\w,\d,\d,(?P<left>\d{8}),[^\x03]*\x03\s*\x02[^\x03]*\x03"
)
_COUNT = re.compile(rb'"(\d{1,12})"')
_QUEUE_NAMES: Final = ("paper_out", "head_open", "ribbon_out", "paused", "too_hot")


def parse_errors(answer: bytes) -> PrinterState:
    """Read an answer to ``~HQES``."""
    found = _ERRORS.search(answer)
    if found is None:
        return UNKNOWN
    if found[1] == b"0":
        return PrinterState()
    return PrinterState(troubles=flagged(int(found[3], 16), FLAGS) or ("error",))


def parse_queue(answer: bytes) -> PrinterState:
    """Read an answer to ``~HS``."""
    found = _QUEUE.search(answer)
    if found is None:
        return UNKNOWN
    waiting = sum(int(found[group]) for group in ("formats", "half", "left"))
    troubles = tuple(name for name in _QUEUE_NAMES if found[name] == b"1")
    return PrinterState(troubles=troubles, waiting=waiting)


def parse(answer: bytes) -> PrinterState:
    """Read the answer to both, in the order in which they are asked."""
    errors, queue = parse_errors(answer), parse_queue(answer)
    if not queue.known:
        return errors if errors.troubles else UNKNOWN
    troubles = tuple(dict.fromkeys(errors.troubles + queue.troubles))
    return PrinterState(troubles=troubles, waiting=queue.waiting)


def ask(exchange: Exchange) -> PrinterState:
    """Ask a printer how it is."""
    return exchange(ASK, parse)


def parse_count(answer: bytes) -> PrinterState:
    """Read the counter; `waiting` is the number of labels ever printed."""
    found = _COUNT.search(answer)
    return PrinterState(waiting=int(found[1])) if found else UNKNOWN


def errors_answer(trouble: str) -> bytes:
    """Return the bytes a printer answers to ``~HQES``; "" for no trouble."""
    flags = next((bit for bit, name in FLAGS if name == trouble), 0)
    return (
        f"\x02\r\n  PRINTER STATUS\r\n   ERRORS:         {int(bool(flags))} 00000000 "
        f"{flags:08X}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03"
    ).encode()


def queue_answer(trouble: str, waiting: int = 0) -> bytes:
    """Return the bytes a printer answers to ``~HS``.

    Args:
        trouble: a name, "" for none.
        waiting: formats in the receive buffer.
    """
    paper, pause = int(trouble == "paper_out"), int(trouble == "paused")
    head, ribbon = int(trouble == "head_open"), int(trouble == "ribbon_out")
    hot = int(trouble == "too_hot")
    return (
        f"\x02030,{paper},{pause},1200,{waiting:03d},0,0,0,000,0,0,{hot}\x03\r\n"
        f"\x02000,0,{head},{ribbon},0,2,4,0,00000000,1,000\x03\r\n"
        "\x021234,0\x03\r\n"
    ).encode()


def count_answer(labels: int) -> bytes:
    """Return the bytes a printer answers to the counter question."""
    return f'"{labels}"'.encode()
