"""The board counts what is there; the feed tells what happens; orders tell their story."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.board import progress
from app.core import clock
from app.core.events import SYSTEM
from app.core.outbox import OutboxRow, OutboxState
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance
from app.picking.models import Scan
from app.stations.models import Bench
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception, set_site_rule
from app.waves.models import Wave, WaveOrder
from app.waves.rules import WaveState
from tests.builders import bare_order, sku
from tests.floor import Floor
from tests.packing.station import station, until


def state_of(board: dict[str, Any], state: str) -> dict[str, Any]:
    return next(row for row in board["states"] if row["state"] == state)


def aged(floor: Floor, number: str, state: OrderState, minutes: int) -> int:
    order_id, _ = bare_order(floor, number, [], state=state)
    at = clock.now() - timedelta(minutes=minutes)
    floor.write(
        lambda s: s.execute(sa.update(Order).where(Order.id == order_id).values(state_at=at))
    )
    return order_id


def test_states_are_counted_with_their_mean_age(floor: Floor) -> None:
    aged(floor, "O1", OrderState.PICKED, 60)
    aged(floor, "O2", OrderState.PICKED, 130)
    aged(floor, "O3", OrderState.READY, 130)

    board = floor.person("supervisor").get("/api/v1/board").json

    picked = state_of(board, "picked")
    assert (picked["count"], picked["mean_age_s"] // 60, picked["shade"]) == (2, 95, "warn")
    assert state_of(board, "ready")["shade"] == "no"
    assert state_of(board, "held")["count"] == 0


def test_the_site_sets_when_an_age_is_red(floor: Floor) -> None:
    aged(floor, "O1", OrderState.PICKED, 60)
    floor.write(lambda s: set_site_rule(s, SYSTEM, "board", {"red_s": 3600}))
    board = floor.person("supervisor").get("/api/v1/board").json
    assert state_of(board, "picked")["shade"] == "no"


def test_shipped_counts_today_alone(floor: Floor) -> None:
    aged(floor, "O1", OrderState.SHIPPED, 0)
    aged(floor, "O2", OrderState.SHIPPED, 60 * 24)
    board = floor.person("supervisor").get("/api/v1/board").json
    assert state_of(board, "shipped")["count"] == 1
    assert sum(hour["shipped"] for hour in board["throughput"]) == 1
    plan = sum(hour["plan"] for hour in board["throughput"])
    assert plan >= 0


def a_wave(floor: Floor, number: str, keys: list[int], **more: Any) -> None:
    """A wave of these orders, half of its time gone."""
    at = clock.now()
    known = {
        "state": WaveState.PICKING,
        "grouping": {"carrier": "SF"},
        "cut_off_at": at + timedelta(hours=1),
        "planned_at": at,
        "planned_by": "-",
        "released_at": at - timedelta(hours=1),
    }
    sizes = {"orders": len(keys), "lines": 5, "units": 5, "expected_m": 1, "expected_s": 1}

    def work(session: Any) -> None:
        wave = Wave(warehouse_id=1, number=number, **(known | sizes | more))
        session.add(wave)
        session.flush()
        session.add_all([WaveOrder(wave_id=wave.id, order_id=key) for key in keys])

    floor.write(work)


def test_a_wave_shows_its_progress_and_pace(floor: Floor) -> None:
    keys = [
        aged(floor, f"O{n}", state, 5)
        for n, state in enumerate(
            [OrderState.SHIPPED, OrderState.PACKED, OrderState.PICKED, OrderState.PICKING]
        )
    ]
    keys.append(aged(floor, "gone", OrderState.CANCELLED, 5))
    a_wave(floor, "WGW1", keys)

    (wave,) = floor.person("supervisor").get("/api/v1/board").json["waves"]
    assert [wave[name] for name in ("orders", "picked", "packed", "shipped")] == [4, 3, 2, 1]
    assert (wave["due_percent"], wave["needed_per_h"], wave["pace"]) == (50, 3, "will_miss")


def test_no_shipped_wave_takes_the_place_of_one_in_work(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LATEST", 2)
    monkeypatch.setattr(progress, "ON_BOARD", 2)
    a_wave(floor, "WGW1", [aged(floor, "O1", OrderState.PICKING, 5)])
    for n in (2, 3):
        shipped = [aged(floor, f"O{n}", OrderState.SHIPPED, 5)]
        a_wave(floor, f"WGW{n}", shipped, state=WaveState.DONE)

    waves = floor.person("supervisor").get("/api/v1/board").json["waves"]
    assert [wave["number"] for wave in waves] == ["WGW1", "WGW2"]


def test_trouble_stands_with_owner_and_age(floor: Floor) -> None:
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "O1", units=2))
    boss = floor.person("supervisor", name="Zhou Min")
    shown = boss.get("/api/v1/board").json["exceptions"]
    assert (shown["open"], shown["without_owner"]) == (1, 1)

    boss.post(f"/api/v1/exceptions/{shown['oldest'][0]['id']}/take")

    shown = boss.get("/api/v1/board").json["exceptions"]
    assert (shown["without_owner"], shown["oldest"][0]["owner"]) == (0, "Zhou Min")


def test_people_are_shown_with_lines_an_hour_and_wrong_scans(floor: Floor) -> None:
    floor.person("picker", badge="WG-1", name="Chen Jing")
    at = clock.now()
    verdicts = ["ok", "ok", "task_done", "ok", "list_done", "wrong_bin", "intercepted"]

    def work(session: Any) -> None:
        session.add_all(
            Scan(
                scan_id=str(n),
                warehouse_id=1,
                kind="scan",
                verdict=verdict,
                actor="WG-1",
                device_seq=n,
                received_at=at - timedelta(minutes=10 if n == 0 else 1),
                answer="{}",
            )
            for n, verdict in enumerate(verdicts)
        )

    floor.write(work)
    (person,) = floor.person("supervisor").get("/api/v1/board").json["people"]
    assert (person["name"], person["lines"], person["lines_per_h"]) == ("Chen Jing", 2, 12)
    assert (person["scans"], person["wrong"], person["wrong_percent"]) == (6, 1, 16.7)


def test_benches_and_the_hub_show_their_health(floor: Floor) -> None:
    floor.write(lambda s: s.add(Bench(warehouse_id=1, code="01")))
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "O1"))
    sent = {"state": OutboxState.RETRY, "last_answer": "503 busy"}
    floor.write(lambda s: s.execute(sa.update(OutboxRow).values(sent)))

    board = floor.machine("reader").get("/api/v1/board").json

    (bench,) = board["benches"]
    assert (bench["scale"], bench["printer"], bench["works"]) == ("none", "none", True)
    hub = board["hub"]
    assert (hub["queue"], hub["dead"], hub["answers"]) == (1, 0, {"5xx": 1})
    assert hub["oldest_unsent_at"] is not None


@pytest.mark.parametrize(
    ("protocol", "scale", "works"),
    [("mt-sics", "ok", True), ("yaohua-tf1", "not_commissioned", False)],
)
def test_a_scale_that_nobody_commissioned_is_shown(
    floor: Floor, tmp_path: Path, protocol: str, scale: str, works: bool
) -> None:
    """One that can be read wrongly without a sign weighs nothing; another is marked."""
    reader = floor.machine("reader")

    def shown() -> Any:
        return reader.get("/api/v1/board").json["benches"][0]

    with station(floor, tmp_path, protocol):
        until(lambda: shown()["scale"] == scale)
        assert (shown()["commissioned"], shown()["works"]) == (False, works)
        assert reader.get("/api/v1/board").json["benches"][1]["commissioned"] is None

        proved = {"commissioned_at": clock.now(), "commissioned_g": 1000}
        floor.write(lambda s: s.execute(sa.update(Bench).values(proved)))
        assert shown()["commissioned"] is True
        assert shown()["scale"] != "not_commissioned"


def test_the_feed_goes_on_where_one_was(floor: Floor) -> None:
    reader = floor.machine("reader")
    begun = reader.get("/api/v1/board/feed").json["next"]
    for subject in ("O1", "O2"):
        floor.write(lambda s, o=subject: raise_exception(s, SYSTEM, ExceptionKind.SHORT, o))

    feed = reader.get(f"/api/v1/board/feed?after={begun}&limit=1").json
    rest = reader.get(f"/api/v1/board/feed?after={feed['next']}").json

    assert [e["subject"] for e in feed["events"] + rest["events"]] == ["O1", "O2"]
    assert reader.get(f"/api/v1/board/feed?after={rest['next']}").json == {
        "events": [],
        "next": rest["next"],
    }
    assert reader.get("/api/v1/board").json["upto"] == rest["next"]


def test_an_order_is_found_by_any_number_and_tells_its_story(floor: Floor) -> None:
    key = sku(floor, "MUG")
    order_id, _ = bare_order(floor, "WGO1", [(key, 2)])
    bare_order(floor, "WGO2", [(key, 1)], state=OrderState.SHIPPED)
    floor.write(lambda s: advance(s, SYSTEM, s.get_one(Order, order_id), OrderAct.CANCEL))
    boss = floor.person("supervisor")

    found = boss.get("/api/v1/orders?number=WGO1").json["orders"]
    story = boss.get("/api/v1/orders/WGO1").json

    assert [(row["order_no"], row["units"]) for row in found] == [("WGO1", 2)]
    assert story["content"][0]["quantity"] == 2
    assert story["timeline"][-1]["body"]["to_state"] == "cancelled"
    assert story["timeline"][-1]["seq"] is not None
    missing = boss.get("/api/v1/orders/NONE")
    assert (missing.status_code, missing.json["code"]) == (404, "order.unknown")
    assert boss.get("/api/v1/orders").json["orders"] == []


def test_orders_page_by_the_longest_in_their_state(floor: Floor) -> None:
    for n in range(3):
        aged(floor, f"O{n}", OrderState.READY, 10 + n)
    boss = floor.person("supervisor")
    first = boss.get("/api/v1/orders?state=ready&limit=2").json["orders"]
    rest = boss.get(f"/api/v1/orders?state=ready&after={first[-1]['order_no']}").json["orders"]
    assert [row["order_no"] for row in first + rest] == ["O2", "O1", "O0"]
    assert boss.get("/api/v1/orders?after=NONE").json["code"] == "order.unknown"


@pytest.mark.parametrize("role", ["picker", "packer"])
def test_the_board_is_for_those_who_lead(floor: Floor, role: str) -> None:
    assert floor.person(role).get("/api/v1/board").status_code == 403
