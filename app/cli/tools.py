"""Scales by themselves: no site is needed."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from devices.scales.watch import Live

json_lines = click.option("--json", is_flag=True, expose_value=False, help="It is JSON anyway.")
protocol_option = click.option(
    "--protocol", required=True, help="What the scale speaks, for example mt-sics."
)
unit_option = click.option(
    "--unit", help="The port's unit (kg, g, lb…) where the frame names none."
)
pairs_option = click.option(
    "--option", "pairs", multiple=True, help="key=value, as the protocol knows it."
)


@click.group()
def scale() -> None:
    """Scales: what their bytes say, live readings, a virtual one."""


@contextlib.contextmanager
def settings_checked() -> Iterator[None]:
    """Tell of a wrong setting as of any other wrong option."""
    from devices.scales import SettingError

    try:
        yield
    except SettingError as error:
        raise click.UsageError(str(error)) from None


def options_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """``checksum=on`` and the like as a mapping."""
    if bad := next((pair for pair in pairs if "=" not in pair), None):
        raise click.UsageError(f"--option takes key=value, not {bad!r}")
    return dict(pair.split("=", 1) for pair in pairs)


@scale.command("decode")
@protocol_option
@unit_option
@pairs_option
@json_lines
def scale_decode(protocol: str, unit: str | None, pairs: tuple[str, ...]) -> None:
    """Decode hex frames from standard input, one a line, to one JSON object a line."""
    from devices.scales import decode

    told = options_of(pairs)
    with settings_checked():
        decode(protocol, b"", unit, **told)  # a wrong setting shows at once
        for line in sys.stdin.buffer:
            if not line.strip():
                continue
            try:
                frame = bytes.fromhex(line.decode("ascii", "replace"))
            except ValueError:
                click.echo(json.dumps({"reject": "not_hex"}))
                continue
            click.echo(json.dumps(decode(protocol, frame, unit, **told)))


@scale.command("read")
@click.argument("url")
@protocol_option
@unit_option
@pairs_option
@click.option(
    "--division-g",
    type=click.FloatRange(0, min_open=True),
    default=1,
    show_default=True,
    help="One step of its display, grams.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    default=0,
    help="Stop after so long; 0 goes on until Ctrl-C.",
)
@json_lines
def scale_read(
    *,
    url: str,
    protocol: str,
    unit: str | None,
    pairs: tuple[str, ...],
    division_g: float,
    seconds: float,
) -> None:
    """Show what the scale at URL says: a serial path, or socket://host:port."""
    from decimal import Decimal

    from devices.scales.port import ScalePort

    division = Decimal(str(division_g))
    with settings_checked():
        port = ScalePort(
            url, protocol, division_g=division, unit=unit, options=options_of(pairs)
        )
    until = time.monotonic() + seconds if seconds else float("inf")
    live = port.latest()
    with contextlib.closing(port), contextlib.suppress(KeyboardInterrupt):
        shown: dict[str, object] = {}
        while time.monotonic() < until:
            live = port.latest()
            if (now := _shown(live)) != shown:
                shown = now
                click.echo(json.dumps(shown))
            time.sleep(0.1)
    if live.frame_id == 0:
        raise click.ClickException(
            f"nothing that reads as {protocol} came from {url}: check that it is switched on, "
            "the cable or address, and --protocol"
        )


def _shown(live: Live) -> dict[str, object]:
    return {"state": live.state, "grams": live.grams, "stable": live.stable}


@scale.command("simulate")
@protocol_option
@click.option("--port", type=click.Choice(("PTY", "TCP"), case_sensitive=False), default="TCP")
@click.option("--grams", default="0", help="What lies on the pan at first.")
@json_lines
def scale_simulate(protocol: str, port: str, grams: str) -> None:
    """Run a virtual scale; it prints its URL and that of its control, and runs on."""
    from devices.scales import virtual

    with settings_checked():
        virtual.run(protocol, "pty" if port.upper() == "PTY" else "tcp", grams=grams)
