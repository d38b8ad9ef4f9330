r"""How a TSPL printer (TSC, Gprinter, HPRT, Xprinter) tells its state.

Asked and answered on the connection of the job: raw TCP port 9100, or a serial line (TSC ships
with 9600 8N1). Neither question ends with a newline; both are answered at once, also while the
printer has an error.

``ESC ! ?`` (``1B 21 3F``) is answered by one byte, 00 when all is well: bit 0 head open, 1
paper jam, 2 out of paper, 3 out of ribbon, 4 pause, 5 printing, 6 cover open, 7 temperature out
of range. ``05`` is no paper and an open head, ``20`` is printing.

``ESC ! S`` (``1B 21 53``) is answered by ``STX`` four bytes ``ETX CR LF``; in each byte bit 6
is always set, so ``02 40 40 40 40 03 0D 0A`` is all well::

    1  @ normal  ` pause  B backing  C cutting  E error  F feeding  K waits for the print key
       L waits for the label to be taken  P printing  W imaging
    2  warnings: A paper low  B ribbon low  H buffer full
    3  A head too hot  B motor too hot  D head  H cutter  P memory
    4  A no paper  B paper jam  D no ribbon  H ribbon jam  ` head open

``ESC ! S`` is asked only when bit 7 stands alone, for TSC means any other error by it; where it
stays unanswered (Gprinter), bit 7 is the temperature.

The language does not tell how many labels wait. A label counts as printed when the printer was
seen printing after its bytes had left and then came to rest without an error. Many clones
answer nothing at all over USB: their address says ``status=none``.

Sources: Gprinter GP-2120T manual p. 30 (``ESC ! ?``); TSC TTP-244 Plus programming manual p. 85
and Brother TD-4420TN command reference p. 98 (``ESC ! S``).
"""

from __future__ import annotations

import re
from typing import Final

from devices.printers.state import UNKNOWN, Exchange, PrinterState, flagged

ASK_FLAGS: Final = b"\x1b!?"
ASK_FULL: Final = b"\x1b!S"
PRINTING: Final = 0x20

FLAGS: Final[tuple[tuple[int, str], ...]] = (
    (0x04, "paper_out"),
    (0x01, "head_open"),
    (0x40, "head_open"),
    (0x08, "ribbon_out"),
    (0x10, "paused"),
    (0x02, "jam"),
    (0x80, "too_hot"),
)
_SLOW: Final[tuple[tuple[int, str], ...]] = (
    (0x01, "too_hot"),
    (0x02, "too_hot"),
    (0x08, "cutter"),
    (0x04, "error"),
    (0x10, "error"),
)
_PAPER: Final[tuple[tuple[int, str], ...]] = (
    (0x01, "paper_out"),
    (0x20, "head_open"),
    (0x04, "ribbon_out"),
    (0x02, "jam"),
    (0x08, "jam"),
)
_FULL = re.compile(rb"\x02([@-\x7f])([@-\x7f])([@-\x7f])([@-\x7f])\x03\r\n")
_BUSY: Final = b"BCFLPW"


def parse_flags(answer: bytes) -> PrinterState:
    """Read an answer to ``ESC ! ?``; the newest byte counts."""
    if not answer:
        return UNKNOWN
    last = answer[-1]
    return PrinterState(troubles=flagged(last, FLAGS), printing=bool(last & PRINTING))


def parse_full(answer: bytes) -> PrinterState:
    """Read an answer to ``ESC ! S``."""
    found = _FULL.search(answer)
    if found is None:
        return UNKNOWN
    message, _warning, slow, paper = (found[at][0] for at in (1, 2, 3, 4))
    troubles = flagged(paper, _PAPER) + flagged(slow, _SLOW)
    if message in b"`K":
        troubles += ("paused",)
    if message in b"E" and not troubles:
        troubles = ("error",)
    return PrinterState(troubles=troubles, printing=message in _BUSY)


def ask(exchange: Exchange) -> PrinterState:
    """Ask a printer how it is; one that says "something else" is asked what."""
    said = exchange(ASK_FLAGS, parse_flags)
    if said.troubles != ("too_hot",):
        return said
    fuller = exchange(ASK_FULL, parse_full)
    return fuller if fuller.troubles else said


def flags_answer(trouble: str, *, printing: bool) -> bytes:
    """Return the byte a printer answers to ``ESC ! ?``."""
    flags = next((bit for bit, name in FLAGS if name == trouble), 0)
    return bytes([flags | (PRINTING if printing else 0)])


def full_answer(trouble: str, *, printing: bool) -> bytes:
    """Return the bytes a printer answers to ``ESC ! S``."""
    slow = next((bit for bit, name in _SLOW if name == trouble), 0)
    paper = next((bit for bit, name in _PAPER if name == trouble), 0)
    message = b"`" if trouble == "paused" else b"E" if trouble else b"P" if printing else b"@"
    return b"\x02" + message + b"@" + bytes([0x40 | slow, 0x40 | paper]) + b"\x03\r\n"
