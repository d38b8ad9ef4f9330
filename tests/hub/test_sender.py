"""The sender against a hub that misbehaves: every report once in effect, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from app.core import clock, db
from app.core.events import Actor, HubEvent, record
from app.core.outbox import OutboxRow, OutboxState
from app.hub import letters, sender
from app.hub.line import Line
from app.simulation.virtual_hub import VirtualHub
from app.stations.models import FloorException
from tests.floor import Floor

SECRET = "whsec_" + "dGhpcnR5LXR3byBieXRlcyBvZiBhIHNlY3JldCEhISE="
WAITS_S = (60, 300)


@dataclass(frozen=True, kw_only=True)
class Knocked(HubEvent):
    tag: ClassVar[str] = "test.knocked"
    hub_type: ClassVar[str] = "order.accepted"
    times: int


@pytest.fixture
def hub() -> Iterator[VirtualHub]:
    made = VirtualHub(SECRET)
    yield made
    made.close()


@pytest.fixture
def client() -> Iterator[Line]:
    made = Line(timeout_s=0.5)
    yield made
    made.close()


def knock(floor: Floor, stream: str, times: int) -> None:
    for n in range(1, times + 1):
        floor.write(lambda s, n=n: record(s, Actor("WG-0001"), Knocked(stream=stream, times=n)))


def send(floor: Floor, hub: VirtualHub, client: Line, secret: str = SECRET) -> int:
    told = sender.Sender(sender.Target(hub.url, secret, WAITS_S), client)
    with floor.app.app_context():
        count = told.send_due()
    told.close()
    return count


def send_all(floor: Floor, hub: VirtualHub, client: Line) -> None:
    while send(floor, hub, client):
        pass


def wait_over(floor: Floor) -> None:
    """Let the time to the next try pass."""
    long_ago = clock.now() - timedelta(days=3)
    waited = sa.update(OutboxRow).values(last_try_at=long_ago, due_at=long_ago)
    floor.write(lambda s: s.execute(waited))


def rows(floor: Floor) -> list[Any]:
    return [row[0] for row in floor.read(sa.select(OutboxRow).order_by(OutboxRow.id))]


def test_each_report_reaches_the_hub_once_signed_and_in_order(floor, hub, client):
    knock(floor, "order:WGO1", 3)
    knock(floor, "order:WGO2", 2)

    send_all(floor, hub, client)

    heard = [(d.stream, d.seq, d.data["times"]) for d in hub.effects()]
    assert sorted(heard) == [
        ("order:WGO1", 1, 1),
        ("order:WGO1", 2, 2),
        ("order:WGO1", 3, 3),
        ("order:WGO2", 1, 1),
        ("order:WGO2", 2, 2),
    ]
    assert hub.state()["out_of_order"] == 0
    assert {row.state for row in rows(floor)} == {OutboxState.SENT}
    assert hub.effects()[0].data["operator"] == "WG-0001"


@pytest.mark.parametrize("kind", ["apply_then_500", "apply_then_reset", "apply_then_time_out"])
def test_a_hub_that_takes_it_and_does_not_say_so_hears_it_again_under_the_same_id(
    floor, hub, client, kind
):
    knock(floor, "order:WGO1", 2)
    hub.misbehave(kind, seconds=1.0)

    send(floor, hub, client)
    assert send(floor, hub, client) == 0  # neither this one before its time, nor the one behind
    wait_over(floor)
    send_all(floor, hub, client)

    state = hub.state()
    assert (state["events"], state["duplicates"], state["out_of_order"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("refuse_503", "503"),
        ("reset", "no answer: "),
        ("redirect", "302"),
    ],
)
def test_a_refusal_is_tried_again_after_the_scheduled_wait(floor, hub, client, kind, answer):
    knock(floor, "order:WGO1", 1)
    hub.misbehave(kind)

    send(floor, hub, client)

    (row,) = rows(floor)
    assert row.state is OutboxState.RETRY
    assert row.wait_s == WAITS_S[0]
    assert row.last_answer.startswith(answer)
    wait_over(floor)
    send_all(floor, hub, client)
    assert [d.seq for d in hub.effects()] == [1]


@pytest.mark.parametrize(("seconds", "wait_s"), [(900, 900), (5, WAITS_S[0])])
def test_retry_after_makes_the_wait_longer_never_shorter(floor, hub, client, seconds, wait_s):
    knock(floor, "order:WGO1", 1)
    hub.misbehave("refuse_429", seconds=seconds)

    send(floor, hub, client)

    assert rows(floor)[0].wait_s == wait_s


def test_a_stream_in_trouble_holds_up_no_other(floor, hub, client):
    knock(floor, "order:WGO1", 2)
    hub.misbehave("refuse_503")
    send(floor, hub, client)
    knock(floor, "order:WGO2", 2)

    send_all(floor, hub, client)

    assert {d.stream for d in hub.effects()} == {"order:WGO2"}


def test_a_dead_letter_parks_its_stream_is_seen_and_replayed_in_order(floor, hub, client):
    knock(floor, "order:WGO1", 3)
    hub.misbehave("refuse_503", times=len(WAITS_S) + 1)
    for _ in range(len(WAITS_S) + 1):
        send(floor, hub, client)
        wait_over(floor)
    send_all(floor, hub, client)  # the exception is told, its stream is not in trouble
    states = [row.state for row in rows(floor) if row.stream == "order:WGO1"]
    assert states == [OutboxState.DEAD, OutboxState.PARKED, OutboxState.PARKED]
    assert floor.count(FloorException, FloorException.ended_at.is_(None)) == 1
    with floor.app.app_context():
        found = letters.letters(
            db.reading(), warehouse_id=1, state=OutboxState.DEAD, after=0, limit=10
        )
    assert [(one.stream, one.seq, one.last_answer) for one in found] == [
        ("order:WGO1", 1, "503 ")
    ]

    assert floor.write(lambda s: letters.replay(s, "order:WGO1")) == 3
    send_all(floor, hub, client)

    mine = [d for d in hub.effects() if d.stream == "order:WGO1"]
    assert [d.seq for d in mine] == [1, 2, 3]
    assert all(d.in_order for d in mine)
    assert floor.count(FloorException, FloorException.ended_at.is_(None)) == 0


def test_trouble_that_cannot_be_told_makes_no_more_trouble(floor, hub, client):
    knock(floor, "order:WGO1", 1)
    hub.misbehave("refuse_503", times=50)

    for _ in range(3 * (len(WAITS_S) + 1)):
        send(floor, hub, client)
        wait_over(floor)

    assert {row.state for row in rows(floor)} == {OutboxState.DEAD}
    assert [row.hub_type for row in rows(floor)] == ["order.accepted", "exception.raised"]
    assert floor.count(FloorException) == 1


def test_a_report_written_behind_a_dead_letter_waits_for_the_replay(floor, hub, client):
    knock(floor, "order:WGO1", 1)
    hub.misbehave("refuse_503", times=len(WAITS_S) + 1)
    for _ in range(len(WAITS_S) + 1):
        send(floor, hub, client)
        wait_over(floor)
    knock(floor, "order:WGO1", 1)

    send_all(floor, hub, client)
    assert not [d for d in hub.effects() if d.stream == "order:WGO1"]

    floor.write(lambda s: letters.replay(s, "order:WGO1"))
    send_all(floor, hub, client)
    assert [d.seq for d in hub.effects() if d.stream == "order:WGO1"] == [1, 2]


def test_a_wrong_secret_is_refused_by_the_hub(floor, hub, client):
    knock(floor, "order:WGO1", 1)
    other = "whsec_" + "YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ="

    send(floor, hub, client, secret=other)

    assert hub.effects() == []
    assert rows(floor)[0].last_answer.startswith("401")


def test_a_sender_that_died_leaves_its_message_to_the_next(floor, hub, client):
    knock(floor, "order:WGO1", 1)
    with floor.app.app_context():
        claimed = db.in_transaction(lambda s: sender._claim(s, clock.now(), 1))
    assert len(claimed) == 1
    assert send(floor, hub, client) == 0  # its lease still runs
    wait_over(floor)

    send_all(floor, hub, client)

    assert [d.seq for d in hub.effects()] == [1]


def test_a_supervisor_sees_the_dead_letters_and_sends_them_again(floor, hub, client):
    knock(floor, "order:WGO1", 2)
    hub.misbehave("refuse_503", times=len(WAITS_S) + 1)
    for _ in range(len(WAITS_S) + 1):
        send(floor, hub, client)
        wait_over(floor)
    supervisor = floor.person("supervisor")

    seen = supervisor.get("/api/v1/hub/messages").json["messages"]
    assert [(one["stream"], one["seq"], one["tries"]) for one in seen] == [("order:WGO1", 1, 3)]
    answer = supervisor.post("/api/v1/hub/messages/replay", {"stream": "order:WGO1"})
    assert answer.json == {"stream": "order:WGO1", "replayed": 2}

    send_all(floor, hub, client)
    assert supervisor.get("/api/v1/hub/messages").json == {"messages": []}
    assert [d.seq for d in hub.effects() if d.stream == "order:WGO1"] == [1, 2]
    assert floor.person("picker").get("/api/v1/hub/messages").status_code == 403


def test_many_streams_that_wait_long_hide_none_that_is_due(floor, hub, client):
    for n in range(30):
        knock(floor, f"order:WGO{n}", 1)
    later = clock.now() + timedelta(days=1)
    waiting = sa.update(OutboxRow).values(
        state=OutboxState.RETRY, tries=3, wait_s=86_400, last_try_at=clock.now(), due_at=later
    )
    floor.write(lambda s: s.execute(waiting))
    knock(floor, "order:WGO99", 1)

    send_all(floor, hub, client)

    assert [d.stream for d in hub.effects()] == ["order:WGO99"]


def test_a_clock_that_was_set_back_makes_no_report_wait_for_ever(floor, hub, client):
    knock(floor, "order:WGO1", 1)
    ahead = clock.now() + timedelta(days=3)
    floor.write(
        lambda s: s.execute(
            sa.update(OutboxRow).values(
                state=OutboxState.RETRY, tries=1, wait_s=60, last_try_at=ahead, due_at=ahead
            )
        )
    )

    send_all(floor, hub, client)

    assert len(hub.effects()) == 1
