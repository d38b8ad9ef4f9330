"""Label sheets and paper pick lists of a site, from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

import click

from app.cli.frame import need_site, opened, settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KINDS = ("bins", "walls", "skus", "totes", "cages", "codes", "badges", "picks")
SITE = 1


@click.command("sheet")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("number", required=False)
@click.option("--size", default="", help="Of a label, width x height in mm, such as 63x34.")
@click.option("--zone", default="", help="These bins, slots or goods alone.")
@click.option("--aisle", default="", help="These bins alone.")
@click.option("--sku", default="", help="This one alone.")
@click.option("--prefix", default="", help="Of codes; of totes, those that begin so.")
@click.option("--first", default=1, show_default=True, help="The first of the codes.")
@click.option("--count", default=48, show_default=True, help="How many codes.")
@click.option("--digits", default=3, show_default=True, help="Of a code's number.")
def label_sheet(*, kind: str, number: str | None, **asked: Any) -> None:
    """Print labels of KIND on A4 as a PDF to standard output.

    `picks NUMBER` prints what is left of a pick list, `badges` everybody's.
    """
    from labels import LabelError

    if (kind == "picks") != (number is not None):
        raise click.UsageError("`picks` wants the NUMBER of a pick list, and nothing else does")
    if sys.stdout.isatty():
        raise click.UsageError("the PDF goes to standard output: add > sheet.pdf")
    site = settings()
    need_site(site)
    language: Literal["zh", "en"] = "en" if site.language == "en" else "zh"
    with opened():
        try:
            made = _made(kind, number, language, asked)
        except LabelError as error:
            raise click.ClickException(str(error)) from None
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def _made(
    kind: str, number: str | None, language: Literal["zh", "en"], asked: dict[str, Any]
) -> bytes:
    import labels
    from app.board import sheets
    from app.core import db

    session = db.reading()
    if kind == "badges":
        return _badges(session, language)
    if number is not None:
        return labels.pick_paper(sheets.pick_paper(session, SITE, number), lang=language)
    query = _query(asked)
    found = sheets.tags(session, SITE, sheets.SheetKind(kind), query)
    return labels.sheets(found, size=query.size or sheets.SIZES[0], title=kind)


def _query(asked: dict[str, Any]) -> Any:
    """What was asked for, checked as the endpoint checks it."""
    import msgspec

    from app.board.sheets import SheetQuery

    try:
        return msgspec.convert(asked, SheetQuery)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from None


def _badges(session: Session, language: Literal["zh", "en"]) -> bytes:
    import labels
    from app.people import queries

    people = [
        {"badge": one.badge, "name": one.name, "roles": one.roles}
        for one in queries.people(session, SITE)
        if one.active
    ]
    return labels.badge_cards(people, site=queries.site_name(session, SITE), lang=language)
