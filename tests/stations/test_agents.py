"""The agent's protocol by hand: what the server takes, what it hands out, and to whom."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.events import SYSTEM
from app.packing.models import Weighing
from app.people import pins
from app.people.models import Person
from app.stations import agent_line, agents, jobs, printing
from app.stations import service as stations
from app.stations.models import AgentCall, AgentReading, EnrolmentCode, FloorException, PrintJob
from tests.floor import Voice
from tests.packing.station import until
from tests.stations import pc

READINGS, JOBS = "/api/v1/agent/readings", "/api/v1/agent/jobs"


class Hand:
    """Somebody who speaks like the agent of a bench."""

    def __init__(self, bench, code="B1"):
        token = pc.move_to_agent(bench, code)
        self.bench = bench
        self.voice = Voice(bench.floor.app.test_client(), {"Authorization": f"Bearer {token}"})
        self.frame = 0

    def shows(self, grams=0, **more):
        self.frame += 1
        body = {
            "state": "ok",
            "grams": grams,
            "stable": True,
            "zero_seen": True,
            "frame_id": f"r1/{self.frame}",
            "age_ms": 20,
            **more,
        }
        return self.voice.post(READINGS, body)

    def jobs(self, **query):
        return self.voice.get(JOBS, query_string=query).json["jobs"]

    def report(self, job, **body):
        return self.voice.post(f"{JOBS}/{job}", body)

    def pushes(self, parcel, grams=1000, **more):
        self.frame += 1
        body = {"grams": grams, "stable": True, "raw_hex": "00", "age_ms": 100}
        body["frame_id"] = f"r1/{self.frame}"
        return self.voice.post(f"/api/v1/parcels/{parcel}/weigh", body | more)


@pytest.fixture
def hand(bench):
    return Hand(bench)


def ago(bench, seconds, column):
    past = clock.now() - timedelta(seconds=seconds)
    bench.floor.write(lambda s: s.execute(sa.update(column.class_).values({column: past})))


def troubles(bench):
    rows = bench.floor.read(
        sa.select(FloorException.kind, FloorException.subject).where(
            FloorException.ended_at.is_(None)
        )
    )
    return [(str(kind), subject) for kind, subject in rows]


# --- who is the bench's agent -----------------------------------------------------------


def test_a_code_is_traded_for_a_token_once(bench):
    code = bench.floor.write(lambda s: agents.make_code(s, SYSTEM, "B1"))
    ask = {"code": code.lower(), "name": "PC-1"}

    got = bench.floor.nobody.post("/api/v1/agent/enrol", ask)
    again = bench.floor.nobody.post("/api/v1/agent/enrol", ask)

    assert got.json["bench"] == "B1"
    assert (again.status_code, again.json["code"]) == (404, "agent.bad_code")
    voice = Voice(
        bench.floor.app.test_client(), {"Authorization": f"Bearer {got.json['token']}"}
    )
    assert voice.get(JOBS).json == {"jobs": []}
    kept = bench.floor.read(sa.select(EnrolmentCode.digest))
    assert code.replace("-", "") not in str(kept)


def test_a_code_is_good_for_a_quarter_of_an_hour(bench):
    code = bench.floor.write(lambda s: agents.make_code(s, SYSTEM, "B1"))
    ago(bench, 1, EnrolmentCode.expires_at)

    answer = bench.floor.nobody.post("/api/v1/agent/enrol", {"code": code, "name": "PC"})

    assert answer.json["code"] == "agent.bad_code"


def test_a_new_agent_lets_the_earlier_one_go(hand, bench):
    later = Hand(bench)

    answer = hand.shows()

    assert (answer.status_code, answer.json["code"]) == (401, "auth.required")
    assert later.shows().status_code == 200


def test_an_agent_without_a_bench_may_do_nothing(bench):
    loose = bench.floor.machine("agent")

    for answer in (
        loose.get(JOBS),
        loose.post(READINGS, {"state": "ok", "grams": 0, "stable": True, "zero_seen": True}),
        loose.post(f"{JOBS}/call-1", {"outcome": "done"}),
        loose.post("/api/v1/parcels/WGP0000018/weigh", {"grams": 1}),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "agent.no_bench")


def test_only_the_agent_of_the_bench_may_be_named_for_a_device(bench):
    body = {"scale_url": "agent://B2", "protocol": "mt-sics", "division_g": 1}

    answer = bench.floor.person("supervisor").post("/api/v1/station/B1/scale", body)

    assert (answer.status_code, answer.json["code"]) == (422, "station.agent_url")


# --- what the scale shows ---------------------------------------------------------------


def test_the_bench_shows_what_its_agent_told_and_for_three_seconds_only(hand, bench):
    told = hand.shows(750, state="unstable", stable=False)

    assert told.json["bench"] == "B1"
    assert told.json["scale"] == {
        "protocol": "mt-sics",
        "division_g": 1,
        "unit": None,
        "options": {},
        "baudrate": None,
    }
    path = "/api/v1/benches/B1/scale"
    assert bench.packer.get(path).json == {
        **bench.packer.get(path).json,
        "state": "unstable",
        "grams": 750,
        "stable": False,
    }
    ago(bench, 4, AgentReading.arrived_at)
    assert bench.packer.get(path).json["state"] == "disconnected"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "fine"},
        {"grams": 1e9},
        {"grams": "12"},
        {"frame_id": "12"},
        {"raw_hex": "xyz"},
        {"age_ms": -1},
        {"more": 1},
    ],
)
def test_a_reading_that_is_none_is_refused(hand, wrong):
    answer = hand.shows(**wrong)

    assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")


def test_without_an_agent_the_bench_does_not_weigh_and_says_so_at_once(bench):
    _, parcel = bench.packed("A1")
    pc.move_to_agent(bench)

    answer = bench.step(parcel, "weigh")

    assert (answer.status_code, answer.json["code"]) == (409, "packing.weight.no_reading")
    assert bench.floor.count(AgentCall) == 0


def test_without_an_agent_the_bench_does_not_open(bench):
    _, tote = bench.order("A1", ("KILO", 1))
    pc.move_to_agent(bench)

    answer = bench.open(tote)

    assert answer.json["code"] == "station.not_ready"
    assert [one["code"] for one in answer.json["errors"]] == [
        "station.scale.disconnected",
        "station.printer.offline",
    ]


# --- a weight that the server asks for --------------------------------------------------


class Asked:
    """The server asks the bench's agent for a weight, in a thread of its own."""

    def __init__(self, bench, hand, parcel):
        hand.shows(0)
        self.answers = []
        self.thread = threading.Thread(
            target=lambda: self.answers.append(bench.step(parcel, "weigh"))
        )
        self.thread.start()
        until(hand.jobs)
        [self.job] = hand.jobs()

    def answer(self):
        self.thread.join(20)
        return self.answers[0]


