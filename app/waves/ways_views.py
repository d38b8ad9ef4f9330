"""How the floor is walked: its cross-aisles, its one-way aisles, and where trips begin."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from flask import render_template
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.api import caller
from app.core.body import Strict
from app.core.errors import Refused
from app.core.events import Actor
from app.stations.service import set_site_rule
from app.waves.aisles import (
    RULE,
    aisle_name,
    aisle_names,
    corridors,
    ends_of,
    layout_of,
    ways_of,
)
from app.waves.planner import Ways
from app.waves.urls import bp

Metres = Annotated[float, msgspec.Meta(ge=-1000, le=10_000)]
ARROWS = {"deeper": 1, "back": -1}


class OneWay(Strict):
    """An aisle that is only walked *deeper* (y grows), or only *back*."""

    zone: Annotated[str, msgspec.Meta(min_length=1, max_length=8)]
    aisle: Annotated[int, msgspec.Meta(ge=0, le=9999)]
    way: Literal["deeper", "back"]


class Depot(Strict):
    """Where trips begin and end, in metres."""

    x: Metres
    y: Metres


class SiteWays(Strict):
    """How the floor is walked.

    *crossings* are the depths (y) of the cross-aisles in metres; without any there is one
    at each end of the aisles.
    """

    crossings: Annotated[list[Metres], msgspec.Meta(max_length=4)]
    one_way: Annotated[list[OneWay], msgspec.Meta(max_length=1000)]
    depot: Depot


class SiteWaysAnswer(msgspec.Struct):
    """The ways in force.

    *cut_off* are aisles that the arrows cut off since the bins have changed; while there
    are any, all aisles are walked both ways.
    """

    ways: SiteWays
    cut_off: list[str]


@bp.get("/api/v1/waves/ways", needs="wave.view", answer=SiteWaysAnswer)
def show_ways() -> SiteWaysAnswer:
    """The cross-aisles, the one-way aisles, and where trips begin and end."""
    return _shown(db.reading(), caller().actor)


@bp.page("/waves/floor", needs="wave.view")
def floor_page() -> str:
    """Show how the floor is walked, and let it be said."""
    session, actor = db.reading(), caller().actor
    shown = {
        "now": clock.now().isoformat(),
        "may_plan": caller().may("wave.plan"),
        "corridors": msgspec.to_builtins(corridors(session, actor.warehouse_id)),
        **msgspec.to_builtins(_shown(session, actor)),
    }
    return render_template("waves/floor.html", page_data=shown)


@bp.post(
    "/api/v1/waves/ways",
    needs="wave.plan",
    body=SiteWays,
    answer=SiteWaysAnswer,
    errors=("wave.aisle_unknown", "wave.aisles_disagree", "wave.bins_cut_off"),
)
def set_ways(body: SiteWays) -> SiteWaysAnswer:
    """Say how the floor is walked: a new version of the rule, on record."""
    actor = caller().actor
    ways = Ways(
        crossings=tuple(sorted(set(body.crossings))),
        one_way=tuple((one.zone, one.aisle, ARROWS[one.way]) for one in body.one_way),
        depot=(body.depot.x, body.depot.y),
    )

    def work(session: Session) -> SiteWaysAnswer:
        _check(session, actor.warehouse_id, ways)
        set_site_rule(session, actor, RULE, msgspec.to_builtins(ways))
        session.flush()
        return _shown(session, actor)

    return db.in_transaction(work)


def _check(session: Session, warehouse_id: int, ways: Ways) -> None:
    """Refuse arrows that no aisle has, that contradict each other, or that cut bins off."""
    ends = ends_of(session, warehouse_id, ways).values()
    across = {(place.zone, place.aisle): place.x for place in ends}
    said: dict[tuple[str, int], int] = {}
    for zone, aisle, arrow in ways.one_way:
        name = aisle_name(zone, aisle)
        if (zone, aisle) not in across:
            raise Refused("wave.aisle_unknown", aisle=name)
        if said.setdefault((zone, aisle), arrow) != arrow:
            raise Refused("wave.aisles_disagree", aisle=name, other=name)
    first: dict[float, tuple[str, int]] = {}
    for key, x in sorted(across.items()):
        other = first.setdefault(x, key)
        if said.get(key, 0) != said.get(other, 0):
            raise Refused(
                "wave.aisles_disagree", aisle=aisle_name(*key), other=aisle_name(*other)
            )
    for name in _cut_off(session, warehouse_id, ways):
        raise Refused("wave.bins_cut_off", aisle=name)


def _cut_off(session: Session, warehouse_id: int, ways: Ways) -> list[str]:
    layout = layout_of(session, warehouse_id, (), ways)
    names = aisle_names(layout)
    return [names[column] for column in sorted(layout.cut_off)]


def _shown(session: Session, actor: Actor) -> SiteWaysAnswer:
    ways = ways_of(session, actor.warehouse_id)
    names = {arrow: way for way, arrow in ARROWS.items()}
    x, y = ways.depot
    return SiteWaysAnswer(
        ways=msgspec.convert(
            {
                "crossings": list(ways.crossings),
                "one_way": [
                    {"zone": zone, "aisle": aisle, "way": names[arrow]}
                    for zone, aisle, arrow in ways.one_way
                ],
                "depot": {"x": x, "y": y},
            },
            SiteWays,
        ),
        cut_off=_cut_off(session, actor.warehouse_id, ways),
    )
