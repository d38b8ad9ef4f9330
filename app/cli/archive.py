"""The archive of labels and photos: lock its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, need_site, said, settings

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
            "no key opens some files: set WAVEGATE_OLD_SECRET_KEYS to what they were locked with"
        )


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
