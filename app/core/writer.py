"""SQLite's one writer: it runs whatever waits and commits it together (group commit).

Each job has its own savepoint, so one that fails takes nobody with it; nobody is answered
before the COMMIT.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import outside
from app.core.errors import StoreBusy

T = TypeVar("T")
GROUP = 64
"""The most jobs of one commit: at 0.5 ms a job nobody waits longer than about 30 ms."""
WAITING = 512
"""The most jobs that may wait; one more waits for room, then is told to come back (503)."""
ROOM_S = 1.0

before_commit: list[Callable[[sa.Connection], object]] = []
"""Run by the SQLite writer in each transaction, last thing before COMMIT (sealing)."""
after_commit: list[Callable[[], None]] = []
"""Run after each real COMMIT, in the writing thread; must only wake somebody."""


class _Job:
    """Work for the writer, and the place where its caller waits for the outcome.

    A bare lock is the signal: a Future costs four times as much, and every scan waits here.
    """

    __slots__ = ("_done", "failure", "result", "work")

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.failure: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def end(self) -> None:
        """Let the caller go on; once."""
        self._done.release()

    def outcome(self) -> Any:
        """Wait for the end; return the result or raise the failure."""
        self._done.acquire()
        if self.failure is not None:
            raise self.failure
        return self.result


class _Group:
    """The jobs of one commit."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = cast(sa.Connection, session.bind)
        self._transaction = self._conn.begin()
        self._driver = cast(sqlite3.Connection, self._conn.connection.driver_connection)
        self._changed = False

    def run(self, job: _Job) -> None:
        """Run a job in a savepoint of its own; keep its result, or why it failed.

        Raises:
            Exception: SQLite rolled everything back, the jobs before this one too.
        """
        driver = self._driver
        driver.execute("SAVEPOINT job")
        job.result = job.failure = None  # it may run a second time, alone
        try:
            job.result = job.work(self._session)
            if self._session.in_transaction():  # else the job went past the ORM
                self._session.flush()
        except Exception as error:
            # Disk full makes SQLite roll back everything: the savepoint is gone, and so is
            # the work of the jobs before this one. Nobody may be acknowledged.
            if not driver.in_transaction:
                raise
            driver.execute("ROLLBACK TO job")
            job.failure = error
        finally:
            if self._session.in_transaction():
                self._session.close()
        if job.failure is None:
            driver.execute("RELEASE job")
            self._changed = True

    def commit(self) -> None:
        """Make durable what the jobs did; where all failed there is nothing to commit."""
        if not self._changed:
            self._transaction.rollback()
            return
        for last in before_commit:
            last(self._conn)
        self._transaction.commit()
        for wake in after_commit:
            wake()


class Writer:
    """The one thread that writes to SQLite."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._session: Session | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Session], T]) -> T:
        """Run *work* and return after its COMMIT."""
        self._wait_for_room()
        job = _Job(work)
        self._jobs.put(job)
        result: T = job.outcome()
        return result

    def stop(self) -> None:
        """Work off what waits, then let go of the database."""
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _wait_for_room(self) -> None:
        until = time.monotonic() + ROOM_S
        while self._jobs.qsize() >= WAITING:
            if time.monotonic() > until:
                raise StoreBusy
            time.sleep(0.01)

    def _loop(self) -> None:
        while jobs := self._next_group():
            self._work_off([job for job in jobs if job is not None])
            if jobs[-1] is None:
                break
        self._let_go()

    def _next_group(self) -> list[_Job | None]:
        group = [self._jobs.get()]
        while len(group) < GROUP and group[-1] is not None:
            try:
                group.append(self._jobs.get_nowait())
            except Empty:
                break
        return group

    def _work_off(self, jobs: list[_Job]) -> None:
        """Commit *jobs* together; if the commit itself fails, each again alone."""
        if not jobs:
            return
        try:
            with self._group() as group:
                for job in jobs:
                    group.run(job)
        except StoreBusy as busy:  # not begun: each alone would wait as long, one by one
            for job in jobs:
                job.failure = busy
        except Exception as error:  # noqa: BLE001  whatever it is, it is the caller's answer
            if len(jobs) > 1:
                for job in jobs:
                    self._work_off([job])
                return
            jobs[0].failure = _as_busy(error)
        for job in jobs:
            job.end()

    @contextmanager
    def _group(self) -> Iterator[_Group]:
        try:
            group = self._begin()
            with outside.transaction_open():
                yield group
            group.commit()
        except BaseException:
            self._let_go()
            raise

    def _begin(self) -> _Group:
        try:
            self._session = self._session or self._open()
            return _Group(self._session)
        except sa.exc.OperationalError as error:
            raise StoreBusy(str(error)) from error

    def _open(self) -> Session:
        # The session flushes into a job's savepoint; releasing or undoing it is ours (a
        # session that manages its own savepoint costs twice as much).
        return Session(self._engine.connect(), join_transaction_mode="rollback_only")

    def _let_go(self) -> None:
        if self._session is not None:
            cast(sa.Connection, self._session.bind).close()
            self._session = None


def _as_busy(error: BaseException) -> BaseException:
    """Disk full, locked or a read-only file: the store cannot take writes now."""
    return StoreBusy(str(error)) if isinstance(error, sa.exc.OperationalError) else error
