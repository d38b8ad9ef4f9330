"""The station agent's URLs: its whole protocol. It pulls; nothing is ever sent to it."""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Annotated, Any, Literal, cast

import msgspec
from flask import current_app
from msgspec import Meta
from sqlalchemy.orm import Session

from app.core import db
from app.core.api import Room, caller
from app.core.body import Strict
from app.core.errors import Refused
from app.stations import agent_labels, agent_line, agents, printing
from app.stations.agent_labels import Ending
from app.stations.models import AgentReading, Bench
from app.stations.rules import CallKind

bp = Room("agents", __name__)

JobKind = Literal["weigh", "zero", "tare", "printer", "test_print", "print"]
LONGEST_WAIT_S = 20
AS_CALL, AS_LABEL = "call-", "label-"
"""What a job's id begins with: a question, or a label."""

Frame = Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{0,40}/[0-9]{1,15}$")]
Hex = Annotated[str, Meta(max_length=200, pattern="^[0-9a-f]*$")]
Ms = Annotated[int, Meta(ge=0, le=86_400_000)]
Grams = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
Short = Annotated[str, Meta(min_length=1, max_length=40)]


class Enrolment(Strict):
    """The code an administrator was shown, and what the agent is to be called."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Enrolled(msgspec.Struct):
    """The agent's token, shown once."""

    token: str
    bench: str


class AgentShows(Strict):
    """What the scale shows; ``run/number`` names the frame, ``marked`` the last mark heard."""

    state: Literal["none", "disconnected", "silent", "unstable", "overload", "under_zero", "ok"]
    grams: Grams | None
    stable: bool
    zero_seen: bool
    unit: Annotated[str, Meta(max_length=8)] | None = None
    raw_hex: Hex = ""
    frame_id: Frame = "/0"
    rejected: Short | None = None
    age_ms: Ms | None = None
    marked: Frame | None = None


class ScaleFitting(msgspec.Struct):
    """What a scale at the packing PC is opened with."""

    protocol: str
    division_g: int
    unit: str | None
    options: dict[str, Any]
    baudrate: int | None


class AtServer(msgspec.Struct):
    """How the bench is fitted out, and the frame of its last committed weighing."""

    bench: str
    scale: ScaleFitting | None
    language: str
    marked: str | None


class JobQuery(Strict):
    """How long to wait for work, seconds, and the ids of what the agent has at hand."""

    wait: Annotated[float, Meta(ge=0, le=LONGEST_WAIT_S)] = 0
    have: Annotated[str, Meta(max_length=2000)] = ""


class AgentJob(msgspec.Struct, omit_defaults=True):
    """Something to do: a question, or a label to take. The page of a test print comes along."""

    id: str
    kind: JobKind
    marked: str | None = None
    document: str | None = None
    sha256: str | None = None
    language: str | None = None


class AgentJobs(msgspec.Struct):
    """What is open, in order."""

    jobs: list[AgentJob]


class JobReport(Strict):
    """The answer to a question, or a step of a label: take it, or how it ended.

    ``age_ms`` is how old the weight's frame is, ``held_ms`` how long the agent had the
    question; ``claim`` names one try at a label.
    """

    outcome: Literal["done", "refused", "take", "sent", "confirmed", "failed", "unknown"]
    reason: Short | None = None
    claim: Annotated[str, Meta(min_length=8, max_length=40)] | None = None
    weight_g: Annotated[str, Meta(pattern=r"^-?[0-9]{1,8}(\.[0-9]{1,20})?$")] | None = None
    raw_hex: Hex = ""
    frame_id: Frame | None = None
    age_ms: Ms = 0
    held_ms: Ms = 0
    state: Short | None = None


class JobHeard(msgspec.Struct, omit_defaults=True):
    """How the job is now; a label that was taken comes along, in base64."""

    id: str
    state: str
    document: str | None = None
    sha256: str | None = None
    language: str | None = None


@bp.post(
    "/api/v1/agent/enrol",
    needs=None,
    body=Enrolment,
    answer=Enrolled,
    errors=("agent.bad_code",),
)
def enrol(body: Enrolment) -> Enrolled:
    """Trade an enrolment code for a token, once."""
    with db.unkeyed():  # what is shown once is not kept to be said again
        made, bench = db.in_transaction(lambda s: agents.enrol(s, body.code, body.name))
    return Enrolled(made, bench)


@bp.post(
    "/api/v1/agent/readings",
    needs="agent.work",
    body=AgentShows,
    answer=AtServer,
    errors=("agent.no_bench",),
)
def tell_reading(body: AgentShows) -> AtServer:
    """Tell what the scale shows, on change and every second; hear how the bench is set up."""
    bench_id, name = _bench_id(), caller().name
    shown = agents.Shown(**{f: getattr(body, f) for f in AgentShows.__struct_fields__})

    def work(session: Session) -> AtServer:
        bench = session.get_one(Bench, bench_id)
        agents.note(session, bench_id, name, shown, bench.division_g)
        return _at_server(session, bench)

    return db.in_transaction(work)


