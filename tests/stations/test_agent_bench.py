"""A bench whose scale and printer stand at the packing PC works like any other bench."""

from __future__ import annotations

import pytest

from app import cli
from app.core.events import SYSTEM
from app.stations import agents
from app.stations import service as stations
from app.stations.models import PrintJob
from devices.agent import settings
from tests.packing.station import until
from tests.stations import pc
from tests.stations.proxy import Proxy


@pytest.fixture
def server(floor):
    with pc.listening(floor.app) as url:
        yield url


NETWORKS = {"direct": {}, "late": {"delay_s": 0.2}, "breaking": {"cut": 0.05}}


@pytest.fixture(params=NETWORKS)
def way(request, server):
    proxy = Proxy(server, **NETWORKS[request.param])
    yield proxy
    proxy.close()


def test_a_parcel_is_weighed_labelled_and_attached_over_any_network(bench, way, tmp_path):
    token = pc.move_to_agent(bench)
    with pc.agent(pc.told(tmp_path / "pc", way.url, token, bench), bench):
        pc.pack_one(bench)


def test_without_its_server_the_agent_tries_for_ever_and_goes_on(bench, server, tmp_path):
    proxy = Proxy(server)
    token = pc.move_to_agent(bench)
    with pc.agent(pc.told(tmp_path / "pc", proxy.url, token, bench), bench) as agent:
        proxy.cut_off()
        until(lambda: agent.state()["link"] == "unreachable")
        until(lambda: scale_of(bench)["state"] == "disconnected")
        proxy.open = True

        until(lambda: scale_of(bench)["state"] == "ok", 20)
        until(lambda: agent.state()["link"] == "ok")  # it hears the answer after the server did
        assert agent.state()["bench"] == "B1"
    proxy.close()


def test_an_agent_that_was_let_go_says_so_and_serves_nobody(bench, server, tmp_path):
    token = pc.move_to_agent(bench)
    with pc.agent(pc.told(tmp_path / "pc", server, token, bench), bench) as agent:
        pc.move_to_agent(bench)

        until(lambda: agent.state()["link"] == "token")
        until(lambda: scale_of(bench)["state"] == "disconnected")


def scale_of(bench):
    return bench.packer.get("/api/v1/benches/B1/scale").json


def test_a_supervisor_zeroes_and_proves_a_scale_at_the_packing_pc(bench, server, tmp_path):
    token = pc.move_to_agent(bench)
    lead = bench.floor.person("supervisor")
    with pc.agent(pc.told(tmp_path / "pc", server, token, bench), bench):
        bench.scale.place(7)
        assert lead.post("/api/v1/station/B1/zero").status_code == 200
        until(lambda: scale_of(bench)["grams"] == 0)

        empty = lead.post("/api/v1/station/B1/empty")
        assert empty.status_code == 200, empty.json
        bench.scale.place(2007)
        proved = lead.post("/api/v1/station/B1/commission", {"known_g": 2000})
        assert proved.status_code == 200, proved.json


def test_a_test_label_comes_out_at_the_packing_pc(bench, server, tmp_path):
    token = pc.move_to_agent(bench)
    lead = bench.floor.person("supervisor")
    with pc.agent(pc.told(tmp_path / "pc", server, token, bench), bench):
        told = lead.post("/api/v1/station/B1/test-print").json
        assert told == {"outcome": "confirmed", "reason": None}
        assert [len(job.pages) for job in bench.printer.jobs()] == [1]

        bench.printer.fault("paper_out")
        told = lead.post("/api/v1/station/B1/test-print").json
        assert told == {"outcome": "failed", "reason": "paper_out"}
    assert bench.floor.count(PrintJob) == 0


def test_another_protocol_at_the_server_opens_the_scale_anew(bench, server, tmp_path):
    token = pc.move_to_agent(bench)
    with pc.agent(pc.told(tmp_path / "pc", server, token, bench), bench):
        save = {"scale_url": "agent://", "protocol": "cas-22", "printer_url": "agent://"}
        bench.floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1", **save))

        until(lambda: scale_of(bench)["state"] != "ok")  # mt-sics is no cas-22


def test_an_enrolled_agent_finds_its_token_again(bench, server, tmp_path, capsys):
    code = bench.floor.write(lambda s: agents.make_code(s, SYSTEM, "B1"))
    told = ["agent", "--server", server, "--folder", str(tmp_path)]

    cli.main([*told, "--enrol", code])

    assert "bench B1" in capsys.readouterr().out
    kept = settings.load(tmp_path)
    assert (kept.server, kept.token[:3]) == (server, "wg_")
    with pytest.raises(SystemExit) as ended:
        cli.main([*told, "--enrol", code])
    assert ended.value.code == 1
    assert "wrong, used or too old" in capsys.readouterr().err
