"""Running a site: the server, the loop, the schema, backups."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, need_site, opened, said, settings

if TYPE_CHECKING:
    from app.config import Settings


log_option = click.option(
    "--json", is_flag=True, expose_value=False, help="Its log is JSON lines anyway."
)


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; PostgreSQL only.",
)
@click.option("--start", type=click.Path(exists=True, path_type=Path), hidden=True)
@log_option
def serve(workers: int, start: Path | None) -> None:
    """Run the web server (on SQLite with the background loop inside)."""
    from app.serve import serve as run

    site = settings()
    if workers > 1 and site.sqlite_path is not None:
        raise click.ClickException(
            "SQLite takes one process: run without --workers, or set WAVEGATE_DATABASE_URL "
            "to a PostgreSQL"
        )
    run(site, workers=workers, start=start.read_bytes() if start else None)


@click.command()
@log_option
def worker() -> None:
    """Run the background loop beside the servers; PostgreSQL only."""
    from app.worker import run_for_ever

    if settings().sqlite_path is not None:
        raise click.ClickException(
            "on SQLite `wavegate serve` runs the loop itself: there is nothing to start"
        )
    with opened() as app:
        run_for_ever(app)


@click.group()
def migrate() -> None:
    """Bring the database's schema up or down."""


@migrate.command("up")
@json_option
def migrate_up(as_json: bool) -> None:
    """Bring the schema up to this program's revision."""
    from app.core import schema

    site = settings()
    found = schema.current(site.database_url)
    if found not in {None, *schema.revisions()}:
        raise click.ClickException(str(schema.why_not(str(found))))
    with _nobody_serves(site):
        schema.upgrade(site.database_url)
    said({"revision": schema.head()}, as_json, lambda: f"at {schema.head()}")


@migrate.command("down")
@click.argument("revision", required=False)
@json_option
def migrate_down(revision: str | None, as_json: bool) -> None:
    """Bring the schema down to REVISION (`base` for an empty database), else one step.

    What the newer tables held is gone. On SQLite a backup is kept in the data folder first.
    """
    from app.core import schema

    site = settings()
    need_site(site)
    revision = _wanted(site, revision)
    with _nobody_serves(site):
        kept = _keep(site, "before-down")
        schema.downgrade(site.database_url, revision)
    state = {"revision": revision, "backup": kept and str(kept)}
    said(state, as_json, lambda: f"at {revision}" + (f"; a backup is in {kept}" * bool(kept)))


def _wanted(site: Settings, revision: str | None) -> str:
    """The revision to go down to; the one before the database's own when none is named."""
    from app.core import schema

    known = [*schema.revisions(), "base"]
    found = str(schema.current(site.database_url))
    if revision is None and found in known:
        return known[min(known.index(found) + 1, len(known) - 1)]
    if revision not in known:
        raise click.ClickException(
            f"no revision {revision or found!r}; there are: {', '.join(known)}"
        )
    return revision


@migrate.command("status")
@json_option
def migrate_status(as_json: bool) -> None:
    """Say which revision the database has and which one is needed."""
    from app.core import schema

    found, needed = schema.current(settings().database_url), schema.head()
    state = {"revision": found, "needed": needed}
    said(state, as_json, lambda: f"database: {found or 'empty'}, program: {needed}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Copy the SQLite database to the new FILE, also while the server runs.

    Labels and photos are locked files of the data folder: copy that folder beside it. Without
    the secret key they cannot be read: keep WAVEGATE_SECRET_KEY, or secret.key, elsewhere.
    """
    from app.core import backup

    site = settings()
    database = _sqlite(site, "pg_dump --format=custom --file=FILE")
    need_site(site)
    size = backup.backup(database, file)
    said({"file": str(file), "bytes": size}, as_json, lambda: f"{file}: {size} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Put the SQLite database back as FILE has it; what was there is kept beside it."""
    from app.core import backup, schema

    site = settings()
    database = _sqlite(site, "pg_restore --clean --dbname=NAME FILE")
    revision = backup.revision_of(file)
    with _nobody_serves(site):
        kept = _keep(site, "before-restore")
        backup.restore(file, database)
    lines = [f"{database} is as {file} has it, at {revision}"]
    if kept:
        lines.append(f"what was there is kept in {kept}")
    if advice := schema.why_not(revision):
        lines.append(advice)
    state = {"revision": revision, "needed": schema.head(), "backup": kept and str(kept)}
    said(state, as_json, lambda: "\n".join(lines))


def _sqlite(site: Settings, instead: str) -> Path:
    if site.sqlite_path is None:
        raise click.ClickException(f"this site runs on PostgreSQL: use `{instead}`")
    return site.sqlite_path


def _nobody_serves(site: Settings) -> contextlib.AbstractContextManager[None]:
    """Hold a SQLite site still; on PostgreSQL the operator stops the servers."""
    from app.core.lock import only_one

    return contextlib.nullcontext() if site.sqlite_path is None else only_one(site.data_dir)


def _keep(site: Settings, why: str) -> Path | None:
    """Keep what the database holds now; None where there is nothing or no SQLite."""
    from app.core import backup, clock

    if site.sqlite_path is None or not site.sqlite_path.is_file():
        return None
    folder = site.data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{why}-{clock.now():%Y%m%dT%H%M%S%f}.db"
    backup.backup(site.sqlite_path, kept)
    return kept
