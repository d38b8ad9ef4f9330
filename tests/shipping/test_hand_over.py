"""Cage, manifest, van: only what may leave leaves, once."""

from __future__ import annotations

import base64
import dataclasses
import io
import json

import pypdfium2
import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw

from app.core.events import SYSTEM, EventRow
from app.core.outbox import OutboxRow
from app.inventory.models import Holding, Move, Reservation
from app.inventory.queries import invariant_units
from app.orders import locks as order_locks
from app.orders.rules import Mask
from app.orders.service import clear_mask, set_mask
from app.packing.service import set_most_g
from tests.packing.station import KILO


def post(bench, path, body=None):
    return bench.packer.post(f"/api/v1/{path}", body)


def new_sheet(bench, carrier="SF", vehicle=None):
    body = {"carrier": carrier} | ({"vehicle": vehicle} if vehicle else {})
    answer = post(bench, "manifests", body)
    assert answer.status_code == 200, answer.json
    return answer.json["manifest"]


def mask(bench, order_no, change=set_mask):
    bench.floor.write(
        lambda s: change(s, SYSTEM, order_locks.order_by_number(s, order_no), Mask.HUB_HOLD)
    )


def told(bench, order_no):
    rows = bench.floor.read(
        sa.select(OutboxRow.hub_type)
        .where(OutboxRow.stream == f"order:{order_no}")
        .order_by(OutboxRow.seq)
    )
    return [row[0] for row in rows]


def test_a_parcel_goes_into_its_carriers_cage_and_no_other(bench):
    _, parcel, waybill = bench.attached("A1")

    wrong = post(bench, "cages/C2/scan", {"code": waybill})
    right = post(bench, "cages/C1/scan", {"code": waybill})
    again = post(bench, "cages/C1/scan", {"code": parcel})

    assert (wrong.status_code, wrong.json["code"], wrong.json["right"]) == (
        409,
        "cage.wrong",
        "C1",
    )
    assert (right.json["parcel_no"], again.json["parcel_no"]) == (parcel, parcel)
    assert bench.look(parcel)["state"] == "caged"
    cages = bench.packer.get("/api/v1/cages").json["cages"]
    assert [(one["cage"], one["parcels"]) for one in cages] == [("C1", 1), ("C2", 0)]


@pytest.mark.parametrize(
    ("cage", "code", "status", "refusal"),
    [
        ("C9", "WY1", 404, "cage.unknown"),
        ("C1", "WY1", 404, "cage.unknown_parcel"),
    ],
)
def test_what_the_dock_does_not_know_is_said(bench, cage, code, status, refusal):
    answer = post(bench, f"cages/{cage}/scan", {"code": code})

    assert (answer.status_code, answer.json["code"]) == (status, refusal)


def test_a_parcel_without_its_label_on_the_box_goes_nowhere(bench):
    _, _parcel, waybill = bench.confirmed("A1")

    answer = post(bench, "cages/C1/scan", {"code": waybill})

    assert (answer.json["code"], answer.json["missing"]) == (
        "label.too_early",
        ["label", "attach"],
    )


def test_closing_the_sheet_ships_what_was_scanned_and_leaves_the_rest_in_its_cage(bench):
    first_order, first, first_waybill = bench.attached("A1")
    second_order, second, second_waybill = bench.attached("A2")
    for waybill in (first_waybill, second_waybill):
        post(bench, "cages/C1/scan", {"code": waybill})
    sheet = new_sheet(bench)

    on = post(bench, f"manifests/{sheet}/scan", {"code": first_waybill})
    again = post(bench, f"manifests/{sheet}/scan", {"code": first_waybill})
    closed = post(bench, f"manifests/{sheet}/close", {"signed_by": "Driver Chen"})
    once_more = post(bench, f"manifests/{sheet}/close")

    assert (on.json["verdict"], again.json["verdict"], again.json["parcels"]) == (
        "ok",
        "already_done",
        1,
    )
    assert (closed.json["state"], closed.json["signed_by"]) == ("closed", "Driver Chen")
    assert once_more.json == closed.json
    assert (bench.look(first)["state"], bench.look(second)["state"]) == (
        "handed_over",
        "caged",
    )
    assert told(bench, first_order)[-2:] == ["parcel.shipped", "order.shipped"]
    assert "parcel.shipped" not in told(bench, second_order)
    late = post(bench, f"manifests/{sheet}/scan", {"code": second_waybill})
    assert late.json["code"] == "manifest.closed"


