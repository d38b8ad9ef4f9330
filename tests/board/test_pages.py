"""The supervisor's pages come whole, in both languages, and say no bare code."""

from __future__ import annotations

import re

import pytest

from app.core.events import SYSTEM
from app.orders.models import Order
from app.orders.rules import HoldReason, Mask, OrderAct
from app.orders.service import advance, hold, set_mask
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from tests.builders import bare_order, sku
from tests.floor import Floor

BARE = re.compile(r">\s*(?:board|order|packing|stations|waves|ui)\.[a-z_.]+\s*<")


@pytest.fixture
def site(floor: Floor) -> Floor:
    key, _ = bare_order(floor, "WGO1", [(sku(floor, "MUG"), 2)])
    other, _ = bare_order(floor, "WGO2", [])
    floor.write(lambda s: advance(s, SYSTEM, s.get_one(Order, key), OrderAct.PLAN))
    floor.write(lambda s: hold(s, SYSTEM, s.get_one(Order, other), HoldReason.HUB))
    floor.write(lambda s: set_mask(s, SYSTEM, s.get_one(Order, other), Mask.RISK))
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "WGO1", units=1))
    return floor


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "shows"),
    [
        ("/board", "page-data"),
        ("/board?tv=1", 'class="tv"'),
        ("/orders", "WGO1"),
        ("/orders?state=held", "WGO2"),
        ("/orders?number=WGO1", "WGO1"),
        ("/orders?state=nonsense", "WGO1"),
        ("/orders/WGO1", "WGO1"),
        ("/orders/WGO2", "WGO2"),
        ("/exceptions", "WGO1"),
        ("/truth", 'id="audit"'),
    ],
)
def test_a_page_comes_whole(site: Floor, path: str, shows: str, lang: str) -> None:
    boss = site.person("supervisor")
    boss.client.post(
        "/language", data={"lang": lang, "csrf_token": boss.headers["X-CSRF-Token"]}
    )

    answer = boss.get(path)

    assert answer.status_code == 200
    assert shows in answer.text
    assert BARE.findall(answer.text) == []


def test_the_story_is_told_in_the_readers_language(site: Floor) -> None:
    boss = site.person("supervisor")
    assert "ready → waved" in boss.get("/orders/WGO1").text
    assert boss.get("/orders/NONE").status_code == 404
