"""Where a virtual printer puts what it printed: bytes, page pictures, a log of jobs.

A folder holds ``job-00001.pdf``, ``page-00001.png`` (pages counted through, drawn at the
printer's resolution, so one pixel is one dot) and ``jobs.jsonl``, one JSON object per job::

    {"job": 1, "at": "2026-01-31T08:00:00.123Z", "state": "printed", "bytes": 20480,
     "sha256": "…", "pages": [1]}

States: printed, interrupted (paper out or cable cut in the middle: no page), refused (came
while the printer had an error), unprintable (nothing it can draw), aborted, lied (swallowed).
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from devices.printers.folder import suffix
from devices.printers.pages import UnprintableError, draw

DOTS_PER_MM: Final = {203: 8.0, 300: 300 / 25.4}


@dataclass(frozen=True)
class Job:
    """One job as it is logged.

    Attributes:
        job: number, from 1.
        at: end of the job, UTC.
        state: printed, interrupted, refused, unprintable, aborted or lied.
        bytes: length of what came.
        sha256: of what came.
        pages: numbers of the page pictures.
    """

    job: int
    at: str
    state: str
    bytes: int
    sha256: str
    pages: list[int]


class Tray:
    """The folder of one printer. A second start goes on counting."""

    def __init__(self, folder: Path, dpi: int) -> None:
        self._folder = folder
        self._dots_per_mm = DOTS_PER_MM[dpi]
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "jobs.jsonl"
        lines = self._log.read_text("utf-8").splitlines() if self._log.exists() else []
        self._jobs = [Job(**json.loads(line)) for line in lines]

    def jobs(self) -> list[Job]:
        """Return every job, oldest first."""
        with self._lock:
            return list(self._jobs)

    def labels(self) -> int:
        """Return how many pages have ever been printed."""
        with self._lock:
            return self._counted()

    def page(self, number: int) -> bytes | None:
        """Return a page picture as PNG, None when there is none."""
        path = self._page_path(number)
        return path.read_bytes() if path.exists() else None

    def keep(self, data: bytes, state: str) -> Job:
        """Log a job; draw its pages when its state is ``printed``."""
        with self._lock:
            number = len(self._jobs) + 1
            (self._folder / f"job-{number:05d}.{suffix(data)}").write_bytes(data)
            pages: list[int] = []
            if state == "printed":
                try:
                    pages = self._print(data)
                except UnprintableError:
                    state = "unprintable"
            now = time.time()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
            job = Job(
                number,
                f"{stamp}.{int(now * 1000) % 1000:03d}Z",
                state,
                len(data),
                hashlib.sha256(data).hexdigest(),
                pages,
            )
            with self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(asdict(job)) + "\n")
            self._jobs.append(job)
            return job

    def _print(self, data: bytes) -> list[int]:
        first = self._counted() + 1
        pictures = draw(data, self._dots_per_mm)
        for number, picture in enumerate(pictures, first):
            picture.save(self._page_path(number), "PNG", compress_level=1)
        return list(range(first, first + len(pictures)))

    def _counted(self) -> int:
        return sum(len(job.pages) for job in self._jobs)

    def _page_path(self, number: int) -> Path:
        return self._folder / f"page-{number:05d}.png"
