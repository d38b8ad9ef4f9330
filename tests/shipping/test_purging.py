"""Personal data leaves on time, files included; hashes, counts and the chain stay."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import sqlalchemy as sa
from PIL import Image

from app.core import clock, events
from app.core.audit import verify
from app.core.db import reading
from app.core.outbox import OutboxRow
from app.hub import jobs
from app.hub.files import out
from app.orders.models import Order, Recipient, RefusedIntake
from app.returns.models import Return, ReturnPhoto
from app.shipping.models import Label, Manifest
from app.stations.models import Bench
from tests import builders
from tests.packing.station import KILO

PERSONAL = ("张三丰", "13800138000", "世纪大道1号", "留在门卫", "礼物", "寄件小店")
SENDER = {"name": "寄件小店", "phone": "13900139000", "address": "中山路 2 号"}
NOTES = {"buyer_note": "留在门卫", "seller_note": "礼物", "sender": SENDER}


def ended(bench, order_no, state="shipped"):
    change = sa.update(Order).where(Order.number == order_no)
    bench.floor.write(
        lambda s: s.execute(change.values(state=state, state_at=clock.now(), holds="")) and None
    )


def run(bench):
    with bench.floor.app.app_context():
        return jobs.purge_people()


def settings(bench):
    return bench.floor.app.extensions["settings"]


def written_down(bench, *words):
    """Which words stand in any column of any table, in JSON's escapes or not."""
    with closing(sqlite3.connect(settings(bench).sqlite_path)) as conn:
        dump = "\n".join(conn.iterdump())
    return [w for w in words if w in dump or w.encode("unicode_escape").decode() in dump]


def chain(bench):
    with bench.floor.app.app_context():
        return verify(reading(), 1)


def test_who_an_order_was_for_is_gone_after_ninety_days(bench, days_on):
    change = sa.update(Bench).values(language="zpl")
    bench.floor.write(lambda s: s.execute(change) and None)
    order_no, parcel, waybill = bench.confirmed("A1", **NOTES)
    ended(bench, order_no)
    open_no, _ = bench.order("A2", (KILO, 1))
    heard = sa.update(OutboxRow).values(last_answer="thanks, 张三丰")
    bench.floor.write(lambda s: s.execute(heard) and None)
    lead = bench.floor.person("supervisor")
    before = lead.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]
    files = list((settings(bench).data_dir / "labels").rglob("*.*"))
    assert sorted(file.suffix for file in files) == [".pdf", ".pdf", ".zpl"]
    assert written_down(bench, *PERSONAL) == list(PERSONAL)

    days_on(89.9)
    assert run(bench) == 0
    days_on(90.1)
    assert run(bench) == 1
    assert run(bench) == 0

    names = bench.floor.read(
        sa.select(Order.number, Recipient.name, Recipient.phone, Recipient.buyer_note)
        .join(Recipient, Recipient.order_id == Order.id)
        .order_by(Order.id)
    )
    assert [tuple(row) for row in names] == [
        (order_no, "", "", None),
        (open_no, "张三丰", "13800138000", None),
    ]
    ended(bench, open_no, "cancelled")
    days_on(181)
    assert run(bench) == 1
    assert written_down(bench, *PERSONAL) == []
    with bench.floor.app.app_context():
        assert out.save("orders", settings(bench).data_dir / "orders.json").rows == 0
    assert not any(file.exists() for file in files)
    lead = bench.floor.person("supervisor")
    after = lead.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]
    assert [one["sha256"] for one in after] == [one["sha256"] for one in before]
    gone = lead.get(after[-1]["url"])
    assert (gone.status_code, gone.json["code"]) == (410, "label.purged")
    (fact,) = [
        one
        for one in lead.get(f"/api/v1/orders/{order_no}").json["timeline"]
        if one["tag"] == "orders.personal.purged"
    ]
    assert fact["body"] == {"order_no": order_no, "why": "due", "files": 3}
    found = chain(bench)
    assert (found.broken_at, found.unsealed) == (None, 0)
    assert written_down(bench, waybill) == [waybill]
    assert lead.get(f"/orders/{order_no}").status_code == 200


def test_a_clock_that_was_set_forward_deletes_nobody(bench, days_on):
    order_no, _ = bench.order("A1", (KILO, 1))
    ended(bench, order_no, "cancelled")

    days_on(400, by_hand=True)
    assert run(bench) == 0
    assert bench.floor.count(Recipient, Recipient.name == "张三丰") == 1
    days_on(400)
    assert run(bench) == 1


def test_the_body_of_a_refused_order_goes_and_its_hash_stays(bench, days_on):
    body = builders.order_body("R1", ("NONE", 0))
    assert bench.floor.hub.post("/api/v1/hub/orders", body).status_code == 422
    [(digest,)] = bench.floor.read(sa.select(RefusedIntake.body_hash))

    days_on(91)
    assert run(bench) == 1

    assert written_down(bench, *PERSONAL) == []
    [row] = bench.floor.read(sa.select(RefusedIntake.body_hash, RefusedIntake.times))
    assert tuple(row) == (digest, 1)
    admin = bench.floor.person("admin")
    assert admin.get("/api/v1/hub/refused-orders").json["orders"] == []
    bench.floor.hub.post("/api/v1/hub/orders", body)
    (again,) = admin.get("/api/v1/hub/refused-orders").json["orders"]
    assert (again["times"], again["order"]["recipient"]["name"]) == (2, "张三丰")


