"""URLs of what a site prints for its floor: label sheets, paper pick lists, cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from flask import Response, render_template

from app.board import sheets
from app.board.sheets import SIZES, SheetKind, SheetQuery
from app.board.urls import bp
from app.core import db
from app.core.api import caller
from app.core.errors import Refused

NEEDS = "sheet.print"
PAPER = ("label.unprintable", "label.too_long", "label.no_font", "label.invalid")


@bp.page("/sheets", needs=NEEDS)
def sheets_page() -> str:
    """Choose what to print."""
    site, session = caller().actor.warehouse_id, db.reading()
    return render_template(
        "board/sheets.html",
        kinds=[kind for kind in SheetKind if kind is not SheetKind.CODES],
        sizes=SIZES,
        zones=sheets.zones(session, site),
        lists=sheets.open_lists(session, site),
    )


@bp.get(
    "/api/v1/sheets/<kind>.pdf",
    needs=NEEDS,
    query=SheetQuery,
    media="application/pdf",
    errors=("sheet.nothing", "sheet.unknown_kind", *PAPER),
)
def sheet(kind: str, query: SheetQuery) -> Response:
    """Labels on A4 sheets: bins, walls, skus, totes, cages, or codes with running numbers."""
    import labels

    if kind not in set(SheetKind):
        raise Refused("sheet.unknown_kind", kind=kind[:20])
    site = caller().actor.warehouse_id
    found = sheets.tags(db.reading(), site, SheetKind(kind), query)
    return _pdf(lambda: labels.sheets(found, size=query.size or SIZES[0], title=kind))


@bp.get(
    "/api/v1/sheets/picks/<number>.pdf",
    needs=NEEDS,
    media="application/pdf",
    errors=("sheet.unknown_list", *PAPER),
)
def pick_paper(number: str) -> Response:
    """What is left of a pick list, on paper: for when no handheld works."""
    import labels

    found = sheets.pick_paper(db.reading(), caller().actor.warehouse_id, number)
    language: Literal["zh", "en"] = "en" if caller().language == "en" else "zh"
    return _pdf(lambda: labels.pick_paper(found, lang=language))


def _pdf(draw: Callable[[], bytes]) -> Response:
    import labels

    try:
        return Response(draw(), content_type="application/pdf")
    except labels.LabelError as error:
        raise Refused(error.code, field=error.field, why=error.detail) from None
