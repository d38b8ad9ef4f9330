"""A server that dies while its printers are at work, as a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.config import Settings
from app.simulation.site import Site, free_port
from app.stations.models import FloorException, PrintJob
from tests.packing.station import Station, until


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Iterator[Site]:
    bind = f"127.0.0.1:{free_port()}"
    told = {
        "WAVEGATE_DATABASE_URL": settings.database_url,
        "WAVEGATE_DATA_DIR": str(settings.data_dir),
        "WAVEGATE_SECRET_KEY": settings.secret_key,
        "WAVEGATE_BIND": bind,
    }
    made = Site(tmp_path, told, f"http://{bind}")
    made.start()
    yield made
    made.stop()


def outcomes(bench: Station) -> list[tuple[str, str | None]]:
    rows = bench.floor.read(sa.select(PrintJob.state, PrintJob.reason).order_by(PrintJob.id))
    return [(str(state), reason) for state, reason in rows]


def test_the_next_server_has_the_printer_that_the_dead_one_was_printing_at(
    bench: Station, site: Site
) -> None:
    bench.printer.fault("stall")
    _, parcel, waybill = bench.confirmed("A1")
    until(lambda: outcomes(bench) == [("sent", None)])
    site.kill()
    bench.printer.fault("none")

    site.start()
    assert outcomes(bench) == [("unknown", "crashed")]
    assert bench.floor.count(FloorException, FloorException.kind == "print_unknown") == 1
    bench.done(parcel, "reprint", {"reason": "did not come out"})
    until(lambda: outcomes(bench)[1:] == [("confirmed", None)])
    bench.done(parcel, "attach", {"code": waybill})

    assert len(bench.printer.jobs()) == 1
