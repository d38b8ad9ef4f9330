"""The content check at the bench, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.events import SYSTEM
from app.core.outbox import OutboxRow
from app.inventory.models import Holding
from app.orders import locks as order_locks
from app.orders.rules import Mask
from app.orders.service import clear_mask, set_mask
from app.packing.models import BenchLock, PackScan, ParcelUnit
from app.packing.service import empty_parcels, set_most_g
from app.stations.models import FloorException
from tests.packing.station import KILO


def stop(bench, order_no, bits=Mask.HUB_HOLD, *, go_on=False):
    change = clear_mask if go_on else set_mask
    bench.floor.write(
        lambda s: change(s, SYSTEM, order_locks.order_by_number(s, order_no), bits)
    )


def test_a_tote_opens_its_order_with_every_line_still_to_scan(bench):
    order_no, tote = bench.order("A1", ("MUG", 2), ("SOCK", 1))

    answer = bench.open(tote)

    assert answer.status_code == 200, answer.json
    assert answer.json["order_no"] == order_no
    lines = [(ln["sku"], ln["quantity"], ln["left"]) for ln in answer.json["lines"]]
    assert lines == [("MUG", 2, 2), ("SOCK", 1, 1)]
    assert answer.json["parcel"]["order_state"] == "packing"


@pytest.mark.parametrize("code", ["tote", "order", "hub", "parcel"])
def test_tote_order_and_parcel_lead_to_the_same_parcel(bench, code):
    order_no, tote = bench.order("A1", ("MUG", 1))
    parcel = bench.opened(tote)

    ways = {"tote": tote, "order": order_no, "hub": "A1", "parcel": parcel}

    assert bench.opened(ways[code]) == parcel


def test_every_verdict_says_what_was_scanned_and_what_is_wanted(bench):
    bench.sku("BLUE")
    _, tote = bench.order("A1", ("RED", 2), ("SOCK", 1))
    _, other = bench.order("A2", ("SOCK", 1))
    parcel = bench.opened(tote)

    said = bench.scanned(
        parcel, "B-BLUE", "???", other, tote, "B-RED", "B-RED", "B-RED", "B-SOCK", "B-SOCK"
    )

    assert [one["verdict"] for one in said] == [
        "wrong_item",
        "unknown_code",
        "wrong_tote",
        "already_done",
        "ok",
        "task_done",
        "over_quantity",
        "list_done",
        "over_quantity",
    ]
    assert "BLUE" in said[0]["say"]
    assert "RED" in said[0]["say"]
    assert [one["tone"] for one in said] == [
        "no",
        "no",
        "no",
        "warn",
        "ok",
        "ok",
        "warn",
        "done",
        "warn",
    ]


def test_a_scan_id_counts_once_and_a_repeat_gets_its_first_verdict(bench):
    _, tote = bench.order("A1", ("MUG", 3))
    parcel = bench.opened(tote)
    one = {"scan_id": "pda-1-77", "code": "B-MUG"}

    first = bench.done(parcel, "scan", one)
    again = bench.done(parcel, "scan", {"scans": [one, one, one]})

    assert [r["verdict"] for r in first["results"] + again["results"]] == ["ok"] * 4
    assert again["results"][0] == first["results"][0]
    assert again["parcel"]["lines"][0]["packed"] == 1
    assert bench.floor.count(PackScan) == 1


def test_one_trigger_that_came_twice_is_a_bounce_and_two_units_are_not(bench):
    _, tote = bench.order("A1", ("MUG", 3))
    parcel = bench.opened(tote)
    at = clock.now()
    scans = [
        {
            "scan_id": f"b{n}",
            "code": "B-MUG",
            "at": (at + timedelta(milliseconds=ms)).isoformat(),
        }
        for n, ms in enumerate((0, 79, 160, 400))
    ]

    results = bench.done(parcel, "scan", {"scans": scans})["results"]

    assert [one["verdict"] for one in results] == ["ok", "bounce", "ok", "list_done"]


def test_a_case_pack_counts_its_units(bench):
    from tests import builders

    bench.sku("TIN", "400")
    builders.sku(bench.floor, "TIN", barcodes=["BOX-TIN"], weight_g="400", pack_qty=6)
    _, tote = bench.order("A1", ("TIN", 7))
    parcel = bench.opened(tote)

    assert bench.scan(parcel, "BOX-TIN", "BOX-TIN", "B-TIN") == [
        "ok",
        "over_quantity",
        "list_done",
    ]


def test_light_goods_are_scanned_one_by_one_and_heavy_ones_may_be_typed(bench):
    bench.sku("NOTE", "24")
    bench.sku(KILO, "1000")
    _, tote = bench.order("A1", ("NOTE", 3), (KILO, 2))
    parcel = bench.opened(tote)

    said = bench.scanned(parcel, "B-NOTE", quantity=3)
    heavy = bench.scan(parcel, f"B-{KILO}", quantity=2)

    assert (said[0]["verdict"], said[0]["refusal"]) == ("ambiguous", "packing.scan_each")
    assert heavy == ["task_done"]
    assert bench.look(parcel)["blind_spots"] == ["NOTE"]


def test_above_twelve_units_light_goods_may_be_typed_twice_the_same(bench):
    bench.sku("NOTE", "24")
    _, tote = bench.order("A1", ("NOTE", 40))
    parcel = bench.opened(tote)

    first = bench.scanned(parcel, "B-NOTE", quantity=30)
    other = bench.scanned(parcel, "B-NOTE", quantity=31)
    assert bench.scan(parcel, "B-NOTE", quantity=31) == ["ok"]

    assert [one["refusal"] for one in first + other] == ["packing.type_again"] * 2
    assert bench.look(parcel)["units_left"] == 9


def test_unscan_takes_a_unit_out_and_the_parcel_is_weighed_anew(bench):
    _order_no, parcel = bench.packed("A1", (KILO, 2))
    assert bench.weigh(parcel, 2000).json["verdict"] == "pass"
    assert bench.look(parcel)["order_state"] == "packed"

    assert bench.scan(parcel, f"B-{KILO}", verb="unscan") == ["ok"]
    assert bench.scan(parcel, "B-MUG", verb="unscan") == ["unknown_code"]

    now = bench.look(parcel)
    assert (now["state"], now["units_left"], now["order_state"]) == ("open", 1, "packing")
    assert bench.step(parcel, "preprint").json["missing"] == ["check", "weigh"]


def test_a_box_at_its_limit_is_closed_and_the_next_one_takes_the_rest(bench):
    bench.floor.write(lambda s: set_most_g(s, SYSTEM, "SF", 2500))
    order_no, tote = bench.order("A1", (KILO, 3))
    first = bench.opened(tote)
    said = bench.scanned(first, f"B-{KILO}", f"B-{KILO}", f"B-{KILO}")
    assert [one["verdict"] for one in said] == ["ok", "ok", "over_quantity"]
    assert said[2]["refusal"] == "packing.parcel_full"
    early = bench.step(first, "weigh")
    assert (early.json["code"], early.json["missing"]) == ("packing.too_early", ["all_units"])

    answer = bench.packer.post(f"/api/v1/orders/{order_no}/parcels")

    second = answer.json["parcel_no"]
    assert (answer.json["piece"], answer.json["pieces"]) == (2, 2)
    assert bench.scan(second, f"B-{KILO}") == ["list_done"]
    assert bench.weigh(first, 2000).json["parcel"]["order_state"] == "packing"
    assert bench.weigh(second, 1000).json["parcel"]["order_state"] == "packed"
    full = bench.packer.post(f"/api/v1/orders/{order_no}/parcels")
    assert full.json["code"] == "packing.nothing_left"
    packed = bench.floor.read(
        sa.select(OutboxRow.hub_type).where(OutboxRow.hub_type == "order.packed")
    )
    assert len(packed) == 1


def test_an_empty_box_cannot_be_closed(bench):
    order_no, tote = bench.order("A1", (KILO, 3))
    bench.opened(tote)

    answer = bench.packer.post(f"/api/v1/orders/{order_no}/parcels")

    assert (answer.json["code"], answer.json["missing"]) == ("packing.too_early", ["units"])


def test_a_second_bench_sees_who_has_the_order_and_may_take_it_over(bench):
    order_no, tote = bench.order("A1", ("MUG", 1))
    parcel = bench.opened(tote)
    other = bench.floor.person("packer", name="Zhao")

    refused = bench.open(tote, by=other, bench="B2")
    taken = other.post("/api/v1/benches/B2/take-over", {"code": tote})

    assert (refused.json["code"], refused.json["bench"], refused.json["person"]) == (
        "packing.other_bench",
        "B1",
        "Li Ming",
    )
    assert taken.json["parcel_no"] == parcel
    late = bench.step(parcel, "scan", {"scan_id": "x", "code": "B-MUG"})
    assert (late.status_code, late.json["code"]) == (409, "packing.other_person")
    at_b1 = bench.packer.get("/api/v1/benches/B1").json
    at_b2 = bench.packer.get("/api/v1/benches/B2").json
    assert (at_b1["order_no"], at_b2["order_no"]) == (None, order_no)


def test_a_bench_finishes_or_parks_before_it_opens_another_order(bench):
    _, first = bench.order("A1", ("MUG", 1))
    _, second = bench.order("A2", ("MUG", 1))
    parcel = bench.opened(first)
    assert bench.open(second).json["code"] == "packing.bench_busy"

    slot = bench.done(parcel, "park")["slot"]
    other = bench.opened(second)
    next_slot = bench.done(other, "park")["slot"]
    assert bench.opened(parcel) == parcel

    assert (slot, next_slot) == (1, 2)
    assert bench.look(parcel)["parked_slot"] is None
    bench.done(parcel, "park")
    assert bench.done(parcel, "park")["slot"] == 1


def test_a_parked_parcel_resumes_at_any_bench_with_its_units(bench):
    _, tote = bench.order("A1", ("MUG", 2))
    parcel = bench.opened(tote)
    bench.scan(parcel, "B-MUG")
    bench.done(parcel, "park")
    other = bench.floor.person("packer")

    answer = bench.open(parcel, by=other, bench="B2")

    assert (answer.json["parcel_no"], answer.json["lines"][0]["packed"]) == (parcel, 1)
    assert answer.json["parcel"]["bench"] == "B2"


def test_nothing_is_scanned_at_a_bench_that_did_not_open_it(bench):
    _, tote = bench.order("A1", ("MUG", 1))
    parcel = bench.opened(tote)
    bench.done(parcel, "park")

    answer = bench.step(parcel, "scan", {"scan_id": "x", "code": "B-MUG"})

    assert answer.json["code"] == "packing.not_open"


@pytest.mark.parametrize(
    ("code", "status", "refusal"),
    [("T999", 404, "packing.unknown_code"), ("A9", 409, "packing.not_picked")],
)
def test_what_cannot_be_opened_says_why(bench, code, status, refusal):
    from tests import builders

    bench.sku("MUG")
    builders.post_order(bench.floor, builders.order_body("A9", ("MUG", 1), carrier="SF"))

    answer = bench.open(code)

    assert (answer.status_code, answer.json["code"]) == (status, refusal)


def test_a_tote_whose_units_go_back_or_are_gone_does_not_open(bench):
    order_no, tote = bench.order("A1", ("MUG", 1))
    hand = bench.floor.person("picker")
    bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {})

    going_back = bench.open(tote)
    for scan_id, code in (("d:1", "B-MUG"), ("d:2", "A-01-01-1")):
        scan = {"scan_id": scan_id, "code": code}
        assert hand.post(f"/api/v1/putbacks/{order_no}/scan", scan).status_code == 200
    empty = bench.open(tote)

    assert [(one.status_code, one.json["code"]) for one in (going_back, empty)] == [
        (409, "packing.tote_going_back"),
        (409, "packing.tote_empty"),
    ]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("scan", {"scan_id": "x", "code": "B-MUG"}),
        ("unscan", {"scan_id": "x", "code": "B-MUG"}),
        ("box", {"code": "3"}),
        ("weigh", None),
        ("override", {"badge": "BOSS", "pin": "246810", "reason": "x"}),
        ("park", None),
        ("short", None),
        ("preprint", None),
        ("confirm", None),
        ("reprint", {"reason": "x"}),
        ("void", {"reason": "x"}),
        ("attach", {"code": "x"}),
    ],
)
def test_no_step_is_done_with_a_parcel_that_is_not_there(floor, verb, body):
    lead = floor.person("supervisor")

    answer = lead.post(f"/api/v1/parcels/WGP9/{verb}", body)

    assert (answer.status_code, answer.json["code"]) == (404, "packing.unknown_parcel")


@pytest.mark.parametrize("what", ["", "/waybill", "/labels", "/labels/1.pdf", "/labels/1.png"])
def test_nothing_is_told_of_a_parcel_that_is_not_there(floor, what):
    answer = floor.person("supervisor").get(f"/api/v1/parcels/WGP9{what}")

    assert (answer.status_code, answer.json["code"]) == (404, "packing.unknown_parcel")


def test_a_bench_whose_devices_are_not_ready_does_not_open(bench):
    _, tote = bench.order("A1", ("MUG", 1))
    bench.scale.place(500)
    bench.printer.fault("paper_out")

    answer = bench.open(tote)

    assert (answer.status_code, answer.json["code"]) == (409, "station.not_ready")
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [
        ("/scale", "station.scale.not_zero"),
        ("/printer", "station.printer.paper_out"),
    ]
    assert "out of paper" in answer.json["detail"]
    assert bench.floor.count(BenchLock) == 0
    bench.scale.clear()
    bench.printer.fault("none")
    assert bench.open(tote).status_code == 200


def test_an_unknown_bench_is_named(bench):
    answer = bench.open("T1", bench="B77")

    assert (answer.status_code, answer.json["code"]) == (404, "station.unknown_bench")


def test_a_stopped_order_is_stopped_at_every_step_and_may_still_be_parked(bench):
    order_no, tote = bench.order("A1", ("MUG", 2))
    parcel = bench.opened(tote)
    bench.scan(parcel, "B-MUG")
    stop(bench, order_no)

    said, out = (bench.scanned(parcel, "B-MUG", verb=verb)[0] for verb in ("scan", "unscan"))
    refused = {
        verb: bench.step(parcel, verb, body).json["code"]
        for verb, body in {"box": {"code": "3"}, "weigh": None, "short": None}.items()
    }

    assert (said["verdict"], said["tone"]) == ("intercepted", "stop")
    assert "held by the hub" in said["say"]
    assert (out["verdict"], out["refusal"]) == ("intercepted", "order.intercepted")
    assert bench.look(parcel)["units_left"] == 1
    assert set(refused.values()) == {"order.intercepted"}
    more = bench.packer.post(f"/api/v1/orders/{order_no}/parcels").json
    assert (more["code"], more["reasons"]) == ("order.intercepted", ["hub_hold"])
    assert bench.done(parcel, "park")["slot"] == 1
    assert bench.open(tote).json["code"] == "order.intercepted"
    stop(bench, order_no, go_on=True)
    assert bench.opened(tote) == parcel


def test_short_holds_the_order_parks_what_there_is_and_asks_the_hub(bench):
    order_no, tote = bench.order("A1", ("MUG", 3), ("SOCK", 1))
    parcel = bench.opened(tote)
    bench.scan(parcel, "B-MUG", "B-SOCK")

    answer = bench.done(parcel, "short", {"line_no": 1})

    assert answer["slot"] == 1
    assert bench.look(parcel)["order_state"] == "held"
    told = bench.floor.read(
        sa.select(OutboxRow.hub_type).where(OutboxRow.stream == f"order:{order_no}")
    )
    assert {"order.short", "order.held"} <= {row[0] for row in told}
    raised = bench.floor.read(sa.select(FloorException.kind, FloorException.subject))
    assert [tuple(row) for row in raised] == [("short", order_no)]
    missing = bench.floor.read(
        sa.select(Holding.quantity).where(Holding.place == f"missing:{order_no}")
    )
    assert [row[0] for row in missing] == [2]
    assert bench.floor.count(BenchLock) == 0


def test_the_hub_may_ship_what_there_is_after_a_short(bench):
    order_no, tote = bench.order("A1", (KILO, 2))
    parcel = bench.opened(tote)
    bench.scan(parcel, f"B-{KILO}")
    bench.done(parcel, "short")

    decided = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/short-decision", {"decision": "ship_available"}
    )
    assert decided.status_code == 200, decided.json

    assert bench.opened(order_no) == parcel
    assert bench.look(parcel)["state"] == "sealed"
    assert bench.weigh(parcel, 1000).json["verdict"] == "pass"


def test_nothing_missing_is_no_short(bench):
    _, parcel = bench.packed("A1", ("MUG", 1), ("SOCK", 1))
    whole = bench.step(parcel, "short")
    bench.scan(parcel, "B-SOCK", verb="unscan")

    refused = [bench.step(parcel, "short", {"line_no": line_no}) for line_no in (1, 9)]

    assert whole.json["code"] == "packing.closed"
    assert [(one.status_code, one.json["code"]) for one in refused] == [
        (409, "packing.nothing_missing")
    ] * 2
    assert bench.look(parcel)["order_state"] == "packing"


def test_a_cancelled_orders_parcels_are_void_and_its_bench_is_free(bench):
    order_no, parcel = bench.packed("A1")

    voided = bench.floor.write(
        lambda s: empty_parcels(s, SYSTEM, order_locks.order_by_number(s, order_no))
    )

    assert voided == [parcel]
    assert bench.look(parcel)["state"] == "void"
    assert bench.floor.count(BenchLock) == 0
    assert bench.step(parcel, "weigh").json["code"] == "packing.closed"
    assert bench.step(parcel, "preprint").json["code"] == "label.void"


def test_a_buyer_who_cancels_is_what_every_later_step_speaks_of(bench):
    """Not the bench that the cancel has freed, nor the void number on the box."""
    _, packed = bench.packed("A1")
    bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer"})
    _, labelled, waybill = bench.confirmed("A2")
    bench.floor.hub.post("/api/v1/hub/orders/tmall/A2/cancel", {"reason": "buyer"})
    scan = {"scan_id": "late-1", "code": f"B-{KILO}"}
    steps = [
        (packed, "scan", scan),
        (packed, "unscan", scan),
        (packed, "box", {"code": "3"}),
        (packed, "weigh", None),
        (packed, "park", None),
        (packed, "short", None),
        (packed, "preprint", None),
        (packed, "confirm", None),
        (labelled, "confirm", None),
        (labelled, "reprint", {"reason": "torn"}),
        (labelled, "attach", {"code": waybill}),
        (labelled, "park", None),
    ]

    said = {verb: bench.step(parcel, verb, body).json["code"] for parcel, verb, body in steps}

    assert set(said.values()) == {"order.intercepted"}, said


# the single-item lane


def test_an_item_is_bound_to_the_order_of_its_tote_with_the_nearest_cut_off(bench):
    far, near, _socks = bench.lane("T900", ("A1", "MUG"), ("A2", "MUG"), ("A3", "SOCK"))
    bench.floor.write(lambda s: cut_off(s, near, hours=1))
    bench.floor.write(lambda s: cut_off(s, far, hours=2))

    lane = bench.open("T900")
    bound = bench.open("B-MUG")

    assert (lane.json["order_no"], lane.json["tote"], lane.json["units"]) == (None, "T900", 3)
    assert bound.json["order_no"] == near
    assert bound.json["lines"][0]["packed"] == 1
    assert bench.open("B-MUG").json["parcel_no"] == bound.json["parcel_no"]
    assert bench.open("B-SOCK").json["code"] == "packing.bench_busy"
    bench.done(bound.json["parcel_no"], "park")
    assert bench.open("B-MUG").json["order_no"] == far


def cut_off(session, order_no, hours):
    order_locks.order_by_number(session, order_no).cut_off_at = clock.now() + timedelta(
        hours=hours
    )


def test_undo_unbinds_and_the_unit_may_be_bound_again(bench):
    (_order_no,) = bench.lane("T900", ("A1", "MUG"))
    bench.open("T900")
    parcel = bench.opened("B-MUG")

    assert bench.scan(parcel, "B-MUG", verb="unscan") == ["ok"]

    assert bench.packer.get("/api/v1/benches/B1").json["order_no"] is None
    assert bench.floor.count(ParcelUnit, ParcelUnit.quantity > 0) == 0
    assert bench.opened("B-MUG") == parcel


def test_an_item_that_no_order_wants_goes_to_put_back_and_a_stopped_order_is_passed_over(bench):
    first, _ = bench.lane("T900", ("A1", "MUG"), ("A2", "SOCK"))
    bench.sku("BLUE")
    stop(bench, first)
    bench.open("T900")

    for code in ("B-BLUE", "B-MUG"):
        answer = bench.open(code)
        assert (answer.status_code, answer.json["code"]) == (409, "packing.no_order_left")
    assert bench.open("B-SOCK").status_code == 200


@pytest.mark.parametrize("begun", [False, True])
def test_a_tote_of_single_items_is_at_one_bench_and_may_be_fetched(bench, begun):
    bench.lane("T900", ("A1", "MUG"), ("A2", "MUG"))
    bench.open("T900")
    if begun:
        parcel = bench.opened("B-MUG")
    other = bench.floor.person("packer")

    refused = bench.open("T900", bench="B2", by=other).json
    fetched = other.post("/api/v1/benches/B2/take-over", {"code": "T900"})

    assert (refused["code"], refused["person"]) == ("packing.other_bench", "Li Ming")
    assert (fetched.status_code, fetched.json["tote"]) == (200, "T900")
    assert bench.open("B-MUG", bench="B2", by=other).status_code == 200
    if begun:
        assert bench.opened(parcel) == parcel
    else:
        assert bench.open("B-MUG").json["code"] == "packing.unknown_code"


def test_many_scans_in_one_request_are_answered_in_their_order(bench):
    bench.sku("TIN", "400")
    _, tote = bench.order("A1", ("TIN", 45))
    parcel = bench.opened(tote)

    said = bench.scanned(parcel, *["B-TIN"] * 45, "B-TIN", "???")

    assert [one["verdict"] for one in said] == [
        *["ok"] * 44,
        "list_done",
        "over_quantity",
        "unknown_code",
    ]
    assert len({one["scan_id"] for one in said}) == 47
