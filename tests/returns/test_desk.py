"""Goods come back: matched or blind, graded, put away; the hub hears of each unit once."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from app.core import body, db
from app.inventory.models import Move, SkuBalance
from app.inventory.queries import invariant_units
from app.returns import photos
from app.returns.models import ReturnPhoto
from app.returns.rules import waybill_forms
from tests.builders import bare_order, bin_
from tests.floor import Floor
from tests.returns.desk import PIN, WAYBILL, Desk, open_desk


@pytest.fixture
def desk(floor: Floor) -> Desk:
    return open_desk(floor)


def free_mugs(desk: Desk) -> int:
    rows = desk.floor.read(
        SkuBalance.__table__.select().where(SkuBalance.__table__.c.sku_id == desk.mug)
    )
    return rows[0].free if rows else 0


def books(desk: Desk) -> list[str]:
    with desk.floor.app.app_context():
        return invariant_units(db.reading())


@pytest.mark.parametrize(
    ("code", "by"),
    [
        (WAYBILL, "outbound_waybill"),
        ("1234567890123", "outbound_waybill"),
        (f"SF:{WAYBILL[2:]}", "outbound_waybill"),
        (f"{WAYBILL}-1-1-", "outbound_waybill"),
        (f"  {WAYBILL.lower()} ", "outbound_waybill"),
        ("WGO1", "order_no"),
        ("RMA-7", "rma"),
        ("RW-7", "return_waybill"),
    ],
)
def test_whatever_stands_on_the_box_finds_the_return(desk: Desk, code: str, by: str) -> None:
    desk.announce(rma="RMA-7", return_waybill="RW-7", external_order_no="WGO1")

    got = desk.receive(code)

    assert (got["matched_by"], got["blind"], got["state"]) == (by, False, "received")
    assert got["return"]["order_no"] == "WGO1"
    assert got["return"]["expected"][0]["quantity"] == 2


def test_a_code_nobody_knows_is_refused_when_asked_and_blind_else(desk: Desk) -> None:
    refused = desk.clerk.post("/api/v1/returns", {"code": "XYZ", "blind": False})
    assert (refused.status_code, refused.json["code"]) == (404, "returns.unmatched")

    first, again = desk.receive("XYZ"), desk.receive("XYZ")

    assert (first["blind"], first["again"], again["again"]) == (True, False, True)
    assert first["return_no"] == again["return_no"]
    assert len(desk.heard("return.received")) == 1


def test_a_box_with_nothing_on_it_gets_its_own_number(desk: Desk) -> None:
    one, two = desk.receive(), desk.receive()
    assert one["return_no"] != two["return_no"]
    assert desk.receive(one["return_no"])["return_no"] == one["return_no"]


def test_an_order_that_never_left_is_no_return(desk: Desk) -> None:
    bare_order(desk.floor, "WGO2", [(desk.mug, 1)])
    answer = desk.clerk.post("/api/v1/returns", {"code": "WGO2"})
    assert (answer.status_code, answer.json["code"]) == (409, "returns.not_shipped")


def test_an_announcement_said_twice_makes_one_return(desk: Desk) -> None:
    outcomes = [desk.announce(rma="R1")["status"] for _ in range(2)]
    more = desk.announce(rma="R1", return_waybill="RW-1")
    assert (outcomes, more["status"]) == (["added", "unchanged"], "updated")
    assert desk.receive("RW-1")["return_no"] == desk.receive("R1")["return_no"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "returns.unnamed"),
        ({"external_order_no": "nobody"}, "order.unknown"),
        ({"rma": "R", "lines": [{"sku": "NONE", "quantity": 1}]}, "catalog.unknown_sku"),
    ],
)
def test_a_bad_announcement_says_why(desk: Desk, more: dict, code: str) -> None:
    result = desk.announce(**more)
    assert (result["status"], result["code"]) == ("refused", code)


def test_nothing_is_stock_before_grade_a_and_put_away(desk: Desk) -> None:
    number = desk.receive(WAYBILL)["return_no"]
    unit = desk.scan(number)
    assert free_mugs(desk) == 0
    assert desk.put_away(number, unit, "A-01-01-1").json["code"] == "returns.not_graded"

    assert desk.grade(number, unit, "A").json["state"] == "graded"
    assert free_mugs(desk) == 0
    put = desk.put_away(number, unit, "A-01-01-1")

    assert (put.json["state"], put.json["bin"]) == ("put_away", "A-01-01-1")
    assert put.json["return"]["state"] == "closed"
    assert free_mugs(desk) == 1
    assert desk.put_away(number, unit, "A-01-01-1").status_code == 200  # the same again
    assert free_mugs(desk) == 1
    assert books(desk) == []


@pytest.mark.parametrize(
    ("grade", "wrong", "right"),
    [("A", "R-01-01-1", "A-01-01-1"), ("B", "A-01-01-1", "R-01-01-1")],
)
def test_each_grade_has_its_bins(desk: Desk, grade: str, wrong: str, right: str) -> None:
    number = desk.receive()["return_no"]
    unit = desk.scan(number)
    desk.grade(number, unit, grade)

    refused = desk.put_away(number, unit, wrong)

    assert refused.json["code"] == "returns.wrong_bin"
    assert "bin" in refused.json["detail"]
    assert desk.put_away(number, unit, right).status_code == 200
    assert free_mugs(desk) == (1 if grade == "A" else 0)
    assert desk.put_away(number, unit, "NOWHERE").json["code"] == "stock.unknown_bin"


def test_a_unit_on_its_shelf_goes_into_no_other_bin(desk: Desk) -> None:
    bin_(desk.floor, "A-01-01-2")
    number = desk.receive()["return_no"]
    unit = desk.scan(number)
    desk.grade(number, unit, "A")
    desk.put_away(number, unit, "A-01-01-1")

    refused = desk.put_away(number, unit, "A-01-01-2")

    assert (refused.status_code, refused.json["code"]) == (409, "returns.put_away_already")
    assert free_mugs(desk) == 1
    assert books(desk) == []


def test_food_is_never_as_new(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    unit = desk.scan(number, "B-FOOD")
    assert desk.grade(number, unit, "A").json["code"] == "returns.never_a"
    assert desk.grade(number, unit, "B").status_code == 200


def test_scrap_wants_a_second_person(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    unit = desk.scan(number)
    alone = desk.grade(number, unit, "S")
    wrong = desk.grade(number, unit, "S", badge="WG-SECOND", pin="0000")
    assert [a.json["code"] for a in (alone, wrong)] == ["returns.second_person", "auth.bad_pin"]

    done = desk.grade(number, unit, "S", badge="WG-SECOND", pin=PIN, reason="broken")

    assert (done.json["state"], done.json["return"]["state"]) == ("scrapped", "closed")
    scrapped = desk.floor.count(Move, Move.to_place == "SCRAP")
    assert scrapped == 1
    assert books(desk) == []


def test_the_refund_notice_comes_once_a_unit_grouped_by_line(desk: Desk) -> None:
    desk.announce(rma="R9", external_order_no="WGO1")
    number = desk.receive("R9")["return_no"]
    units = [desk.scan(number) for _ in range(2)]
    desk.grade(number, units[0], "A")
    assert desk.heard("return.graded") == []

    desk.grade(number, units[1], "A")
    desk.grade(number, units[1], "A")  # the same again

    (graded,) = desk.heard("return.graded")
    assert graded["lines"] == [{"line_no": 1, "sku": "MUG", "grade": "A", "quantity": 2}]
    assert (graded["external_order_no"], graded["rma"]) == ("WGO1", "R9")
    changed = desk.grade(number, units[1], "B")
    assert (changed.status_code, changed.json["code"]) == (409, "returns.reported")

    third = desk.scan(number)  # another parcel of the same return
    desk.grade(number, third, "C", reason="dented")
    assert [sum(x["quantity"] for x in e["lines"]) for e in desk.heard("return.graded")] == [
        2,
        1,
    ]


def test_a_grade_may_be_corrected_until_the_hub_was_told(desk: Desk) -> None:
    desk.announce(rma="R9")
    number = desk.receive("R9")["return_no"]
    unit = desk.scan(number)
    desk.grade(number, unit, "A")
    assert desk.grade(number, unit, "B").json["grade"] == "B"


def test_grading_closes_by_hand_when_units_are_missing(desk: Desk) -> None:
    desk.announce(rma="R9")
    number = desk.receive("R9")["return_no"]
    unit = desk.scan(number)
    ungraded = desk.clerk.post(f"/api/v1/returns/{number}/finish")
    assert ungraded.json["code"] == "returns.ungraded"
    desk.grade(number, unit, "B")

    done = [desk.clerk.post(f"/api/v1/returns/{number}/finish") for _ in range(2)]

    assert [answer.json["state"] for answer in done] == ["graded", "graded"]
    assert len(desk.heard("return.graded")) == 1


def test_the_first_unit_on_its_shelf_does_not_end_a_return_that_wants_more(desk: Desk) -> None:
    desk.announce(rma="R9")
    number = desk.receive("R9")["return_no"]
    unit = desk.scan(number)
    desk.grade(number, unit, "A")
    put = desk.put_away(number, unit, "A-01-01-1")
    assert (put.json["return"]["state"], desk.heard("return.graded")) == ("grading", [])
    assert desk.clerk.post(f"/api/v1/returns/{number}/finish").json["state"] == "closed"
    assert len(desk.heard("return.graded")) == 1


def test_an_empty_box_closes(desk: Desk) -> None:
    number = desk.receive(WAYBILL)["return_no"]
    assert desk.clerk.post(f"/api/v1/returns/{number}/finish").json["state"] == "closed"
    assert desk.heard("return.graded")[0]["lines"] == []


def test_a_unit_that_was_not_ordered_is_named_a_surprise(desk: Desk) -> None:
    number = desk.receive(WAYBILL)["return_no"]
    desk.scan(number, quantity=4)
    desk.scan(number, "B-FOOD")
    seen = desk.clerk.get(f"/api/v1/returns/{number}").json["units"]
    assert [unit["surprise"] for unit in seen] == [False, False, False, True, True]


def test_unknown_things_are_said_by_name(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    post = desk.clerk.post
    unit = f"/api/v1/returns/{number}/units"
    answers = [
        post("/api/v1/returns/NONE/units", {"code": "x"}),
        post(unit, {"code": "x"}),
        post(unit, {"code": "B-MUG", "quantity": 200}),
        post(f"{unit}/999/grade", {"grade": "A"}),
        post(f"{unit}/x1/put-away", {"bin": "A-01-01-1"}),
        post(f"{unit}/1/put-away", {}),
    ]
    assert [answer.json.get("code") for answer in answers] == [
        "returns.unknown",
        "returns.unknown_code",
        None,
        "returns.unknown_unit",
        "returns.unknown_unit",
        "returns.no_bin",
    ]
    for _ in range(2):
        last = post(unit, {"code": "B-MUG", "quantity": 200})
    assert last.json["code"] == "returns.too_many"


def test_a_return_that_is_not_here_yet_has_nothing_to_scan_or_finish(desk: Desk) -> None:
    desk.announce(rma="R9")
    [expected] = desk.clerk.get("/api/v1/returns").json["returns"]
    path = f"/api/v1/returns/{expected['return_no']}"

    for answer in (
        desk.clerk.post(f"{path}/units", {"code": "B-MUG"}),
        desk.clerk.post(f"{path}/finish"),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "state.illegal_move")
    assert desk.clerk.get(path).json["state"] == "expected"
    assert books(desk) == []


def test_two_orders_of_one_number_want_the_waybill(desk: Desk) -> None:
    order_id, _ = bare_order(desk.floor, "WGO3", [(desk.mug, 1)])
    desk.floor.write(lambda s: _rename(s, order_id))
    answer = desk.clerk.post("/api/v1/returns", {"code": "WGO1"})
    assert (answer.status_code, answer.json["code"]) == (409, "returns.ambiguous")


def _rename(session, order_id: int) -> None:
    from app.orders.models import Order

    session.get_one(Order, order_id).external_order_no = "WGO1"
    session.get_one(Order, order_id).source_platform = "other"


def test_the_list_shows_what_is_at_work(desk: Desk) -> None:
    first = desk.receive(WAYBILL)["return_no"]
    desk.announce(rma="R2")
    rows = desk.clerk.get("/api/v1/returns").json["returns"]
    assert [row["state"] for row in rows] == ["expected", "received"]
    page = desk.clerk.get(f"/api/v1/returns?after={rows[0]['return_no']}").json["returns"]
    assert [row["return_no"] for row in page] == [first]
    closed = desk.clerk.get("/api/v1/returns?state=closed").json["returns"]
    assert closed == []


# Photos


def picture(kind: str = "PNG", size: tuple[int, int] = (3000, 1000)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


def send(desk: Desk, number: str, raw: bytes, unit: str = ""):
    path = f"/api/v1/returns/{number}/photos" + (f"?unit={unit}" if unit else "")
    data = {"photo": (io.BytesIO(raw), "x.png")}
    return desk.clerk.client.post(path, data=data, headers=desk.clerk.headers)


def test_a_photo_is_drawn_anew_and_kept_once(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    unit = desk.scan(number)

    sent = [send(desk, number, picture(), unit) for _ in range(2)]

    assert sent[0].status_code == 200, sent[0].json
    assert sent[0].json == sent[1].json
    data_dir = desk.floor.app.extensions["settings"].data_dir
    assert len(list(data_dir.rglob("photos/**/*.jpg"))) == 1
    shown = desk.clerk.get(f"/api/v1/returns/{number}/photos/{sent[0].json['id']}.jpg")
    kept = Image.open(io.BytesIO(shown.data))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (2048, 683), {})
    assert desk.clerk.get(f"/api/v1/returns/{number}").json["photos"] == [sent[0].json["id"]]

    (file,) = data_dir.rglob("photos/**/*.jpg")
    assert b"JFIF" not in file.read_bytes()  # it is locked
    file.write_bytes(file.read_bytes()[:-1])
    damaged = desk.clerk.get(f"/api/v1/returns/{number}/photos/{sent[0].json['id']}.jpg")
    assert (damaged.status_code, damaged.json["code"]) == (409, "returns.photo_damaged")


def test_a_good_picture_is_turned_upright_though_its_exif_is_broken(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    lies_on_its_side = struct.pack("<HHII", photos.ORIENTATION, 3, 1, 6)
    maker_is_no_text = struct.pack("<HHII", 0x010F, 5, 4, 1)
    tags = struct.pack("<H", 2) + lies_on_its_side + maker_is_no_text + bytes(4)
    out = io.BytesIO()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + tags
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", exif=exif)

    sent = send(desk, number, out.getvalue())

    assert sent.status_code == 200, sent.json
    shown = desk.clerk.get(f"/api/v1/returns/{number}/photos/{sent.json['id']}.jpg")
    assert Image.open(io.BytesIO(shown.data)).size == (20, 30)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "returns.photo_missing"),
        (b"<svg/>", "returns.photo_unreadable"),
        (picture()[:200], "returns.photo_unreadable"),
        (b"x" * 100_000, "returns.photo_unreadable"),
    ],
)
def test_what_is_no_photo_leaves_nothing_behind(desk: Desk, raw: bytes, code: str) -> None:
    number = desk.receive()["return_no"]
    assert send(desk, number, raw).json["code"] == code
    assert desk.floor.count(ReturnPhoto) == 0
    assert not (desk.floor.app.extensions["settings"].data_dir / "photos").exists()


def test_a_photo_has_its_limits(desk: Desk) -> None:
    number = desk.receive()["return_no"]

    # as bytes: a body that the client spools would be left open when nobody reads it
    large = desk.clerk.post(
        f"/api/v1/returns/{number}/photos",
        data=b"--b\r\n" + b"x" * body.LARGEST,
        content_type="multipart/form-data; boundary=b",
    )
    bomb = send(desk, number, picture("PNG", (9000, 9000)))

    assert [(one.status_code, one.json["code"]) for one in (large, bomb)] == [
        (413, "request.too_large"),
        (422, "returns.photo_unreadable"),
    ]
    assert desk.floor.count(ReturnPhoto) == 0


def test_a_photo_of_nothing_is_refused(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    assert send(desk, "NONE", picture()).json["code"] == "returns.unknown"
    assert send(desk, number, picture(), "999").json["code"] == "returns.unknown_unit"
    assert list(desk.floor.app.extensions["settings"].data_dir.rglob("*.jpg")) == []
    gone = desk.clerk.get(f"/api/v1/returns/{number}/photos/7.jpg")
    assert (gone.status_code, gone.json["code"]) == (404, "returns.photo_unknown")


def test_a_return_has_room_for_so_many_photos(desk: Desk) -> None:
    number = desk.receive()["return_no"]
    sizes = [(side, 8) for side in range(1, photos.MOST_PHOTOS + 1)]
    for size in sizes:
        assert send(desk, number, picture(size=size)).status_code == 200

    refused = send(desk, number, picture(size=(8, 8 + len(sizes))))

    assert (refused.status_code, refused.json["code"]) == (409, "returns.too_many_photos")
    assert desk.floor.count(ReturnPhoto) == photos.MOST_PHOTOS
    on_disk = list(desk.floor.app.extensions["settings"].data_dir.rglob("photos/**/*.jpg"))
    assert len(on_disk) == photos.MOST_PHOTOS
    assert send(desk, number, picture(size=sizes[0])).status_code == 200  # it is there already


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("JD0012345678-1-1-", "JD0012345678"),
        ("YT 1234 5678 90", "YT1234567890"),
        ("77120055551234", "STO77120055551234"),
    ],
)
def test_prefixes_and_suffixes_of_carriers_are_borne(raw: str, wanted: str) -> None:
    assert wanted in waybill_forms(raw, ["STO", "JD"])


def test_an_order_s_returns_go_on_with_its_numbers(desk: Desk) -> None:
    """The hub knows a report by its order and number; a box that nobody knows has its own."""
    for _ in range(2):
        number = desk.receive(WAYBILL)["return_no"]
        unit = desk.scan(number)
        desk.grade(number, unit, "C")
        desk.clerk.post(f"/api/v1/returns/{number}/finish")
        desk.put_away(number, unit, "R-01-01-1")
    desk.receive()

    told = desk.heard("return.received") + desk.heard("return.graded")
    seqs = [(one["order_no"], one["seq"]) for one in told]
    assert seqs == [("WGO1", 1), ("WGO1", 3), (None, 1), ("WGO1", 2), ("WGO1", 4)]
