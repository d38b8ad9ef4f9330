"""What a site holds: master data from files, tokens, devices, the audit trail."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, need_site, opened, said, settings, tried_out

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.core.audit import Verdict

KINDS = ("orders", "products", "stock", "bins", "people", "stations", "carriers", "boxes")
LONGEST_NAME = 80


def _name(_: click.Context, __: click.Parameter, value: str) -> str:
    """A name that a person can read on the board and in the audit trail."""
    name = value.strip()
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise click.BadParameter(f"give at most {LONGEST_NAME} printable characters")
    return name


def _needed_name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    name = _name(context, parameter, value)
    if not name:
        raise click.BadParameter("give the device a name, for example PDA-01")
    return name


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would happen; change nothing.")
@json_option
def import_file(kind: str, file: Path, check: bool, as_json: bool) -> None:
    """Read master data or orders from FILE (csv, xlsx or json); twice adds nothing."""
    from app.hub import files

    with tried_out() if check else opened() as app:
        report = files.load(kind, file, check=check)
        say = app.extensions["catalogue"].say
        said(report.as_data(), as_json, lambda: report.as_text(say, settings().language))
    if report.refused:
        sys.exit(1)


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would be written; write nothing.")
@json_option
def export_file(kind: str, file: Path, check: bool, as_json: bool) -> None:
    """Write master data or orders to the new FILE (csv, xlsx, json or jsonl).

    An import of the same kind reads it back, and here adds nothing. Cancelled orders and
    PINs are left out.
    """
    from app.hub.files import out

    need_site(settings())
    with opened() as app:
        written = out.save(kind, file, check=check)
        say = app.extensions["catalogue"].say
        said(written.as_data(), as_json, lambda: written.as_text(say, settings().language))


@click.group()
def token() -> None:
    """Bearer tokens of machines."""


@token.command("create")
@click.option("--role", required=True, type=click.Choice(("hub", "agent", "reader")))
@click.option(
    "--name", default="", callback=_name, help="Who will use it; the role when left out."
)
@click.option("--bench", help="The one bench that an agent speaks for.")
@json_option
def token_create(role: str, name: str, bench: str | None, as_json: bool) -> None:
    """Make a token and print it once."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import service
    from app.stations import agents

    if bench is not None and role != "agent":
        raise click.UsageError("--bench is for --role agent")

    def make(session: Session) -> str:
        if bench is not None:
            return agents.token_for(session, SYSTEM, name or f"agent {bench}", bench)
        return service.make_token(session, SYSTEM, name or role, role)

    with opened():
        secret = db.in_transaction(make)
    said({"token": secret}, as_json, lambda: secret)


@token.command("revoke")
@click.argument("name", callback=_needed_name)
@json_option
def token_revoke(name: str, as_json: bool) -> None:
    """Let the machine called NAME in no more."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import keys

    need_site(settings())
    with opened():
        gone = db.in_transaction(lambda s: keys.revoke_tokens(s, SYSTEM, name))
    said({"name": name, "revoked": gone}, as_json, lambda: f"{name}: {gone}")


@click.group()
def device() -> None:
    """PDAs, bench screens and desks."""


@device.command("enrol")
@click.argument("name", callback=_needed_name)
@json_option
def device_enrol(name: str, as_json: bool) -> None:
    """Enrol device NAME and print its token once."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import service

    with opened():
        secret = db.in_transaction(lambda s: service.enrol_device(s, SYSTEM, name))
    said({"token": secret}, as_json, lambda: secret)


@device.command("revoke")
@click.argument("name", callback=_needed_name)
@json_option
def device_revoke(name: str, as_json: bool) -> None:
    """Let device NAME in no more; who works on it is logged out."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import keys

    need_site(settings())
    with opened():
        db.in_transaction(lambda s: keys.revoke_device(s, SYSTEM, name))
    said({"name": name, "state": "revoked"}, as_json, lambda: name)


@click.group()
def audit() -> None:
    """The hash-chained audit trail."""


@audit.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Walk the hash chain; name the first bad sequence number."""
    from app.core import db
    from app.core.audit import verify

    need_site(settings())
    with opened(makes_site=False):  # a commit would seal what is not sealed
        found = verify(db.reading(), 1)
    state = {
        "checked": found.checked,
        "unsealed": found.unsealed,
        "broken_at": found.broken_at,
    }
    said(state, as_json, lambda: _chain_sentence(found))
    if found.broken_at is not None:
        sys.exit(1)


def _chain_sentence(found: Verdict) -> str:
    if found.broken_at is not None:
        return (
            f"the chain breaks at sequence number {found.broken_at}; "
            f"{found.checked} events before it hold"
        )
    waiting = f"; {found.unsealed} are not sealed yet" * bool(found.unsealed)
    return f"{found.checked} events, the chain holds{waiting}"
