"""The schema: Alembic, driven from here so that paths and URLs are resolved once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import make_engine

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


class OldSchemaError(Exception):
    """The database is older (or newer) than this program."""


def config(url: str) -> Config:
    """Alembic's configuration for *url*, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    made.attributes["url"] = url
    return made


def head() -> str:
    """The revision this program needs."""
    found = ScriptDirectory.from_config(config("")).get_current_head()
    assert found is not None
    return found


def revisions() -> list[str]:
    """Every revision this program knows, newest first."""
    return [one.revision for one in ScriptDirectory.from_config(config("")).walk_revisions()]


def current(url: str) -> str | None:
    """The revision of the database, None for an empty one or one that is not there."""
    if url.startswith("sqlite") and not Path(str(sa.make_url(url).database)).is_file():
        return None  # asking makes no file
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            return MigrationContext.configure(conn).get_current_revision()
    finally:
        engine.dispose()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to *revision*."""
    _make_folder(url)
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database down to *revision*."""
    command.downgrade(config(url), revision)


def ready(url: str) -> None:
    """Migrate a cold database; refuse one of another revision.

    Raises:
        OldSchemaError: with the command to run.
    """
    _make_folder(url)
    found = current(url)
    if found is None:
        upgrade(url)
    elif problem := why_not(found):
        raise OldSchemaError(problem)


def why_not(found: str) -> str | None:
    """Why this program cannot work at revision *found*, and what to do; None if it can."""
    if found == head():
        return None
    if found in revisions():
        return (
            f"the database is at revision {found}, this program needs {head()}: "
            "make a backup, then run `wavegate migrate up`"
        )
    return (
        f"the database is at revision {found}, which this program does not know: it was made "
        "by a newer Wavegate; run that one, or restore a backup"
    )


def _make_folder(url: str) -> None:
    database = sa.make_url(url).database
    if url.startswith("sqlite") and database:
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
