"""A SQLite site's database as one file, and back, by SQLite's own online copy.

A copy can be made while a server writes. Both ways the copy is checked before it counts, and
nothing half-done is left behind.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.core import schema


class BackupError(Exception):
    """The copy cannot be made or cannot be used; the sentence says why and what to do."""


def backup(database: Path, file: Path) -> int:
    """Copy *database* to the new *file*, readable by its owner alone.

    Returns:
        The copy's size in bytes; it is on the disk for good.

    Raises:
        BackupError: the file is there already, or the copy is not whole.
        OSError: the disk is full or may not be written.
    """
    if file.exists():
        raise BackupError(f"{file} is there already: choose another name")
    if not file.resolve().parent.is_dir():
        raise BackupError(f"there is no folder {file.resolve().parent}: make it first")
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with _copying(database, part) as target:
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
        _sync(part)
        part.rename(file)
        _sync(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def revision_of(file: Path) -> str:
    """The revision of the schema in a backup that can be put back.

    Raises:
        BackupError: the file is no whole backup of Wavegate, or of a newer one.
    """
    revision = _revision(file)
    if revision not in schema.revisions():
        raise BackupError(
            f"{file} was made by a newer Wavegate (schema {revision}): install that one first"
        )
    return revision


def restore(file: Path, database: Path) -> None:
    """Put what *file* holds in the place of *database*, in one transaction.

    Nobody may serve the database meanwhile; the caller holds the lock.

    Raises:
        BackupError: the copy is not whole.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with _copying(file, database):
        pass


@contextmanager
def _copying(source: Path, target: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_read_only(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            _check(new, source)
            yield new
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied to {target}: {error}") from None


def _revision(file: Path) -> str:
    try:
        with closing(_read_only(file)) as conn:
            _check(conn, file)
            row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no backup of Wavegate: {error}") from None
    if row is None:
        raise BackupError(f"{file} is the backup of an empty database")
    return str(row[0])


def _check(conn: sqlite3.Connection, file: Path) -> None:
    found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{file} is damaged: {found}")


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders
    # Windows syncs only what may be written.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
