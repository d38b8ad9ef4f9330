"""A write that is repeated under its key is done once and told of in the same words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.idempotency import IdempotencyKey
from app.stations.models import SiteRule
from tests.floor import Floor

PLANNED = {"before_cut_off_min": [2880]}
WRITES: dict[str, Any] = {
    "/api/v1/people/active": {"badge": "WG-9", "active": False},
    "/api/v1/devices/revoke": {"name": "PDA WG-9"},
    "/api/v1/privacy/retention": {"days": 40},
    "/api/v1/privacy/unmasked-carriers": {"carriers": []},
    "/api/v1/hub/messages/replay": {"stream": "order:WGO1"},
    "/api/v1/waves/urgent": {"jump_in": True},
    "/api/v1/wave-rules": {"name": "r", "schedule": PLANNED},
    "/api/v1/wave-rules/1/pause": {},
    "/api/v1/wave-rules/1/resume": {},
}


def test_a_repeat_gets_the_first_answer_in_every_room(floor: Floor) -> None:
    admin = floor.person("admin")
    floor.person("packer", badge="WG-9")

    for path, body in WRITES.items():
        key = {"Idempotency-Key": path}
        first, again = (admin.post(path, body, headers=key) for _ in range(2))
        assert first.status_code == 200, (path, first.json)
        assert again.json == first.json, path

    assert floor.read(sa.select(sa.func.max(SiteRule.version))) == [(1,)]


def test_what_is_shown_once_is_not_kept_for_a_repeat(floor: Floor) -> None:
    admin, key = floor.person("admin"), {"Idempotency-Key": "once"}

    made = [admin.post("/api/v1/devices", {"name": f"PDA-{n}"}, headers=key) for n in (1, 2)]

    assert len({answer.json["token"] for answer in made}) == 2
    assert not floor.count(IdempotencyKey)
