"""Pre-print, second confirm, live label, reprint, void: nothing too early, nothing twice."""

from __future__ import annotations

import hashlib
import re
import stat

import pypdfium2
import pytest
import sqlalchemy as sa

from app.core import db
from app.core.events import SYSTEM, EventRow
from app.core.outbox import OutboxRow
from app.core.vault import vault
from app.inventory.models import Holding, Move
from app.orders import locks as order_locks
from app.orders.models import Order, Recipient
from app.orders.rules import Mask, OrderState
from app.orders.service import set_mask
from app.packing.models import Parcel
from app.shipping import jobs, service
from app.shipping.carriers import own
from app.shipping.models import Label, Waybill
from app.stations.models import FloorException, PrintJob
from labels import barcodes, verify
from tests.labels.samples import bare_machine
from tests.packing.station import KILO


def archive(bench, parcel):
    lead = bench.floor.person("supervisor")
    return lead.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]


def folder(bench):
    return bench.floor.app.extensions["settings"].data_dir


def kept_in(bench, path):
    return vault(bench.floor.app.extensions["settings"]).read(path)


def on_paper(bench, label):
    """The number that a label's bars say, and which copy it is marked as."""
    return printed(bench.packer.get(label["url"]).data)


def printed(pdf):
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    mark = re.search(r"REPRINT \d", words)
    return verify.decode(pdf)[0], mark.group() if mark else ""


def stop(bench, order_no):
    bench.floor.write(
        lambda s: set_mask(
            s, SYSTEM, order_locks.order_by_number(s, order_no), Mask.REFUND_ASKED
        )
    )


EARLY = {
    "open": {"preprint": ["check", "weigh"], "confirm": ["check", "weigh", "preprint"]},
    "sealed": {"preprint": ["weigh"], "confirm": ["weigh", "preprint"]},
    "weighed": {"confirm": ["preprint"], "attach": ["preprint", "confirm"]},
    "archived": {"attach": ["confirm"], "reprint": ["confirm"]},
}
BODIES = {"attach": {"code": "WY000000000018"}, "reprint": {"reason": "torn"}}


@pytest.mark.parametrize("state", EARLY)
def test_a_step_too_early_names_what_is_missing(bench, state):
    if state == "open":
        _, tote = bench.order("A1", (KILO, 1))
        parcel = bench.opened(tote)
    else:
        _, parcel = bench.packed("A1")
    if state in {"weighed", "archived"}:
        bench.weigh(parcel, 1000)
    if state == "archived":
        bench.done(parcel, "preprint")
    assert bench.look(parcel)["state"] == state

    for verb, missing in EARLY[state].items():
        answer = bench.step(parcel, verb, BODIES.get(verb))
        assert (answer.status_code, answer.json["code"]) == (409, "label.too_early")
        assert (verb, answer.json["missing"]) == (verb, missing)
    assert bench.floor.count(Waybill) == 0
    assert bench.look(parcel)["state"] == state


def test_a_preprint_is_on_the_disk_with_its_hash_before_it_is_told_of(bench):
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)

    first = bench.done(parcel, "preprint")
    second = bench.done(parcel, "preprint")

    assert (first["state"], first["version"], second["version"]) == ("archived", 1, 2)
    kept = archive(bench, parcel)
    assert [(one["version"], one["kind"], one["printed"]) for one in kept] == [
        (1, "preprint", []),
        (2, "preprint", []),
    ]
    paths = [row[0] for row in bench.floor.read(sa.select(Label.path).order_by(Label.id))]
    on_disk = [kept_in(bench, path) for path in paths]
    assert [hashlib.sha256(one).hexdigest() for one in on_disk] == [k["sha256"] for k in kept]
    assert kept[0]["hmac"] != kept[1]["hmac"]
    assert len(list(folder(bench).rglob("*.pdf"))) == 2
    assert not any("WY" in text for text in verify.decode(on_disk[0]))


