"""Send one label to a printer and say honestly what is known about it.

Nothing here ever sends twice; the outcome (`result.SendResult`) says whether somebody may.
Printers are URLs, see `address`: raw TCP and serial lines (`stream`), IPP (`ipp`), a folder.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from devices.printers import folder
from devices.printers.address import Address, address
from devices.printers.result import PrinterStatus, SendResult
from devices.printers.stream import Stream, dialect_of
from devices.printers.wires import WireError, open_wire, transfer_s

LONGEST_TRANSFER_S: Final = 40.0
"""A label that needs longer on its line holds up the bench: another language is shorter."""


def send(url: str, data: bytes, timeout_s: float = 10.0, language: str = "pdf") -> SendResult:
    """Send one job, once.

    Args:
        url: the printer.
        data: the label, whole, in a language the printer speaks.
        timeout_s: for everything together, seconds; a serial line gets its transfer time,
            at most `LONGEST_TRANSFER_S`, on top.
        language: of the printer: pdf, zpl, tspl or escpos; it decides how it is asked.
    """
    where = address(url)
    if where is None:
        return SendResult(outcome="failed", reason="bad_url")
    if where.kind == "file":
        return folder.send(Path(where.path), data)
    if where.kind in {"ipp", "ipps"}:
        from devices.printers import ipp  # the only one that needs httpx

        return ipp.send(where, data, time.monotonic() + timeout_s)
    transfer = transfer_s(where, len(data))
    if transfer > LONGEST_TRANSFER_S:
        return SendResult(outcome="failed", reason="too_slow")
    deadline = time.monotonic() + timeout_s + transfer
    try:
        wire = open_wire(where, timeout_s)
    except WireError as nobody:
        return SendResult(outcome="failed", reason=nobody.reason)
    try:
        counts = where.options.get("counter") == "on"
        return Stream(wire, dialect_of(where, language), deadline, counts=counts).send(data)
    finally:
        wire.close()


def status(url: str, timeout_s: float = 2.0, language: str = "pdf") -> PrinterStatus:
    """Ask a printer how it is, without printing.

    Args:
        url: the printer.
        timeout_s: for connecting and for the answer each, seconds.
        language: as in `send`.
    """
    where = address(url)
    if where is None:
        return PrinterStatus("offline")
    if where.kind == "file":
        return PrinterStatus("ready")
    if where.kind in {"ipp", "ipps"}:
        from devices.printers import ipp

        return ipp.status(where, time.monotonic() + timeout_s)
    return _asked(where, timeout_s, dialect_of(where, language))


def _asked(where: Address, timeout_s: float, dialect: str) -> PrinterStatus:
    try:
        wire = open_wire(where, timeout_s)
    except WireError as nobody:
        return PrinterStatus(nobody.reason)
    try:
        found = Stream(wire, dialect, time.monotonic() + timeout_s, counts=False).state()
    except WireError:
        return PrinterStatus("offline")
    finally:
        wire.close()
    return PrinterStatus(found.name, found.troubles)