@pytest.fixture
def parcel(bench, hand):
    bench.floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1"))
    _, made = bench.packed("A1")
    bench.floor.write(
        lambda s: stations.save_bench(
            s, SYSTEM, code="B1", scale_url="agent://", protocol="mt-sics"
        )
    )
    return made


WEIGHT = {"outcome": "done", "weight_g": "1000.0", "frame_id": "r1/7", "raw_hex": "00"}


def test_the_first_answer_to_a_question_counts(bench, hand, parcel):
    asked = Asked(bench, hand, parcel)
    assert asked.job["kind"] == "weigh"
    assert hand.jobs(have=asked.job["id"]) == []

    first = hand.report(asked.job["id"], **WEIGHT, age_ms=50)
    hand.report(asked.job["id"], **WEIGHT | {"weight_g": "1.0"})

    assert first.json["state"] == "done"
    assert asked.answer().json["grams"] == 1000
    [(marked,)] = bench.floor.read(sa.select(AgentReading.marked))
    assert marked == "r1/7"
    assert hand.shows(1000).json["marked"] == "r1/7"
    assert bench.packer.get("/api/v1/benches/B1/scale").json["zero_seen"] is False


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (WEIGHT | {"age_ms": 2500}, "stale"),
        ({"outcome": "refused", "reason": "unstable"}, "unstable"),
        ({"outcome": "refused", "reason": "of-next-year"}, "no_reading"),
    ],
)
def test_what_the_agent_cannot_prove_decides_nothing(bench, hand, parcel, told, reason):
    asked = Asked(bench, hand, parcel)

    hand.report(asked.job["id"], **told)

    assert asked.answer().json["code"] == f"packing.weight.{reason}"
    assert bench.floor.count(Weighing) == 0


