"""Where a virtual printer puts what it printed: bytes, page pictures, a log of jobs.

A folder holds ``job-00001.pdf``, ``page-00001.png`` (pages counted through, drawn at the
printer's resolution, so one pixel is one dot) and ``jobs.jsonl``, one JSON object per job::

    {"job": 1, "at": "2026-01-31T08:00:00.123Z", "state": "printed", "bytes": 20480,
     "sha256": "…", "pages": [1]}

States: printed, interrupted (paper out or cable cut in the middle: no page), refused (came
while the printer had an error), unprintable (no PDF it can draw), lied (swallowed).
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pypdfium2

MM_PER_INCH: Final = 25.4
POINTS_PER_INCH: Final = 72
DOTS_PER_MM: Final = {203: 8.0, 300: 300 / MM_PER_INCH}
A_HAIR_LESS: Final = 1 - 1e-6  # pdfium rounds up: 800.0001 dots would become 801

_DRAWING = threading.Lock()  # pdfium is not made for two threads at once


@dataclass(frozen=True)
class Job:
    """One job as it is logged.

    Attributes:
        job: number, from 1.
        at: end of the job, UTC.
        state: printed, interrupted, refused, unprintable or lied.
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
        self._scale = DOTS_PER_MM[dpi] * MM_PER_INCH / POINTS_PER_INCH * A_HAIR_LESS
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "jobs.jsonl"
        lines = self._log.read_text("utf-8").splitlines() if self._log.exists() else []
        self._jobs = [Job(**json.loads(line)) for line in lines]

    def jobs(self) -> list[Job]:
        """Return every job, oldest first."""
        with self._lock:
            return list(self._jobs)

    def page(self, number: int) -> bytes | None:
        """Return a page picture as PNG, None when there is none."""
        path = self._page_path(number)
        return path.read_bytes() if path.exists() else None

    def keep(self, data: bytes, state: str) -> Job:
        """Log a job; draw its pages when its state is ``printed``."""
        with self._lock:
            number = len(self._jobs) + 1
            (self._folder / f"job-{number:05d}.pdf").write_bytes(data)
            pages: list[int] = []
            if state == "printed":
                try:
                    pages = self._draw(data)
                except pypdfium2.PdfiumError:
                    state = "unprintable"
            now = time.time()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
            job = Job(
                number, f"{stamp}.{int(now * 1000) % 1000:03d}Z", state, len(data),
                hashlib.sha256(data).hexdigest(), pages,
            )
            with self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(asdict(job)) + "\n")
            self._jobs.append(job)
            return job

    def _draw(self, data: bytes) -> list[int]:
        first = sum(len(job.pages) for job in self._jobs) + 1
        with _DRAWING, pypdfium2.PdfDocument(data) as document:
            for at, page in enumerate(document):
                picture = page.render(scale=self._scale, grayscale=True).to_pil()
                picture.save(self._page_path(first + at), "PNG", compress_level=1)
                page.close()
            return list(range(first, first + len(document)))

    def _page_path(self, number: int) -> Path:
        return self._folder / f"page-{number:05d}.png"
