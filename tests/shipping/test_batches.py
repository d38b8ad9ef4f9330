"""Batches of pre-prints: weighed parcels alone, each archived once, bound into one PDF."""

from __future__ import annotations

import hashlib
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from app.core import clock, writer
from app.core.events import SYSTEM, EventRow
from app.core.vault import vault
from app.orders import locks as order_locks
from app.orders.models import Order, Recipient
from app.orders.rules import Mask
from app.orders.service import set_mask
from app.packing.models import Parcel
from app.shipping import batch_steps, batch_work, batches, drawing
from app.shipping.models import Batch, BatchSheet, Label
from app.waves.models import Wave, WaveOrder
from app.waves.rules import WaveState
from labels import verify
from tests.floor import Floor
from tests.shipping.batching import Desk


@pytest.fixture
def desk(floor: Floor) -> Desk:
    return Desk(floor)


def stop(desk: Desk, parcel: str) -> None:
    def work(session: Any) -> None:
        order_id = session.scalar(sa.select(Parcel.order_id).where(Parcel.number == parcel))
        order = order_locks.order_by_id(session, order_id)
        set_mask(session, SYSTEM, order, Mask.REFUND_ASKED)

    desk.floor.write(work)


def change(desk: Desk, statement: sa.Update) -> None:
    desk.floor.write(lambda s: s.execute(statement) and None)


def wave_of(desk: Desk, order_nos: list[str]) -> str:
    """A wave that holds these orders; it has ended, as packing comes after picking."""

    def work(session: Any) -> None:
        at = clock.now()
        wave = Wave(
            warehouse_id=1, number="WGW1", state=WaveState.DONE, grouping={}, cut_off_at=at,
            planned_at=at, planned_by="test", orders=1, lines=1, units=1, expected_m=1,
            expected_s=1,
        )  # fmt: skip
        session.add(wave)
        session.flush()
        keys = session.scalars(sa.select(Order.id).where(Order.number.in_(order_nos)))
        for key in keys.all():
            session.add(WaveOrder(wave_id=wave.id, order_id=key, active=False))

    desk.floor.write(work)
    return "WGW1"


def test_a_waves_weighed_parcels_are_archived_one_by_one_and_bound(desk: Desk) -> None:
    orders = [order_no for _, order_no in desk.orders(5)]
    weighed = [desk.packed(order_no=order_no) for order_no in orders[:2]]
    open_one = desk.packed(order_no=orders[2], grams=None)
    stopped = desk.packed(order_no=orders[3])
    stop(desk, stopped)
    change(desk, sa.update(Order).where(Order.number == orders[4]).values(state="waved"))

    made = desk.batch(wave=wave_of(desk, orders))
    assert made.status_code == 200, made.json
    number = made.json["batch"]
    assert (made.json["state"], made.json["parcels"], made.json["url"]) == ("queued", 5, None)
    reasons = [(one["parcel_no"], one["code"]) for one in made.json["reasons"]]
    assert reasons == [
        (open_one, "label.too_early"),
        (stopped, "order.intercepted"),
        (None, "batch.no_parcel"),
    ]
    assert orders[4] in made.json["reasons"][2]["say"]
    assert desk.sheet(number).json["code"] == "batch.not_ready"

    assert desk.draw()

    done = desk.look(number)
    assert (done["state"], done["archived"], done["left_out"]) == ("done", 2, 3)
    assert desk.states(*weighed, open_one, stopped) == ["archived"] * 2 + ["sealed", "weighed"]
    kept = desk.floor.read(
        sa.select(Label.path, Label.sha256, Label.kind, Label.made_by, Label.hmac)
    )
    files = vault(desk.floor.app.extensions["settings"])
    assert [hashlib.sha256(files.read(one.path)).hexdigest() for one in kept] == [
        one.sha256 for one in kept
    ]
    assert {(str(one.kind), one.made_by) for one in kept} == {("preprint", "LEAD-1")}
    assert len({one.hmac for one in kept}) == 2
    archived = sa.select(EventRow.subject).where(EventRow.tag == "shipping.label.archived")
    assert [row[0] for row in desk.floor.read(archived)] == weighed
    pdf = desk.sheet(number).data
    assert reads(pdf) == weighed
    assert done["url"].endswith(f"{number}/sheet.pdf")
    seen = sa.select(EventRow.body).where(EventRow.tag == "shipping.batch.moved")
    assert '"act": "seen"' in desk.floor.read(seen)[-1][0]


