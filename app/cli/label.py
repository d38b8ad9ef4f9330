"""Labels: one of a parcel.json, and how many a second."""

from __future__ import annotations

import base64
import hashlib
import sys
from typing import TYPE_CHECKING

import click

from app.cli.frame import json_option, said

if TYPE_CHECKING:
    from labels import Form

SIZES = ("76x130", "100x150", "100x180")
size_option = click.option(
    "--size", type=click.Choice(SIZES), default="100x150", show_default=True, help="In mm."
)


@click.group()
def label() -> None:
    """Labels."""


@label.command("render")
@click.option(
    "--format", "form", type=click.Choice(("pdf", "zpl", "tspl", "png")), default="pdf"
)
@size_option
@click.option("--dpi", type=click.Choice(("203", "300")), default="203", show_default=True)
@click.option(
    "--packing",
    type=click.Choice(("z64", "acs")),
    default="z64",
    show_default=True,
    help="Of ZPL's graphics; acs for printers that do not know Z64.",
)
@click.option(
    "--bars",
    type=click.Choice(("native", "graphic")),
    default="native",
    show_default=True,
    help="In ZPL: drawn by the printer, or sent as dots.",
)
@json_option
def label_render(
    *, form: str, size: str, dpi: str, packing: str, bars: str, as_json: bool
) -> None:
    """Draw one label: parcel.json on standard input, the label on standard output.

    With --json an object: the label in base64, its hash, and the codes that were read on it.
    """
    import labels

    if sys.stdout.isatty() and not as_json:
        raise click.UsageError(f"the label goes to standard output: add > label.{form}")
    how = labels.Form(form, size, int(dpi), packing, bars)
    try:
        made = labels.render(sys.stdin.buffer.read(), how)
    except labels.LabelError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        said(_told(made, how), as_json, str)
        return
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def _told(made: bytes, how: Form) -> dict[str, object]:
    from labels import verify

    return {
        "format": how.language,
        "size": how.size,
        "dpi": how.dpi,
        "bytes": len(made),
        "sha256": hashlib.sha256(made).hexdigest(),
        "codes": verify.decode(made, thorough=False),
        "label": base64.b64encode(made).decode(),
    }


@click.command("label")
@size_option
@click.option("--count", type=click.IntRange(1), default=300, show_default=True)
@json_option
def bench_label(*, size: str, count: int, as_json: bool) -> None:
    """Labels a second on one core; each is read back but where the name says so."""
    from app.simulation.bench import label as measured

    figures = measured.run(size, count)
    said(
        [figure.as_data() | {"ratio": figure.ratio(figures[0])} for figure in figures],
        as_json,
        lambda: "\n".join(figure.as_text(figures[0]) for figure in figures),
    )
