"""The station agent: run it on a packing PC, and enrol it on the server."""

from __future__ import annotations

import contextlib
import platform
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, need_site, opened, said, settings

if TYPE_CHECKING:
    from devices.agent.settings import Settings

LONGEST_NAME = 60


@click.group(invoke_without_command=True)
@click.option("--server", help="The server's address, for example https://wavegate.example.")
@click.option("--token", help="This bench's token; an enrolled agent has it already.")
@click.option("--enrol", "code", help="Trade this enrolment code for a token, keep it, end.")
@click.option("--scale", help="The scale: a serial path, or socket://host:port.")
@click.option("--printer", help="The printer: tcp://host:9100, serial:///dev/…, ipp://…")
@click.option("--page", type=click.IntRange(0, 65_535), help="Port of the local page; 0: none.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Settings, token and ledger; .wavegate-agent in the home folder when left out.",
)
@json_option
@click.pass_context
def agent(
    context: click.Context,
    *,
    server: str | None,
    token: str | None,
    code: str | None,
    scale: str | None,
    printer: str | None,
    page: int | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Serve this PC's scale and printer to the server, until interrupted.

    What is not given comes from agent.toml in the folder.
    """
    if context.invoked_subcommand is not None:
        return
    from devices.agent import settings as told
    from devices.scales import SettingError

    try:
        mine = told.load(
            folder or told.home(),
            token=token,
            server=server,
            scale=scale,
            printer=printer,
            page=page,
        )
    except SettingError as error:
        raise click.UsageError(str(error)) from None
    if code is not None:
        _enrol(mine, code, as_json)
    elif mine.token:
        _run(mine, as_json)
    else:
        raise click.UsageError("no token yet: give --enrol CODE once, or --token")


@agent.command("local", hidden=True)
def agent_local() -> None:
    """Own the scales of this machine for several servers; `serve --workers N` starts this.

    It ends with its standard input, so that it outlives no server that was killed.
    """
    import signal
    import sys
    import threading

    from app.stations.local_agent import LocalAgent, only_one

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.buffer.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    with opened() as app, only_one(app, ended):
        LocalAgent(app).run(ended)


@agent.command("enrol")
@click.argument("bench")
@json_option
def agent_enrol(bench: str, as_json: bool) -> None:
    """On the server: make an enrolment code for BENCH's agent, good for 15 minutes, once."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.stations import agents

    need_site(settings())
    with opened():
        code = db.in_transaction(lambda s: agents.make_code(s, SYSTEM, bench))
    said({"code": code, "bench": bench}, as_json, lambda: code)


def _enrol(mine: Settings, code: str, as_json: bool) -> None:
    from dataclasses import replace

    from devices.agent import settings as told
    from devices.agent.link import LinkError, RefusedError, enrol

    name = platform.node()[:LONGEST_NAME] or "packing PC"
    try:
        token, bench = enrol(mine, code, name)
    except RefusedError:
        raise click.ClickException(
            "the enrolment code is wrong, used or too old: make another one on the server "
            "with `wavegate agent enrol BENCH`"
        ) from None
    except LinkError:
        raise click.ClickException(
            f"nobody answers at {mine.server}: check the address and the network"
        ) from None
    told.save(replace(mine, token=token))
    done = f"enrolled for bench {bench}; now run: wavegate agent"
    said({"bench": bench}, as_json, lambda: done)


def _run(mine: Settings, as_json: bool) -> None:
    import signal
    import threading

    from devices.agent.ledger import FolderTakenError
    from devices.agent.station import Station

    try:
        station = Station(mine)
    except FolderTakenError as error:
        raise click.ClickException(str(error)) from None
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # how a service is ended
    with contextlib.closing(station), contextlib.suppress(KeyboardInterrupt):
        station.start()
        page = station.page.url if station.page else None
        at = f", its page is {page}" if page else ""
        told = {"server": mine.server, "page": page}
        said(told, as_json, lambda: f"serving {mine.server}{at}")
        threading.Event().wait()
