"""The line to a hub that answers what no hub should: each call ends, and says how."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import Actor, record
from app.core.outbox import OutboxRow, OutboxState
from app.hub import sender
from app.hub.line import ANSWER_READ, Line, NoAnswerError
from app.inventory.events import StockChanged
from tests.floor import Floor
from tests.packing.station import until

Speak = Callable[[socket.socket], None]
TARGET_S = 0.6
NO_HTTP = "no answer: RemoteProtocolError illegal status line: bytearray(b'NOT HTTP')"
WAITS_S = (60, 300)


class RawHub:
    """Reads a request and then does with the connection what the test says."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/reports"
        self.ended = threading.Event()
        self.speak: Speak = says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self._listening.close()

    def _serve(self) -> None:
        while not self.ended.is_set():
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_one, args=(caller,), daemon=True).start()

    def _serve_one(self, caller: socket.socket) -> None:
        with caller:
            said = b""
            while b"\r\n\r\n" not in said or not said.endswith(b"}"):
                part = caller.recv(65_536)
                if not part:
                    return
                said += part
            self.heard.append(said)
            try:
                self.speak(caller)
            except OSError:
                return  # the caller has hung up


def says(answer: bytes) -> Speak:
    return lambda caller: caller.sendall(answer)


@pytest.fixture
def raw_hub() -> Iterator[RawHub]:
    made = RawHub()
    yield made
    made.close()


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(timeout_s=TARGET_S)
    yield made
    made.close()


def post(line: Line, hub: RawHub) -> Any:
    return line.post(hub.url, {"webhook-id": "order:1:1"}, b"{}")


def drips(hub: RawHub, answer: bytes) -> Speak:
    def speak(caller: socket.socket) -> None:
        for byte in answer:
            caller.sendall(bytes([byte]))
            if hub.ended.wait(0.2):
                return

    return speak


def test_a_hub_that_says_a_byte_at_a_time_is_left_at_the_deadline(raw_hub, line):
    raw_hub.speak = drips(raw_hub, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    began = time.monotonic()

    with pytest.raises(NoAnswerError, match="ReadTimeout"):
        post(line, raw_hub)

    assert time.monotonic() - began < 5  # byte by byte it would have been 8 s


def test_why_there_was_no_answer_is_said(line):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(NoAnswerError, match="Connection refused"):
        line.post(f"http://127.0.0.1:{port}/", {}, b"{}")


def test_a_yes_counts_though_its_body_never_ends(raw_hub, line):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"

    def speak(caller: socket.socket) -> None:
        caller.sendall(head)
        drips(raw_hub, b"x" * 100)(caller)

    raw_hub.speak = speak

    assert post(line, raw_hub).status == 200


def test_of_an_endless_answer_the_beginning_is_read(raw_hub, line):
    def speak(caller: socket.socket) -> None:
        caller.sendall(b"HTTP/1.1 500 Oops\r\n\r\n")
        while not raw_hub.ended.is_set():
            caller.sendall(b"x" * 65_536)

    raw_hub.speak = speak

    assert post(line, raw_hub).text == "x" * ANSWER_READ


@pytest.mark.parametrize(
    ("answer", "noted"),
    [
        (b"HTTP/1.1 500 E\r\nContent-Length: 5\r\n\r\na\x00\x1b\nb", ("500 a b", 60)),
        (b"HTTP/1.1 500 E\r\nContent-Type: a/b; charset=hex\r\n\r\n\xff!", ("500 �!", 60)),
        (b"HTTP/1.1 500 E\r\nContent-Encoding: gzip\r\n\r\nplain", ("500 plain", 60)),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", ("410 ", 60)),
        (b"HTTP/1.1 307 No\r\nLocation: http://169.254.0.1/\r\n\r\n", ("307 ", 60)),
        (b"HTTP/1.1 429 E\r\nRetry-After: 900\r\n\r\n", ("429 ", 900)),
        (b"HTTP/1.1 429 E\r\nRetry-After: " + b"9" * 5000 + b"\r\n\r\n", ("429 ", 86_400)),
        (b"HTTP/1.1 429 E\r\nRetry-After: Sat, 1 Jan 2090 0:0:0 GMT\r\n\r\n", ("429 ", 86_400)),
        (b"HTTP/1.1 429 E\r\nRetry-After: 1, " + b"9" * 30 + b" Jan 2\r\n\r\n", ("429 ", 60)),
        (b"HTTP/1.1 429 E\r\nRetry-After: Mon, 1 Jan 1990 00:00:00 GMT\r\n\r\n", ("429 ", 60)),
        (b"NOT HTTP\r\n\r\n", (NO_HTTP, 60)),
    ],
    ids=str,
)
def test_what_a_hub_answers_is_kept_and_never_stops_the_sender(
    floor: Floor, raw_hub: RawHub, line: Line, answer: bytes, noted: Any
) -> None:
    raw_hub.speak = says(answer)
    tell(floor, "S1")
    told = sender.Sender(sender.Target(raw_hub.url, "", WAITS_S), line)

    with floor.app.app_context():
        told.send_due()

    (row,) = rows(floor)
    assert row.state is OutboxState.RETRY
    assert (row.last_answer, row.wait_s) == noted


def tell(floor: Floor, sku: str) -> None:
    changed = StockChanged(stream=f"sku:{sku}", sku=sku, available=1)
    floor.write(lambda s: record(s, Actor("WG-0001"), changed))


def rows(floor: Floor) -> list[OutboxRow]:
    return [row[0] for row in floor.read(sa.select(OutboxRow).order_by(OutboxRow.id))]


def test_a_report_about_goods_with_a_chinese_code_is_told(floor, raw_hub, line):
    for sku in ("S1", "红衣.1 / 100%", "S2"):
        tell(floor, sku)
    told = sender.Sender(sender.Target(raw_hub.url, "", WAITS_S), line)

    with floor.app.app_context():
        told.send_due()

    assert {row.state for row in rows(floor)} == {OutboxState.SENT}
    ids = {said.partition(b'"id": "')[2].partition(b'"')[0].decode() for said in raw_hub.heard}
    assert ids == {"sku:S1:1", "sku:%E7%BA%A2%E8%A1%A3%2E1%20%2F%20100%25:1", "sku:S2:1"}


def test_a_call_that_hangs_keeps_no_other_stream_waiting(floor, raw_hub, monkeypatch):
    monkeypatch.setattr(sender, "PATIENCE_S", 0.3)
    go_on = threading.Event()
    fine = raw_hub.speak

    def hangs(caller: socket.socket) -> None:
        assert go_on.wait(30)
        fine(caller)

    raw_hub.speak = hangs
    tell(floor, "S1")
    told = sender.Sender(sender.Target(raw_hub.url, "", WAITS_S), Line(timeout_s=60))
    with floor.app.app_context():
        assert told.send_due() == 1  # begun
        raw_hub.speak = fine
        tell(floor, "S2")
        until(lambda: told.send_due() == 0 and rows(floor)[1].state is OutboxState.SENT)
        assert rows(floor)[0].state is OutboxState.RETRY
        assert rows(floor)[0].due_at - rows(floor)[0].last_try_at == timedelta(
            seconds=sender.LEASE_S
        )

        go_on.set()
        until(lambda: told.send_due() == 0 and rows(floor)[0].state is OutboxState.SENT)

    assert len(raw_hub.heard) == 2
