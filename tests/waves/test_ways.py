"""A site says where its cross-aisles lie, which aisles are one-way, and where trips begin."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.inventory.models import Bin
from app.stations.models import SiteRule
from app.waves import planner
from app.waves.planner import Layout, Place, Ways, example
from app.waves.planner.aisles import Aisles
from app.waves.planner.routing import distance
from tests import builders
from tests.floor import Floor, Voice
from tests.picking.shift import open_shop, order_body, picker, send

URL = "/api/v1/waves/ways"
SHELVES = ("RED", "A-01-02-1", 20), ("BLUE", "A-02-05-1", 20), ("TIN", "B-05-09-1", 20)
DEFAULT = {"crossings": [], "one_way": [], "depot": {"x": 0.0, "y": 0.0}}


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor, *SHELVES)
    return floor


@pytest.fixture
def lead(shop: Floor) -> Voice:
    return shop.person("supervisor")


def one_way(zone: str, aisle: int, way: str) -> dict[str, Any]:
    return {"zone": zone, "aisle": aisle, "way": way}


def say(lead: Voice, **ways: Any) -> Any:
    return lead.post(URL, DEFAULT | ways)


def preview(lead: Voice) -> tuple[dict[str, Any], dict[str, Any]]:
    told = lead.post("/api/v1/waves/preview", {}).json
    ((one,),) = [wave["lists"] for wave in told["waves"]]
    return one, told["map"]


def router(told: dict[str, Any], across: list[float]) -> Aisles:
    return Aisles(tuple(across), tuple(told["crossings"]), tuple(told["one_way"]))


def test_what_nobody_says_is_as_it_was() -> None:
    places = {1: Place(1, "A", 1, 0.0, 5.0, 1), 2: Place(2, "A", 2, 4.0, 9.0, 2)}
    assert Layout.of(places) == Layout.of(places, Ways())
    assert Layout.of(places).aisles == Aisles((0.0, 4.0), (0.0, 9.0))
    assert Layout.of(places).depot == (0, 0.0)


def test_arrows_that_cut_bins_off_are_not_followed_by_the_planner() -> None:
    places = {1: Place(1, "A", 1, 0.0, 5.0, 1), 2: Place(2, "A", 2, 4.0, 9.0, 2)}
    up = Ways(one_way=(("A", 1, 1), ("A", 2, -1)))
    assert Layout.of(places, up).aisles.one_way == (1, -1)
    assert Layout.of(places, up).metres([1]) == 26
    beyond = places | {3: Place(3, "A", 1, 0.0, 12.0, 3)}
    shut = Layout.of(beyond, Ways((0.0, 9.0), up.one_way))
    assert (shut.cut_off, shut.aisles.two_way) == (frozenset({0}), True)


def test_a_plan_for_other_ways_does_not_stand() -> None:
    day = example.big_day(20, seed=1)
    moved = replace(day, ways=Ways(crossings=(0.0, 20.0), depot=(10.0, 5.0)))

    again = planner.replan(moved, day, planner.plan(day))

    assert again == planner.plan(moved) != planner.plan(day)
    layout = Layout.of(moved.places, moved.ways)
    for wave in again.waves:
        for trip in wave.trips:
            assert trip.metres == layout.metres({stop.bin_id for stop in trip.stops})


def test_a_preview_walks_along_the_arrows_and_so_do_pickers(shop: Floor, lead: Voice) -> None:
    send(shop, order_body("1", ("RED", 1), ("BLUE", 1), ("TIN", 1)))
    free, _ = preview(lead)
    arrows = [one_way("A", 1, "back"), one_way("A", 2, "deeper"), one_way("B", 5, "back")]

    answer = say(lead, crossings=[12.0, 0.0, 12.0], one_way=arrows)

    assert answer.status_code == 200, answer.json
    assert answer.json == lead.get(URL).json
    assert answer.json["ways"]["crossings"] == [0, 12]
    assert answer.json["cut_off"] == []
    one, told = preview(lead)
    assert (told["one_way"], told["crossings"]) == ([-1, 1, -1], [0, 12])
    for (column, depth), (to, further) in pairwise(one["way"]):
        if column == to:
            assert (further - depth) * told["one_way"][column] > 0
        else:
            assert depth == further
            assert depth in told["crossings"]
    across = aisles_of(shop)
    drawn = sum(
        abs(across[column] - across[to]) + abs(depth - further)
        for (column, depth), (to, further) in pairwise(one["way"])
    )
    spots = [(stop["column"], stop["depth"]) for stop in one["stops"]]
    shortest = distance(router(told, across), spots, (0, 0.0))
    assert one["metres"] == round(shortest) == round(drawn) > free["metres"]

    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/release")
    ann = picker(shop)
    bins = [task["bin"] for task in ann.take()["tasks"]]
    assert bins == [stop["bin"] for stop in one["stops"]]
    send(shop, order_body("2", ("TIN", 1)))
    (urgent,) = send(shop, order_body("3", ("BLUE", 1)))
    assert lead.post("/api/v1/waves/jump-in", {"order": urgent}).json["added_m"] == 0
    (walked,) = lead.get(f"/api/v1/waves/{made['wave']}/walks").json["lists"]
    assert walked["metres"] == one["metres"]
    assert walked["way"] == one["way"]


def aisles_of(shop: Floor) -> list[float]:
    return sorted({row.x for row in shop.read(Bin.__table__.select())})


def test_trips_begin_where_the_depot_is(shop: Floor, lead: Voice) -> None:
    send(shop, order_body("1", ("BLUE", 1)))
    x = aisles_of(shop)[1]
    near, _ = preview(lead)

    assert say(lead, depot={"x": x, "y": -1.0}).status_code == 200

    one, told = preview(lead)
    (stop,) = one["stops"]
    assert told["depot"] == [stop["column"], -1.0]
    assert one["way"][0] == one["way"][-1] == told["depot"]
    assert one["metres"] == round(2 * (stop["depth"] + 1.0)) < near["metres"]
    assert shop.count(SiteRule, SiteRule.name == "ways") == 1


def test_ways_that_make_no_floor_are_refused(shop: Floor, lead: Voice) -> None:
    builders.bin_(shop, "C-01-01-1", x=aisles_of(shop)[0])

    def code(**ways: Any) -> tuple[int, str]:
        answer = say(lead, **ways)
        return answer.status_code, answer.json["code"]

    assert code(one_way=[one_way("Z", 7, "back")]) == (422, "wave.aisle_unknown")
    assert code(one_way=[one_way("A", 1, "back")]) == (422, "wave.aisles_disagree")
    both = [one_way("A", 2, "back"), one_way("A", 2, "deeper")]
    assert code(one_way=both) == (422, "wave.aisles_disagree")
    back = [one_way("A", 2, "back")]
    assert code(crossings=[3.0], one_way=back) == (422, "wave.bins_cut_off")
    assert code(crossings=[1.0, 2.0, 3.0, 4.0, 5.0]) == (422, "request.invalid")
    assert code(depot={"x": 1e9, "y": 0}) == (422, "request.invalid")
    assert code(one_way=[one_way("A", 2, "up")]) == (422, "request.invalid")
    ann = shop.person("picker")
    assert ann.post(URL, DEFAULT).status_code == 403
    assert lead.get(URL).json == {"ways": DEFAULT, "cut_off": []}


def test_a_floor_that_outgrows_its_arrows_is_still_picked(shop: Floor, lead: Voice) -> None:
    arrows = [one_way("A", 1, "deeper"), one_way("A", 2, "back")]
    assert say(lead, crossings=[0.0, 12.0], one_way=arrows).status_code == 200
    deep = builders.bin_(shop, "A-01-30-1")
    shop.write(lambda s: inventory.save_bin(s, SYSTEM, code="A-01-30-1", y=40.0))
    builders.stock(shop, builders.sku(shop, "DEEP", barcodes=["B-DEEP"]), deep, 3)
    send(shop, order_body("1", ("DEEP", 1), ("BLUE", 1)))

    assert lead.get(URL).json["cut_off"] == ["A-01"]
    one, told = preview(lead)
    assert (len(one["stops"]), set(told["one_way"])) == (2, {0})
