"""What grows for ever is never read whole: not by the loop, not by a parcel's pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import sqlalchemy as sa

from app.hub import jobs as hub_jobs
from app.shipping import jobs
from tests.packing.station import Station

GROWING = {
    "event", "event_seal", "label", "move", "order", "order_line", "outbox", "pack_scan",
    "parcel", "parcel_unit", "print_job", "scan", "trace", "truth_clock", "wall_scan",
    "wave", "wave_order", "waybill", "weighing",
}  # fmt: skip
Asked = dict[str, Any]


@contextmanager
def asked() -> Iterator[Asked]:
    """Every statement that is run meanwhile, with the values of its first run."""
    found: Asked = {}

    def note(conn: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            found.setdefault(statement, values)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)


def read_whole(bench: Station, statements: Asked) -> list[tuple[str, str]]:
    """Which statements go through a whole growing table, and which table."""
    path = bench.floor.app.extensions["settings"].sqlite_path
    found = []
    with closing(sqlite3.connect(path)) as conn:
        for statement, values in statements.items():
            plan = conn.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            whole = {row[3].split()[1] for row in plan if row[3].startswith("SCAN ")}
            found += [(table, statement) for table in sorted(whole & GROWING)]
    return found


def test_neither_the_loop_nor_a_parcels_pages_read_a_growing_table_whole(
    bench: Station,
) -> None:
    order_no, parcel, waybill = bench.attached("A1")
    admin = bench.floor.person("admin")
    at = {"waybill": waybill, "kind": "picked_up", "at": "2026-11-22T10:00:00+08:00"}

    with asked() as statements:
        for url in (
            f"/parcels/{parcel}/evidence",
            f"/orders/{order_no}",
            f"/api/v1/parcels/{parcel}/labels",
            f"/api/v1/parcels/{parcel}/waybill",
            f"/api/v1/waybills/{waybill}",
            "/api/v1/manifests",
            "/api/v1/cages",
            "/truth",
        ):
            assert admin.get(url).status_code == 200, url
        said = bench.floor.hub.post("/api/v1/hub/traces", {"traces": [at]})
        assert said.status_code == 200, said.json
        with bench.floor.app.app_context():
            for job in (jobs.finish_confirms, jobs.ask_carriers, jobs.look_for_parcels):
                job()
            hub_jobs.purge_people()

    assert len(statements) > 50
    assert read_whole(bench, statements) == []