def test_the_second_confirm_puts_one_transaction_id_into_order_ledger_and_waybill(bench):
    order_no, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")

    answer = bench.done(parcel, "confirm")

    one = answer["transaction_id"]
    order = bench.floor.read(sa.select(Order.transaction_id).where(Order.number == order_no))
    moves = bench.floor.read(
        sa.select(Move.from_place, Move.to_place, Move.transaction_id).where(Move.why == "pack")
    )
    waybill = bench.floor.read(sa.select(Waybill.transaction_id, Waybill.number, Waybill.state))
    assert order[0][0] == one
    assert [tuple(row) for row in moves] == [("tote:T101", f"parcel:{parcel}", one)]
    assert [tuple(row) for row in waybill] == [(one, answer["waybill"], "issued")]
    assert own.is_number(answer["waybill"])
    assert (answer["state"], answer["print_state"], answer["cage"]) == (
        "confirmed",
        "queued",
        "C1",
    )
    assert [one["kind"] for one in archive(bench, parcel)] == ["preprint", "live"]
    told = bench.floor.read(
        sa.select(OutboxRow.hub_type).where(OutboxRow.stream == f"order:{order_no}")
    )
    assert [row[0] for row in told][-1] == "label.issued"


def test_confirming_again_gives_the_same_answer_and_prints_nothing_more(bench):
    _, parcel, waybill = bench.confirmed("A1")
    bench.print_all()

    again = bench.done(parcel, "confirm")
    bench.print_all()

    assert again["waybill"] == waybill
    assert again["state"] == "labelled"
    assert len(bench.printer.jobs()) == 1
    (page,) = bench.printer.jobs()
    assert page.pages
    assert bench.step(parcel, "preprint").json["code"] == "label.after_confirm"


def test_the_paper_says_this_parcels_waybill(bench):
    _, parcel, waybill = bench.confirmed("A1")
    kept = archive(bench, parcel)[-1]

    pdf = bench.packer.get(kept["url"])

    assert (pdf.status_code, pdf.content_type) == (200, "application/pdf")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert waybill in verify.decode(pdf.data)
    assert bench.floor.count(EventRow, EventRow.tag == "shipping.label.seen") == 1


def test_a_label_whose_file_was_changed_or_is_gone_is_refused(bench):
    _, parcel, _ = bench.confirmed("A1")
    kept = archive(bench, parcel)[-1]
    path = bench.floor.read(sa.select(Label.path).order_by(Label.id.desc()))[0][0]
    file = folder(bench) / path

    file.write_bytes(file.read_bytes()[:-1])
    damaged = bench.packer.get(kept["url"])
    file.unlink()
    gone = bench.packer.get(kept["url"])

    assert (damaged.status_code, damaged.json["code"]) == (409, "label.damaged")
    assert (gone.status_code, gone.json["code"]) == (410, "label.purged")


def test_a_label_is_not_given_when_it_cannot_be_written_down_to_whom(bench):
    _, parcel, _ = bench.confirmed("A1")
    urls = [
        one["url"].replace("pdf", form)
        for one in archive(bench, parcel)
        for form in ("pdf", "png")
    ]
    fault = (
        "CREATE TRIGGER fault BEFORE INSERT ON event "
        "BEGIN SELECT RAISE(ABORT, 'fault injected'); END"
    )
    bench.floor.write(lambda s: s.execute(sa.text(fault)) and None)

    refused = [bench.packer.get(url) for url in urls]

    assert [(one.status_code, one.json["code"]) for one in refused] == [
        (409, "store.conflict")
    ] * 4
    assert all(one.json["retryable"] for one in refused)


def test_a_confirm_cut_off_before_its_number_goes_on_by_itself(bench):
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    bench.floor.write(lambda s: service.confirm(s, SYSTEM, parcel))  # and the server died
    assert bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json["waybill"] is None
    early = bench.step(parcel, "attach", {"code": "x"})
    assert (early.json["code"], early.json["missing"]) == ("label.too_early", ["label"])

    with bench.floor.app.app_context():
        jobs.finish_confirms()
        young = bench.floor.count(Label, Label.kind == "live")
        long_ago = sa.update(Waybill).values(requested_at=sa.func.datetime("now", "-1 hour"))
        db.in_transaction(lambda s: s.execute(long_ago) and None)
        jobs.finish_confirms()
        jobs.finish_confirms()

    assert young == 0
    found = bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json
    assert own.is_number(found["waybill"])
    assert found["print_state"] == "queued"
    assert bench.floor.count(Label, Label.kind == "live") == 1