def test_shipping_consumes_the_stock_once_under_the_confirms_id(bench):
    _order_no, parcel, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})

    post(bench, f"manifests/{sheet}/close")

    one = bench.look(parcel)["transaction_id"]
    moves = bench.floor.read(
        sa.select(Move.from_place, Move.to_place, Move.quantity).where(
            Move.transaction_id == one
        )
    )
    assert sorted(tuple(row) for row in moves) == [
        (f"parcel:{parcel}", "CUSTOMER", 1),
        ("tote:T101", f"parcel:{parcel}", 1),
    ]
    assert bench.floor.count(Holding) == 0
    states = bench.floor.read(sa.select(Reservation.state))
    assert [row[0] for row in states] == ["consumed"]
    assert bench.floor.write(invariant_units) == []
    body = bench.floor.read(
        sa.select(EventRow.body).where(EventRow.tag == "shipping.parcel.shipped")
    )[0][0]
    said = json.loads(body)
    assert (said["waybill"], said["grams"], said["manifest"]) == (waybill, 1000, sheet)
    assert said["lines"] == [{"line_no": 1, "sku": KILO, "quantity": 1, "gift": False}]


def test_a_stopped_order_is_stopped_at_the_cage_and_at_the_vehicle(bench):
    order_no, _, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    mask(bench, order_no)

    for path in ("cages/C1/scan", f"manifests/{sheet}/scan"):
        answer = post(bench, path, {"code": waybill})
        assert (answer.status_code, answer.json["code"]) == (409, "order.intercepted")


def test_an_order_stopped_on_the_vehicle_must_come_off_before_the_sheet_closes(bench):
    stopped, first, first_waybill = bench.attached("A1")
    _fine, second, second_waybill = bench.attached("A2")
    sheet = new_sheet(bench)
    for waybill in (first_waybill, second_waybill):
        post(bench, f"manifests/{sheet}/scan", {"code": waybill})
    mask(bench, stopped)

    refused = post(bench, f"manifests/{sheet}/close")
    off = post(bench, f"manifests/{sheet}/scan", {"code": first_waybill})
    closed = post(bench, f"manifests/{sheet}/close")

    assert (refused.status_code, refused.json["code"]) == (409, "manifest.intercepted")
    assert refused.json["parcels"] == [first]
    assert bench.look(second)["state"] == "handed_over"
    assert (off.json["verdict"], off.json["tone"], off.json["parcels"]) == (
        "intercepted",
        "stop",
        1,
    )
    assert [one["parcel_no"] for one in closed.json["parcels"]] == [second]
    assert bench.look(first)["state"] == "attached"
    mask(bench, stopped, clear_mask)
    next_sheet = new_sheet(bench)
    assert post(bench, f"manifests/{next_sheet}/scan", {"code": first_waybill}).json[
        "verdict"
    ] == ("ok")


def test_a_cancel_wins_over_a_sheet_that_is_not_closed(bench):
    order_no, _parcel, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})

    cancelled = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer", "at": "2026-11-22T10:00:00Z"}
    )
    refused = post(bench, f"manifests/{sheet}/close")

    assert cancelled.json["status"] == "intercepting"
    assert refused.json["code"] == "manifest.intercepted"
    assert post(bench, f"manifests/{sheet}/scan", {"code": waybill}).json["verdict"] == (
        "intercepted"
    )
    assert "order.shipped" not in told(bench, order_no)


def test_after_the_van_left_a_cancel_is_too_late(bench):
    _, parcel, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})
    post(bench, f"manifests/{sheet}/close")

    answer = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer", "at": "2026-11-22T10:00:00Z"}
    )

    assert answer.json["status"] == "too_late"
    assert bench.look(parcel)["order_state"] == "shipped"


