"""The database ends its connections under a server that runs, as its restart does."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from app.people import access
from tests.floor import Floor

TRIES = 3
"""A page tries again by itself; it must not have to once for each connection of the pool."""


@pytest.fixture
def pool(floor: Floor) -> sa.Engine:
    """The engine of a floor that has used several connections at a time."""
    engine: sa.Engine = floor.app.extensions["store"].reader
    held = [engine.connect() for _ in range(6)]
    for conn in held:
        conn.close()
    return engine


def end_connections(engine: sa.Engine) -> None:
    """What a restart does to a server's connections; a file ends none."""
    if engine.dialect.name == "sqlite":
        return
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_who_calls_is_found_again_after_one_refusal(floor: Floor, pool: sa.Engine) -> None:
    picker = floor.person("picker")
    assert picker.get("/api/v1/picks/X").status_code == 404
    end_connections(pool)

    answers = []
    for _ in range(TRIES):
        access.forget()  # what a second of waiting does
        answers.append(picker.get("/api/v1/picks/X").status_code)

    assert set(answers) <= {404, 503}
    assert answers[-1] == 404


def test_a_scan_is_judged_again_after_one_refusal(floor: Floor, pool: sa.Engine) -> None:
    picker = floor.person("picker")
    action = {"scan_id": "1", "pick_list": "X", "kind": "scan", "code": "C", "device_seq": 1}
    assert picker.get("/api/v1/picks/X").status_code == 404
    end_connections(pool)

    answers = [picker.post("/api/v1/scans", json=action) for _ in range(TRIES)]

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[-1].json["results"][0]["verdict"] == "not_claimed"