def test_the_time_on_the_way_makes_a_weight_older(bench, hand, parcel):
    asked = Asked(bench, hand, parcel)
    time.sleep(2.1)

    hand.report(asked.job["id"], **WEIGHT, age_ms=0, held_ms=50)

    assert asked.answer().json["code"] == "packing.weight.stale"


def test_a_question_that_nobody_answers_is_lost(bench, hand, parcel):
    asked = Asked(bench, hand, parcel)

    assert asked.answer().json["code"] == "packing.weight.no_reading"
    late = hand.report(asked.job["id"], **WEIGHT)

    assert late.json["state"] == "lost"
    assert hand.jobs() == []


def test_a_test_page_comes_along_with_its_question(bench, hand):
    hand.shows(0)
    lead = bench.floor.person("supervisor")
    told = []
    ask = threading.Thread(
        target=lambda: told.append(lead.post("/api/v1/station/B1/test-print").json)
    )
    ask.start()
    until(lambda: hand.jobs() != [])
    (job,) = hand.jobs()
    hand.report(job["id"], outcome="done", state="unknown", reason="cut")
    ask.join()

    page = base64.b64decode(job["document"])
    assert (job["kind"], job["language"], page[:4]) == ("test_print", "pdf", b"%PDF")
    assert hashlib.sha256(page).hexdigest() == job["sha256"]
    assert told == [{"outcome": "unknown", "reason": "cut"}]
    assert hand.jobs() == []


def test_of_a_test_page_that_nobody_reports_nothing_is_known(bench, hand, monkeypatch):
    monkeypatch.setattr(agent_line, "PRINT_WAIT_S", 0.2)
    hand.shows(0)

    told = bench.floor.person("supervisor").post("/api/v1/station/B1/test-print").json

    assert told == {"outcome": "unknown", "reason": "no_answer"}


# --- a weight that the agent sends by itself --------------------------------------------


@pytest.fixture
def packed(bench, hand):
    """A parcel to weigh at a bench whose agent shows an empty pan."""
    token_free = bench.floor.write(lambda s: stations.bench_by_code(s, SYSTEM, "B1"))
    assert token_free.scale_url == "agent://B1"
    bench.floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1"))  # opens unready
    _, parcel = bench.packed("A1")
    hand.shows(0)
    return parcel


def test_the_benchs_agent_may_weigh_by_itself(bench, hand, packed):
    answer = hand.pushes(packed, 1000)

    assert answer.status_code == 200, answer.json
    assert answer.json["verdict"] == "pass"
    rows = bench.floor.read(sa.select(Weighing.actor, Weighing.source, Weighing.frame_id))
    assert [tuple(row) for row in rows] == [("agent:PC B1", "pushed", "B1/r1/2")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"age_ms": 2001}, "packing.weight.stale"),
        ({"stable": False}, "packing.weight.unstable"),
        ({"stable": None}, "packing.weight.unstable"),
        ({"grams": None}, "packing.weight.no_reading"),
        ({"grams": 0}, "packing.weight.zero"),
        ({"grams": -5}, "packing.weight.negative"),
        ({"frame_id": None}, "request.invalid"),
    ],
)
def test_an_old_or_restless_weight_of_an_agent_is_refused(bench, hand, packed, wrong, code):
    answer = hand.pushes(packed, **wrong)

    assert answer.json["code"] == code
    assert bench.floor.count(Weighing) == 0


def test_between_two_weights_of_an_agent_the_pan_was_empty(hand, packed):
    assert hand.pushes(packed, 899).json["verdict"] == "block"
    hand.bench.scan(packed, "B-KILO")

    assert hand.pushes(packed, 1000).json["code"] == "packing.weight.not_zeroed"
    hand.shows(0, frame_id="r1/1")  # a zero of before, long under way
    assert hand.pushes(packed, 1000).json["code"] == "packing.weight.not_zeroed"
    hand.shows(0)
    assert hand.pushes(packed, 1000).json["verdict"] == "pass"


def test_a_forced_pass_needs_no_new_weight_of_an_agent(bench, hand, packed):
    """The box may still lie on the pan, or its agent be silent: the last block stands."""
    lead = {"badge": "BOSS", "name": "Wang", "roles": "supervisor"}
    pin_hash = pins.hashed("246810")
    bench.floor.write(lambda s: s.add(Person(warehouse_id=1, pin_hash=pin_hash, **lead)))
    for _ in range(2):
        hand.shows(0)
        assert hand.pushes(packed, 899).json["verdict"] == "block"
    said = {"badge": "BOSS", "pin": "246810", "reason": "new packaging"}

    forced = bench.step(packed, "override", said)

    assert (forced.status_code, forced.json.get("grams")) == (200, 899), forced.json
    assert hand.pushes(packed, 1000).json["code"] == "packing.weight.not_zeroed"


