"""Several server processes: a process beside them owns the scales of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from app import config
from app.core.events import SYSTEM
from app.packing.models import Weighing
from app.stations import devices
from app.stations import service as stations
from app.stations.local_agent import NAME, LocalAgent
from app.stations.models import AgentReading
from devices.scales.virtual import VirtualScale
from tests.packing.station import Station, until
from tests.stations import pc

START_S = 60
"""A machine with other work takes its time to start servers."""


@pytest.fixture
def one_of_several() -> Iterator[None]:
    devices.leave_scales_to_agent()
    yield
    devices._one_of_several.clear()
    devices.close_all()


@pytest.fixture
def agent(bench: Station, one_of_several: None) -> Iterator[LocalAgent]:
    made, ended = LocalAgent(bench.floor.app), threading.Event()
    thread = threading.Thread(target=made.run, args=(ended,))
    thread.start()
    yield made
    ended.set()
    thread.join()


@pytest.fixture
def local(bench: Station, agent: LocalAgent) -> Station:
    """A bench whose scale the local agent owns, once the server sees it at rest."""
    until(lambda: shown(bench)["state"] == "ok")
    return bench


def shown(bench: Station, code: str = "B1") -> Any:
    return bench.packer.get(f"/api/v1/benches/{code}/scale").json


def test_a_parcel_is_weighed_by_the_local_agent_and_only_after_an_empty_pan(local):
    _, parcel = local.packed("A1")
    local.scale.place(899)
    path = f"/api/v1/parcels/{parcel}/weigh"
    assert local.packer.post(path).json["verdict"] == "block"
    assert local.packer.post(path).json["code"] == "packing.weight.not_zeroed"
    local.scan(parcel, "B-KILO")
    assert local.weigh(parcel, 1000).json["verdict"] == "pass"

    rows = local.floor.read(sa.select(Weighing.grams, Weighing.source).order_by(Weighing.id))
    assert [tuple(row) for row in rows] == [(899, "agent"), (1000, "agent")]
    assert local.floor.read(sa.select(AgentReading.agent)) == [(NAME,)]


def test_a_supervisor_zeroes_and_proves_a_scale_of_the_local_agent(local):
    lead = local.floor.person("supervisor")
    local.scale.place(7)
    until(lambda: shown(local)["grams"] == 7)
    assert lead.post("/api/v1/station/B1/zero").status_code == 200
    until(lambda: shown(local)["grams"] == 0)

    assert lead.post("/api/v1/station/B1/empty").status_code == 200
    local.scale.place(2007)
    until(lambda: shown(local)["grams"] == 2000)
    proved = lead.post("/api/v1/station/B1/commission", {"known_g": 2000})
    assert proved.status_code == 200, proved.json


def test_the_local_agent_follows_what_is_set_up(local, agent):
    other = VirtualScale("cas-22")
    other.place(750)
    fit = {"code": "B2", "scale_url": other.url, "protocol": "cas-22"}
    local.floor.write(lambda s: stations.save_bench(s, SYSTEM, **fit))
    until(lambda: shown(local, "B2")["grams"] == 750)

    local.floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B2"))

    assert shown(local, "B2")["state"] == "none"
    until(lambda: len(agent._lines) == 1)
    other.close()


def test_the_local_agent_lets_a_line_go_for_whoever_listens_to_it(local):
    lead = local.floor.person("supervisor")
    heard = lead.post("/api/v1/station/B1/listen", {"scale_url": local.scale.url})

    assert heard.json["chosen"] == "mt-sics", heard.json
    until(lambda: shown(local)["state"] == "ok")


def test_a_bench_whose_printer_alone_stands_at_a_packing_pc_is_not_served(local):
    fit = {"code": "B1", "scale_url": local.scale.url, "protocol": "mt-sics"}
    local.floor.write(
        lambda s: stations.save_bench(s, SYSTEM, **fit, printer_url="agent://") and None
    )
    _, tote = local.order("A1", ("MUG", 1))

    refused = local.open(tote)

    assert (refused.status_code, refused.json["code"]) == (409, "station.not_ready")


def test_a_spare_printer_at_a_packing_pc_does_not_take_the_scale_away(local):
    local.floor.write(
        lambda s: stations.save_bench(s, SYSTEM, code="B2", printer_url="agent://") and None
    )

    used = local.packer.post("/api/v1/benches/B1/spare", {"bench": "B2"})

    assert used.json["spare"] == "B2"
    assert shown(local)["state"] == "ok"


# --- processes --------------------------------------------------------------------------


class TestProcesses:
    """Two servers and the local agent beside them, on PostgreSQL."""

    @pytest.fixture
    def settings(self, postgres_templates, tmp_path: Path) -> Iterator[config.Settings]:
        with postgres_templates.fresh(tmp_path) as url:
            told = {
                "WAVEGATE_DATABASE_URL": url,
                "WAVEGATE_DATA_DIR": str(tmp_path / "var"),
                "WAVEGATE_SECRET_KEY": "test-key-of-32-bytes-0123456789ab",
                "WAVEGATE_LANGUAGE": "en",
            }
            yield config.load(told, tmp_path)

    @pytest.fixture
    def servers(self, settings: config.Settings) -> Iterator[subprocess.Popen[bytes]]:
        with two_servers(settings) as running:
            yield running

    def test_they_see_the_scale_whose_owner_comes_and_goes_with_them(
        self, bench, one_of_several, servers
    ):
        until(lambda: shown(bench)["state"] == "ok", START_S)
        (owner,) = agents_of(servers)
        _, parcel = bench.packed("A1")
        assert bench.weigh(parcel, 1000).json["verdict"] == "pass"
        bench.scale.clear()

        os.kill(owner, signal.SIGKILL)

        until(lambda: shown(bench)["state"] == "disconnected")
        until(lambda: shown(bench)["state"] == "ok", START_S)
        (heir,) = agents_of(servers)
        assert heir != owner

        servers.kill()

        until(lambda: not alive(heir), START_S)


@contextmanager
def two_servers(settings: config.Settings) -> Iterator[subprocess.Popen[bytes]]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    env = os.environ | {
        "WAVEGATE_DATABASE_URL": settings.database_url,
        "WAVEGATE_DATA_DIR": str(settings.data_dir),
        "WAVEGATE_SECRET_KEY": settings.secret_key,
        "WAVEGATE_BIND": address,
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--workers", "2"]
    running = subprocess.Popen(command, env=env)
    try:
        until(lambda: running.poll() is not None or pc.answers(f"http://{address}"), START_S)
        assert running.poll() is None
        yield running
    finally:
        running.terminate()
        running.wait(30)


def agents_of(servers: subprocess.Popen[bytes]) -> list[int]:
    """The processes beside the servers that own the scales."""
    children = psutil.Process(servers.pid).children()
    return [one.pid for one in children if one.cmdline()[-2:] == ["agent", "local"]]


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
