"""Scales without a page: who speaks on a line, and proving a bench's scale in a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from app.cli.frame import json_option, need_site, opened, said, settings
from app.cli.tools import json_lines, options_of, pairs_option, settings_checked

if TYPE_CHECKING:
    from app.core.events import Actor
    from app.stations.benches import BenchData

baudrate_option = click.option(
    "--baudrate",
    type=click.IntRange(300, 115_200),
    help="Of a serial line; default: usual ones.",
)


@click.command("guess")
@click.argument("url")
@baudrate_option
@json_lines
def scale_guess(url: str, baudrate: int | None) -> None:
    """Listen at URL for some seconds; name every protocol that reads all of it."""
    from devices.scales.guess import guess
    from devices.scales.lines import GONE, check_url
    from devices.scales.listen import listen

    with settings_checked():
        check_url(url)
    try:
        heard = listen(url, baudrate)
    except GONE as error:
        raise click.ClickException(f"{url} cannot be opened: {error}") from None
    found = guess(heard)
    told = {
        "chosen": found[0].protocol if len(found) == 1 else None,
        "candidates": [
            {
                "protocol": one.protocol,
                "options": one.options,
                "baudrate": one.baudrate,
                "shown": one.shown,
            }
            for one in found
        ],
        "heard": max((one.data for one in heard), key=len, default=b"")[:80].hex(),
    }
    click.echo(json.dumps(told))


@click.command("commission")
@click.option("--bench", "code", required=True, help="The bench whose scale it is.")
@click.option("--by", required=True, help="Your badge or name: it is kept with the proof.")
@click.option("--known-g", type=click.IntRange(1, 1_000_000), help="Your weight, grams.")
@click.option("--url", help="Where the scale is; as it stands when left out.")
@click.option("--protocol", help="What it speaks; as it stands when left out.")
@click.option("--unit", help="What it is set to, where its frames name no unit.")
@pairs_option
@click.option("--division-g", type=click.IntRange(1, 10_000), help="One step of its display.")
@baudrate_option
@json_option
def scale_commission(
    *,
    code: str,
    by: str,
    known_g: int | None,
    url: str | None,
    protocol: str | None,
    unit: str | None,
    pairs: tuple[str, ...],
    division_g: int | None,
    baudrate: int | None,
    as_json: bool,
) -> None:
    """Prove a bench's scale with an empty pan and a known weight, like the station page.

    A server that has the same serial port open must let it go first: stop it, or use its page.
    """
    from app.core import db
    from app.core.events import Actor
    from app.stations import benches, devices

    need_site(settings())
    with opened():
        actor = Actor(by.strip()[:80] or "cli")
        bench = benches.bench_by_code(db.reading(), actor, code)
        db.reading().rollback()
        given: dict[str, object] = {
            "scale_url": url,
            "protocol": protocol,
            "unit": unit,
            "options": options_of(pairs) if pairs else None,
            "division_g": division_g,
            "baudrate": baudrate,
        }
        if any(value is not None for value in given.values()):
            bench = _fitted(bench, actor, given)
        try:
            _prove(bench, actor, known_g, as_json=as_json)
        finally:
            devices.close_all()


def _fitted(bench: BenchData, actor: Actor, given: dict[str, object]) -> BenchData:
    """The bench with what was given in place of what stood there; the rest stays."""
    from app.core import db
    from app.stations import benches, fitting

    stands: dict[str, object] = {
        "scale_url": bench.scale_url,
        "protocol": bench.protocol,
        "unit": bench.scale_unit,
        "options": bench.scale_options,
        "division_g": bench.division_g,
        "baudrate": bench.scale_baudrate,
    }
    if given["protocol"] not in {None, bench.protocol}:
        stands["options"] = {}  # they were another protocol's
    told: Any = {
        name: stands[name] if value is None else value for name, value in given.items()
    }
    wanted = fitting.ScaleSettings(**told)
    db.in_transaction(lambda s: fitting.fit_scale(s, actor, bench.code, wanted))
    changed = benches.bench_by_code(db.reading(), actor, bench.code)
    db.reading().rollback()
    return changed


def _prove(bench: BenchData, actor: Actor, known_g: int | None, *, as_json: bool) -> None:
    """Ask for the empty pan, then for the weight; a machine is told the end alone."""
    from app.core import db
    from app.stations import commissioning, devices, fitting

    devices.live(bench)  # opens the line
    click.echo(
        f"Bench {bench.code}: {bench.protocol} at {bench.scale_url}, "
        f"unit {bench.scale_unit or 'as its frames say'}, one step is {bench.division_g} g",
        err=as_json,
    )
    _wait_for("Take everything off the pan", as_json)
    commissioning.empty_pan(bench)
    _say_live(bench, as_json)
    known = known_g or click.prompt(
        "How many grams has your known weight", type=int, err=as_json
    )
    _wait_for(f"Lay {known} g on the pan", as_json)
    shown = commissioning.prove(bench, known)
    db.in_transaction(lambda s: fitting.commission(s, actor, bench, shown))
    told = {
        "bench": bench.code,
        "known_g": shown.known_g,
        "shown_g": shown.shown_g,
        "raw_hex": shown.raw_hex,
        "by": actor.name,
    }
    said(told, as_json, lambda: f"It shows {shown.shown_g} g: commissioned by {actor.name}")


def _wait_for(act: str, as_json: bool) -> None:
    click.prompt(f"{act}, then press Enter", "", show_default=False, err=as_json)


def _say_live(bench: BenchData, as_json: bool) -> None:
    from app.stations import devices

    if shown := devices.live(bench):
        frame = devices.readable(bytes.fromhex(shown.raw_hex))
        click.echo(f"The pan is empty: {shown.grams} g, frame {frame!r}", err=as_json)
