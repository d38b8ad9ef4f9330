"""Server, agent and devices as processes of their own: killed, cut off, started anew."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.stations.models import FloorException, PrintJob
from tests.floor import Floor
from tests.packing.station import Station, station, until
from tests.stations import pc
from tests.stations.proxy import Proxy

START_S = 60
"""A machine with other work takes its time to start a server."""


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made


@contextmanager
def process(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", "app.cli", *arguments], env=env)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def env(settings) -> dict[str, str]:
    return os.environ | {
        "WAVEGATE_DATABASE_URL": settings.database_url,
        "WAVEGATE_DATA_DIR": str(settings.data_dir),
        "WAVEGATE_SECRET_KEY": settings.secret_key,
        "WAVEGATE_BIND": f"127.0.0.1:{free_port()}",
    }


@pytest.fixture
def server(env) -> Iterator[str]:
    url = f"http://{env['WAVEGATE_BIND']}"
    with process("serve", env=env) as running:
        until(lambda: running.poll() is not None or pc.answers(url), START_S)
        assert running.poll() is None
        yield url


class PackingPc:
    """The packing PC of bench B1: an agent that may be killed and started again."""

    def __init__(self, bench, folder: Path, server: str, env: dict[str, str]) -> None:
        self.bench, self.folder, self.server, self.env = bench, folder, server, env
        self.token = pc.move_to_agent(bench)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        more = ["--scale", self.bench.scale.url, "--printer", self.bench.printer.url]
        told = ["--server", self.server, "--token", self.token, "--folder", str(self.folder)]
        with process("agent", *told, *more, "--page", "0", env=self.env) as agent:
            until(lambda: pc.seen(self.bench), START_S)
            yield agent

    def label_asked_for(self) -> tuple[str, str]:
        """A parcel whose label waits for the agent: ``(parcel, waybill)``."""
        _, parcel = self.bench.packed("A1")
        assert self.bench.weigh(parcel, 1000).json["verdict"] == "pass"
        self.bench.done(parcel, "preprint")
        return parcel, str(self.bench.done(parcel, "confirm")["waybill"])


def reasons(bench) -> list[tuple[str, str | None]]:
    rows = bench.floor.read(sa.select(PrintJob.state, PrintJob.reason).order_by(PrintJob.id))
    return [(str(state), reason) for state, reason in rows]


def test_a_bench_of_processes_and_an_agent_killed_before_it_could_report(
    bench, server, env, tmp_path
):
    desk = PackingPc(bench, tmp_path / "pc", server, env)
    with desk.running() as agent:
        bench.printer.fault("mute", at_byte=100)  # it prints, and says nothing any more
        parcel, waybill = desk.label_asked_for()
        until(bench.printer.jobs, 30)
        agent.kill()
        agent.wait()
    bench.printer.fault("none")

    with desk.running():
        until(lambda: pc.label_states(bench) == ["unknown"], 30)
        assert reasons(bench) == [("unknown", "agent_restarted")]
        assert bench.floor.count(FloorException, FloorException.kind == "print_unknown") == 1

        bench.done(parcel, "attach", {"code": waybill})  # it did come out
        _, other = bench.packed("A2")
        assert bench.weigh(other, 1000).json["verdict"] == "pass"

    assert pc.label_states(bench) == ["verified"]
    assert len(bench.printer.jobs()) == 1


def test_an_outcome_that_could_not_be_told_is_told_after_a_restart(
    bench, server, env, tmp_path
):
    proxy = Proxy(server)
    desk = PackingPc(bench, tmp_path / "pc", proxy.url, env)
    with desk.running():
        bench.printer.fault("mute", at_byte=100)
        desk.label_asked_for()
        until(bench.printer.jobs, 30)
        proxy.cut_off()  # and the agent is ended in good order, still without a server
    assert pc.label_states(bench) == ["sent"]
    bench.printer.fault("none")

    proxy.open = True
    with desk.running():
        until(lambda: pc.label_states(bench) != ["sent"], 30)

    assert reasons(bench) == [("unknown", "no_answer")]
    assert len(bench.printer.jobs()) == 1
    proxy.close()
