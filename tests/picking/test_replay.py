"""Exactly once, in order, with holes refused: what a PDA kept while it had no network."""

import threading

import pytest
import sqlalchemy as sa

from app.core.events import EventRow
from app.picking import scanning
from app.picking.models import Scan
from app.stations.models import FloorException
from app.waves.models import PickTask
from tests.floor import Floor
from tests.picking.shift import Picker, open_shop, order_body, picker, release

RED_BIN, TIN_BIN = "A-01-01-1", "B-05-02-1"
WALK = [RED_BIN, "B-RED", "B-RED", "T001", TIN_BIN, "B-TIN", "T001"]


@pytest.fixture
def ann(floor: Floor) -> Picker:
    open_shop(floor)
    release(floor, order_body("1", ("RED", 2), ("TIN", 1)))
    one = Picker(floor.person("picker", badge="WG-ANN"))
    one.take()
    return one


def post(ann: Picker, actions: list[dict]):
    return ann.voice.post("/api/v1/scans", {"scans": actions})


def test_a_whole_walk_in_one_request_sent_in_any_order(ann: Picker) -> None:
    actions = [ann.action(code=code) for code in WALK]

    answer = post(ann, list(reversed(actions)))

    results = answer.json["results"]
    assert [r["scan_id"] for r in results] == [a["scan_id"] for a in reversed(actions)]
    assert [r["verdict"] for r in reversed(results)] == [
        "ok",
        "ok",
        "ok",
        "task_done",
        "ok",
        "ok",
        "list_done",
    ]


def test_a_repeat_gets_its_first_verdict_word_for_word(floor: Floor, ann: Picker) -> None:
    actions = [ann.action(code=code) for code in WALK]

    first, again = post(ann, actions).json, post(ann, actions).json

    assert again == first
    assert floor.count(Scan) == len(WALK)
    assert floor.count(PickTask, PickTask.state == "done") == 2


def test_a_hole_is_refused_and_what_came_before_it_stays(floor: Floor, ann: Picker) -> None:
    one, two, three, four = [ann.action(code=code) for code in WALK[:4]]

    answer = post(ann, [one, two, four])

    assert (answer.status_code, answer.json["code"], answer.json["wanted"]) == (
        409,
        "scan.gap",
        3,
    )
    assert floor.count(Scan) == 2
    filled = post(ann, [one, two, three, four])
    assert [r["verdict"] for r in filled.json["results"]] == ["ok", "ok", "ok", "task_done"]


def test_a_new_device_begins_with_one(ann: Picker) -> None:
    next(ann.seqs)

    answer = ann.voice.post("/api/v1/scans", ann.action(code=RED_BIN))

    assert (answer.status_code, answer.json["wanted"]) == (409, 1)
    assert "number 1 comes next" in answer.json["detail"]


