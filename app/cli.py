"""The `wavegate` command. Each command imports what it needs when it runs: help is quick."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings
    from app.simulation.bench.figures import Figure

T = TypeVar("T")
USAGE = 2
KINDS = ("orders", "products", "stock", "bins", "people", "stations", "carriers", "boxes")


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 1, never a traceback."""
    from app.config import SettingError

    try:
        wavegate(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE if isinstance(error, click.UsageError) else 1)
    except SettingError as error:
        _fail(str(error))
    except Exception as error:
        if sentence := _refusal(error):
            _fail(sentence)
        raise


def _fail(sentence: str) -> None:
    click.echo(f"wavegate: {sentence}", err=True)
    sys.exit(1)


def _refusal(error: Exception) -> str | None:
    """The sentence of an error that is an answer; None for a bug."""
    from app.core.errors import Refused, StoreBusy
    from app.core.schema import OldSchemaError
    from app.serve import AlreadyRunningError
    from app.simulation import errors as simulation
    from app.web import gather_texts

    if isinstance(error, Refused):
        return gather_texts().say(error.code, settings().language, **error.params)
    if isinstance(error, StoreBusy):
        return f"the store cannot take writes now: {error}"
    told = (OldSchemaError, AlreadyRunningError, simulation.StoppedError, OSError)
    if isinstance(error, told):
        return str(error)
    return None


def settings() -> Settings:
    """The settings, read now."""
    from app import config

    return config.load()


@contextmanager
def opened() -> Iterator[Flask]:
    """An app on a migrated database, for a short command; it may run beside a server."""
    from app.core import db, schema
    from app.web import create_app

    site = settings()
    schema.ready(site.database_url)
    app = create_app(site)
    with app.app_context():
        _site_exists(site)
        yield app
        db.db.session.remove()
    app.extensions["store"].close()


def _site_exists(site: Settings) -> None:
    from app.core import db
    from app.core.events import SYSTEM
    from app.packing.service import seed_gate
    from app.people import service

    db.in_transaction(lambda s: service.make_warehouse(s, "WH1", "Wavegate"))
    db.in_transaction(lambda s: seed_gate(s, SYSTEM, site.tolerance_percent))


def said(data: Any, as_json: bool, text: Callable[[], str]) -> None:
    """Print *data* for machines or *text* for people."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text())


json_option = click.option("--json", "as_json", is_flag=True, help="Machine output.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wavegate")
def wavegate() -> None:
    """Wavegate: the server on a warehouse floor."""


@wavegate.command()
@click.option("--workers", default=1, show_default=True, help="Processes; PostgreSQL only.")
@click.option("--start", type=click.Path(exists=True, path_type=Path), hidden=True)
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


@wavegate.command()
def worker() -> None:
    """Run the background loop beside the servers; PostgreSQL only."""
    from app.worker import run_for_ever

    site = settings()
    if site.sqlite_path is not None:
        raise click.ClickException("on SQLite `wavegate serve` runs the loop itself")
    with opened() as app:
        run_for_ever(app)


@wavegate.group()
def migrate() -> None:
    """Bring the database's schema up or down."""


@migrate.command("up")
@json_option
def migrate_up(as_json: bool) -> None:
    """Bring the schema up to this program's revision."""
    from app.core import schema

    schema.upgrade(settings().database_url)
    said({"revision": schema.head()}, as_json, lambda: f"at {schema.head()}")


@migrate.command("down")
@click.argument("revision")
@json_option
def migrate_down(revision: str, as_json: bool) -> None:
    """Bring the schema down to REVISION (`base` for an empty database)."""
    from app.core import schema

    schema.downgrade(settings().database_url, revision)
    said({"revision": revision}, as_json, lambda: f"at {revision}")


@migrate.command("status")
@json_option
def migrate_status(as_json: bool) -> None:
    """Say which revision the database has and which one is needed."""
    from app.core import schema

    found, needed = schema.current(settings().database_url), schema.head()
    state = {"revision": found, "needed": needed}
    said(state, as_json, lambda: f"database: {found or 'empty'}, program: {needed}")


@wavegate.command()
@json_option
def doctor(as_json: bool) -> None:
    """Print every setting with its source, and what of the machine is missing."""
    from app import config

    rows = config.shown(settings())
    said(
        {name: {"value": value, "source": source} for name, value, source in rows},
        as_json,
        lambda: "\n".join(f"{name:28} {value:44} {source}" for name, value, source in rows),
    )