def test_after_the_van_left_no_label_bytes_leave_any_more(bench):
    _, parcel, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})
    post(bench, f"manifests/{sheet}/close")
    lead = bench.floor.person("supervisor")
    kept = lead.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]

    urls = [one["url"].replace("pdf", form) for one in kept for form in ("pdf", "png")]
    refused = [lead.get(url) for url in urls]
    refused.append(bench.step(parcel, "reprint", {"reason": "torn"}, by=lead))

    assert [one["kind"] for one in kept] == ["preprint", "live"]
    assert [(one.status_code, one.json["code"]) for one in refused] == [
        (409, "label.closed")
    ] * 5


def test_a_vehicle_takes_its_own_carriers_parcels_and_each_once(bench):
    _, _parcel, waybill = bench.attached("A1")
    wrong, first, second = new_sheet(bench, "YTO"), new_sheet(bench), new_sheet(bench)
    post(bench, f"manifests/{first}/scan", {"code": waybill})

    other = post(bench, f"manifests/{wrong}/scan", {"code": waybill})
    twice = post(bench, f"manifests/{second}/scan", {"code": waybill})
    empty = post(bench, f"manifests/{second}/close")

    assert other.json["code"] == "manifest.other_carrier"
    assert (other.json["carrier"], other.json["wanted"]) == ("顺丰速运", "圆通速递")
    assert (twice.json["code"], twice.json["manifest"]) == ("manifest.other", first)
    assert empty.json["code"] == "manifest.empty"
    listed = bench.packer.get("/api/v1/manifests?state=open").json["manifests"]
    assert [(one["manifest"], one["parcels"]) for one in listed] == [
        (wrong, 0),
        (first, 1),
        (second, 0),
    ]


def test_one_sheet_belongs_to_one_carriers_vehicle(bench):
    body = {"carrier": "SF", "vehicle": "沪A 12345", "driver": "陈师傅"}
    first = post(bench, "manifests", body).json

    same = post(bench, "manifests", {"carrier": "SF", "vehicle": "沪ａ12345"}).json
    others = {
        new_sheet(bench, "YTO", "沪A12345"),
        new_sheet(bench, "SF", "沪B1"),
        new_sheet(bench),
        new_sheet(bench),
    }

    assert (first["vehicle"], first["driver"]) == ("沪A12345", "陈师傅")
    assert same == first
    assert len(others | {first["manifest"]}) == 5


def drawn(wide=640, high=240, ink=0):
    """What a browser's canvas sends: a stroke on nothing."""
    image = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    stroke = [(50, 200), (wide // 2, 40), (wide - 60, 180)]
    ImageDraw.Draw(image).line(stroke, (0, 0, 0, 255), ink)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_the_driver_signs_on_the_screen_and_the_paper_shows_it(bench):
    _, _, waybill = bench.attached("A1")
    _, _, stays = bench.attached("A2")
    post(bench, "cages/C1/scan", {"code": stays})
    sheet = new_sheet(bench, vehicle="沪A12345")
    png = f"/api/v1/manifests/{sheet}/signature.png"
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})
    for bad in ("data:image/png;base64,", "@", "YWJj", drawn(3000), drawn()):
        answer = post(bench, f"manifests/{sheet}/close", {"signature": bad})
        assert (answer.status_code, answer.json["code"]) == (422, "manifest.bad_signature")
    assert bench.packer.get(png).json["code"] == "manifest.unsigned"
    assert bench.packer.get("/api/v1/manifests/M9/signature.png").status_code == 404

    signed = {"signed_by": "陈师傅", "signature": drawn(ink=5)}
    closed = post(bench, f"manifests/{sheet}/close", signed).json
    again = post(bench, f"manifests/{sheet}/close", {"signature": drawn(ink=9)}).json

    assert (closed["signed_by"], closed["signature"], closed["staying"]) == ("陈师傅", png, 1)
    assert again == closed
    kept = Image.open(io.BytesIO(bench.packer.get(png).data))
    assert (kept.mode, kept.size[0] > 500, kept.info) == ("1", True, {})
    pages = [
        pypdfium2.PdfDocument(
            bench.packer.get(
                f"/api/v1/manifests/{sheet}/sheet.pdf", query_string={"lang": lang}
            ).data
        )[0]
        for lang in ("zh", "en")
    ]
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    for text in texts:
        for word in (waybill, "沪A12345", "陈师傅", "1,000 g"):
            assert word in text
    assert "司机签收" in texts[0]
    assert "Received by driver" in texts[1]
    assert "1 parcel, 1,000 g in all" in texts[1]
    # Ink over the driver's line, where the paper of an unsigned sheet is white.
    image = pages[0].render(scale=2).to_pil().convert("L")
    field = image.crop([int(mm * 2 * 72 / 25.4) for mm in (78, 268, 132, 281)])
    assert sum(level < 128 for level in field.tobytes()) > 200