def test_photos_of_closed_returns_go_and_those_at_work_stay(bench, days_on):
    clerk = bench.floor.person("returns")
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "PNG")
    numbers = [clerk.post("/api/v1/returns", {"blind": True}).json["return_no"] for _ in "12"]
    for number in numbers:
        sent = {"photo": (io.BytesIO(out.getvalue()), "x.png")}
        url = f"/api/v1/returns/{number}/photos"
        assert clerk.client.post(url, data=sent, headers=clerk.headers).status_code == 200
    closed = sa.update(Return).where(Return.number == numbers[0]).values(state="closed")
    bench.floor.write(lambda s: s.execute(closed) and None)

    days_on(91)
    assert run(bench) == 1

    assert bench.floor.count(ReturnPhoto, ReturnPhoto.purged_at.is_(None)) == 1
    assert len(list((settings(bench).data_dir / "photos").rglob("*.jpg"))) == 1
    later = bench.floor.person("returns")  # the clerk's shift is long over
    answers = [
        later.get(f"/api/v1/returns/{number}/photos/{key}.jpg").status_code
        for key, number in enumerate(numbers, 1)
    ]
    assert answers == [404, 200]


def test_files_that_no_row_names_go_and_those_still_needed_stay(bench, days_on):
    order_no, _, _ = bench.confirmed("A1")
    labels = settings(bench).data_dir / "labels"
    (day,) = {file.parent for file in labels.rglob("*.pdf")}
    needed = set(day.iterdir())
    (day / "0f0f.pdf").write_bytes(b"a crash left this")
    (day / ".0f0e.pdf.part").write_bytes(b"and this")

    days_on(92)
    assert run(bench) == 0
    assert set(day.iterdir()) == needed
    ended(bench, order_no)
    days_on(184)
    assert run(bench) == 1
    assert run(bench) == 0
    assert not day.exists()


def test_who_drove_a_vehicle_away_is_forgotten(bench, days_on):
    at = clock.now()
    told = {"driver": "老王", "signed_by": "王师傅", "signature": b"\x89PNG"}
    sheets = [
        Manifest(
            warehouse_id=1, number=f"M{n}", carrier="SF", vehicle="沪A 1", opened_at=at,
            opened_by="D", closed_at=closed, state=state, **told,
        )
        for n, (closed, state) in enumerate([(at, "closed"), (None, "open")])
    ]  # fmt: skip
    bench.floor.write(lambda s: s.add_all(sheets))

    days_on(91)
    assert run(bench) == 1
    assert run(bench) == 0

    kept = sa.select(Manifest.driver, Manifest.signed_by, Manifest.signature, Manifest.vehicle)
    rows = bench.floor.read(kept.order_by(Manifest.id))
    assert [tuple(row) for row in rows] == [
        (None, None, None, "沪A 1"),
        ("老王", "王师傅", b"\x89PNG", "沪A 1"),
    ]


def test_a_backup_in_the_data_folder_goes_with_the_people_in_it(bench, days_on):
    folder = settings(bench).data_dir / "backups"
    folder.mkdir(parents=True)
    (folder / "before-restore-1.db").write_bytes(b"old")

    days_on(89)
    assert run(bench) == 0
    days_on(91)
    assert run(bench) == 1
    assert list(folder.iterdir()) == []


def test_a_site_sets_how_long_and_a_buyer_may_ask_for_it_now(bench, days_on):
    admin, lead = bench.floor.person("admin"), bench.floor.person("supervisor")
    retention = "/api/v1/privacy/retention"
    order_no, _ = bench.order("A1", (KILO, 1))
    erase = f"/api/v1/privacy/orders/{order_no}/erase"
    assert admin.get(retention).json == {"days": 90}
    assert lead.post(retention, {"days": 1}).status_code == 403
    assert admin.post(retention, {"days": 0}).status_code == 422
    assert admin.post(retention, {"days": 30}).json == {"days": 30}

    early = admin.post(erase)
    assert (early.status_code, early.json["code"]) == (409, "order.still_open")
    assert admin.post(erase.replace(order_no, "NONE")).json["code"] == "order.unknown"
    ended(bench, order_no, "cancelled")
    other, _ = bench.order("A2", (KILO, 1))
    ended(bench, other, "cancelled")
    assert lead.post(erase).status_code == 403
    assert [admin.post(erase).status_code for _ in "12"] == [204, 204]

    assert bench.floor.count(Order, Order.purged_at.is_not(None)) == 1
    told = events.EventRow.tag == "orders.personal.purged"
    assert bench.floor.count(events.EventRow, told) == 1
    days_on(31)
    assert run(bench) == 1
    assert chain(bench).broken_at is None
    assert bench.floor.count(Label) == 0
