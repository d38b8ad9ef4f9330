"""`wavegate doctor`: every setting with its source, and what of the machine is missing."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, said, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.config import Settings

PAGES = Path(__file__).parents[1] / "static" / "dist" / "manifest.json"
ENOUGH_MB = 1024
"""Free disk under this is said: labels and photos fill the data folder."""


@dataclass(frozen=True)
class Check:
    """One part of the machine: whether the server can work with it, and what to do if not."""

    name: str
    good: bool
    detail: str


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Print every setting with its source, and what of the machine is missing."""
    from app import config

    site = settings()
    rows = config.shown(site)
    checks = [check(site) for check in CHECKS]
    told = {
        "settings": {n: {"value": value, "source": source} for n, value, source in rows},
        "checks": [asdict(check) for check in checks],
    }
    lines = [f"{name:28} {value:44} {source}" for name, value, source in rows]
    lines += ["", *(_line(check) for check in checks)]
    said(told, as_json, lambda: "\n".join(lines))
    if not all(check.good for check in checks):
        sys.exit(1)


def _line(check: Check) -> str:
    return f"{'ok' if check.good else 'MISSING':8} {check.name:16} {check.detail}"


def _database(site: Settings) -> Check:
    from app.cli.sentences import sentence
    from app.core import schema

    try:
        found = schema.current(site.database_url)
    except Exception as error:
        if said := sentence(error):
            return Check("database", good=False, detail=said)
        raise
    if found is None:
        return Check("database", good=True, detail="empty; the first start fills it")
    problem = schema.why_not(found)
    return Check("database", good=problem is None, detail=problem or f"at {found}, as needed")


def _folder(site: Settings) -> Check:
    there = next(one for one in (site.data_dir, *site.data_dir.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Check(
            "data folder",
            good=False,
            detail=f"this user may not write in {there}: change its rights, "
            "or WAVEGATE_DATA_DIR",
        )
    free = shutil.disk_usage(there).free // 2**20
    if free < ENOUGH_MB:
        short = f"{free} MB are free on its disk: make room"
        return Check("data folder", good=False, detail=short)
    return Check("data folder", good=True, detail=f"{free} MB are free")


def _font(_: Settings) -> Check:
    from labels import NoFontError, fonts

    try:
        fonts.unprintable("中")
    except NoFontError as error:
        return Check("Chinese font", good=False, detail=error.detail)
    return Check("Chinese font", good=True, detail="there is one for the labels")


def _pages(_: Settings) -> Check:
    if PAGES.is_file():
        return Check("browser files", good=True, detail="built")
    return Check("browser files", good=False, detail="not built: run `python3 run.py setup`")


def _hub(site: Settings) -> Check:
    if not site.hub_url:
        return Check("hub", good=True, detail="none set: reports wait in the outbox")
    if not site.hub_secret:
        unsigned = "reports would go unsigned: set WAVEGATE_HUB_SECRET"
        return Check("hub", good=False, detail=unsigned)
    return Check("hub", good=True, detail=site.hub_url)


CHECKS: tuple[Callable[[Settings], Check], ...] = (_database, _folder, _font, _pages, _hub)