def reads(pdf: bytes) -> list[str]:
    """The parcel that each page's QR code names."""
    found = []
    for page in range(len(pypdfium2.PdfDocument(pdf))):
        ((kind, text),) = verify._codes(verify.raster(pdf, page=page), thorough=False)
        assert (kind, text.split()[0]) == ("qr", "PREPRINT")
        found.append(text.split()[1])
    return found


def test_a_page_that_must_not_be_seen_any_more_is_not_given(desk: Desk) -> None:
    parcels = [desk.packed() for _ in range(3)]
    number = desk.batch(*parcels).json["batch"]
    desk.draw()
    assert reads(desk.sheet(number).data) == parcels

    stop(desk, parcels[1])
    refused = desk.sheet(number)
    assert (refused.status_code, refused.json["code"]) == (409, "batch.bound_again")
    assert desk.look(number)["url"] is None
    desk.draw()

    assert reads(desk.sheet(number).data) == [parcels[0], parcels[2]]
    assert desk.labels() == dict.fromkeys(parcels, 1)
    desk.floor.write(lambda s: a_newer_preprint(s, parcels[0]))
    assert desk.sheet(number).json["code"] == "batch.bound_again"
    desk.draw()
    assert reads(desk.sheet(number).data) == [parcels[2]]
    change(desk, sa.update(Parcel).values(state="caged"))
    assert desk.sheet(number).json["code"] == "batch.not_ready"


def a_newer_preprint(session: Any, parcel_no: str) -> None:
    of = sa.select(Label).join(Parcel, Parcel.id == Label.parcel_id)
    old = session.scalars(of.where(Parcel.number == parcel_no)).one()
    kept = {c: getattr(old, c) for c in ("parcel_id", "kind", "path", "sha256", "hmac")}
    session.add(Label(**kept, version=2, made_at=old.made_at, made_by=old.made_by))


def test_a_list_names_who_is_left_out_and_why(desk: Desk) -> None:
    """Among them: one that is further, one that cannot be drawn, one that does not exist."""
    weighed, unprintable = desk.packed(), desk.packed()
    archived = desk.archived(desk.orders(1)[0][1])
    confirmed = desk.archived(desk.orders(1)[0][1])
    desk.floor.write(lambda s: desk.confirm(s, confirmed))
    rare = "ࡐ\U0002ffff"
    order_id = sa.select(Parcel.order_id).where(Parcel.number == unprintable)
    whose = sa.update(Recipient).where(Recipient.order_id == order_id.scalar_subquery())
    change(desk, whose.values(name=rare))
    wanted = ("WGP-NONE", archived, confirmed, weighed, unprintable, weighed)
    number = desk.batch(*wanted).json["batch"]
    desk.draw()

    done = desk.look(number)
    reasons = {one["parcel_no"]: one["code"] for one in done["reasons"]}
    assert reasons == {
        "WGP-NONE": "packing.unknown_parcel",
        archived: "batch.has_preprint",
        confirmed: "label.after_confirm",
        unprintable: "batch.cannot_draw",
    }
    assert (done["parcels"], done["archived"]) == (5, 1)
    assert "no font" in done["reasons"][-1]["say"]
    details = desk.floor.read(sa.select(BatchSheet.details))
    assert rare[0] not in str(details)
    assert reads(desk.sheet(number).data) == [weighed]


def when_asked(monkeypatch: pytest.MonkeyPatch, turn: int, act: Any) -> None:
    """Do something while the *turn*-th answer of the drawing process is waited for."""
    answer, count = drawing.Drawing.document, [0]

    def document(self: drawing.Drawing) -> bytes:
        count[0] += 1
        if count[0] == turn:
            act(self)
        return answer(self)

    monkeypatch.setattr(drawing.Drawing, "document", document)


