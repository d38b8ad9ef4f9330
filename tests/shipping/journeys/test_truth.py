"""What we called shipped must be heard of: 24 and 48 hours, told of once, ended by a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.shipping import jobs, manifests, truth
from app.shipping.models import TruthClock
from app.shipping.truth_rules import LOADING
from tests.floor import Floor, Voice
from tests.journeys.racing import Dock, Work, at_once

HOUR = timedelta(hours=1)
CHASE, AUDIT = "truth_chase", "truth_audit"


class Outside:
    """A parcel on its way, a clock to put forward, a carrier that speaks or does not."""

    def __init__(self, floor: Floor, ahead: Callable[[timedelta], None]) -> None:
        self.floor, self._ahead = floor, ahead
        self.dock = Dock(floor)
        ((_, self.order_no),) = self.dock.orders(1)
        self.parcel = self.dock.attached(self.order_no)
        self.waybill = f"WB{self.parcel}"

    @property
    def lead(self) -> Voice:
        """Logged in just now: days pass here."""
        return self.floor.person("supervisor", name="Zhao")

    def ship(self) -> None:
        assert self.dock.close(self.dock.sheet(self.parcel)) == "closed"

    def pass_(self, time: timedelta) -> None:
        self._ahead(time)
        self.look()

    def look(self) -> None:
        with self.floor.app.app_context():
            while jobs.look_for_parcels():
                pass

    def trace(self, kind: str, ago: timedelta = timedelta(0), **more: str) -> str:
        row = {"waybill": self.waybill, "kind": kind, "at": (clock.now() - ago).isoformat()}
        body = {"traces": [row | more]}
        answer = self.floor.hub.post("/api/v1/hub/traces", body)
        return str(answer.json["results"][0]["status"])

    def open(self) -> list[dict[str, Any]]:
        found = self.lead.get("/api/v1/exceptions").json["exceptions"]
        return [one for one in found if one["kind"] in {CHASE, AUDIT}]

    def queues(self) -> list[tuple[str, str]]:
        return [(one["kind"], one["detail"]["reason"]) for one in self.open()]


@pytest.fixture
def outside(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> Outside:
    ahead = timedelta(0)

    def more(time: timedelta) -> None:
        nonlocal ahead
        ahead += time

    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + ahead)
    return Outside(floor, more)


def test_silence_is_chased_after_24_hours_and_audited_after_48(outside: Outside) -> None:
    outside.pass_(100 * HOUR)  # in its cage it is not late
    outside.ship()
    outside.pass_(23.9 * HOUR)
    assert outside.queues() == []
    outside.pass_(0.2 * HOUR)
    assert outside.queues() == [(CHASE, "since_shipped")]
    outside.pass_(23.7 * HOUR)
    assert outside.queues() == [(CHASE, "since_shipped")]
    outside.pass_(0.3 * HOUR)
    assert outside.queues() == [(CHASE, "since_shipped"), (AUDIT, "not_picked_up")]
    outside.pass_(500 * HOUR)
    assert len(outside.queues()) == 2  # told of once

    assert outside.trace("picked_up", HOUR) == "added"

    assert outside.queues() == []
    assert outside.trace("picked_up", HOUR) == "added"  # another moment: the clock went on
    outside.pass_(24 * HOUR)
    assert outside.queues() == [(CHASE, "since_trace")]
    outside.trace("signed")
    outside.pass_(500 * HOUR)
    assert outside.queues() == []
    story = outside.lead.get(f"/api/v1/orders/{outside.order_no}").json["timeline"]
    assert sum(one["tag"] == "shipping.trace.heard" for one in story) == 3


def test_a_person_ends_it_and_it_comes_again_after_the_next_silence(outside: Outside) -> None:
    outside.ship()
    outside.trace("picked_up")
    outside.pass_(25 * HOUR)
    (one,) = outside.open()
    path = f"/api/v1/exceptions/{one['id']}"
    outside.lead.post(f"{path}/take")
    queues = outside.lead.get("/api/v1/truth").json
    (line,) = queues["chase"]
    names = ("parcel_no", "order_no", "waybill", "carrier", "owner")
    said = {name: line[name] for name in names}
    assert said == {
        "parcel_no": outside.parcel,
        "order_no": outside.order_no,
        "waybill": outside.waybill,
        "carrier": "SF",
        "owner": "Zhao",
    }
    assert line["shipped_at"] <= line["last_at"] < line["raised_at"]
    assert queues["audit"] == []

    outside.lead.post(f"{path}/resolve", {"resolution": "carrier called"})

    outside.pass_(100 * HOUR)
    assert outside.queues() == []
    outside.trace("in_transit")
    outside.pass_(25 * HOUR)
    assert outside.queues() == [(CHASE, "since_trace")]


def test_a_carriers_scan_of_what_never_left_is_audited(outside: Outside) -> None:
    outside.trace("picked_up")
    outside.pass_(LOADING - HOUR / 60)
    assert outside.queues() == []  # the driver scans, the sheet is closed in a moment
    outside.pass_(HOUR / 30)

    assert outside.queues() == [(AUDIT, "before_shipped")]

    outside.ship()
    outside.pass_(HOUR)
    assert outside.queues() == [(AUDIT, "before_shipped")]  # a person says what happened


@pytest.mark.parametrize(
    ("traces", "wanted"),
    [
        ([("picked_up", 0.1), ("signed", 0)], []),
        ([("signed", 0), ("picked_up", 0.1)], []),
        ([("picked_up", 0), ("signed", 0.1)], [(AUDIT, "signed_first")]),
        ([("picked_up", 1)], [(AUDIT, "before_shipped")]),
        ([("picked_up", -99)], [(CHASE, "since_trace")]),
    ],
)
def test_shipped_then_scanned_then_signed_is_true(
    outside: Outside, traces: list[tuple[str, float]], wanted: list[tuple[str, str]]
) -> None:
    outside.ship()
    for kind, hours in traces:
        outside.trace(kind, hours * HOUR)
    told = [one for one in outside.queues() if one[0] == AUDIT]
    outside.pass_(25 * HOUR)

    assert told == [one for one in wanted if one[0] == AUDIT]
    assert set(wanted) <= set(outside.queues())
    assert [one for one in outside.queues() if one[0] == AUDIT] == told


def test_a_void_label_that_travels_is_audited_and_another_carriers_trace_is_not_ours(
    outside: Outside,
) -> None:
    outside.trace("picked_up", carrier="YTO")
    voided = outside.lead.post(f"/api/v1/parcels/{outside.parcel}/void", {"reason": "torn"})
    assert voided.status_code == 200
    outside.pass_(HOUR)
    assert outside.queues() == []

    outside.trace("picked_up", carrier="SF")

    assert outside.queues() == [(AUDIT, "void_label")]
    assert outside.open()[0]["subject"] == outside.parcel


def test_traces_that_come_while_the_vehicle_leaves_are_all_judged(outside: Outside) -> None:
    parcels = [outside.parcel, *(outside.dock.attached(no) for _, no in outside.dock.orders(3))]
    number = outside.dock.sheet(*parcels)
    at, hub = clock.now(), outside.dock.actor

    def hear(parcel: str, kind: str) -> Work:
        return lambda s: truth.hear(s, hub, f"WB{parcel}", None, kind, at)

    works: list[Work] = [hear(one, kind) for one in parcels for kind in ("picked_up", "signed")]
    works.append(lambda s: manifests.hand_over_some(s, hub, number, parcels))
    answers = at_once(outside.floor, *works, *works[:2])

    assert answers.count("added") == 8
    assert set(answers) <= {"added", "unchanged", None, "store.conflict"}
    clocks = outside.floor.read(sa.select(TruthClock.shipped_at, TruthClock.signed_at))
    assert [(bool(shipped), signed) for shipped, signed in clocks] == [(True, at)] * 4
    outside.pass_(50 * HOUR)
    assert outside.queues() == []