def _at_server(session: Session, bench: Bench) -> AtServer:
    row = session.get_one(AgentReading, bench.id)
    scale = None
    if agents.is_agent(bench.scale_url) and bench.protocol is not None:
        scale = ScaleFitting(
            bench.protocol,
            bench.division_g,
            bench.scale_unit,
            bench.scale_options,
            bench.scale_baudrate,
        )
    return AtServer(bench.code, scale, bench.language, row.marked)


@bp.get(
    "/api/v1/agent/jobs",
    needs="agent.work",
    query=JobQuery,
    answer=AgentJobs,
    errors=("agent.no_bench",),
)
def open_jobs(query: JobQuery) -> AgentJobs:
    """Ask for work, and wait until there is some; looking takes nothing."""
    bench_id = _bench_id()
    db.reading().rollback()  # no read snapshot may wait for work
    have = {one for one in query.have.split(",") if one}
    found = agent_line.wait_for(
        lambda: agent_line.read(lambda s: _jobs(s, bench_id, have)), query.wait
    )
    return AgentJobs(found or [])


def _jobs(session: Session, bench_id: int, have: Collection[str]) -> list[AgentJob] | None:
    bench = session.get_one(Bench, bench_id)
    calls = agents.open_calls(session, bench_id)
    row = session.get(AgentReading, bench_id)
    marked = row.marked if row else None
    jobs = [
        AgentJob(f"{AS_CALL}{one.id}", cast(JobKind, one.kind), marked, **(one.given or {}))
        for one in calls
        if one.kind is not CallKind.LET_GO  # only the local agent is told that
    ]
    label = agent_labels.offered(session, bench)
    if label is not None:
        jobs.append(AgentJob(f"{AS_LABEL}{label}", "print"))
    return [job for job in jobs if job.id not in have] or None


@bp.post(
    "/api/v1/agent/jobs/<job_id>",
    needs="agent.work",
    body=JobReport,
    answer=JobHeard,
    errors=("agent.no_bench", "agent.unknown_job"),
)
def report_job(job_id: str, body: JobReport) -> JobHeard:
    """Answer a question, take a label or say how it ended; the first answer counts."""
    bench_id = _bench_id()
    call, label = _key(job_id, AS_CALL), _key(job_id, AS_LABEL)
    if call is not None:
        told = _told(body)
        state = db.in_transaction(lambda s: agents.answer(s, bench_id, call, told))
        agent_line.ring()
        return JobHeard(job_id, state)
    if label is None:
        raise Refused("agent.unknown_job")
    if body.claim is None:
        raise _missing("claim")
    if body.outcome == "take":
        return _take(bench_id, label, body.claim)
    return _end(bench_id, label, body.claim, body)


def _told(body: JobReport) -> dict[str, Any]:
    """The answer as it is kept; a weight needs its frame."""
    if body.outcome not in {"done", "refused"}:
        raise _missing("outcome")
    if (body.weight_g is None) != (body.frame_id is None):
        raise _missing("frame_id" if body.frame_id is None else "weight_g")
    return {f: getattr(body, f) for f in JobReport.__struct_fields__ if f != "claim"}


def _take(bench_id: int, label: int, claim: str) -> JobHeard:
    needs = _printing()

    def work(session: Session) -> printing.Claimed | None:
        bench = session.get_one(Bench, bench_id)
        return agent_labels.take(session, bench, label, claim, needs)

    job = db.in_transaction(work)
    document = printing.document_of(needs.vault, job) if job else None
    if job is None or document is None:
        return JobHeard(f"{AS_LABEL}{label}", "not_given")
    return JobHeard(
        f"{AS_LABEL}{label}",
        "given",
        document=base64.b64encode(document).decode(),
        sha256=job.sha256,
        language=job.language,
    )


def _end(bench_id: int, label: int, claim: str, body: JobReport) -> JobHeard:
    if body.outcome in {"done", "refused"}:
        raise _missing("outcome")
    ending, needs = Ending(claim, body.outcome, body.reason), _printing()

    def work(session: Session) -> JobHeard:
        bench = session.get_one(Bench, bench_id)
        state = agent_labels.report(session, bench, label, ending, needs)
        return JobHeard(f"{AS_LABEL}{label}", state)

    return db.in_transaction(work)


def _printing() -> printing.Printing:
    return cast(printing.Printing, current_app.extensions["printing"])


def _bench_id() -> int:
    bench_id = caller().bench_id
    if bench_id is None:
        raise Refused("agent.no_bench")
    return bench_id


def _key(job_id: str, kind: str) -> int | None:
    key = job_id.removeprefix(kind)
    good = job_id.startswith(kind) and key.isascii() and key.isdigit() and len(key) < 10
    return int(key) if good else None


def _missing(field: str) -> Refused:
    return Refused(
        "request.invalid", errors=[{"pointer": f"/{field}", "code": "field.missing"}]
    )
