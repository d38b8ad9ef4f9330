"""What the door of the server refuses of any write, before a room looks at it."""

from __future__ import annotations

import io
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import body, idempotency
from app.orders.models import Order
from tests.builders import order_body
from tests.floor import Floor, Voice
from tests.packing.station import until

URL = "/api/v1/hub/orders"
JSON = "application/json"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (
            {
                "input_stream": io.BytesIO(b"{}"),
                "headers": {"Transfer-Encoding": "chunked"},
                "content_type": JSON,
            },
            411,
            "request.length_required",
        ),
        ({"data": b" " * (body.LARGEST + 1), "content_type": JSON}, 413, "request.too_large"),
        (
            {
                "data": b"{",
                "environ_overrides": {"CONTENT_LENGTH": "20"},
                "content_type": JSON,
            },
            400,
            "request.bad",
        ),
        ({"data": b"{}", "content_type": "text/plain"}, 415, "request.not_json"),
        ({"data": b"{", "content_type": JSON}, 400, "request.bad_json"),
        ({"json": {}, "headers": {"Idempotency-Key": '""'}}, 400, "idempotency.bad_key"),
        ({"json": {}, "headers": {"Idempotency-Key": "k" * 256}}, 400, "idempotency.bad_key"),
    ],
)
def test_a_write_that_is_wrong_whatever_it_says(
    floor: Floor, sent: dict[str, Any], status: int, code: str
) -> None:
    headers = floor.hub.headers | sent.get("headers", {})

    answer = floor.hub.client.post(URL, **sent | {"headers": headers})

    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"


def test_a_write_wants_a_login_and_the_token_of_its_page(floor: Floor) -> None:
    lead = floor.person("supervisor")

    stranger = floor.nobody.post("/api/v1/waves", {})
    foreign_page = lead.client.post("/api/v1/waves", json={})

    assert (stranger.status_code, stranger.json["code"]) == (401, "auth.required")
    assert foreign_page.json is not None
    assert (foreign_page.status_code, foreign_page.json["code"]) == (403, "auth.csrf")


def test_a_keyed_write_is_not_begun_twice_at_once(floor: Floor) -> None:
    key = {"Idempotency-Key": "k1"}
    twin = Voice(floor.app.test_client(), floor.hub.headers)
    posted, answers = order_body(), []
    begun, go_on = threading.Event(), threading.Event()

    def hold_up(_: Session) -> None:
        begun.set()
        go_on.wait(60)

    slow = threading.Thread(target=floor.write, args=[hold_up])
    first = threading.Thread(
        target=lambda: answers.append(floor.hub.post(URL, posted, headers=key))
    )
    slow.start()
    begun.wait(60)
    first.start()

    try:
        until(lambda: idempotency._in_flight)
        second = twin.post(URL, posted, headers=key)
    finally:
        go_on.set()
        first.join()
        slow.join()

    assert (second.status_code, second.json["code"]) == (409, "idempotency.in_flight")
    assert second.json["retryable"]
    assert twin.post(URL, posted, headers=key).json == answers[0].json
    assert floor.count(Order) == 1


def test_a_store_that_cannot_write_now_says_when_to_come_again(
    floor: Floor, settings: Settings
) -> None:
    floor.write(lambda s: s.execute(sa.text("PRAGMA busy_timeout = 1")) and None)
    file = str(sa.engine.make_url(settings.database_url).database)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = floor.hub.post(URL, order_body())

    assert (refused.status_code, refused.json["code"]) == (503, "store.busy")
    assert (refused.headers["Retry-After"], refused.json["retryable"]) == ("2", True)
    assert floor.count(Order) == 0
    assert floor.hub.post(URL, order_body()).status_code == 200
