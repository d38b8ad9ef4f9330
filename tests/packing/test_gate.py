"""The gate over HTTP, with a virtual scale that speaks real bytes over TCP."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from app.core.events import EventRow
from app.core.outbox import OutboxRow
from app.packing.models import Weighing
from app.people import pins
from app.people.models import Person
from app.shipping.models import Label, Waybill
from app.stations.models import FloorException, PrintJob
from tests.packing.station import KILO, station, until


@pytest.fixture
def boss(bench):
    """A supervisor with a PIN, who is not logged in at the bench."""
    hashed = pins.hashed("246810")
    bench.floor.write(
        lambda s: s.add(
            Person(
                warehouse_id=1, badge="BOSS", name="Wang", pin_hash=hashed, roles="supervisor"
            )
        )
    )
    return {"badge": "BOSS", "pin": "246810", "reason": "new packaging"}


@pytest.mark.parametrize(
    ("grams", "verdict", "state", "hub_hears"),
    [
        (900, "pass", "weighed", "parcel.weighed"),
        (1100, "pass", "weighed", "parcel.weighed"),
        (899, "block", "blocked", "parcel.blocked"),
        (1101, "block", "blocked", "parcel.blocked"),
    ],
)
def test_of_1000_g_the_gate_lets_900_to_1100_through_and_stops_the_rest(
    bench, grams, verdict, state, hub_hears
):
    order_no, parcel = bench.packed("A1")

    answer = bench.weigh(parcel, grams)

    assert answer.status_code == 200, answer.json
    said = answer.json
    assert (said["verdict"], said["grams"], said["expected_g"]) == (verdict, grams, 1000)
    assert (said["low_g"], said["high_g"]) == (900, 1100)
    assert said["parcel"]["state"] == state
    assert said["parcel"]["order_state"] == ("packed" if verdict == "pass" else "packing")
    heard = bench.floor.read(
        sa.select(OutboxRow.hub_type).where(OutboxRow.stream == f"order:{order_no}")
    )
    assert (hub_hears,) in [tuple(row) for row in heard]


def test_the_continuous_protocol_decides_by_the_same_gate(floor, tmp_path):
    with station(floor, tmp_path, "toledo-continuous") as bench:
        _, parcel = bench.packed("A1")
        assert bench.weigh(parcel, 899).json["verdict"] == "block"
        assert bench.weigh(parcel, 900).json["verdict"] == "pass"


def test_a_blocked_parcel_gets_no_label_by_any_path(bench):
    _, parcel = bench.packed("A1")
    assert bench.weigh(parcel, 1000).json["verdict"] == "pass"
    bench.done(parcel, "preprint")
    assert bench.weigh(parcel, 899).json["verdict"] == "block"
    lead = bench.floor.person("supervisor", "admin")

    refused = {
        verb: bench.step(parcel, verb, body, by=lead)
        for verb, body in {
            "preprint": None,
            "confirm": None,
            "reprint": {"reason": "please"},
            "attach": {"code": "WY000000000018"},
        }.items()
    }

    for verb, answer in refused.items():
        assert (verb, answer.status_code, answer.json["code"]) == (verb, 409, "label.too_early")
        assert "weigh" in answer.json["missing"]
    kept = lead.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]
    assert [one["kind"] for one in kept] == ["preprint"]
    assert lead.get(kept[0]["url"]).json["code"] == "label.too_early"
    bench.print_all()
    assert bench.printer.jobs() == []
    assert bench.floor.count(Waybill) == bench.floor.count(PrintJob) == 0
    assert bench.floor.count(Label, Label.kind != "preprint") == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("vanish", "packing.weight.no_reading"),
        ("silent", "packing.weight.stale"),
        ("restless", "packing.weight.unstable"),
        ("overload", "packing.weight.overload"),
        ("negative", "packing.weight.negative"),
        ("unit", "packing.weight.unit_changed"),
    ],
)
def test_a_scale_in_trouble_decides_nothing_and_says_why(bench, fault, code):
    _, parcel = bench.packed("A1")
    bench.scale.place(1000)
    bench.scale.fault(fault)

    answer = bench.step(parcel, "weigh")

    assert (answer.status_code, answer.json["code"]) == (409, code)
    kept = bench.look(parcel)
    assert (kept["state"], kept["blocks"], kept["units_left"]) == ("sealed", 0, 0)
    assert bench.floor.count(Weighing) == 0
    bench.scale.fault("none")
    until(lambda: not bench.scale.gone)
    assert bench.weigh(parcel, 1000).json["verdict"] == "pass"


def test_an_empty_pan_is_no_weight(bench):
    _, parcel = bench.packed("A1")

    assert bench.step(parcel, "weigh").json["code"] == "packing.weight.zero"


def test_the_pan_must_be_empty_between_two_parcels(bench):
    _, first = bench.packed("A1")
    until(lambda: bench.scale.pan.zero_frames > 2)
    bench.scale.place(1000)
    assert bench.step(first, "weigh").json["verdict"] == "pass"

    again = bench.step(first, "weigh")

    assert again.json["code"] == "packing.weight.not_zeroed"


def test_two_presses_at_once_are_one_weighing(bench):
    _, parcel = bench.packed("A1")
    until(lambda: bench.scale.pan.zero_frames > 2)
    bench.scale.place(899)
    answers = []

    def press():
        answers.append(bench.step(parcel, "weigh", by=twin(bench)))

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.json.get("verdict", one.json.get("code")) for one in answers) == [
        "block",
        "packing.weight.not_zeroed",
        "packing.weight.not_zeroed",
    ]
    assert bench.look(parcel)["blocks"] == 1


def twin(bench):
    """The same person in another tab: test clients are not shared between threads."""
    from tests.floor import Voice

    client = bench.floor.app.test_client()
    secret = bench.packer.client.get_cookie("wavegate_session").value
    client.set_cookie("wavegate_session", secret)
    return Voice(client, bench.packer.headers)


MANUAL = {"grams": 1000, "stable": True, "reason": "scale at repair"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"grams": None}, "no_reading"),
        ({"stable": None}, "unstable"),
        ({"stable": False}, "unstable"),
        ({"age_ms": 2001}, "stale"),
        ({"grams": -5}, "negative"),
        ({"grams": 0}, "zero"),
        ({"grams": 2_000_000}, "overload"),
    ],
)
def test_a_typed_weight_must_be_as_good_as_a_scales(bench, change, reason):
    lead = bench.floor.person("supervisor")
    _, tote = bench.order("A1", (KILO, 1))
    parcel = bench.open(tote, by=lead).json["parcel_no"]
    bench.step(parcel, "scan", {"scan_id": "x1", "code": f"B-{KILO}"}, by=lead)

    answer = bench.step(parcel, "weigh", MANUAL | change, by=lead)

    assert (answer.status_code, answer.json["code"]) == (409, f"packing.weight.{reason}")


def test_a_number_beyond_all_numbers_is_no_weight(bench):
    lead = bench.floor.person("supervisor")
    _, tote = bench.order("A1", (KILO, 1))
    parcel = bench.open(tote, by=lead).json["parcel_no"]
    bench.step(parcel, "scan", {"scan_id": "x1", "code": f"B-{KILO}"}, by=lead)

    answer = lead.client.post(
        f"/api/v1/parcels/{parcel}/weigh",
        data=b'{"grams": 1e999, "stable": true, "reason": "x"}',
        headers=lead.headers,
        content_type="application/json",
    )

    assert answer.json["code"] == "packing.weight.nan"


def test_typing_a_weight_needs_the_permission_a_reason_and_an_unused_frame(bench):
    lead = bench.floor.person("supervisor")
    parcels = []
    for number in ("A1", "A2"):
        _, tote = bench.order(number, (KILO, 1))
        parcels.append(bench.open(tote, by=lead).json["parcel_no"])
        bench.step(parcels[-1], "scan", {"scan_id": number, "code": f"B-{KILO}"}, by=lead)
        bench.step(parcels[-1], "park", by=lead)
    bench.open(parcels[0], by=lead)

    assert bench.step(parcels[0], "weigh", MANUAL).json["code"] == "auth.permission"
    without = {key: MANUAL[key] for key in ("grams", "stable")}
    assert bench.step(parcels[0], "weigh", without, by=lead).json["errors"][0]["pointer"] == (
        "/reason"
    )
    typed = MANUAL | {"frame_id": "f-1"}
    assert bench.step(parcels[0], "weigh", typed, by=lead).json["verdict"] == "pass"
    bench.step(parcels[0], "park", by=lead)
    bench.open(parcels[1], by=lead)
    other = bench.step(parcels[1], "weigh", typed, by=lead)
    assert other.json["code"] == "packing.weight.other_parcel"
    row = bench.floor.read(sa.select(Weighing.source, Weighing.reason))[0]
    assert tuple(row) == ("manual", "scale at repair")


def test_after_a_block_the_units_are_scanned_again_or_the_parcel_is_weighed_again(bench):
    _, parcel = bench.packed("A1", (KILO, 2))

    blocked = bench.weigh(parcel, 1000).json

    assert blocked["code"] == "packing.weight.outside"
    assert blocked["causes"][0]["units"] == -1
    assert [line["left"] for line in blocked["parcel"]["lines"]] == [2]
    assert bench.scan(parcel, f"B-{KILO}") == ["ok"]
    half = bench.step(parcel, "weigh")
    assert (half.json["code"], half.json["missing"]) == ("packing.too_early", ["recheck"])
    assert bench.scan(parcel, f"B-{KILO}") == ["list_done"]
    assert bench.scan(parcel, f"B-{KILO}") == ["over_quantity"]
    assert bench.weigh(parcel, 1000).json["blocks"] == 2
    assert bench.weigh(parcel, 2000).json["verdict"] == "pass"


def test_a_block_is_an_exception_until_the_parcel_passes(bench):
    _, parcel = bench.packed("A1")
    lead = bench.floor.person("supervisor")

    bench.weigh(parcel, 899)

    found = lead.get("/api/v1/exceptions").json["exceptions"]
    assert [(one["kind"], one["subject"]) for one in found] == [("weight_block", parcel)]
    bench.weigh(parcel, 1000)
    assert lead.get("/api/v1/exceptions").json["exceptions"] == []
    ended = bench.floor.read(sa.select(FloorException.resolution))
    assert [row[0] for row in ended] == ["weighed again"]


def test_a_forced_pass_may_be_asked_for_from_the_second_block_on(bench, boss):
    _order_no, parcel = bench.packed("A1")
    bench.weigh(parcel, 899)
    early = bench.step(parcel, "override", boss)
    assert (early.json["code"], early.json["blocks"]) == ("packing.override_early", 1)
    bench.weigh(parcel, 899)

    wrong = bench.step(parcel, "override", boss | {"pin": "000000"})
    forced = bench.step(parcel, "override", boss)

    assert (wrong.status_code, wrong.json["code"]) == (401, "auth.bad_pin")
    assert forced.status_code == 200, forced.json
    assert (forced.json["verdict"], forced.json["forced"], forced.json["grams"]) == (
        "pass",
        True,
        899,
    )
    row = bench.floor.read(
        sa.select(Weighing.source, Weighing.reason, Weighing.approved_by).order_by(
            Weighing.id.desc()
        )
    )[0]
    assert tuple(row) == ("forced", "new packaging", "BOSS")
    kinds = bench.floor.read(
        sa.select(FloorException.kind).where(FloorException.ended_at.is_(None))
    )
    assert [row[0] for row in kinds] == ["override"]
    bench.done(parcel, "preprint")


def test_a_packer_cannot_approve_a_forced_pass(bench, boss):
    bench.floor.write(
        lambda s: s.execute(
            sa.update(Person).where(Person.badge == "BOSS").values(roles="packer")
        )
    )
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 899)
    bench.weigh(parcel, 899)

    refused = bench.step(parcel, "override", boss)

    assert (refused.status_code, refused.json["permission"]) == (403, "weigh.override")


def test_a_sku_without_a_weight_makes_the_parcel_unprovable(bench, boss):
    bench.sku("CHARM", None)
    _, parcel = bench.packed("A1", ("CHARM", 1))

    refused = bench.weigh(parcel, 40)

    assert (refused.status_code, refused.json["code"]) == (409, "packing.weight.unprovable")
    assert "CHARM" in refused.json["detail"]
    until(lambda: bench.scale.pan.zero_frames > 2)
    bench.scale.place(40)
    forced = bench.step(parcel, "override", boss)
    assert (forced.status_code, forced.json["grams"]) == (200, 40)
    assert bench.look(parcel)["state"] == "weighed"


def test_a_light_parcel_says_so(bench):
    bench.sku("STAMP", "15")
    _, parcel = bench.packed("A1", ("STAMP", 1))

    answer = bench.weigh(parcel, 16).json

    assert (answer["verdict"], answer["light"]) == ("pass", True)


def test_the_box_and_its_filler_count(bench):
    bench.box("3", "142.5", "25")
    _, parcel = bench.packed("A1")
    early = bench.step(parcel, "weigh")
    assert (early.json["code"], early.json["missing"]) == ("packing.too_early", ["box"])
    assert "no box chosen" in early.json["detail"]

    chosen = bench.done(parcel, "box", {"code": "WG:BOX:3"})

    assert (chosen["state"], chosen["expected_g"], chosen["box"]) == ("sealed", 1167.5, "3")
    assert (chosen["low_g"], chosen["high_g"]) == (1051, 1284)
    assert bench.step(parcel, "box", {"code": "9"}).json["code"] == "packing.unknown_box"


def test_the_tolerance_is_an_audited_setting_that_is_never_wider_than_ten_percent(bench):
    admin = bench.floor.person("admin")
    assert bench.packer.post("/api/v1/gate", {"percent": 5}).json["code"] == "auth.permission"
    wide = admin.post("/api/v1/gate", {"percent": 10.5})
    assert (wide.status_code, wide.json["code"]) == (422, "packing.gate_too_wide")

    assert admin.post("/api/v1/gate", {"percent": 5, "carriers": {"SF": 2}}).status_code == 200

    _, parcel = bench.packed("A1")
    assert bench.weigh(parcel, 979).json["verdict"] == "block"
    assert bench.weigh(parcel, 980).json["verdict"] == "pass"
    assert bench.floor.count(EventRow, EventRow.tag == "stations.site_rule.set") == 3
