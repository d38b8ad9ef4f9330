"""A bench whose scale and printer stand at the packing PC works like any other bench."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from app.packing.models import Weighing
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
        _, parcel = bench.packed("A1")
        assert bench.packer.get("/api/v1/benches/B1/printer").json == {"state": "ready"}
        assert weigh(bench, parcel, 899).json["verdict"] == "block"
        bench.scan(parcel, "B-KILO")
        assert weigh(bench, parcel, 1000).json["verdict"] == "pass"
        bench.done(parcel, "preprint")
        waybill = str(bench.done(parcel, "confirm")["waybill"])
        until(lambda: pc.label_states(bench) == ["confirmed"], 20)
        bench.done(parcel, "attach", {"code": waybill})

    assert len(bench.printer.jobs()) == 1
    rows = bench.floor.read(sa.select(Weighing.grams, Weighing.source).order_by(Weighing.id))
    assert [tuple(row) for row in rows] == [(899, "agent"), (1000, "agent")]


def weigh(bench, parcel, grams):
    """As a packer does: lay it on, weigh, again when nothing came back, take it off."""
    answer = None
    for _ in range(5):
        answer = bench.weigh(parcel, grams)
        if answer.status_code == 200:
            break
        assert answer.json["code"] == "packing.weight.no_reading"
        time.sleep(0.5)
    return answer
