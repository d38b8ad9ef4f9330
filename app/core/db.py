"""The database: one declarative base, one session to read with, one door to write through.

SQLite runs in WAL with ``synchronous=FULL`` and one writer thread, which runs whatever is
waiting and commits it together (group commit). Each job has its own savepoint, so one that
fails takes nobody with it; nobody is answered before the COMMIT. PostgreSQL gets a
transaction each. Only this module commits.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import sqlalchemy as sa
import sqlalchemy.orm
from flask import Flask, current_app, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError

from app.core import outside
from app.core.clock import UtcDateTime
from app.core.errors import Refused, StoreBusy

T = TypeVar("T")
GROUP = 64
"""The most jobs of one commit: at 0.5 ms a job nobody waits longer than about 30 ms."""
WAITING = 512
"""The most jobs that may wait; one more waits for room, then is told to come back (503)."""
ROOM_S = 1.0

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base: names for every constraint, moments always in UTC."""

    registry: ClassVar[sa.orm.registry] = sa.orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
        },
    )


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""For keys of tables that grow by millions a day; SQLite's INTEGER is 64 bits as it is."""

db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

before_commit: list[Callable[[sa.Connection], object]] = []
"""Run by the SQLite writer in each transaction, last thing before COMMIT (sealing)."""
after_commit: list[Callable[[], None]] = []
"""Run after each real COMMIT, in the writing thread; must only wake somebody."""
on_result: ContextVar[Callable[[Session, Any], None] | None] = ContextVar(
    "on_result", default=None
)
"""Run once with the result of the next job, in the job's own transaction (idempotency)."""


def table_of(model: type[Base]) -> sa.Table:
    """The table of *model*, for statements that go past the ORM."""
    return cast(sa.Table, model.__table__)


def changed(session: Session, statement: sa.Update | sa.Delete) -> int:
    """Run a guarded UPDATE or DELETE; how many rows it changed says who won."""
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def state_column(kind: type[StrEnum]) -> sa.Enum:
    """A text column that can hold the states of *kind* and nothing else (CHECK)."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda states: [state.value for state in states],
        name=kind.__name__.lower(),
    )


class Store:
    """The write side of one database; made by :func:`open_store`, kept by the app."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.reader = make_engine(url, read_only=True) if self.is_sqlite else self.engine
        self._writer = _Writer(self.engine) if self.is_sqlite else None

    def write(self, work: Callable[[Session], T]) -> T:
        """Run *work* in a transaction and return after its COMMIT."""
        return self._writer.run(work) if self._writer else self._alone(work)

    def _alone(self, work: Callable[[Session], T]) -> T:
        with outside.transaction_open(), Session(self.engine) as session, session.begin():
            result = work(session)
        for wake in after_commit:
            wake()
        return result

    def close(self) -> None:
        """Finish what waits, then let go of the database."""
        if self._writer:
            self._writer.stop()
        self.reader.dispose()
        self.engine.dispose()


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


