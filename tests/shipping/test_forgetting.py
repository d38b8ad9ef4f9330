"""What people typed goes as surely as a name: planted wherever there is room for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import Base
from app.core.words import EventWords
from app.people import pins
from app.people.models import Person
from app.stations.models import FloorException
from tests.floor import Floor, Voice
from tests.packing.station import KILO, Station
from tests.shipping.test_purging import chain, ended, run, written_down

MARK = "给王小明"
ROOMY = re.compile(r"reason|resolution|note|detail|name|address|phone|driver|sign|said")

FORGOTTEN = {
    "batch_sheet.details", "event_words.said", "floor_exception.detail",
    "floor_exception.resolution", "label.reason", "manifest.driver", "manifest.signature",
    "manifest.signed_by", "order.cancel_reason", "order_identity.cancel_reason",
    "recipient.address", "recipient.buyer_note", "recipient.invoice", "recipient.name",
    "recipient.phone", "recipient.print_address", "recipient.print_name",
    "recipient.seller_note", "recipient.sender", "refused_intake.body",
    "refused_intake.errors", "return_unit.reason", "waybill.void_reason", "weighing.reason",
}  # fmt: skip
"""Columns that may name somebody: each of them is emptied."""

NOBODY = {
    # of the house: its people, places, things, rules
    "bench.scale_options", "carrier.cut_offs", "carrier.name", "device.name",
    "machine_token.name", "person.name", "site_rule.name", "site_rule.value", "sku.looks",
    "sku.name", "warehouse.name", "wave.grouping", "wave_rule.name", "wave_rule.schedule",
    "wave_rule.wish", "wave_rule_run.name",
    # gone after a day, or a moment
    "idempotency_key.answer", "agent_call.answer", "agent_call.given",
    # codes, figures and goods; typed words stand beside an event
    "count_request.reason", "event.body", "order.first_result", "order.tags",
    "order_line.name", "pack_scan.answer", "print_job.reason", "put_back_scan.answer",
    "return.expected", "scan.answer", "shortage.reason", "wall_scan.answer", "waybill.said",
    "weighing.evidence",
}  # fmt: skip
"""Columns with room for words, that hold none about a buyer."""


def roomy(column: sa.Column[Any]) -> bool:
    """Whether a column has room for a sentence, by its kind or its name."""
    if isinstance(column.type, sa.Enum):
        return False
    if isinstance(column.type, sa.String) and column.type.length:
        return bool(ROOMY.search(column.name))
    return isinstance(column.type, (sa.String, sa.JSON, sa.LargeBinary))


def test_each_column_with_room_for_words_is_forgotten_or_says_nothing_of_a_buyer(
    floor: Floor,  # its server has loaded every room
) -> None:
    assert floor.app
    tables = [mapper.local_table for mapper in Base.registry.mappers]
    found = {f"{t.name}.{c.name}" for t in tables for c in t.columns if roomy(c)}

    assert found - FORGOTTEN == NOBODY
    assert found >= FORGOTTEN


@pytest.fixture
def lead(bench: Station) -> Voice:
    found = bench.floor.person("supervisor", badge="LEAD-1")
    pin = sa.update(Person).where(Person.badge == "LEAD-1")
    hashed = pin.values(pin_hash=pins.hashed("246810"))
    bench.floor.write(lambda s: s.execute(hashed) and None)
    return found


def a_wordy_parcel(bench: Station, lead: Voice) -> tuple[str, str]:
    """Forced, copied, voided and labelled anew, each with words: ``(order_no, parcel)``."""
    order_no, parcel = bench.packed("A1", buyer_note=MARK)
    for _ in range(2):
        assert bench.weigh(parcel, 2000).json["verdict"] == "block"
        bench.scan(parcel, f"B-{KILO}")
    bench.weigh(parcel, 2000)
    proof = {"badge": "LEAD-1", "pin": "246810", "reason": MARK}
    assert bench.step(parcel, "override", proof).status_code == 200
    bench.done(parcel, "preprint")
    bench.done(parcel, "confirm")
    bench.done(parcel, "reprint", {"reason": MARK})
    assert bench.step(parcel, "void", {"reason": MARK}, by=lead).status_code == 200
    return order_no, parcel


def a_wordy_end(bench: Station, lead: Voice, order_no: str) -> None:
    """Trouble that ended with words, a return that was graded and a cancel with some."""
    open_ = lead.get("/api/v1/exceptions").json["exceptions"]
    assert open_
    for one in open_:
        done = lead.post(f"/api/v1/exceptions/{one['id']}/resolve", {"resolution": MARK})
        assert done.status_code in {200, 204}, done.json
    said = bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {"reason": MARK})
    assert said.status_code == 200, said.json
    tombstone = bench.floor.hub.post("/api/v1/hub/orders/tmall/NEVER/cancel", {"reason": MARK})
    assert tombstone.json["status"] == "recorded"
    clerk = bench.floor.person("returns")
    number = clerk.post("/api/v1/returns", {"blind": True}).json["return_no"]
    unit = clerk.post(f"/api/v1/returns/{number}/units", {"code": f"B-{KILO}"}).json
    path = f"/api/v1/returns/{number}/units/{unit['id']}/grade"
    assert clerk.post(path, {"grade": "C", "reason": MARK}).status_code == 200


def test_no_word_that_was_typed_about_an_order_outlives_its_people(
    bench: Station, lead: Voice, days_on: Callable[..., None]
) -> None:
    order_no, parcel = a_wordy_parcel(bench, lead)
    a_wordy_end(bench, lead, order_no)
    ended(bench, order_no, "cancelled")
    kept = bench.floor.count(EventWords)
    assert kept >= 4
    said = json.dumps(
        lead.get(f"/api/v1/orders/{order_no}").json["timeline"], ensure_ascii=False
    )
    assert said.count(MARK) >= 3
    assert chain(bench).broken_at is None

    days_on(90.1)
    assert run(bench) == 1

    assert written_down(bench, MARK) == []
    assert bench.floor.count(FloorException, FloorException.resolution == "") > 0
    lead = bench.floor.person("supervisor")
    story = lead.get(f"/api/v1/orders/{order_no}").json["timeline"]
    assert MARK not in json.dumps(story, ensure_ascii=False)
    assert [
        one["body"]["reason"] for one in story if one["tag"] == "shipping.waybill.voided"
    ] == [None]
    for page in (f"/orders/{order_no}", f"/parcels/{parcel}/evidence"):
        assert lead.get(page).status_code == 200
    found = chain(bench)
    assert (found.broken_at, found.unsealed) == (None, 0)


def test_the_chain_proves_the_words_beside_it_while_they_are_there(
    bench: Station, lead: Voice
) -> None:
    _, parcel, _ = bench.confirmed("A1")
    bench.done(parcel, "reprint", {"reason": "torn"})
    assert chain(bench).broken_at is None

    other = sa.update(EventWords).values(said='{"reason": "wet"}')
    bench.floor.write(lambda s: s.execute(other) and None)

    assert chain(bench).broken_at is not None
