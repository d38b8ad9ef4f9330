"""The small parts of a simulation."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import types
from typing import Any

import pytest

from app import config
from app.core.lock import AlreadyRunningError, only_one
from app.simulation import (
    catalogue,
    crew,
    day,
    demo,
    demo_site,
    faults,
    finishing,
    hands,
    kit,
    seed,
    shop,
)
from app.simulation.errors import StoppedError
from app.simulation.order_files import Comeback, DayWork
from app.simulation.report import Report, percentiles
from app.simulation.site import Site
from app.simulation.voice import Refusal
from tests.packing.station import until

FIGURES = [
    *("orders", "accepted", "replayed", "refused", "held", "shipped", "cancelled", "lines"),
    *("units_shipped", "parcels", "weight_blocks", "labels_printed", "reprints", "returns"),
    *("hub_events", "hub_duplicates", "hub_out_of_order", "wrong_scans_refused", "scan_ms"),
    *("wall_s", "invariants", "violations"),
]


def test_the_demo_sells_distinct_goods_with_good_barcodes():
    rows = catalogue.products()

    assert 40 <= len(rows) <= 45
    for name in ("sku", "barcode", "name", "name_en"):
        assert len({row[name] for row in rows}) == len(rows)
    for row in rows:
        digits = [int(digit) for digit in row["barcode"]]
        assert len(digits) == 13
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
        assert re.fullmatch(r"#[0-9a-f]{6}", row["colour_hex"])


def test_every_article_of_the_demo_has_a_bin_of_its_own():
    goods = seed.demo_goods()

    shelves = [row["bin"] for row in goods.stock]
    assert len(set(shelves)) == len(goods.products)
    assert set(shelves) < {row["bin"] for row in goods.bins}


def test_goods_are_made_up_for_orders_that_come_alone():
    lines = [{"sku": "X", "quantity": 3}, {"sku": "Y", "quantity": 1}]
    goods = seed.goods_for(DayWork([{"lines": lines}, {"lines": lines[:1]}]))

    assert goods.on_hand == {"X": 6, "Y": 1}
    assert set(goods.grams) == {"X", "Y"}


@pytest.mark.parametrize(
    ("text", "kinds", "kills"),
    [
        ("", set(), 0),
        ("kill", {"kill"}, 10),
        ("kill=3, hub", {"kill", "hub"}, 3),
        ("all", set(faults.KINDS), 10),
    ],
)
def test_faults_are_named(text, kinds, kills):
    found = faults.parse(text)
    assert (set(found.kinds), found.kills) == (kinds, kills)


@pytest.mark.parametrize("text", ["fire", "hub=2", "kill=often"])
def test_an_unknown_fault_is_refused_with_those_there_are(text):
    with pytest.raises(StoppedError, match="network"):
        faults.parse(text)


def test_a_floor_that_refuses_ends_the_day_with_one_sentence(tmp_path, monkeypatch):
    def refused(_: day.Day) -> Report:
        raise Refusal(401, {"code": "auth.required", "detail": "Please log in first"})

    monkeypatch.setattr(day.Day, "play", refused)
    orders = tmp_path / "orders.jsonl"
    order = {"source_platform": "s", "external_order_no": "1", "created_at": "", "lines": []}
    orders.write_text(json.dumps(order), "utf-8")
    nothing = faults.parse("")
    options = day.Options(orders, None, 1, 1, 1, nothing, "http://127.0.0.1:1", "bad")

    with pytest.raises(StoppedError, match="log in first; --token takes what"):
        day.run(options, config.load({}, tmp_path), print)


def test_the_report_has_the_figures_of_the_contract_and_no_other(tmp_path):
    Report(invariants={"I1": True}).write(tmp_path / "deep" / "report.json")

    written = json.loads((tmp_path / "deep" / "report.json").read_text("utf-8"))
    assert list(written) == FIGURES


@pytest.mark.parametrize(
    ("invariants", "violations", "good"),
    [({"I1": True}, [], True), ({"I1": False}, [], False), ({"I1": True}, ["late"], False)],
)
def test_a_day_is_good_when_all_holds_and_nothing_is_wrong(invariants, violations, good):
    assert Report(invariants=invariants, violations=violations).is_good is good


def test_percentiles_are_in_milliseconds():
    assert percentiles([n / 1000 for n in range(101)]) == {"p50": 50, "p95": 95, "p99": 99}
    assert percentiles([]) == {"p50": 0, "p95": 0, "p99": 0}


@pytest.mark.parametrize(
    ("spared", "waiting", "left"),
    [(14, 14, True), (14, 15, False), (5, 5, True), (5, 6, False), (0, 0, False)],
)
def test_colleagues_of_a_demo_leave_the_last_orders_to_a_visitor(spared, waiting, left):
    nothing: Any = None
    team = crew.Crew(nothing, nothing, nothing, nothing, nothing, spared=lambda _: spared)

    assert team.leaves("picker", waiting) is left


class SlowPrinter:
    """A bench and its floor: the label comes out late, and no copy is given any more."""

    def __init__(self, code: str) -> None:
        self.refusal = Refusal(409, {"code": code})
        self.asked = 0
        self.trouble = ""
        self.bench = self.printer = self.voice = self.crew = self
        self.pace = crew.Pace(0, threading.Event())

    def jobs(self) -> list[Any]:
        return [types.SimpleNamespace(state="printed")] * (self.asked > 1)

    def get(self, _: str) -> dict[str, str]:
        return {"print_state": "sent"}

    def calm(self, *_: object) -> None:
        self.asked += 1
        raise self.refusal


def test_a_packer_who_gets_no_more_copies_waits_for_the_label(monkeypatch):
    monkeypatch.setattr(finishing, "PAPER_S", 0.0)
    bench: Any = SlowPrinter("label.reprint_limit")

    finishing.Finisher(bench, bench).await_paper("WGP1", before=0)

    assert bench.asked == 2
    bench = SlowPrinter("order.unknown")
    with pytest.raises(Refusal, match=r"order\.unknown"):
        finishing.Finisher(bench, bench).await_paper("WGP1", before=0)


def test_every_colleague_of_a_demo_knows_what_to_leave_to_a_visitor():
    assert set(crew.SPARED) == {one.role for one in seed.COLLEAGUES}
    assert all(before <= now for before, now in crew.SPARED.values())


def test_what_comes_back_is_what_was_shipped():
    lines = [{"sku": sku, "quantity": units} for sku, units in (("X", 2), ("X", 1), ("Y", 1))]
    shipped = {"source_platform": "s", "external_order_no": "7", "lines": lines}

    assert shop.sent_back(shipped) == Comeback("RMA-7", "s", "7", {"X": 3, "Y": 1})


def test_a_visitors_scale_is_touched_only_when_something_changes():
    touched: list[float | None] = []
    pan: Any = types.SimpleNamespace(place=touched.append, clear=lambda: touched.append(None))
    lent = hands.Hands(pan)

    for waits in (None, None, ("P1/0", 300), ("P1/0", 300), ("P1/1", 310), None, None):
        lent.follow(waits)

    assert touched == [300, 310, None]


def test_a_second_demo_leaves_the_folder_of_the_first_alone(tmp_path):
    site = tmp_path / "wavegate.db"
    site.write_text("orders", "utf-8")
    wish = demo_site.Wish(tmp_path, "127.0.0.1:0", None, None, 10, False, "en", {})

    with only_one(tmp_path), pytest.raises(AlreadyRunningError, match="end that one first"):
        demo.Conductor(wish, print).run()

    assert site.read_text("utf-8") == "orders"


def test_a_server_that_died_stays_down_while_the_site_is_stopped(tmp_path, monkeypatch):
    launched: list[int] = []
    monkeypatch.setattr(Site, "_launch", lambda _: launched.append(1))
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    site = Site(tmp_path, {}, "http://127.0.0.1:1", _server=died)

    site.ensure()
    with site._guard:  # somebody is starting the server when the demo is ended
        ending = threading.Thread(target=site.stop)
        ending.start()
        until(lambda: site._over)
        asking = threading.Thread(target=site.ensure)
        asking.start()
    ending.join()
    asking.join()

    assert launched == [1]


def test_a_demo_that_is_interrupted_while_it_opens_leaves_nothing_running(
    tmp_path, monkeypatch
):
    closed: list[kit.Kit] = []
    switch_off = kit.Kit.switch_off

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def end(made: kit.Kit) -> None:
        closed.append(made)
        switch_off(made)

    monkeypatch.setattr(kit, "import_master", interrupted)
    monkeypatch.setattr(kit.Kit, "switch_off", end)
    wish = demo_site.Wish(tmp_path / "d", "127.0.0.1:0", None, None, 10, False, "en", {})

    with pytest.raises(KeyboardInterrupt):
        demo.Conductor(wish, print).run()

    assert closed[0].line.stop.is_set()
    assert closed[0].site._over


def test_doors_that_stay_shut_leave_no_server_running():
    told: list[str] = []

    def interrupted() -> None:
        raise KeyboardInterrupt

    site: Any = types.SimpleNamespace(
        start=interrupted,
        stop=lambda: told.append("stop"),
        run_each=lambda *_: [{"token": "t"}] * 3,
    )
    line: Any = None

    with pytest.raises(KeyboardInterrupt):
        kit.open_doors(site, line, seed.VISITORS)

    assert told == ["stop"]