def test_an_unknown_sheet_or_carrier_is_said(bench):
    for answer in (
        bench.packer.get("/api/v1/manifests/WGM9"),
        post(bench, "manifests/WGM9/scan", {"code": "x"}),
        post(bench, "manifests/WGM9/close"),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "manifest.unknown")
    unknown = post(bench, "manifests", {"carrier": "DHL"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "manifest.unknown_carrier")


def test_an_order_of_two_parcels_ships_with_its_last_one(bench):
    bench.floor.write(lambda s: set_most_g(s, SYSTEM, "SF", 1500))
    order_no, tote = bench.order("A1", (KILO, 2))
    first = bench.opened(tote)
    bench.scan(first, f"B-{KILO}")
    second = post(bench, f"orders/{order_no}/parcels").json["parcel_no"]
    bench.scan(second, f"B-{KILO}")
    waybills = []
    for parcel in (first, second):
        assert bench.weigh(parcel, 1000).json["verdict"] == "pass"
        bench.done(parcel, "preprint")
        waybills.append(bench.done(parcel, "confirm")["waybill"])
        bench.done(parcel, "attach", {"code": waybills[-1]})
    ids = {bench.look(parcel)["transaction_id"] for parcel in (first, second)}

    sheets = []
    for waybill in waybills:
        sheets.append(new_sheet(bench))
        post(bench, f"manifests/{sheets[-1]}/scan", {"code": waybill})
        post(bench, f"manifests/{sheets[-1]}/close")
        sheets.append(bench.look(first)["order_state"])

    assert len(ids) == 1
    assert sheets[1::2] == ["staged", "shipped"]
    assert told(bench, order_no)[-4:] == [
        "order.staged",
        "parcel.shipped",
        "parcel.shipped",
        "order.shipped",
    ]
    assert bench.floor.write(invariant_units) == []


def test_a_site_may_call_a_parcel_shipped_once_its_label_is_on(bench):
    settings = bench.floor.app.extensions["settings"]
    bench.floor.app.extensions["settings"] = dataclasses.replace(
        settings, shipped_when="attached"
    )

    order_no, parcel, waybill = bench.attached("A1")

    assert bench.look(parcel)["order_state"] == "shipped"
    shipped = ["order.staged", "parcel.shipped", "order.shipped"]
    assert told(bench, order_no)[-3:] == shipped
    # It goes into its cage and onto its vehicle all the same, and is told of no more.
    assert post(bench, "cages/C1/scan", {"code": waybill}).status_code == 200
    sheet = new_sheet(bench)
    assert post(bench, f"manifests/{sheet}/scan", {"code": waybill}).json["verdict"] == "ok"
    assert post(bench, f"manifests/{sheet}/close").json["state"] == "closed"
    assert post(bench, "cages/C1/scan", {"code": waybill}).json["code"] == "cage.left"
    assert told(bench, order_no)[-3:] == shipped
    assert bench.floor.write(invariant_units) == []


def test_a_closed_sheet_is_printed_for_two_signatures(bench):
    _, _, waybill = bench.attached("A1")
    sheet = new_sheet(bench)
    post(bench, f"manifests/{sheet}/scan", {"code": waybill})
    paper = f"/api/v1/manifests/{sheet}/sheet.pdf"
    early = bench.packer.get(paper)
    post(bench, f"manifests/{sheet}/close")

    pdf = bench.packer.get(paper)

    assert early.json["code"] == "manifest.still_open"
    assert (pdf.status_code, pdf.content_type, pdf.data[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    missing = bench.packer.get("/api/v1/manifests/WGM9/sheet.pdf")
    assert missing.json["code"] == "manifest.unknown"