def test_a_device_that_forgot_its_numbers_goes_on(ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-RED")

    forgetful = Picker(ann.voice, ann.pick_list)

    assert forgetful.verdicts("B-RED", "T001") == ["ok", "task_done"]
    assert ann.look()["device_seq"] == 2


def test_a_hole_in_a_long_batch_keeps_what_came_before(floor: Floor, ann: Picker) -> None:
    actions = [ann.action(code="NONSENSE") for _ in range(60)]
    del actions[40]

    answer = post(ann, actions)

    assert (answer.json["wanted"], answer.json["applied"]) == (41, 40)
    assert floor.count(Scan) == 40


def test_an_idempotency_key_gives_the_whole_answer_again(ann: Picker) -> None:
    actions = [ann.action(code=RED_BIN), *[ann.action(code="NONSENSE") for _ in range(40)]]

    def send():
        keyed = {"Idempotency-Key": "k"}
        return ann.voice.post("/api/v1/scans", {"scans": actions}, headers=keyed)

    first, again = send(), send()

    assert (first.status_code, len(first.json["results"])) == (200, 41)
    assert again.json == first.json
    other = ann.voice.post(
        "/api/v1/scans", {"scans": actions[:1]}, headers={"Idempotency-Key": "k"}
    )
    assert other.json["code"] == "idempotency.other_payload"


def test_scans_done_offline_for_a_cancelled_order_become_put_back_work(
    floor: Floor, ann: Picker
) -> None:
    queued = [ann.action(code=code) for code in WALK[:4]]
    task = ann.look()["tasks"][0]["id"]
    for action in queued:
        action["task"] = task
    floor.hub.post("/api/v1/hub/orders/test/1/cancel", {"reason": "x"})

    answer = post(ann, queued)

    assert [r["verdict"] for r in answer.json["results"]] == ["intercepted"] * 4
    assert (
        floor.count(
            FloorException,
            FloorException.kind == "put_back",
            FloorException.subject == ann.pick_list,
        )
        == 1
    )


def test_scans_done_offline_on_a_list_given_away_are_kept_as_facts(
    floor: Floor, ann: Picker
) -> None:
    queued = [ann.action(code=code) for code in WALK[:4]]
    bob = picker(floor)
    bob.pick_list = ann.pick_list
    bob.voice.post(f"/api/v1/picks/{ann.pick_list}/hand-over", {})
    bob.scan(RED_BIN)
    task = bob.look()["tasks"][0]["id"]
    for action in queued:
        action["task"] = task

    answer = post(ann, queued)

    assert [r["verdict"] for r in answer.json["results"]] == ["reassigned"] * 4
    assert floor.count(FloorException, FloorException.kind == "put_back") == 1
    assert bob.verdicts(*WALK[1:])[-1] == "list_done"


def test_a_colleague_on_the_same_device_replays_what_was_queued(
    floor: Floor, ann: Picker
) -> None:
    """The login expired and somebody else took the PDA: nothing is dropped or changes hands."""
    queued = [ann.action(code=code) for code in WALK]
    bob = floor.person("picker")
    from app.people.models import Device, Login

    ((device,),) = floor.read(
        Device.__table__.select()
        .with_only_columns(Device.id)
        .order_by(Device.id)
        .limit(1)
        .offset(1)
    )
    floor.write(lambda s: s.execute(Login.__table__.update().values(device_id=device)) and None)

    answer = bob.post("/api/v1/scans", {"scans": queued})

    assert answer.json["results"][-1]["verdict"] == "list_done"
    walked = sa.select(EventRow.actor).where(EventRow.tag == "waves.task.moved").distinct()
    assert floor.read(sa.select(Scan.actor).distinct()) == floor.read(walked) == [("WG-ANN",)]


def test_forty_scans_race_over_four_connections_and_each_counts_once(
    floor: Floor, ann: Picker
) -> None:
    actions = [ann.action(code=code) for code in WALK]
    answers: list[list[str]] = []

    def tell() -> None:
        answer = post(ann, actions)
        answers.append([r["verdict"] for r in answer.json["results"]])

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [answers[0]] * 4
    assert floor.count(Scan) == len(WALK)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"scan_id": ""}, "/scan_id"),
        ({"scan_id": "x" * 81}, "/scan_id"),
        ({"scan_id": None}, "/scan_id"),
        ({"kind": "eat"}, "/kind"),
        ({"device_seq": -1}, "/device_seq"),
        ({"device_seq": 1.5}, "/device_seq"),
        ({"code": ""}, "/code"),
        ({"code": " "}, "/code"),
        ({"code": None}, "/code"),
        ({"quantity": 0}, "/quantity"),
        ({"found": -1}, "/found"),
        ({"reason": "bored"}, "/reason"),
        ({"at": "2026-11-22T10:00:00"}, "/at"),
        ({"task": "x"}, "/task"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_malformed_action_names_its_field(ann: Picker, change: dict, pointer: str) -> None:
    action = ann.action(code=RED_BIN) | change

    single, batch = ann.voice.post("/api/v1/scans", action), post(ann, [action])

    assert (single.status_code, single.json["errors"][0]["pointer"]) == (422, pointer)
    assert (batch.status_code, batch.json["errors"][0]["pointer"]) in {
        (422, f"/scans/0{pointer}"),
        (422, pointer),
    }


def test_missing_fields_empty_batches_and_both_forms_are_refused(ann: Picker) -> None:
    whole = ann.action(code=RED_BIN)
    for name in ("scan_id", "pick_list", "kind", "device_seq"):
        part = {key: value for key, value in whole.items() if key != name}
        assert ann.voice.post("/api/v1/scans", part).json["errors"][0]["pointer"] == f"/{name}"
    assert post(ann, []).status_code == 422
    assert post(ann, [ann.action(code="X") for _ in range(201)]).status_code == 422
    both = ann.voice.post("/api/v1/scans", whole | {"scans": [whole]})
    assert both.status_code == 422
    assert both.json["errors"] == [
        {
            "pointer": "/scans",
            "code": "field.either",
            "detail": "Give one action or a list of them, not both and not neither",
        }
    ]


def test_units_that_cannot_be_taken_any_more_are_judged_anew(
    floor: Floor, ann: Picker, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, tried = scanning._take, []

    def overtaken(trip, task, units):
        tried.append(task.picked)
        if len(tried) == 1:  # somebody leaves the bin between the look and the write
            trip.conn.exec_driver_sql("UPDATE pick_task SET at_bin = FALSE")
        return take(trip, task, units)

    monkeypatch.setattr(scanning, "_take", overtaken)
    post(ann, [ann.action(code=RED_BIN)])

    answer = post(ann, [ann.action(code="B-RED")])

    assert answer.json["results"][0]["verdict"] == "ok"
    assert (tried, floor.count(Scan)) == ([0, 0], 2)
    assert floor.count(PickTask, PickTask.picked == 1) == 1
