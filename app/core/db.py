"""The database: one declarative base, one session to read with, one door to write through.

SQLite runs in WAL with ``synchronous=FULL`` and one writer (`core.writer`), PostgreSQL gets
a transaction each. Only these two modules commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import sqlalchemy as sa
import sqlalchemy.orm
from flask import Flask, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError

from app.core import here, outside, writer
from app.core.clock import UtcDateTime
from app.core.errors import Refused, StoreBusy
from app.core.writer import Writer

T = TypeVar("T")

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

on_result: ContextVar[Callable[[Session, Any], None] | None] = ContextVar(
    "on_result", default=None
)
"""Run once with the result of the next job, in the job's own transaction (idempotency)."""


def table_of(model: type[Base]) -> sa.Table:
    """The table of *model*, for statements that go past the ORM."""
    return cast(sa.Table, model.__table__)


def connection(session: Session) -> sa.Connection:
    """The open transaction's connection, for SQL past the ORM.

    A write's session is bound to it; a job that asks for nothing else never makes the
    session begin and end (5 % of a scan, measured).
    """
    bind = session.bind
    return bind if isinstance(bind, sa.Connection) else session.connection()


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
        self._writer = Writer(self.engine) if self.is_sqlite else None

    def write(self, work: Callable[[Session], T]) -> T:
        """Run *work* in a transaction and return after its COMMIT."""
        return self._writer.run(work) if self._writer else self._alone(work)

    def _alone(self, work: Callable[[Session], T]) -> T:
        with (
            outside.transaction_open(),
            self.engine.begin() as conn,
            Session(conn, join_transaction_mode="rollback_only") as session,
        ):
            result = work(session)
            session.flush()
        for wake in writer.after_commit:
            wake()
        return result

    def close(self) -> None:
        """Finish what waits, then let go of the database."""
        if self._writer:
            self._writer.stop()
        self.reader.dispose()
        self.engine.dispose()


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
    return cast(Store, here.extensions()["store"])


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
