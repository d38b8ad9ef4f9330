"""A parcel's evidence: complete, hidden but to who may see it, and each look on record."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image, ImageFilter

from app.core import clock
from app.core.events import EventRow
from app.orders.models import Order
from app.packing.models import Parcel
from app.returns.models import Return
from app.shipping.models import Manifest, ManifestParcel
from app.sorting.models import WallScan
from app.waves.models import Tote
from labels import verify
from tests.packing.station import KILO, station
from tests.picking.shift import Picker, open_shop, order_body, release
from tests.tampering import damaging


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def speaks(voice, lang):
    token = voice.headers["X-CSRF-Token"]
    voice.client.post("/language", data={"lang": lang, "csrf_token": token})


@pytest.fixture
def bench(floor, tmp_path):
    with station(floor, tmp_path) as made:
        yield made


def hand_over(session, parcel_no, signature):
    sheet = Manifest(
        warehouse_id=1, number="WGM1", carrier="SF", state="closed", opened_at=clock.now(),
        closed_at=clock.now(), opened_by="D", signed_by="王师傅", signature=signature,
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    parcel = session.scalar(sa.select(Parcel.id).where(Parcel.number == parcel_no))
    at = clock.now()
    session.add(
        ManifestParcel(manifest_id=sheet.id, parcel_id=parcel, scanned_at=at, scanned_by="D")
    )


@pytest.fixture
def story(bench):
    """A parcel that was blocked once, packed with a wrong scan, labelled, and came back."""
    order_no, tote = bench.order("A1", (KILO, 1))
    parcel = bench.opened(tote)
    bench.scan(parcel, "B-NOTHING")
    bench.scan(parcel, f"B-{KILO}")
    assert bench.weigh(parcel, 1300).json["verdict"] == "block"
    bench.scan(parcel, f"B-{KILO}")
    assert bench.weigh(parcel, 1000).json["verdict"] == "pass"
    bench.done(parcel, "preprint")
    waybill = bench.done(parcel, "confirm")["waybill"]
    bench.print_all()
    bench.done(parcel, "attach", {"code": waybill})
    clerk = bench.floor.person("returns")
    number = clerk.post("/api/v1/returns", {"blind": True}).json["return_no"]
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    out.seek(0)
    drawn = io.BytesIO()
    Image.new("L", (300, 100), "white").save(drawn, "PNG")
    bench.floor.write(lambda s: hand_over(s, parcel, drawn.getvalue()))
    url = f"/api/v1/returns/{number}/photos"
    clerk.client.post(url, data={"photo": (out, "x.png")}, headers=clerk.headers)
    order_id = bench.floor.read(sa.text("SELECT id FROM 'order'"))[0][0]
    known = sa.update(Return).values(order_id=order_id)
    bench.floor.write(lambda s: s.execute(known) and None)
    return order_no, parcel, waybill


def test_the_page_shows_what_the_pdf_says_in_both_languages(bench, story):
    order_no, parcel, waybill = story
    lead = bench.floor.person("supervisor")
    for lang, words in {
        "zh": ("称重与原始数据", "不认识", "拦下", "给号", "包裹证据包", "第 1 页"),
        "en": (
            "Weighings and raw frames",
            "unknown code",
            "blocked",
            "given",
            "Evidence of a",
            "Page 1",
        ),
    }.items():
        speaks(lead, lang)
        page = lead.get(f"/parcels/{parcel}/evidence")
        pdf = lead.get(f"/api/v1/parcels/{parcel}/evidence.pdf")
        assert (page.status_code, pdf.status_code) == (200, 200)
        pages = text_of(pdf.data)
        said = "".join(pages).replace("\r\n", "").replace("\n", "")
        assert parcel in verify.decode(pdf.data)
        for word in (
            order_no,
            waybill,
            "B-NOTHING",
            "PACK-1",
            "王师傅",
            "WGM1",
            "Li Ming",
            "1300",
            "+30.0%",
            *words[:4],
        ):
            assert word in page.text, word
            assert word in said, word
        assert all(word in said for word in words[4:])
        assert all(f"{at}" in one[-40:] for at, one in enumerate(pages, 1))
        head = bench.floor.read(
            sa.text("SELECT seq, hash FROM event_seal ORDER BY seq DESC LIMIT 2")
        )
        assert any(f"#{seq} {link}" in pages[-1].replace("\r\n", " ") for seq, link in head)
    no_label_can_be_scanned_or_stuck_on(lead, parcel, waybill)


def no_label_can_be_scanned_or_stuck_on(lead, parcel, waybill):
    base = f"/api/v1/parcels/{parcel}/evidence"

    small = lead.get(f"{base}/labels/2.png")
    picture = Image.open(io.BytesIO(small.data))
    assert picture.width == 150
    for times in (1, 3, 6):
        big = picture.resize((picture.width * times, picture.height * times))
        sharp = big.filter(ImageFilter.UnsharpMask(times, 400, 0))
        assert [one.text for one in zxingcpp.read_barcodes(sharp)] == []
    assert waybill not in verify.decode(lead.get(f"{base}.pdf").data)
    assert lead.get(f"{base}/photos/1.jpg").content_type == "image/jpeg"
    for path, code in {
        "/labels/9.png": "label.unknown",
        "/labels/x.png": "label.unknown",
        "/photos/7.jpg": "returns.photo_unknown",
    }.items():
        assert lead.get(base + path).json["code"] == code
    assert lead.get(base.replace(parcel, "NONE") + ".pdf").json["code"] == (
        "packing.unknown_parcel"
    )


def test_the_pickers_scans_are_in_it_and_nobody_elses(bench):
    open_shop(bench.floor)
    release(
        bench.floor,
        order_body("P1", ("RED", 1), ("BLUE", 1)),
        order_body("P2", ("TIN", 2), ("RED", 1)),
    )
    picker = Picker(bench.floor.person("picker", badge="PICK-1", name="Han Mei"))
    picker.take()
    picker.scan("B-NOTHING")
    picker.walk({1: "T501", 2: "T502"})
    [(tote,)] = bench.floor.read(
        sa.select(Tote.code)
        .join(Order, Order.id == Tote.order_id)
        .where(Order.external_order_no == "P1")
    )
    parcel = bench.opened(tote)

    order = bench.floor.read(sa.select(Order.id).where(Order.external_order_no == "P1"))[0][0]
    put = WallScan(
        scan_id="w1", warehouse_id=1, wall="W1", at=clock.now(), actor="PICK-1", code="W1-A7",
        verdict="wrong_bin", answer={}, order_id=order,
    )  # fmt: skip
    bench.floor.write(lambda s: s.add(put))

    page = bench.floor.person("supervisor").get(f"/parcels/{parcel}/evidence").text

    assert "W1-A7" in page
    assert "Han Mei" in page
    assert ("A-01-01-1" in page, "B-RED" in page, tote in page) == (True, True, True)
    assert "B-TIN" not in page


def test_only_who_may_sees_whom_it_is_for(bench, story):
    _, parcel, _ = story
    lead, admin = bench.floor.person("supervisor"), bench.floor.person("admin")
    packer = bench.floor.person("packer")
    url = f"/parcels/{parcel}/evidence"

    hidden, shown = lead.get(url).text, admin.get(url).text
    assert packer.get(url).status_code == 403

    for word in ("张三丰", "13800138000", "1201室"):
        assert word not in hidden
        assert word in shown
    assert "张**" in hidden
    for pdf, whole in ((lead, False), (admin, True)):
        said = "".join(text_of(pdf.get(f"/api/v1/parcels/{parcel}/evidence.pdf").data))
        assert ("13800138000" in said) is whole
    seen = bench.floor.read(
        sa.select(EventRow.body).where(EventRow.tag == "board.evidence.seen")
    )
    assert [("true" in one[0], '"pdf"' in one[0]) for one in seen] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]
    a_changed_record_shows(bench, lead, url)


def a_changed_record_shows(bench, lead, url):
    speaks(lead, "en")
    assert "verified" in lead.get(url).text

    change = "UPDATE event SET actor = 'WG-9' WHERE tag = 'packing.parcel.blocked'"
    bench.floor.write(damaging(sa.text(change)))

    assert "DOES NOT HOLD" in lead.get(url).text


def test_a_purged_parcels_evidence_stays_without_the_person(bench, story):
    order_no, parcel, _ = story
    done = "UPDATE 'order' SET state = 'shipped', holds = ''"
    bench.floor.write(lambda s: s.execute(sa.text(done)) and None)
    admin = bench.floor.person("admin")
    speaks(admin, "zh")
    assert admin.post(f"/api/v1/privacy/orders/{order_no}/erase").status_code == 204

    page = admin.get(f"/parcels/{parcel}/evidence").text
    pdf = admin.get(f"/api/v1/parcels/{parcel}/evidence.pdf")

    assert "个人信息已按规定删除" in page
    assert "张三丰" not in page + "".join(text_of(pdf.data))
    gone = admin.get(f"/api/v1/parcels/{parcel}/evidence/labels/1.png")
    assert (gone.status_code, gone.json["code"]) == (410, "label.purged")