def test_a_cancelled_batch_binds_what_it_has(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcels = [desk.packed() for _ in range(4)]
    number = desk.batch(*parcels).json["batch"]
    cancel = f"/api/v1/batches/{number}/cancel"
    monkeypatch.setattr(batch_work, "GROUP", 2)
    when_asked(monkeypatch, 3, lambda _: desk.lead.post(cancel))

    desk.draw()

    done = desk.look(number)
    assert (done["state"], done["archived"], done["left_out"]) == ("cancelled", 2, 2)
    assert {one["code"] for one in done["reasons"]} == {"batch.was_cancelled"}
    assert desk.states(*parcels) == ["archived"] * 2 + ["weighed"] * 2
    assert reads(desk.sheet(number).data) == parcels[:2]
    assert desk.files() == 3  # two labels and what binds them: none of the one cut off
    assert desk.lead.post(cancel).json["state"] == "cancelled"

    again = desk.batch(*parcels[2:]).json["batch"]
    desk.draw()
    over = desk.lead.post(f"/api/v1/batches/{again}/cancel")
    assert (over.status_code, over.json["code"]) == (409, "batch.over")
    assert desk.labels() == dict.fromkeys(parcels, 1)


def test_a_dead_process_and_a_parcel_weighed_meanwhile_are_drawn_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcels = [desk.packed() for _ in range(2)]
    number = desk.batch(*parcels).json["batch"]
    heavier = sa.update(Parcel).where(Parcel.number == parcels[0]).values(measured_g=101)
    when_asked(monkeypatch, 1, lambda _: change(desk, heavier))
    when_asked(monkeypatch, 3, lambda process: process._process.kill())

    desk.draw()

    assert desk.look(number)["archived"] == 2
    assert (desk.labels(), desk.files()) == (dict.fromkeys(parcels, 1), 3)
    assert sorted(reads(desk.sheet(number).data)) == sorted(parcels)


def test_a_batch_of_nothing_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [desk.batch(**body).json["code"] for body in ({"wave": "W0"}, {"parcels": []})]
    assert codes == ["wave.unknown", "batch.empty"]
    monkeypatch.setattr(batches, "BATCH_MOST", 1)
    assert desk.batch("P1", "P2").json["code"] == "batch.too_many"
    assert desk.lead.get("/api/v1/batches/WGB0").json["code"] == "batch.unknown"
    assert desk.floor.count(Batch) == 0
    woken: list[int] = []
    monkeypatch.setattr(writer, "after_commit", [lambda: woken.append(1)])
    assert desk.draw() == 0
    assert woken == []  # who looks and finds nothing commits nothing, and wakes nobody

    alone = desk.batch("P1").json["batch"]
    assert desk.draw()
    assert (desk.look(alone)["state"], desk.look(alone)["url"]) == ("done", None)
    listed = desk.lead.get("/api/v1/batches").json["batches"]
    assert [one["batch"] for one in listed] == [alone]
    second = desk.batch("P2").json["batch"]
    rest = desk.lead.get(f"/api/v1/batches?after={second}").json["batches"]
    assert [one["batch"] for one in rest] == [alone]
    assert desk.lead.get("/batches").status_code == 200
    assert alone.encode() in desk.lead.get(f"/batches/{alone}").data


def test_a_batch_belongs_to_one_process_for_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcels = [desk.packed() for _ in range(3)]
    number = desk.batch(*parcels).json["batch"]
    first = desk.floor.write(batch_steps.claim)
    assert first is not None
    assert desk.draw() == 0  # it is being worked on
    change(desk, sa.update(Batch).values(claimed_at=clock.now().replace(year=2020)))

    with monkeypatch.context() as patch:
        patch.setattr(batch_work, "GROUP", 1)
        patch.setattr(batch_work._Run, "is_late", lambda _: len(desk.labels()) > 0)
        assert desk.draw_once()
    assert desk.look(number)["state"] == "drawing"
    assert desk.labels()  # a piece of it is done, and it was let go
    desk.draw()

    store = desk.floor.app.extensions["store"]
    with pytest.raises(batch_steps.NotOursError):
        store.write(lambda s: batch_steps.renew(s, first))
    assert desk.labels() == dict.fromkeys(parcels, 1)
    assert reads(desk.sheet(number).data) == parcels
