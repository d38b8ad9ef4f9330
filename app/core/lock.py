"""One server a data folder: a lock that the system lets go of when its process dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAR = 1 << 30
"""The byte that Windows locks: past the end, so that others may read who holds the lock."""


class AlreadyRunningError(Exception):
    """Another process serves this data folder."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock.

    Raises:
        AlreadyRunningError: another process holds it; the sentence names it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "serve.lock").open("a+", encoding="ascii") as lock:
        try:
            _lock(lock.fileno())
        except OSError:
            raise AlreadyRunningError(
                f"{data_dir} is served by another process already{_holder(data_dir)}: on "
                "SQLite there is one. End that one first, or give this site a folder of its "
                "own (WAVEGATE_DATA_DIR, WAVEGATE_DATABASE_URL)"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _holder(data_dir: Path) -> str:
    with contextlib.suppress(OSError):
        pid = (data_dir / "serve.lock").read_text("ascii").strip()
        return f" (process {pid})" if pid.isdigit() else ""
    return ""


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        # It locks from where the file stands: at the end, which moves with what is written.
        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
