"""Processes of our own that answer over pipes; what goes through them is in `pipes`."""

from __future__ import annotations

from contextlib import suppress
from subprocess import Popen


def end(process: Popen[bytes]) -> None:
    """End a process of our own at once; what it has not told yet is lost."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what a dead process did not read
                pipe.close()
    process.wait()
