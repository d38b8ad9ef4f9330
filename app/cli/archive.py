"""The archive of labels and photos: lock its files, delete what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, need_site, opened, said, settings

if TYPE_CHECKING:
    from app.core.vault import Vault


@click.group()
def archive() -> None:
    """The archive of labels and photos."""


@archive.command("lock")
@click.option("--check", is_flag=True, help="Say what would be locked; change nothing.")
@json_option
def archive_lock(check: bool, as_json: bool) -> None:
    """Lock plain files, and files of an earlier secret key, with the present key.

    It may run while the server does. A file that no key opens is left as it is, and counted.
    """
    from app.core import vault

    site = settings()
    need_site(site)
    found = _lock(vault.vault(site), check=check)
    said(
        found,
        as_json,
        lambda: "{locked} locked, {present} were, {foreign} cannot be opened".format_map(found),
    )
    if found["foreign"]:
        raise click.ClickException(
            "no key opens some files: set WAVEGATE_OLD_SECRET_KEYS to what locked them"
        )


@archive.command("purge")
@click.option("--check", is_flag=True, help="Say what is due, at most 100; delete nothing.")
@click.option("--days", type=click.IntRange(1, 3650), help="Keep so many days from now on.")
@json_option
def archive_purge(check: bool, days: int | None, as_json: bool) -> None:
    """Delete the personal data whose time has come; the server does it every hour.

    What named somebody is gone: recipients, notes, refused bodies, label files, photos, and
    backups in the data folder. Hashes, counts and the audit trail stay.
    """
    import msgspec

    from app.core import db
    from app.core.events import SYSTEM
    from app.hub import purging

    need_site(settings())
    with opened() as app:
        site = app.extensions["settings"]
        if days is not None:
            db.in_transaction(lambda s: purging.keep_days(s, SYSTEM, days))
        if check:
            found = purging.waiting(db.reading(), site, SYSTEM.warehouse_id)
        else:
            found = purging.Purged()
            left = 1
            while left:
                some = purging.purge(site)
                found.add(some)
                left = some.all
        kept = purging.days_kept(db.reading(), SYSTEM.warehouse_id)
    state = {"days": kept, **msgspec.to_builtins(found)}
    said(state, as_json, lambda: ", ".join(f"{name}: {n}" for name, n in state.items()))


def _lock(files: Vault, *, check: bool) -> dict[str, int]:
    from app.core.vault import Lock, LockedError

    found = {"locked": 0, "present": 0, "foreign": 0}
    for path in files.files():
        try:
            state = files.lock_of(path)
            if state in {Lock.PLAIN, Lock.OLD} and not check:
                files.lock_again(path)
        except FileNotFoundError:  # purged meanwhile
            continue
        except LockedError:
            state = Lock.FOREIGN
        locked = "locked" if state in {Lock.PLAIN, Lock.OLD} else str(state)
        found[locked] += 1
    return found
