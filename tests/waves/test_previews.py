"""What the supervisor sees before and after a wave is locked."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import clock
from app.waves import pace, planner, planning
from app.waves.planner import example
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, picker, send

LONG = (600.0, 300.0, 300.0)


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


@pytest.fixture
def lead(shop: Floor):
    return shop.person("supervisor")


@pytest.mark.parametrize(
    ("lists", "pickers", "seconds"),
    [(LONG, 1, 1200), (LONG, 2, 600), (LONG, 3, 600), ((), 2, 0)],
)
def test_the_longest_list_is_walked_first(lists, pickers, seconds) -> None:
    assert pace.picked_in_s(lists, pickers) == seconds


@pytest.mark.parametrize(
    ("lists", "left", "needed"),
    [(LONG, 1200, 1), (LONG, 1199, 2), (LONG, 599, None), ((), 9, 0)],
)
def test_so_many_pickers_are_needed_before_the_cut_off(lists, left, needed) -> None:
    assert pace.pickers_needed(lists, left) == needed


def test_a_preview_draws_its_walks(shop: Floor, lead) -> None:
    both = ("RED", 2), ("TIN", 1)
    send(shop, order_body("1", *both), order_body("2", ("RED", 1), ("BLUE", 1)))

    told = lead.post("/api/v1/waves/preview", {}).json

    (wave,) = told["waves"]
    (one,) = wave["lists"]
    assert one["stops"][0]["bin"] == "A-01-01-1"
    assert sum(stop["units"] for stop in one["stops"]) == one["units"] == 5
    assert one["way"][0] == one["way"][-1] == [0, 0.0]
    for (column, depth), (to, further) in zip(one["way"], one["way"][1:], strict=False):
        assert column == to or depth == further  # along an aisle, or across at an end of it
    assert one["zones"] == ["A", "B"]
    assert told["map"]["aisles"] == ["A-01", "A-02", "B-05"]
    assert wave["first_come_m"] >= wave["expected_m"] - 1
    assert wave["pace"]["needed"] == 1
    assert wave["modes"][0]["prices"][0]["mode"] == wave["modes"][0]["mode"]


def test_a_preview_tells_its_progress_line_by_line(
    shop: Floor, lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(shop, order_body("1", ("RED", 1)), order_body("2", ("RED", 2), ("TIN", 1)))
    monkeypatch.setattr(planning, "FEW", 1)
    monkeypatch.setattr(planning, "SECONDS", 0.0)

    answer = lead.post("/api/v1/waves/preview/live", {})

    *steps, last = [json.loads(line) for line in answer.data.splitlines() if line]
    assert answer.mimetype == "application/x-ndjson"
    assert [step["progress"]["orders"] for step in steps] == [2] * len(steps)
    assert len(last["preview"]["waves"]) == 1


def test_who_hangs_up_ends_the_planner(monkeypatch: pytest.MonkeyPatch) -> None:
    day = replace(example.big_day(300, seed=1), policy=planner.Policy())
    ended: list[bool] = []
    cancel = planning.Planning.cancel

    def cancelled(run: planning.Planning) -> None:
        cancel(run)
        ended.append(run._process.returncode is not None)

    monkeypatch.setattr(planning.Planning, "cancel", cancelled)
    monkeypatch.setattr(planning, "BEAT_S", 0.01)
    found = planning.plans(day, seconds=600.0)
    assert next(found) is None  # a sign of life before the process has begun
    assert next(answer for answer in found if answer).plan.waves

    found.close()

    assert ended == [True]


def test_why_not_is_told_for_all_and_for_one(shop: Floor, lead) -> None:
    day = (clock.now() + timedelta(days=2)).isoformat()
    one, two, three, four = send(
        shop,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 1), priority="vip"),
        order_body("3", ("RED", 1)),
        order_body("4", ("RED", 1), priority="vip"),
    )
    later = shop.hub.post("/api/v1/hub/orders", order_body("5", ("RED", 1), not_before=day))
    five = later.json["results"][0]["order_no"]
    shop.hub.post("/api/v1/hub/orders/test/3/hold", {"reason": "ask"})
    lead.post("/api/v1/waves", {"orders": [four]})

    told = lead.post("/api/v1/waves/preview", {"priority": "normal"}).json["why_not"]

    reasons = {row["reason"]: row["orders"] for row in told}
    assert reasons == {"intercepted": [three], "not_wanted": [two], "not_before": [five]}

    def ask(order_no: str) -> tuple:
        answer = lead.get(f"/api/v1/waves/why?order={order_no}")
        return answer.json["reasons"], bool(answer.json["wave"])

    assert ask(one) == ([], False)
    assert ask("3") == (["intercepted"], False)
    assert ask(four) == ([], True)
    assert ask(five) == (["not_before"], False)
    assert lead.get("/api/v1/waves/why?order=x").json["code"] == "wave.order_unknown"


def test_short_goods_are_named(shop: Floor, lead) -> None:
    from app.core.events import SYSTEM
    from app.inventory import service as inventory
    from app.inventory.models import Stock

    (one,) = send(shop, order_body("1", ("RED", 1)))
    query = Stock.__table__.select().with_only_columns(Stock.id).where(Stock.sku_id == 1)
    ((red,),) = shop.read(query)
    shop.write(lambda s: inventory.freeze(s, SYSTEM, red, "count"))

    (row,) = lead.post("/api/v1/waves/preview", {}).json["why_not"]

    assert (row["reason"], row["count"], row["detail"]) == ("no_stock", 1, "RED")
    told = lead.get(f"/api/v1/waves/why?order={one}").json
    assert (told["reasons"], told["detail"]) == (["no_stock"], "RED")


def test_a_wave_is_drawn_as_planned_and_then_as_walked(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 2), ("TIN", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    url = f"/api/v1/waves/{made['wave']}/walks"

    (planned,) = lead.get(url).json["lists"]
    assert (planned["number"], planned["state"]) == (None, "planned")

    lead.post(f"/api/v1/waves/{made['wave']}/release")
    ann = picker(shop)
    ann.take()
    ann.verdicts("A-01-01-1", "B-RED", "B-RED", "T001")
    told = lead.get(url).json
    (walked,) = told["lists"]
    assert walked["number"] == ann.pick_list
    assert [stop["done"] for stop in walked["stops"]] == [True, False]
    assert [stop["bin"] for stop in walked["stops"]] == [s["bin"] for s in planned["stops"]]
    assert (walked["tasks_done"], told["pace"]["pickers"]) == (1, 1)
    assert lead.get("/api/v1/waves/W9/walks").json["code"] == "wave.unknown"