class _Writer:
    """The one thread that writes to SQLite."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._session: Session | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Session], T]) -> T:
        self._wait_for_room()
        job = _Job(work)
        self._jobs.put(job)
        result: T = job.outcome()
        return result

    def stop(self) -> None:
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _wait_for_room(self) -> None:
        until = time.monotonic() + ROOM_S
        while self._jobs.qsize() >= WAITING:
            if time.monotonic() > until:
                raise StoreBusy
            time.sleep(0.01)

    def _loop(self) -> None:
        with outside.transaction_open():
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
            self._commit(jobs)
        except Exception as error:  # noqa: BLE001  whatever it is, it is the caller's answer
            if len(jobs) > 1:
                for job in jobs:
                    self._work_off([job])
                return
            jobs[0].failure = _as_busy(error)
        else:
            for wake in after_commit:
                wake()
        for job in jobs:
            job.end()

    def _commit(self, jobs: list[_Job]) -> None:
        session = self._session = self._session or self._open()
        conn = cast(sa.Connection, session.bind)
        try:
            with conn.begin() as transaction:
                for job in jobs:
                    _run(session, conn, job)
                if all(job.failure is not None for job in jobs):
                    transaction.rollback()
                    return
                for last in before_commit:
                    last(conn)
        except BaseException:
            self._let_go()
            raise

    def _open(self) -> Session:
        # The session flushes into a job's savepoint; releasing or undoing it is ours (a
        # session that manages its own savepoint costs twice as much).
        return Session(self._engine.connect(), join_transaction_mode="rollback_only")

    def _let_go(self) -> None:
        if self._session is not None:
            cast(sa.Connection, self._session.bind).close()
            self._session = None


def _run(session: Session, conn: sa.Connection, job: _Job) -> None:
    """Run one job of a group in a savepoint of its own; keep its result, or why it failed."""
    driver = cast(sqlite3.Connection, conn.connection.driver_connection)
    driver.execute("SAVEPOINT job")
    job.result = job.failure = None  # it may run a second time, alone
    try:
        job.result = job.work(session)
        session.flush()
    except Exception as error:
        # Disk full makes SQLite roll back everything: the savepoint is gone, and so is
        # the work of the jobs before this one. Nobody may be acknowledged.
        if not driver.in_transaction:
            raise
        driver.execute("ROLLBACK TO job")
        job.failure = error
    finally:
        session.close()
    if job.failure is None:
        driver.execute("RELEASE job")


def _as_busy(error: BaseException) -> BaseException:
    """Disk full, locked or a read-only file: the store cannot take writes now."""
    return StoreBusy(str(error)) if isinstance(error, sa.exc.OperationalError) else error


def make_engine(url: str, *, read_only: bool = False) -> sa.Engine:
    """Open an engine with our pragmas; *read_only* refuses writes on SQLite."""
    engine = sa.create_engine(url, **_options(url))
    if engine.dialect.name == "sqlite":
        begin = "DEFERRED" if read_only else "IMMEDIATE"
        sa.event.listen(engine, "connect", lambda raw, _: _pragmas(raw, read_only=read_only))
        sa.event.listen(engine, "begin", lambda conn: conn.exec_driver_sql(f"BEGIN {begin}"))
    return engine


def _options(url: str) -> dict[str, Any]:
    """An error names no parameters: they are recipients, and errors end up in logs."""
    pool = {} if url.startswith("sqlite") else {"pool_size": 24}
    return {"hide_parameters": True, **pool}


def _pragmas(raw: Any, *, read_only: bool) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged commits on a power cut (measured)
        "foreign_keys=ON",
        "busy_timeout=10000",
        "temp_store=MEMORY",
        f"query_only={'ON' if read_only else 'OFF'}",
    ):
        raw.execute(f"PRAGMA {pragma}")


def install(app: Flask, url: str) -> Store:
    """Bind the read side (``db.session``) and the write side of *url* to *app*."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(url)
    db.init_app(app)
    if url.startswith("sqlite"):
        with app.app_context():
            sa.event.listen(db.engine, "connect", lambda raw, _: _pragmas(raw, read_only=True))
            sa.event.listen(db.engine, "begin", lambda c: c.exec_driver_sql("BEGIN DEFERRED"))
    store = Store(url)
    app.extensions["store"] = store
    return store


def store() -> Store:
    """The current app's write side."""
    return cast(Store, current_app.extensions["store"])


def reading() -> Session:
    """The session to read with, in a request or an app context; it cannot write."""
    return db.session()


@contextmanager
def fresh_snapshot() -> Iterator[None]:
    """End the read snapshot before and after a write: read your writes, pin no WAL."""
    _end_snapshot()
    try:
        yield
    finally:
        _end_snapshot()


def _end_snapshot() -> None:
    if has_app_context() and db.session.registry.has():
        db.session.rollback()


@contextmanager
def unkeyed() -> Iterator[None]:
    """Transactions in here are steps; none of them gives a keyed write its answer."""
    token = on_result.set(None)
    try:
        yield
    finally:
        on_result.reset(token)


def in_transaction(work: Callable[[Session], T], *, tries: int = 3) -> T:
    """Run *work* in the one transaction of a command.

    Args:
        work: a function of the session. It can be run again from the start, touches no
            device and no network, returns plain data and never commits.
        tries: how many times in all when another writer got there first.

    Raises:
        Refused: the work's own refusal, or ``store.conflict`` when it kept losing.
        StoreBusy: the store cannot take writes now; nothing was changed.
    """
    if outside.is_inside():
        raise RuntimeError("in_transaction inside a transaction")
    keep = on_result.get()
    on_result.set(None)

    def job(session: Session) -> T:
        result = work(session)
        if keep is not None:
            keep(session, result)
        return result

    with fresh_snapshot():
        return _again(lambda: store().write(job), tries)


def _again(once: Callable[[], T], tries: int) -> T:
    for left in range(tries - 1, -1, -1):
        try:
            return once()
        except (sa.exc.IntegrityError, StaleDataError):
            if left < tries - 1:  # tried twice
                raise Refused("store.conflict") from None
        except sa.exc.OperationalError as error:
            if not left:
                raise StoreBusy(str(error)) from error
            time.sleep(0.01)
    raise Refused("store.conflict")
