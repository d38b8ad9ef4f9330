"""A packing PC: an agent with the devices of bench B1, at a server that listens on HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from app.core.events import SYSTEM
from app.packing.models import Weighing
from app.stations import agents
from app.stations import service as stations
from app.stations.models import AgentReading, PrintJob
from devices.agent import station as agent_station
from devices.agent.settings import Settings
from devices.agent.station import Station as Agent
from tests.packing.station import Station, until


def answers(url: str) -> bool:
    """Whether a server is there and can work."""
    try:  # reading the certificates at every look would keep the machine from starting it
        return httpx.get(f"{url}/readyz", trust_env=False, verify=False).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The app on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # nobody may look at the database after the test
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with no_long_waits():
            yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def move_to_agent(bench: Station, code: str = "B1") -> str:
    """Say that the bench's devices stand at its packing PC; the agent's token."""

    def work(session) -> str:
        stations.save_bench(
            session,
            SYSTEM,
            code=code,
            scale_url="agent://",
            protocol="mt-sics",
            printer_url="agent://",
        )
        return agents.token_for(session, SYSTEM, f"PC {code}", code)

    return str(bench.floor.write(work))


def told(folder: Path, server: str, token: str, bench: Station) -> Settings:
    return Settings(
        folder=folder,
        server=server,
        token=token,
        scale=bench.scale.url,
        printer=bench.printer.url,
        page=0,
    )


@contextmanager
def agent(settings: Settings, bench: Station) -> Iterator[Agent]:
    """A running agent, once the server sees its scale at rest."""
    made = Agent(settings)
    made.start()
    try:
        until(lambda: seen(bench))
        yield made
    finally:
        made.close()


@contextmanager
def no_long_waits() -> Iterator[None]:
    """The server is asked to wait for a moment only, so that it can be ended."""
    kept, agent_station.WAIT_S = agent_station.WAIT_S, 0.5
    try:
        yield
    finally:
        agent_station.WAIT_S = kept


def seen(bench: Station) -> bool:
    rows = bench.floor.read(sa.select(AgentReading.state, AgentReading.zero_seen))
    return [tuple(row) for row in rows] == [("ok", True)]


def label_states(bench: Station) -> list[str]:
    rows = bench.floor.read(sa.select(PrintJob.state).order_by(PrintJob.id))
    return [str(state) for (state,) in rows]


def pack_one(bench: Station) -> None:
    """A parcel from the scale to the label, by the devices at the packing PC."""
    _, parcel = bench.packed("A1")
    until(lambda: _printer(bench) == "ready")  # a question may be lost; it is asked again
    assert _weigh(bench, parcel, 899).json["verdict"] == "block"
    bench.scan(parcel, "B-KILO")
    assert _weigh(bench, parcel, 1000).json["verdict"] == "pass"
    bench.done(parcel, "preprint")
    waybill = str(bench.done(parcel, "confirm")["waybill"])
    until(lambda: label_states(bench) == ["confirmed"], 20)
    bench.done(parcel, "attach", {"code": waybill})

    assert len(bench.printer.jobs()) == 1
    rows = bench.floor.read(sa.select(Weighing.grams, Weighing.source).order_by(Weighing.id))
    assert [tuple(row) for row in rows] == [(899, "agent"), (1000, "agent")]


def _printer(bench: Station) -> str:
    return str(bench.packer.get("/api/v1/benches/B1/printer").json["state"])


def _weigh(bench: Station, parcel: str, grams: int) -> Any:
    """As a packer does: lay it on, weigh, again when nothing came back, take it off."""
    for _ in range(6):
        answer = bench.weigh(parcel, grams)
        if answer.status_code == 200:
            return answer
        assert answer.json["code"] == "packing.weight.no_reading"
        until(lambda: seen(bench), 20)
    return answer