def test_a_stopped_order_gets_no_label_by_any_path(bench):
    order_no, parcel, _waybill = bench.confirmed("A1")
    kept = archive(bench, parcel)
    lead = bench.floor.person("supervisor")

    stop(bench, order_no)

    for verb in ("preprint", "confirm", "reprint", "attach"):
        answer = bench.step(parcel, verb, BODIES.get(verb), by=lead)
        assert (verb, answer.json["code"]) == (verb, "order.intercepted")
    urls = [one["url"].replace("pdf", form) for one in kept for form in ("pdf", "png")]
    assert [lead.get(url).json["code"] for url in urls] == ["order.intercepted"] * 4
    bench.print_all()
    assert bench.printer.jobs() == []
    jobs_now = bench.floor.read(sa.select(PrintJob.state, PrintJob.reason))
    assert [tuple(row) for row in jobs_now] == [("void", "order.intercepted")]


def test_a_packer_reprints_twice_and_a_supervisor_more(bench):
    _, parcel, waybill = bench.confirmed("A1")
    bench.print_all()
    lead = bench.floor.person("supervisor")
    assert bench.step(parcel, "reprint", {}).status_code == 422

    answers = [bench.step(parcel, "reprint", {"reason": "torn"}) for _ in range(3)]
    more = bench.step(parcel, "reprint", {"reason": "torn again"}, by=lead)

    assert [one.status_code for one in answers] == [200, 200, 409]
    assert answers[2].json["code"] == "label.reprint_limit"
    assert (more.status_code, more.json["reprints"], more.json["waybill"]) == (200, 3, waybill)
    bench.print_all()
    kept = archive(bench, parcel)
    assert [one["kind"] for one in kept] == ["preprint", "live", *["reprint"] * 3]
    assert [one["reason"] for one in kept[2:]] == ["torn", "torn", "torn again"]
    marks = ["", "REPRINT 1", "REPRINT 2", "REPRINT 3"]
    paths = [row[0] for row in bench.floor.read(sa.select(Label.path).order_by(Label.id))]
    papers = [printed(kept_in(bench, path)) for path in paths[1:]]
    assert papers == [(waybill, mark) for mark in marks]
    # what waited when the next copy was asked for is void: one paper at a time
    assert [one["printed"][0]["state"] for one in kept[1:]] == [
        "confirmed",
        "void",
        "void",
        "confirmed",
    ]
    assert len(bench.printer.jobs()) == 2


def test_whether_an_unknown_label_came_out_is_told_by_scanning_it(bench):
    bench.printer.fault("cut", at_byte=2000)
    _, parcel, waybill = bench.confirmed("A1")
    bench.print_all()
    asked = bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json
    assert (asked["state"], asked["print_state"]) == ("confirmed", "unknown")
    bench.print_all()
    assert len(bench.printer.jobs()) == 1  # it is never repeated by itself

    attached = bench.done(parcel, "attach", {"code": waybill})

    assert (attached["state"], attached["print_state"]) == ("attached", "verified")
    left = bench.floor.count(FloorException, FloorException.ended_at.is_(None))
    assert left == 0


def test_a_label_on_the_wrong_box_is_refused_naming_whose_it_is(bench):
    _, first, first_waybill = bench.confirmed("A1")
    bench.done(first, "park")
    _, second, _ = bench.confirmed("A2")

    wrong = bench.step(second, "attach", {"code": first_waybill})
    nobody = bench.step(second, "attach", {"code": "WY123"})

    assert (wrong.status_code, wrong.json["code"]) == (409, "label.wrong_waybill")
    assert (wrong.json["belongs_to"], nobody.json["belongs_to"]) == (first, "-")
    assert bench.look(second)["state"] in {"confirmed", "labelled"}


def test_the_last_label_on_its_box_stages_the_order_and_frees_the_bench(bench):
    order_no, parcel, waybill = bench.attached("A1")

    again = bench.done(parcel, "attach", {"code": waybill})

    assert again["state"] == "attached"
    assert bench.look(parcel)["order_state"] == "staged"
    assert bench.packer.get("/api/v1/benches/B1").json["order_no"] is None
    told = bench.floor.read(
        sa.select(OutboxRow.hub_type)
        .where(OutboxRow.stream == f"order:{order_no}")
        .order_by(OutboxRow.seq)
    )
    assert [row[0] for row in told] == [
        "order.accepted",
        "parcel.weighed",
        "order.packed",
        "label.issued",
        "order.staged",
    ]


