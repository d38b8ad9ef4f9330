"""Trouble has an owner and an age, and ends by an action."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.events import SYSTEM, EventRow
from app.core.outbox import OutboxRow
from app.stations import service
from app.stations.models import SiteRule
from app.stations.rules import ExceptionKind

SHORT = ExceptionKind.SHORT


def raise_one(floor, subject="WGO1", **detail):
    floor.write(lambda s: service.raise_exception(s, SYSTEM, SHORT, subject, **detail))


def test_trouble_is_raised_once_while_it_is_open_and_the_hub_hears_it(floor):
    lead = floor.person("supervisor")

    raise_one(floor, missing=2)
    raise_one(floor, missing=3)

    (found,) = lead.get("/api/v1/exceptions").json["exceptions"]
    assert (found["kind"], found["subject"], found["detail"]) == (
        "short",
        "WGO1",
        {"missing": 2},
    )
    assert found["owner"] is None
    assert found["age_s"] >= 0
    assert floor.count(OutboxRow, OutboxRow.hub_type == "exception.raised") == 1


def test_somebody_takes_it_and_says_what_was_done(floor):
    lead = floor.person("supervisor", name="Wang")
    raise_one(floor)
    (found,) = lead.get("/api/v1/exceptions").json["exceptions"]
    path = f"/api/v1/exceptions/{found['id']}"

    taken = lead.post(f"{path}/take")
    again = lead.post(f"{path}/take")
    ended = lead.post(f"{path}/resolve", {"resolution": "found behind the shelf"})

    assert taken.json["owner"] == again.json["owner"] == "Wang"
    assert ended.json == {"id": found["id"], "resolution": "found behind the shelf"}
    assert lead.get("/api/v1/exceptions").json["exceptions"] == []
    assert floor.count(EventRow, EventRow.tag == "stations.exception.taken") == 1
    late = lead.post(f"{path}/resolve", {"resolution": "again"})
    assert (late.status_code, late.json["code"]) == (409, "exception.ended")
    raise_one(floor)
    assert len(lead.get("/api/v1/exceptions").json["exceptions"]) == 1


def test_what_does_not_exist_is_said(floor):
    lead = floor.person("supervisor")

    for name in ("77", "x", "9" * 30):
        answer = lead.post(f"/api/v1/exceptions/{name}/take")
        assert (answer.status_code, answer.json["code"]) == (404, "exception.unknown")
    assert lead.post("/api/v1/exceptions/1/resolve", {}).status_code == 422


def test_a_machine_cannot_own_trouble_and_a_picker_cannot_end_it(floor):
    raise_one(floor)

    picker = floor.person("picker").post("/api/v1/exceptions/1/take")

    assert picker.status_code == 403


def test_the_list_pages_by_the_last_id_seen(floor):
    lead = floor.person("supervisor")
    for n in range(5):
        raise_one(floor, f"WGO{n}")

    first = lead.get("/api/v1/exceptions?limit=3").json["exceptions"]
    rest = lead.get(f"/api/v1/exceptions?limit=3&after={first[-1]['id']}").json["exceptions"]

    assert [one["subject"] for one in first + rest] == [f"WGO{n}" for n in range(5)]
    assert lead.get("/api/v1/exceptions?limit=0").status_code == 422


def test_ending_what_is_not_open_changes_nothing(floor):
    floor.write(lambda s: service.end_exception(s, SYSTEM, SHORT, "WGO9", "never was"))

    assert floor.count(EventRow, EventRow.tag == "stations.exception.ended") == 0


def test_a_site_rule_keeps_its_versions_and_the_newest_holds(floor):
    for percent in ("10", "8"):
        floor.write(
            lambda s, p=percent: service.set_site_rule(s, SYSTEM, "gate", {"percent": p})
        )

    rule = floor.write(lambda s: service.site_rule(s, 1, "gate", {"percent": "1", "other": 5}))

    assert rule == {"percent": "8", "other": 5}
    versions = floor.read(sa.select(SiteRule.version).order_by(SiteRule.version))
    assert [row[0] for row in versions] == [1, 2]
