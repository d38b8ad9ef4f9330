"""The background loop: rooms' jobs, each bounded, idempotent, claiming its rows.

On SQLite ``serve`` runs it inside; on PostgreSQL ``wavegate worker`` may run beside, in as
many processes as wanted: rows are claimed by conditional UPDATE.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask
from typing_extensions import override

from app.core import db, idempotency, writer
from app.core.errors import Refused, StoreBusy
from app.web import ROOMS

log = structlog.get_logger()

GATHER_S = 0.2
"""How long a job that was woken by a commit waits for more: five looks a second at most."""


@dataclass(frozen=True)
class Job:
    """Something to do again and again.

    Attributes:
        name: for the log.
        every_s: seconds between two runs.
        run: does a bounded piece of work; returns how much it did, and is called again at
            once while that is more than nothing.
    """

    name: str
    every_s: float
    run: Callable[[], int]


def jobs() -> list[Job]:
    """What the rooms want done: ``JOBS = [(name, every_s, function), …]`` in jobs.py."""
    folder = Path(__file__).parent
    found = [Job("core.forget_keys", 600, _forget_keys)]
    for room in ROOMS:
        if (folder / room / "jobs.py").is_file():
            module = importlib.import_module(f"app.{room}.jobs")
            found += [Job(f"{room}.{name}", every_s, run) for name, every_s, run in module.JOBS]
    return found


def _forget_keys() -> int:
    db.in_transaction(idempotency.forget_old)
    return 0


class Worker:
    """One thread a job, so that a slow hub does not keep a label waiting."""

    def __init__(self, app: Flask) -> None:
        self._ended = threading.Event()
        self._threads = [_Loop(app, job, self._ended) for job in jobs()]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            writer.after_commit.append(thread.awake.set)
            thread.start()

    def stop(self) -> None:
        """Let each job finish its piece of work, then end."""
        self._ended.set()
        for thread in self._threads:
            writer.after_commit.remove(thread.awake.set)
            thread.awake.set()
        for thread in self._threads:
            thread.join(timeout=10)


class _Loop(threading.Thread):
    """Runs one job: at its pace, and soon after a commit, which may have made work."""

    def __init__(self, app: Flask, job: Job, ended: threading.Event) -> None:
        super().__init__(name=job.name, daemon=True)
        self.awake = threading.Event()
        self._app = app
        self._job = job
        self._ended = ended

    @override
    def run(self) -> None:
        soon = self._job.every_s <= 1
        while not self._ended.is_set():
            did = self._once()
            if did:
                continue
            if soon:
                self.awake.wait(self._job.every_s)
                self.awake.clear()
                self._ended.wait(GATHER_S)
            else:
                self._ended.wait(self._job.every_s)

    def _once(self) -> int:
        try:
            with self._app.app_context():
                return self._job.run()
        except (Refused, StoreBusy) as error:
            log.warning("job.refused", job=self._job.name, why=str(error))
        except Exception:
            log.exception("job.failed", job=self._job.name)
        self._ended.wait(1)
        return 0


def run_for_ever(app: Flask) -> None:
    """Run the loop in the foreground, until interrupted."""
    worker = Worker(app)
    worker.start()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        worker.stop()
