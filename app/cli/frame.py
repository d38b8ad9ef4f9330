"""What every command shares: the settings, an app on the site's database, two ways to print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Machine output.")


def settings() -> Settings:
    """The settings, read now."""
    from app import config

    return config.load()


@contextmanager
def opened(site: Settings | None = None, *, makes_site: bool = True) -> Iterator[Flask]:
    """An app on a migrated database, for a short command; it may run beside a server.

    Args:
        site: other settings than the process's own.
        makes_site: a site that is not there yet is made; without, nothing is written.
    """
    from app.core import db, schema
    from app.web import create_app

    site = site or settings()
    schema.ready(site.database_url)
    app = create_app(site)
    try:
        with app.app_context():
            if makes_site:
                _site_exists(site)
            yield app
            db.db.session.remove()
            db.db.engine.dispose()
    finally:
        app.extensions["store"].close()


@contextmanager
def tried_out() -> Iterator[Flask]:
    """An app for a dry run: where there is no site yet, on an empty one that goes away."""
    import tempfile

    from app.core import schema

    site = settings()
    if schema.current(site.database_url) is not None:
        with opened(site) as app:
            yield app
        return
    with tempfile.TemporaryDirectory(prefix="wavegate-check-") as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        with opened(replace(site, database_url=url, data_dir=Path(folder))) as app:
            yield app


def _site_exists(site: Settings) -> None:
    from app.core import db
    from app.core.events import SYSTEM
    from app.packing.service import seed_gate
    from app.people import service

    db.in_transaction(lambda s: service.make_warehouse(s, "WH1", "Wavegate"))
    db.in_transaction(lambda s: seed_gate(s, SYSTEM, site.tolerance_percent))


def need_site(site: Settings) -> None:
    """Refuse a command that makes no sense on a site that is not there yet.

    Raises:
        click.ClickException: with where it was looked for.
    """
    from app.core import schema

    if schema.current(site.database_url) is None:
        where = site.sqlite_path or "the PostgreSQL of WAVEGATE_DATABASE_URL"
        raise click.ClickException(
            f"there is no site in {where} yet: run this in the site's folder, "
            "or set WAVEGATE_DATABASE_URL"
        )


def said(data: Any, as_json: bool, text: Callable[[], str]) -> None:
    """Print *data* for machines or *text* for people."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text())