def test_a_voided_number_takes_the_parcel_back_to_the_scale_and_is_never_used_again(bench):
    _order_no, parcel, waybill = bench.attached("A1")
    lead = bench.floor.person("supervisor")
    assert bench.step(parcel, "void", {"reason": "x"}).json["code"] == "auth.permission"

    answer = bench.step(parcel, "void", {"reason": "wrong carrier"}, by=lead)

    assert (answer.json["state"], answer.json["waybill"]) == ("weighed", None)
    assert bench.look(parcel)["order_state"] == "packed"
    old = archive(bench, parcel)[-1]
    assert lead.get(old["url"]).json["code"] == "label.too_early"
    assert bench.step(parcel, "void", {"reason": "x"}, by=lead).json["code"] == (
        "label.no_waybill"
    )
    assert bench.opened(parcel) == parcel
    assert bench.scan(parcel, f"B-{KILO}", verb="unscan") == ["already_done"]
    bench.done(parcel, "preprint")
    fresh = bench.done(parcel, "confirm")
    assert fresh["waybill"] != waybill
    assert bench.floor.count(Move, Move.why == "pack") == 1
    late = bench.step(parcel, "attach", {"code": waybill})
    assert (late.json["code"], late.json["reason"]) == ("label.voided", "wrong carrier")
    bench.done(parcel, "attach", {"code": fresh["waybill"]})
    assert bench.look(parcel)["order_state"] == "staged"


def test_a_cancel_voids_numbers_and_prints_nothing_more(bench):
    order_no, parcel, _ = bench.confirmed("A1")

    answer = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer", "at": "2026-11-22T10:00:00Z"}
    )

    assert answer.json["status"] == "intercepting"
    assert bench.floor.read(sa.select(Waybill.state))[0][0] == "void"
    assert bench.look(parcel)["state"] == "void"
    bench.print_all()
    assert bench.printer.jobs() == []
    state = bench.floor.read(sa.select(Order.state).where(Order.number == order_no))
    assert state[0][0] == OrderState.PUTBACK


def test_a_parcel_without_a_carrier_is_told_so_and_can_be_parked(bench):
    _, parcel = bench.packed("A1", carrier="DHL")
    bench.weigh(parcel, 1000)

    answer = bench.step(parcel, "preprint")

    assert (answer.status_code, answer.json["code"]) == (409, "label.no_carrier")
    assert bench.done(parcel, "park")["slot"] == 1


def test_an_order_that_names_no_carrier_goes_with_the_sites_own(bench):
    _, parcel = bench.packed("A1", carrier=None)
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")

    assert bench.done(parcel, "confirm")["carrier"] == "SF"


def change(**fields):
    """Change the recipient behind the intake's back: it holds such an order today."""
    return lambda bench: bench.floor.write(
        lambda s: s.execute(sa.update(Recipient).values(print_name=None, **fields)) and None
    )


@pytest.mark.parametrize(
    ("spoil", "code", "field"),
    [
        (change(name="\U000f1234\U000f1235"), "label.unprintable", "recipient.name"),
        (change(address="长乐路" * 130), "label.too_long", "recipient.address"),
        (change(name=" "), "label.invalid", "recipient.name"),
    ],
)
def test_a_recipient_no_label_can_carry_is_told_before_anything_is_confirmed(
    bench, spoil, code, field
):
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    spoil(bench)

    answer = bench.step(parcel, "preprint")

    assert (answer.status_code, answer.json["code"]) == (409, code)
    assert answer.json["field"] == field
    assert bench.look(parcel)["state"] == "weighed"
    assert not list(folder(bench).rglob("*.pdf"))


def test_a_machine_without_a_chinese_font_draws_no_label(bench, tmp_path):
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)

    with bare_machine(tmp_path / "no fonts"):
        answer = bench.step(parcel, "preprint")

    assert (answer.status_code, answer.json["code"]) == (409, "label.no_font")
    assert "fonts-wqy-microhei" in answer.json["why"]
    bench.done(parcel, "preprint")