@wavegate.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would happen; change nothing.")
@json_option
def import_file(kind: str, file: Path, check: bool, as_json: bool) -> None:
    """Read master data or orders from FILE (csv, xlsx or json); twice adds nothing."""
    from app.hub import files

    with opened() as app:
        report = files.load(kind, file, check=check)
        say = app.extensions["catalogue"].say
        said(report.as_data(), as_json, lambda: report.as_text(say, settings().language))
    if report.refused:
        sys.exit(1)


@wavegate.group()
def token() -> None:
    """Bearer tokens of machines."""


@token.command("create")
@click.option("--role", required=True, type=click.Choice(("hub", "agent", "reader")))
@click.option("--name", default="", help="Who will use it; the role when left out.")
@json_option
def token_create(role: str, name: str, as_json: bool) -> None:
    """Make a token and print it once."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import service

    with opened():
        secret = db.in_transaction(lambda s: service.make_token(s, SYSTEM, name or role, role))
    said({"token": secret}, as_json, lambda: secret)


@wavegate.group()
def device() -> None:
    """PDAs, bench screens and desks."""


@device.command("enrol")
@click.argument("name")
@json_option
def device_enrol(name: str, as_json: bool) -> None:
    """Enrol device NAME and print its token once."""
    from app.core import db
    from app.core.events import SYSTEM
    from app.people import service

    with opened():
        secret = db.in_transaction(lambda s: service.enrol_device(s, SYSTEM, name))
    said({"token": secret}, as_json, lambda: secret)


@wavegate.command()
@click.option(
    "--orders",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Real orders instead of the built-in shop; products.csv is looked for beside them.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 200),
    default=10,
    show_default=True,
    help="Times faster than people.",
)
@click.option("--no-people", is_flag=True, help="Nobody works but you.")
def demo(orders: Path | None, speed: float, no_people: bool) -> None:
    """Play a floor in ./var/demo: devices, a hub, colleagues, orders. Ctrl-C ends it."""
    from app.simulation import commands

    commands.run_demo(
        settings(), click.echo, orders=orders, speed=speed, with_people=not no_people
    )


@wavegate.group()
def simulate() -> None:
    """Virtual people on a real floor."""


@simulate.command("day")
@click.option(
    "--orders",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON lines, flattened csv or xlsx, or the raw Online Retail csv.",
)
@click.option("--products", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pickers", type=click.IntRange(1, 60), default=4, show_default=True)
@click.option("--benches", type=click.IntRange(1, 20), default=2, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same slips.")
@click.option("--faults", default="", help="kill[=N],hub,network,duplicates,paper,scale,short")
@click.option("--server", help="A server that runs already, on this folder's site.")
@click.option("--token", help="Its hub token.")
@click.option("--report", required=True, type=click.Path(dir_okay=False, path_type=Path))
@json_option
def simulate_day(
    *,
    orders: Path,
    products: Path | None,
    pickers: int,
    benches: int,
    seed: int,
    faults: str,
    server: str | None,
    token: str | None,
    report: Path,
    as_json: bool,
) -> None:
    """Play a whole day with virtual people; exit 0 only when every invariant holds.

    Without --server it starts one as a child and starts it again if it dies. With --server
    it adds people, stations and stock by short commands in the site's folder.
    """
    from app.simulation import commands, day
    from app.simulation.faults import parse

    options = day.Options(
        orders, products, pickers, benches, seed, parse(faults), server, token
    )
    quiet: Callable[[str], None] = lambda _: None  # noqa: E731  one word for silence
    good = commands.run_day(settings(), quiet if as_json else click.echo, options, report)
    click.echo(report.read_text("utf-8") if as_json else f"report: {report}")
    if not good:
        sys.exit(1)


@wavegate.group()
def scale() -> None:
    """Scales: what their bytes say, live readings, a virtual one."""


def options_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """``checksum=on`` and the like as a mapping."""
    if bad := next((pair for pair in pairs if "=" not in pair), None):
        raise click.UsageError(f"--option takes key=value, not {bad!r}")
    return dict(pair.split("=", 1) for pair in pairs)


@scale.command("decode")
@click.option("--protocol", required=True)
@click.option("--unit", help="The port's unit (kg, g, lb…) where the frame names none.")
@click.option("--option", "pairs", multiple=True, help="key=value, as the protocol knows it.")
def scale_decode(protocol: str, unit: str | None, pairs: tuple[str, ...]) -> None:
    """Decode hex frames from standard input, one a line, to one JSON object a line."""
    from devices.scales import SettingError, decode

    told = options_of(pairs)
    try:
        decode(protocol, b"", unit, **told)  # a wrong setting shows at once
        for line in sys.stdin:
            if not line.strip():
                continue
            try:
                frame = bytes.fromhex(line)
            except ValueError:
                click.echo(json.dumps({"reject": "not_hex"}))
                continue
            click.echo(json.dumps(decode(protocol, frame, unit, **told)))
    except SettingError as error:
        raise click.ClickException(str(error)) from None


@scale.command("read")
@click.argument("url")
@click.option("--protocol", required=True)
@click.option("--division-g", default=1, show_default=True)
@click.option("--seconds", default=0.0, help="Stop after so long; 0 goes on until Ctrl-C.")
def scale_read(url: str, protocol: str, division_g: int, seconds: float) -> None:
    """Show what the scale at URL says: a serial path, or socket://host:port."""
    import time

    from devices.scales import SettingError
    from devices.scales.port import ScalePort

    try:
        port = ScalePort(url, protocol, division_g=division_g)
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    until = time.monotonic() + seconds if seconds else float("inf")
    shown: tuple[object, ...] = ()
    with contextlib.closing(port), contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < until:
            live = port.latest()
            now = (live.state, live.grams, live.stable)
            if now != shown:
                shown = now
                line = {"state": live.state, "grams": live.grams, "stable": live.stable}
                click.echo(json.dumps(line, default=str))
            time.sleep(0.1)


