"""Who gives a number up proves at that moment who they are; why and who is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock, words
from app.core.db import reading
from app.core.events import EventRow
from app.people import pins
from app.people.models import Login, Person
from tests.floor import Voice
from tests.packing.station import Station


@pytest.fixture
def lead(bench: Station) -> Voice:
    """A supervisor with a PIN, whose log-in is no longer fresh."""
    found = bench.floor.person("supervisor", badge="LEAD-1")
    bench.floor.person("packer", badge="PACK-9")
    pin = sa.update(Person).values(pin_hash=pins.hashed("246810"))
    long_ago = clock.now() - pins.FRESH - timedelta(seconds=1)
    bench.floor.write(lambda s: s.execute(pin) and None)
    mine = sa.select(Person.id).where(Person.badge == "LEAD-1").scalar_subquery()
    since = sa.update(Login).where(Login.person_id == mine).values(began_at=long_ago)
    bench.floor.write(lambda s: s.execute(since) and None)
    return found


def voided(bench: Station) -> list[tuple[str, str | None, str]]:
    """Reason, number and approver of what was given up."""
    query = sa.select(EventRow).where(EventRow.tag == "shipping.waybill.voided")
    with bench.floor.app.app_context():
        facts = reading().scalars(query.order_by(EventRow.id)).all()
        said = words.bodies(reading(), facts).values()
    return [(one["reason"], one["waybill"], one["approved_by"]) for one in said]


def test_a_number_is_given_up_by_who_proves_who_they_are_now(
    bench: Station, lead: Voice
) -> None:
    _, parcel, waybill = bench.attached("A1")
    why = {"reason": "wrong box"}

    answers = [
        bench.step(parcel, "void", why | more, by=lead)
        for more in (
            {},
            {"badge": "LEAD-1"},
            {"badge": "LEAD-1", "pin": "000000"},
            {"badge": "PACK-9", "pin": "246810"},
        )
    ]

    assert [(one.status_code, one.json["code"]) for one in answers] == [
        (403, "auth.prove_again"),
        (403, "auth.prove_again"),
        (401, "auth.bad_pin"),
        (403, "auth.permission"),
    ]
    assert voided(bench) == []
    proof = {"badge": "LEAD-1", "pin": "246810"}
    packer = bench.step(parcel, "void", why | proof)
    assert packer.json["code"] == "auth.permission"
    done = bench.step(parcel, "void", why | proof, by=lead)
    assert (done.status_code, done.json["state"]) == (200, "weighed")
    assert voided(bench) == [("wrong box", waybill, "LEAD-1")]


def test_a_fresh_log_in_is_a_proof_and_a_pre_prints_end_is_on_record_too(
    bench: Station,
) -> None:
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    boss = bench.floor.person("supervisor", badge="BOSS-1")

    assert bench.step(parcel, "void", {"reason": "x"}, by=boss).json["state"] == "weighed"
    assert voided(bench) == [("x", None, "BOSS-1")]


def test_five_wrong_pins_lock_the_badge(bench: Station, lead: Voice) -> None:
    _, parcel, _ = bench.confirmed("A1")
    wrong = {"reason": "x", "badge": "LEAD-1", "pin": "111111"}

    answers = [bench.step(parcel, "void", wrong, by=lead) for _ in range(6)]

    assert [one.json["code"] for one in answers] == ["auth.bad_pin"] * 5 + ["auth.locked"]