def test_a_frame_counts_once(hand, packed):
    assert hand.pushes(packed, 899, frame_id="r1/50").json["verdict"] == "block"
    hand.bench.scan(packed, "B-KILO")
    hand.frame = 60
    hand.shows(0)

    assert hand.pushes(packed, 1000, frame_id="r1/50").json["code"] == "packing.weight.stale"


def test_an_agent_that_does_not_tell_what_the_scale_shows_weighs_nothing(bench, hand, packed):
    ago(bench, 4, AgentReading.arrived_at)

    assert hand.pushes(packed).json["code"] == "packing.weight.no_reading"


def test_a_scale_that_wants_proof_first_weighs_nothing_for_its_agent_either(
    bench, hand, packed
):
    bench.floor.write(
        lambda s: stations.save_bench(
            s, SYSTEM, code="B1", scale_url="agent://", protocol="toledo-8217"
        )
    )

    answer = hand.pushes(packed, 1000)

    assert answer.json["code"] == "packing.weight.not_commissioned"


def test_the_agent_of_another_bench_weighs_nothing_here(bench, packed):
    other = Hand(bench, "B2")
    other.shows(0)

    answer = other.pushes(packed)

    assert (answer.status_code, answer.json["code"]) == (403, "agent.other_bench")


def test_a_packer_does_not_type_a_weight_in_an_agents_name(bench, packed):
    answer = bench.step(packed, "weigh", {"grams": 1000, "stable": True, "frame_id": "r1/9"})

    assert (answer.status_code, answer.json["code"]) == (403, "auth.permission")


# --- labels -----------------------------------------------------------------------------


@pytest.fixture
def label(bench, hand):
    """A label that waits for the agent: its job's id."""
    bench.floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1"))
    _, parcel = bench.packed("A1")
    hand.shows(0)
    weighed = hand.pushes(parcel, 1000)
    assert weighed.status_code == 200, weighed.json
    bench.done(parcel, "preprint")
    bench.floor.write(
        lambda s: stations.save_bench(s, SYSTEM, code="B1", printer_url="agent://")
    )
    bench.done(parcel, "confirm")
    until(hand.jobs)
    [job] = hand.jobs()
    assert job["kind"] == "print"
    return job["id"]


CLAIM = "0123456789ab"


def take(hand, label, claim=CLAIM):
    return hand.report(label, outcome="take", claim=claim)


def test_a_label_comes_with_its_bytes_and_again_for_the_same_claim(bench, hand, label):
    bench.print_all()  # the server's own loop leaves it alone

    first, again = take(hand, label).json, take(hand, label).json

    assert first == again
    document = base64.b64decode(first["document"])
    assert hashlib.sha256(document).hexdigest() == first["sha256"]
    assert pc.label_states(bench) == ["sent"]
    assert hand.jobs() == []


def test_another_claim_gets_nothing(bench, hand, label):
    take(hand, label)

    answer = take(hand, label, "another-claim")

    assert answer.json == {"id": label, "state": "not_given"}
    assert (
        hand.report(label, outcome="confirmed", claim="another-claim").json["state"] == "sent"
    )
    assert bench.floor.read(sa.select(PrintJob.done_at))[0][0] is None


@pytest.mark.parametrize("outcome", ["confirmed", "sent", "failed", "unknown"])
def test_a_report_is_heard_once(bench, hand, label, outcome):
    take(hand, label)
    contrary = "failed" if outcome != "failed" else "confirmed"

    first = hand.report(label, outcome=outcome, claim=CLAIM, reason="paper_out").json
    hand.report(label, outcome=outcome, claim=CLAIM)
    if outcome != "unknown":
        hand.report(label, outcome=contrary, claim=CLAIM)

    assert first["state"] == outcome
    assert pc.label_states(bench) == [outcome]


