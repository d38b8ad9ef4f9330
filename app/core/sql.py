"""SQL past the ORM, for the few paths that every scan takes: one string a statement.

An ORM scan costs 1.5 to 2.4 ms, a Core one 0.25 to 0.4, one by the driver 0.15 to 0.2
(measured; design/stack.md).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa


class Statement:
    """SQL written with ``?``, for both drivers; ``{lock}`` locks the row where there is need.

    FOR NO KEY UPDATE, as ``with_for_update(key_share=True)`` says everywhere else: FOR UPDATE
    would make every insert that only refers to the row wait, and deadlock. ``{object}`` makes
    one JSON object of rows (name, value).
    """

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        self._sqlite = self.text.replace("{lock}", "").replace("{object}", "json_group_object")
        self._postgres = (
            self.text.replace("?", "%s")
            .replace("{lock}", "FOR NO KEY UPDATE")
            .replace("{object}", "json_object_agg")
        )

    def run(self, conn: sa.Connection, *values: Any) -> sa.CursorResult[Any]:
        """Run it in the open transaction."""
        return conn.exec_driver_sql(self._text(conn), values)

    def raw(self, conn: sa.Connection, *values: Any) -> Any:
        """Run it on the driver's own connection; the answer is the driver's cursor.

        Rows are plain tuples, which saves SQLAlchemy's 25 us a statement; they must be read
        before the next statement runs. Errors are SQLAlchemy's, so that a conflict is retried.
        """
        text = self._text(conn)
        try:
            return _cursor(conn).execute(text, values)
        except conn.dialect.loaded_dbapi.Error as error:
            raise _translated(error, text, conn.dialect) from error

    def look(self, engine: sa.Engine, *values: Any) -> Any:
        """Its first row, in a look of its own: without a session or a snapshot that stays."""
        text, raw = self._text(engine), engine.raw_connection()
        try:
            return cast(Any, raw.driver_connection).execute(text, values).fetchone()
        except engine.dialect.loaded_dbapi.Error as error:
            if engine.dialect.is_disconnect(error, raw.driver_connection, None):
                raw.invalidate()
                engine.dispose()  # the pool's others were lost with it
            raise _translated(error, text, engine.dialect) from error
        finally:
            raw.close()

    def run_many(self, conn: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run it once a row."""
        conn.exec_driver_sql(self._text(conn), list(rows))

    def _text(self, conn: sa.Connection | sa.Engine) -> str:
        return self._sqlite if conn.dialect.name == "sqlite" else self._postgres


def _translated(error: Exception, text: str, dialect: sa.Dialect) -> BaseException:
    """SQLAlchemy's error for the driver's; it names no values, they may be recipients."""
    base = dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(
        text, None, error, base, hide_parameters=True, dialect=dialect
    )


def together(conn: sa.Connection, *changes: tuple[Statement, Sequence[Any]]) -> int:
    """Run changes of different tables; how many rows the last one changed.

    PostgreSQL gets them as one statement: each round trip less is a turn of the threads less.
    """
    if conn.dialect.name == "sqlite":
        counts: list[int] = [part.raw(conn, *values).rowcount for part, values in changes]
        return counts[-1]
    values = [value for _, its in changes for value in its]
    joined = _joined(tuple(statement for statement, _ in changes))
    changed: int = joined.raw(conn, *values).rowcount
    return changed


@functools.cache
def _joined(statements: tuple[Statement, ...]) -> Statement:
    *others, last = (statement.text for statement in statements)
    named = ", ".join(f"part_{place} AS ({text})" for place, text in enumerate(others))
    return Statement(f"WITH {named} {last}" if named else last)


def _cursor(conn: sa.Connection) -> Any:
    """What runs statements; a psycopg cursor costs as much as one to make, so one is kept."""
    fairy: Any = conn.connection
    if conn.dialect.name == "sqlite":
        return fairy.driver_connection
    kept = fairy.info.get("wavegate_cursor")
    if kept is None:
        kept = fairy.info["wavegate_cursor"] = fairy.driver_connection.cursor()
    return kept


def stored(conn: sa.Connection, moment: datetime) -> Any:
    """A moment as the driver stores it (SQLite: UTC text without offset)."""
    if conn.dialect.name != "sqlite":
        return moment
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(" ", "microseconds")


def read_back(value: Any) -> datetime:
    """A moment as a driver hands it back."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
