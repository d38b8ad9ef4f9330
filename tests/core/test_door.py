"""What the door of the server refuses of any write, before a room looks at it."""

from __future__ import annotations

import http.client
import io
import json
import socket
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import RequestParser
from gunicorn.http.errors import ParseException
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.config import Settings
from app.core import body, idempotency
from app.core.db import in_transaction, reading
from app.core.errors import Refused
from app.gthread import LingeringWorker
from app.orders.models import Order
from app.people.models import Warehouse
from tests.builders import order_body
from tests.floor import Floor, Voice
from tests.packing.station import until

URL = "/api/v1/hub/orders"
JSON = "application/json"


HEAD = b"POST /api/v1/hub/orders HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"\x16\x03\x01\r\n\r\n", 400, "request.bad"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400, "request.bad"),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400, "request.bad"),
        (HEAD + b"Transfer-Encoding: gzip, x\r\n\r\n", 411, "request.length_required"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "request.bad"),
        (HEAD + b"A: b\r\n" * 200 + b"\r\n", 431, "request.bad"),
    ],
)
def test_what_is_no_http_is_refused_in_the_same_form(
    floor: Floor, sent: bytes, status: int, code: str
) -> None:
    worker = object.__new__(LingeringWorker)  # without the sockets of a server
    worker.cfg, worker.wsgi = Config(), floor.app
    worker.log = Logger(worker.cfg)
    here, there = socket.socketpair()
    with here, there:
        there.sendall(sent)
        try:
            next(RequestParser(worker.cfg, here, ("127.0.0.1", 1)))
        except ParseException as error:
            worker.handle_error(None, here, ("127.0.0.1", 1), error)
        answer = http.client.HTTPResponse(there)
        answer.begin()
        problem = json.loads(answer.read())

    assert answer.status == problem["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["retryable"]) == (code, False)
    assert problem["detail"] not in {"", code}


def test_the_word_bearer_may_be_written_in_any_case(floor: Floor) -> None:
    small = {"Authorization": floor.hub.headers["Authorization"].replace("Bearer", "bearer")}

    assert Voice(floor.app.test_client(), small).get("/api/v1/hub/events").status_code == 200


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


def test_a_write_is_undone_when_another_process_has_just_done_it(floor: Floor) -> None:
    """That process's keys are not among those in flight here."""
    call = ("hub", URL, "k1", b"{}")

    def add(code: str) -> str:
        in_transaction(lambda s: s.add(Warehouse(code=code, name=code)))
        return code

    with floor.app.app_context():
        with idempotency.keyed(reading(), *call) as stored:
            assert stored is None
            idempotency._in_flight.clear()
            with idempotency.keyed(reading(), *call):
                add("FIRST")
            with pytest.raises(Refused, match=r"idempotency\.in_flight"):
                add("SECOND")
        with idempotency.keyed(reading(), *call) as stored:
            assert stored == b"null"
    assert floor.count(Warehouse, Warehouse.code == "FIRST") == 1
    assert floor.count(Warehouse, Warehouse.code == "SECOND") == 0


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


@pytest.mark.parametrize(
    ("language", "missing", "choice"),
    [
        ("en", "This field is missing", "Not one of the values it can have: 'sideways'"),
        ("zh", "缺少这个字段", "不认识的值：'sideways'"),
    ],
)
def test_a_wrong_field_is_told_in_the_reader_s_language(
    floor: Floor, language: str, missing: str, choice: str
) -> None:
    speaks = {"Accept-Language": language}
    number = f"{URL}/tmall/A1"

    told = [
        floor.hub.post(f"{number}/{verb}", sent, headers=speaks).json["errors"]
        for verb, sent in (("hold", {}), ("short-decision", {"decision": "sideways"}))
    ]

    assert told == [
        [{"pointer": "/reason", "code": "field.missing", "detail": missing}],
        [{"pointer": "/decision", "code": "field.choice", "detail": choice}],
    ]


def test_a_question_asked_twice_or_with_a_wrong_value_is_named(floor: Floor) -> None:
    feed = "/api/v1/hub/events"

    told = [
        floor.hub.get(f"{feed}?{ask}").json["errors"][0]
        for ask in ("after=1&after=2", "limit=x")
    ]

    assert [(one["pointer"], one["code"]) for one in told] == [
        ("?after", "field.given_twice"),
        ("?limit", "field.type"),
    ]


@pytest.mark.parametrize("path", ["/orders/%00", "/api/v1/orders?number=a%00", "/x?%00"])
def test_no_address_holds_a_nul(floor: Floor, path: str) -> None:
    answer = floor.person("supervisor").get(path)
    assert (answer.status_code, answer.json["code"]) == (400, "request.bad")


def test_an_address_that_is_not_there_says_nothing_of_limits(floor: Floor) -> None:
    answer = floor.hub.get("/api/v1/nowhere")

    assert (answer.status_code, answer.json["code"]) == (404, "request.not_found")
    assert "limit" not in answer.json


def test_who_sends_too_much_hears_so_on_the_line(floor: Floor) -> None:
    """The answer is read after the whole body was sent, as plain clients do."""
    server = make_server("127.0.0.1", 0, floor.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        line.request(
            "POST",
            URL,
            body=b" " * (2 * body.LARGEST),
            headers=floor.hub.headers | {"Content-Type": JSON},
        )
        answer = line.getresponse()
        told = json.loads(answer.read())
    finally:
        line.close()
        server.shutdown()
        serving.join()
        server.server_close()

    assert (answer.status, told["code"]) == (413, "request.too_large")
    assert told["limit"] == body.LARGEST


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("pack.example:8443", "'self' ws://pack.example:8443 wss://pack.example:8443"),
        ("[::1]:8000", "'self'"),
    ],
)
def test_a_page_runs_and_reaches_what_is_ours_alone(
    floor: Floor, host: str, reached: str
) -> None:
    answer = floor.nobody.client.get("/login", headers={"Host": host})

    parts = answer.headers["Content-Security-Policy"].split("; ")
    rules = {name: rest for name, _, rest in (part.partition(" ") for part in parts)}
    assert rules["connect-src"] == reached
    assert {rules[name] for name in ("default-src", "script-src", "style-src")} == {"'self'"}
    assert {rules[n] for n in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