def test_a_claim_is_for_one_try(bench, hand, label):
    take(hand, label)
    hand.report(label, outcome="failed", claim=CLAIM, reason="paper_out")
    ago(bench, 6, PrintJob.done_at)

    assert [job["id"] for job in hand.jobs()] == [label]
    assert take(hand, label).json["state"] == "not_given"  # an old call, late on its way
    assert take(hand, label, "second-claim").json["state"] == "given"
    assert hand.report(label, outcome="failed", claim=CLAIM).json["state"] == "sent"


def test_a_label_that_may_not_print_any_more_is_not_handed_out(bench, hand, label):
    answer = bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/hold", {"reason": "risk"})
    assert answer.status_code == 200, answer.json

    assert take(hand, label).json["state"] == "not_given"
    assert pc.label_states(bench) == ["void"]


def test_a_label_taken_and_never_reported_is_unknown_and_not_offered_again(bench, hand, label):
    take(hand, label)
    ago(bench, 61, PrintJob.sent_at)

    with bench.floor.app.app_context():
        assert jobs.lose_forgotten_prints() == 1

    assert pc.label_states(bench) == ["unknown"]
    assert [kind for kind, _ in troubles(bench)] == ["print_unknown"]
    assert hand.jobs() == []
    assert take(hand, label).json["state"] == "not_given"


def test_a_label_an_agent_took_outlives_the_server_that_gave_it(bench, hand, label):
    take(hand, label)

    assert bench.floor.write(printing.lose_those_of_the_dead) == 0
    hand.report(label, outcome="confirmed", claim=CLAIM)

    assert pc.label_states(bench) == ["confirmed"]


@pytest.mark.parametrize(("outcome", "left"), [("confirmed", []), ("failed", ["print_failed"])])
def test_what_an_agent_proves_late_ends_the_doubt(bench, hand, label, outcome, left):
    take(hand, label)
    ago(bench, 61, PrintJob.sent_at)
    with bench.floor.app.app_context():
        jobs.lose_forgotten_prints()

    hand.report(label, outcome=outcome, claim=CLAIM)

    assert pc.label_states(bench) == [outcome]
    assert [kind for kind, _ in troubles(bench)] == left


@pytest.mark.parametrize("outcome", ["sent", "unknown"])
def test_what_an_agent_does_not_prove_late_changes_nothing(bench, hand, label, outcome):
    take(hand, label)
    ago(bench, 61, PrintJob.sent_at)
    with bench.floor.app.app_context():
        jobs.lose_forgotten_prints()

    hand.report(label, outcome=outcome, claim=CLAIM)

    assert pc.label_states(bench) == ["unknown"]
    assert [kind for kind, _ in troubles(bench)] == ["print_unknown"]


def test_labels_whose_agent_is_gone_raise_the_alarm(bench, hand, label):
    ago(bench, 11, PrintJob.queued_at)
    with bench.floor.app.app_context():
        assert jobs.fail_unattended_labels() == 0  # it was heard of a moment ago
    ago(bench, 11, AgentReading.arrived_at)

    with bench.floor.app.app_context():
        assert jobs.fail_unattended_labels() == 1

    assert [kind for kind, _ in troubles(bench)] == ["print_failed"]
    ago(bench, 6, PrintJob.done_at)
    take(hand, label)
    hand.report(label, outcome="confirmed", claim=CLAIM)
    assert troubles(bench) == []


def test_the_agent_of_another_bench_gets_no_label_and_answers_for_none(bench, hand, label):
    other = Hand(bench, "B2")
    other.shows(0)

    assert other.jobs() == []
    for answer in (
        take(other, label),
        other.report(label, outcome="confirmed", claim=CLAIM),
        other.report("label-999", outcome="confirmed", claim=CLAIM),
        other.report("call-999", outcome="done"),
        other.report("what", outcome="done"),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "agent.unknown_job")
    assert pc.label_states(bench) == ["queued"]


@pytest.mark.parametrize(
    ("job", "body"),
    [
        ("label-1", {"outcome": "take"}),
        ("label-1", {"outcome": "done", "claim": CLAIM}),
        ("call-1", {"outcome": "confirmed"}),
        ("call-1", {"outcome": "done", "weight_g": "12"}),
        ("call-1", {"outcome": "done", "frame_id": "r1/1"}),
        ("call-1", {"outcome": "done", "weight_g": "NaN", "frame_id": "r1/1"}),
    ],
)
def test_a_report_that_is_none_is_refused(hand, job, body):
    answer = hand.report(job, **body)

    assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")