def test_a_label_that_reads_as_another_number_never_leaves(bench, monkeypatch):
    bars = barcodes.bars
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    monkeypatch.setattr(barcodes, "bars", lambda text, **more: bars("WY9", **more))

    refused = bench.step(parcel, "confirm")

    assert (refused.status_code, refused.json["code"]) == (409, "label.mismatch")
    assert [one["kind"] for one in archive(bench, parcel)] == ["preprint"]
    assert bench.floor.count(PrintJob) == 0
    monkeypatch.undo()
    assert bench.done(parcel, "confirm")["print_state"] == "queued"


def test_what_is_not_in_the_totes_cannot_be_confirmed(bench):
    order_no, parcel = bench.packed("A1", (KILO, 2))
    bench.weigh(parcel, 2000)
    bench.done(parcel, "preprint")
    lost = sa.update(Holding).where(Holding.place.startswith("tote:")).values(quantity=1)
    bench.floor.write(lambda s: s.execute(lost) and None)

    answer = bench.step(parcel, "confirm")

    assert (answer.status_code, answer.json["code"]) == (409, "stock.not_in_totes")
    assert bench.look(parcel)["state"] == "archived"
    assert bench.floor.count(Waybill) == bench.floor.count(Move, Move.why == "pack") == 0
    ids = bench.floor.read(sa.select(Order.transaction_id).where(Order.number == order_no))
    assert ids[0][0] is None


def test_an_unknown_label_and_one_of_another_parcel_are_not_given(bench):
    _, first, _ = bench.confirmed("A1")
    bench.done(first, "park")
    _, second = bench.packed("A2")
    foreign = archive(bench, first)[-1]["id"]

    for label in (foreign, "0", "abc", "9" * 40):
        for form in ("pdf", "png"):
            answer = bench.packer.get(f"/api/v1/parcels/{second}/labels/{label}.{form}")
            assert (answer.status_code, answer.json["code"]) == (404, "label.unknown")


def test_the_picture_of_a_label_reads_like_its_paper(bench):
    _, parcel, waybill = bench.confirmed("A1")
    preprint, live = [one["url"].replace("pdf", "png") for one in archive(bench, parcel)]
    assert waybill in verify.decode(bench.packer.get(live).data)
    assert waybill not in verify.decode(bench.packer.get(preprint).data)
    picker = bench.floor.person("picker")
    assert picker.get(live).status_code == 403


def test_a_label_shows_everything_only_where_its_carrier_needs_it_and_by_permission(bench):
    unmasked = "/api/v1/privacy/unmasked-carriers"
    lead, admin = bench.floor.person("supervisor"), bench.floor.person("admin")
    assert lead.post(unmasked, {"carriers": ["SF"]}).status_code == 403
    unknown = admin.post(unmasked, {"carriers": ["NONE"]})
    assert (unknown.status_code, unknown.json["code"]) == (404, "privacy.unknown_carrier")
    assert admin.get(unmasked).json == {"carriers": []}
    bench.attached("A1")
    assert admin.post(unmasked, {"carriers": ["SF"]}).json == {"carriers": ["SF"]}
    bench.attached("A2")
    bench.confirmed("A3", carrier="YTO")

    rows = bench.floor.read(sa.select(Label.kind, Label.path).order_by(Label.id))
    full = [(kind, "13800138000" in text_of(kept_in(bench, path))) for kind, path in rows]

    assert full == [
        ("preprint", False),
        ("live", False),
        ("preprint", False),
        ("live", True),
        ("preprint", False),
        ("live", False),
    ]


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].get_textpage().get_text_bounded()


def test_the_signing_key_is_made_once_and_is_the_owners_alone(tmp_path):
    from app.core.secret import signing_key

    first = signing_key("", tmp_path / "var")

    assert signing_key("", tmp_path / "var") == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert signing_key("set", tmp_path / "var") == b"set"
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_parcel_that_changed_while_its_label_was_drawn_is_drawn_again(bench, monkeypatch):
    from app.shipping import paper

    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    drawn = paper.draw
    before = []

    def slow(*args, **more):
        if not before:
            before.append(1)
            bench.floor.write(
                lambda s: s.execute(sa.update(Parcel).values(measured_g=1001)) and None
            )
        return drawn(*args, **more)

    monkeypatch.setattr(paper, "draw", slow)

    bench.done(parcel, "preprint")

    assert len(list(folder(bench).rglob("*.pdf"))) == 1
    assert not list(folder(bench).rglob("*.part"))
