"""The database ends its connections under a server that runs, as its restart does."""

from __future__ import annotations

import psycopg
import pytest

from app.people import access
from tests.floor import Floor

TRIES = 3
"""A page tries again by itself; it must not have to once for each connection of the pool."""


@pytest.fixture
def pool(floor: Floor, database_kind: str) -> str:
    """A floor whose pool holds several connections; the libpq URL of its database."""
    if database_kind == "sqlite":
        pytest.skip("a file ends no connections")
    engine = floor.app.extensions["store"].engine
    held = [engine.connect() for _ in range(6)]
    for conn in held:
        conn.close()
    url: str = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return url


def end_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_who_calls_is_found_again_after_one_refusal(floor: Floor, pool: str) -> None:
    picker = floor.person("picker")
    assert picker.get("/api/v1/picks/X").status_code == 404
    end_connections(pool)

    answers = []
    for _ in range(TRIES):
        access.forget()  # what a second of waiting does
        answers.append(picker.get("/api/v1/picks/X").status_code)

    assert set(answers) <= {404, 503}
    assert answers[-1] == 404


def test_a_scan_is_judged_again_after_one_refusal(floor: Floor, pool: str) -> None:
    picker = floor.person("picker")
    action = {"scan_id": "1", "pick_list": "X", "kind": "scan", "code": "C", "device_seq": 1}
    assert picker.get("/api/v1/picks/X").status_code == 404
    end_connections(pool)

    answers = [picker.post("/api/v1/scans", json=action) for _ in range(TRIES)]

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[-1].json["results"][0]["verdict"] == "not_claimed"
