"""The virtual hub itself: what the tests of delivery stand on must be right."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import pytest
from standardwebhooks import Webhook

from app.simulation.virtual_hub import KINDS, VirtualHub

SECRET = "whsec_" + "dGhpcnR5LXR3byBieXRlcyBvZiBhIHNlY3JldCEhISE="


@pytest.fixture
def hub() -> Iterator[VirtualHub]:
    made = VirtualHub(SECRET)
    yield made
    made.close()


def report(hub: VirtualHub, stream: str, seq: int, *, secret: str = SECRET) -> int:
    message_id = f"{stream}:{seq}"
    event = {"id": message_id, "type": "order.accepted", "data": {"seq": seq}}
    body, at = json.dumps(event), datetime.now(UTC)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }
    with httpx.Client(timeout=2, trust_env=False) as client:
        return client.post(hub.url, content=body, headers=headers).status_code


def test_each_id_has_its_effect_once(hub):
    assert [report(hub, "order:A", 1), report(hub, "order:A", 1)] == [200, 200]

    state = hub.state()
    assert (state["events"], state["duplicates"]) == (1, 1)


def test_what_comes_out_of_order_is_noticed_and_kept(hub):
    for seq in (1, 3, 2, 4):
        report(hub, "order:A", seq)
    report(hub, "order:B", 1)

    assert [(one.stream, one.seq, one.in_order) for one in hub.effects()] == [
        ("order:A", 1, True),
        ("order:A", 3, False),
        ("order:A", 2, False),
        ("order:A", 4, True),
        ("order:B", 1, True),
    ]
    assert hub.state()["out_of_order"] == 2


def test_an_unsigned_or_wrongly_signed_report_has_no_effect(hub):
    other = "whsec_" + "YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ="

    assert report(hub, "order:A", 1, secret=other) == 401
    assert httpx.post(hub.url, content=b"{}", trust_env=False).status_code == 401
    assert hub.effects() == []
    assert hub.state()["bad_signatures"] == 2


def test_a_caller_that_dies_while_it_speaks_has_said_nothing(hub):
    at = urlsplit(hub.url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as line:
        line.sendall(b"POST /reports HTTP/1.1\r\nHost: hub\r\nContent-Length: 40\r\n\r\n{")
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    state = hub.state()
    assert (state["calls"], state["bad_signatures"], state["events"]) == (0, 0, 0)


def test_it_can_be_told_to_misbehave_over_http(hub):
    control = hub.control()
    httpx.post(f"{control}/fault", json={"kind": "refuse_429", "seconds": 7}, trust_env=False)

    assert report(hub, "order:A", 1) == 429
    assert report(hub, "order:A", 1) == 200
    state = httpx.get(f"{control}/state", trust_env=False).json()
    assert state["events"] == 1
    assert set(state["faults"]) == set(KINDS)
    bad = httpx.post(f"{control}/fault", json={"kind": "smile"}, trust_env=False)
    assert bad.status_code == 400
    assert "apply_then_500" in bad.json()["error"]


def test_a_hub_that_is_down_breaks_every_connection_and_comes_back(hub):
    hub.go_down(0.3)
    with pytest.raises(httpx.TransportError):
        report(hub, "order:A", 1)

    hub.go_down(0)
    assert report(hub, "order:A", 1) == 200
