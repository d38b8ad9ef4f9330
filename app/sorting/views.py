"""The put wall's URLs: look, scan, and its page."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import render_template
from msgspec import UNSET, UnsetType

from app.core import clock, db
from app.core.api import Room, caller
from app.core.body import Strict
from app.core.problems import catalogue
from app.sorting import queries, service
from app.sorting.rules import COUNTED

bp = Room("sorting", __name__)


class WallScanned(Strict):
    """A tote, a unit, a slot or a command was scanned; *scan_id* makes a repeat harmless."""

    scan_id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=9999)] = 1


class WallVerdict(msgspec.Struct, omit_defaults=True):
    """What the scan came to, in the caller's language, and the wall as it stands now.

    *slot* is the one to look at, and *units* go there; *item* is what was scanned.
    """

    scan_id: str
    verdict: str
    say: str
    tone: str
    slot: str | None
    units: int
    item: dict[str, Any] | None
    wall: queries.WallView
    refusal: str | UnsetType = UNSET


class Walls(msgspec.Struct):
    """The site's put walls."""

    walls: list[queries.WallRow]


@bp.get("/api/v1/walls", needs="sort.work", answer=Walls)
def list_walls() -> Walls:
    """The put walls, and how full they are."""
    return Walls(queries.walls(db.reading(), caller().actor.warehouse_id))


@bp.get(
    "/api/v1/walls/<code>",
    needs="sort.work",
    answer=queries.WallView,
    errors=("wall.unknown",),
)
def show_wall(code: str) -> queries.WallView:
    """A wall: its slots, the tote at hand, and the totes that wait."""
    return queries.wall_view(db.reading(), caller().actor.warehouse_id, code)


@bp.post(
    "/api/v1/walls/<code>/scan",
    needs="sort.work",
    body=WallScanned,
    answer=WallVerdict,
    errors=("wall.unknown",),
)
def scan(code: str, body: WallScanned) -> WallVerdict:
    """Scan a unit, a slot or a tote at a wall; each scan_id counts once."""
    actor = caller().actor
    texts, language = catalogue(), caller().language

    def work(session: Any) -> WallVerdict:
        answer = service.scan(
            session, actor, code, body.scan_id, body.code, quantity=body.quantity
        )
        params = {
            key: value[language] if isinstance(value, dict) else value
            for key, value in answer["params"].items()
        }
        return WallVerdict(
            scan_id=body.scan_id,
            verdict=answer["verdict"],
            say=texts.say(answer["say"], language, **params),
            tone=str(texts.tone(answer["say"])),
            slot=answer["slot"],
            units=answer["units"],
            item=answer["item"],
            wall=queries.wall_view(session, actor.warehouse_id, code),
            refusal=UNSET if answer["verdict"] in COUNTED else answer["say"],
        )

    return db.in_transaction(work)


@bp.page("/wall", needs="sort.work")
def walls_page() -> str:
    """Which wall is this?"""
    return render_template("sorting/walls.html", walls=list_walls().walls)


@bp.page("/wall/<code>", needs="sort.work", errors=("wall.unknown",))
def wall_page(code: str) -> str:
    """The wall's page; it goes on where the wall stands."""
    data = {
        "wall": msgspec.to_builtins(show_wall(code)),
        "now": clock.now().isoformat(),
    }
    return render_template(
        "sorting/wall.html", wall=code, person=caller().name, page_data=data
    )
