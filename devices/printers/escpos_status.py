r"""How an ESC/POS receipt printer tells its state: ``DLE EOT n``. For pick slips only.

Asked and answered on the connection of the job: raw TCP port 9100, or a serial line (Epson
ships with 38400 8N1, hardware flow control). The question (``10 04 n``) is answered at once by
one byte, also while the printer has an error; bits 1 and 4 of an answer are always set and bits
0 and 7 never, so ``12`` is all well. All four are asked together::

    n = 1  printer    08 offline
    n = 2  offline    04 cover open, 20 stopped at the paper's end, 40 error
    n = 3  error      04 mechanical, 08 cutter, 20 beyond recovery, 40 mends itself (head hot)
    n = 4  paper      0C near its end (no trouble yet), 20 none

``12 32 12 72`` is a printer without paper. The language tells neither what waits nor when paper
moves: a slip is sent, never confirmed.

Sources: Citizen CT-S2000 command reference pp. 57-58; Samsung SRP-350 command manual, which
says that an open cover while printing sets the "mends itself" bit too: then the cover is named.
"""

from __future__ import annotations

from typing import Final

from devices.printers.state import UNKNOWN, Exchange, PrinterState, flagged

ASKS: Final = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")
FIXED_MASK, FIXED = 0x93, 0x12

_OFFLINE: Final[tuple[tuple[int, str], ...]] = ((0x04, "head_open"), (0x20, "paper_out"))
_ERROR: Final[tuple[tuple[int, str], ...]] = (
    (0x08, "cutter"),
    (0x40, "too_hot"),
    (0x04, "error"),
    (0x20, "error"),
)
_NO_PAPER: Final = 0x20


def parse(answer: bytes) -> PrinterState:
    """Read the four answers, in the order in which they are asked."""
    if len(answer) != len(ASKS) or any(byte & FIXED_MASK != FIXED for byte in answer):
        return UNKNOWN
    printer, offline, error, paper = answer
    named: tuple[str, ...] = ("paper_out",) if paper & _NO_PAPER else ()
    named += flagged(offline, _OFFLINE)
    if "head_open" not in named:
        named += flagged(error, _ERROR)
    if not named and (printer & 0x08 or offline & 0x40):
        named = ("error",)
    return PrinterState(troubles=tuple(dict.fromkeys(named)))


def ask(exchange: Exchange) -> PrinterState:
    """Ask a printer how it is."""
    return exchange(b"".join(ASKS), parse)


def answer(trouble: str, question: int) -> bytes:
    """Return the byte a printer answers to ``DLE EOT`` *question*, 1 to 4."""
    bits = {
        1: 0x08 if trouble else 0,
        2: next((bit for bit, name in _OFFLINE if name == trouble), 0x40 if trouble else 0),
        3: next((bit for bit, name in _ERROR if name == trouble), 0),
        4: _NO_PAPER | 0x40 if trouble == "paper_out" else 0,
    }
    return bytes([FIXED | bits[question]])
