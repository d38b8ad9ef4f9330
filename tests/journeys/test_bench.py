"""From a picked tote to the van, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import events as facts
from app.core.audit import verify
from app.core.outbox import OutboxRow
from app.inventory.models import Holding
from app.inventory.queries import invariant_units
from app.orders.models import Order
from app.packing.models import BenchLock
from app.shipping.models import Manifest
from tests.floor import Floor
from tests.packing.station import KILO, Station, station, until


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls in threads that start together; their answers."""
    gate, answers = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        gate.wait()
        answers.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_an_order_is_packed_labelled_printed_and_handed_over(bench):
    bench.box("3", "142", "25")
    order_no, tote = bench.order("A1", (KILO, 1), ("MUG", 2))
    parcel = bench.opened(tote)
    assert bench.scan(parcel, f"B-{KILO}", "B-MUG", "B-MUG") == [
        "task_done",
        "ok",
        "list_done",
    ]
    bench.done(parcel, "box", {"code": "3"})
    assert bench.weigh(parcel, 1200).json["code"] == "packing.weight.outside"
    bench.scan(parcel, "B-MUG", "B-MUG", f"B-{KILO}")
    assert bench.weigh(parcel, 1367).json["verdict"] == "pass"
    bench.done(parcel, "preprint")
    waybill = bench.done(parcel, "confirm")["waybill"]
    bench.print_all()
    assert bench.look(parcel)["state"] == "labelled"
    bench.done(parcel, "attach", {"code": waybill})
    bench.packer.post("/api/v1/cages/C1/scan", {"code": waybill})
    sheet = bench.packer.post("/api/v1/manifests", {"carrier": "SF"}).json["manifest"]
    bench.packer.post(f"/api/v1/manifests/{sheet}/scan", {"code": waybill})
    bench.packer.post(f"/api/v1/manifests/{sheet}/close")

    assert bench.look(parcel)["order_state"] == "shipped"
    rows = bench.floor.read(
        sa.select(OutboxRow.seq, OutboxRow.hub_type)
        .where(OutboxRow.stream == f"order:{order_no}")
        .order_by(OutboxRow.seq)
    )
    assert [tuple(row) for row in rows] == list(
        enumerate(
            [
                "order.accepted",
                "parcel.blocked",
                "parcel.weighed",
                "order.packed",
                "label.issued",
                "order.staged",
                "parcel.shipped",
                "order.shipped",
            ],
            1,
        )
    )
    assert len(bench.printer.jobs()) == 1
    assert bench.floor.write(invariant_units) == []
    store = bench.floor.app.extensions["store"]
    if not store.is_sqlite:
        facts.seal_now(store)
    verdict = bench.floor.write(lambda s: verify(s, 1))
    assert (verdict.broken_at, verdict.unsealed) == (None, 0)


def test_two_benches_at_one_order_and_one_wins(bench):
    _, tote = bench.order("A1", ("MUG", 1))
    other = bench.floor.person("packer")
    # the scale has 1.5 s to be heard when its bench opens, and a busy machine may take longer
    until(lambda: bench.packer.get("/api/v1/benches/B1/scale").json["grams"] == 0)

    answers = at_once(
        lambda: bench.open(tote, bench="B1"), lambda: bench.open(tote, bench="B2", by=other)
    )

    assert sorted(one.status_code for one in answers) == [200, 409]
    assert {one.json.get("code") for one in answers} == {None, "packing.other_bench"}
    assert bench.floor.count(BenchLock) == 1


def test_a_cancel_and_the_van_never_both_win(bench):
    outcomes = set()
    body = {"reason": "buyer", "at": "2026-11-22T10:00:00Z"}
    for n in range(6):
        order_no, _, waybill = bench.attached(f"A{n}")
        sheet = bench.packer.post("/api/v1/manifests", {"carrier": "SF"}).json["manifest"]
        bench.packer.post(f"/api/v1/manifests/{sheet}/scan", {"code": waybill})
        path = f"/api/v1/hub/orders/tmall/A{n}/cancel"

        at_once(
            lambda path=path: bench.floor.hub.post(path, body),
            lambda sheet=sheet: bench.packer.post(f"/api/v1/manifests/{sheet}/close"),
        )

        state, told = (
            bench.floor.read(sa.select(Order.state).where(Order.number == order_no))[0][0],
            [
                row[0]
                for row in bench.floor.read(
                    sa.select(OutboxRow.hub_type).where(OutboxRow.stream == f"order:{order_no}")
                )
            ],
        )
        assert state in {"shipped", "putback"}
        assert ("order.shipped" in told) == (state == "shipped")
        assert ("order.cancelled" in told) == (state == "putback")
        outcomes.add(str(state))
    assert outcomes
    assert bench.floor.write(invariant_units) == []


def test_one_sheet_closed_by_two_people_ships_each_parcel_once(bench):
    waybills = [bench.attached(f"A{n}")[2] for n in range(3)]
    sheet = bench.packer.post("/api/v1/manifests", {"carrier": "SF"}).json["manifest"]
    for waybill in waybills:
        bench.packer.post(f"/api/v1/manifests/{sheet}/scan", {"code": waybill})
    other = bench.floor.person("dispatcher")

    answers = at_once(
        lambda: bench.packer.post(f"/api/v1/manifests/{sheet}/close"),
        lambda: other.post(f"/api/v1/manifests/{sheet}/close"),
    )

    assert [one.status_code for one in answers] == [200, 200]
    shipped = bench.floor.count(OutboxRow, OutboxRow.hub_type == "parcel.shipped")
    assert (shipped, bench.floor.count(Holding)) == (3, 0)
    assert bench.floor.count(Manifest, Manifest.state == "closed") == 1


def test_a_write_with_an_idempotency_key_gets_its_first_answer_again(bench):
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    key = {"Idempotency-Key": "confirm-1"}

    path = f"/api/v1/parcels/{parcel}/confirm"
    first = bench.packer.post(path, headers=key)
    bench.print_all()
    again = bench.packer.post(path, headers=key)

    assert first.json["waybill"]
    assert again.json == first.json