@scale.command("simulate")
@click.option("--protocol", required=True)
@click.option("--port", type=click.Choice(("PTY", "TCP"), case_sensitive=False), default="TCP")
@click.option("--grams", default="0", help="What lies on the pan at first.")
def scale_simulate(protocol: str, port: str, grams: str) -> None:
    """Run a virtual scale; it prints its URL and that of its control, and runs on."""
    from devices.scales import virtual

    where = ["--pty"] if port.upper() == "PTY" else ["--tcp", "0"]
    sys.exit(virtual.main(["--protocol", protocol, *where, "--grams", grams]))


@wavegate.group()
def label() -> None:
    """Labels."""


@label.command("render")
@click.option(
    "--format", "form", type=click.Choice(("pdf", "zpl", "tspl", "png")), default="pdf"
)
@click.option("--size", type=click.Choice(("76x130", "100x150", "100x180")), default="100x150")
@click.option("--dpi", type=click.Choice(("203", "300")), default="203")
def label_render(form: str, size: str, dpi: str) -> None:
    """Draw one label: parcel.json on standard input, the label on standard output."""
    import labels

    try:
        made = labels.render(sys.stdin.buffer.read(), form, size, int(dpi))
    except labels.LabelError as error:
        raise click.ClickException(str(error)) from None
    sys.stdout.buffer.write(made)


@wavegate.group()
def audit() -> None:
    """The hash-chained audit trail."""


@audit.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Walk the hash chain; name the first bad sequence number."""
    from app.core import db, events

    with opened():
        found = events.verify(db.reading(), 1)
    state = {
        "checked": found.checked,
        "unsealed": found.unsealed,
        "broken_at": found.broken_at,
    }
    said(state, as_json, lambda: _chain_sentence(found.checked, found.broken_at))
    if found.broken_at is not None:
        sys.exit(1)


def _chain_sentence(checked: int, broken_at: int | None) -> str:
    if broken_at is None:
        return f"{checked} events, the chain holds"
    return f"the chain breaks at sequence number {broken_at}; {checked} events before it hold"


if __name__ == "__main__":
    main()


@wavegate.group()
def bench() -> None:
    """The performance figures: ratios of what ran side by side."""


postgres_option = click.option(
    "--postgres",
    metavar="URL",
    help="A throwaway database (libpq URL), or `embedded`; its tables are dropped.",
)


def _print_figures(figures: list[Figure], as_json: bool) -> None:
    floor = figures[0]
    said(
        [figure.as_data() | {"ratio": figure.ratio(floor)} for figure in figures],
        as_json,
        lambda: "\n".join(figure.as_text(floor) for figure in figures),
    )


@bench.command("scan")
@click.option("--clients", default="20,100", show_default=True, help="PDAs at the same time.")
@postgres_option
@json_option
def bench_scan(clients: str, postgres: str | None, as_json: bool) -> None:
    """Durable scans a second, beside the plain driver (the floor) and peers."""
    from app.simulation.bench import commands

    counts = tuple(int(part) for part in clients.split(",") if part.strip().isdigit())
    if not counts:
        raise click.UsageError("--clients takes numbers, for example 20,100")
    _print_figures(commands.run_scan(postgres, counts), as_json)


@bench.command("intake")
@postgres_option
@json_option
def bench_intake(postgres: str | None, as_json: bool) -> None:
    """Orders in at 100 a second while 50 PDAs scan, then as fast as can be."""
    from app.simulation.bench import commands

    _print_figures(commands.run_intake(postgres), as_json)
