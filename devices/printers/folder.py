"""A folder as a printer: ``file:///folder`` gets one file for each label.

For a print server that watches a folder, for training, and for looking at labels. A file
appears under its final name, ``20260131T080000Z-1f2e3d4c-5b6a7988.pdf`` (time, beginning of its
SHA-256, chance), only when all of it is on the disk; whoever watches never takes half of one.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from pathlib import Path

from devices.printers.result import SendResult


def send(folder: Path, data: bytes) -> SendResult:
    """Write one label as a file of its own."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    digest, chance = hashlib.sha256(data).hexdigest()[:8], uuid.uuid4().hex[:8]
    name = f"{stamp}-{digest}-{chance}.{suffix(data)}"
    part = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
    except OSError:
        return SendResult(outcome="failed", reason="offline")
    return SendResult(outcome="confirmed", bytes_sent=len(data))


def suffix(data: bytes) -> str:
    """What a label's file is called after its language."""
    for start, kind in ((b"%PDF", "pdf"), (b"^XA", "zpl"), (b"SIZE ", "tspl")):
        if data.startswith(start):
            return kind
    return "bin"
